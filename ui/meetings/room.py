"""One meeting: agenda, the goal that is talked about with the vote above it, and its record; afterwards the summary."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.meetings.model import Meeting, MeetingState
from shared.messages import Id
from shared.view import View
from ui.hooks import use_text
from ui.live.router import Place, use_location
from ui.meetings.agenda import Agenda, shown_id
from ui.meetings.bar import MeetingBar
from ui.meetings.notes import Notes
from ui.meetings.record import Actions, Decisions
from ui.meetings.seen import meeting_path, use_meeting
from ui.meetings.summary import Summary
from ui.meetings.vote import VotePanel
from ui.objectives.paper import Paper
from ui.text import Text


def room(view: View, meeting_id: Id, text: Text) -> list[Any] | None:
    """The panes of a meeting; None when there is none that this person may see."""
    if view.meeting(meeting_id) is None:
        return None
    return [
        html.nav(
            {"className": "list meeting-agenda", "key": "list", "aria-label": text("meeting.agenda")},
            Agenda(meeting_id, key="agenda"),
        ),
        html.main(
            {"className": "main", "key": "main", "id": "main", "tabIndex": -1},
            Middle(meeting_id, key=f"middle:{meeting_id}"),
        ),
        html.aside(
            {"className": "side meeting-record", "key": "side", "aria-label": text("meeting.notes")},
            Beside(meeting_id, key=f"beside:{meeting_id}"),
        ),
    ]


def _current(view: View, meeting: Meeting) -> object:
    return meeting.current_id, meeting.state, meeting.follow


def panes(place: Place, text: Text, here: str) -> Any:
    """On a phone: the agenda, what is talked about, and its record."""

    def link(name: str, words: str) -> Any:
        attributes = {"key": name, "href": place.with_query(pane=name).href}
        return html.a({**attributes, **({"aria-current": "true"} if name == here else {})}, words)

    return html.nav(
        {"className": "panes", "key": "panes"},
        html.a(
            {"className": "back", "data-icon": "back", "href": place.with_query(pane="list").href},
            text("meeting.agenda"),
        ),
        html.div({"className": "seg"}, link("main", text("meeting.pane")), link("side", text("meeting.notes"))),
    )


@component
def Middle(meeting_id: Id) -> Any:
    view, meeting = use_meeting(meeting_id, _current)
    text, place = use_text(), use_location()
    if meeting is None:
        return None
    if meeting.state is MeetingState.ENDED and "item" not in place.query:
        return html._(panes(place, text, "main"), MeetingBar(meeting_id, key="bar"), Summary(meeting_id, key="summary"))
    shown = shown_id(meeting, place)
    return html._(
        panes(place, text, "main"),
        MeetingBar(meeting_id, key="bar"),
        *(
            [
                VotePanel(meeting_id, shown, key=f"vote:{shown}"),
                Paper(shown, key=f"paper:{shown}"),
            ]
            if shown is not None
            else [_nothing(view, meeting, text)]
        ),
    )


def _nothing(view: View, meeting: Meeting, text: Text) -> Any:
    """Nothing is open, or nothing that may be seen: to this person the two look alike."""
    running = meeting.state is MeetingState.RUNNING
    words = "meeting.agenda_empty" if not meeting.items else "meeting.hidden" if running else "meeting.planned_why"
    title = "meeting.not_open" if meeting.items or running else "meeting.agenda"
    return html.div(
        {"className": "empty", "key": "nothing"},
        html.h2(text(title)),
        html.p(text(words)),
        *([html.p({"key": "wait"}, text("meeting.not_open_why"))] if not view.may_lead(meeting.id) else []),
    )


@component
def Beside(meeting_id: Id) -> Any:
    _, meeting = use_meeting(meeting_id, _current)
    text, place = use_text(), use_location()
    if meeting is None:
        return None
    shown = shown_id(meeting, place)
    if shown is None or (meeting.state is MeetingState.ENDED and "item" not in place.query):
        back = html.a({"className": "btn", "href": meeting_path(meeting_id), "key": "back"}, text("meeting.summary"))
        hint = html.p({"className": "hint", "key": "hint"}, text("meeting.choose")) if meeting.items else None
        return html._(panes(place, text, "side"), back if "item" in place.query else hint)
    return html._(
        panes(place, text, "side"),
        Notes(meeting_id, shown, key=f"notes:{shown}"),
        Decisions(meeting_id, shown, key=f"decisions:{shown}"),
        Actions(meeting_id, shown, key=f"actions:{shown}"),
    )
