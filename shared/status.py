"""What is shown of a key result, and why: the first that applies of closed, stale, the owner's word, red flag, pace. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from shared.cadence.standing import SILENT, DueState, Standing
from shared.cycles.model import Cycle, CycleState
from shared.key_results.model import KeyResult, Kind
from shared.numbers import WHOLE, ratio
from shared.progress import expected, key_result_progress
from shared.workspace.model import Thresholds


class Status(StrEnum):
    """From worst to best, in the order in which the worst of several is chosen."""

    RED_FLAG = "red_flag"
    OFF_TRACK = "off_track"
    STALE = "stale"
    """Nobody has said anything for so long that the numbers are not believed."""
    AT_RISK = "at_risk"
    PENDING = "pending"
    """Never checked in: never green."""
    ON_TRACK = "on_track"
    EARLY = "early"
    """No verdict yet: too little of the cycle is over."""
    CLOSED = "closed"
    NONE = "none"


RED = (Status.RED_FLAG, Status.OFF_TRACK, Status.STALE)
"""Wants somebody now."""
RED_FLAG_AT = 3
WATCH_AT = 6
_RANK = {status: rank for rank, status in enumerate(Status)}


class Verdict(Struct, frozen=True):
    """A status and why.

    `why` names a text (`why.<why>`) and `params` what it mentions. `share` is progress over expected, in parts per million,
    where pace has one. `numbers` is what confidence and pace say where the owner's own word is shown.
    """

    status: Status
    share: int | None = None
    why: str = "none"
    params: dict[str, int | str] = field(default_factory=dict)
    numbers: Status | None = None

    @property
    def disagrees(self) -> bool:
        """Whether the owner's word is other than what the numbers say, as far as those say anything."""
        if self.numbers in (None, Status.EARLY, Status.NONE) or self.numbers is self.status:
            return False
        # a red flag is worse than off track; who says "off track" has not hidden it
        return not (self.status is Status.OFF_TRACK and self.numbers is Status.RED_FLAG)


def pace(progress: int, elapsed: int, thresholds: Thresholds) -> Verdict:
    """On track p ≥ on_track·e, at risk p ≥ at_risk·e, else off track; no verdict while e < silent or nothing is over."""
    if not elapsed or elapsed < thresholds.silent * WHOLE:
        return Verdict(Status.EARLY, why="early")
    share = ratio(progress, elapsed)
    if progress >= thresholds.on_track * elapsed:
        return Verdict(Status.ON_TRACK, share, "pace")
    return Verdict(Status.AT_RISK if progress >= thresholds.at_risk * elapsed else Status.OFF_TRACK, share, "pace")


def by_numbers(key_result: KeyResult, cycle: Cycle, thresholds: Thresholds, now: datetime) -> Verdict:
    """What confidence and progress say: red flag, band, pace."""
    if key_result.confidence is not None and key_result.confidence <= RED_FLAG_AT:
        return Verdict(Status.RED_FLAG, why="red_flag", params={"confidence": key_result.confidence})
    progress = key_result_progress(key_result)
    if progress is None:
        return Verdict(Status.NONE)
    if key_result.measure.kind is Kind.MAINTAIN:
        inside = progress == WHOLE
        return Verdict(Status.ON_TRACK if inside else Status.AT_RISK, why="inside" if inside else "outside")
    return pace(progress, expected(cycle, now), thresholds)


def key_result_status(
    key_result: KeyResult, cycle: Cycle, thresholds: Thresholds, now: datetime, standing: Standing = SILENT
) -> Verdict:
    """The first that applies: closed cycle, stale, never checked in, the owner's own word, red flag, band, pace."""
    if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        return Verdict(Status.CLOSED, why="closed")
    if standing.state is DueState.STALE:
        return Verdict(Status.STALE, why="stale", params={"n": standing.overdue_days})
    if key_result.checked_in_at is None:
        return Verdict(Status.PENDING, why="pending")
    numbers = by_numbers(key_result, cycle, thresholds, now)
    if key_result.word is None:
        return numbers
    word = replace(numbers, status=Status(key_result.word.value), why="word", params={"reason": key_result.word_reason})
    return replace(word, numbers=numbers.status)


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several; of none, none."""
    return min(statuses, key=_RANK.__getitem__, default=Status.NONE)
