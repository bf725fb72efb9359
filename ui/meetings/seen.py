"""What parts of a meeting's page read, and when each is drawn again. Shows nothing itself."""

from __future__ import annotations

from collections.abc import Callable

from shared.meetings.model import AgendaItem, Meeting, MeetingState
from shared.messages import Id
from shared.view import View
from ui.hooks import use_session, use_view


def use_meeting(
    meeting_id: Id, looks: Callable[[View, Meeting], object] | None = None, *keys: str
) -> tuple[View, Meeting | None]:
    """A meeting as this person sees it; drawn again when `looks` of it changed, or whatever hides or shows its items."""
    session = use_session()

    def shown(view: View) -> object:
        meeting = view.meeting(meeting_id)
        return None if meeting is None or looks is None else (looks(view, meeting), [item_ids(meeting)])

    watched = View(session.state, session.actor).meeting_keys(meeting_id)
    view = use_view(*watched, *keys, looks=None if looks is None else shown)
    return view, view.meeting(meeting_id)


def use_item(
    meeting_id: Id, objective_id: Id, looks: Callable[[AgendaItem], object], *keys: str
) -> tuple[View, Meeting | None, AgendaItem | None]:
    """One item of a meeting's agenda, drawn again when `looks` of it changed, or the meeting began, ended or changed hands."""

    def shown(view: View, meeting: Meeting) -> object:
        item = meeting.item(objective_id)
        return (meeting.state, meeting.facilitator_id, None if item is None else looks(item))

    view, meeting = use_meeting(meeting_id, shown, *keys)
    return view, meeting, None if meeting is None else meeting.item(objective_id)


def leads(view: View, meeting: Meeting) -> bool:
    """Whether this person's page leads: while a meeting runs only the facilitator's, for an admin takes over first."""
    if not view.may_lead(meeting.id):
        return False
    return meeting.state is not MeetingState.RUNNING or view.actor.person_id == meeting.facilitator_id


def item_ids(meeting: Meeting) -> tuple[Id, ...]:
    return tuple(each.objective_id for each in meeting.items)


def meeting_path(meeting_id: Id) -> str:
    return f"/meeting/{meeting_id}"
