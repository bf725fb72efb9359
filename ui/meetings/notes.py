"""The notes of one item of a meeting."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.meetings.model import MeetingState
from shared.messages import Id, Role
from ui.hooks import use_text
from ui.kit.text_field import TextField
from ui.meetings.seen import use_item
from ui.wording.fields import writer

LONGEST = 20_000


def document(meeting_id: Id, objective_id: Id) -> str:
    """The name under which the notes are written together."""
    return f"meeting:{meeting_id}:{objective_id}"


@component
def Notes(meeting_id: Id, objective_id: Id) -> Any:
    """Written by members until the meeting has ended; who only reads sees who writes."""
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.notes)
    text = use_text()
    if meeting is None or item is None:
        return None
    me = view.me
    written: Any
    if me is None or meeting.state is MeetingState.ENDED:
        written = html.p({"className": "note", "key": "read"}, item.notes or "–")
    else:
        may_write = me.role is not Role.GUEST
        written = TextField(
            document(meeting_id, objective_id),
            item.notes,
            label=text("meeting.notes"),
            me=writer(view, text),
            class_name="note edit" if may_write else "note",
            placeholder=text("meeting.notes_hint") if may_write else "–",
            line=False,
            most=LONGEST,
            may_write=may_write,
            key="written",
        )
    return html.section(
        {"className": "part notes", "data-about": objective_id},
        html.h2({"className": "group"}, text("meeting.notes")),
        written,
    )
