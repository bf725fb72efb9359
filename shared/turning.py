"""When something will look different though nothing happens: a date comes, a day begins, the pace is passed. Pure; wakes nobody.

Each moment is exact, so that whoever waits for it draws once, and until then not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from shared.cadence.anchors import due_on, local_day, moment
from shared.cadence.standing import EARLY, STALE_AFTER, anchor_of, due
from shared.cycles.model import Cycle, CycleState
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id, Key
from shared.numbers import WHOLE
from shared.objectives.model import Driver, Objective
from shared.progress import expected, expected_from, key_result_progress
from shared.state import State
from shared.status import key_result_status

_DAY = timedelta(days=1)
_AFTER = timedelta(microseconds=1)
"""Nine o'clock itself is not yet overdue."""


def day_key(time_zone: str) -> Key:
    """What wakes at each midnight of a time zone: whatever says "today"."""
    return f"day:{time_zone}"


def midnight_after(now: datetime, time_zone: str) -> datetime:
    return moment(local_day(now, time_zone) + _DAY, time(), time_zone)


def turns_at(state: State, thing_id: Id, now: datetime) -> datetime | None:
    """The first moment after `now` at which a key result or an objective looks different by time alone."""
    if (key_result := state.key_results.get(thing_id)) is not None:
        objective = state.objectives[key_result.objective_id]
        if key_result.archived or objective.archived:
            return None
        found = _of_key_result(state, key_result, objective, now)
    elif (objective_ := state.objectives.get(thing_id)) is not None and not objective_.archived:
        if objective_.driver is not Driver.CHILDREN and state.index.key_results.get(thing_id):
            return None  # as the worst of its key results: it turns with them
        found = _of_pace(state, state.cycles[objective_.cycle_id], state.index.progress.get(thing_id), now)
    else:
        return None
    return min((each for each in found if each > now), default=None)


def _of_key_result(state: State, key_result: KeyResult, objective: Objective, now: datetime) -> Iterator[datetime]:
    cycle = state.cycles[objective.cycle_id]
    zone = state.people[key_result.owner_id].time_zone
    day = anchor_of(key_result, objective, cycle, zone)
    if day is not None:
        # "on the 12th" until the day before it; then "tomorrow", "today", and each day one more overdue
        yield moment(max(local_day(now, zone) + _DAY, day - _DAY), time(), zone)
        yield due_on(day - EARLY * _DAY, zone)
        yield due_on(day, zone) + _AFTER
        yield due_on(day + STALE_AFTER * _DAY, zone) + _AFTER
    if key_result.measure.kind is not Kind.MAINTAIN and _is_paced(state, key_result, objective, cycle, now):
        yield from _of_pace(state, cycle, key_result_progress(key_result), now)


def _is_paced(state: State, key_result: KeyResult, objective: Objective, cycle: Cycle, now: datetime) -> bool:
    """Whether pace is what is shown, or what the owner's word is held against; what hides it does not end by time alone."""
    standing = due(key_result, objective, cycle, state.people[key_result.owner_id], now)
    verdict = key_result_status(key_result, cycle, state.workspace.thresholds, now, standing)
    return verdict.why in ("early", "pace", "word")


def _of_pace(state: State, cycle: Cycle, progress: int | None, now: datetime) -> Iterator[datetime]:
    """The next moment at which progress that stands still has another verdict."""
    if progress is None or cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        return
    limits = state.workspace.thresholds
    ends = [max(1, -int(-limits.silent * WHOLE // 1))]
    ends += [int(progress // each) + 1 for each in (limits.on_track, limits.at_risk) if each]
    later = _beyond(ends, expected(cycle, now))
    if later is not None:
        yield expected_from(cycle, later)


def _beyond(ends: Iterable[int], elapsed: int) -> int | None:
    return min((each for each in ends if elapsed < each <= WHOLE), default=None)
