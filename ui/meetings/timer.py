"""The timer of a meeting: started, paused, given a minute more by who leads; seen by all, also when it has run out."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html

from shared.meetings.commands import SetTimer
from shared.meetings.model import seconds_left
from shared.messages import Id
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import item
from ui.meetings.seen import leads, use_meeting

_timer = Vdom("cairn-timer")
MINUTES = (3, 5, 10)


@component
def MeetingTimer(meeting_id: Id) -> Any:
    """Ticks in the browser from what was left when it was drawn, so that a wrong clock there does no harm."""
    view, meeting = use_meeting(meeting_id, lambda view, meeting: (meeting.timer, meeting.facilitator_id))
    session, text, desk = use_session(), use_text(), use_desk()
    if meeting is None:
        return None
    timer = meeting.timer
    left, ticks = seconds_left(timer, session.now()), timer.ticks_from is not None
    may = leads(view, meeting)
    if not may and not timer.seconds:
        return None

    def setting(**fields: Any) -> Any:
        async def set_timer(_: dict[str, Any] | None = None) -> None:
            await desk.run(SetTimer(meeting_id=meeting_id, **fields))

        return set_timer

    def button(name: str, clicked: Any) -> Any:
        attributes = {"type": "button", "className": "btn small quiet", "key": name, "onClick": clicked}
        return html.button(attributes, text(f"meeting.timer_{name}"))

    shown = _timer(
        {
            "key": "time",
            "left": left,
            "token": f"{timer.ticks_from}{timer.seconds}",
            "role": "timer",
            "aria-label": text("meeting.timer"),
            **({"running": True} if ticks else {}),
        },
        f"{left // 60}:{left % 60:02}",
    )
    over = html.b({"className": "over", "key": "over"}, text("meeting.timer_over"))
    if not may:
        return html.div({"className": "timer"}, shown, over)
    items = [item(text("meeting.minutes", n=each), setting(seconds=each * 60), key=str(each)) for each in MINUTES]
    if not timer.seconds:
        return html.div({"className": "timer"}, _menu(text("meeting.timer"), items))
    items.append(item(text("meeting.timer_clear"), setting(seconds=0), key="clear", danger=True))
    return html.div(
        {"className": "timer"},
        shown,
        over,
        button("pause" if ticks else "resume", setting(running=not ticks)),
        button("more", setting(more=60, running=ticks)),
        _menu(text("meeting.timer"), items),
    )


def _menu(words: str, items: list[Any]) -> Any:
    return html.details(
        {"className": "drop", "key": "menu"},
        html.summary({"className": "btn small quiet"}, words),
        html.div({"className": "menu", "role": "menu"}, *items),
    )
