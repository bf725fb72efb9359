"""Progress and what is expected of it by now: the formulas. Pure integers and decimals, exact; parts per million."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from shared.cycles.model import Cycle
from shared.key_results.model import KeyResult, Kind
from shared.numbers import WHOLE, clamp, mean, ratio, scaled


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


def reckoned(cycle: Cycle, now: datetime) -> datetime:
    """The moment for which a cycle is judged: now, or when its values froze."""
    return now if cycle.closed_at is None else min(now, cycle.closed_at)


def expected(cycle: Cycle, now: datetime) -> int:
    """Elapsed share of the cycle: clamp((now - start) / (end - start), 0, 1), days in UTC, the last day included.

    It stands still once the values of the cycle are frozen.
    """
    now = reckoned(cycle, now)
    start, end = _midnight(cycle.starts_on), _midnight(cycle.ends_on + timedelta(days=1))
    return clamp(ratio(int((now - start).total_seconds()), int((end - start).total_seconds())))


def expected_from(cycle: Cycle, share: int) -> datetime:
    """The first moment, to the second, at which `expected` is at least `share`, which is above 0 and at most the whole."""
    start, end = _midnight(cycle.starts_on), _midnight(cycle.ends_on + timedelta(days=1))
    whole = int((end - start).total_seconds())
    return start + timedelta(seconds=-(-whole * (2 * share - 1) // (2 * WHOLE)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
