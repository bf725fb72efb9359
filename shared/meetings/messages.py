"""What may be asked of a meeting and what then happened.

An event names one objective of the agenda at most, so that it can be hidden with it. `VoteCast` holds a secret: what leaves
the log goes through `public` first.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.meetings.model import Action, Decision, Meeting, Vote
from shared.messages import Command, Event, Id

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


class MeetingPlanned(Event, frozen=True, kw_only=True, tag="meeting.planned"):
    """Its agenda follows, an event for each item."""

    meeting: Meeting


class InMeeting(Event, frozen=True, kw_only=True):
    """What happened in a meeting that there was."""

    meeting_id: Id


class MeetingChanged(InMeeting, frozen=True, kw_only=True, tag="meeting.changed"):
    title: str | UnsetType = UNSET
    facilitator_id: Id | UnsetType = UNSET
    follow: bool | UnsetType = UNSET


class AgendaItemAdded(InMeeting, frozen=True, kw_only=True, tag="meeting.item_added"):
    objective_id: Id
    rank: int


class AgendaItemMoved(InMeeting, frozen=True, kw_only=True, tag="meeting.item_moved"):
    objective_id: Id
    rank: int


class AgendaItemRemoved(InMeeting, frozen=True, kw_only=True, tag="meeting.item_removed"):
    objective_id: Id


class MeetingStarted(InMeeting, frozen=True, kw_only=True, tag="meeting.started"):
    pass


class ItemOpened(InMeeting, frozen=True, kw_only=True, tag="meeting.item_opened"):
    objective_id: Id


class TimerSet(InMeeting, frozen=True, kw_only=True, tag="meeting.timer_set"):
    seconds: int
    running: bool


class VoteStarted(InMeeting, frozen=True, kw_only=True, tag="meeting.vote_started"):
    objective_id: Id


class VoteCast(InMeeting, frozen=True, kw_only=True, tag="meeting.vote_cast"):
    """Outside the log it says neither a number nor whether there is one: `VoteRevealed` tells that, to everybody at once."""

    objective_id: Id
    person_id: Id
    confidence: int | None = None
    abstains: bool = False


class VoteRevealed(InMeeting, frozen=True, kw_only=True, tag="meeting.vote_revealed"):
    objective_id: Id
    round: int
    votes: tuple[Vote, ...]


class NotesSet(InMeeting, frozen=True, kw_only=True, tag="meeting.notes_set"):
    objective_id: Id
    notes: str
    authors: tuple[Id, ...] = ()


class DecisionRecorded(InMeeting, frozen=True, kw_only=True, tag="meeting.decision_recorded"):
    objective_id: Id
    decision: Decision


class DecisionChanged(InMeeting, frozen=True, kw_only=True, tag="meeting.decision_changed"):
    objective_id: Id
    before: Decision
    after: Decision


class ActionRecorded(InMeeting, frozen=True, kw_only=True, tag="meeting.action_recorded"):
    objective_id: Id
    action: Action


class ActionChanged(InMeeting, frozen=True, kw_only=True, tag="meeting.action_changed"):
    objective_id: Id
    before: Action
    after: Action


class MeetingTakenOver(InMeeting, frozen=True, kw_only=True, tag="meeting.taken_over"):
    before_id: Id
    facilitator_id: Id


class MeetingEnded(InMeeting, frozen=True, kw_only=True, tag="meeting.ended"):
    pass


class MeetingReopened(InMeeting, frozen=True, kw_only=True, tag="meeting.reopened"):
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
ItemEvent = (
    AgendaItemMoved
    | VoteStarted
    | VoteCast
    | VoteRevealed
    | NotesSet
    | DecisionRecorded
    | DecisionChanged
    | ActionRecorded
    | ActionChanged
)
"""What happens to an item that is on the agenda."""
CourseEvent = (
    MeetingChanged
    | MeetingStarted
    | ItemOpened
    | TimerSet
    | MeetingTakenOver
    | MeetingEnded
    | MeetingReopened
    | AgendaItemAdded
    | AgendaItemRemoved
)
MeetingEvent = MeetingPlanned | CourseEvent | ItemEvent
