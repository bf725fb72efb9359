"""Makes a thing that somebody else has just changed glow in their colour, with their name. Never for one's own change."""

from __future__ import annotations

from typing import Any, Protocol

from msgspec import Struct
from reactpy import use_ref
from reactpy.utils import Ref

from shared.messages import Id
from shared.view import View
from ui.kit.marks import colour


class Changed(Protocol):
    """A thing that says who changed it last, and at which position of the log."""

    @property
    def version(self) -> int: ...
    @property
    def changed_by(self) -> Id | None: ...


class Glow(Struct, frozen=True):
    class_name: str = ""
    attributes: dict[str, Any] = {}


class _Seen(Struct):
    version: int | None = None
    glow: Glow = Glow()


def use_glow(view: View, thing: Changed | None) -> Glow:
    """Class and attributes for the element of `thing`. What was there when the page opened does not glow."""
    seen: Ref[_Seen] = use_ref(_Seen())
    now = seen.current
    if thing is None or thing.version == now.version:
        return now.glow
    first = now.version is None
    now.version = thing.version
    person = view.state.people.get(thing.changed_by) if thing.changed_by is not None else None
    if first or person is None or person.id == view.actor.person_id:
        now.glow = Glow()
    else:
        # another class each time, so that the second change at once is seen as well
        again = "" if now.glow.class_name == "glow again" or not now.glow.class_name else " again"
        name = person.latin_name if view.locale == "en" and person.latin_name else person.name
        now.glow = Glow(f"glow{again}", {"data-c": colour(person.id), "data-by": name})
    return now.glow
