"""Time as cycles see it: which week it is, how much is over, and which cycle would come next. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from shared.cycles.model import Cycle, CycleKind
from shared.messages import Id

MONTHS = {CycleKind.YEAR: 12, CycleKind.QUARTER: 3, CycleKind.MONTH: 1}


class Proposal(Struct, frozen=True):
    """A cycle that nobody has made yet."""

    name: str
    starts_on: date
    ends_on: date
    parent_id: Id | None = None


def weeks(cycle: Cycle, today: date) -> tuple[int, int]:
    """The week that today is in and how many there are; 0 before the first day."""
    count = max(1, round(((cycle.ends_on - cycle.starts_on).days + 1) / 7))
    return min(count, max(0, (today - cycle.starts_on).days // 7 + 1)), count


def over(cycle: Cycle, today: date) -> int:
    """How much of a cycle is over, in per cent; today counts as over."""
    days = (cycle.ends_on - cycle.starts_on).days + 1
    return min(100, max(0, ((today - cycle.starts_on).days + 1) * 100 // days))


def proposal(cycles: Iterable[Cycle], kind: CycleKind, today: date) -> Proposal:
    """The one after the last of that kind; the first is the one that today is in. A custom one is for its maker to name."""
    known = list(cycles)
    if kind is CycleKind.CUSTOM:
        starts_on = max(today, *(each.ends_on + timedelta(days=1) for each in known)) if known else today
        return Proposal("", starts_on, starts_on + timedelta(days=90))
    last = max((each.ends_on for each in known if each.kind is kind), default=None)
    starts_on = _first_day(today if last is None else last + timedelta(days=1), kind)
    if last is not None and starts_on <= last:  # the last one ends in the middle of a quarter
        starts_on = _later(starts_on, MONTHS[kind])
    ends_on = _later(starts_on, MONTHS[kind]) - timedelta(days=1)
    wider = [
        each
        for each in known
        if each.kind is CycleKind.YEAR and each.starts_on <= starts_on and ends_on <= each.ends_on
    ]
    parent_id = wider[0].id if wider and kind is not CycleKind.YEAR else None
    return Proposal(_name(starts_on, kind), starts_on, ends_on, parent_id)


def _first_day(day: date, kind: CycleKind) -> date:
    """The first day of the year, quarter or month that a day is in."""
    months = MONTHS[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _name(starts_on: date, kind: CycleKind) -> str:
    """Named alike in both languages, for everybody reads the one name."""
    if kind is CycleKind.YEAR:
        return str(starts_on.year)
    if kind is CycleKind.QUARTER:
        return f"{starts_on.year} Q{(starts_on.month + 2) // 3}"
    return f"{starts_on:%Y-%m}"
