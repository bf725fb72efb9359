"""What is shown of a key result and why: the first that applies, and where the word and the numbers disagree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.key_results.model import Word
from shared.numbers import LIMIT, WHOLE, clamp, mean, ratio
from shared.progress import key_result_progress, raw_progress
from shared.status import Status, Verdict, pace
from shared.workspace.model import Thresholds
from tests.factories import Story, check_in, company, key_result, maintain, objective, uid

HALF = datetime(2026, 2, 15, tzinfo=UTC)
"""Half of "q1" is over; a Sunday."""
ORDER = (*Status,)


def said(**fields: object) -> Story:
    """A key result whose one check-in was made at half-time."""
    story = company().tell(
        ChangePerson(person_id=uid("ada"), time_zone="UTC"), objective("Be loved"), key_result("NPS", "Be loved")
    )
    story.now = HALF
    story.do(check_in("NPS", **fields))  # type: ignore[arg-type]
    return story


def verdict(story: Story, later: timedelta = timedelta()) -> Verdict:
    return story.view("ada").verdict(story.state.key_results[uid("NPS")], HALF + later)


def test_pace_says_its_share() -> None:
    assert verdict(said(value=30)) == Verdict(Status.OFF_TRACK, 600_000, "pace")
    assert verdict(said(value=40)) == Verdict(Status.AT_RISK, 800_000, "pace")
    assert verdict(said(value=45)) == Verdict(Status.ON_TRACK, 900_000, "pace")


def test_a_red_flag_comes_before_pace() -> None:
    assert verdict(said(value=90, confidence=3)) == Verdict(Status.RED_FLAG, None, "red_flag", {"confidence": 3})
    assert verdict(said(value=45, confidence=4)).why == "pace"


@pytest.mark.parametrize(
    ("word", "value", "confidence", "numbers", "disagrees"),
    [
        (Word.ON_TRACK, 30, None, Status.OFF_TRACK, True),
        (Word.ON_TRACK, 50, None, Status.ON_TRACK, False),
        (Word.ON_TRACK, 50, 2, Status.RED_FLAG, True),
        (Word.AT_RISK, 50, None, Status.ON_TRACK, True),
        (Word.OFF_TRACK, 50, None, Status.ON_TRACK, True),
        (Word.OFF_TRACK, 50, 2, Status.RED_FLAG, False),
    ],
)
def test_the_owners_word_comes_before_both_and_says_where_they_disagree(
    word: Word, value: int, confidence: int | None, numbers: Status, disagrees: bool
) -> None:
    found = verdict(said(value=value, confidence=confidence, word=word, word_reason="legal"))
    assert (found.status.value, found.why, found.params) == (word.value, "word", {"reason": "legal"})
    assert (found.numbers, found.disagrees) == (numbers, disagrees)


def test_the_word_lasts_until_the_next_check_in() -> None:
    story = said(value=30, word=Word.ON_TRACK, word_reason="the deal is signed")
    story.now = HALF + timedelta(hours=1)
    story.do(check_in("NPS", note="no news"))
    assert verdict(story, timedelta(hours=2)).why == "pace"


def test_stale_comes_before_the_word_and_says_by_how_many_days() -> None:
    story = said(value=90, confidence=2, word=Word.ON_TRACK, word_reason="so it is")
    assert verdict(story, timedelta(days=4)).status is Status.ON_TRACK
    found = verdict(story, timedelta(days=6, hours=10))
    assert (found.status, found.why, found.params) == (Status.STALE, "stale", {"n": 5})


def test_closed_comes_before_everything() -> None:
    story = said(value=90).tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert verdict(story, timedelta(days=300)) == Verdict(Status.CLOSED, why="closed")


def test_never_checked_in_is_pending_and_then_stale_but_never_green() -> None:
    story = company().tell(objective("Be loved"), key_result("NPS", "Be loved", current=Decimal(100)))
    assert verdict(story, timedelta(days=-35)) == Verdict(Status.PENDING, why="pending")
    assert verdict(story).status is Status.STALE


def test_a_band_has_no_pace() -> None:
    story = company().tell(objective("Be loved"), key_result("NPS", "Be loved", maintain(40, 60, 10)))
    story.now = HALF
    story.do(check_in("NPS", 61))
    assert verdict(story) == Verdict(Status.AT_RISK, why="outside")
    story.do(check_in("NPS", 60))
    assert verdict(story, timedelta(seconds=1)) == Verdict(Status.ON_TRACK, why="inside")


def test_an_objective_is_as_bad_as_its_worst() -> None:
    story = said(value=50).tell(key_result("Other", "Be loved"))
    assert story.view("ada").status(uid("Be loved"), HALF) is Status.PENDING


parts_per_million = st.integers(0, WHOLE)
shares = st.decimals(Decimal(0), Decimal(2), places=3)


@given(parts_per_million, parts_per_million, parts_per_million)
def test_more_progress_is_never_worse(one: int, other: int, elapsed: int) -> None:
    low, high = sorted((one, other))
    worse, better = (ORDER.index(pace(each, elapsed, Thresholds()).status) for each in (low, high))
    assert worse <= better


@given(parts_per_million, parts_per_million, parts_per_million)
def test_more_time_is_never_better(progress: int, one: int, other: int) -> None:
    early, late = sorted(max(each, 100_000) for each in (one, other))
    sooner, later = (ORDER.index(pace(progress, each, Thresholds()).status) for each in (early, late))
    assert later <= sooner


@given(parts_per_million, parts_per_million, shares, shares)
def test_pace_is_the_definition(progress: int, elapsed: int, on_track: Decimal, at_risk: Decimal) -> None:
    found = pace(progress, elapsed, Thresholds(on_track=on_track, at_risk=at_risk, silent=Decimal("0.1")))
    if elapsed < 100_000:
        assert found.status is Status.EARLY
    elif progress >= on_track * elapsed:
        assert found.status is Status.ON_TRACK
    else:
        assert found.status is (Status.AT_RISK if progress >= at_risk * elapsed else Status.OFF_TRACK)


@given(st.decimals(-LIMIT, LIMIT, places=6))
def test_progress_of_huge_and_tiny_numbers_is_clamped_and_never_fails(value: Decimal) -> None:
    story = company().tell(objective("Be loved"), key_result("NPS", "Be loved"), check_in("NPS", value))
    found = story.state.key_results[uid("NPS")]
    raw = raw_progress(found)
    assert raw is not None
    assert key_result_progress(found) == clamp(raw)
    assert 0 <= clamp(raw) <= WHOLE


def test_decimals_are_exact() -> None:
    story = company().tell(
        objective("Be loved"), key_result("NPS", "Be loved", current=Decimal("0.1") + Decimal("0.2"))
    )
    assert raw_progress(story.state.key_results[uid("NPS")]) == 3_000


weights = st.decimals(Decimal(0), Decimal(1000), places=6)


@given(st.lists(st.tuples(weights, parts_per_million), min_size=1, max_size=9))
def test_a_mean_lies_between_its_parts_also_without_weights(parts: list[tuple[Decimal, int]]) -> None:
    values = [value for _, value in parts]
    assert min(values) <= (mean(parts) or 0) <= max(values)
    assert mean([(Decimal(0), value) for value in values]) == mean([(Decimal(1), value) for value in values])


def test_nothing_to_average_is_no_value() -> None:
    assert mean([]) is None


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**20))
def test_a_ratio_is_the_nearest(part: int, whole: int) -> None:
    assert abs(ratio(part, whole) * whole - part * WHOLE) * 2 <= whole
