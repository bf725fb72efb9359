"""Deciding and applying changes of people and units. Pure."""

from __future__ import annotations

from typing import TypeVar, assert_never
from zoneinfo import available_timezones

from immutables import Map
from msgspec.structs import replace

from shared.directory.messages import (
    AddPerson,
    AddUnit,
    ChangePerson,
    ChangeUnit,
    DirectoryCommand,
    DirectoryEvent,
    PersonAdded,
    PersonChanged,
    UnitAdded,
    UnitChanged,
)
from shared.directory.model import Person, Unit, UnitKind
from shared.gates import active_person, same_version
from shared.messages import Command, Id, Refused, Role, Stamp, given
from shared.state import Change, State, filled, find, indexed
from shared.texts import check_line

_ZONES = available_timezones()


def decide(state: State, command: DirectoryCommand) -> list[DirectoryEvent]:
    match command:
        case AddPerson():
            if command.person_id in state.people:
                raise Refused("taken", field="person_id")
            person = Person(
                id=command.person_id,
                email=command.email,
                name=command.name,
                latin_name=command.latin_name,
                title=command.title,
                role=command.role,
                unit_id=command.unit_id,
                manager_id=command.manager_id,
                locale=command.locale,
                time_zone=command.time_zone,
            )
            return [PersonAdded(person=_checked_person(state, person))]
        case ChangePerson():
            before = find(state.people, command.person_id, "person_id")
            same_version(command.if_version, before.version)
            after = _checked_person(state, _changed(before, command, _PERSON_FIELDS))
            return [PersonChanged(before=before, after=after)] if after != before else []
        case AddUnit():
            if command.unit_id in state.units:
                raise Refused("taken", field="unit_id")
            unit = Unit(
                id=command.unit_id,
                kind=command.kind,
                name=command.name,
                latin_name=command.latin_name,
                parent_id=command.parent_id,
                lead_id=command.lead_id,
            )
            return [UnitAdded(unit=_checked_unit(state, unit))]
        case ChangeUnit():
            before_unit = find(state.units, command.unit_id, "unit_id")
            same_version(command.if_version, before_unit.version)
            after_unit = _checked_unit(state, _changed(before_unit, command, _UNIT_FIELDS))
            if after_unit.archived and not before_unit.archived:
                _refuse_if_peopled(state, after_unit)
            return [UnitChanged(before=before_unit, after=after_unit)] if after_unit != before_unit else []
        case _:
            assert_never(command)


_PERSON_FIELDS = (
    "email", "name", "latin_name", "title", "role", "unit_id", "manager_id", "locale", "time_zone", "active",
)  # fmt: skip
_UNIT_FIELDS = ("name", "latin_name", "parent_id", "lead_id", "archived")


Changed = TypeVar("Changed", Person, Unit)


def _changed(before: Changed, command: Command, fields: tuple[str, ...]) -> Changed:
    return replace(before, **given(command, fields))


def _checked_person(state: State, person: Person) -> Person:
    person = replace(
        person,
        email=check_line(person.email, "email").lower(),
        name=check_line(person.name, "name"),
        latin_name=check_line(person.latin_name, "latin_name", blank=True),
        title=check_line(person.title, "title", blank=True),
    )
    holder = state.index.emails.get(person.email)
    if holder is not None and holder != person.id:
        raise Refused("email.taken", field="email", email=person.email)
    if person.time_zone not in _ZONES:
        raise Refused("time_zone.unknown", field="time_zone", zone=person.time_zone)
    if person.unit_id is not None:
        unit = find(state.units, person.unit_id, "unit_id")
        before = state.people.get(person.id)
        if unit.archived and (before is None or before.unit_id != person.unit_id):
            raise Refused("unit.archived", field="unit_id", name=unit.name)
    if person.manager_id is not None:
        _refuse_loop(state, person)
    before = state.people.get(person.id)
    was_admin = before is not None and before.active and before.role is Role.ADMIN
    if was_admin and not (person.active and person.role is Role.ADMIN) and _only_admin(state, person.id):
        raise Refused("person.last_admin", field="role" if person.active else "active")
    return person


def _refuse_loop(state: State, person: Person) -> None:
    above: Id | None = person.manager_id
    while above is not None:
        if above == person.id:
            raise Refused("person.manager_loop", field="manager_id")
        above = find(state.people, above, "manager_id").manager_id


def _only_admin(state: State, person_id: Id) -> bool:
    return not any(each.role is Role.ADMIN and each.active and each.id != person_id for each in state.people.values())


def _checked_unit(state: State, unit: Unit) -> Unit:
    unit = replace(
        unit,
        name=check_line(unit.name, "name"),
        latin_name=check_line(unit.latin_name, "latin_name", blank=True),
    )
    if unit.lead_id is not None:
        before = state.units.get(unit.id)
        if before is None or before.lead_id != unit.lead_id:
            active_person(state, unit.lead_id, "lead_id")
    if unit.parent_id is None:
        if unit.kind is UnitKind.TEAM:
            raise Refused("unit.team_needs_department", field="parent_id")
        return unit
    parent = find(state.units, unit.parent_id, "parent_id")
    if parent.kind is not UnitKind.DEPARTMENT or parent.archived:
        raise Refused("unit.parent_kind", field="parent_id")
    above: Id | None = unit.parent_id
    while above is not None:
        if above == unit.id:
            raise Refused("unit.loop", field="parent_id")
        above = state.units[above].parent_id
    return unit


def _refuse_if_peopled(state: State, unit: Unit) -> None:
    if any(each.unit_id == unit.id and each.active for each in state.people.values()):
        raise Refused("unit.has_people", field="archived", name=unit.name)
    if any(each.parent_id == unit.id and not each.archived for each in state.units.values()):
        raise Refused("unit.has_teams", field="archived", name=unit.name)


def evolve(state: State, event: DirectoryEvent, stamp: Stamp) -> Change:
    match event:
        case PersonAdded(person=person):
            return _put_person(state, None, replace(person, version=stamp.seq))
        case PersonChanged(before=before, after=after):
            return _put_person(state, state.people.get(before.id), replace(after, version=stamp.seq))
        case UnitAdded(unit=unit) | UnitChanged(after=unit):
            unit = replace(unit, version=stamp.seq)
            return Change(
                state=replace(state, units=state.units.set(unit.id, unit)),
                stored=frozenset({("units", unit.id)}),
                woken=frozenset({"directory"}),
            )
        case _:
            assert_never(event)


def _put_person(state: State, before: Person | None, person: Person) -> Change:
    emails = state.index.emails
    if before is not None and before.email != person.email:
        emails = emails.delete(before.email)
    reports = state.index.reports
    if before is not None and before.active and before.manager_id is not None:
        reports = _without(reports, before.manager_id, person.id)
    if person.active and person.manager_id is not None:
        reports = reports.set(person.manager_id, tuple(sorted({*reports.get(person.manager_id, ()), person.id})))
    state = replace(state, people=state.people.set(person.id, person))
    is_listed_alike = before is not None and _listing(before) == _listing(person)
    return Change(
        state=indexed(state, emails=emails.set(person.email, person.id), reports=reports),
        stored=frozenset({("people", person.id)}),
        woken=frozenset() if is_listed_alike else frozenset({"directory"}),
    )


def _listing(person: Person) -> tuple[object, ...]:
    """What lists of people, and names beside other things, follow from; the rest wakes only who shows the person."""
    return (person.name, person.latin_name, person.role, person.unit_id, person.manager_id, person.active)


def _without(reports: Map[Id, tuple[Id, ...]], manager_id: Id, person_id: Id) -> Map[Id, tuple[Id, ...]]:
    return filled(reports, manager_id, (each for each in reports.get(manager_id, ()) if each != person_id))
