"""People and the units they belong to. No rules."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from shared.messages import Id, Role


class Locale(StrEnum):
    ZH = "zh-CN"
    EN = "en"


class Person(Struct, frozen=True, kw_only=True):
    id: Id
    email: str
    name: str
    latin_name: str = ""
    """The name in Latin letters, for readers of English and for import ("王敏" is "Wang Min")."""
    title: str = ""
    role: Role = Role.MEMBER
    unit_id: Id | None = None
    manager_id: Id | None = None
    locale: Locale = Locale.ZH
    time_zone: str = "Asia/Shanghai"
    active: bool = True
    version: int = 0
    """The log's position at the last change."""


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    TEAM = "team"


class Unit(Struct, frozen=True, kw_only=True):
    """A department, or a team inside one."""

    id: Id
    kind: UnitKind
    name: str
    latin_name: str = ""
    parent_id: Id | None = None
    lead_id: Id | None = None
    archived: bool = False
    version: int = 0
