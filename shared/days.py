"""Which days a workspace may speak of. No I/O, and no calendar of its own.

The ends of the calendar are no days to plan for: a day or an hour beyond them is no date at all, wherever it is reckoned.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.messages import Refused

FIRST, LAST = date(1970, 1, 1), date(2999, 12, 31)
_DAY = timedelta(days=1)


def check_day(day: date, field: str) -> date:
    if not FIRST <= day <= LAST:
        raise Refused("date.range", field=field, first=FIRST.isoformat(), last=LAST.isoformat())
    return day


def check_moment(at: datetime, field: str) -> datetime:
    """A moment with its time zone."""
    if not _MOMENTS[0] <= at <= _MOMENTS[1]:
        raise Refused("date.range", field=field, first=FIRST.isoformat(), last=LAST.isoformat())
    return at


_MOMENTS = (
    datetime.combine(FIRST, datetime.min.time(), UTC),
    datetime.combine(LAST + _DAY, datetime.min.time(), UTC),
)
