"""What may be asked of a cycle and what then happened. Decides nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.cycles.model import Cycle, CycleKind, CycleState
from shared.messages import Command, Event, Id

Reason = Annotated[str, Meta(max_length=1_000)]
CycleName = Annotated[str, Meta(min_length=1, max_length=80)]


class CreateCycle(Command, frozen=True, kw_only=True):
    cycle_id: Id
    name: CycleName
    kind: CycleKind = CycleKind.QUARTER
    starts_on: date
    ends_on: date
    parent_id: Id | None = None


class ChangeCycle(Command, frozen=True, kw_only=True):
    cycle_id: Id
    name: CycleName | UnsetType = UNSET
    kind: CycleKind | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType = UNSET
    parent_id: Id | UnsetType | None = UNSET
    if_version: int | None = None


class MoveCycle(Command, frozen=True, kw_only=True):
    """Move a cycle to its next state (or from closing back to active).

    A `reason` is wanted to archive one while key results of it are not graded. `closed_at` says when the values of a cycle
    that goes on to closing froze, where that was before now.
    """

    cycle_id: Id
    state: CycleState
    reason: Reason = ""
    closed_at: datetime | None = None
    if_version: int | None = None


class CycleCreated(Event, frozen=True, kw_only=True, tag="cycle.created"):
    cycle: Cycle


class CycleChanged(Event, frozen=True, kw_only=True, tag="cycle.changed"):
    before: Cycle
    after: Cycle


class CycleMoved(Event, frozen=True, kw_only=True, tag="cycle.moved"):
    cycle_id: Id
    before: CycleState
    after: CycleState
    reason: str = ""
    closed_at: datetime | None = None
    """When its values froze, where that was not the moment of the event."""


CycleCommand = CreateCycle | ChangeCycle | MoveCycle
CycleEvent = CycleCreated | CycleChanged | CycleMoved
