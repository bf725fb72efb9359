"""Who leads and who else is here; that the facilitator has gone, who took over, and to whom the meeting is handed.

Refuses to take over for who may be back at once: see `has_left`.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_ref
from reactpy.utils import Ref

from shared.meetings.commands import ChangeMeeting, TakeOver
from shared.meetings.model import Meeting, MeetingState
from shared.messages import Id, Role
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import item
from ui.meetings.here import faces, present
from ui.meetings.seen import use_meeting
from ui.session import Session
from ui.text import Text

MOST = 12
"""Faces, and people to whom a meeting is offered to be handed."""


@component
def Crowd(meeting_id: Id) -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    place = f"meeting:{meeting_id}"

    def looks(view: View, meeting: Meeting) -> object:
        left = session.presence.has_left(place, meeting.facilitator_id)
        return meeting.state, meeting.facilitator_id, view.state.people, present(session, place), left

    view, meeting = use_meeting(meeting_id, looks, f"presence:{place}")
    led_by: Ref[tuple[Id | None, Id | None]] = use_ref((None, None))
    if meeting is None:
        return None
    before, known = led_by.current
    if known != meeting.facilitator_id:
        before, known = known, meeting.facilitator_id
        led_by.current = before, known
    around = present(session, place)
    people = [view.state.people[each] for each in around if each in view.state.people]
    leader = text.name(view.state.people.get(meeting.facilitator_id))
    gone = meeting.state is MeetingState.RUNNING and meeting.facilitator_id not in around
    offered = may_take_over(view, meeting, session)

    async def take_over(_: dict[str, Any]) -> None:
        await desk.run(TakeOver(meeting_id=meeting_id), done=text("meeting.taken_over"))

    words = text("meeting.away" if offered else "meeting.away_waits", name=leader)
    button = html.button(
        {
            "type": "button",
            "className": "btn small primary" if gone else "btn small quiet",
            "id": "take-over",
            "key": "take-over",
            "onClick": take_over,
        },
        text("meeting.take_over"),
    )
    after = text("meeting.leads_after", name=leader, before=text.name(view.state.people.get(before or "")))
    return html.p(
        {"className": "crowd"},
        html.span({"key": "leader"}, after if before is not None else text("meeting.leads", name=leader)),
        *([html.b({"className": "away", "role": "alert", "key": "away"}, words)] if gone else []),
        *([button] if offered else []),
        html.span({"className": "sr", "key": "here"}, f"{text('meeting.people_here')}: {len(people)}"),
        faces(people, text, MOST),
    )


def may_take_over(view: View, meeting: Meeting, session: Session) -> bool:
    """The server says so as well, and knows better."""
    me = view.me
    if me is None or me.role is Role.GUEST or meeting.state is MeetingState.ENDED or me.id == meeting.facilitator_id:
        return False
    return me.role is Role.ADMIN or session.presence.has_left(f"meeting:{meeting.id}", meeting.facilitator_id)


def handing(view: View, meeting: Meeting, session: Session, text: Text, desk: Any) -> list[Any]:
    """An item of a menu for each member who is here."""

    def hand_to(person_id: Id) -> Any:
        async def hand() -> None:
            await desk.run(
                ChangeMeeting(meeting_id=meeting.id, facilitator_id=person_id), done=text("meeting.handed", name=name)
            )

        name = text.name(view.state.people[person_id])
        return item(text("meeting.hand_to", name=name), hand, icon="people", key=f"hand:{person_id}")

    known = (view.state.people.get(each) for each in present(session, f"meeting:{meeting.id}"))
    members = [each.id for each in known if each is not None and each.role is not Role.GUEST]
    return [hand_to(each) for each in members if each != meeting.facilitator_id][:MOST]
