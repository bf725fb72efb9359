"""Meetings over REST. Declares operations; decides nothing. Numbers of a vote are answered once it is revealed."""

from __future__ import annotations

from msgspec import structs

from server.api import meeting_forms as forms
from server.api.calls import Call
from server.api.feed import Item, item_of
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, page, place_of
from shared.meetings.messages import (
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
from shared.messages import Id, Refused

TAG = "Meetings"


class MeetingsQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cycle: Id | None = None


def _shown(call: Call, meeting_id: Id) -> forms.Meeting:
    view = call.view
    found = view.meeting(meeting_id)
    if found is None:
        raise Refused("not_found")
    return forms.meeting(view, found)


async def _done(call: Call, command: MeetingCommand) -> forms.Meeting:
    await call.execute(command)
    return _shown(call, command.meeting_id)


@operation("GET", "/meetings", tag=TAG, query=MeetingsQuery, answer=Page[forms.Meeting])
async def list_meetings(call: Call, body: None, query: MeetingsQuery) -> Page[forms.Meeting]:
    """List meetings, the latest first."""
    view = call.view
    if query.cycle is not None and query.cycle not in view.state.cycles:
        raise Refused("not_found", field="cycle")
    cycles = view.state.cycles if query.cycle is None else (query.cycle,)
    found = (each for cycle_id in cycles for each in view.meetings(cycle_id))
    kept, following = page(
        found, lambda each: (each.created_at.timestamp(), each.id), query, tuple[float, str], latest_first=True
    )
    return Page(items=[forms.meeting(view, each) for each in kept], next_cursor=following)


@operation("POST", "/meetings", tag=TAG, body=forms.MeetingCreate, answer=forms.Meeting, status=201)
async def create_meeting(call: Call, body: forms.MeetingCreate, query: NoQuery) -> forms.Meeting:
    """Plan a meeting."""
    given = structs.asdict(body)
    meeting_id = call.new_id(given.pop("id"))
    return await _done(call, PlanMeeting(meeting_id=meeting_id, **given))


@operation("GET", "/meetings/{id}", tag=TAG, answer=forms.Meeting)
async def get_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """Read a meeting with its agenda, votes and record."""
    return _shown(call, call.the("meeting_id"))


@operation("PATCH", "/meetings/{id}", tag=TAG, body=forms.MeetingUpdate, answer=forms.Meeting)
async def update_meeting(call: Call, body: forms.MeetingUpdate, query: NoQuery) -> forms.Meeting:
    """Change a meeting, or hand it over."""
    return await _done(call, ChangeMeeting(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("GET", "/meetings/{id}/history", tag=TAG, query=Paged, answer=Page[Item])
async def list_meeting_history(call: Call, body: None, query: Paged) -> Page[Item]:
    """List what passed in a meeting, the latest first.

    What it left behind (decisions, actions, revealed votes) is in the history of the objectives.
    """
    meeting_id = _shown(call, call.the("meeting_id")).id
    before = place_of(query.cursor, int)
    events = await call.cairn.store.history(meeting_id, before, query.limit + 1)
    kept, view = events[: query.limit], call.view
    return Page(
        items=[item_of(each) for each in kept if view.may_see_event(each.event)],
        next_cursor=next_cursor(kept[-1].seq) if len(events) > query.limit else None,
    )


@operation("POST", "/meetings/{id}/start", tag=TAG, answer=forms.Meeting)
async def start_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """Start a meeting."""
    return await _done(call, StartMeeting(meeting_id=call.the("meeting_id")))


@operation("POST", "/meetings/{id}/end", tag=TAG, answer=forms.Meeting)
async def end_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """End a meeting. A vote that was not revealed stays secret."""
    return await _done(call, EndMeeting(meeting_id=call.the("meeting_id")))


@operation("POST", "/meetings/{id}/reopen", tag=TAG, answer=forms.Meeting)
async def reopen_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """Go on with a meeting that has ended."""
    return await _done(call, ReopenMeeting(meeting_id=call.the("meeting_id")))


@operation("POST", "/meetings/{id}/take-over", tag=TAG, answer=forms.Meeting)
async def take_over_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """Become the facilitator: hers has gone."""
    return await _done(call, TakeOver(meeting_id=call.the("meeting_id")))


@operation("POST", "/meetings/{id}/agenda", tag=TAG, body=forms.OnAgenda, answer=forms.Meeting)
async def add_agenda_item(call: Call, body: forms.OnAgenda, query: NoQuery) -> forms.Meeting:
    """Put an objective at the end of the agenda."""
    return await _done(call, AddAgendaItem(meeting_id=call.the("meeting_id"), objective_id=body.objective_id))


@operation("POST", "/meetings/{id}/agenda/move", tag=TAG, body=forms.AgendaPlace, answer=forms.Meeting)
async def move_agenda_item(call: Call, body: forms.AgendaPlace, query: NoQuery) -> forms.Meeting:
    """Move an item of the agenda."""
    return await _done(call, MoveAgendaItem(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("POST", "/meetings/{id}/agenda/remove", tag=TAG, body=forms.OnAgenda, answer=forms.Meeting)
async def remove_agenda_item(call: Call, body: forms.OnAgenda, query: NoQuery) -> forms.Meeting:
    """Take an item off the agenda under which nothing is recorded."""
    return await _done(call, RemoveAgendaItem(meeting_id=call.the("meeting_id"), objective_id=body.objective_id))


@operation("POST", "/meetings/{id}/open", tag=TAG, body=forms.OnAgenda, answer=forms.Meeting)
async def open_agenda_item(call: Call, body: forms.OnAgenda, query: NoQuery) -> forms.Meeting:
    """Open an item for everybody."""
    return await _done(call, OpenItem(meeting_id=call.the("meeting_id"), objective_id=body.objective_id))


@operation("POST", "/meetings/{id}/timer", tag=TAG, body=forms.TimerSetting, answer=forms.Meeting)
async def set_timer(call: Call, body: forms.TimerSetting, query: NoQuery) -> forms.Meeting:
    """Set, pause or go on with the timer."""
    return await _done(call, SetTimer(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("POST", "/meetings/{id}/votes/start", tag=TAG, body=forms.OnAgenda, answer=forms.Meeting)
async def start_vote(call: Call, body: forms.OnAgenda, query: NoQuery) -> forms.Meeting:
    """Begin a vote on confidence, or its next round."""
    return await _done(call, StartVote(meeting_id=call.the("meeting_id"), objective_id=body.objective_id))


@operation("POST", "/meetings/{id}/votes", tag=TAG, body=forms.VoteCreate, answer=forms.Meeting)
async def cast_vote(call: Call, body: forms.VoteCreate, query: NoQuery) -> forms.Meeting:
    """Vote. Nobody reads a number before the reveal, the voter and the facilitator included."""
    return await _done(call, CastVote(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("POST", "/meetings/{id}/votes/reveal", tag=TAG, body=forms.OnAgenda, answer=forms.Meeting)
async def reveal_vote(call: Call, body: forms.OnAgenda, query: NoQuery) -> forms.Meeting:
    """Reveal a vote to everybody at once."""
    return await _done(call, RevealVote(meeting_id=call.the("meeting_id"), objective_id=body.objective_id))


@operation("POST", "/meetings/{id}/notes", tag=TAG, body=forms.NotesUpdate, answer=forms.Meeting)
async def set_notes(call: Call, body: forms.NotesUpdate, query: NoQuery) -> forms.Meeting:
    """Write the notes of an item."""
    return await _done(call, SetNotes(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("POST", "/meetings/{id}/decisions", tag=TAG, body=forms.DecisionCreate, answer=forms.Meeting, status=201)
async def record_decision(call: Call, body: forms.DecisionCreate, query: NoQuery) -> forms.Meeting:
    """Record a decision."""
    given = structs.asdict(body)
    decision_id = call.new_id(given.pop("id"))
    return await _done(call, RecordDecision(meeting_id=call.the("meeting_id"), decision_id=decision_id, **given))


@operation("PATCH", "/meetings/{id}/decisions", tag=TAG, body=forms.DecisionUpdate, answer=forms.Meeting)
async def update_decision(call: Call, body: forms.DecisionUpdate, query: NoQuery) -> forms.Meeting:
    """Change a decision."""
    return await _done(call, ChangeDecision(meeting_id=call.the("meeting_id"), **structs.asdict(body)))


@operation("POST", "/meetings/{id}/actions", tag=TAG, body=forms.ActionCreate, answer=forms.Meeting, status=201)
async def record_action(call: Call, body: forms.ActionCreate, query: NoQuery) -> forms.Meeting:
    """Record an action."""
    given = structs.asdict(body)
    action_id = call.new_id(given.pop("id"))
    given["owner_id"] = body.owner_id or call.identity.person_id
    return await _done(call, RecordAction(meeting_id=call.the("meeting_id"), action_id=action_id, **given))


@operation("PATCH", "/meetings/{id}/actions", tag=TAG, body=forms.ActionUpdate, answer=forms.Meeting)
async def update_action(call: Call, body: forms.ActionUpdate, query: NoQuery) -> forms.Meeting:
    """Change an action, or say that it is done."""
    return await _done(call, ChangeAction(meeting_id=call.the("meeting_id"), **structs.asdict(body)))
