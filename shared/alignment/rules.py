"""Deciding and applying links. Pure."""

from __future__ import annotations

from typing import assert_never

from immutables import Map
from msgspec import UNSET
from msgspec.structs import replace

from shared.alignment.messages import (
    AlignmentCommand,
    AlignmentEvent,
    ChangeLink,
    LinkChanged,
    LinkObjective,
    ObjectiveLinked,
    ObjectiveUnlinked,
    UnlinkObjective,
)
from shared.alignment.model import Link
from shared.gates import open_objective
from shared.messages import Id, Refused, Stamp
from shared.numbers import check_weight
from shared.state import Change, State, filled, find, indexed

MOST = 20
"""Links an objective can have upwards."""


def decide(state: State, command: AlignmentCommand) -> list[AlignmentEvent]:
    match command:
        case LinkObjective():
            return _link(state, command)
        case ChangeLink():
            before = find(state.links, command.link_id, "link_id")
            open_objective(state, before.child_id, "link_id")
            after = before
            if command.weight is not UNSET:
                after = replace(after, weight=check_weight(command.weight))
            if command.primary is not UNSET:
                after = replace(after, primary=command.primary)
            if command.contributes is not UNSET:
                after = replace(after, contributes=command.contributes)
            if after.contributes and not after.primary:
                if command.contributes is not UNSET and command.contributes:
                    raise Refused("link.contributes_primary", field="contributes")
                after = replace(after, contributes=False)
            if after == before:
                return []
            return [*_step_down(state, after), LinkChanged(before=before, after=after)]
        case UnlinkObjective():
            link = find(state.links, command.link_id, "link_id")
            open_objective(state, link.child_id, "link_id")
            return [ObjectiveUnlinked(link=link)]
        case _:
            assert_never(command)


def _link(state: State, command: LinkObjective) -> list[AlignmentEvent]:
    if command.link_id in state.links:
        raise Refused("taken", field="link_id")
    child = open_objective(state, command.child_id, "child_id")
    parent = find(state.objectives, command.parent_id, "parent_id")
    if parent.archived:
        raise Refused("objective.archived", field="parent_id")
    if command.key_result_id is not None:
        key_result = find(state.key_results, command.key_result_id, "key_result_id")
        if key_result.objective_id != parent.id or key_result.archived:
            raise Refused("link.foreign_key_result", field="key_result_id")
    if child.id == parent.id or reaches(state, parent.id, child.id):
        raise Refused("link.loop", field="parent_id", child=child.title, parent=parent.title)
    existing = [state.links[each] for each in state.index.links_from.get(child.id, ())]
    if any((each.parent_id, each.key_result_id) == (parent.id, command.key_result_id) for each in existing):
        raise Refused("link.exists", field="parent_id")
    if len(existing) >= MOST:
        raise Refused("link.too_many", field="child_id", most=MOST)
    primary = not any(each.primary for each in existing) if command.primary is None else command.primary
    if command.contributes and not primary:
        raise Refused("link.contributes_primary", field="contributes")
    link = Link(
        id=command.link_id,
        child_id=child.id,
        parent_id=parent.id,
        key_result_id=command.key_result_id,
        primary=primary,
        contributes=command.contributes,
        weight=check_weight(command.weight),
    )
    return [*_step_down(state, link), ObjectiveLinked(link=link)]


def _step_down(state: State, link: Link) -> list[AlignmentEvent]:
    """When a link becomes primary, the one that was steps down and contributes no more."""
    if not link.primary:
        return []
    others = (state.links[each] for each in state.index.links_from.get(link.child_id, ()) if each != link.id)
    return [
        LinkChanged(before=each, after=replace(each, primary=False, contributes=False))
        for each in others
        if each.primary
    ]


def reaches(state: State, start: Id, goal: Id) -> bool:
    """Whether `start` supports `goal`, directly or through others."""
    seen: set[Id] = set()
    waiting = [start]
    while waiting:
        for each in state.index.links_from.get(waiting.pop(), ()):
            above = state.links[each].parent_id
            if above == goal:
                return True
            if above not in seen:
                seen.add(above)
                waiting.append(above)
    return False


def evolve(state: State, event: AlignmentEvent, stamp: Stamp) -> Change:
    match event:
        case ObjectiveLinked(link=link):
            state = indexed(
                state,
                links_from=_with(state.index.links_from, link.child_id, link.id),
                links_to=_with(state.index.links_to, link.parent_id, link.id),
            )
            return _put(state, replace(link, version=stamp.seq))
        case LinkChanged(after=link):
            return _put(state, replace(link, version=stamp.seq))
        case ObjectiveUnlinked(link=link):
            state = indexed(
                state,
                links_from=_without(state.index.links_from, link.child_id, link.id),
                links_to=_without(state.index.links_to, link.parent_id, link.id),
            )
            return _change(replace(state, links=state.links.delete(link.id)), link)
        case _:
            assert_never(event)


def _put(state: State, link: Link) -> Change:
    return _change(replace(state, links=state.links.set(link.id, link)), link)


def _change(state: State, link: Link) -> Change:
    return Change(
        state=state,
        stored=frozenset({("links", link.id)}),
        roll=frozenset({link.parent_id}),
        woken=frozenset({f"links:{link.child_id}", f"links:{link.parent_id}"}),
    )


def _with(links: Map[Id, tuple[Id, ...]], objective_id: Id, link_id: Id) -> Map[Id, tuple[Id, ...]]:
    return links.set(objective_id, tuple(sorted({*links.get(objective_id, ()), link_id})))


def _without(links: Map[Id, tuple[Id, ...]], objective_id: Id, link_id: Id) -> Map[Id, tuple[Id, ...]]:
    return filled(links, objective_id, (each for each in links.get(objective_id, ()) if each != link_id))
