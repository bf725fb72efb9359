"""Progress, pace and status: the formulas. Pure integers and decimals, exact; progress is in parts per million."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from shared.cycles.model import Cycle, CycleState
from shared.key_results.model import KeyResult, Kind
from shared.numbers import WHOLE, clamp, mean, ratio, scaled
from shared.workspace.model import Thresholds


def raw_progress(key_result: KeyResult) -> int | None:
    """How far a key result is, not clamped ("150 %"); None where there is nothing to judge yet.

    increase, decrease: (c - b) / (t - b). maintain: 1 in the band, outside max(0, 1 - distance / tolerance).
    milestone: weights of those done over all weights. binary: 0 or 1.
    """
    measure = key_result.measure
    match measure.kind:
        case Kind.INCREASE | Kind.DECREASE:
            if measure.baseline is None or measure.target is None or measure.baseline == measure.target:
                return None
            current = measure.baseline if key_result.current is None else key_result.current
            return ratio(scaled(current) - scaled(measure.baseline), scaled(measure.target) - scaled(measure.baseline))
        case Kind.MAINTAIN:
            value = measure.baseline if key_result.current is None else key_result.current
            if value is None:
                return None
            outside = max(
                scaled(measure.low) - scaled(value) if measure.low is not None else 0,
                scaled(value) - scaled(measure.high) if measure.high is not None else 0,
                0,
            )
            if not outside:
                return WHOLE
            return max(0, WHOLE - ratio(outside, scaled(measure.tolerance))) if measure.tolerance else 0
        case Kind.MILESTONE:
            return mean([(each.weight, WHOLE if each.done else 0) for each in measure.milestones])
        case Kind.BINARY:
            return WHOLE if key_result.current else 0


def key_result_progress(key_result: KeyResult) -> int | None:
    raw = raw_progress(key_result)
    return None if raw is None else clamp(raw)


def expected(cycle: Cycle, now: datetime) -> int:
    """Elapsed share of the cycle: clamp((now - start) / (end - start), 0, 1), days in UTC, the last day included."""
    start, end = _midnight(cycle.starts_on), _midnight(cycle.ends_on + timedelta(days=1))
    return clamp(ratio(int((now - start).total_seconds()), int((end - start).total_seconds())))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


class Status(StrEnum):
    """From worst to best, in the order in which the worst of several is chosen."""

    RED_FLAG = "red_flag"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    PENDING = "pending"
    """Never checked in: never green."""
    ON_TRACK = "on_track"
    EARLY = "early"
    """No verdict yet: too little of the cycle is over."""
    CLOSED = "closed"
    NONE = "none"


RED_FLAG_AT = 3
WATCH_AT = 6
_RANK = {status: rank for rank, status in enumerate(Status)}


class Verdict(Struct, frozen=True):
    """A status and why: `share` is progress over expected, in parts per million, where pace decided."""

    status: Status
    share: int | None = None


def pace(progress: int, elapsed: int, thresholds: Thresholds) -> Verdict:
    """On track p ≥ on_track·e, at risk p ≥ at_risk·e, else off track; no verdict while e < silent or nothing is over."""
    if not elapsed or elapsed < thresholds.silent * WHOLE:
        return Verdict(Status.EARLY)
    share = ratio(progress, elapsed)
    if progress >= thresholds.on_track * elapsed:
        return Verdict(Status.ON_TRACK, share)
    return Verdict(Status.AT_RISK if progress >= thresholds.at_risk * elapsed else Status.OFF_TRACK, share)


def key_result_status(key_result: KeyResult, cycle: Cycle, thresholds: Thresholds, now: datetime) -> Verdict:
    """The first that applies: closed cycle, never checked in, confidence red flag, band, pace."""
    if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        return Verdict(Status.CLOSED)
    if key_result.checked_in_at is None:
        return Verdict(Status.PENDING)
    if key_result.confidence is not None and key_result.confidence <= RED_FLAG_AT:
        return Verdict(Status.RED_FLAG)
    progress = key_result_progress(key_result)
    if progress is None:
        return Verdict(Status.NONE)
    if key_result.measure.kind is Kind.MAINTAIN:
        return Verdict(Status.ON_TRACK if progress == WHOLE else Status.AT_RISK)
    return pace(progress, expected(cycle, now), thresholds)


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several; of none, none."""
    return min(statuses, key=_RANK.__getitem__, default=Status.NONE)
