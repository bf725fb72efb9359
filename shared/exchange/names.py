"""Finds what a document names (a person, a unit, an objective, a key result) in a workspace. Guesses nothing: two that fit are none.

Names are looked up, not searched for, so that ten thousand rows cost ten thousand look-ups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from shared.cycles.messages import CycleCreated
from shared.cycles.model import Cycle
from shared.directory.messages import PersonAdded, UnitAdded
from shared.directory.model import Person, Unit, UnitKind
from shared.events import AnyEvent
from shared.key_results.messages import KeyResultAdded
from shared.key_results.model import KeyResult
from shared.messages import OPERATOR, Actor, Id
from shared.objectives.messages import ObjectiveCreated
from shared.objectives.model import Objective
from shared.policy import may_view
from shared.state import State

_UNIT_ENDINGS = ("部门", "团队", "小组", "部", "组", " department", " team", " dept")
MOST_SEARCHED = 2_000
"""Key results of a cycle among which one is also found by a part of its name."""


def folded(name: str) -> str:
    """Names are compared without case and repeated space."""
    return " ".join(name.casefold().split())


class Names:
    """What everything is called in a state and in those that follow from it, as far as somebody may see it."""

    def __init__(self, state: State, actor: Actor = OPERATOR) -> None:
        self.state = state
        self._actor = actor
        self._people: defaultdict[str, list[Id]] = defaultdict(list)
        self._units: defaultdict[str, list[Id]] = defaultdict(list)
        self._bare_units: defaultdict[str, list[Id]] = defaultdict(list)
        self._cycles: defaultdict[str, list[Id]] = defaultdict(list)
        self._objectives: defaultdict[tuple[Id, str], list[Id]] = defaultdict(list)
        self._key_results: defaultdict[tuple[Id, str], list[Id]] = defaultdict(list)
        self._of_cycle: defaultdict[Id, list[Id]] = defaultdict(list)
        for person in state.people.values():
            self._learn_person(person)
        for unit in state.units.values():
            self._learn_unit(unit)
        for cycle in state.cycles.values():
            self._cycles[folded(cycle.name)].append(cycle.id)
            for each in state.index.groups.get((cycle.id, "all"), ()):
                objective = state.objectives[each]
                self._objectives[cycle.id, folded(objective.title)].append(each)
                for key_result_id in state.index.key_results.get(each, ()):
                    self._learn_key_result(state.key_results[key_result_id], cycle.id)

    def follow(self, state: State, events: Iterable[AnyEvent]) -> None:
        self.state = state
        for event in events:
            match event:
                case PersonAdded(person=person):
                    self._learn_person(person)
                case UnitAdded(unit=unit):
                    self._learn_unit(unit)
                case CycleCreated(cycle=cycle):
                    self._cycles[folded(cycle.name)].append(cycle.id)
                case ObjectiveCreated(objective=objective):
                    self._objectives[objective.cycle_id, folded(objective.title)].append(objective.id)
                case KeyResultAdded(key_result=key_result):
                    self._learn_key_result(key_result, state.objectives[key_result.objective_id].cycle_id)
                case _:
                    pass

    def _learn_person(self, person: Person) -> None:
        for name in {folded(person.name), folded(person.latin_name), folded(f"{person.name} {person.latin_name}")}:
            if name:
                self._people[name].append(person.id)

    def _learn_unit(self, unit: Unit) -> None:
        called = {folded(unit.name), folded(unit.latin_name)} - {""}
        for name in called:
            self._units[name].append(unit.id)
        for name in {_bare(each) for each in called}:
            self._bare_units[name].append(unit.id)

    def _learn_key_result(self, key_result: KeyResult, cycle_id: Id) -> None:
        self._key_results[cycle_id, folded(key_result.name)].append(key_result.id)
        self._of_cycle[cycle_id].append(key_result.id)

    def person(self, name: str) -> Person | None:
        """By e-mail address, by either name, or by both as in "王敏 Wang Min"."""
        wanted = folded(name)
        by_email = self.state.index.emails.get(wanted)
        if by_email is not None:
            return self.state.people[by_email]
        found = [self.state.people[each] for each in self._people.get(wanted, ())]
        living = [each for each in found if each.active]
        return living[0] if len(living) == 1 else found[0] if len(found) == 1 else None

    def unit(self, name: str, kind: UnitKind | None = None, parent_id: Id | None = None) -> Unit | None:
        """By either name, with or without "部", "team" and the like; or "department/team" where teams share a name."""
        wanted = folded(name)
        for candidates in (self._units.get(wanted, ()), self._bare_units.get(_bare(wanted), ())):
            found = [
                each
                for each in (self.state.units[one] for one in candidates)
                if (kind is None or each.kind is kind)
                and (parent_id is None or each.parent_id == parent_id)
                and not each.archived
            ]
            if found:
                return found[0] if len(found) == 1 else None
        above, slash, below = name.rpartition("/")
        department = self.unit(above) if slash and above else None
        return None if department is None else self.unit(below, kind, department.id)

    def cycle(self, name: str) -> Cycle | None:
        found = [self.state.cycles[each] for each in self._cycles.get(folded(name), ())]
        exact = [each for each in found if each.name == name]
        return next(iter(exact or found), None)

    def objectives(self, cycle_id: Id, title: str) -> list[Objective]:
        """All that are called so, an exact title before one in other letters."""
        found = [self.state.objectives[each] for each in self._objectives.get((cycle_id, folded(title)), ())]
        return sorted(filter(self._sees, found), key=lambda each: each.title != title)

    def objective(self, cycle_id: Id, title: str) -> Objective | None:
        found = self.objectives(cycle_id, title)
        return found[0] if len(found) == 1 else None

    def key_result(self, cycle_id: Id, name: str, owner: Person | None = None) -> KeyResult | None:
        """Exactly that name; else the only one that holds it, of that owner where several do."""
        wanted = folded(name)
        exact = self._seen_key_results(self._key_results.get((cycle_id, wanted), ()))
        all_ids = self._of_cycle.get(cycle_id, ())
        alike: list[KeyResult] = []
        if not exact and wanted and len(all_ids) <= MOST_SEARCHED:
            living = self._seen_key_results(all_ids)
            alike = [each for each in living if wanted in folded(each.name) or folded(each.name) in wanted]
        for found in (exact, alike):
            if len(found) > 1 and owner is not None:
                own = [each for each in found if owner.id in (each.owner_id, self._home(each).owner_id)]
                found = own or found
            if len(found) == 1:
                return found[0]
        return None

    def _seen_key_results(self, ids: Iterable[Id]) -> list[KeyResult]:
        found = [self.state.key_results[each] for each in ids]
        return [each for each in found if not each.archived and self._sees(self._home(each))]

    def _home(self, key_result: KeyResult) -> Objective:
        return self.state.objectives[key_result.objective_id]

    def _sees(self, objective: Objective) -> bool:
        """What somebody may not see is not there for them. The host, who keeps the database, is asked no such thing."""
        return self._actor == OPERATOR or may_view(self._actor, objective, self.state)


def _bare(name: str) -> str:
    for ending in _UNIT_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name
