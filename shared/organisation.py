"""Who belongs to what, leads what and manages whom. Pure; gives nobody a right."""

from __future__ import annotations

from shared.directory.model import Person
from shared.messages import Id
from shared.state import State


def belongs(person: Person, unit_id: Id | None, state: State) -> bool:
    """Whether a person is in a unit or in one inside it."""
    inside = person.unit_id
    while inside is not None and unit_id is not None:
        if inside == unit_id:
            return True
        inside = state.units[inside].parent_id
    return False


def leads(person: Person, unit_id: Id | None, state: State) -> bool:
    """Whether a person leads a unit or one above it."""
    while unit_id is not None and unit_id in state.units:
        if state.units[unit_id].lead_id == person.id:
            return True
        unit_id = state.units[unit_id].parent_id
    return False


def manages(manager_id: Id, person_id: Id, state: State) -> bool:
    """Whether one is the other's manager, directly or through others."""
    above = state.people[person_id].manager_id if person_id in state.people else None
    while above is not None:
        if above == manager_id:
            return True
        above = state.people[above].manager_id
    return False
