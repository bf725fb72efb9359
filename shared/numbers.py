"""Exact numbers: decimals outside, scaled integers inside. Never a float."""

from __future__ import annotations

from decimal import Decimal

from shared.messages import Refused

SCALE = 1_000_000
"""Six decimal places: one unit is a million."""
LIMIT = Decimal(9_000_000_000_000)
WHOLE = 1_000_000
"""Progress is an int in parts per million of the whole, 0..1_000_000."""


def scaled(value: Decimal) -> int:
    """A decimal of at most six places as an integer of millionths."""
    return int(value.scaleb(6))


def unscaled(millionths: int) -> Decimal:
    """The decimal again, in its shortest form (`5`, not `5.000000`)."""
    text = f"{abs(millionths) // SCALE}.{abs(millionths) % SCALE:06d}".rstrip("0").rstrip(".")
    return Decimal(f"-{text}" if millionths < 0 else text)


def check_number(value: Decimal, field: str) -> Decimal:
    """The value in its shortest form; refused when it is not finite, beyond ±9·10¹² or finer than six places."""
    if not value.is_finite():
        raise Refused("number.finite", field=field)
    if not -LIMIT <= value <= LIMIT:  # abs() would overflow for a number of millions of digits
        raise Refused("number.limit", field=field, limit=LIMIT)
    shortest = unscaled(scaled(value))
    if shortest != value:  # compared exactly, while arithmetic would round a very long number first
        raise Refused("number.places", field=field, places=6)
    return shortest


def check_weight(value: Decimal, field: str = "weight") -> Decimal:
    """A weight: 0 to 1000."""
    value = check_number(value, field)
    if not 0 <= value <= 1000:
        raise Refused("weight.range", field=field, low=0, high=1000)
    return value


def ratio(part: int, whole: int) -> int:
    """part/whole in parts per million, rounded half up; `whole` is not zero."""
    if whole < 0:
        part, whole = -part, -whole
    return (2 * part * WHOLE + whole) // (2 * whole)


def clamp(progress: int) -> int:
    return max(0, min(WHOLE, progress))


def mean(parts: list[tuple[Decimal, int]]) -> int | None:
    """Σ w·p / Σ w over (weight, progress) pairs; all weights zero means equal weights; nothing to average is None."""
    if not parts:
        return None
    weighted = [(scaled(weight), progress) for weight, progress in parts]
    if not any(weight for weight, _ in weighted):
        weighted = [(1, progress) for _, progress in weighted]
    total = sum(weight for weight, _ in weighted)
    return (2 * sum(weight * progress for weight, progress in weighted) + total) // (2 * total)
