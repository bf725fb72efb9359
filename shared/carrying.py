"""Carries an objective into another cycle: the commands that make its copy and record it on both sides. Carries out none."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid5

from msgspec.structs import replace

from shared.events import AnyCommand
from shared.grades.messages import CarryObjective
from shared.grades.model import Carry
from shared.key_results.messages import AddKeyResult
from shared.key_results.model import KeyResult, Kind, Measure
from shared.messages import Id, Refused
from shared.numbers import WHOLE
from shared.objectives.messages import CreateObjective
from shared.progress import key_result_progress
from shared.view import View


def carry_over(
    view: View, objective_id: Id, choice: Carry, reason: str, cycle_id: Id | None, copy_id: Id
) -> list[AnyCommand]:
    """To be carried out whole or not at all. Ids of the copied key results follow from `copy_id`.

    What was kept is published again, what is to be changed becomes a draft. Somebody who has left hands over to
    whoever carries it.
    """
    objective = view.objective(objective_id)
    if objective is None:
        raise Refused("not_found", field="objective_id")
    if choice is Carry.ABANDONED:
        return [CarryObjective(objective_id=objective_id, choice=choice, reason=reason)]
    if cycle_id is None:
        raise Refused("missing", field="cycle_id")
    if objective.carried_to not in (None, copy_id):
        # not a second one, as the rules will say; with the same id it is the same set, so that a repeat is known
        was = objective.carried_to
        return [CarryObjective(objective_id=objective_id, choice=choice, reason=reason, copy_id=was)]
    owner_id = _living(view, objective.owner_id)
    create = CreateObjective(
        objective_id=copy_id,
        cycle_id=cycle_id,
        title=objective.title,
        level=objective.level,
        owner_id=owner_id,
        unit_id=objective.unit_id,
        co_owner_ids=tuple(each for each in objective.co_owner_ids if view.state.people[each].active),
        description=objective.description,
        visibility=objective.visibility,
        driver=objective.driver,
        draft=choice is Carry.CHANGED or objective.draft,
    )
    return [
        create,
        *(
            _added(view, each, measure, copy_id)
            for each in view.key_results(objective_id)
            if (measure := continued(each)) is not None
        ),
        CarryObjective(objective_id=objective_id, choice=choice, reason=reason, copy_id=copy_id),
    ]


def continued(key_result: KeyResult) -> Measure | None:
    """How the rest of it is measured: from the value it has come to. None where nothing is left to do.

    A band keeps no baseline: one within it would be full progress that nobody has checked in.
    """
    measure, current = key_result.measure, key_result.current
    if measure.kind is Kind.MAINTAIN:
        return replace(measure, baseline=None)
    if key_result_progress(key_result) == WHOLE:
        return None
    match measure.kind:
        case Kind.INCREASE | Kind.DECREASE if current is not None:
            return replace(measure, baseline=current)
        case Kind.MILESTONE:
            return replace(measure, milestones=tuple(each for each in measure.milestones if not each.done))
        case _:
            return measure


def _added(view: View, key_result: KeyResult, measure: Measure, copy_id: Id) -> AddKeyResult:
    return AddKeyResult(
        key_result_id=str(uuid5(UUID(copy_id), key_result.id)),
        objective_id=copy_id,
        name=key_result.name,
        measure=measure,
        owner_id=_living(view, key_result.owner_id),
        weight=Decimal(key_result.weight),
        commitment=key_result.commitment,
        cadence=key_result.cadence,
    )


def _living(view: View, person_id: Id) -> Id:
    person = view.state.people.get(person_id)
    return person_id if person is None or person.active else view.actor.person_id or person_id
