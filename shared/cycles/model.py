"""A cycle and its states. No rules."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from shared.messages import Id


class CycleKind(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    CUSTOM = "custom"


class CycleState(StrEnum):
    DRAFT = "draft"
    """Free editing."""
    ACTIVE = "active"
    """Check-ins; changing a target or wording needs a reason."""
    CLOSING = "closing"
    """Values frozen; grades and retrospectives."""
    ARCHIVED = "archived"
    """Read-only, complete."""


class Cycle(Struct, frozen=True, kw_only=True):
    id: Id
    name: str
    kind: CycleKind = CycleKind.QUARTER
    starts_on: date
    ends_on: date
    """The last day, included."""
    state: CycleState = CycleState.DRAFT
    parent_id: Id | None = None
    active_since: datetime | None = None
    """When it last became active; check-ins are owed from then on."""
    closed_at: datetime | None = None
    """When its values froze; until then it is judged. None while they can change."""
    version: int = 0
