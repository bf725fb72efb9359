"""The page of cycles: all of them, the latest first, and for admins the way to make, change and move them.

The address holds which form is open (`edit`: an id or "new") or which step is asked about (`move`, `to`).
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.cycles.model import CycleState
from shared.messages import Role
from shared.view import View
from ui.cycles.card import CycleCard
from ui.cycles.form import CycleDialog
from ui.cycles.move import MoveDialog
from ui.hooks import use_session, use_text, use_view
from ui.live.router import Place, use_location, use_navigate
from ui.text import Text


@component
def CyclesPage() -> Any:
    session = use_session()
    view = use_view("cycles", f"person:{session.actor.person_id}")
    text, place, navigate = use_text(), use_location(), use_navigate()
    admin = view.me is not None and view.me.role is Role.ADMIN
    cycles, current = view.cycles(), view.current_cycle()

    def close() -> None:
        navigate(place.with_query(edit=None, move=None, to=None), replace=True)

    return html.div(
        {"className": "page narrow"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("cycles")),
            html.p(text("cycles.lede")),
            *([html.div({"className": "actions"}, _new(place, text))] if admin and cycles else []),
        ),
        html.ol(
            {"className": "cycles", "key": "cycles"},
            *(CycleCard(each.id, current is not None and each.id == current.id, key=each.id) for each in cycles),
        )
        if cycles
        else _none(admin, place, text),
        *(_opened(view, place, close) if admin else []),
    )


def _new(place: Place, text: Text) -> Any:
    return html.a({"className": "btn primary", "href": place.with_query(edit="new").href}, text("cycles.new"))


def _none(admin: bool, place: Place, text: Text) -> Any:
    return html.div(
        {"className": "empty", "key": "none"},
        html.h2(text("cycles.none")),
        html.p(text("cycles.none_why" if admin else "cycles.none_ask")),
        *([_new(place, text)] if admin else []),
    )


def _opened(view: View, place: Place, close: Any) -> list[Any]:
    """The form or the question that the address names; nonsense opens nothing, and an archived cycle has no form."""
    edit, move, to = (place.query.get(each, "") for each in ("edit", "move", "to"))
    cycle = view.state.cycles.get(edit)
    if edit == "new" or (cycle is not None and cycle.state is not CycleState.ARCHIVED):
        return [CycleDialog(None if edit == "new" else edit, close, key=f"edit:{edit}")]
    if move in view.state.cycles and to in {each.value for each in CycleState}:
        return [MoveDialog(move, CycleState(to), close, key=f"move:{move}:{to}")]
    return []
