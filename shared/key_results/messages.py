"""What may be asked of a key result and what then happened. Decides nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.cadence.model import Cadence
from shared.key_results.model import Commitment, KeyResult, Measure
from shared.messages import Command, Event, Id

Name = Annotated[str, Meta(min_length=1, max_length=300)]
Reason = Annotated[str, Meta(max_length=1_000)]


class AddKeyResult(Command, frozen=True, kw_only=True):
    key_result_id: Id
    objective_id: Id
    name: Name
    measure: Measure
    owner_id: Id | None = None
    """None: the objective's owner."""
    weight: Decimal = Decimal(1)
    commitment: Commitment = Commitment.ASPIRATIONAL
    current: Decimal | None = None
    cadence: Cadence = Cadence()


class ChangeKeyResult(Command, frozen=True, kw_only=True):
    """Fields left out stay as they are. In an active cycle a changed name, measure or weight wants a `reason`."""

    key_result_id: Id
    name: Name | UnsetType = UNSET
    measure: Measure | UnsetType = UNSET
    owner_id: Id | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET
    commitment: Commitment | UnsetType = UNSET
    cadence: Cadence | UnsetType = UNSET
    reason: Reason = ""
    was_name: str | None = None
    if_version: int | None = None


class MoveKeyResult(Command, frozen=True, kw_only=True):
    """Put a key result at a place among its siblings (0 is first), or at the end of another objective of the same cycle."""

    key_result_id: Id
    position: Annotated[int, Meta(ge=0, le=10_000)]
    objective_id: Id | None = None


class ArchiveKeyResult(Command, frozen=True, kw_only=True):
    key_result_id: Id
    reason: Reason = ""
    if_version: int | None = None


class RestoreKeyResult(Command, frozen=True, kw_only=True):
    key_result_id: Id


class ProjectKeyResult(Command, frozen=True, kw_only=True):
    """The name that was written together becomes the key result's own, as `ProjectObjective` does for an objective."""

    key_result_id: Id
    text: Name
    was: str
    authors: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()
    reason: Reason = ""


class KeyResultFields(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Those fields of a key result that a change touched; the others are left out."""

    name: str | UnsetType = UNSET
    measure: Measure | UnsetType = UNSET
    owner_id: Id | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET
    commitment: Commitment | UnsetType = UNSET
    cadence: Cadence | UnsetType = UNSET


class KeyResultAdded(Event, frozen=True, kw_only=True, tag="key_result.added"):
    objective_id: Id
    key_result: KeyResult


class KeyResultChanged(Event, frozen=True, kw_only=True, tag="key_result.changed"):
    objective_id: Id
    key_result_id: Id
    before: KeyResultFields
    after: KeyResultFields
    reason: str = ""
    authors: tuple[Id, ...] = ()
    """Who wrote it together; empty for a change by one person, who is the envelope's actor."""


class KeyResultMoved(Event, frozen=True, kw_only=True, tag="key_result.moved"):
    objective_id: Id
    key_result_id: Id
    from_objective_id: Id
    position: int


class KeyResultArchived(Event, frozen=True, kw_only=True, tag="key_result.archived"):
    objective_id: Id
    key_result_id: Id
    reason: str = ""


class KeyResultRestored(Event, frozen=True, kw_only=True, tag="key_result.restored"):
    objective_id: Id
    key_result_id: Id


KeyResultCommand = (
    AddKeyResult | ChangeKeyResult | MoveKeyResult | ArchiveKeyResult | RestoreKeyResult | ProjectKeyResult
)
KeyResultEvent = KeyResultAdded | KeyResultChanged | KeyResultMoved | KeyResultArchived | KeyResultRestored
