"""Where things stand on a chart: in order, within bounds, whatever the numbers and times are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cycles.model import Cycle
from shared.numbers import LIMIT
from ui.charts.geometry import (
    WIDE,
    Label,
    Scale,
    Span,
    between,
    dates,
    scale_of,
    spaced,
    span_of,
    stepped,
    ticks,
)

QUARTER = span_of(Cycle(id="q", name="q", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31)))
NUMBERS = st.decimals(-LIMIT, LIMIT, places=6)
SHARES = st.floats(0, 1)
PLACES = st.lists(st.tuples(SHARES, st.floats(20, 152)), max_size=40).map(sorted)


def days(count: int) -> Span:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return Span(start, start + timedelta(days=count))


def xs(path: str) -> list[float]:
    return [float(each) for each in re.findall(r"[MLH](-?[\d.]+)", path)]


def test_a_quarter_reaches_to_the_end_of_its_last_day() -> None:
    assert QUARTER.end == datetime(2026, 4, 1, tzinfo=UTC)
    assert QUARTER.across(QUARTER.start + timedelta(days=45)) == pytest.approx(0.5)


def test_what_is_outside_the_cycle_stands_at_its_edge() -> None:
    assert QUARTER.across(datetime(2025, 6, 1, tzinfo=UTC)) == 0
    assert QUARTER.across(datetime(2027, 6, 1, tzinfo=UTC)) == 1


def test_a_line_goes_in_steps_until_today() -> None:
    assert stepped([(0, 100), (0.25, 60), (0.5, 20)], 0.75) == "M0.0 100H250.0V60H500.0V20H750.0"


def test_one_point_is_a_line_until_today_and_none_is_nothing() -> None:
    assert stepped([(0.2, 50)], 0.6) == "M200.0 50H600.0"
    assert stepped([], 0.6) == between([], [], 0.6) == ""


def test_an_area_goes_back_under_its_line_by_the_same_steps() -> None:
    path = between([(0, 90), (0.5, 40)], [(0, 100), (0.5, 80)], 1)
    assert path == "M0.0 90H500.0V40H1000.0L1000.0 80H500.0L500.0 100H0.0Z"


@given(PLACES, SHARES)
def test_a_line_never_goes_back_nor_out(places: list[tuple[float, float]], until: float) -> None:
    across = xs(stepped(places, until))
    assert across == sorted(across)
    assert all(0 <= each <= WIDE for each in across)


@given(PLACES, SHARES)
def test_an_area_stays_in_its_chart(places: list[tuple[float, float]], until: float) -> None:
    path = between(places, [(across, 152) for across, _ in places], until)
    assert "nan" not in path and "inf" not in path
    assert all(0 <= each <= WIDE for each in xs(path))


@given(st.lists(NUMBERS, max_size=20))
def test_every_number_has_its_height_in_order_and_in_the_plot(numbers: list[Decimal]) -> None:
    scale = scale_of(numbers, 20, 152)
    heights = [scale.down(each) for each in sorted(numbers)]
    assert heights == sorted(heights, reverse=True)
    assert all(20 <= each <= 152 for each in heights)


@given(st.lists(NUMBERS, max_size=20), st.integers(2, 6))
def test_round_numbers_are_few_and_within_the_scale(numbers: list[Decimal], most: int) -> None:
    scale = scale_of(numbers, 20, 152)
    found = ticks(scale, most)
    assert 1 <= len(found) <= most
    assert found == sorted(set(found))
    assert all(scale.low <= each <= scale.high for each in found)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "100", [0, 50, 100]),
        ("0", "1", ["0", "0.5", "1"]),
        ("-4", "4", ["-4", "-2", "0", "2", "4"]),
        ("0", "9000000000000", [0, 5_000_000_000_000]),
    ],
)
def test_round_numbers(low: str, high: str, expected: list[int | str]) -> None:
    assert ticks(Scale(Decimal(low), Decimal(high), 0, 1), 4) == [Decimal(each) for each in expected][:4]


def test_a_single_number_stands_in_the_middle() -> None:
    assert scale_of([Decimal(7)], 20, 152).down(Decimal(7)) == 86
    assert scale_of([], 20, 152) == Scale(Decimal(0), Decimal(1), 20, 152)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 200)), max_size=12))
def test_labels_never_overlap(given_labels: list[tuple[str, float]]) -> None:
    labels = [Label(words, at) for words, at in given_labels]
    kept = spaced(labels, 15)
    assert kept[:1] == labels[:1]
    assert all(abs(one.at - other.at) >= 15 for one in kept for other in kept if one is not other)


def test_a_quarter_shows_months_and_a_month_shows_mondays() -> None:
    assert [each.month for each, _ in dates(QUARTER)] == [1, 2, 3]
    assert [each.day for each, _ in dates(days(31))] == [5, 12, 19, 26]


@given(st.integers(1, 800))
def test_days_stand_apart_and_have_room(count: int) -> None:
    found = [across for _, across in dates(days(count))]
    assert all(right - left >= 0.2 for left, right in pairwise(found))
    assert all(0 <= each <= 0.86 for each in found)
