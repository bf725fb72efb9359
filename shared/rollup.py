"""Roll-ups: an objective's progress from its key results and contributing children. Only ancestors of a change are computed again."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shared.messages import Id
from shared.numbers import mean
from shared.objectives.model import Driver, Objective, Visibility
from shared.progress import key_result_progress
from shared.state import State, indexed


def roll_up(state: State, ids: Iterable[Id]) -> tuple[State, frozenset[Id]]:
    """The state with these objectives and, as far as they change, their ancestors rolled up; and which of them changed.

    Terminates because links have no cycles; a parent is reached by its children's one primary link.
    """
    progress = state.index.progress
    changed: set[Id] = set()
    waiting = [each for each in ids if each in state.objectives]
    while waiting:
        objective = state.objectives[waiting.pop()]
        value = _progress(state, objective)
        if objective.id in progress and progress[objective.id] == value:
            continue
        progress = progress.set(objective.id, value)
        changed.add(objective.id)
        state = indexed(state, progress=progress)
        waiting.extend(parents(state, objective.id))
    return state, frozenset(changed)


def parents(state: State, child_id: Id) -> list[Id]:
    """The objectives into whose roll-up this one may count (at most one)."""
    links = (state.links[each] for each in state.index.links_from.get(child_id, ()))
    return [link.parent_id for link in links if link.contributes]


def counts_for(child: Objective, parent: Objective) -> bool:
    """Drafts and archived ones count nowhere; nor does what fewer may see than the parent, lest its numbers leak."""
    if child.draft or child.archived:
        return False
    if child.visibility is Visibility.PUBLIC:
        return True
    if child.visibility is not parent.visibility:
        return False
    if child.visibility is Visibility.TEAM:
        if child.unit_id is None or parent.unit_id is None:  # seen by those of the owner's unit
            return child.unit_id == parent.unit_id and child.owner_id == parent.owner_id
        return child.unit_id == parent.unit_id
    return child.owner_id == parent.owner_id and {*parent.co_owner_ids} <= {*child.co_owner_ids}


def _progress(state: State, objective: Objective) -> int | None:
    parts: list[tuple[Decimal, int]] = []
    if objective.driver is not Driver.CHILDREN:
        for each in state.index.key_results.get(objective.id, ()):
            key_result = state.key_results[each]
            value = key_result_progress(key_result)
            if value is not None:
                parts.append((key_result.weight, value))
    if objective.driver is not Driver.KEY_RESULTS:
        for each in state.index.links_to.get(objective.id, ()):
            link = state.links[each]
            child_value = state.index.progress.get(link.child_id)
            counts = link.contributes and counts_for(state.objectives[link.child_id], objective)
            if counts and child_value is not None:
                parts.append((link.weight, child_value))
    return mean(parts)
