"""Deciding and applying escalations. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from shared.cadence.standing import due
from shared.escalations.messages import (
    EscalateKeyResult,
    EscalationCommand,
    EscalationEvent,
    EscalationWithdrawn,
    KeyResultEscalated,
    WithdrawEscalation,
)
from shared.gates import open_objective
from shared.key_results.model import Escalation
from shared.line import next_up
from shared.messages import Id, Refused, Stamp
from shared.state import Change, State, find
from shared.status import RED, key_result_status
from shared.texts import check_lines


def decide(state: State, command: EscalationCommand, actor_id: Id | None, at: datetime) -> list[EscalationEvent]:
    match command:
        case EscalateKeyResult():
            return [_escalated(state, command, actor_id, at)]
        case WithdrawEscalation():
            key_result = find(state.key_results, command.key_result_id, "key_result_id")
            objective = open_objective(state, key_result.objective_id, "key_result_id")
            known = {each.id: each for each in key_result.escalations}
            if command.escalation_id not in known:
                raise Refused("not_found", field="escalation_id")
            return [
                EscalationWithdrawn(
                    objective_id=objective.id,
                    key_result_id=key_result.id,
                    escalation=known[command.escalation_id],
                )
            ]
        case _:
            assert_never(command)


def _escalated(state: State, command: EscalateKeyResult, actor_id: Id | None, at: datetime) -> KeyResultEscalated:
    key_result = find(state.key_results, command.key_result_id, "key_result_id")
    objective = open_objective(state, key_result.objective_id, "key_result_id")
    if key_result.archived:
        raise Refused("key_result.archived", field="key_result_id")
    cycle, owner = state.cycles[objective.cycle_id], state.people[key_result.owner_id]
    standing = due(key_result, objective, cycle, owner, at)
    if key_result_status(key_result, cycle, state.workspace.thresholds, at, standing).status not in RED:
        raise Refused("escalation.not_red", field="key_result_id")
    note = check_lines(command.note, "note")
    if not note:
        raise Refused("escalation.note", field="note")
    to_id = next_up(state, key_result, actor_id, at)
    if to_id is None:
        raise Refused("escalation.nobody", field="key_result_id")
    last = key_result.escalations[-1] if key_result.escalations else None
    if last is not None and (last.to_id, last.note) == (to_id, note):
        raise Refused("escalation.again", field="note", name=state.people[to_id].name)
    escalation = Escalation(id=command.escalation_id, by_id=actor_id, to_id=to_id, at=at, note=note)
    return KeyResultEscalated(objective_id=objective.id, key_result_id=key_result.id, escalation=escalation)


def evolve(state: State, event: EscalationEvent, stamp: Stamp) -> Change:
    before = state.key_results[event.key_result_id]
    match event:
        case KeyResultEscalated(escalation=escalation):
            standing = (*before.escalations, escalation)
        case EscalationWithdrawn(escalation=escalation):
            standing = tuple(each for each in before.escalations if each.id != escalation.id)
        case _:
            assert_never(event)
    after = replace(before, escalations=standing, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
    return Change(
        state=replace(state, key_results=state.key_results.set(after.id, after)),
        stored=frozenset({("key_results", after.id)}),
    )
