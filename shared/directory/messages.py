"""What may be asked of the directory and what then happened. Decides nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.directory.model import Locale, Person, Unit, UnitKind
from shared.messages import Command, Event, Id, Role

PersonName = Annotated[str, Meta(min_length=1, max_length=120)]
LatinName = Annotated[str, Meta(max_length=120)]
JobTitle = Annotated[str, Meta(max_length=120)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
TimeZone = Annotated[str, Meta(min_length=1, max_length=64)]
UnitName = Annotated[str, Meta(min_length=1, max_length=120)]


class AddPerson(Command, frozen=True, kw_only=True):
    person_id: Id
    email: Email
    name: PersonName
    latin_name: LatinName = ""
    title: JobTitle = ""
    role: Role = Role.MEMBER
    unit_id: Id | None = None
    manager_id: Id | None = None
    locale: Locale = Locale.ZH
    time_zone: TimeZone = "Asia/Shanghai"


class ChangePerson(Command, frozen=True, kw_only=True):
    """Fields left out stay as they are. `if_version` refuses when somebody changed the person since."""

    person_id: Id
    email: Email | UnsetType = UNSET
    name: PersonName | UnsetType = UNSET
    latin_name: LatinName | UnsetType = UNSET
    title: JobTitle | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    unit_id: Id | UnsetType | None = UNSET
    manager_id: Id | UnsetType | None = UNSET
    locale: Locale | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    if_version: int | None = None


class AddUnit(Command, frozen=True, kw_only=True):
    unit_id: Id
    kind: UnitKind
    name: UnitName
    latin_name: LatinName = ""
    parent_id: Id | None = None
    lead_id: Id | None = None


class ChangeUnit(Command, frozen=True, kw_only=True):
    unit_id: Id
    name: UnitName | UnsetType = UNSET
    latin_name: LatinName | UnsetType = UNSET
    parent_id: Id | UnsetType | None = UNSET
    lead_id: Id | UnsetType | None = UNSET
    archived: bool | UnsetType = UNSET
    if_version: int | None = None


class PersonAdded(Event, frozen=True, kw_only=True, tag="person.added"):
    person: Person


class PersonChanged(Event, frozen=True, kw_only=True, tag="person.changed"):
    before: Person
    after: Person


class UnitAdded(Event, frozen=True, kw_only=True, tag="unit.added"):
    unit: Unit


class UnitChanged(Event, frozen=True, kw_only=True, tag="unit.changed"):
    before: Unit
    after: Unit


DirectoryCommand = AddPerson | ChangePerson | AddUnit | ChangeUnit
DirectoryEvent = PersonAdded | PersonChanged | UnitAdded | UnitChanged
