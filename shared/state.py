"""What one workspace looks like now: immutable, in memory, cheap to change. Loading and storing it is somebody else's work.

Stored things are in the first group of maps; `Index` holds what follows from them and is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from immutables import Map
from msgspec import Struct, field
from msgspec.structs import replace

from shared.alignment.model import Link
from shared.cycles.model import Cycle
from shared.directory.model import Person, Unit
from shared.inbox.model import Preferences
from shared.key_results.model import KeyResult
from shared.meetings.model import Meeting
from shared.messages import Id, Key, Refused
from shared.objectives.model import Level, Objective
from shared.workspace.model import Workspace

K = TypeVar("K")
T = TypeVar("T")
E = TypeVar("E")
Group = tuple[Id, str]
"""A list of a cycle: (cycle id, "all" | "company" | "people" | "archived" | unit id | "person:<id>")."""

Asked = tuple[datetime, Id]
"""From when a check-in of a key result is owed."""


class Index(Struct, frozen=True, kw_only=True):
    """What follows from the stored things, kept beside them so that a question costs its answer."""

    groups: Map[Group, tuple[Id, ...]] = field(default_factory=Map)
    """Objectives of a list, oldest first; only "archived" lists hold archived ones."""
    key_results: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    """Key results of an objective that are not archived, in their order."""
    links_from: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    links_to: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    progress: Map[Id, int | None] = field(default_factory=Map)
    """An objective's roll-up in parts per million; None is "no value"."""
    emails: Map[str, Id] = field(default_factory=Map)
    owned: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    """Key results that are not archived, by their owner, oldest id first."""
    asked: Map[Id, tuple[Asked, ...]] = field(default_factory=Map)
    """By owner, what wants a check-in, with the moment from which the next one is owed, the earliest first."""
    reports: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    """Active people by their manager."""
    meetings: Map[Id, tuple[Id, ...]] = field(default_factory=Map)
    """A cycle's meetings, oldest first."""


class State(Struct, frozen=True, kw_only=True):
    workspace: Workspace
    seq: int = 0
    people: Map[Id, Person] = field(default_factory=Map)
    units: Map[Id, Unit] = field(default_factory=Map)
    cycles: Map[Id, Cycle] = field(default_factory=Map)
    objectives: Map[Id, Objective] = field(default_factory=Map)
    key_results: Map[Id, KeyResult] = field(default_factory=Map)
    links: Map[Id, Link] = field(default_factory=Map)
    meetings: Map[Id, Meeting] = field(default_factory=Map)
    preferences: Map[Id, Preferences] = field(default_factory=Map)
    """By person; who has none has the usual ones."""
    index: Index = Index()


Thing = tuple[str, Id]
"""A stored thing: (map's name in State or "workspace", id)."""


class Change(Struct, frozen=True, kw_only=True):
    """What an event did: the new state, which stored things it altered, what must be rolled up again, whom to wake besides."""

    state: State
    stored: frozenset[Thing] = frozenset()
    roll: frozenset[Id] = frozenset()
    woken: frozenset[Key] = frozenset()


def find(things: Map[Id, T], thing_id: Id, field: str) -> T:
    """The thing of that id; refused as not found, naming the field that held the id."""
    found = things.get(thing_id)
    if found is None:
        raise Refused("not_found", field=field)
    return found


def preferences_of(state: State, person_id: Id) -> Preferences:
    return state.preferences.get(person_id) or Preferences(id=person_id)


def indexed(state: State, **changes: object) -> State:
    return replace(state, index=replace(state.index, **changes))


def groups_of(objective: Objective) -> frozenset[Group]:
    """The lists that an objective is on."""
    cycle = objective.cycle_id
    if objective.archived:
        return frozenset({(cycle, "archived")})
    names = {"all", f"person:{objective.owner_id}", *(f"person:{each}" for each in objective.co_owner_ids)}
    if objective.level is Level.COMPANY:
        names.add("company")
    if objective.level is Level.PERSON:
        names.add("people")
    if objective.unit_id is not None:
        names.add(objective.unit_id)
    return frozenset((cycle, name) for name in names)


def regroup(state: State, before: Objective | None, after: Objective) -> State:
    """Move an objective between lists; `state.objectives` already holds `after`."""
    old = groups_of(before) if before is not None else frozenset[Group]()
    new = groups_of(after)
    groups = state.index.groups
    for group in old - new:
        groups = filled(groups, group, (each for each in groups[group] if each != after.id))
    for group in new - old:
        groups = groups.set(group, _inserted(groups.get(group, ()), after, state))
    return indexed(state, groups=groups) if groups is not state.index.groups else state


def _inserted(ids: tuple[Id, ...], objective: Objective, state: State) -> tuple[Id, ...]:
    """Oldest first; nearly always the newest goes last, so the place is looked for from the end."""
    place = len(ids)
    while place and _age(state.objectives[ids[place - 1]]) > _age(objective):
        place -= 1
    return (*ids[:place], objective.id, *ids[place:])


def _age(objective: Objective) -> tuple[object, Id]:
    return (objective.created_at, objective.id)


def ordered_key_results(state: State, objective_id: Id, ids: Iterable[Id]) -> State:
    """Index an objective's living key results in their order."""
    living = [state.key_results[each] for each in ids if not state.key_results[each].archived]
    living.sort(key=lambda each: (each.position, each.id))
    return indexed(state, key_results=filled(state.index.key_results, objective_id, (each.id for each in living)))


def reowned(state: State, before: KeyResult | None, after: KeyResult) -> State:
    """Index a key result under its owner."""
    old = None if before is None or before.archived else before.owner_id
    new = None if after.archived else after.owner_id
    if old == new:
        return state
    owned = state.index.owned
    if old is not None:
        owned = filled(owned, old, (each for each in owned[old] if each != after.id))
    if new is not None:
        owned = filled(owned, new, sorted((*owned.get(new, ()), after.id)))
    return indexed(state, owned=owned)


def filled(lists: Map[K, tuple[E, ...]], key: K, ids: Iterable[E]) -> Map[K, tuple[E, ...]]:
    """The index with this list; an empty one is not kept, so that equal things have equal indexes."""
    kept = tuple(ids)
    if kept:
        return lists.set(key, kept)
    return lists.delete(key) if key in lists else lists


def neighbours(state: State, objective_id: Id) -> set[Id]:
    """Objectives that show this one among their links."""
    up = {state.links[each].parent_id for each in state.index.links_from.get(objective_id, ())}
    return up | {state.links[each].child_id for each in state.index.links_to.get(objective_id, ())}
