"""The page of people: the org tree, who is in it, and for admins the way to change both.

The address holds what is chosen (`unit`, `who`) and which form is open (`person`, `team`: an id or "new"), so that Back
and a reconnect lead where one was.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.view import View
from ui.directory.org import is_admin, opening, wanted_in
from ui.directory.person_form import PersonDialog
from ui.directory.table import People
from ui.directory.tree import Tree
from ui.directory.unit_form import UnitDialog
from ui.hooks import use_session, use_text, use_view
from ui.live.router import Place, use_location, use_navigate
from ui.text import Text


@component
def PeoplePage() -> Any:
    session = use_session()
    view = use_view(f"person:{session.actor.person_id}")
    text, place, navigate = use_text(), use_location(), use_navigate()
    admin = is_admin(view)

    def close() -> None:
        navigate(opening(place), replace=True)

    return html.div(
        {"className": "page broad org"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("people")),
            html.p(text("people.lede")),
            *([_actions(place, text)] if admin else []),
        ),
        Tree(key="tree"),
        People(key="people"),
        *(_opened(view, place, close) if admin else []),
    )


def _actions(place: Place, text: Text) -> Any:
    return html.div(
        {"className": "actions"},
        html.a({"className": "btn", "data-icon": "upload", "href": "/exchange"}, text("people.import")),
        html.a({"className": "btn primary", "href": opening(place, person="new")}, text("people.invite")),
    )


def _opened(view: View, place: Place, close: Any) -> list[Any]:
    """The form that the address names; an unknown id opens nothing."""
    person, team = place.query.get("person", ""), place.query.get("team", "")
    here = wanted_in(place, view).unit or None
    if person == "new" or person in view.state.people:
        return [PersonDialog(None if person == "new" else person, here, close, key=f"person:{person}")]
    if team == "new" or team in view.state.units:
        return [UnitDialog(None if team == "new" else team, here, close, key=f"team:{team}")]
    return []
