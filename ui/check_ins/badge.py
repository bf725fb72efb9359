"""How many check-ins one owes, beside the link to them."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.view import View
from ui.check_ins.page import owed
from ui.hooks import use_session, use_text, use_view


@component
def OwedBadge() -> Any:
    session, text = use_session(), use_text()
    me = session.actor.person_id or ""
    keys = View(session.state, session.actor).owed_keys(me)
    view = use_view(*keys, looks=lambda view: (len(owed(view, session.now())), view.owed_keys(me)))
    count = len(owed(view, session.now()))
    if not count:
        return None
    return html.b({"className": "count", "aria-label": text("check_ins.owed", n=count)}, str(count))
