"""How many check-ins one owes, beside the link to them."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from ui.hooks import use_session, use_text, use_view


@component
def OwedBadge() -> Any:
    """Woken when what is asked of its reader changes, or the moment of one has come; the number is looked up."""
    session, text = use_session(), use_text()
    me = session.actor.person_id or ""
    view = use_view(f"owed:{me}", f"person:{me}", looks=lambda view: view.owed_count(session.now()))
    count = view.owed_count(session.now())
    if not count:
        return None
    return html.b({"className": "count", "aria-label": text("check_ins.owed", n=count)}, str(count))
