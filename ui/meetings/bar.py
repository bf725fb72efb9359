"""The bar of a meeting: who leads, who is here, whether one follows, the timer, and the way through the agenda."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html

from shared.meetings.messages import (
    ChangeMeeting,
    EndMeeting,
    OpenItem,
    ReopenMeeting,
    SetTimer,
    StartMeeting,
    TakeOver,
)
from shared.meetings.model import Meeting, MeetingState, seconds_left
from shared.messages import Id, Role
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import item, menu
from ui.live.router import Place, use_location, use_navigate
from ui.meetings.agenda import item_href, shown_id
from ui.meetings.following import is_apart, is_led, step_button
from ui.meetings.here import faces, present
from ui.meetings.seen import item_ids, meeting_path, use_meeting
from ui.text import Text

_timer = Vdom("cairn-timer")
MINUTES = (3, 5, 10)
SHAPE = {MeetingState.PLANNED: "draft", MeetingState.RUNNING: "active", MeetingState.ENDED: "closed"}


def _looks(view: View, meeting: Meeting) -> object:
    return meeting.title, meeting.state, meeting.facilitator_id, meeting.follow, meeting.current_id, view.state.people


@component
def MeetingBar(meeting_id: Id) -> Any:
    view, meeting = use_meeting(meeting_id, _looks)
    text, place, navigate, session = use_text(), use_location(), use_navigate(), use_session()
    if meeting is None:
        return None
    leader = view.state.people.get(meeting.facilitator_id)
    led = is_led(meeting, session)
    running = meeting.state is MeetingState.RUNNING
    return html.header(
        {"className": "meeting-bar"},
        html.h1(
            {"key": "title"},
            meeting.title,
            html.span(
                {"className": "status", "data-s": SHAPE[meeting.state]}, text(f"meeting.state_{meeting.state.value}")
            ),
        ),
        Crowd(meeting_id, key="crowd"),
        *([MeetingTimer(meeting_id, key="timer")] if running else []),
        html.div(
            {"className": "actions", "key": "actions"},
            *([step_button(meeting, place, text.name(leader), text, navigate)] if led else []),
            *(Steps(meeting_id, key="steps"),) if running else (),
            Leading(meeting_id, key="leading"),
        ),
        *(
            [
                html.p(
                    {"className": "hint", "role": "status", "key": "following"},
                    text("meeting.apart") if is_apart(place) else text("meeting.following", name=text.name(leader)),
                )
            ]
            if led
            else []
        ),
    )


@component
def Crowd(meeting_id: Id) -> Any:
    """Who leads, who else is here, and that the facilitator has gone."""
    session, text, desk = use_session(), use_text(), use_desk()
    place = f"meeting:{meeting_id}"
    view, meeting = use_meeting(
        meeting_id, lambda view, meeting: (_looks(view, meeting), present(session, place)), f"presence:{place}"
    )
    if meeting is None:
        return None
    around = present(session, place)
    people = [view.state.people[each] for each in around if each in view.state.people]
    leader = view.state.people.get(meeting.facilitator_id)
    gone = meeting.state is MeetingState.RUNNING and meeting.facilitator_id not in around
    may = view.me is not None and view.me.role is not Role.GUEST and meeting.state is not MeetingState.ENDED

    async def take_over(_: dict[str, Any]) -> None:
        await desk.run(TakeOver(meeting_id=meeting_id), done=text("meeting.taken_over"))

    offered = may and meeting.facilitator_id != session.actor.person_id
    return html.p(
        {"className": "crowd"},
        html.span({"key": "leader"}, text("meeting.leads", name=text.name(leader))),
        *(
            [
                html.b(
                    {"className": "away", "role": "alert", "key": "away"}, text("meeting.away", name=text.name(leader))
                )
            ]
            if gone
            else []
        ),
        *(
            [
                html.button(
                    {
                        "type": "button",
                        "className": "btn small primary" if gone else "btn small quiet",
                        "id": "take-over",
                        "key": "take-over",
                        "onClick": take_over,
                    },
                    text("meeting.take_over"),
                )
            ]
            if offered
            else []
        ),
        html.span({"className": "sr", "key": "here"}, f"{text('meeting.people_here')}: {len(people)}"),
        faces(people, text, 12),
    )


@component
def Steps(meeting_id: Id) -> Any:
    """Previous and next: for all when one leads, for oneself otherwise."""
    view, meeting = use_meeting(
        meeting_id, lambda view, meeting: (meeting.current_id, meeting.facilitator_id, meeting.follow)
    )
    text, desk, place, navigate = use_text(), use_desk(), use_location(), use_navigate()
    if meeting is None or not meeting.items:
        return None
    leads = view.may_lead(meeting_id)
    ids = item_ids(meeting)
    shown = shown_id(meeting, place)
    at = ids.index(shown) if shown in ids else -1

    def step(name: str, to: int, key: str) -> Any:
        there = ids[to] if 0 <= to < len(ids) else None

        async def go(_: dict[str, Any]) -> None:
            if there is None:
                return
            if leads:
                if is_apart(place) or "item" in place.query:
                    navigate(Place(meeting_path(meeting_id)))
                await desk.run(OpenItem(meeting_id=meeting_id, objective_id=there))
            else:
                navigate(item_href(meeting, there, leads=False))

        return html.button(
            {"type": "button", "className": "btn", "id": name, "key": name, "disabled": there is None, "onClick": go},
            text(f"meeting.{name}"),
            " ",
            html.kbd(key),
        )

    return html._(step("previous", at - 1, "K"), step("next", at + 1, "J"))


@component
def Leading(meeting_id: Id) -> Any:
    """Start, end, open again, and whether the others follow: for who leads."""
    view, meeting = use_meeting(meeting_id, _looks)
    text, desk = use_text(), use_desk()
    if meeting is None or not view.may_lead(meeting_id):
        return None

    async def start(_: dict[str, Any]) -> None:
        first = [OpenItem(meeting_id=meeting_id, objective_id=each) for each in item_ids(meeting)[:1]]
        await desk.run(StartMeeting(meeting_id=meeting_id), *(first if meeting.current_id is None else []))

    async def reopen(_: dict[str, Any]) -> None:
        await desk.run(ReopenMeeting(meeting_id=meeting_id))

    async def follow(happened: dict[str, Any]) -> None:
        await desk.run(ChangeMeeting(meeting_id=meeting_id, follow=bool(happened["target"].get("checked"))))

    async def end() -> None:
        await desk.run(
            EndMeeting(meeting_id=meeting_id),
            done=text("meeting.has_ended"),
            undo=[ReopenMeeting(meeting_id=meeting_id)],
        )

    def button(name: str, clicked: Any, look: str) -> Any:
        attributes = {"type": "button", "className": look, "id": name, "key": name, "onClick": clicked}
        return html.button(attributes, text(f"meeting.{name}"))

    match meeting.state:
        case MeetingState.PLANNED:
            return button("begin", start, "btn primary")
        case MeetingState.ENDED:
            return button("reopen", reopen, "btn")
        case MeetingState.RUNNING:
            return html._(
                html.label(
                    {"className": "switch", "key": f"follow:{meeting.follow}"},
                    text("meeting.follow_me"),
                    html.input({"type": "checkbox", "defaultChecked": meeting.follow, "onChange": follow}),
                ),
                menu(text("more"), [item(text("meeting.end"), end, icon="archive", key="end")]),
            )


@component
def MeetingTimer(meeting_id: Id) -> Any:
    """Ticks in the browser from what was left when it was drawn, so that a wrong clock there does no harm."""
    view, meeting = use_meeting(meeting_id, lambda view, meeting: (meeting.timer, meeting.facilitator_id))
    session, text, desk = use_session(), use_text(), use_desk()
    if meeting is None:
        return None
    timer = meeting.timer
    left, ticks = seconds_left(timer, session.now()), timer.ticks_from is not None
    leads = view.may_lead(meeting_id)
    if not leads and not timer.seconds:
        return None

    def setting(**fields: Any) -> Any:
        async def set_timer() -> None:
            await desk.run(SetTimer(meeting_id=meeting_id, **fields))

        return set_timer

    items = [item(text("meeting.minutes", n=each), setting(seconds=each * 60), key=str(each)) for each in MINUTES]
    if timer.seconds:
        words = text("meeting.timer_pause" if ticks else "meeting.timer_resume")
        items.append(item(words, setting(running=not ticks), key="pause"))
        items.append(item(text("meeting.timer_clear"), setting(seconds=0), key="clear", danger=True))
    shown = f"{left // 60}:{left % 60:02}"
    return html.div(
        {"className": "timer"},
        *(
            [
                _timer(
                    {
                        "key": "time",
                        "left": left,
                        "token": f"{timer.ticks_from}{timer.seconds}",
                        "role": "timer",
                        "aria-label": text("meeting.timer"),
                        **({"running": True} if ticks else {}),
                    },
                    shown,
                )
            ]
            if timer.seconds
            else []
        ),
        *([_menu(text, items)] if leads else []),
    )


def _menu(text: Text, items: list[Any]) -> Any:
    return html.details(
        {"className": "drop", "key": "menu"},
        html.summary({"className": "btn small quiet"}, text("meeting.timer")),
        html.div({"className": "menu", "role": "menu"}, *items),
    )
