"""Deciding and applying what happens in meetings. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from shared.cycles.model import CycleState
from shared.gates import active_person
from shared.meetings import records, votes
from shared.meetings.agenda import STEP, last_rank, move, on_agenda
from shared.meetings.commands import (
    AddAgendaItem,
    CastVote,
    ChangeAction,
    ChangeDecision,
    ChangeMeeting,
    EndMeeting,
    MeetingCommand,
    MoveAgendaItem,
    OpenItem,
    PlanMeeting,
    RecordAction,
    RecordDecision,
    RemoveAgendaItem,
    ReopenMeeting,
    RevealVote,
    SetNotes,
    SetTimer,
    StartMeeting,
    StartVote,
    TakeOver,
)
from shared.meetings.events import (
    ActionChanged,
    ActionRecorded,
    AgendaItemAdded,
    AgendaItemMoved,
    AgendaItemRemoved,
    DecisionChanged,
    DecisionRecorded,
    ItemEvent,
    ItemOpened,
    MeetingChanged,
    MeetingEnded,
    MeetingEvent,
    MeetingPlanned,
    MeetingReopened,
    MeetingStarted,
    MeetingTakenOver,
    NotesSet,
    TimerSet,
    VoteCast,
    VoteRevealed,
    VoteStarted,
)
from shared.meetings.model import AgendaItem, Meeting, MeetingState, Timer, in_order, seconds_left
from shared.messages import Id, Refused, Role, Stamp, given
from shared.state import Change, State, filled, find, indexed
from shared.texts import check_line

MOST_ITEMS = 100
MOST_SECONDS = 86_400
_FIELDS = ("title", "facilitator_id", "follow")


def decide(state: State, command: MeetingCommand, actor_id: Id | None, at: datetime) -> list[MeetingEvent]:
    if isinstance(command, PlanMeeting):
        return _plan(state, command, actor_id, at)
    meeting = find(state.meetings, command.meeting_id, "meeting_id")
    _check_open(state, meeting, command)
    match command:
        case ChangeMeeting():
            return _change(state, meeting, command)
        case AddAgendaItem(objective_id=objective_id):
            if meeting.item(objective_id) is not None:
                return []
            return [_added(state, meeting, objective_id, last_rank(meeting) + STEP, "objective_id")]
        case MoveAgendaItem():
            return list(move(meeting, command.objective_id, command.after_id))
        case RemoveAgendaItem(objective_id=objective_id):
            if not on_agenda(meeting, objective_id).is_bare:
                raise Refused("meeting.item_used", field="objective_id")
            return [AgendaItemRemoved(meeting_id=meeting.id, objective_id=objective_id)]
        case StartMeeting():
            return [MeetingStarted(meeting_id=meeting.id)] if meeting.state is MeetingState.PLANNED else []
        case OpenItem(objective_id=objective_id):
            on_agenda(_running(meeting), objective_id)
            if meeting.current_id == objective_id:
                return []
            return [ItemOpened(meeting_id=meeting.id, objective_id=objective_id)]
        case SetTimer():
            return _set_timer(_running(meeting), command, at)
        case StartVote() | CastVote() | RevealVote():
            return list(votes.decide(_running(meeting), command, actor_id))
        case SetNotes() | RecordDecision() | ChangeDecision() | RecordAction() | ChangeAction():
            return list(records.decide(state, meeting, command, actor_id, at))
        case TakeOver():
            if actor_id is None:
                raise Refused("forbidden")
            if actor_id == meeting.facilitator_id:
                return []
            before = meeting.facilitator_id
            return [MeetingTakenOver(meeting_id=meeting.id, before_id=before, facilitator_id=actor_id)]
        case EndMeeting():
            return [MeetingEnded(meeting_id=meeting.id)] if meeting.state is not MeetingState.ENDED else []
        case ReopenMeeting():
            return [MeetingReopened(meeting_id=meeting.id)] if meeting.state is MeetingState.ENDED else []
        case _:
            assert_never(command)


def _check_open(state: State, meeting: Meeting, command: MeetingCommand) -> None:
    """What is over is read; only that an action is done is said whenever it is."""
    if isinstance(command, ChangeAction) and _only_ticks(command):
        return
    cycle = state.cycles[meeting.cycle_id]
    if cycle.state is CycleState.ARCHIVED:
        raise Refused("cycle.archived", field="meeting_id", cycle=cycle.name)
    if meeting.state is MeetingState.ENDED and not isinstance(command, ReopenMeeting | EndMeeting):
        raise Refused("meeting.ended", field="meeting_id", title=meeting.title)


def _only_ticks(command: ChangeAction) -> bool:
    return all(each is UNSET for each in (command.text, command.owner_id, command.due_on, command.dropped))


def _plan(state: State, command: PlanMeeting, actor_id: Id | None, at: datetime) -> list[MeetingEvent]:
    if command.meeting_id in state.meetings:
        raise Refused("taken", field="meeting_id")
    cycle = find(state.cycles, command.cycle_id, "cycle_id")
    if cycle.state is CycleState.ARCHIVED:
        raise Refused("cycle.archived", field="cycle_id", cycle=cycle.name)
    facilitator_id = command.facilitator_id or actor_id
    if facilitator_id is None:
        raise Refused("missing", field="facilitator_id")
    meeting = Meeting(
        id=command.meeting_id,
        cycle_id=cycle.id,
        title=check_line(command.title, "title"),
        facilitator_id=_facilitator(state, facilitator_id),
        created_at=at,
    )
    events: list[MeetingEvent] = [MeetingPlanned(meeting=meeting)]
    for place, objective_id in enumerate(dict.fromkeys(command.objective_ids), 1):
        events.append(_added(state, meeting, objective_id, place * STEP, "objective_ids"))
    return events


def _facilitator(state: State, person_id: Id) -> Id:
    active_person(state, person_id, "facilitator_id")
    if state.people[person_id].role is Role.GUEST:
        raise Refused("meeting.guest_leads", field="facilitator_id", name=state.people[person_id].name)
    return person_id


def _added(state: State, meeting: Meeting, objective_id: Id, rank: int, field: str) -> AgendaItemAdded:
    objective = find(state.objectives, objective_id, field)
    if objective.archived:
        raise Refused("objective.archived", field=field)
    if objective.cycle_id != meeting.cycle_id:
        raise Refused("meeting.other_cycle", field=field)
    if len(meeting.items) >= MOST_ITEMS:
        raise Refused("too_many", field=field, most=MOST_ITEMS)
    return AgendaItemAdded(meeting_id=meeting.id, objective_id=objective_id, rank=rank)


def _change(state: State, meeting: Meeting, command: ChangeMeeting) -> list[MeetingEvent]:
    wanted = given(command, _FIELDS)
    if "title" in wanted:
        wanted["title"] = check_line(wanted["title"], "title")
    if "facilitator_id" in wanted:
        wanted["facilitator_id"] = _facilitator(state, wanted["facilitator_id"])
    changes = {name: value for name, value in wanted.items() if value != getattr(meeting, name)}
    return [MeetingChanged(meeting_id=meeting.id, **changes)] if changes else []


def _running(meeting: Meeting) -> Meeting:
    if meeting.state is not MeetingState.RUNNING:
        raise Refused("meeting.not_running", field="meeting_id", title=meeting.title)
    return meeting


def _set_timer(meeting: Meeting, command: SetTimer, at: datetime) -> list[MeetingEvent]:
    left = seconds_left(meeting.timer, at) if command.seconds is UNSET else command.seconds
    left = min(left + command.more, MOST_SECONDS)
    running = command.running and left > 0
    if command.seconds is UNSET and not command.more and running == (meeting.timer.ticks_from is not None):
        return []
    if meeting.timer == Timer(seconds=left) and not running:
        return []
    return [TimerSet(meeting_id=meeting.id, seconds=left, running=running)]


_LISTED = (MeetingPlanned, MeetingChanged, MeetingStarted, MeetingTakenOver, MeetingEnded, MeetingReopened)
"""What a list of meetings shows."""


def evolve(state: State, event: MeetingEvent, stamp: Stamp) -> Change:
    if isinstance(event, MeetingPlanned):
        meeting = event.meeting
        ids = (*state.index.meetings.get(meeting.cycle_id, ()), meeting.id)
        known = {**dict(state.meetings), meeting.id: meeting}
        ids = tuple(sorted(ids, key=lambda each: (known[each].created_at, each)))
        state = indexed(state, meetings=filled(state.index.meetings, meeting.cycle_id, ids))
    else:
        meeting = _changed(state.meetings[event.meeting_id], event, stamp)
    meeting = replace(meeting, version=stamp.seq)
    return Change(
        state=replace(state, meetings=state.meetings.set(meeting.id, meeting)),
        stored=frozenset({("meetings", meeting.id)}),
        woken=frozenset({f"meetings:{meeting.cycle_id}"} if isinstance(event, _LISTED) else ()),
    )


def _changed(meeting: Meeting, event: MeetingEvent, stamp: Stamp) -> Meeting:
    match event:
        case MeetingPlanned():
            return event.meeting
        case MeetingChanged():
            return replace(meeting, **given(event, _FIELDS))
        case MeetingStarted():
            return replace(meeting, state=MeetingState.RUNNING, started_at=stamp.at)
        case ItemOpened():
            return replace(meeting, current_id=event.objective_id)
        case TimerSet():
            return replace(meeting, timer=Timer(ticks_from=stamp.at if event.running else None, seconds=event.seconds))
        case MeetingTakenOver():
            return replace(meeting, facilitator_id=event.facilitator_id)
        case MeetingEnded():
            return replace(meeting, state=MeetingState.ENDED, ended_at=stamp.at, timer=Timer())
        case MeetingReopened():
            return replace(meeting, state=MeetingState.RUNNING, ended_at=None)
        case AgendaItemAdded():
            return _placed(meeting, AgendaItem(objective_id=event.objective_id, rank=event.rank))
        case AgendaItemRemoved():
            left = tuple(each for each in meeting.items if each.objective_id != event.objective_id)
            current = meeting.current_id if meeting.current_id != event.objective_id else None
            return replace(meeting, items=left, current_id=current)
        case _:
            item = meeting.item(event.objective_id)
            assert item is not None, "an event is about an item that is there"
            return _placed(meeting, _item(item, event, stamp))


def _placed(meeting: Meeting, item: AgendaItem) -> Meeting:
    others = (each for each in meeting.items if each.objective_id != item.objective_id)
    return replace(meeting, items=in_order((*others, item)))


def _item(item: AgendaItem, event: ItemEvent, stamp: Stamp) -> AgendaItem:
    match event:
        case AgendaItemMoved():
            return replace(item, rank=event.rank)
        case VoteStarted() | VoteCast() | VoteRevealed():
            return votes.evolve(item, event, stamp)
        case NotesSet() | DecisionRecorded() | DecisionChanged() | ActionRecorded() | ActionChanged():
            return records.evolve(item, event)
        case _:
            assert_never(event)
