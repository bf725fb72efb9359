"""The bar of a meeting: its title and crowd, whether one follows, the timer, and the way through the agenda."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.cycles.model import CycleState
from shared.meetings.commands import ChangeMeeting, EndMeeting, OpenItem, ReopenMeeting, StartMeeting
from shared.meetings.model import Meeting, MeetingState
from shared.messages import Id
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import item, menu
from ui.live.router import Place, use_location, use_navigate
from ui.meetings.agenda import item_href, shown_id
from ui.meetings.crowd import Crowd, handing
from ui.meetings.following import is_apart, is_led, step_button, summary_link
from ui.meetings.here import present
from ui.meetings.seen import item_ids, leads, meeting_path, use_meeting
from ui.meetings.timer import MeetingTimer

SHAPE = {MeetingState.PLANNED: "draft", MeetingState.RUNNING: "active", MeetingState.ENDED: "closed"}


def _looks(view: View, meeting: Meeting) -> object:
    return meeting.title, meeting.state, meeting.facilitator_id, meeting.follow, meeting.current_id, view.state.people


def _is_past(view: View, meeting: Meeting) -> bool:
    return view.state.cycles[meeting.cycle_id].state is CycleState.ARCHIVED


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
        html.div(
            {"className": "actions", "key": "actions"},
            *([step_button(meeting, place, text.name(leader), text, navigate)] if led else []),
            *(Steps(meeting_id, key="steps"),) if running else (),
            *([summary_link(meeting, text)] if meeting.state is MeetingState.ENDED and "item" in place.query else []),
            Leading(meeting_id, key="leading"),
        ),
        html.div(
            {"className": "now-here", "key": "here"},
            Crowd(meeting_id, key="crowd"),
            *([MeetingTimer(meeting_id, key="timer")] if running else []),
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
def Steps(meeting_id: Id) -> Any:
    """Previous and next: for all when one leads, for oneself otherwise."""
    view, meeting = use_meeting(
        meeting_id, lambda view, meeting: (meeting.current_id, meeting.facilitator_id, meeting.follow)
    )
    text, desk, place, navigate = use_text(), use_desk(), use_location(), use_navigate()
    if meeting is None or not meeting.items:
        return None
    is_leading = leads(view, meeting)
    ids = item_ids(meeting)
    shown = shown_id(meeting, place)
    at = ids.index(shown) if shown in ids else -1

    def step(name: str, to: int, key: str) -> Any:
        there = ids[to] if 0 <= to < len(ids) else None

        async def go(_: dict[str, Any]) -> None:
            if there is None:
                return
            if is_leading:
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
    """Start, end, open again, hand over, and whether the others follow: for who leads."""
    session, text, desk = use_session(), use_text(), use_desk()
    place = f"meeting:{meeting_id}"
    view, meeting = use_meeting(
        meeting_id,
        lambda view, meeting: (_looks(view, meeting), present(session, place), _is_past(view, meeting)),
        f"presence:{place}",
        "cycles",
    )
    if meeting is None or not leads(view, meeting) or _is_past(view, meeting):
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
                menu(
                    text("more"),
                    [
                        *handing(view, meeting, session, text, desk),
                        item(text("meeting.end"), end, icon="archive", key="end", danger=True),
                    ],
                ),
            )
