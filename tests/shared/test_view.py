"""The one door for reading: what is hidden answers as if it were not there, and losing sight of it is told."""

from __future__ import annotations

from typing import Any

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson, PersonAdded, PersonChanged
from shared.events import AnyCommand
from shared.key_results.messages import ArchiveKeyResult, ChangeKeyResult, MoveKeyResult
from shared.objectives.messages import ArchiveObjective, ChangeObjective
from shared.objectives.model import Level, Visibility
from tests.factories import Story, check_in, company, key_result, link, objective, person, uid

HIDDEN = uid("Hidden")


def given(visibility: Visibility = Visibility.PRIVATE, **fields: Any) -> Story:
    """Ada's objective of the Brand team supports the company's; Dan's supports hers; Kim owns one of its key results."""
    return company().tell(
        person("kim"),
        person("yu", unit_id=uid("brand")),
        objective("Lead", owner="chen", level=Level.COMPANY),
        objective("Hidden", unit="brand", visibility=visibility, **fields),
        objective("Dan", owner="dan"),
        key_result("NPS", "Hidden", owner_id=uid("kim")),
        link("Hidden", "Lead"),
        link("Dan", "Hidden"),
        check_in("NPS", 50),
    )


@pytest.mark.parametrize("name", ["dan", "bob", "root", "eve", "stranger", None])
@pytest.mark.parametrize("draft", [True, False])
def test_what_is_hidden_is_behind_no_door(name: str | None, draft: bool) -> None:
    view = given(draft=draft).view(name)
    assert view.objective(HIDDEN) is None
    assert view.key_result(uid("NPS")) is None
    assert view.key_results(HIDDEN) == []
    assert view.progress(HIDDEN) is None
    assert view.link(uid("Hidden > Lead")) is None
    assert view.links_up(uid("Dan")) == view.links_down(uid("Lead")) == []
    assert view.links_up(HIDDEN) == view.links_down(HIDDEN) == []
    for group in ("all", uid("brand"), f"person:{uid('ada')}"):
        assert HIDDEN not in [each.id for each in view.goals(uid("q1"), group)]
    assert view.count(uid("q1"), uid("brand")) == 0
    assert not view.may_edit(HIDDEN)


@pytest.mark.parametrize("name", ["ada", "kim"])
def test_what_is_seen_is_behind_every_door(name: str) -> None:
    view = given().view(name)
    assert view.objective(HIDDEN) is not None
    assert [each.name for each in view.key_results(HIDDEN)] == ["NPS"]
    assert view.progress(HIDDEN) == 500_000
    assert [each.parent_id for each in view.links_up(HIDDEN)] == [uid("Lead")]
    assert [each.child_id for each in view.links_down(HIDDEN)] == [uid("Dan")]
    assert [each.title for each in view.goals(uid("q1"))] == ["Lead", "Hidden", "Dan"]


def test_an_event_is_seen_by_those_who_see_what_it_is_about() -> None:
    story = given()
    about = [each.event for each in story.log[-6:]]
    assert [story.view("ada").may_see_event(each) for each in about] == [True] * 6
    assert [story.view("dan").may_see_event(each) for each in about] == [False, True, False, False, False, False]
    assert [story.view("eve").may_see_event(each) for each in about] == [False] * 6
    directory = [each.event for each in story.log[:15]]
    assert all(story.view("dan").may_see_event(each) for each in directory)
    people = [each for each in directory if isinstance(each, PersonAdded | PersonChanged)]
    seen = [each for each in people if story.view("bob").may_see_event(each)]
    assert [each.person.name for each in seen if isinstance(each, PersonAdded)] == ["Bob"], "guests are told no address"
    assert story.view("bob").known(story.state.people[uid("ada")]).email == ""
    assert story.view("bob").known(story.state.people[uid("bob")]).email
    assert story.view("dan").known(story.state.people[uid("ada")]).email


def test_a_key_result_leaving_a_hidden_objective_is_not_seen_by_those_who_see_where_it_goes() -> None:
    story = given()
    story.do(MoveKeyResult(key_result_id=uid("NPS"), position=0, objective_id=uid("Lead")))
    moved = story.log[-1].event
    assert not story.view("dan").may_see_event(moved)
    assert story.view("ada").may_see_event(moved)
    assert story.view("dan").key_result(uid("NPS")) is not None


@pytest.mark.parametrize(
    ("visibility", "command", "losers"),
    [
        (
            Visibility.PUBLIC,
            ChangeObjective(objective_id=HIDDEN, visibility=Visibility.PRIVATE),
            {"root", "chen", "wang", "bob", "dan", "yu"},
        ),
        (
            Visibility.PUBLIC,
            ChangeObjective(objective_id=HIDDEN, visibility=Visibility.TEAM),
            {"root", "bob", "dan"},
        ),
        (
            Visibility.TEAM,
            ChangeObjective(objective_id=HIDDEN, visibility=Visibility.PRIVATE),
            {"chen", "wang", "yu"},
        ),
        (Visibility.PRIVATE, ChangeObjective(objective_id=HIDDEN, visibility=Visibility.PUBLIC), set()),
        (Visibility.PRIVATE, ChangeObjective(objective_id=HIDDEN, owner_id=uid("dan")), {"ada"}),
        (Visibility.PRIVATE, ChangeObjective(objective_id=HIDDEN, title="x", reason="y"), set()),
        (Visibility.PRIVATE, ChangeKeyResult(key_result_id=uid("NPS"), owner_id=uid("dan")), {"kim"}),
        (Visibility.PRIVATE, ArchiveKeyResult(key_result_id=uid("NPS")), {"kim"}),
        (Visibility.PUBLIC, ArchiveKeyResult(key_result_id=uid("NPS")), set()),
        (Visibility.PRIVATE, MoveKeyResult(key_result_id=uid("NPS"), position=0, objective_id=uid("Lead")), {"kim"}),
        (Visibility.PRIVATE, ArchiveObjective(objective_id=HIDDEN), set()),
    ],
)
def test_losing_sight_is_told_to_those_who_had_it_and_to_nobody_else(
    visibility: Visibility, command: AnyCommand, losers: set[str]
) -> None:
    story = given(visibility)
    story.do(command)
    event = story.log[-1].event
    everybody = ("root", "chen", "wang", "ada", "bob", "dan", "eve", "kim", "yu")
    told = {name: story.view(name).lost_sight(event) for name in everybody}
    assert {name for name, found in told.items() if found is not None} == losers
    assert {found for found in told.values() if found is not None} <= {HIDDEN}


def test_an_archived_supporter_is_not_shown_below() -> None:
    story = given(Visibility.PUBLIC).tell(ArchiveObjective(objective_id=uid("Dan")))
    assert story.view("ada").links_down(HIDDEN) == []
    assert story.view("ada").link(uid("Dan > Hidden")) is not None


def test_the_primary_link_is_first() -> None:
    story = given(Visibility.PUBLIC).tell(objective("Other"), link("Hidden", "Other", primary=True))
    assert [each.parent_id for each in story.view("ada").links_up(HIDDEN)] == [uid("Other"), uid("Lead")]


def test_heads_manage_and_are_managed_by_nobody() -> None:
    story = company()
    assert [each.id for each in story.view("bob").heads()] == [uid("chen")]
    story.tell(*(ChangePerson(person_id=uid(name), manager_id=None) for name in ("wang", "dan")))
    assert [each.id for each in story.view("bob").heads()] == [uid("wang")]


def test_units_are_given_by_name_below_each_other() -> None:
    view = company().view("bob")
    assert [each.name for each in view.units()] == ["Engineering", "Marketing"]
    assert [each.name for each in view.units(uid("marketing"))] == ["Brand"]


def test_the_current_cycle_is_the_active_one_then_one_that_closes_then_a_draft_then_the_latest() -> None:
    story = company()
    found = [story.view("ada").current_cycle()]
    story.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    found.append(story.view("ada").current_cycle())
    receiving = story.view("ada").receiving_cycle()
    assert receiving is not None and receiving.name == "q2", "a closing one takes no goals"
    story.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.ARCHIVED))
    found.append(story.view("ada").current_cycle())
    for state in (CycleState.ACTIVE, CycleState.CLOSING, CycleState.ARCHIVED):
        story.do(MoveCycle(cycle_id=uid("q2"), state=state))
    found.append(story.view("ada").current_cycle())
    assert [each.name for each in found if each is not None] == ["q1", "q1", "q2", "q2"]
    assert Story().view(None).current_cycle() is None
