"""Meetings over REST. Declares operations; decides nothing. Numbers of a vote are answered once it is revealed."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict, Unpack

from server.api import meeting_forms as forms
from server.api.asking import asks
from server.api.calls import Call
from server.api.feed import Item, item_of
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, page, place_of
from shared.meetings.commands import (
    AddAgendaItem,
    CastVote,
    ChangeAction,
    ChangeDecision,
    ChangeMeeting,
    EndMeeting,
    MoveAgendaItem,
    OfMeeting,
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


class More(TypedDict, total=False):
    """What `asks` can be told besides."""

    name: str
    says: str
    makes: str
    mine: str
    without: Collection[str]


class MeetingsQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cycle: Id | None = None


def _shown(call: Call, meeting_id: Id) -> forms.Meeting:
    view = call.view
    found = view.meeting(meeting_id)
    if found is None:
        raise Refused("not_found")
    return forms.meeting(view, found)


def _asked(call: Call, asked: OfMeeting) -> forms.Meeting:
    return _shown(call, asked.meeting_id)


def _asks(
    method: str, path: str, command: type[OfMeeting], summary: str, body: str | None = None, **more: Unpack[More]
) -> None:
    """What is asked of the meeting in the path, which is answered as it is then."""
    asks(
        method, f"/meetings/{{id}}/{path}".rstrip("/"), command, summary,
        tag=TAG, at="meeting_id", body=body, answer=forms.Meeting, shows=_asked, **more,
    )  # fmt: skip


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


asks("POST", "/meetings", PlanMeeting, "Plan a meeting.",
     tag=TAG, makes="meeting_id", body="MeetingCreate", name="create_meeting", answer=forms.Meeting, shows=_asked,
     says="`facilitator_id` left out: the caller. `objective_ids` is the agenda, in its order.")  # fmt: skip


@operation("GET", "/meetings/{id}", tag=TAG, answer=forms.Meeting)
async def get_meeting(call: Call, body: None, query: NoQuery) -> forms.Meeting:
    """Read a meeting with its agenda, votes and record."""
    return _shown(call, call.the("meeting_id"))


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


_asks("PATCH", "", ChangeMeeting, "Change a meeting, or hand it over.", "MeetingUpdate", name="update_meeting",
      says="`follow`: whether the others' pages go where the facilitator's goes.")  # fmt: skip
_asks("POST", "start", StartMeeting, "Start a meeting.")
_asks("POST", "end", EndMeeting, "End a meeting. A vote that was not revealed stays secret.")
_asks("POST", "reopen", ReopenMeeting, "Go on with a meeting that has ended.")
_asks("POST", "take-over", TakeOver, "Become the facilitator: hers has gone.", name="take_over_meeting")
_asks("POST", "agenda", AddAgendaItem, "Put an objective at the end of the agenda.", "OnAgenda",
      says="An item of the agenda, by its objective.")  # fmt: skip
_asks("POST", "agenda/move", MoveAgendaItem, "Move an item of the agenda.", "AgendaPlace",
      says="Right after another item, or first where `after_id` is null.")  # fmt: skip
_asks(
    "POST",
    "agenda/remove",
    RemoveAgendaItem,
    "Take an item off the agenda under which nothing is recorded.",
    "OnAgenda",
)
_asks("POST", "open", OpenItem, "Open an item for everybody.", "OnAgenda", name="open_agenda_item")
_asks("POST", "timer", SetTimer, "Set, pause or go on with the timer.", "TimerSetting")
_asks("POST", "votes/start", StartVote, "Begin a vote on confidence, or its next round.", "OnAgenda")
_asks("POST", "votes", CastVote,
      "Vote. Nobody reads a number before the reveal, the voter and the facilitator included.", "VoteCreate",
      says="Again replaces one's vote. `round`, from 1: refused when that round is over.")  # fmt: skip
_asks("POST", "votes/reveal", RevealVote, "Reveal a vote to everybody at once.", "OnAgenda")
_asks("POST", "notes", SetNotes, "Write the notes of an item.", "NotesUpdate", without=("authors",),
      says="`was`: the notes that the writer began from; refused as stale when they have changed since.")  # fmt: skip
_asks("POST", "decisions", RecordDecision, "Record a decision.", "DecisionCreate", makes="decision_id")
_asks("PATCH", "decisions", ChangeDecision, "Change a decision.", "DecisionUpdate", name="update_decision")
_asks("POST", "actions", RecordAction, "Record an action.", "ActionCreate", makes="action_id", mine="owner_id",
      says="`owner_id` left out: the caller.")  # fmt: skip
_asks("PATCH", "actions", ChangeAction, "Change an action, or say that it is done.", "ActionUpdate", name="update_action",
      says="Also after the meeting has ended.")  # fmt: skip
