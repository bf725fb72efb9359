"""How many check-ins one owes, beside the link to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reactpy import component, html

from shared.messages import Id
from shared.state import State
from shared.view import View
from ui.check_ins.page import owed
from ui.hooks import use_session, use_text, use_view


@component
def OwedBadge() -> Any:
    session, text = use_session(), use_text()
    me = session.actor.person_id or ""
    keys = View(session.state, session.actor).owed_keys(me)
    view = use_view(*keys, looks=lambda view: (_count(view, session.now()), view.owed_keys(me)))
    count = _count(view, session.now())
    if not count:
        return None
    return html.b({"className": "count", "aria-label": text("check_ins.owed", n=count)}, str(count))


_counted: tuple[State | None, dict[tuple[Id, datetime], int]] = (None, {})
"""For the state that was asked about last, by person and minute: all pages of a person ask the same at each change."""


def _count(view: View, now: datetime) -> int:
    global _counted
    if view.me is None:
        return 0
    if _counted[0] is not view.state:
        _counted = view.state, {}
    asked = view.me.id, now.replace(second=0, microsecond=0)
    if asked not in _counted[1]:
        _counted[1][asked] = len(owed(view, now))
    return _counted[1][asked]
