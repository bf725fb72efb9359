"""Who stands where: the tree with its counts, and the people under a place who fit what was looked for. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec import Struct

from shared.directory.model import Person, Unit
from shared.messages import Id, Role
from shared.view import View
from ui.live.router import Place
from ui.text import Text

UNPLACED = "none"
"""In the address: people of no department."""
LEFT = "left"
"""In the address: people who were deactivated."""


class Node(Struct, frozen=True):
    """A unit in the tree. `count` is the active people in it and in all below it."""

    unit: Unit
    depth: int
    count: int


class Wanted(Struct, frozen=True):
    """What the address asks for. `unit` and `who` are "" for all."""

    unit: str
    who: str


def wanted_in(place: Place, view: View) -> Wanted:
    """An unknown or archived unit, or an unknown role, asks for nothing in particular."""
    unit, who = place.query.get("unit", ""), place.query.get("who", "")
    found = view.state.units.get(unit)
    known = unit == UNPLACED or (found is not None and not found.archived)
    return Wanted(unit if known else "", who if who == LEFT or who in {each.value for each in Role} else "")


def opening(place: Place, **query: str | None) -> str:
    """An address of this page with at most the one form open that `query` names."""
    return place.with_query(**{"person": None, "team": None, **query}).href


def is_admin(view: View) -> bool:
    return view.me is not None and view.me.role is Role.ADMIN


def nodes(view: View) -> list[Node]:
    """The living units as they are read, each before those inside it."""
    below: defaultdict[Id | None, list[Unit]] = defaultdict(list)
    for unit in view.state.units.values():
        if not unit.archived:
            below[unit.parent_id].append(unit)
    here = Counter(each.unit_id for each in view.state.people.values() if each.active)

    def walk(parent_id: Id | None, depth: int) -> Iterator[Node]:
        for unit in sorted(below[parent_id], key=lambda each: (each.name, each.id)):
            inside = list(walk(unit.id, depth + 1))
            count = here[unit.id] + sum(each.count for each in inside if each.depth == depth + 1)
            yield Node(unit, depth, count)
            yield from inside

    return list(walk(None, 1))


def people(view: View, wanted: Wanted, words: str = "") -> list[Person]:
    """By name as it is spoken: "陈立" stands where Chen Li does."""
    units = _inside(view, wanted.unit)
    words = words.casefold()
    found = [
        each
        for each in view.state.people.values()
        if each.active is not (wanted.who == LEFT)
        and (wanted.who in ("", LEFT) or each.role.value == wanted.who)
        and (units is None or each.unit_id in units)
        and (not words or words in f"{each.name}\n{each.latin_name}\n{view.known(each).email}\n{each.title}".casefold())
    ]
    return sorted(found, key=lambda each: ((each.latin_name or each.name).casefold(), each.id))


def _inside(view: View, unit: str) -> set[Id | None] | None:
    """The unit and all below it; None is everywhere."""
    if not unit:
        return None
    if unit == UNPLACED:
        return {None}
    found: set[Id | None] = {unit}
    parents = [(each.id, each.parent_id) for each in view.state.units.values()]
    while more := {each for each, parent_id in parents if parent_id in found and each not in found}:
        found |= more
    return found


def path(view: View, unit_id: Id | None, text: Text) -> str:
    """ "市场部 / 品牌"; nothing for nowhere."""
    names: list[str] = []
    while unit_id is not None and len(names) < 5:
        unit = view.state.units[unit_id]
        names.append(text.name(unit))
        unit_id = unit.parent_id
    return " / ".join(reversed(names))


def unit_choices(view: View, text: Text, kept: Id | None = None) -> list[tuple[str, str]]:
    """Living units as (id, path), with the one somebody is in even if it is archived."""
    found = [(each.unit.id, path(view, each.unit.id, text)) for each in nodes(view)]
    if kept is not None and kept not in {each for each, _ in found}:
        found.append((kept, path(view, kept, text)))
    return found


def person_choices(view: View, text: Text, kept: Id | None = None, without: Id | None = None) -> list[tuple[str, str]]:
    """Active people as (id, name and title), with the one chosen now even if deactivated."""
    found = [each for each in people(view, Wanted("", "")) if each.id != without]
    if kept is not None and kept in view.state.people and not view.state.people[kept].active:
        found.append(view.state.people[kept])
    return [(each.id, f"{text.name(each)} · {each.title}" if each.title else text.name(each)) for each in found]
