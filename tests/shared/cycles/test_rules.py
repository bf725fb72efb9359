"""Cycles: where they may go from each state, and what makes one sound."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.cycles.messages import ChangeCycle, CycleChanged, CycleMoved, MoveCycle
from shared.cycles.model import CycleKind, CycleState
from shared.cycles.rules import evolve
from shared.events import AnyCommand
from shared.messages import Stamp
from tests.factories import Story, company, cycle, key_result, objective, uid

Q2 = uid("q2")
PATHS = {
    CycleState.DRAFT: (),
    CycleState.ACTIVE: (CycleState.ACTIVE,),
    CycleState.CLOSING: (CycleState.ACTIVE, CycleState.CLOSING),
    CycleState.ARCHIVED: (CycleState.ACTIVE, CycleState.CLOSING, CycleState.ARCHIVED),
}
ALLOWED = {
    (CycleState.DRAFT, CycleState.ACTIVE),
    (CycleState.ACTIVE, CycleState.CLOSING),
    (CycleState.ACTIVE, CycleState.DRAFT),
    (CycleState.CLOSING, CycleState.ARCHIVED),
    (CycleState.CLOSING, CycleState.ACTIVE),
}


def given(state: CycleState = CycleState.DRAFT) -> Story:
    return company().tell(*(MoveCycle(cycle_id=Q2, state=each) for each in PATHS[state]))


@pytest.mark.parametrize("before", CycleState)
@pytest.mark.parametrize("after", CycleState)
def test_a_cycle_goes_only_where_it_may(before: CycleState, after: CycleState) -> None:
    story = given(before)
    command = MoveCycle(cycle_id=Q2, state=after)
    if before is after:
        assert story.decide(command) == []
    elif (before, after) in ALLOWED:
        assert story.decide(command) == [CycleMoved(cycle_id=Q2, before=before, after=after)]
    else:
        assert story.refusal(command) == ("cycle.move", "state")


def test_a_cycle_moved_wakes_those_who_show_it() -> None:
    (evolved,) = given().do(MoveCycle(cycle_id=Q2, state=CycleState.ACTIVE))
    assert {f"cycle:{Q2}", "cycles"} <= evolved.touched


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": " "}, ("blank", "name")),
        ({"name": "q1"}, ("cycle.name_taken", "name")),
        ({"starts_on": date(2026, 4, 2), "ends_on": date(2026, 4, 1)}, ("cycle.ends_before_start", "ends_on")),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2029, 2, 1)}, ("cycle.too_long", "ends_on")),
        ({"parent_id": uid("?")}, ("not_found", "parent_id")),
    ],
)
def test_an_unsound_cycle_is_neither_created_nor_changed(fields: dict[str, Any], refusal: tuple[str, str]) -> None:
    command = cycle("q3", **{key: value for key, value in fields.items() if key != "name"})
    if "name" in fields:
        command = type(command)(
            cycle_id=uid("q3"), name=fields["name"], starts_on=command.starts_on, ends_on=command.ends_on
        )
    assert given().refusal(command) == refusal
    assert given().refusal(ChangeCycle(cycle_id=Q2, **fields)) == refusal


def test_a_cycle_lasts_a_day_at_least_and_three_years_at_most() -> None:
    assert given().decide(cycle("day", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1)))
    assert given().decide(cycle("years", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31)))


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (cycle("q2"), ("taken", "cycle_id")),
        (ChangeCycle(cycle_id=uid("?")), ("not_found", "cycle_id")),
        (MoveCycle(cycle_id=uid("?"), state=CycleState.ACTIVE), ("not_found", "cycle_id")),
        (ChangeCycle(cycle_id=Q2, if_version=1), ("stale", "if_version")),
        (MoveCycle(cycle_id=Q2, state=CycleState.ACTIVE, if_version=1), ("stale", "if_version")),
        (ChangeCycle(cycle_id=Q2, parent_id=Q2), ("cycle.loop", "parent_id")),
        (ChangeCycle(cycle_id=Q2, parent_id=uid("inner")), ("cycle.loop", "parent_id")),
    ],
)
def test_an_unsound_command_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given().tell(cycle("inner", parent_id=Q2)).refusal(command) == refusal


def test_an_archived_cycle_is_left_as_it_was() -> None:
    story = given(CycleState.ARCHIVED)
    assert story.refusal(ChangeCycle(cycle_id=Q2, name="x")) == ("cycle.archived", "cycle_id")


def test_a_change_tells_before_and_after() -> None:
    story = given()
    (event,) = story.decide(ChangeCycle(cycle_id=Q2, name=" Spring ", kind=CycleKind.CUSTOM))
    assert isinstance(event, CycleChanged)
    assert (event.before.name, event.after.name, event.after.kind) == ("q2", "Spring", CycleKind.CUSTOM)
    assert story.decide(ChangeCycle(cycle_id=Q2, name="q2")) == []


def test_all_that_is_in_a_cycle_looks_different_when_it_closes() -> None:
    story = company().tell(objective("Be loved"), key_result("NPS", "Be loved"), objective("Later", cycle_id=uid("q2")))
    (closed,) = story.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    within = {f"objective:{uid('Be loved')}", f"key_results:{uid('Be loved')}", f"key_result:{uid('NPS')}"}
    assert within <= closed.touched
    assert f"objective:{uid('Later')}" not in closed.touched


def test_when_its_values_froze_is_kept_until_they_can_change_again() -> None:
    story, closing = given(CycleState.ACTIVE), MoveCycle(cycle_id=Q2, state=CycleState.CLOSING)
    moment = story.now
    story.do(closing)
    assert story.state.cycles[Q2].closed_at == moment
    story.do(MoveCycle(cycle_id=Q2, state=CycleState.ACTIVE))
    assert story.state.cycles[Q2].closed_at is None
    story.tell(replace(closing, closed_at=moment), MoveCycle(cycle_id=Q2, state=CycleState.ARCHIVED))
    assert story.state.cycles[Q2].closed_at == moment


def test_a_change_that_an_older_release_told_leaves_the_moments_as_they_are() -> None:
    story = given(CycleState.CLOSING)
    (event,) = story.decide(ChangeCycle(cycle_id=Q2, name="Spring"))
    assert isinstance(event, CycleChanged)
    older = replace(event, after=replace(event.after, active_since=None, closed_at=None))
    before = story.state.cycles[Q2]
    after = evolve(story.state, older, Stamp(story.state.seq + 1, story.now, None)).state.cycles[Q2]
    assert after == replace(before, name="Spring", version=story.state.seq + 1)


@pytest.mark.parametrize(
    ("state", "after", "refusal"),
    [
        (CycleState.CLOSING, timedelta(seconds=1), "date.future"),
        (CycleState.CLOSING, None, "date.zone"),
        (CycleState.DRAFT, timedelta(), "cycle.closes_not"),
    ],
)
def test_a_cycle_closed_no_later_than_now(state: CycleState, after: timedelta | None, refusal: str) -> None:
    story = given(CycleState.ACTIVE)
    moment = story.now.replace(tzinfo=None) if after is None else story.now + after
    assert story.refusal(MoveCycle(cycle_id=Q2, state=state, closed_at=moment)) == (refusal, "closed_at")
