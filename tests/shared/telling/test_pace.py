"""Who hears that a key result has fallen behind by pace alone: once, its owner and then their manager, and nobody too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.behind import behind_from, graced_until, is_behind
from shared.cadence.model import Cadence, Rhythm
from shared.cycles.messages import ChangeCycle
from shared.directory.messages import ChangePerson
from shared.key_results.model import Word
from shared.status import Status
from shared.telling import clock, pace
from tests.factories import BINARY, Story, check_in, company, key_result, maintain, objective, uid

NAMES = {uid(each): each for each in ("root", "chen", "wang", "ada", "bob", "dan")}
Sent = list[tuple[str, str, datetime]]
QUARTER = datetime(2026, 1, 1, tzinfo=UTC)
"""Of ninety days, so that a day is 1.1 % of it."""


def given(*measure: Any, **fields: Any) -> Story:
    """Ada checked in 20 of 100 with high confidence on the 5th: enough until 28.6 % of the quarter are over."""
    zones = [ChangePerson(person_id=uid(each), time_zone="UTC") for each in ("ada", "wang", "chen")]
    return company().tell(*zones, objective("Grow"), key_result("Books", "Grow", *measure, **fields))


def on(day: float) -> datetime:
    return QUARTER + timedelta(days=day)


def passed(story: Story, first: float, last: float, *, hours: float = 3) -> Sent:
    sent: dict[str, tuple[str, str, datetime]] = {}
    now = on(first)
    while now <= on(last):
        for each in pace.owing(story.state, uid("Books"), now).entries:
            sent.setdefault(each.id, (NAMES[each.person_id], each.what, each.at))
        now += timedelta(hours=hours)
    return list(sent.values())


def behind() -> Story:
    """Off track from the 27th day on: 20 % are less than 0.7 of what is expected from 28.6 % on."""
    story = given(cadence=Cadence(rhythm=Rhythm.OFF))
    story.now = on(20)
    return story.tell(check_in("Books", 20, confidence=8), by="ada")


def test_the_owner_hears_of_it_the_next_morning_and_the_manager_three_days_later_and_nobody_again() -> None:
    story = behind()
    since = behind_from(story.state.key_results[uid("Books")], story.state.cycles[uid("q1")], _limits(story))
    assert since is not None
    assert on(25.7) < since < on(25.8)
    assert passed(story, 20, 88) == [
        ("ada", "warning.behind", on(26) + timedelta(hours=9)),
        ("wang", "warning.still_behind", on(29) + timedelta(hours=9)),
    ]


def test_it_says_how_far_behind_at_that_hour() -> None:
    (first, _) = pace.owing(behind().state, uid("Books"), on(40)).entries
    assert first.params == {"percent": 68}


def test_the_moment_is_exact() -> None:
    story = behind()
    books, cycle = story.state.key_results[uid("Books")], story.state.cycles[uid("q1")]
    since = behind_from(books, cycle, _limits(story))
    assert since is not None
    assert is_behind(books, cycle, _limits(story), since)
    assert not is_behind(books, cycle, _limits(story), since - timedelta(seconds=10))


def test_values_that_are_still_too_little_begin_nothing_new() -> None:
    story = behind()
    before = passed(story, 26, 40)
    for day, value in ((30, 21), (37, 22), (38, 21)):
        story.now = on(day)
        story.tell(check_in("Books", value, confidence=7), by="ada")
    assert [each[:2] for each in before] == [each[:2] for each in passed(story, 26, 88)]
    ids = {each.id for each in pace.owing(behind().state, uid("Books"), on(60)).entries}
    assert {each.id for each in pace.owing(story.state, uid("Books"), on(60)).entries} == ids


def test_who_caught_up_and_falls_behind_again_hears_of_it_again() -> None:
    story = behind()
    first = {each.id for each in pace.owing(story.state, uid("Books"), on(40)).entries}
    story.now = on(40)
    story.tell(check_in("Books", 45, confidence=7), by="ada")
    assert pace.owing(story.state, uid("Books"), on(41)).entries == ()
    again = pace.owing(story.state, uid("Books"), on(70)).entries
    assert [NAMES[each.person_id] for each in again] == ["ada", "wang"]
    assert not first & {each.id for each in again}


def test_a_value_that_throws_it_back_counts_from_its_check_in() -> None:
    story = behind()
    story.now = on(24)
    story.tell(check_in("Books", 5, confidence=8), by="ada")
    assert passed(story, 24, 40) == [
        ("ada", "warning.behind", on(24) + timedelta(hours=9)),
        ("wang", "warning.still_behind", on(27) + timedelta(hours=9)),
    ]


def test_what_is_new_has_its_first_period_in_peace() -> None:
    story = company()
    story.now = on(60)
    story.tell(
        ChangePerson(person_id=uid("ada"), time_zone="UTC"), objective("Grow"), key_result("Books", "Grow"), by="ada"
    )
    story.tell(check_in("Books", 1, confidence=9), by="ada")
    books, goal, cycle = (
        story.state.key_results[uid("Books")],
        story.state.objectives[uid("Grow")],
        story.state.cycles[uid("q1")],
    )
    assert story.view("ada").verdict(books, story.now).status is Status.OFF_TRACK
    assert on(67) <= graced_until(books, goal, cycle) <= on(67) + timedelta(minutes=1)
    story.now = on(64)
    story.tell(check_in("Books", 2, confidence=9), by="ada")
    assert passed(story, 60, 67) == []
    assert passed(story, 60, 69) == [("ada", "warning.behind", on(67) + timedelta(hours=9))]


@pytest.mark.parametrize(
    "said",
    [
        {"confidence": 3},
        {"word": Word.ON_TRACK, "word_reason": "The big order is signed"},
        {"word": Word.OFF_TRACK, "word_reason": "We lost it"},
    ],
)
def test_what_is_spoken_of_otherwise_is_not_told_again(said: dict[str, Any]) -> None:
    story = behind()
    story.now = on(21)
    story.tell(check_in("Books", 20, name="more", **said), by="ada")
    assert passed(story, 21, 60) == []


def test_stale_is_told_by_the_other_ladder() -> None:
    story = given()
    story.now = on(20)
    story.tell(check_in("Books", 20, confidence=8), by="ada")
    assert passed(story, 31, 60) == []
    assert {each.what for each in clock.owing(story.state, uid("Books"), on(60)).entries} == {
        "reminder.again",
        "warning.still_stale",
    }


def test_a_band_has_no_pace_and_nobody_is_told_before_the_first_word() -> None:
    assert passed(given(), 0, 88) == []
    banded = given(maintain(40, 60, 10)).tell(check_in("Books", 1, confidence=9), by="ada")
    assert passed(banded, 0, 88) == []


def test_a_switch_that_is_not_turned_is_behind_as_the_definition_says() -> None:
    story = given(BINARY, cadence=Cadence(rhythm=Rhythm.OFF)).tell(check_in("Books", 0, confidence=9), by="ada")
    assert [who for who, *_ in passed(story, 0, 40)] == ["ada", "wang"]


def test_it_says_when_to_look_again() -> None:
    story = behind()
    now, seen = on(20.1), list[datetime]()
    while (next_at := pace.owing(story.state, uid("Books"), now).next_at) is not None:
        assert next_at > now
        seen.append(now := next_at)
    assert [each.date() for each in seen] == [on(each).date() for each in (25, 26, 29)]


def test_a_cycle_that_is_made_longer_takes_it_back() -> None:
    story = behind()
    story.tell(ChangeCycle(cycle_id=uid("q1"), ends_on=on(150).date()))
    assert passed(story, 25, 40) == []


def _limits(story: Story) -> Any:
    return story.state.workspace.thresholds
