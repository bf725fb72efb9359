"""What may be asked of a meeting. What then happens is in `shared.meetings.events`. Decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.messages import Command, Id

MeetingTitle = Annotated[str, Meta(min_length=1, max_length=120)]
Agenda = Annotated[tuple[Id, ...], Meta(max_length=100)]
Confidence = Annotated[int, Meta(ge=0, le=10)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
Saying = Annotated[str, Meta(min_length=1, max_length=2_000)]
Notes = Annotated[str, Meta(max_length=20_000)]


class OfMeeting(Command, frozen=True, kw_only=True):
    """What is asked of a meeting."""

    meeting_id: Id


class Leading(OfMeeting, frozen=True, kw_only=True):
    """What its facilitator, or an admin, may ask."""


class PlanMeeting(OfMeeting, frozen=True, kw_only=True):
    """`facilitator_id` None: whoever plans it."""

    cycle_id: Id
    title: MeetingTitle
    facilitator_id: Id | None = None
    objective_ids: Agenda = ()


class ChangeMeeting(Leading, frozen=True, kw_only=True):
    title: MeetingTitle | UnsetType = UNSET
    facilitator_id: Id | UnsetType = UNSET
    follow: bool | UnsetType = UNSET


class AddAgendaItem(OfMeeting, frozen=True, kw_only=True):
    """At the end."""

    objective_id: Id


class MoveAgendaItem(OfMeeting, frozen=True, kw_only=True):
    """Says which neighbour it comes after (None: it comes first), so that two who move at once end with one order."""

    objective_id: Id
    after_id: Id | None = None


class RemoveAgendaItem(OfMeeting, frozen=True, kw_only=True):
    objective_id: Id


class StartMeeting(Leading, frozen=True, kw_only=True):
    pass


class OpenItem(Leading, frozen=True, kw_only=True):
    objective_id: Id


class SetTimer(Leading, frozen=True, kw_only=True):
    """`seconds` left out: what is left. 0 takes the timer away. `more` seconds come on top: two who add a minute add two."""

    seconds: Seconds | UnsetType = UNSET
    more: Seconds = 0
    running: bool = True


class StartVote(Leading, frozen=True, kw_only=True):
    """A further vote on the same item is the next round."""

    objective_id: Id


class CastVote(OfMeeting, frozen=True, kw_only=True):
    """Casting again replaces one's vote. None: one abstains. `round`, from 1: refused when that round is over."""

    objective_id: Id
    confidence: Confidence | None
    round: int | None = None


class RevealVote(Leading, frozen=True, kw_only=True):
    objective_id: Id


class SetNotes(OfMeeting, frozen=True, kw_only=True):
    """`was`: the notes that the writer began from; refused as stale when they have changed since.

    `authors` are those who wrote them together: the server's to say, for it knows them.
    """

    objective_id: Id
    notes: Notes
    was: str | None = None
    authors: tuple[Id, ...] = ()


class RecordDecision(OfMeeting, frozen=True, kw_only=True):
    objective_id: Id
    decision_id: Id
    text: Saying


class ChangeDecision(OfMeeting, frozen=True, kw_only=True):
    """`dropped` takes it off the record, and can be undone."""

    objective_id: Id
    decision_id: Id
    text: Saying | UnsetType = UNSET
    dropped: bool | UnsetType = UNSET


class RecordAction(OfMeeting, frozen=True, kw_only=True):
    objective_id: Id
    action_id: Id
    text: Saying
    owner_id: Id
    due_on: date | None = None


class ChangeAction(OfMeeting, frozen=True, kw_only=True):
    objective_id: Id
    action_id: Id
    text: Saying | UnsetType = UNSET
    owner_id: Id | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET
    done: bool | UnsetType = UNSET
    dropped: bool | UnsetType = UNSET


class TakeOver(OfMeeting, frozen=True, kw_only=True):
    """Become the facilitator, for whose page has gone. Who is here, the server knows: it refuses while she is."""


class EndMeeting(Leading, frozen=True, kw_only=True):
    pass


class ReopenMeeting(Leading, frozen=True, kw_only=True):
    pass


MeetingCommand = (
    PlanMeeting
    | ChangeMeeting
    | AddAgendaItem
    | MoveAgendaItem
    | RemoveAgendaItem
    | StartMeeting
    | OpenItem
    | SetTimer
    | StartVote
    | CastVote
    | RevealVote
    | SetNotes
    | RecordDecision
    | ChangeDecision
    | RecordAction
    | ChangeAction
    | TakeOver
    | EndMeeting
    | ReopenMeeting
)
