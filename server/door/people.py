"""The sample's people as the door shows them. Shows no address."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from server.middleware.language import locale_of
from shared.directory.model import Person
from shared.messages import Id, Role
from shared.state import State
from ui.kit.marks import colour
from ui.text import Text


class Shown(Struct, frozen=True):
    id: Id
    name: str
    initial: str
    colour: str
    about: str


def sample_people(state: State, scope: Any) -> list[Shown]:
    """Those who manage others and are managed by nobody first, then by name, guests last."""
    text = Text(locale_of(scope))
    people = [each for each in state.people.values() if each.active]
    heads = {each.id for each in people if each.manager_id is None and each.id in state.index.reports}
    people.sort(key=lambda each: (each.id not in heads, each.role is Role.GUEST, each.name, each.id))
    return [
        Shown(each.id, text.name(each), text.initial(each), colour(each.id), _about(each, state, text))
        for each in people
    ]


def _about(person: Person, state: State, text: Text) -> str:
    unit = state.units.get(person.unit_id) if person.unit_id is not None else None
    words = [person.title or text(f"role.{person.role.value}"), text.name(unit) if unit is not None else ""]
    return " · ".join(word for word in words if word)
