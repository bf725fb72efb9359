"""What an inbox entry says to its reader, by the names that things have now. Draws nothing."""

from __future__ import annotations

from shared.inbox.model import Entry, EntryKind
from shared.view import View
from ui.text import Text


def said(entry: Entry, view: View, text: Text) -> str:
    """A sentence, or what follows the name of whoever did it (`who`)."""
    params: dict[str, object] = {**entry.params, "name": _name(entry, view)}
    if entry.other_id is not None:
        other = view.objective(entry.other_id)
        params["other"] = "…" if other is None else other.title
    return text(f"inbox.{entry.what}", **params)


def who(entry: Entry, view: View, text: Text) -> str:
    """Empty for what the clock says."""
    return "" if entry.by_id is None else text.name(view.state.people.get(entry.by_id))


def quoted(entry: Entry) -> str:
    """The words of a note or a comment, where there are any."""
    return str(entry.params.get("text", ""))


def kind(value: EntryKind, text: Text) -> str:
    return text(f"inbox_kind.{value.value}")


def _name(entry: Entry, view: View) -> str:
    if entry.key_result_id is not None:
        key_result = view.key_result(entry.key_result_id)
        return "…" if key_result is None else key_result.name
    objective = None if entry.objective_id is None else view.objective(entry.objective_id)
    return "…" if objective is None else objective.title
