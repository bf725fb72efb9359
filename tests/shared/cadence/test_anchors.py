"""The days and moments at which check-ins are due: every rhythm, every time zone, every daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cadence.anchors import due_on, local_day, moment, next_anchor, owed
from shared.cadence.model import Cadence, Rhythm

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
WEEKLY = Cadence()
ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
cadences = st.builds(
    Cadence,
    rhythm=st.sampled_from([Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY]),
    weekday=st.integers(0, 6),
    month_day=st.integers(1, 31),
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("cadence", "day", "anchor"),
    [
        (WEEKLY, date(2026, 1, 1), date(2026, 1, 5)),
        (WEEKLY, date(2026, 1, 5), date(2026, 1, 5)),
        (WEEKLY, date(2026, 1, 6), date(2026, 1, 12)),
        (Cadence(weekday=4), date(2026, 1, 5), date(2026, 1, 9)),
        (Cadence(rhythm=Rhythm.FORTNIGHTLY), date(2026, 1, 1), date(2026, 1, 5)),
        (Cadence(rhythm=Rhythm.FORTNIGHTLY), date(2026, 1, 6), date(2026, 1, 19)),
        (Cadence(rhythm=Rhythm.MONTHLY), date(2026, 1, 1), date(2026, 1, 1)),
        (Cadence(rhythm=Rhythm.MONTHLY, month_day=31), date(2026, 2, 1), date(2026, 2, 28)),
        (Cadence(rhythm=Rhythm.MONTHLY, month_day=15), date(2026, 12, 16), date(2027, 1, 15)),
    ],
)
def test_the_next_anchor(cadence: Cadence, day: date, anchor: date) -> None:
    assert next_anchor(cadence, FIRST, day) == anchor


@given(cadences, st.dates(FIRST, LAST))
def test_an_anchor_is_never_before_the_day_and_none_lies_between(cadence: Cadence, day: date) -> None:
    anchor = next_anchor(cadence, FIRST, day)
    assert day <= anchor <= day + timedelta(days=31)
    between = [day + timedelta(days=each) for each in range((anchor - day).days + 1)]
    assert {next_anchor(cadence, FIRST, each) for each in between} == {anchor}


@pytest.mark.parametrize(
    ("day", "zone", "at"),
    [
        (date(2026, 3, 23), "Europe/Berlin", utc(2026, 3, 23, 8)),
        (date(2026, 3, 30), "Europe/Berlin", utc(2026, 3, 30, 7)),
        (date(2026, 10, 19), "Europe/Berlin", utc(2026, 10, 19, 7)),
        (date(2026, 10, 26), "Europe/Berlin", utc(2026, 10, 26, 8)),
        (date(2026, 3, 2), "America/New_York", utc(2026, 3, 2, 14)),
        (date(2026, 3, 9), "America/New_York", utc(2026, 3, 9, 13)),
        (date(2026, 11, 2), "America/New_York", utc(2026, 11, 2, 14)),
        (date(2026, 1, 5), "Asia/Shanghai", utc(2026, 1, 5, 1)),
    ],
)
def test_nine_o_clock_is_nine_o_clock_before_and_after_daylight_saving(day: date, zone: str, at: datetime) -> None:
    assert due_on(day, zone) == at


def test_a_time_that_the_clock_skips_comes_as_much_later() -> None:
    assert moment(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == utc(2026, 3, 29, 1, 30)  # 03:30 in summer time


def test_a_time_that_the_clock_shows_twice_is_the_first() -> None:
    assert moment(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == utc(2026, 10, 25, 0, 30)


@given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_a_day_later_is_the_next_local_day(zone: str, day: date) -> None:
    if zone != "Pacific/Apia":
        assert local_day(due_on(day, zone), zone) == day
    assert due_on(day + timedelta(days=1), zone) > due_on(day, zone)


@pytest.mark.parametrize(
    ("checked_in_at", "anchor"),
    [
        (None, date(2026, 1, 5)),
        (utc(2026, 1, 4, 8, 59), date(2026, 1, 5)),  # more than a day early
        (utc(2026, 1, 4, 9), date(2026, 1, 12)),
        (utc(2026, 1, 5, 9), date(2026, 1, 12)),
        (utc(2026, 1, 8, 9), date(2026, 1, 12)),
        (utc(2026, 1, 11, 9), date(2026, 1, 19)),
        (utc(2026, 3, 29, 9), None),  # for the last Monday, after which none is in the cycle
    ],
)
def test_a_check_in_up_to_a_day_early_counts_for_the_coming_anchor(
    checked_in_at: datetime | None, anchor: date | None
) -> None:
    assert owed(WEEKLY, "UTC", FIRST, LAST, utc(2026, 1, 1), checked_in_at) == anchor


def test_early_is_a_day_by_the_wall_clock() -> None:
    """In the week of the change that day has 23 hours."""
    since, berlin = utc(2026, 1, 1), "Europe/Berlin"
    assert owed(WEEKLY, berlin, FIRST, LAST, since, utc(2026, 3, 29, 7)) is None
    assert owed(WEEKLY, berlin, FIRST, LAST, since, utc(2026, 3, 29, 6, 59)) == date(2026, 3, 30)


def test_what_was_due_before_anybody_asked_is_not_owed() -> None:
    assert owed(WEEKLY, "UTC", FIRST, LAST, utc(2026, 1, 5, 9, 1), None) == date(2026, 1, 12)
    assert owed(WEEKLY, "UTC", FIRST, LAST, utc(2026, 1, 5, 9), None) == date(2026, 1, 5)


@given(
    cadences,
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 31), timezones=st.just(UTC)),
    st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 31), timezones=st.just(UTC)),
)
def test_the_owed_anchor_is_the_first_that_nobody_has_answered(
    cadence: Cadence, zone: str, since: datetime, checked_in_at: datetime | None
) -> None:
    days = [FIRST + timedelta(days=each) for each in range((LAST - FIRST).days + 1)]
    anchors = [each for each in days if next_anchor(cadence, FIRST, each) == each]

    def is_open(day: date) -> bool:
        early = due_on(day - timedelta(days=1), zone)
        return due_on(day, zone) >= since and (checked_in_at is None or checked_in_at < early)

    assert owed(cadence, zone, FIRST, LAST, since, checked_in_at) == next(filter(is_open, anchors), None)
