"""Entries of the inbox about one thing as a row: the latest in full, the earlier ones below it. Draws, and calls to mark."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from reactpy import html

from shared.inbox.model import Entry, EntryKind, Group, place_of
from shared.messages import Id
from shared.view import View
from ui.inbox.words import kind, quoted, said, who
from ui.kit.marks import face
from ui.live.elements import ago
from ui.text import Text

Mark = Callable[[list[Id], bool], Awaitable[None]]

SIGN = {
    EntryKind.REMINDER: "pending",
    EntryKind.WARNING: "flag",
    EntryKind.ACKNOWLEDGEMENT: "on",
    EntryKind.ALIGNMENT: "active",
    EntryKind.ASSIGNMENT: "active",
    EntryKind.MENTION: "active",
}


SAID = (EntryKind.MENTION, EntryKind.ACKNOWLEDGEMENT)
"""Kinds that speak of words in the list of check-ins, which a card opens when it is asked to."""


def leads_to(entry: Entry) -> str:
    """Where the words are that it quotes: not only at the key result, but with what was said of it open."""
    if entry.kind not in SAID or entry.objective_id is None or entry.key_result_id is None:
        return entry.about
    path, _, card = place_of(entry.objective_id, entry.key_result_id).partition("#")
    return f"{path}?said={entry.key_result_id}#{card}"


def group_row(group: Group, view: View, text: Text, mark: Mark) -> Any:
    """Opening the row marks all that is in it as read."""
    latest, *earlier = group.entries
    unread = [each.id for each in group.entries if each.read_at is None]

    async def opened(_: dict[str, Any]) -> None:
        if unread:
            await mark(unread, True)

    async def turned(_: dict[str, Any]) -> None:
        await mark(unread or [latest.id], bool(unread))

    words = text("inbox.mark_read" if unread else "inbox.mark_unread")
    return html.li(
        {"key": group.key, "className": "told-row unread" if unread else "told-row"},
        _sign(latest, view, text),
        html.div(
            {"className": "told-of"},
            html.a({"href": leads_to(latest), "onClick": opened}, *_sentence(latest, view, text)),
            *([html.q({"className": "reason"}, quoted(latest))] if quoted(latest) else []),
            html.small(kind(latest.kind, text), " · ", ago(latest.at, text)),
            *([_earlier(earlier, view, text)] if earlier else []),
        ),
        html.button(
            {
                "type": "button",
                "className": "btn quiet small mark-one",
                "aria-pressed": "false" if unread else "true",
                "onClick": turned,
            },
            words,
        ),
    )


def _sign(entry: Entry, view: View, text: Text) -> Any:
    if entry.by_id is None:
        return html.i({"className": "mark", "data-s": SIGN[entry.kind], "aria-hidden": "true"})
    return face(view.state.people.get(entry.by_id), text, named=True)


def _sentence(entry: Entry, view: View, text: Text) -> list[Any]:
    name = who(entry, view, text)
    return [*([html.b(name), " "] if name else []), said(entry, view, text)]


def _earlier(entries: list[Entry], view: View, text: Text) -> Any:
    return html.details(
        {"className": "fold"},
        html.summary(text("inbox.earlier", n=len(entries))),
        html.ul(
            *(
                html.li(
                    {"key": each.id},
                    *_sentence(each, view, text),
                    *([" ", html.q(quoted(each))] if quoted(each) else []),
                    " ",
                    html.small(ago(each.at, text)),
                )
                for each in entries
            )
        ),
    )
