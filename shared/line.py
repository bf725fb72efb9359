"""The line above somebody: their manager, the manager's manager, and so on. Pure; decides no rights."""

from __future__ import annotations

from datetime import datetime

from shared.cadence.anchors import local_day
from shared.key_results.model import KeyResult
from shared.messages import Actor, Id
from shared.objectives.model import Objective
from shared.policy import may_view
from shared.state import State, preferences_of


def first_above(state: State, person_id: Id, objective: Objective, at: datetime) -> Id | None:
    """The first above who is there and may see the objective. Who is out of office is passed over, unless everybody is."""
    first: Id | None = None
    above = state.people[person_id].manager_id
    while above is not None:
        person = state.people[above]
        if person.active and may_view(Actor(above), objective, state):
            if not preferences_of(state, above).is_away(local_day(at, person.time_zone)):
                return above
            first = first or above
        above = person.manager_id
    return first


def next_up(state: State, key_result: KeyResult, person_id: Id | None, at: datetime) -> Id | None:
    """To whom somebody hands a key result: whoever is above them in its owner's line, or above its owner. None: nobody is."""
    start = person_id if person_id is not None and person_id in line_above(state, key_result.owner_id) else None
    return first_above(state, start or key_result.owner_id, state.objectives[key_result.objective_id], at)


def line_above(state: State, person_id: Id) -> list[Id]:
    found: list[Id] = []
    above = state.people[person_id].manager_id
    while above is not None:
        found.append(above)
        above = state.people[above].manager_id
    return found
