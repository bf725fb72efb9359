"""Since when a key result is behind: off track by pace alone, as time passed or as its values came. Pure; tells nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shared.cadence.model import Rhythm
from shared.cycles.model import Cycle
from shared.key_results.model import KeyResult, Kind
from shared.numbers import WHOLE
from shared.objectives.model import Objective
from shared.progress import expected, expected_from, key_result_progress
from shared.status import Status, pace
from shared.workspace.model import Thresholds

PERIOD = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14, Rhythm.MONTHLY: 31, Rhythm.OFF: 7}
"""Days of a cadence; what has none is treated like what is weekly."""


def is_behind(key_result: KeyResult, cycle: Cycle, thresholds: Thresholds, now: datetime) -> bool:
    progress = _paced(key_result)
    return progress is not None and pace(progress, expected(cycle, now), thresholds).status is Status.OFF_TRACK


def behind_from(key_result: KeyResult, cycle: Cycle, thresholds: Thresholds) -> datetime | None:
    """The moment from which its progress as it is now is too little. None: it never is."""
    progress = _paced(key_result)
    if progress is None:
        return None
    least = _ceiling(thresholds.silent * WHOLE)
    if thresholds.at_risk:
        enough = (Decimal(progress) / thresholds.at_risk).to_integral_value(ROUND_FLOOR)
        least = max(least, int(enough) + 1)
    if not thresholds.at_risk or least > WHOLE:
        return None
    return expected_from(cycle, max(least, 1))


def behind_since(
    before: KeyResult, after: KeyResult, cycle: Cycle, thresholds: Thresholds, at: datetime
) -> datetime | None:
    """What is to be kept of it when somebody checks in: a value that is still too little begins nothing new."""
    if not is_behind(after, cycle, thresholds, at):
        return None
    if before.checked_in_at is None or not is_behind(before, cycle, thresholds, at):
        return at
    return before.behind_since or behind_from(before, cycle, thresholds) or at


def graced_until(key_result: KeyResult, objective: Objective, cycle: Cycle) -> datetime:
    """The end of its first cadence period: what was opened late in a cycle is given one before anybody is warned."""
    opened = (key_result.created_at, objective.open_since, cycle.active_since)
    return max(each for each in opened if each is not None) + timedelta(days=PERIOD[key_result.cadence.rhythm])


def warned_from(key_result: KeyResult, objective: Objective, cycle: Cycle, thresholds: Thresholds) -> datetime | None:
    """The moment from which its pace is worth a warning: behind, spoken of, and no longer new. None: as it is, never."""
    if key_result.checked_in_at is None:
        return None
    since = key_result.behind_since or behind_from(key_result, cycle, thresholds)
    return None if since is None else max(since, graced_until(key_result, objective, cycle))


def _paced(key_result: KeyResult) -> int | None:
    return None if key_result.measure.kind is Kind.MAINTAIN else key_result_progress(key_result)


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
