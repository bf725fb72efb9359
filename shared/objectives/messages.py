"""What may be asked of an objective and what then happened. Decides nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.messages import Command, Event, Id
from shared.objectives.model import Driver, Level, Objective, Visibility

Title = Annotated[str, Meta(min_length=1, max_length=300)]
Description = Annotated[str, Meta(max_length=20_000)]
Reason = Annotated[str, Meta(max_length=1_000)]
CoOwners = Annotated[tuple[Id, ...], Meta(max_length=20)]


class CreateObjective(Command, frozen=True, kw_only=True):
    objective_id: Id
    cycle_id: Id
    title: Title
    level: Level
    owner_id: Id
    unit_id: Id | None = None
    co_owner_ids: CoOwners = ()
    description: Description = ""
    visibility: Visibility = Visibility.PUBLIC
    driver: Driver = Driver.KEY_RESULTS
    draft: bool = True


class ChangeObjective(Command, frozen=True, kw_only=True):
    """Fields left out stay as they are.

    `was_title` and `was_description` are the words the writer began from: when they have changed since, the command is
    refused as stale. `reason` is wanted in an active cycle when the words of a published objective change.
    """

    objective_id: Id
    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    unit_id: Id | UnsetType | None = UNSET
    owner_id: Id | UnsetType = UNSET
    co_owner_ids: CoOwners | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    driver: Driver | UnsetType = UNSET
    reason: Reason = ""
    was_title: str | None = None
    was_description: str | None = None
    if_version: int | None = None


class PublishObjective(Command, frozen=True, kw_only=True):
    objective_id: Id
    if_version: int | None = None


class ArchiveObjective(Command, frozen=True, kw_only=True):
    """Deleting is archiving: nothing is lost, and `RestoreObjective` undoes it."""

    objective_id: Id
    reason: Reason = ""
    if_version: int | None = None


class RestoreObjective(Command, frozen=True, kw_only=True):
    objective_id: Id


class OpenRewording(Command, frozen=True, kw_only=True):
    """Let those who may edit write its words together, in an active cycle too; what they write is for this reason."""

    objective_id: Id
    reason: Reason


class CloseRewording(Command, frozen=True, kw_only=True):
    objective_id: Id


class ProjectObjective(Command, frozen=True, kw_only=True):
    """The words that were written together become the objective's own. The server's, for it knows who wrote them.

    `was` are the words they began from: when others have come by another way meanwhile, it is refused as stale. Rights
    and the state of the cycle were asked when it was written: what was saved then is not lost now.
    """

    objective_id: Id
    field: Literal["title", "description"]
    text: Annotated[str, Meta(max_length=20_000)]
    was: str
    authors: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()
    reason: Reason = ""


class ObjectiveFields(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Those fields of an objective that a change touched; the others are left out."""

    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    unit_id: Id | UnsetType | None = UNSET
    owner_id: Id | UnsetType = UNSET
    co_owner_ids: tuple[Id, ...] | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    driver: Driver | UnsetType = UNSET


class ObjectiveCreated(Event, frozen=True, kw_only=True, tag="objective.created"):
    objective: Objective


class ObjectiveChanged(Event, frozen=True, kw_only=True, tag="objective.changed"):
    objective_id: Id
    before: ObjectiveFields
    after: ObjectiveFields
    reason: str = ""
    authors: tuple[Id, ...] = ()
    """Who wrote it together; empty for a change by one person, who is the envelope's actor."""


class ObjectivePublished(Event, frozen=True, kw_only=True, tag="objective.published"):
    objective_id: Id


class ObjectiveArchived(Event, frozen=True, kw_only=True, tag="objective.archived"):
    objective_id: Id
    reason: str = ""


class ObjectiveRestored(Event, frozen=True, kw_only=True, tag="objective.restored"):
    objective_id: Id


class RewordingOpened(Event, frozen=True, kw_only=True, tag="objective.rewording_opened"):
    objective_id: Id
    reason: str


class RewordingClosed(Event, frozen=True, kw_only=True, tag="objective.rewording_closed"):
    objective_id: Id


WordingCommand = OpenRewording | CloseRewording | ProjectObjective
ObjectiveCommand = (
    CreateObjective | ChangeObjective | PublishObjective | ArchiveObjective | RestoreObjective | WordingCommand
)
ObjectiveEvent = (
    ObjectiveCreated
    | ObjectiveChanged
    | ObjectivePublished
    | ObjectiveArchived
    | ObjectiveRestored
    | RewordingOpened
    | RewordingClosed
)
