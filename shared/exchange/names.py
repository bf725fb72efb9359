"""Finds what a document names (a person, a unit, an objective, a key result) in a workspace. Guesses nothing: two that fit are none."""

from __future__ import annotations

from collections.abc import Iterable

from shared.cycles.model import Cycle
from shared.directory.model import Person, Unit, UnitKind
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective
from shared.state import State

_UNIT_ENDINGS = ("部门", "团队", "小组", "部", "组", " department", " team", " dept")


def folded(name: str) -> str:
    """Names are compared without case and repeated space."""
    return " ".join(name.casefold().split())


def person_named(state: State, name: str) -> Person | None:
    """By e-mail address, by either name, or by both as in "王敏 Wang Min"."""
    wanted = folded(name)
    by_email = state.index.emails.get(wanted)
    if by_email is not None:
        return state.people[by_email]
    found = [
        each
        for each in state.people.values()
        if wanted in (folded(each.name), folded(each.latin_name), folded(f"{each.name} {each.latin_name}"))
    ]
    living = [each for each in found if each.active]
    return living[0] if len(living) == 1 else found[0] if len(found) == 1 else None


def unit_named(state: State, name: str, kind: UnitKind | None = None, parent_id: Id | None = None) -> Unit | None:
    """By either name, with or without "部", "team" and the like; a living one before an archived one."""
    wanted = {folded(name), _bare(folded(name))}
    found = [
        each
        for each in state.units.values()
        if (kind is None or each.kind is kind)
        and (parent_id is None or each.parent_id == parent_id)
        and wanted & {folded(each.name), _bare(folded(each.name)), folded(each.latin_name) or "?"}
    ]
    living = [each for each in found if not each.archived]
    return living[0] if len(living) == 1 else None


def _bare(name: str) -> str:
    for ending in _UNIT_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def cycle_named(state: State, name: str) -> Cycle | None:
    wanted = folded(name)
    return next((each for each in state.cycles.values() if folded(each.name) == wanted), None)


def objective_titled(state: State, cycle_id: Id, title: str) -> Objective | None:
    wanted = folded(title)
    found = [each for each in _objectives(state, cycle_id) if folded(each.title) == wanted]
    return found[0] if len(found) == 1 else None


def key_result_named(state: State, cycle_id: Id, name: str, owner: Person | None = None) -> KeyResult | None:
    """Exactly that name; else the only one that holds it, of that owner where several do."""
    wanted = folded(name)
    living = [
        state.key_results[each]
        for objective in _objectives(state, cycle_id)
        for each in state.index.key_results.get(objective.id, ())
    ]
    for found in (
        [each for each in living if folded(each.name) == wanted],
        [each for each in living if wanted in folded(each.name) or folded(each.name) in wanted],
    ):
        if len(found) > 1 and owner is not None:
            own = [each for each in found if owner.id in (each.owner_id, state.objectives[each.objective_id].owner_id)]
            found = own or found
        if len(found) == 1:
            return found[0]
    return None


def _objectives(state: State, cycle_id: Id) -> Iterable[Objective]:
    return (state.objectives[each] for each in state.index.groups.get((cycle_id, "all"), ()))
