"""An objective. No rules."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from shared.grades.model import Carry
from shared.messages import Id


class Level(StrEnum):
    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    PERSON = "person"


class Visibility(StrEnum):
    PUBLIC = "public"
    TEAM = "team"
    """The unit's people and those of units inside it, the owners, their lead and managers."""
    PRIVATE = "private"
    """The owners, and those who own one of its key results."""


class Driver(StrEnum):
    """What an objective's progress is rolled up from."""

    KEY_RESULTS = "key_results"
    CHILDREN = "children"
    BOTH = "both"


class Objective(Struct, frozen=True, kw_only=True):
    id: Id
    cycle_id: Id
    level: Level
    unit_id: Id | None = None
    """The department or team it belongs to; None for a company's or a person's."""
    owner_id: Id
    co_owner_ids: tuple[Id, ...] = ()
    title: str
    description: str = ""
    visibility: Visibility = Visibility.PUBLIC
    driver: Driver = Driver.KEY_RESULTS
    draft: bool = False
    """A draft is edited freely and counts in no roll-up but its own."""
    archived: bool = False
    open_since: datetime | None = None
    """When it was last published or restored; check-ins are owed from then on."""
    rewording: str = ""
    """Why its words are being written anew in an active cycle; empty while they are not."""
    retrospective: str = ""
    """What people say when they look back, once its cycle closes."""
    carry: Carry | None = None
    """What becomes of it after its cycle, and why."""
    carry_reason: str = ""
    carried_to: Id | None = None
    """The objective of a later cycle that goes on with it."""
    carried_from: Id | None = None
    created_at: datetime
    changed_at: datetime
    changed_by: Id | None = None
    version: int = 0
    """The log's position at the last change of the objective itself."""
