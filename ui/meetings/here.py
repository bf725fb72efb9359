"""Who is at a place just now, as faces. Being there is shown only to those who may see the place."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_effect

from shared.directory.model import Person
from shared.messages import Id
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import face
from ui.session import Session
from ui.text import Text

MOST = 5
"""Faces before the rest is a number."""


def present(session: Session, place: str) -> list[Id]:
    """Those who are there, each once, in the order in which they came."""
    return list(dict.fromkeys(each.person_id for each in session.presence.here(place)))


def faces(people: list[Person], text: Text, most: int = MOST) -> Any:
    rest = len(people) - most
    return html.span(
        {"className": "faces", "key": "faces"},
        *(html._({"key": each.id}, face(each, text)) for each in people[:most]),
        *([html.span({"className": "face more", "key": "more"}, f"+{rest}")] if rest > 0 else []),
    )


@component
def Looking(objective_id: Id) -> Any:
    """On an objective's bar: who else looks at it. Says nothing while one is alone."""
    session, text = use_session(), use_text()
    place = f"objective:{objective_id}"

    def looks(view: View) -> object:
        if view.objective(objective_id) is None:
            return None
        people = [view.state.people.get(each) for each in others()]
        return len(people), tuple(each and (each.name, each.version) for each in people[:MOST])

    def others() -> list[Id]:
        return [each for each in present(session, place) if each != session.actor.person_id]

    view = use_view(f"presence:{place}", f"objective:{objective_id}", looks=looks)
    is_seen = view.objective(objective_id) is not None

    @use_effect(dependencies=[place, is_seen])
    def be_there() -> Any:
        if not is_seen:
            return None
        session.presence.enter(place)
        return lambda: session.presence.leave(place)

    people = [view.state.people[each] for each in others() if each in view.state.people]
    if not people or not is_seen:
        return None
    return html._(
        html.span({"className": "here", "key": "here"}, text("here.looking", n=len(people) + 1)),
        faces(people, text),
    )
