"""Links between objectives of a document, or from them to what is there already. Pure."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct
from msgspec.structs import replace

from shared.alignment.messages import LinkObjective
from shared.directory.model import Person
from shared.exchange.drafts import ObjectiveDraft, Problem, SupportDraft
from shared.exchange.names import folded
from shared.exchange.trial import Row, Trial
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective


class Placed(Struct, frozen=True):
    """An objective that is there now, and its key results: by their number or key in the document, and by name."""

    draft: ObjectiveDraft
    objective_id: Id
    cycle_id: Id
    by_key: dict[str, Id]
    by_name: dict[str, Id]

    def key_result(self, reference: str) -> Id | None:
        wanted = folded(reference)
        return self.by_key.get(wanted) or self.by_name.get(wanted)


def plan_links(trial: Trial, placed: list[Placed], places: Places) -> None:
    """When all objectives are in: what one supports may stand further down."""
    for each in placed:
        for support in each.draft.supports:
            _link(trial, places, each, support)


class Places:
    def __init__(self, trial: Trial, placed: list[Placed]) -> None:
        self._trial = trial
        self._by_key: defaultdict[str, list[Placed]] = defaultdict(list)
        self._by_title: defaultdict[str, list[Placed]] = defaultdict(list)
        for each in placed:
            self._by_key[folded(each.draft.key or "")].append(each)
            self._by_title[folded(each.draft.title)].append(each)

    def target(self, placed: Placed, reference: str) -> tuple[Id, Id | None] | None:
        return self._target(reference, placed.cycle_id)

    def _target(self, reference: str, cycle_id: Id) -> tuple[Id, Id | None] | None:
        """ "O1", "O1/KR2", a title, or a title and a key result's name with a slash between: keys before titles."""
        head, slash, tail = reference.rpartition("/")
        for names in (self._by_key, self._by_title):
            whole = _one(names, reference, cycle_id)
            if whole is not None:
                return whole.objective_id, None
            found = _one(names, head, cycle_id) if slash else None
            key_result_id = found.key_result(tail) if found is not None else None
            if found is not None and key_result_id is not None:
                return found.objective_id, key_result_id
        return self._known(cycle_id, reference, head if slash else "", tail)

    def key_result(self, reference: str, cycles: list[Id], owner: Person | None) -> KeyResult | None:
        """ "O1/KR2" of the document, else by its name; where several are called so, that of this person."""
        state = self._trial.state
        for cycle_id in cycles:
            found = self._target(reference, cycle_id)
            if found is not None and found[1] is not None:
                return state.key_results[found[1]]
        named = (self._trial.names.key_result(each, reference, owner) for each in cycles)
        return next((each for each in named if each is not None), None)

    def objective(self, reference: str, cycles: list[Id]) -> Objective | None:
        for cycle_id in cycles:
            found = self._target(reference, cycle_id)
            if found is not None and found[1] is None:
                return self._trial.state.objectives[found[0]]
        return None

    def _known(self, cycle_id: Id, reference: str, head: str, tail: str) -> tuple[Id, Id | None] | None:
        """Among what was there before."""
        names, state = self._trial.names, self._trial.state
        whole = names.objective(cycle_id, reference)
        if whole is not None:
            return whole.id, None
        found = names.objective(cycle_id, head) if head else None
        if found is None:
            return None
        wanted = folded(tail)
        for number, each in enumerate(state.index.key_results.get(found.id, ()), start=1):
            if wanted in (folded(state.key_results[each].name), f"kr{number}"):
                return found.id, each
        return None


def _one(names: dict[str, list[Placed]], reference: str, cycle_id: Id) -> Placed | None:
    """The same cycle's before another's; keys begin anew in each cycle."""
    found = names.get(folded(reference), []) if reference.strip() else []
    near = [each for each in found if each.cycle_id == cycle_id] or found
    return near[0] if near else None


def _link(trial: Trial, places: Places, placed: Placed, support: SupportDraft) -> None:
    row = Row(
        what="create", line=placed.draft.line, where=placed.draft.where, kind="link", title=support.target, depth=1
    )
    target = places.target(placed, support.target)
    if target is None:
        problem = Problem(
            code="support_unknown", severity="refused", field="supports", params={"target": support.target}
        )
        trial.say(replace(row, what="ask", reasons=(problem,)))
        return
    parent_id, key_result_id = target
    row = replace(row, detail=trial.state.objectives[parent_id].title)
    there = [trial.state.links[each] for each in trial.state.index.links_from.get(placed.objective_id, ())]
    if any((each.parent_id, each.key_result_id) == target for each in there):
        trial.say(replace(row, what="same"))
        return
    refusal = trial.do(
        LinkObjective(
            link_id=trial.new_id(),
            child_id=placed.objective_id,
            parent_id=parent_id,
            key_result_id=key_result_id,
            # what is primary already stays so
            primary=support.primary and not any(each.primary for each in there),
            contributes=support.contributes,
        )
    )
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal is not None else row)
