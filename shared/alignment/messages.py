"""What may be asked of a link and what then happened. Decides nothing."""

from __future__ import annotations

from decimal import Decimal

from msgspec import UNSET, UnsetType

from shared.alignment.model import Link
from shared.messages import Command, Event, Id


class LinkObjective(Command, frozen=True, kw_only=True):
    """`primary` None: the first link of an objective is its primary one, further ones are not."""

    link_id: Id
    child_id: Id
    parent_id: Id
    key_result_id: Id | None = None
    primary: bool | None = None
    contributes: bool = False
    weight: Decimal = Decimal(1)


class ChangeLink(Command, frozen=True, kw_only=True):
    """Making a link primary takes that from the objective's other link."""

    link_id: Id
    primary: bool | UnsetType = UNSET
    contributes: bool | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET


class UnlinkObjective(Command, frozen=True, kw_only=True):
    link_id: Id


class ObjectiveLinked(Event, frozen=True, kw_only=True, tag="objective.linked"):
    link: Link


class LinkChanged(Event, frozen=True, kw_only=True, tag="link.changed"):
    before: Link
    after: Link


class ObjectiveUnlinked(Event, frozen=True, kw_only=True, tag="objective.unlinked"):
    link: Link


AlignmentCommand = LinkObjective | ChangeLink | UnlinkObjective
AlignmentEvent = ObjectiveLinked | LinkChanged | ObjectiveUnlinked
