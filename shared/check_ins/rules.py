"""Deciding and applying check-ins. Pure."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from shared.check_ins.messages import CheckInCommand, CheckInEvent, CheckInPosted
from shared.check_ins.model import CheckIn
from shared.cycles.model import CycleState
from shared.gates import open_objective
from shared.key_results.measures import check_value
from shared.key_results.model import KeyResult, Kind, Measure
from shared.messages import Id, Refused, Stamp
from shared.state import Change, State, find
from shared.texts import check_lines


def decide(state: State, command: CheckInCommand, actor_id: Id | None, at: datetime) -> list[CheckInEvent]:
    key_result = find(state.key_results, command.key_result_id, "key_result_id")
    objective = open_objective(state, key_result.objective_id, "key_result_id")
    if key_result.archived:
        raise Refused("key_result.archived", field="key_result_id")
    if state.cycles[objective.cycle_id].state is CycleState.DRAFT:
        raise Refused("cycle.not_started", field="key_result_id", cycle=state.cycles[objective.cycle_id].name)
    note = check_lines(command.note, "note")
    value = None if command.value is None else check_value(key_result.measure, command.value)
    if command.done is not None:
        _check_done(key_result, command.done)
    if value is None and command.done is None and command.confidence is None and not note:
        raise Refused("check_in.empty", field="value")
    when = at if command.at is None else command.at
    if when.tzinfo is None:
        raise Refused("date.zone", field="at")
    if when > at:
        raise Refused("date.future", field="at")
    check_in = CheckIn(
        id=command.check_in_id,
        key_result_id=key_result.id,
        objective_id=objective.id,
        author_id=actor_id,
        at=when,
        value=value,
        done=command.done,
        before=key_result.current,
        confidence=command.confidence,
        note=note,
    )
    return [CheckInPosted(objective_id=objective.id, check_in=check_in)]


def _check_done(key_result: KeyResult, done: tuple[Id, ...]) -> None:
    if key_result.measure.kind is not Kind.MILESTONE:
        raise Refused("check_in.no_milestones", field="done")
    if not set(done) <= {each.id for each in key_result.measure.milestones}:
        raise Refused("not_found", field="done")


def evolve(state: State, event: CheckInEvent, stamp: Stamp) -> Change:
    """Only the latest check-in by its own time speaks for the key result; an older one is history."""
    check_in = event.check_in
    key_result = state.key_results[check_in.key_result_id]
    woken = frozenset({f"check_ins:{key_result.id}", f"history:{event.objective_id}"})
    if key_result.checked_in_at is not None and check_in.at < key_result.checked_in_at:
        return Change(state=state, woken=woken)
    key_result = replace(
        key_result,
        current=key_result.current if check_in.value is None else check_in.value,
        measure=key_result.measure if check_in.done is None else _done(key_result.measure, check_in.done),
        confidence=key_result.confidence if check_in.confidence is None else check_in.confidence,
        checked_in_at=check_in.at,
        version=stamp.seq,
        changed_at=stamp.at,
        changed_by=stamp.actor_id,
    )
    return Change(
        state=replace(state, key_results=state.key_results.set(key_result.id, key_result)),
        stored=frozenset({("key_results", key_result.id)}),
        roll=frozenset({key_result.objective_id}),
        woken=woken,
    )


def _done(measure: Measure, done: tuple[Id, ...]) -> Measure:
    return replace(measure, milestones=tuple(replace(each, done=each.id in done) for each in measure.milestones))
