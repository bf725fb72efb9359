"""The meetings of a cycle, the latest first, and for members the way to plan one. The address says which cycle, and
whether the form is open (`plan`)."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.cycles.model import Cycle, CycleState
from shared.meetings.model import Meeting
from shared.messages import Id, Role
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.live.router import Place, use_location, use_navigate
from ui.meetings.bar import SHAPE
from ui.meetings.here import faces, present
from ui.meetings.mine import MyActions
from ui.meetings.plan import PlanDialog
from ui.meetings.seen import meeting_path, use_meeting
from ui.shell.empty import Beginning
from ui.text import Text


@component
def MeetingsPage() -> Any:
    session = use_session()
    place, navigate, text = use_location(), use_navigate(), use_text()
    seen = View(session.state, session.actor)
    cycle = seen.state.cycles.get(place.query.get("cycle", "")) or seen.current_cycle()
    view = use_view(
        "cycles", "workspace", f"person:{session.actor.person_id}", *([f"meetings:{cycle.id}"] if cycle else [])
    )
    if cycle is None:
        return Beginning(key="begin")
    me = view.me
    may = me is not None and me.role is not Role.GUEST and cycle.state is not CycleState.ARCHIVED
    meetings = view.meetings(cycle.id)

    def close() -> None:
        navigate(place.with_query(plan=None), replace=True)

    return html.div(
        {"className": "page narrow"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("meetings")),
            html.p(text("meetings.lede")),
            *([html.div({"className": "actions"}, _new(place, text))] if may and meetings else []),
        ),
        MyActions(key="mine"),
        html.ol({"className": "meetings", "key": "meetings"}, *(MeetingRow(each.id, key=each.id) for each in meetings))
        if meetings
        else _none(cycle, may, place, text),
        *([PlanDialog(cycle.id, close, key="plan")] if may and "plan" in place.query else []),
    )


def _new(place: Place, text: Text) -> Any:
    href = place.with_query(plan="1").href
    return html.a({"className": "btn primary", "data-icon": "plus", "href": href}, text("meetings.new"))


def _none(cycle: Cycle, may: bool, place: Place, text: Text) -> Any:
    return html.div(
        {"className": "empty", "key": "none"},
        html.h2(text("meetings.none", cycle=cycle.name)),
        html.p(text("meetings.none_why" if may else "meetings.none_ask")),
        *([html.div({"className": "actions"}, _new(place, text))] if may else []),
    )


@component
def MeetingRow(meeting_id: Id) -> Any:
    session, text = use_session(), use_text()
    place = f"meeting:{meeting_id}"
    view, meeting = use_meeting(
        meeting_id, lambda view, meeting: (_looks(view, meeting), present(session, place)), f"presence:{place}"
    )
    if meeting is None:
        return None
    state = view.state
    people = [state.people[each] for each in present(session, place) if each in state.people]
    when = meeting.ended_at or meeting.started_at or meeting.created_at
    facts = [
        text.month_day(when),
        text("meeting.leads", name=text.name(state.people.get(meeting.facilitator_id))),
        text("meetings.items", n=len(meeting.items)),
    ]
    shape = SHAPE[meeting.state]
    return html.li(
        {"className": "meeting", "data-s": shape},
        html.a(
            {"href": meeting_path(meeting_id), "key": "link"},
            html.b(meeting.title),
            html.small(" · ".join(facts)),
        ),
        *([faces(people, text)] if people else []),
        html.span(
            {"className": "status", "data-s": shape, "key": "state"}, text(f"meeting.state_{meeting.state.value}")
        ),
    )


def _looks(view: View, meeting: Meeting) -> object:
    return meeting.title, meeting.state, meeting.facilitator_id, len(meeting.items)
