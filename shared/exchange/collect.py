"""From a workspace to a document: what one person may see of a cycle, in the neutral form that the writers take. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.directory.model import Unit
from shared.exchange import drafts
from shared.exchange.cadences import write_cadence
from shared.exchange.collect_about import called, collect_check_ins, collect_grades, collect_outcomes
from shared.exchange.drafts import CycleDraft, KeyResultDraft, MilestoneDraft, ObjectiveDraft, Sheet, SupportDraft
from shared.exchange.names import Names
from shared.key_results.model import Commitment, KeyResult
from shared.messages import Id
from shared.objectives.model import Driver, Objective, Visibility
from shared.view import View


def collect(
    view: View,
    cycle_id: Id,
    check_ins: Sequence[CheckIn] = (),
    acknowledgements: Sequence[Acknowledgement] = (),
) -> Sheet:
    """A cycle's living objectives, numbered O1, O2, … so that links and check-ins can name them.

    `check_ins` and what was said to them come in the order of posting; those of goals that are not seen are left out.
    """
    cycle = view.state.cycles[cycle_id]
    goals = list(view.goals(cycle_id))
    keys = {goal.id: f"O{number}" for number, goal in enumerate(goals, start=1)}
    names = Names(view.state, view.actor)
    key_results = [
        (f"{keys[goal.id]}/KR{number}", each)
        for goal in goals
        for number, each in enumerate(view.key_results(goal.id), start=1)
    ]
    posted, said = collect_check_ins(names, key_results, check_ins, acknowledgements)
    return Sheet(
        cycles=(
            CycleDraft(
                name=cycle.name,
                starts=cycle.starts_on,
                ends=cycle.ends_on,
                kind=cycle.kind.value,
                state=cycle.state.value,
                closed=cycle.closed_at,
            ),
        ),
        objectives=tuple(_objective(view, names, goal, keys, cycle.name) for goal in goals),
        check_ins=tuple(posted),
        acknowledgements=tuple(said),
        grades=tuple(collect_grades(names, key_results)),
        outcomes=tuple(collect_outcomes(view, [(keys[goal.id], goal) for goal in goals])),
    )


def _objective(view: View, names: Names, goal: Objective, keys: dict[Id, str], cycle: str) -> ObjectiveDraft:
    people, units = view.state.people, view.state.units
    unit = units.get(goal.unit_id) if goal.unit_id is not None else None
    return ObjectiveDraft(
        key=keys[goal.id],
        title=goal.title,
        description=goal.description,
        level=goal.level.value,
        unit=_unit(names, unit) if unit is not None else None,
        owner=called(names, people[goal.owner_id]),
        co_owners=tuple(filter(None, (called(names, people[each]) for each in goal.co_owner_ids))),
        cycle=cycle,
        visibility=None if goal.visibility is Visibility.PUBLIC else cast(drafts.Visibility, goal.visibility.value),
        draft=goal.draft,
        supports=_supports(view, goal, keys),
        driver=None if goal.driver is Driver.KEY_RESULTS else cast(drafts.Driver, goal.driver.value),
        key_results=tuple(
            _key_result(view, names, each, number) for number, each in enumerate(view.key_results(goal.id), start=1)
        ),
    )


def _unit(names: Names, unit: Unit) -> str:
    """The name, with the department before it where the name alone means another unit, or none."""
    if names.unit(unit.name, unit.kind) == unit or unit.parent_id is None:
        return unit.name
    return f"{names.state.units[unit.parent_id].name}/{unit.name}"


def _supports(view: View, goal: Objective, keys: dict[Id, str]) -> tuple[SupportDraft, ...]:
    found = []
    for link in view.links_up(goal.id):
        target = keys.get(link.parent_id)
        if target is None:
            continue
        if link.key_result_id is not None:
            ids = [each.id for each in view.key_results(link.parent_id)]
            if link.key_result_id not in ids:
                continue
            target = f"{target}/KR{ids.index(link.key_result_id) + 1}"
        found.append(SupportDraft(target=target, primary=link.primary, contributes=link.contributes))
    return tuple(found)


def _key_result(view: View, names: Names, key_result: KeyResult, number: int) -> KeyResultDraft:
    measure = key_result.measure
    owner = view.state.people.get(key_result.owner_id)
    return KeyResultDraft(
        key=f"KR{number}",
        name=key_result.name,
        kind=measure.kind.value,
        baseline=measure.baseline,
        target=measure.target,
        low=measure.low,
        high=measure.high,
        tolerance=measure.tolerance,
        current=key_result.current,
        unit=measure.unit or None,
        weight=None if key_result.weight == Decimal(1) else key_result.weight,
        owner=called(names, owner),
        commitment="committed" if key_result.commitment is Commitment.COMMITTED else None,
        cadence=write_cadence(key_result.cadence),
        confidence=key_result.confidence,
        milestones=tuple(
            MilestoneDraft(name=each.name, done=each.done, weight=each.weight) for each in measure.milestones
        ),
    )
