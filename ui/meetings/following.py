"""Follow-me: in a meeting others' pages go where the facilitator's goes, and anybody steps off and on.

Where she is, is ephemeral (`Presence`); which item is open is durable, so that a latecomer lands there. The address holds the
meeting (`meeting`) and whether one looks around on one's own (`apart`), so that both outlive a reconnect.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from reactpy import component, html, use_effect, use_ref
from reactpy.utils import Ref

from shared.meetings.model import Meeting, MeetingState
from shared.messages import Id
from shared.view import View
from ui.hooks import use_session, use_text
from ui.live.router import Place, parse_place, use_location, use_navigate
from ui.meetings.seen import meeting_path, use_meeting
from ui.presence import Presence
from ui.session import Session
from ui.text import Text

MEETING, APART, SIDE = "meeting", "apart", "side"
_ALONE = ("/settings", "/exchange", "/new", "/meetings")
"""Where nobody is taken along to."""


class _Course(Struct):
    """Where this page was when it was last drawn, and where it was sent: any other path is its reader's own choice."""

    meeting_id: Id | None = None
    last: str | None = None
    sent: str | None = None
    side: str | None = None
    """The side pane that the facilitator chose last; whoever follows may choose another until she does again."""


def meeting_of(place: Place) -> Id | None:
    """The meeting that a page is in."""
    if place.path.startswith("/meeting/"):
        return place.path.removeprefix("/meeting/")
    return place.query.get(MEETING)


def is_apart(place: Place) -> bool:
    return APART in place.query


def in_meeting(place: Place, meeting_id: Id, *, apart: bool) -> Place:
    """The same address, saying that it is in a meeting."""
    named = None if place.path == meeting_path(meeting_id) else meeting_id
    return place.with_query(meeting=named, apart="1" if apart else None)


def shown_at(place: Place) -> str:
    """What others are told of a page: its path, and which side pane it shows."""
    side = place.query.get(SIDE)
    return Place(place.path, {} if side is None else {SIDE: side}).href


def leads_to(view: View, meeting: Meeting, presence: Presence) -> Place:
    """Where the facilitator went last, as far as others may follow; else the meeting itself."""
    own = Place(meeting_path(meeting.id))
    pages = [each for each in presence.here(f"meeting:{meeting.id}") if each.person_id == meeting.facilitator_id]
    there = parse_place(pages[-1].path) if pages else own
    if there.path.startswith(("/meeting/", *_ALONE)):
        return own
    if there.path.startswith("/o/") and view.objective(there.path.removeprefix("/o/")) is None:
        return own
    return there


def is_led(meeting: Meeting, session: Session) -> bool:
    """Whether somebody else leads this page, unless it looks around on its own."""
    me = session.actor.person_id
    return meeting.follow and meeting.state is MeetingState.RUNNING and meeting.facilitator_id != me


@component
def Following() -> Any:
    """On every page: says where it is in its meeting, goes along, and shows how to get back and off."""
    session, text, place, navigate = use_session(), use_text(), use_location(), use_navigate()
    course: Ref[_Course] = use_ref(_Course())
    meeting_id = meeting_of(place) or course.current.meeting_id
    presence = session.presence

    def looks(view: View, meeting: Meeting) -> object:
        led = (meeting.state, meeting.follow, meeting.facilitator_id, leads_to(view, meeting, presence))
        return led, meeting.title, view.state.people

    view, meeting = use_meeting(meeting_id or "", looks, f"presence:meeting:{meeting_id}")
    known_id = None if meeting is None else meeting.id
    goes_to = _next(view, meeting, place, course.current, session)
    target = None if goes_to is None else goes_to.href

    @use_effect(dependencies=[target, place.href])
    def go() -> None:
        if goes_to is not None:
            navigate(goes_to, replace=goes_to.path == place.path)

    @use_effect(dependencies=[known_id])
    def stay() -> Any:
        if known_id is None:
            return None
        here = f"meeting:{known_id}"
        return lambda: presence.leave(here)

    at = shown_at(place)

    @use_effect(dependencies=[known_id, at])
    def tell() -> None:
        if known_id is not None:
            presence.enter(f"meeting:{known_id}", at)

    if meeting is None or place.path == meeting_path(meeting.id):
        return None
    leader = text.name(view.state.people.get(meeting.facilitator_id))

    async def leave(_: dict[str, Any]) -> None:
        course.current.meeting_id = None
        navigate(place.with_query(meeting=None, apart=None), replace=True)

    led = is_led(meeting, session)
    return html.div(
        {"className": "along", "role": "status"},
        summary_link(meeting, text)
        if meeting.state is MeetingState.ENDED
        else html.a({"className": "link", "href": meeting_path(meeting.id), "key": "back"}, text("meeting.back")),
        html.b({"key": "title"}, meeting.title),
        *([step_button(meeting, place, leader, text, navigate)] if led else []),
        html.button(
            {"type": "button", "className": "btn quiet small", "key": "leave", "onClick": leave}, text("meeting.leave")
        ),
    )


def summary_link(meeting: Meeting, text: Text) -> Any:
    """For whoever looked around when the meeting ended, and so was not taken to it."""
    attributes = {"className": "btn small primary", "href": meeting_path(meeting.id), "key": "summary", "id": "summary"}
    return html.a(attributes, text("meeting.see_summary"))


def step_button(meeting: Meeting, place: Place, leader: str, text: Any, navigate: Any) -> Any:
    """Off or on."""
    apart = is_apart(place)

    async def step(_: dict[str, Any]) -> None:
        there = place.with_query(item=None) if apart else place
        navigate(in_meeting(there, meeting.id, apart=not apart), replace=True)

    return html.button(
        {
            "type": "button",
            "className": "btn small primary" if apart else "btn small",
            "key": "step",
            "id": "step",
            "onClick": step,
        },
        text("meeting.follow", name=leader) if apart else text("meeting.step_off"),
    )


def _next(view: View, meeting: Meeting | None, place: Place, course: _Course, session: Session) -> Place | None:
    """Where this page belongs and is not. A page that its reader moved stays, and is apart from then on."""
    if meeting is None or (meeting.state is not MeetingState.RUNNING and meeting_of(place) is None):
        course.meeting_id = course.last = course.sent = course.side = None
        return None
    moved = course.meeting_id == meeting.id and place.path not in (course.last, course.sent)
    course.meeting_id, course.last = meeting.id, place.path
    named = meeting_of(place) == meeting.id
    led = is_led(meeting, session)
    if not led or is_apart(place):
        course.sent = None
        return None if named else in_meeting(place, meeting.id, apart=led)
    target = leads_to(view, meeting, session.presence)
    if place.path == target.path:
        side, before, course.side = target.query.get(SIDE), course.side, target.query.get(SIDE)
        if side != before and side != place.query.get(SIDE):
            return in_meeting(place.with_query(side=side), meeting.id, apart=False)
        return None if named else in_meeting(place, meeting.id, apart=False)
    if moved:
        return in_meeting(place, meeting.id, apart=True)
    course.sent, course.side = target.path, target.query.get(SIDE)
    return in_meeting(target, meeting.id, apart=False)
