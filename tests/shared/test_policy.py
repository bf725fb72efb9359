"""All rights as tables: who may do what, who may see what, and that the unseen refuses like the unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from shared.alignment.messages import ChangeLink, UnlinkObjective
from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import ArchiveKeyResult, ChangeKeyResult, MoveKeyResult, RestoreKeyResult
from shared.meetings.commands import (
    AddAgendaItem,
    CastVote,
    EndMeeting,
    OpenItem,
    PlanMeeting,
    RecordDecision,
    RevealVote,
    SetNotes,
    StartMeeting,
    TakeOver,
)
from shared.messages import Role
from shared.objectives.messages import ArchiveObjective, ChangeObjective, PublishObjective, RestoreObjective
from shared.objectives.model import Level, Visibility
from shared.policy import may, may_view
from shared.workspace.messages import ChangeWorkspace
from tests.factories import (
    Story,
    acknowledge,
    actor,
    check_in,
    company,
    cycle,
    key_result,
    link,
    objective,
    person,
    uid,
)

OPERATOR = "operator"
EVERYBODY = {OPERATOR, "root", "chen", "wang", "ada", "yu", "mo", "kim", "dan", "bob", "eve", "stranger"}
"""Ada owns, Mo owns with her, Kim owns a key result, Yu is in Ada's team, Wang Min leads above it and manages Ada, Chen Li
manages Wang Min, Dan has nothing to do with it, Bob is a guest in Ada's team, Eve has left it, the stranger is unknown."""
EDITORS = {OPERATOR, "root", "chen", "wang", "ada", "yu", "mo"}
MEMBERS = EDITORS | {"kim", "dan"}
ADMINS = {OPERATOR, "root"}


def scene(visibility: Visibility = Visibility.PUBLIC, cycle_name: str = "q1") -> Story:
    in_cycle: dict[str, Any] = {"cycle_id": uid(cycle_name)}
    return company().tell(
        person("yu", unit_id=uid("brand")),
        person("mo", unit_id=uid("engineering")),
        person("kim", unit_id=uid("engineering")),
        objective("Lead", owner="chen", level=Level.COMPANY, **in_cycle),
        objective("Grow", owner="wang", unit="marketing", **in_cycle),
        objective("Be loved", unit="brand", co_owner_ids=(uid("mo"),), visibility=visibility, **in_cycle),
        key_result("NPS", "Be loved", owner_id=uid("kim")),
        link("Be loved", "Lead"),
        objective("Learn", **in_cycle),
        key_result("Books", "Learn"),
        PlanMeeting(meeting_id=uid("Align"), title="Align", facilitator_id=uid("ada"), **in_cycle),
    )


def allowed(command: AnyCommand, story: Story) -> set[str]:
    return {name for name in EVERYBODY if may(actor(None if name == OPERATOR else name), command, story.state)}


BE_LOVED = uid("Be loved")
ITEM: dict[str, Any] = {"meeting_id": uid("Align"), "objective_id": BE_LOVED}
LEADERS = ADMINS | {"ada"}
TABLE: list[tuple[str, AnyCommand, set[str]]] = [
    ("rename the workspace", ChangeWorkspace(name="Acme"), ADMINS),
    ("add a person", person("zoe"), ADMINS),
    ("change another's name", ChangePerson(person_id=uid("dan"), name="Daniel"), ADMINS | {"dan"}),
    ("change another's role", ChangePerson(person_id=uid("dan"), role=Role.ADMIN), ADMINS),
    ("add a unit", AddUnit(unit_id=uid("studio"), kind=UnitKind.DEPARTMENT, name="Studio"), ADMINS),
    ("change a unit", ChangeUnit(unit_id=uid("brand"), name="Brands"), ADMINS),
    ("create a cycle", cycle("q3"), ADMINS),
    ("change a cycle", ChangeCycle(cycle_id=uid("q2"), ends_on=date(2026, 7, 1)), ADMINS),
    ("move a cycle", MoveCycle(cycle_id=uid("q2"), state=CycleState.ACTIVE), ADMINS),
    ("set the company a goal", objective("new", owner="chen", level=Level.COMPANY), ADMINS | {"chen"}),
    ("set Marketing a goal", objective("new", owner="wang", unit="marketing"), ADMINS | {"wang", "ada", "yu"}),
    ("set the Brand team a goal", objective("new", unit="brand"), ADMINS | {"wang", "ada", "yu"}),
    ("set Ada a goal", objective("new"), ADMINS | {"ada", "wang", "chen"}),
    ("set Dan a goal", objective("new", owner="dan"), ADMINS | {"dan", "chen"}),
    ("set Bob a goal", objective("new", owner="bob"), ADMINS),
    ("set Eve a goal", objective("new", owner="eve"), ADMINS),
    ("reword an objective", ChangeObjective(objective_id=BE_LOVED, title="new"), EDITORS),
    ("publish an objective", PublishObjective(objective_id=BE_LOVED), EDITORS),
    ("archive an objective", ArchiveObjective(objective_id=BE_LOVED), EDITORS),
    ("restore an objective", RestoreObjective(objective_id=BE_LOVED), EDITORS),
    ("reword a person's objective", ChangeObjective(objective_id=uid("Learn"), title="new"), EDITORS - {"yu", "mo"}),
    ("add a key result", key_result("new", "Be loved"), EDITORS),
    ("change a key result", ChangeKeyResult(key_result_id=uid("NPS"), name="new"), EDITORS | {"kim"}),
    ("archive a key result", ArchiveKeyResult(key_result_id=uid("NPS")), EDITORS | {"kim"}),
    ("restore a key result", RestoreKeyResult(key_result_id=uid("NPS")), EDITORS | {"kim"}),
    ("order key results", MoveKeyResult(key_result_id=uid("NPS"), position=0), EDITORS | {"kim"}),
    (
        "give a key result away",
        MoveKeyResult(key_result_id=uid("NPS"), position=0, objective_id=uid("Learn")),
        EDITORS - {"yu", "mo"},
    ),
    ("check in", check_in("NPS", 1), EDITORS | {"kim"}),
    ("acknowledge a check-in", acknowledge("NPS", uid("said")), EDITORS),
    ("be told in another way", ChangePreferences(person_id=uid("dan"), quiet_from=0), {OPERATOR, "dan"}),
    ("align upwards", link("Be loved", "Grow"), EDITORS),
    ("align what is another's", link("Grow", "Lead"), ADMINS | {"chen", "wang"}),
    ("change a link", ChangeLink(link_id=uid("Be loved > Lead"), contributes=True), EDITORS),
    ("unlink", UnlinkObjective(link_id=uid("Be loved > Lead")), EDITORS),
    ("plan a meeting", PlanMeeting(meeting_id=uid("new"), cycle_id=uid("q1"), title="new"), MEMBERS),
    ("start a meeting", StartMeeting(meeting_id=uid("Align")), LEADERS),
    ("open an item", OpenItem(**ITEM), LEADERS),
    ("reveal a vote", RevealVote(**ITEM), LEADERS),
    ("end a meeting", EndMeeting(meeting_id=uid("Align")), LEADERS),
    ("arrange an agenda", AddAgendaItem(**ITEM), MEMBERS),
    ("vote", CastVote(confidence=7, **ITEM), MEMBERS),
    ("write notes", SetNotes(notes="said", **ITEM), MEMBERS),
    ("record a decision", RecordDecision(decision_id=uid("new"), text="new", **ITEM), MEMBERS),
    ("take over a meeting", TakeOver(meeting_id=uid("Align")), MEMBERS),
    ("lead what there is not", StartMeeting(meeting_id=uid("?")), {OPERATOR}),
    ("change what there is not", ChangeObjective(objective_id=uid("?"), title="new"), {OPERATOR}),
    ("check in on what there is not", check_in("?", 1), {OPERATOR}),
    ("unlink what there is not", UnlinkObjective(link_id=uid("?")), {OPERATOR}),
]
COMPANY = scene()


@pytest.mark.parametrize(("command", "who"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_in_an_active_cycle_exactly_these_may(command: AnyCommand, who: set[str]) -> None:
    assert allowed(command, COMPANY) == who


@pytest.mark.parametrize(
    "command",
    [
        ChangeObjective(objective_id=BE_LOVED, title="new"),
        ChangeObjective(objective_id=uid("Learn"), title="new"),
        key_result("new", "Learn"),
        link("Be loved", "Grow"),
    ],
)
def test_while_a_cycle_is_drafted_every_member_may_edit_what_they_see(command: AnyCommand) -> None:
    assert allowed(command, scene(cycle_name="q2")) == MEMBERS


def test_a_drafted_cycle_opens_nothing_that_is_hidden() -> None:
    command = ChangeObjective(objective_id=BE_LOVED, title="new")
    assert allowed(command, scene(Visibility.TEAM, "q2")) == EDITORS - {"root"} | {"kim"}
    assert allowed(command, scene(Visibility.PRIVATE, "q2")) == {OPERATOR, "ada", "mo", "kim"}


@pytest.mark.parametrize("field", ["email", "title", "role", "unit_id", "manager_id", "active"])
def test_what_an_admin_guards_is_not_ones_own_to_change(field: str) -> None:
    values: dict[str, Any] = {"role": Role.ADMIN, "active": False, "unit_id": None, "manager_id": None}
    command = ChangePerson(person_id=uid("ada"), **{field: values.get(field, "x@example.com")})
    assert allowed(command, COMPANY) == ADMINS


@pytest.mark.parametrize("name", ["ada", "bob", "root"])
def test_ones_name_and_language_are_ones_own(name: str) -> None:
    assert name in allowed(ChangePerson(person_id=uid(name), name="N", time_zone="UTC"), COMPANY)
    assert "eve" not in allowed(ChangePerson(person_id=uid("eve"), name="N"), COMPANY)


SEEN = {
    Visibility.PUBLIC: EVERYBODY - {"eve", "stranger"},
    Visibility.TEAM: {"chen", "wang", "ada", "yu", "mo", "kim"},
    Visibility.PRIVATE: {"ada", "mo", "kim"},
}
"""An admin is not told what is not for them; a guest, what is not public."""


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("draft", [True, False])
def test_exactly_these_see_an_objective(visibility: Visibility, draft: bool) -> None:
    story = scene(visibility)
    state = story.state
    found = state.objectives[BE_LOVED]
    assert {name for name in EVERYBODY if may_view(actor(None if name == OPERATOR else name), found, state)} == SEEN[
        visibility
    ]


def test_a_persons_team_objective_is_seen_by_the_owners_unit() -> None:
    story = scene().tell(ChangeObjective(objective_id=uid("Learn"), visibility=Visibility.TEAM))
    found = story.state.objectives[uid("Learn")]
    assert {name for name in EVERYBODY if may_view(actor(name), found, story.state)} == {"chen", "wang", "ada", "yu"}


def test_a_guest_sees_what_they_own_and_nothing_else_that_is_hidden() -> None:
    story = scene(Visibility.TEAM)
    assert story.view("bob").objective(BE_LOVED) is None
    story.do(key_result("Guest's", "Be loved", owner_id=uid("bob")))
    assert story.view("bob").objective(BE_LOVED) is not None


def naming(objective_id: str, key_result_id: str, link_id: str) -> Iterator[AnyCommand]:
    """Every command that can name a thing, naming these."""
    yield ChangeObjective(objective_id=objective_id, title="new")
    yield PublishObjective(objective_id=objective_id)
    yield ArchiveObjective(objective_id=objective_id)
    yield RestoreObjective(objective_id=objective_id)
    yield key_result("new", "", objective_id=objective_id)
    yield ChangeKeyResult(key_result_id=key_result_id, name="new")
    yield ArchiveKeyResult(key_result_id=key_result_id)
    yield RestoreKeyResult(key_result_id=key_result_id)
    yield MoveKeyResult(key_result_id=key_result_id, position=0)
    yield MoveKeyResult(key_result_id=uid("Dan's"), position=0, objective_id=objective_id)
    yield check_in("", 1, key_result_id=key_result_id)
    yield acknowledge("", uid("?"), key_result_id=key_result_id)
    yield link("Dan", "", parent_id=objective_id)
    yield link("", "Lead", child_id=objective_id)
    yield link("Dan", "Lead", key_result_id=key_result_id)
    yield ChangeLink(link_id=link_id, contributes=True)
    yield UnlinkObjective(link_id=link_id)


UNSEEN = list(naming(BE_LOVED, uid("NPS"), uid("Be loved > Lead")))
UNKNOWN = list(naming(uid("?"), uid("? k"), uid("? l")))


@pytest.mark.parametrize("by", ["dan", "bob", "root", "eve"])
@pytest.mark.parametrize(
    ("unseen", "unknown"), list(zip(UNSEEN, UNKNOWN, strict=True)), ids=lambda command: type(command).__name__
)
def test_a_command_about_the_unseen_is_refused_like_one_about_the_unknown(
    unseen: AnyCommand, unknown: AnyCommand, by: str
) -> None:
    story = scene(Visibility.PRIVATE).tell(objective("Dan", owner="dan"), key_result("Dan's", "Dan"))
    assert story.refusal(unseen, by) == story.refusal(unknown, by)
    assert story.refusal(unseen, by)[0] == "not_found"


@pytest.mark.parametrize("by", ["dan", "bob"])
def test_what_one_sees_and_may_not_do_is_forbidden(by: str) -> None:
    assert scene().refusal(ChangeObjective(objective_id=BE_LOVED, title="new"), by) == ("forbidden", None)


def test_a_link_to_the_unseen_is_not_ones_to_change() -> None:
    story = scene().tell(ChangeObjective(objective_id=uid("Lead"), visibility=Visibility.PRIVATE))
    assert story.refusal(UnlinkObjective(link_id=uid("Be loved > Lead")), "ada") == ("not_found", "link_id")
