"""The pure heart: decide what a command leads to, and apply what happened. Only routes to the slices.

`decide` holds rules and may refuse; `evolve` holds consequences and never refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from shared.alignment import rules as alignment
from shared.alignment.messages import (
    ChangeLink,
    LinkChanged,
    LinkObjective,
    ObjectiveLinked,
    ObjectiveUnlinked,
    UnlinkObjective,
)
from shared.asked import reasked
from shared.check_ins import rules as check_ins
from shared.check_ins.messages import AcknowledgeCheckIn, CheckInAcknowledged, CheckInPosted, PostCheckIn
from shared.cycles import rules as cycles
from shared.cycles.messages import ChangeCycle, CreateCycle, CycleChanged, CycleCreated, CycleMoved, MoveCycle
from shared.directory import rules as directory
from shared.directory.messages import (
    AddPerson,
    AddUnit,
    ChangePerson,
    ChangeUnit,
    PersonAdded,
    PersonChanged,
    UnitAdded,
    UnitChanged,
)
from shared.escalations import rules as escalations
from shared.escalations.messages import (
    EscalateKeyResult,
    EscalationWithdrawn,
    KeyResultEscalated,
    WithdrawEscalation,
)
from shared.events import AnyCommand, AnyEvent, Envelope, subject
from shared.grades import rules as grades
from shared.grades.messages import (
    CarryObjective,
    GradeKeyResult,
    KeyResultGraded,
    ObjectiveCarried,
    RetrospectiveWritten,
    WriteRetrospective,
)
from shared.inbox import rules as inbox
from shared.inbox.messages import ChangePreferences, PreferencesChanged
from shared.key_results import rules as key_results
from shared.key_results.messages import (
    AddKeyResult,
    ArchiveKeyResult,
    ChangeKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultChanged,
    KeyResultMoved,
    KeyResultRestored,
    MoveKeyResult,
    ProjectKeyResult,
    RestoreKeyResult,
)
from shared.meetings import rules as meetings
from shared.meetings.commands import OfMeeting
from shared.meetings.events import InMeeting, MeetingPlanned
from shared.messages import Actor, Id, Key, Stamp
from shared.objectives import rules as objectives
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    CreateObjective,
    ObjectiveArchived,
    ObjectiveChanged,
    ObjectiveCreated,
    ObjectivePublished,
    ObjectiveRestored,
    OpenRewording,
    ProjectObjective,
    PublishObjective,
    RestoreObjective,
    RewordingClosed,
    RewordingOpened,
)
from shared.rollup import roll_up
from shared.state import Change, State, Thing
from shared.telling.causes import entries_of
from shared.workspace import rules as workspace
from shared.workspace.messages import ChangeWorkspace, WorkspaceChanged

_KEYS = {
    "workspace": "workspace",
    "people": "person",
    "units": "unit",
    "cycles": "cycle",
    "objectives": "objective",
    "key_results": "key_result",
    "links": "link",
    "meetings": "meeting",
    "preferences": "preferences",
}


class Evolved(Struct, frozen=True):
    """A state after an event; the stored things it altered; the keys of everything that looks different now."""

    state: State
    stored: frozenset[Thing]
    touched: frozenset[Key]


def decide(
    state: State, command: AnyCommand, actor: Actor, at: datetime, known: check_ins.Known = MappingProxyType({})
) -> Sequence[AnyEvent]:
    """The events a command leads to; none means that nothing is to be done. Raises `Refused`.

    `known` holds the check-ins that it names (`check_ins_in`): they are not in the state.
    """
    match command:
        case ChangeWorkspace():
            return workspace.decide(state, command)
        case AddPerson() | ChangePerson() | AddUnit() | ChangeUnit():
            return directory.decide(state, command)
        case CreateCycle() | ChangeCycle() | MoveCycle():
            return cycles.decide(state, command, actor, at)
        case CreateObjective() | ChangeObjective() | PublishObjective() | ArchiveObjective() | RestoreObjective():
            return objectives.decide(state, command, actor.person_id, at)
        case OpenRewording() | CloseRewording() | ProjectObjective():
            return objectives.decide(state, command, actor.person_id, at)
        case AddKeyResult() | ChangeKeyResult() | MoveKeyResult() | ArchiveKeyResult() | RestoreKeyResult():
            return key_results.decide(state, command, actor.person_id, at)
        case ProjectKeyResult():
            return key_results.decide(state, command, actor.person_id, at)
        case LinkObjective() | ChangeLink() | UnlinkObjective():
            return alignment.decide(state, command)
        case PostCheckIn() | AcknowledgeCheckIn():
            return check_ins.decide(state, command, actor.person_id, at, known)
        case ChangePreferences():
            return inbox.decide(state, command)
        case GradeKeyResult() | WriteRetrospective() | CarryObjective():
            return grades.decide(state, command)
        case EscalateKeyResult() | WithdrawEscalation():
            return escalations.decide(state, command, actor.person_id, at)
        case OfMeeting():
            return meetings.decide(state, command, actor.person_id, at)
        case _:
            assert_never(command)


def evolve(state: State, envelope: Envelope) -> Evolved:
    """The state with the event applied and all ancestors of what it changed rolled up."""
    change = _apply(state, envelope.event, Stamp(envelope.seq, envelope.at, envelope.actor_id))
    rolled_state, rolled = roll_up(change.state, change.roll)
    rolled_state, asked = reasked(state, rolled_state, change.stored)
    touched = {
        *change.woken,
        *(f"owed:{each}" for each in asked),
        *(f"{_KEYS[kind]}:{thing_id}" for kind, thing_id in change.stored),
        *(f"objective:{each}" for each in rolled),
        # an objective's status is the worst of its key results, even where its progress stays
        *(f"objective:{_home(rolled_state, each)}" for kind, each in change.stored if kind == "key_results"),
    }
    if about := subject(envelope.event):
        touched.add(f"history:{about}")
    touched.update(f"inbox:{each.person_id}" for each in entries_of(envelope, rolled_state))
    return Evolved(replace(rolled_state, seq=envelope.seq), change.stored, frozenset(touched))


def _home(state: State, key_result_id: Id) -> Id:
    return state.key_results[key_result_id].objective_id


def _apply(state: State, event: AnyEvent, stamp: Stamp) -> Change:
    match event:
        case WorkspaceChanged():
            return workspace.evolve(state, event, stamp)
        case PersonAdded() | PersonChanged() | UnitAdded() | UnitChanged():
            return directory.evolve(state, event, stamp)
        case CycleCreated() | CycleChanged() | CycleMoved():
            return cycles.evolve(state, event, stamp)
        case ObjectiveCreated() | ObjectiveChanged() | ObjectivePublished() | ObjectiveArchived() | ObjectiveRestored():
            return objectives.evolve(state, event, stamp)
        case RewordingOpened() | RewordingClosed():
            return objectives.evolve(state, event, stamp)
        case KeyResultAdded() | KeyResultChanged() | KeyResultMoved() | KeyResultArchived() | KeyResultRestored():
            return key_results.evolve(state, event, stamp)
        case ObjectiveLinked() | LinkChanged() | ObjectiveUnlinked():
            return alignment.evolve(state, event, stamp)
        case CheckInPosted() | CheckInAcknowledged():
            return check_ins.evolve(state, event, stamp)
        case PreferencesChanged():
            return inbox.evolve(state, event, stamp)
        case KeyResultGraded() | RetrospectiveWritten() | ObjectiveCarried():
            return grades.evolve(state, event, stamp)
        case KeyResultEscalated() | EscalationWithdrawn():
            return escalations.evolve(state, event, stamp)
        case MeetingPlanned() | InMeeting():
            return meetings.evolve(state, event, stamp)
        case _:
            assert_never(event)
