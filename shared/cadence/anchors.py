"""The moments at which a check-in is due: 09:00 by the owner's clock, daylight saving included. Pure; knows no key result."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.cadence.model import Cadence, Rhythm

DUE_HOUR = time(9)
_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=8192)
def moment(day: date, at: time, time_zone: str) -> datetime:
    """A wall clock's time as a moment. One that the clock skips is as much later as the clock is set forward; one that
    it shows twice is the first."""
    return datetime.combine(day, at, zone(time_zone)).astimezone(UTC)


def due_on(day: date, time_zone: str) -> datetime:
    return moment(day, DUE_HOUR, time_zone)


def local_day(at: datetime, time_zone: str) -> date:
    return at.astimezone(zone(time_zone)).date()


def next_anchor(cadence: Cadence, first_day: date, day: date) -> date:
    """The first anchor on `day` or after; `first_day` is the cycle's first, by which fortnights are counted. Not for `off`."""
    match cadence.rhythm:
        case Rhythm.MONTHLY:
            anchor = _in_month(day.year, day.month, cadence.month_day)
            if anchor >= day:
                return anchor
            return _in_month(day.year + day.month // 12, day.month % 12 + 1, cadence.month_day)
        case Rhythm.FORTNIGHTLY:
            first = _weekday_from(first_day, cadence.weekday)
            return day + _DAY * ((first - day).days % 14)
        case _:
            return _weekday_from(day, cadence.weekday)


def _weekday_from(day: date, weekday: int) -> date:
    return day + _DAY * ((weekday - day.weekday()) % 7)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


@lru_cache(maxsize=65_536)
def owed(
    cadence: Cadence, time_zone: str, first_day: date, last_day: date, since: datetime, checked_in_at: datetime | None
) -> date | None:
    """The anchor that the next check-in is for: the first that is neither before `since` nor answered already.

    A check-in answers every anchor up to a day (by the wall clock) after it. None: the cycle has no further one.
    """
    day = max(first_day, local_day(since, time_zone))
    if checked_in_at is not None:
        day = max(day, local_day(checked_in_at, time_zone))
    anchor = next_anchor(cadence, first_day, day)
    while anchor <= last_day:
        is_answered = checked_in_at is not None and due_on(anchor - _DAY, time_zone) <= checked_in_at
        if due_on(anchor, time_zone) >= since and not is_answered:
            return anchor
        anchor = next_anchor(cadence, first_day, anchor + _DAY)
    return None
