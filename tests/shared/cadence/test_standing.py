"""Due, overdue, stale, pending, silent: through a key result's life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.cadence.model import Cadence, Rhythm
from shared.cadence.standing import DueState, Standing
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.events import AnyCommand
from shared.key_results.messages import ArchiveKeyResult, ChangeKeyResult, RestoreKeyResult
from shared.objectives.messages import ArchiveObjective, PublishObjective, RestoreObjective
from tests.factories import START, Story, check_in, company, key_result, objective, uid

MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
"""The first that is owed: the story begins on the Monday before, at the same hour."""
NPS = uid("NPS")


def given(*more: AnyCommand) -> Story:
    return company().tell(
        ChangePerson(person_id=uid("ada"), time_zone="UTC"), objective("Be loved"), key_result("NPS", "Be loved"), *more
    )


def standing(story: Story, now: datetime) -> Standing:
    return story.view("ada").standing(story.state.key_results[NPS], now)


@pytest.mark.parametrize(
    ("now", "state", "days"),
    [
        (START + timedelta(days=1), DueState.PENDING, 0),
        (MONDAY - timedelta(days=1, seconds=1), DueState.PENDING, 0),
        (MONDAY - timedelta(days=1), DueState.DUE, 0),
        (MONDAY, DueState.DUE, 0),
        (MONDAY + timedelta(seconds=1), DueState.OVERDUE, 0),
        (MONDAY + timedelta(days=3), DueState.OVERDUE, 3),
        (MONDAY + timedelta(days=3, seconds=1), DueState.STALE, 3),
        (MONDAY + timedelta(days=5, hours=3), DueState.STALE, 5),
        (MONDAY + timedelta(days=30), DueState.STALE, 30),
    ],
)
def test_a_date_comes_and_passes(now: datetime, state: DueState, days: int) -> None:
    assert standing(given(), now) == Standing(state=state, due_at=MONDAY, overdue_days=days)


@pytest.mark.parametrize(
    ("zone", "hours", "days"),
    [
        ("Asia/Shanghai", 14.9, 0),
        ("Asia/Shanghai", 15, 1),
        ("America/New_York", 14.9, 0),
        ("America/New_York", 15, 1),
        ("America/New_York", 38.9, 1),
    ],
)
def test_days_overdue_turn_at_the_owners_midnight(zone: str, hours: float, days: int) -> None:
    """Due at nine by the owner's clock; fifteen hours later it is the day after."""
    story = given(ChangePerson(person_id=uid("ada"), time_zone=zone))
    due_at = standing(story, MONDAY - timedelta(days=1)).due_at
    assert due_at is not None
    assert standing(story, due_at + timedelta(hours=hours)).overdue_days == days


def test_a_check_in_answers_and_the_next_is_a_week_later() -> None:
    story = given()
    story.now = MONDAY + timedelta(days=5)
    story.do(check_in("NPS", 1))
    following = MONDAY + timedelta(days=7)
    assert standing(story, story.now) == Standing(state=DueState.CURRENT, due_at=following)
    assert standing(story, following) == Standing(state=DueState.DUE, due_at=following)


def test_a_correction_answers_nothing_new() -> None:
    story = given()
    story.now = MONDAY
    story.do(check_in("NPS", 1))
    story.now = MONDAY + timedelta(days=8)
    story.do(check_in("NPS", 2, corrects=uid("check-in NPS 1 ")))
    assert standing(story, story.now).state is DueState.OVERDUE


@pytest.mark.parametrize(
    "silencing",
    [
        ChangeKeyResult(key_result_id=NPS, cadence=Cadence(rhythm=Rhythm.OFF)),
        ArchiveKeyResult(key_result_id=NPS),
        ArchiveObjective(objective_id=uid("Be loved")),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.DRAFT),
    ],
)
def test_nobody_asks_for_what_is_closed_or_drafted(silencing: AnyCommand) -> None:
    assert standing(given(silencing), MONDAY + timedelta(days=9)) == Standing(state=DueState.SILENT)


def test_a_draft_is_silent() -> None:
    story = company().tell(objective("Be loved", draft=True), key_result("NPS", "Be loved"))
    assert standing(story, MONDAY + timedelta(days=9)) == Standing(state=DueState.SILENT)
    assert story.view("ada").owed_by(uid("ada"), MONDAY + timedelta(days=9)) == []


@pytest.mark.parametrize(
    ("silencing", "speaking"),
    [
        (ArchiveKeyResult(key_result_id=NPS), RestoreKeyResult(key_result_id=NPS)),
        (ArchiveObjective(objective_id=uid("Be loved")), RestoreObjective(objective_id=uid("Be loved"))),
        (
            MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
            MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE),
        ),
        (
            ChangeKeyResult(key_result_id=NPS, cadence=Cadence(rhythm=Rhythm.OFF)),
            ChangeKeyResult(key_result_id=NPS, cadence=Cadence()),
        ),
    ],
)
def test_what_comes_back_owes_nothing_of_the_time_between(silencing: AnyCommand, speaking: AnyCommand) -> None:
    story = given(silencing)
    story.now = MONDAY + timedelta(days=15)
    story.do(speaking)
    assert standing(story, story.now) == Standing(state=DueState.PENDING, due_at=MONDAY + timedelta(days=21))


def test_what_is_published_late_owes_from_then_on() -> None:
    story = company().tell(
        ChangePerson(person_id=uid("ada"), time_zone="UTC"),
        objective("Be loved", draft=True),
        key_result("NPS", "Be loved"),
    )
    story.now = MONDAY + timedelta(days=15)
    story.do(PublishObjective(objective_id=uid("Be loved")))
    assert standing(story, story.now).due_at == MONDAY + timedelta(days=21)


def test_it_is_the_owners_clock() -> None:
    story = given(ChangePerson(person_id=uid("ada"), time_zone="America/New_York"))
    assert standing(story, MONDAY).due_at == datetime(2026, 1, 5, 14, tzinfo=UTC)  # nine there, and not passed yet


def test_what_is_owed_is_listed_the_oldest_first_and_only_ones_own() -> None:
    story = given(
        key_result("Later", "Be loved", cadence=Cadence(weekday=2)),
        key_result("Dan's", "Be loved", owner_id=uid("dan")),
        key_result("Monthly", "Be loved", cadence=Cadence(rhythm=Rhythm.MONTHLY, month_day=25)),
    )
    view = story.view("ada")
    owed = view.owed_by(uid("ada"), MONDAY + timedelta(days=3))
    assert [(each.name, how.state) for each, how in owed] == [("Later", DueState.STALE), ("NPS", DueState.OVERDUE)]
    assert view.owed_count(MONDAY + timedelta(days=3)) == 2
