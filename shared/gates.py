"""Conditions that several slices ask before they allow a change. Pure."""

from __future__ import annotations

from shared.cycles.model import Cycle, CycleState
from shared.messages import Id, Refused
from shared.objectives.model import Objective
from shared.state import State, find


def open_cycle(state: State, cycle_id: Id, field: str = "cycle_id") -> Cycle:
    """The cycle, refused when its values are frozen or it is archived."""
    cycle = find(state.cycles, cycle_id, field)
    if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        raise Refused(f"cycle.{cycle.state.value}", field=field, cycle=cycle.name)
    return cycle


def why_closed(state: State, cycle_id: Id) -> Refused | None:
    """The refusal that a new objective in this cycle would meet, for whoever asks before there is one."""
    try:
        open_cycle(state, cycle_id)
    except Refused as refused:
        return refused
    return None


def is_frozen(state: State, objective: Objective) -> bool:
    """Whether nothing of an objective changes any more, because its cycle closes or is archived."""
    return state.cycles[objective.cycle_id].state in (CycleState.CLOSING, CycleState.ARCHIVED)


def open_objective(state: State, objective_id: Id, field: str = "objective_id") -> Objective:
    """The objective, refused when it is archived or its cycle is no longer open."""
    objective = find(state.objectives, objective_id, field)
    if objective.archived:
        raise Refused("objective.archived", field=field)
    open_cycle(state, objective.cycle_id, field)
    return objective


def needs_reason(state: State, objective: Objective) -> bool:
    """Changing a target or wording needs a reason once the cycle is active and the objective published."""
    return not objective.draft and state.cycles[objective.cycle_id].state is CycleState.ACTIVE


def same_version(wanted: int | None, version: int) -> None:
    """Refused as stale when the thing has changed since the caller saw it."""
    if wanted is not None and wanted != version:
        raise Refused("stale", field="if_version", version=version)


def active_person(state: State, person_id: Id, field: str) -> Id:
    person = find(state.people, person_id, field)
    if not person.active:
        raise Refused("person.inactive", field=field, name=person.name)
    return person_id
