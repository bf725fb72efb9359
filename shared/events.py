"""Everything that can be asked and everything that can happen, as unions, and the envelope that carries an event. No rules."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from shared.alignment.messages import AlignmentCommand, AlignmentEvent, LinkChanged, ObjectiveLinked, ObjectiveUnlinked
from shared.check_ins.messages import CheckInCommand, CheckInEvent
from shared.cycles.messages import CycleChanged, CycleCommand, CycleCreated, CycleEvent, CycleMoved
from shared.directory.messages import (
    DirectoryCommand,
    DirectoryEvent,
    PersonAdded,
    PersonChanged,
    UnitAdded,
    UnitChanged,
)
from shared.escalations.messages import EscalationCommand, EscalationEvent
from shared.grades.messages import GradeCommand, GradeEvent
from shared.inbox.messages import InboxCommand, InboxEvent, PreferencesChanged
from shared.key_results.messages import KeyResultCommand, KeyResultEvent
from shared.meetings.commands import MeetingCommand
from shared.meetings.events import (
    ActionChanged,
    ActionRecorded,
    DecisionChanged,
    DecisionRecorded,
    MeetingEvent,
    MeetingPlanned,
    VoteCast,
    VoteRevealed,
)
from shared.messages import Id
from shared.objectives.messages import ObjectiveCommand, ObjectiveCreated, ObjectiveEvent
from shared.workspace.messages import WorkspaceCommand, WorkspaceEvent

AnyCommand = (
    WorkspaceCommand
    | DirectoryCommand
    | CycleCommand
    | ObjectiveCommand
    | KeyResultCommand
    | AlignmentCommand
    | CheckInCommand
    | MeetingCommand
    | GradeCommand
    | EscalationCommand
    | InboxCommand
)
AnyEvent = (
    WorkspaceEvent
    | DirectoryEvent
    | CycleEvent
    | ObjectiveEvent
    | KeyResultEvent
    | AlignmentEvent
    | CheckInEvent
    | MeetingEvent
    | GradeEvent
    | EscalationEvent
    | InboxEvent
)


class SomethingNewer(Struct, frozen=True, kw_only=True, tag="newer"):
    """In place of an event that this version does not know: a later one wrote it. Only history holds it; nothing applies it."""

    objective_id: Id | None = None


class Envelope(Struct, frozen=True, kw_only=True):
    """One event and its place in the log. `seq` has no gaps within a workspace; `ordinal` counts within one command."""

    seq: int
    at: datetime
    actor_id: Id | None
    command_id: str
    ordinal: int = 0
    event: AnyEvent


encoder = msgspec.json.Encoder()
_event_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def decode_event(text: bytes | str) -> AnyEvent:
    """Raises `msgspec.ValidationError` for an event that this version does not know."""
    return _event_decoder.decode(text)


def kind_of(event: AnyEvent) -> str:
    """The stable tag, such as `objective.created`."""
    tag = event.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def public(event: AnyEvent) -> AnyEvent:
    """The event as it may leave the log: a vote that was cast says not how. Every door that hands out events asks this."""
    return replace(event, confidence=None, abstains=False) if isinstance(event, VoteCast) else event


def told(envelope: Envelope) -> Envelope:
    """The envelope with its event as it may leave the log."""
    return replace(envelope, event=public(envelope.event))


def subject(event: AnyEvent) -> Id | None:
    """What the event is about, for history: an objective's id where there is one, else a person's, unit's or cycle's.

    What passes in a meeting is about the meeting; what it leaves behind is about the objective.
    """
    match event:
        case ObjectiveCreated(objective=thing):
            return thing.id
        case ObjectiveLinked(link=link) | ObjectiveUnlinked(link=link) | LinkChanged(after=link):
            return link.child_id
        case PersonAdded(person=person) | PersonChanged(after=person):
            return person.id
        case UnitAdded(unit=unit) | UnitChanged(after=unit):
            return unit.id
        case CycleCreated(cycle=cycle) | CycleChanged(after=cycle):
            return cycle.id
        case CycleMoved(cycle_id=cycle_id):
            return cycle_id
        case PreferencesChanged(preferences=preferences):
            return preferences.id
        case MeetingPlanned(meeting=meeting):
            return meeting.id
        case VoteRevealed() | DecisionRecorded() | DecisionChanged() | ActionRecorded() | ActionChanged():
            return event.objective_id
        case _:
            about: Id | None = getattr(event, "meeting_id", None) or getattr(event, "objective_id", None)
            return about
