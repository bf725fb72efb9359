"""The notes of one item of a meeting."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.meetings.messages import SetNotes
from shared.meetings.model import MeetingState
from shared.messages import Id, Refused, Role
from ui.hooks import use_desk, use_text
from ui.kit.written import Words, Written
from ui.meetings.seen import use_item

LONGEST = 20_000


def document(meeting_id: Id, objective_id: Id) -> str:
    """The name under which the notes are written together."""
    return f"meeting:{meeting_id}:{objective_id}"


@component
def Notes(meeting_id: Id, objective_id: Id) -> Any:
    """Written by members until the meeting has ended, read by everybody."""
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.notes)
    text, desk = use_text(), use_desk()
    if meeting is None or item is None:
        return None
    me = view.me
    may_write = me is not None and me.role is not Role.GUEST and meeting.state is not MeetingState.ENDED

    async def write(words: Words) -> Refused | None:
        return await desk.run(
            SetNotes(meeting_id=meeting_id, objective_id=objective_id, notes=words.now, was=words.was), quietly=True
        )

    written: Any = html.p({"className": "note", "key": "read"}, item.notes or "–")
    if may_write:
        written = Written(
            item.notes,
            write,
            label=text("meeting.notes"),
            class_name="note edit",
            placeholder=text("meeting.notes_hint"),
            long=True,
            most=LONGEST,
            key="written",
        )
    return html.section({"className": "part notes"}, html.h2({"className": "group"}, text("meeting.notes")), written)
