"""What happened in a meeting. Decides nothing.

An event names one objective of the agenda at most, so that it can be hidden with it. `VoteCast` holds a secret: what leaves
the log goes through `public` first.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from shared.meetings.model import Action, Decision, Meeting, Vote
from shared.messages import Event, Id


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
