"""The formulas, by example and by their laws: progress of a key result, expected share, pace, status."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.cycles.model import Cycle, CycleState
from shared.key_results.model import KeyResult, Measure
from shared.numbers import WHOLE, unscaled
from shared.progress import expected, key_result_progress, raw_progress
from shared.status import Status, key_result_status, pace, worst
from shared.workspace.model import Thresholds
from tests.factories import BINARY, START, Number, decrease, increase, maintain, milestones, uid

QUARTER = Cycle(id=uid("q1"), name="q1", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31), state=CycleState.ACTIVE)
MIDDLE = datetime(2026, 2, 15, tzinfo=UTC)
"""45 of 90 days are over."""
values = st.integers(-(10**15), 10**15).map(unscaled)


def measured(measure: Measure, current: Number | None = None, **fields: object) -> KeyResult:
    result = KeyResult(
        id=uid("NPS"),
        objective_id=uid("Be loved"),
        name="NPS",
        owner_id=uid("ada"),
        measure=measure,
        current=None if current is None else Decimal(current),
        created_at=START,
        changed_at=START,
    )
    return replace(result, **fields)


@pytest.mark.parametrize(
    ("measure", "current", "raw", "clamped"),
    [
        # increase: (c - b) / (t - b)
        (increase(0, 100), None, 0, 0),
        (increase(0, 100), 50, 500_000, 500_000),
        (increase(0, 100), 150, 1_500_000, WHOLE),
        (increase(0, 100), -10, -100_000, 0),
        (increase(20, 50), 30, 333_333, 333_333),
        (increase("0.1", "0.3"), "0.2", 500_000, 500_000),
        (increase(0, "0.3"), Decimal("0.1") + Decimal("0.2"), WHOLE, WHOLE),
        (increase(-9_000_000_000_000, 9_000_000_000_000), 0, 500_000, 500_000),
        (increase(0, "0.000001"), 9_000_000_000_000, 9 * 10**24, WHOLE),
        # decrease: the same, downwards
        (decrease(100, 20), None, 0, 0),
        (decrease(100, 20), 60, 500_000, 500_000),
        (decrease(100, 20), 0, 1_250_000, WHOLE),
        (decrease(100, 20), 120, -250_000, 0),
        # maintain: 1 in the band, outside max(0, 1 - distance / tolerance)
        (maintain(40, 60, 10), 40, WHOLE, WHOLE),
        (maintain(40, 60, 10), 60, WHOLE, WHOLE),
        (maintain(40, 60, 10), 35, 500_000, 500_000),
        (maintain(40, 60, 10), "67.5", 250_000, 250_000),
        (maintain(40, 60, 10), 90, 0, 0),
        (maintain(40, 60), "60.000001", 0, 0),
        (maintain(None, "0.25", "0.1"), -5, WHOLE, WHOLE),
        (maintain(None, "0.25", "0.1"), "0.3", 500_000, 500_000),
        (maintain("99.9", None, 1), 1000, WHOLE, WHOLE),
        (maintain("99.9", None, 1), "99.4", 500_000, 500_000),
        (maintain(40, 60, 10), None, None, None),
        (maintain(40, 60, 10, baseline=Decimal(45)), None, WHOLE, WHOLE),
        (maintain(40, 60, 10, baseline=Decimal(35)), None, 500_000, 500_000),
        # milestone: weights of those done over all weights
        (milestones(1, 2), None, 0, 0),
        (milestones(1, 2, done=[1]), None, 666_667, 666_667),
        (milestones(1, 2, done=[0, 1]), None, WHOLE, WHOLE),
        (milestones("0.1", "0.2", "0.3", done=[0, 1]), None, 500_000, 500_000),
        (milestones(0, 0, done=[1]), None, 500_000, 500_000),
        (milestones(0, 1, done=[0]), None, 0, 0),
        # binary: 0 or 1
        (BINARY, None, 0, 0),
        (BINARY, 0, 0, 0),
        (BINARY, 1, WHOLE, WHOLE),
    ],
)  # fmt: skip
def test_progress_is_what_the_definition_says(
    measure: Measure, current: Number | None, raw: int | None, clamped: int | None
) -> None:
    result = measured(measure, current)
    assert raw_progress(result) == raw
    assert key_result_progress(result) == clamped


@given(values, values, values)
def test_progress_stays_within_the_whole(baseline: Decimal, target: Decimal, current: Decimal) -> None:
    found = key_result_progress(measured(increase(baseline, target), current))
    assert found is None if baseline == target else found is not None and 0 <= found <= WHOLE


@given(values, values, values, values)
def test_going_towards_the_target_never_lowers_progress(
    baseline: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    less, more = sorted((one, other), reverse=target < baseline)
    nearer = raw_progress(measured(increase(baseline, target), more))
    farther = raw_progress(measured(increase(baseline, target), less))
    assert (nearer is None and farther is None) or (nearer or 0) >= (farther or 0)


@given(values, values)
def test_progress_begins_at_nothing_and_ends_at_the_whole(baseline: Decimal, target: Decimal) -> None:
    if baseline != target:
        assert raw_progress(measured(increase(baseline, target), baseline)) == 0
        assert raw_progress(measured(increase(baseline, target), target)) == WHOLE


@given(values, st.integers(0, 10**15).map(unscaled), values)
def test_a_value_in_its_band_is_the_whole_and_one_outside_is_less(low: Decimal, width: Decimal, value: Decimal) -> None:
    found = key_result_progress(measured(maintain(low, low + width), value))
    assert found == (WHOLE if low <= value <= low + width else 0)


@pytest.mark.parametrize(
    ("now", "share"),
    [
        (datetime(2025, 12, 1, tzinfo=UTC), 0),
        (datetime(2026, 1, 1, tzinfo=UTC), 0),
        (datetime(2026, 1, 10, tzinfo=UTC), 100_000),
        (MIDDLE, 500_000),
        (datetime(2026, 3, 31, 12, tzinfo=UTC), 994_444),
        (datetime(2026, 4, 1, tzinfo=UTC), WHOLE),
        (datetime(2027, 1, 1, tzinfo=UTC), WHOLE),
    ],
)
def test_the_last_day_belongs_to_the_cycle(now: datetime, share: int) -> None:
    assert expected(QUARTER, now) == share


def test_nothing_more_is_expected_once_the_values_are_frozen() -> None:
    closed = replace(QUARTER, closed_at=datetime(2026, 1, 10, tzinfo=UTC))
    assert [expected(closed, now) for now in (datetime(2026, 1, 1, tzinfo=UTC), MIDDLE)] == [0, 100_000]


def test_a_cycle_of_one_day_has_a_middle() -> None:
    day = replace(QUARTER, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1))
    assert expected(day, datetime(2026, 1, 1, 12, tzinfo=UTC)) == WHOLE // 2


@pytest.mark.parametrize(
    ("progress", "elapsed", "status"),
    [
        (0, 0, Status.EARLY),
        (0, 99_999, Status.EARLY),
        (0, 100_000, Status.OFF_TRACK),
        (90_000, 100_000, Status.ON_TRACK),
        (450_000, 500_000, Status.ON_TRACK),
        (449_999, 500_000, Status.AT_RISK),
        (350_000, 500_000, Status.AT_RISK),
        (349_999, 500_000, Status.OFF_TRACK),
        (899_999, 999_999, Status.AT_RISK),  # 0.9·e is 899 999.1: not to be rounded away
        (WHOLE, WHOLE, Status.ON_TRACK),
    ],
)
def test_pace_is_judged_at_nine_and_seven_tenths_of_what_is_expected(
    progress: int, elapsed: int, status: Status
) -> None:
    assert pace(progress, elapsed, Thresholds()).status is status


def test_thresholds_are_the_workspaces_own() -> None:
    bold = Thresholds(on_track=Decimal("0.5"), at_risk=Decimal("0.2"), silent=Decimal("0.9"))
    assert pace(0, 899_999, bold).status is Status.EARLY
    assert pace(475_000, 950_000, bold).status is Status.ON_TRACK
    assert pace(190_000, 950_000, bold).status is Status.AT_RISK


def test_without_a_silent_time_there_is_still_no_verdict_before_anything_is_over() -> None:
    assert pace(0, 0, Thresholds(silent=Decimal(0))).status is Status.EARLY


@pytest.mark.parametrize(
    ("result", "cycle_state", "status"),
    [
        (measured(increase(0, 100), 50, checked_in_at=START), CycleState.CLOSING, Status.CLOSED),
        (measured(increase(0, 100), 50, checked_in_at=START), CycleState.ARCHIVED, Status.CLOSED),
        (measured(increase(0, 100), 50), CycleState.ACTIVE, Status.PENDING),
        (measured(increase(0, 100), 50, checked_in_at=START, confidence=3), CycleState.ACTIVE, Status.RED_FLAG),
        (measured(increase(0, 100), 50, checked_in_at=START, confidence=4), CycleState.ACTIVE, Status.ON_TRACK),
        (measured(increase(0, 100), 50, checked_in_at=START), CycleState.ACTIVE, Status.ON_TRACK),
        (measured(increase(0, 100), 40, checked_in_at=START), CycleState.ACTIVE, Status.AT_RISK),
        (measured(increase(0, 100), 1, checked_in_at=START), CycleState.ACTIVE, Status.OFF_TRACK),
        (measured(maintain(40, 60, 10), 50, checked_in_at=START), CycleState.ACTIVE, Status.ON_TRACK),
        (measured(maintain(40, 60, 10), 61, checked_in_at=START), CycleState.ACTIVE, Status.AT_RISK),
        (measured(maintain(40, 60, 10), checked_in_at=START), CycleState.ACTIVE, Status.NONE),
    ],
)
def test_the_first_that_applies_is_shown(result: KeyResult, cycle_state: CycleState, status: Status) -> None:
    assert key_result_status(result, replace(QUARTER, state=cycle_state), Thresholds(), MIDDLE).status is status


def test_never_checked_in_is_pending_even_at_the_whole_and_from_the_first_minute() -> None:
    done = measured(BINARY, 1)
    for now in (START, MIDDLE, MIDDLE + timedelta(days=365)):
        assert key_result_status(done, QUARTER, Thresholds(), now).status is Status.PENDING


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ([], Status.NONE),
        ([Status.ON_TRACK, Status.RED_FLAG, Status.OFF_TRACK], Status.RED_FLAG),
        ([Status.ON_TRACK, Status.AT_RISK, Status.PENDING], Status.AT_RISK),
        ([Status.EARLY, Status.ON_TRACK], Status.ON_TRACK),
    ],
)
def test_an_objective_is_as_bad_as_the_worst(statuses: list[Status], found: Status) -> None:
    assert worst(statuses) is found
