"""Objectives: given what is, when a command comes, then these events, or a refusal that names the field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.events import AnyCommand, AnyEvent
from shared.messages import Id
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    ObjectiveArchived,
    ObjectiveChanged,
    ObjectiveFields,
    ObjectivePublished,
    ObjectiveRestored,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Level, Objective, Visibility
from tests.factories import START, Story, company, link, objective, uid

GOAL = uid("Be loved")


def given(**fields: Any) -> Story:
    return company().tell(objective("Be loved", **{"unit": "brand", **fields}))


def change(**fields: Any) -> ChangeObjective:
    return ChangeObjective(objective_id=GOAL, **fields)


def changed(before: dict[str, Any], after: dict[str, Any], reason: str = "") -> ObjectiveChanged:
    return ObjectiveChanged(
        objective_id=GOAL, before=ObjectiveFields(**before), after=ObjectiveFields(**after), reason=reason
    )


def in_state(state: CycleState) -> Story:
    story = given()
    path = {CycleState.CLOSING: [CycleState.CLOSING], CycleState.ARCHIVED: [CycleState.CLOSING, CycleState.ARCHIVED]}
    return story.tell(*(MoveCycle(cycle_id=uid("q1"), state=each) for each in path[state]))


def test_an_objective_is_created_as_it_was_wanted() -> None:
    story = company()
    story.do(objective(" Be loved ", unit="brand", co_owner_ids=(uid("dan"), uid("ada"), uid("dan"))), "ada")
    assert story.state.objectives[uid(" Be loved ")] == Objective(
        id=uid(" Be loved "),
        cycle_id=uid("q1"),
        level=Level.TEAM,
        unit_id=uid("brand"),
        owner_id=uid("ada"),
        co_owner_ids=(uid("dan"),),
        title="Be loved",
        created_at=START + timedelta(seconds=15),
        changed_at=START + timedelta(seconds=15),
        changed_by=uid("ada"),
        version=16,
    )


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"objective_id": GOAL}, ("taken", "objective_id")),
        ({"cycle_id": uid("?")}, ("not_found", "cycle_id")),
        ({"owner_id": uid("?")}, ("not_found", "owner_id")),
        ({"owner_id": uid("eve")}, ("person.inactive", "owner_id")),
        ({"co_owner_ids": (uid("?"),)}, ("not_found", "co_owner_ids")),
        ({"co_owner_ids": (uid("dan"), uid("eve"))}, ("person.inactive", "co_owner_ids")),
        ({"title": " "}, ("blank", "title")),
        ({"title": "a\nb"}, ("control_character", "title")),
        ({"description": "a\x00b"}, ("control_character", "description")),
        ({"level": Level.COMPANY}, ("objective.unit_unwanted", "unit_id")),
        ({"level": Level.PERSON}, ("objective.unit_unwanted", "unit_id")),
        ({"unit_id": None}, ("objective.unit_wanted", "unit_id")),
        ({"unit_id": uid("?")}, ("not_found", "unit_id")),
        ({"unit_id": uid("marketing")}, ("objective.unit_kind", "unit_id")),
        ({"level": Level.DEPARTMENT}, ("objective.unit_kind", "unit_id")),
        ({"unit_id": uid("old")}, ("unit.archived", "unit_id")),
    ],
)
def test_an_unsound_objective_is_refused(fields: dict[str, Any], refusal: tuple[str, str]) -> None:
    story = given().tell(
        AddUnit(unit_id=uid("old"), kind=UnitKind.TEAM, name="Old", parent_id=uid("marketing")),
        ChangeUnit(unit_id=uid("old"), archived=True),
    )
    whole: dict[str, Any] = {"objective_id": uid("new"), "owner_id": uid("ada"), "unit_id": uid("brand"), **fields}
    command = objective("new", unit="brand")
    assert story.refusal(type(command)(**{**_fields(command), **whole})) == refusal


def _fields(command: AnyCommand) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__struct_fields__}


@pytest.mark.parametrize(
    ("command", "events"),
    [
        (change(), []),
        (change(title=" Be loved "), []),
        (change(title="被人喜爱", reason="wider"), [changed({"title": "Be loved"}, {"title": "被人喜爱"}, "wider")]),
        (change(description="Why"), None),
        (
            change(visibility=Visibility.TEAM),
            [changed({"visibility": Visibility.PUBLIC}, {"visibility": Visibility.TEAM})],
        ),
        (
            change(level=Level.PERSON),
            [changed({"level": Level.TEAM, "unit_id": uid("brand")}, {"level": Level.PERSON, "unit_id": None})],
        ),
        (
            change(level=Level.DEPARTMENT, unit_id=uid("marketing")),
            [
                changed(
                    {"level": Level.TEAM, "unit_id": uid("brand")},
                    {"level": Level.DEPARTMENT, "unit_id": uid("marketing")},
                )
            ],
        ),
        (
            change(owner_id=uid("dan")),
            [
                changed(
                    {"owner_id": uid("ada"), "co_owner_ids": (uid("dan"),)},
                    {"owner_id": uid("dan"), "co_owner_ids": ()},
                )
            ],
        ),
        (PublishObjective(objective_id=GOAL), []),
        (RestoreObjective(objective_id=GOAL), []),
        (ArchiveObjective(objective_id=GOAL, reason=" x "), [ObjectiveArchived(objective_id=GOAL, reason="x")]),
    ],
)
def test_a_command_leads_to_what_differs_and_to_nothing_else(
    command: AnyCommand, events: list[AnyEvent] | None
) -> None:
    story = given(co_owner_ids=(uid("dan"),))
    if events is None:
        assert story.refusal(command) == ("reason.wanted", "reason")
    else:
        assert list(story.decide(command)) == events


def test_a_draft_is_published_once_and_reworded_without_a_reason() -> None:
    story = given(draft=True)
    assert story.decide(change(title="Be known")) == [changed({"title": "Be loved"}, {"title": "Be known"})]
    assert story.decide(PublishObjective(objective_id=GOAL)) == [ObjectivePublished(objective_id=GOAL)]


def test_in_a_drafted_cycle_rewording_needs_no_reason() -> None:
    story = given(cycle_id=uid("q2"))
    assert story.decide(change(description="Why")) == [changed({"description": ""}, {"description": "Why"})]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (change(title="Be known"), ("reason.wanted", "reason")),
        (change(title=""), ("blank", "title")),
        (change(was_title="Be liked", title="x"), ("stale", "title")),
        (change(was_description="older", description="x"), ("stale", "description")),
        (change(if_version=1, title="x"), ("stale", "if_version")),
        (PublishObjective(objective_id=GOAL, if_version=1), ("stale", "if_version")),
        (ArchiveObjective(objective_id=GOAL, if_version=1), ("stale", "if_version")),
        (ArchiveObjective(objective_id=GOAL, reason="\x00"), ("control_character", "reason")),
        (change(owner_id=uid("eve")), ("person.inactive", "owner_id")),
        (change(co_owner_ids=(uid("eve"),)), ("person.inactive", "co_owner_ids")),
        (change(unit_id=None), ("objective.unit_wanted", "unit_id")),
        (change(unit_id=uid("marketing")), ("objective.unit_kind", "unit_id")),
        (change(level=Level.DEPARTMENT), ("objective.unit_kind", "unit_id")),
    ],
)
def test_an_unsound_change_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given().refusal(command) == refusal


@pytest.mark.parametrize("make", [change, PublishObjective, ArchiveObjective, RestoreObjective])
def test_what_there_is_not_is_not_found(make: Any) -> None:
    fields: dict[str, Id] = {} if make is change else {"objective_id": GOAL}
    assert company().refusal(make(**fields)) == ("not_found", "objective_id")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (objective("new"), "cycle_id"),
        (change(title="x"), "objective_id"),
        (PublishObjective(objective_id=GOAL), "objective_id"),
        (ArchiveObjective(objective_id=GOAL), "objective_id"),
        (RestoreObjective(objective_id=GOAL), "objective_id"),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize("state", [CycleState.CLOSING, CycleState.ARCHIVED])
def test_a_frozen_cycle_takes_no_changes(command: AnyCommand, field: str, state: CycleState) -> None:
    assert in_state(state).refusal(command) == (f"cycle.{state}", field)


def test_an_archived_objective_waits_to_be_restored() -> None:
    story = given().tell(ArchiveObjective(objective_id=GOAL))
    assert story.refusal(change(title="x")) == ("objective.archived", "objective_id")
    assert story.refusal(PublishObjective(objective_id=GOAL)) == ("objective.archived", "objective_id")
    assert story.decide(ArchiveObjective(objective_id=GOAL)) == []
    assert story.decide(RestoreObjective(objective_id=GOAL)) == [ObjectiveRestored(objective_id=GOAL)]


def test_an_owner_who_left_may_stay_until_somebody_else_is_named() -> None:
    story = given().tell(ChangePerson(person_id=uid("ada"), active=False))
    assert story.decide(change(title="x", owner_id=uid("ada"), reason="y"))


def test_an_objective_is_on_the_lists_of_its_people_and_its_unit() -> None:
    story = given(co_owner_ids=(uid("dan"),)).tell(objective("Lead", owner="chen", level=Level.COMPANY))
    groups = story.state.index.groups
    assert {name for (_, name), ids in groups.items() if GOAL in ids} == {
        "all", uid("brand"), f"person:{uid('ada')}", f"person:{uid('dan')}",
    }  # fmt: skip
    assert groups[uid("q1"), "company"] == (uid("Lead"),)
    story.do(change(owner_id=uid("wang"), co_owner_ids=(), level=Level.COMPANY))
    groups = story.state.index.groups
    assert {name for (_, name), ids in groups.items() if GOAL in ids} == {"all", "company", f"person:{uid('wang')}"}
    assert groups[uid("q1"), "company"] == (GOAL, uid("Lead"))


def test_what_shows_an_objective_among_its_links_is_woken() -> None:
    story = given().tell(objective("Lead", owner="chen", level=Level.COMPANY), link("Be loved", "Lead"))
    (evolved,) = story.do(change(title="被人喜爱", reason="wider"))
    assert f"links:{uid('Lead')}" in evolved.touched
