"""What the page is called in the title of its tab: the goal or meeting that it is of, else the words of the bar.

Says nothing of what this person may not see.
"""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component

from shared.view import View
from ui.hooks import use_text, use_view
from ui.live.router import use_location
from ui.text import Text

_name = Vdom("cairn-name")

PAGES = ("check-ins", "warnings", "inbox", "people", "cycles", "closing", "meetings", "exchange", "settings")


@component
def PageName() -> Any:
    kind, _, about = use_location().path.strip("/").partition("/")
    keys = {"o": [f"objective:{about}"], "meeting": [f"meeting:{about}"]}.get(kind, [])
    text = use_text()

    def named(view: View) -> str:
        return _named(view, kind, about, text)

    return _name({"words": named(use_view(*keys, looks=named))})


def _named(view: View, kind: str, about: str, text: Text) -> str:
    if not about and kind in PAGES:
        return text(kind.replace("-", "_"))
    if not about and kind in ("", "new"):
        return text("objective.new" if kind else "goals")
    if kind == "o" and (objective := view.objective(about)) is not None:
        return objective.title or text("goals")
    if kind == "meeting" and (meeting := view.meeting(about)) is not None:
        return meeting.title or text("meetings")
    return text("lost.title")
