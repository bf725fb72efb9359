"""A cycle judged at one moment: what changed since a week ago, who was on time, and whose pace is no warning yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.cadence.model import Cadence, Rhythm
from shared.check_ins.messages import CheckInPosted
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.key_results.model import Word
from shared.past import Step, as_of, steps
from shared.status import Status
from shared.survey import Judged, alike, judge
from tests.factories import Story, check_in, company, key_result, milestones, objective, uid

MONDAY = datetime(2026, 2, 2, 9, tzinfo=UTC)
"""In the fifth week of the quarter: 35 % are over, so that 40 of 100 are on track."""


def given(*measure: Any, zone: str = "UTC", **fields: Any) -> Story:
    return company().tell(
        ChangePerson(person_id=uid("ada"), time_zone=zone),
        objective("Grow"),
        key_result("Books", "Grow", *measure, **fields),
    )


def past(story: Story) -> tuple[Step, ...]:
    said = [each.event.check_in for each in story.log if isinstance(each.event, CheckInPosted)]
    return steps(story.state.key_results[uid("Books")], said)


def judged(story: Story, now: datetime) -> Judged:
    return judge(story.state, story.state.key_results[uid("Books")], past(story), now)


def says(story: Story, days: float, *args: Any, **fields: Any) -> Story:
    story.now = MONDAY + timedelta(days=days)
    return story.tell(check_in("Books", *args, name=str(days), **fields), by="ada")


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        ({"confidence": 8}, {"confidence": 2}, {"worse", "less_sure"}),
        ({"confidence": 2}, {"confidence": 8}, {"better"}),
        ({"confidence": 9}, {"confidence": 8}, set()),
        ({"confidence": 9}, {"confidence": 7}, {"less_sure"}),
        ({"confidence": 7}, {"confidence": 6}, {"less_sure"}),
        ({"confidence": 8}, {"confidence": 8, "blocker": "Legal"}, {"newly_blocked"}),
        ({"confidence": 8, "blocker": "Legal"}, {"confidence": 8, "blocker": "Legal"}, set()),
        ({"confidence": 8, "blocker": "Legal"}, {"confidence": 8}, set()),
        ({"confidence": 8}, {"word": Word.AT_RISK, "word_reason": "Late"}, {"worse"}),
    ],
)
def test_what_changed_since_a_week_ago(before: dict[str, Any], now: dict[str, Any], kinds: set[str]) -> None:
    found = judged(says(says(given(), -1, 40, **before), 7, 40, **now), MONDAY + timedelta(days=7, hours=1))
    names = ("worse", "better", "less_sure", "newly_blocked")
    assert {each for each in names if getattr(found, f"is_{each}")} == kinds


def test_progress_and_silence_are_changes_too() -> None:
    story = says(says(given(), -1, 40, confidence=8), 6, 55)
    found = judged(story, MONDAY + timedelta(days=7))
    assert (found.moved, found.is_worse, found.key_result.confidence) == (150_000, False, 8)
    silent = judged(says(given(), -1, 40, confidence=8), MONDAY + timedelta(days=12))
    assert silent.was is not None
    assert (silent.was.status, silent.verdict.status, silent.is_worse) == (Status.ON_TRACK, Status.STALE, True)


def test_silence_after_bad_news_is_not_good_news() -> None:
    silent = judged(says(given(), -1, 5, confidence=2), MONDAY + timedelta(days=12))
    assert silent.was is not None
    assert (silent.was.status, silent.verdict.status) == (Status.RED_FLAG, Status.STALE)
    assert (silent.is_worse, silent.is_better) == (True, False)


def test_what_was_not_there_a_week_ago_has_not_changed() -> None:
    story = company()
    story.now = MONDAY
    story.tell(objective("Grow"), key_result("Books", "Grow"), check_in("Books", 1, confidence=1))
    assert judged(story, MONDAY + timedelta(days=6)).was is None
    assert judged(story, MONDAY + timedelta(days=8)).was is not None


def test_a_week_is_a_week_over_a_change_of_clocks() -> None:
    """In New York clocks go forward on 8 March: a week before Monday nine is Monday eight there."""
    story = given(zone="America/New_York")
    nine = datetime(2026, 3, 9, 13, tzinfo=UTC)
    for hours, confidence in ((-169, 9), (-167, 4), (0, 9)):
        story.now = nine + timedelta(hours=hours)
        story.tell(check_in("Books", 90, name=str(hours), confidence=confidence), by="ada")
    found = judged(story, nine + timedelta(minutes=1))
    assert found.was is not None
    assert found.was.confidence == 9


def test_how_it_stood_follows_from_what_was_said_until_then() -> None:
    story = says(says(says(given(), -3, 20, confidence=5), -2, note="Waiting"), 2, 60, confidence=9)
    books = story.state.key_results[uid("Books")]
    then = as_of(books, past(story), MONDAY)
    assert (then.current, then.confidence, then.checked_in_at) == (Decimal(20), 5, MONDAY - timedelta(days=2))
    assert as_of(books, past(story), MONDAY + timedelta(days=3)) is books
    first = as_of(books, past(story), MONDAY - timedelta(days=9))
    assert (first.current, first.confidence, first.checked_in_at) == (None, None, None)


def test_a_correction_is_no_step_of_its_own() -> None:
    story = says(given(), -3, 99, confidence=8, blocker="Typed in haste", word=Word.ON_TRACK, word_reason="Sure")
    story.now = MONDAY
    wrong = uid("check-in Books 99 -3")
    story.tell(check_in("Books", 9, corrects=wrong), by="ada")
    (step,) = past(story)
    assert (step.at, step.current, step.confidence) == (MONDAY - timedelta(days=3), Decimal(9), 8)
    assert (step.word, step.blocker) == (Word.ON_TRACK, "Typed in haste")


def test_milestones_are_as_they_were() -> None:
    story = given(milestones(1, 1))
    for day, done in ((-2, ("m0",)), (2, ("m0", "m1"))):
        says(story, day, done=tuple(uid(each) for each in done))
    then = as_of(story.state.key_results[uid("Books")], past(story), MONDAY)
    assert [each.done for each in then.measure.milestones] == [True, False]


@pytest.mark.parametrize(
    ("days", "met"),
    [((0,), 1), ((-0.9,), 1), ((0.9,), 1), ((1.1,), 0), ((-1.1,), 0), ((0, 7), 2), ((0.5, 6.5, 6.9), 2)],
)
def test_on_time_is_from_a_day_before_to_a_day_after(days: tuple[float, ...], met: int) -> None:
    story = company()
    story.now = MONDAY - timedelta(days=3)
    story.tell(ChangePerson(person_id=uid("ada"), time_zone="UTC"), objective("Grow"), key_result("Books", "Grow"))
    for each in days:
        says(story, each, 40)
    found = judged(story, MONDAY + timedelta(days=8.5))
    assert (found.met, found.asked) == (met, 2)


def test_no_date_after_its_cycle_closed_was_missed() -> None:
    story = says(given(), 0, 40)
    before = judged(story, story.now)
    story.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    found = judged(story, MONDAY + timedelta(days=40))
    assert (found.met, found.asked, found.was) == (before.met, before.asked, found.was)
    assert found.moved == before.moved


def test_who_is_not_asked_is_never_late() -> None:
    found = judged(given(cadence=Cadence(rhythm=Rhythm.OFF)), MONDAY)
    assert (found.met, found.asked) == (0, 0)


def test_an_owner_who_says_that_all_is_well_while_it_is_not_is_looked_at_last() -> None:
    story = says(given(), 0, 5, confidence=9, word=Word.ON_TRACK, word_reason="The order is signed")
    found = judged(story, MONDAY + timedelta(hours=1))
    assert (found.is_trouble, found.is_red, found.verdict.status) == (True, False, Status.ON_TRACK)


def test_the_pace_of_what_is_new_is_no_trouble_but_its_red_flag_is() -> None:
    story = company()
    story.now = MONDAY
    story.tell(objective("Grow"), key_result("Books", "Grow"), check_in("Books", 1, confidence=9))
    early, late = judged(story, MONDAY + timedelta(days=6)), judged(story, MONDAY + timedelta(days=7, hours=1))
    assert (early.verdict.status, early.is_trouble, early.is_red) == (Status.OFF_TRACK, False, False)
    assert (late.is_trouble, late.is_red) == (True, True)
    story.tell(check_in("Books", 1, name="2", confidence=1))
    assert judged(story, MONDAY + timedelta(days=1)).is_red


def test_a_minute_is_no_news_and_a_per_cent_is() -> None:
    story = says(given(), 0, 10, confidence=8)
    first = judged(story, MONDAY + timedelta(hours=1))
    assert alike(first, judged(story, MONDAY + timedelta(hours=1, minutes=1)))
    assert not alike(first, judged(story, MONDAY + timedelta(days=2)))
    assert not alike(first, judged(says(story, 0.02, 10, confidence=2), MONDAY + timedelta(hours=1)))
