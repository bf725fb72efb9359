"""Where things stand on a chart: times across, numbers up, lines in steps. Pure; knows no colours, words or elements.

Across is a share from 0 to 1 of the plot's width, whatever that is on a screen; up and down are pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from msgspec import Struct

from shared.cycles.model import Cycle

WIDE = 1000
"""Units across of a path."""
WEEKS_UP_TO = 45
"""Days of a cycle whose calendar shows weeks; longer ones show months."""
Place = tuple[float, float]
"""Across (0..1) and down (pixels)."""


class Span(Struct, frozen=True):
    """The time that a chart shows."""

    start: datetime
    end: datetime
    closed_at: datetime | None = None
    """When the values froze."""

    def until(self, now: datetime) -> float:
        """Where the lines end."""
        return self.across(self.closed_at or now)

    @property
    def shows_weeks(self) -> bool:
        return (self.end - self.start).days <= WEEKS_UP_TO

    def across(self, at: datetime) -> float:
        """What was before or after stands at the edge."""
        return max(0.0, min(1.0, (at - self.start) / (self.end - self.start)))


class Scale(Struct, frozen=True):
    """Numbers from `low` to `high` between `bottom` and `top`."""

    low: Decimal
    high: Decimal
    top: float
    bottom: float

    def down(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return round(self.bottom - max(0.0, min(1.0, share)) * (self.bottom - self.top), 1)


class Label(Struct, frozen=True):
    """Words at a height; of two that would overlap the one that comes first in a list stays."""

    words: str
    at: float
    kind: str = ""


def span_of(cycle: Cycle) -> Span:
    return Span(
        datetime.combine(cycle.starts_on, time(), UTC),
        datetime.combine(cycle.ends_on + timedelta(days=1), time(), UTC),
        cycle.closed_at,
    )


def scale_of(values: Iterable[Decimal], top: float, bottom: float) -> Scale:
    """Room for every value and a little more. One value alone stands in the middle; none at all gives 0 to 1."""
    found = list(values)
    if not found:
        return Scale(Decimal(0), Decimal(1), top, bottom)
    low, high = min(found), max(found)
    room = (high - low) / 16 if high > low else max(abs(low) / 4, Decimal(1))
    return Scale(low - room, high + room, top, bottom)


def ticks(scale: Scale, most: int = 4) -> list[Decimal]:
    """Round numbers within the scale, at most that many."""
    with localcontext(prec=40):
        least = (scale.high - scale.low) / most
        power = Decimal(1).scaleb(least.adjusted())
        step = next(each * power for each in (1, 2, 5, 10, 20) if each * power >= least)
        first = (scale.low / step).to_integral_value(ROUND_CEILING)
        last = (scale.high / step).to_integral_value(ROUND_FLOOR)
        return [(first + place) * step for place in range(int(last - first) + 1)][:most]


def spaced(labels: Iterable[Label], least: float) -> list[Label]:
    """Without those that stand nearer than `least` to one before them in the list; no number is said twice."""
    kept: list[Label] = []
    for label in labels:
        if all(abs(label.at - each.at) >= least and label.words != each.words for each in kept):
            kept.append(label)
    return kept


def dates(span: Span, *, room: float = 0.2, last: float = 0.86) -> list[tuple[date, float]]:
    """Days worth a label: Mondays of a month, months of a quarter, every third month of a year. Far enough apart to
    be read, each with room on its right."""
    first = span.start.date()
    days = [first + timedelta(days=each) for each in range((span.end - span.start).days)]
    chosen = [each for each in days if (each.weekday() == 0 if span.shows_weeks else each.day == 1)]
    found: list[tuple[date, float]] = []
    for day in chosen:
        across = span.across(datetime.combine(day, time(), UTC))
        if across <= last and (not found or across - found[-1][1] >= room):
            found.append((day, across))
    return found


def stepped(places: Sequence[Place], until: float) -> str:
    """A path that keeps each height until the next place, and the last one until `until`. Nothing for no places."""
    if not places:
        return ""
    across, down = places[0]
    parts = [f"M{_unit(across)} {down:g}"]
    for next_across, next_down in places[1:]:
        across = max(across, next_across)
        parts.append(f"H{_unit(across)}V{next_down:g}")
    return "".join([*parts, f"H{_unit(max(across, until))}"])


def between(upper: Sequence[Place], lower: Sequence[Place], until: float) -> str:
    """The area between two stepped lines that have their places at the same times."""
    if not upper:
        return ""
    back: list[str] = []
    right = max([until, *(across for across, _ in lower)])
    for across, down in reversed(lower):
        back.append(f"L{_unit(right)} {down:g}H{_unit(across)}")
        right = min(right, across)
    return f"{stepped(upper, until)}{''.join(back)}Z"


def percent(across: float) -> str:
    return f"{across * 100:.2f}%"


def _unit(across: float) -> str:
    return f"{across * WIDE:.1f}"
