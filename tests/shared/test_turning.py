"""When things turn by time alone: nothing looks different between two turns, and something does at each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.cadence.standing import DueState
from shared.cycles.messages import MoveCycle
from shared.cycles.model import Cycle, CycleState
from shared.directory.messages import ChangePerson
from shared.key_results.messages import ArchiveKeyResult
from shared.key_results.model import Word
from shared.numbers import WHOLE
from shared.objectives.messages import ArchiveObjective, ChangeObjective
from shared.objectives.model import Driver
from shared.progress import expected, expected_from
from shared.status import Status
from shared.turning import midnight_after, turns_at
from tests.factories import START, Story, check_in, company, key_result, link, objective, uid

NPS, GOAL = uid("NPS"), uid("Be loved")
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def told(zone: str = "America/New_York") -> Story:
    zoned = ChangePerson(person_id=uid("ada"), time_zone=zone)
    return company().tell(zoned, objective("Be loved"), key_result("NPS", "Be loved"))


def looks(story: Story, now: datetime) -> Any:
    """What pages say of it: how overdue, how soon, with which status and why."""
    view = story.view("ada")
    standing, verdict = view.standing(view.state.key_results[NPS], now), view.verdict(view.state.key_results[NPS], now)
    zone = story.state.people[uid("ada")].time_zone
    ahead = None
    if standing.due_at is not None and standing.state in (DueState.PENDING, DueState.CURRENT, DueState.DUE):
        days = midnight_after(standing.due_at, zone).date() - midnight_after(now, zone).date()
        ahead = min(2, days.days)
    return standing.state, standing.overdue_days, ahead, verdict.status, verdict.numbers, view.status(GOAL, now)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize(
    "said",
    [
        [],
        [check_in("NPS", 30, confidence=8)],
        [check_in("NPS", 30, confidence=2)],
        [check_in("NPS", 30, confidence=8, word=Word.ON_TRACK, word_reason="It will")],
        [check_in("NPS", 100, confidence=9)],
    ],
)
def test_a_quarter_turns_exactly_when_it_says(zone: str, said: list[Any]) -> None:
    story = told(zone).tell(*said, by="ada")
    ends = datetime(2026, 4, 3, tzinfo=UTC)
    now, turns = story.now, 0
    while (turn := turns_at(story.state, NPS, now)) is not None and turn < ends:
        before = looks(story, now)
        assert looks(story, turn - TICK) == before
        between = (turn - now) / 2
        assert looks(story, now + between) == before
        assert looks(story, turn) != before, turn
        now, turns = turn, turns + 1
    assert looks(story, ends) == looks(story, now)
    assert turns < 110


def test_what_is_driven_by_its_children_turns_with_its_own_pace() -> None:
    story = told()
    assert turns_at(story.state, GOAL, story.now) is None  # as its key results, with which it turns
    story.tell(
        ChangeObjective(objective_id=GOAL, driver=Driver.CHILDREN, reason="It is theirs"),
        objective("Part"),
        key_result("Half", "Part"),
        link("Part", "Be loved", contributes=True),
        check_in("Half", 40),
    )
    statuses = [story.view("ada").status(GOAL, now := story.now)]
    while (turn := turns_at(story.state, GOAL, now)) is not None:
        assert story.view("ada").status(GOAL, turn - TICK) is statuses[-1]
        statuses.append(story.view("ada").status(GOAL, now := turn))
    assert statuses == [Status.EARLY, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]


@pytest.mark.parametrize(
    "silencing",
    [
        ArchiveObjective(objective_id=GOAL),
        ArchiveKeyResult(key_result_id=NPS),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
    ],
)
def test_what_is_over_turns_no_more(silencing: Any) -> None:
    story = told().tell(check_in("NPS", 30, confidence=8), silencing)
    assert turns_at(story.state, NPS, story.now) is None


def test_who_is_not_there_turns_never() -> None:
    assert turns_at(told().state, uid("nobody"), START) is None


@settings(max_examples=60)
@given(share=st.integers(1, WHOLE), days=st.integers(1, 400), starts=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_what_is_expected_is_expected_from_then_on(share: int, days: int, starts: date) -> None:
    cycle = Cycle(id="c", name="c", starts_on=starts, ends_on=starts + timedelta(days=days))
    moment = expected_from(cycle, share)
    assert expected(cycle, moment) >= share > expected(cycle, moment - timedelta(seconds=1))


def test_midnight_is_the_zone_s_own_and_always_ahead() -> None:
    now = datetime(2026, 3, 28, 16, tzinfo=UTC)  # the clocks of Berlin go forward that night
    assert midnight_after(now, "Asia/Shanghai") == datetime(2026, 3, 29, 16, tzinfo=UTC)
    assert midnight_after(now, "Europe/Berlin") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert midnight_after(now + 7 * HOUR, "Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)
