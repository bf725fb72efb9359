"""Deciding and applying grades, retrospectives and what is carried over. Pure."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from shared.cycles.model import CycleState
from shared.gates import open_objective
from shared.grades.messages import (
    CarryObjective,
    GradeCommand,
    GradeEvent,
    GradeKeyResult,
    KeyResultGraded,
    ObjectiveCarried,
    RetrospectiveWritten,
    WriteRetrospective,
)
from shared.grades.model import Carry
from shared.grading import check_grade
from shared.messages import Id, Refused, Stamp
from shared.objectives.model import Objective
from shared.state import Change, State, find
from shared.texts import check_lines


def decide(state: State, command: GradeCommand) -> list[GradeEvent]:
    match command:
        case GradeKeyResult():
            return _graded(state, command)
        case WriteRetrospective():
            objective = _closing(state, command.objective_id, "objective_id")
            if command.was is not None and command.was != objective.retrospective:
                raise Refused("stale", field="text", version=objective.version)
            text = check_lines(command.text, "text")
            if text == objective.retrospective:
                return []
            return [RetrospectiveWritten(objective_id=objective.id, before=objective.retrospective, after=text)]
        case CarryObjective():
            return _carried(state, command)
        case _:
            assert_never(command)


def _closing(state: State, objective_id: Id, field: str) -> Objective:
    """The objective, refused unless it lives and people look back at its cycle."""
    objective = find(state.objectives, objective_id, field)
    cycle = state.cycles[objective.cycle_id]
    if cycle.state is CycleState.ARCHIVED:
        raise Refused("cycle.archived", field=field, cycle=cycle.name)
    if cycle.state is not CycleState.CLOSING:
        raise Refused("closing.not_yet", field=field, cycle=cycle.name)
    if objective.archived:
        raise Refused("objective.archived", field=field)
    return objective


def _reason(text: str) -> str:
    reason = check_lines(text, "reason")
    if not reason:
        raise Refused("closing.reason", field="reason")
    return reason


def _graded(state: State, command: GradeKeyResult) -> list[GradeEvent]:
    key_result = find(state.key_results, command.key_result_id, "key_result_id")
    objective = _closing(state, key_result.objective_id, "key_result_id")
    if key_result.archived:
        raise Refused("key_result.archived", field="key_result_id")
    grade, reason = check_grade(command.grade), _reason(command.reason)
    if (grade, reason) == (key_result.grade, key_result.grade_reason):
        return []
    return [
        KeyResultGraded(
            objective_id=objective.id,
            key_result_id=key_result.id,
            before=key_result.grade,
            after=grade,
            reason=reason,
        )
    ]


def _carried(state: State, command: CarryObjective) -> list[GradeEvent]:
    objective = _closing(state, command.objective_id, "objective_id")
    if objective.carried_to is not None:
        raise Refused("closing.carried", field="objective_id")
    reason = _reason(command.reason)
    copy_id = command.copy_id
    if command.choice is Carry.ABANDONED:
        if copy_id is not None:
            raise Refused("closing.copy_unwanted", field="copy_id")
    elif copy_id is None:
        raise Refused("missing", field="copy_id")
    else:
        copy = open_objective(state, copy_id, "copy_id")
        if copy.carried_from is not None:
            raise Refused("closing.copy_taken", field="copy_id")
    if (command.choice, reason) == (objective.carry, objective.carry_reason):
        return []
    return [ObjectiveCarried(objective_id=objective.id, choice=command.choice, reason=reason, copy_id=copy_id)]


def evolve(state: State, event: GradeEvent, stamp: Stamp) -> Change:
    match event:
        case KeyResultGraded():
            key_result = replace(
                state.key_results[event.key_result_id],
                grade=event.after,
                grade_reason=event.reason,
                graded_at=stamp.at,
                graded_by=stamp.actor_id,
                version=stamp.seq,
                changed_at=stamp.at,
                changed_by=stamp.actor_id,
            )
            cycle_id = state.objectives[event.objective_id].cycle_id
            return Change(
                state=replace(state, key_results=state.key_results.set(key_result.id, key_result)),
                stored=frozenset({("key_results", key_result.id)}),
                woken=frozenset({f"grades:{cycle_id}"}),
            )
        case RetrospectiveWritten():
            return _put(state, stamp, replace(state.objectives[event.objective_id], retrospective=event.after))
        case ObjectiveCarried():
            objective = replace(
                state.objectives[event.objective_id],
                carry=event.choice,
                carry_reason=event.reason,
                carried_to=event.copy_id,
            )
            if event.copy_id is None:
                return _put(state, stamp, objective)
            copy = replace(state.objectives[event.copy_id], carried_from=objective.id)
            return _put(state, stamp, objective, copy)
        case _:
            assert_never(event)


def _put(state: State, stamp: Stamp, *objectives: Objective) -> Change:
    """What lists and roll-ups ask of an objective stays as it was."""
    known = state.objectives
    for each in objectives:
        stamped = replace(each, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
        known = known.set(each.id, stamped)
    return Change(
        state=replace(state, objectives=known), stored=frozenset(("objectives", each.id) for each in objectives)
    )
