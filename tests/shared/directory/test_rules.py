"""People and units: what makes them sound, and who may not be lost."""

from __future__ import annotations

from typing import Any

import pytest

from shared.directory.messages import AddUnit, ChangePerson, ChangeUnit, PersonAdded, PersonChanged
from shared.directory.model import Unit, UnitKind
from shared.events import AnyCommand
from shared.messages import Role
from tests.factories import Story, company, person, uid


def given(*more: AnyCommand) -> Story:
    return company().tell(
        AddUnit(unit_id=uid("old"), kind=UnitKind.DEPARTMENT, name="Old"),
        ChangeUnit(unit_id=uid("old"), archived=True),
        *more,
    )


def ada(**fields: Any) -> ChangePerson:
    return ChangePerson(person_id=uid("ada"), **fields)


def brand(**fields: Any) -> ChangeUnit:
    return ChangeUnit(unit_id=uid("brand"), **fields)


def unit(name: str, /, **fields: Any) -> AddUnit:
    return AddUnit(unit_id=uid(name), **{"kind": UnitKind.DEPARTMENT, "name": name, **fields})


def test_a_person_is_added_with_a_trimmed_name_and_a_lower_case_address() -> None:
    (event,) = given().decide(person("Zoe", name=" Zoë ", title=" Lead "))
    assert isinstance(event, PersonAdded)
    added = event.person
    assert (added.email, added.name, added.title, added.role) == ("zoe@example.com", "Zoë", "Lead", Role.MEMBER)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"email": "DAN@example.com"}, ("email.taken", "email")),
        ({"email": "eve@example.com"}, ("email.taken", "email")),
        ({"name": " "}, ("blank", "name")),
        ({"latin_name": "a\nb"}, ("control_character", "latin_name")),
        ({"title": "a\x00"}, ("control_character", "title")),
        ({"time_zone": "Mars/Base"}, ("time_zone.unknown", "time_zone")),
        ({"unit_id": uid("?")}, ("not_found", "unit_id")),
        ({"unit_id": uid("old")}, ("unit.archived", "unit_id")),
        ({"manager_id": uid("?")}, ("not_found", "manager_id")),
        ({"manager_id": uid("ada")}, ("person.manager_loop", "manager_id")),
    ],
)
def test_an_unsound_person_is_neither_added_nor_changed(fields: dict[str, Any], refusal: tuple[str, str]) -> None:
    assert given().refusal(ada(**fields)) == refusal
    if "manager_id" not in fields:
        whole = {"email": "zoe@example.com", "name": "Zoe", **fields}
        assert given().refusal(type(person("zoe"))(person_id=uid("zoe"), **whole)) == refusal


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (person("ada"), ("taken", "person_id")),
        (ChangePerson(person_id=uid("?")), ("not_found", "person_id")),
        (ada(if_version=1), ("stale", "if_version")),
        (ChangePerson(person_id=uid("chen"), manager_id=uid("ada")), ("person.manager_loop", "manager_id")),
        (ChangePerson(person_id=uid("root"), role=Role.MEMBER), ("person.last_admin", "role")),
        (ChangePerson(person_id=uid("root"), active=False), ("person.last_admin", "active")),
        (unit("brand"), ("taken", "unit_id")),
        (unit("new", name=" "), ("blank", "name")),
        (unit("new", latin_name="\x00"), ("control_character", "latin_name")),
        (unit("new", lead_id=uid("?")), ("not_found", "lead_id")),
        (unit("new", lead_id=uid("eve")), ("person.inactive", "lead_id")),
        (unit("new", kind=UnitKind.TEAM), ("unit.team_needs_department", "parent_id")),
        (unit("new", kind=UnitKind.TEAM, parent_id=uid("?")), ("not_found", "parent_id")),
        (unit("new", kind=UnitKind.TEAM, parent_id=uid("brand")), ("unit.parent_kind", "parent_id")),
        (unit("new", kind=UnitKind.TEAM, parent_id=uid("old")), ("unit.parent_kind", "parent_id")),
        (ChangeUnit(unit_id=uid("?")), ("not_found", "unit_id")),
        (brand(if_version=99), ("stale", "if_version")),
        (brand(parent_id=None), ("unit.team_needs_department", "parent_id")),
        (brand(archived=True), ("unit.has_people", "archived")),
        (ChangeUnit(unit_id=uid("marketing"), parent_id=uid("marketing")), ("unit.loop", "parent_id")),
    ],
)
def test_an_unsound_command_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given().refusal(command) == refusal


def test_a_unit_with_teams_is_not_archived() -> None:
    story = given(ChangePerson(person_id=uid("wang"), unit_id=None))
    assert story.refusal(ChangeUnit(unit_id=uid("marketing"), archived=True)) == ("unit.has_teams", "archived")


def test_departments_do_not_contain_each_other_in_a_circle() -> None:
    story = given(unit("outer"), unit("inner", parent_id=uid("outer")))
    assert story.refusal(ChangeUnit(unit_id=uid("outer"), parent_id=uid("inner"))) == ("unit.loop", "parent_id")


def test_the_last_admin_may_go_once_there_is_another() -> None:
    story = given(ada(role=Role.ADMIN))
    assert story.decide(ChangePerson(person_id=uid("root"), active=False))


def test_an_address_that_was_given_up_is_free() -> None:
    story = given(ada(email="ada.l@example.com"))
    assert story.decide(person("zoe", name="Zoe")) and story.decide(
        ChangePerson(person_id=uid("dan"), email="ada@example.com")
    )


def test_who_stays_in_an_archived_unit_may_still_change_their_name() -> None:
    story = given()
    studio: list[AnyCommand] = [unit("studio"), ChangePerson(person_id=uid("eve"), unit_id=uid("studio"))]
    story.tell(*studio, ChangeUnit(unit_id=uid("studio"), archived=True))
    assert story.decide(ChangePerson(person_id=uid("eve"), name="E."))


def test_a_change_tells_before_and_after_and_wakes_the_directory() -> None:
    story = given()
    assert story.decide(ada(name=" Ada ")) == []
    (evolved,) = story.do(ada(name="Ada L."))
    event = story.log[-1].event
    assert isinstance(event, PersonChanged)
    assert (event.before.name, event.after.name) == ("Ada", "Ada L.")
    assert {"directory", f"person:{uid('ada')}", f"history:{uid('ada')}"} <= evolved.touched


def test_reports_are_the_active_people_of_a_manager() -> None:
    story = given(ChangePerson(person_id=uid("dan"), manager_id=uid("wang")))
    assert set(story.state.index.reports[uid("wang")]) == {uid("ada"), uid("dan")}
    story.tell(ada(active=False), ChangePerson(person_id=uid("dan"), manager_id=None))
    assert uid("wang") not in story.state.index.reports


def test_a_unit_is_renamed() -> None:
    story = given(brand(name="Brands", lead_id=uid("ada")))
    assert story.state.units[uid("brand")] == Unit(
        id=uid("brand"),
        kind=UnitKind.TEAM,
        name="Brands",
        parent_id=uid("marketing"),
        lead_id=uid("ada"),
        version=story.state.seq,
    )
