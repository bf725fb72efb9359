"""The caller, the workspace, people, units and cycles over REST. Declares operations; decides nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, structs

from server.api import answers
from server.api.bodies import (
    CycleCreate,
    CycleMove,
    CycleUpdate,
    PersonCreate,
    PersonUpdate,
    UnitCreate,
    UnitUpdate,
    WorkspaceUpdate,
)
from server.api.calls import Call
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, page
from shared.cycles.messages import ChangeCycle, CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.messages import Id, Refused, Role
from shared.state import find
from shared.workspace.messages import ChangeWorkspace

Words = Annotated[str, Meta(max_length=300, description="Words to look for, in any case.")]


class PeopleQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    q: Words = ""
    unit: Id | None = None
    role: Role | None = None
    manager: Id | None = None
    active: bool | None = None


class UnitsQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    q: Words = ""
    kind: UnitKind | None = None
    parent: Id | None = None
    archived: bool = False


class CyclesQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: CycleState | None = None


@operation("GET", "/me", tag="Workspace", answer=answers.Me)
async def get_me(call: Call, body: None, query: NoQuery) -> answers.Me:
    """Who calls."""
    me = call.view.me
    if me is None:
        raise Refused("forbidden")
    return answers.Me(person=answers.person(me), via=call.identity.via)


@operation("GET", "/workspace", tag="Workspace", answer=answers.Workspace)
async def get_workspace(call: Call, body: None, query: NoQuery) -> answers.Workspace:
    """Read the workspace."""
    return answers.workspace(call.view)


@operation("PATCH", "/workspace", tag="Workspace", body=WorkspaceUpdate, answer=answers.Workspace)
async def update_workspace(call: Call, body: WorkspaceUpdate, query: NoQuery) -> answers.Workspace:
    """Change the workspace's name or thresholds. Admins only."""
    await call.execute(ChangeWorkspace(**structs.asdict(body)))
    return answers.workspace(call.view)


@operation("GET", "/people", tag="People", query=PeopleQuery, answer=Page[answers.Person])
async def list_people(call: Call, body: None, query: PeopleQuery) -> Page[answers.Person]:
    """List people by name.

    `q` looks into names, titles and addresses.
    """
    words = query.q.casefold()
    found = (
        each
        for each in call.view.state.people.values()
        if query.unit in (None, each.unit_id)
        and query.role in (None, each.role)
        and query.manager in (None, each.manager_id)
        and query.active in (None, each.active)
        and words in f"{each.name}\n{each.latin_name}\n{each.title}\n{each.email}".casefold()
    )
    kept, following = page(found, lambda each: (each.name, each.id), query, tuple[str, str])
    return Page(items=[answers.person(each) for each in kept], next_cursor=following)


@operation("POST", "/people", tag="People", body=PersonCreate, answer=answers.Person, status=201)
async def create_person(call: Call, body: PersonCreate, query: NoQuery) -> answers.Person:
    """Add a person. Admins only."""
    given = structs.asdict(body)
    person_id = call.new_id(given.pop("id"))
    await call.execute(AddPerson(person_id=person_id, **given))
    return answers.person(call.view.state.people[person_id])


@operation("GET", "/people/{id}", tag="People", answer=answers.Person)
async def get_person(call: Call, body: None, query: NoQuery) -> answers.Person:
    """Read a person."""
    return answers.person(find(call.view.state.people, call.the("person_id"), "person_id"))


@operation("PATCH", "/people/{id}", tag="People", body=PersonUpdate, answer=answers.Person, versioned=True)
async def update_person(call: Call, body: PersonUpdate, query: NoQuery) -> answers.Person:
    """Change a person, or deactivate them."""
    person_id = call.the("person_id")
    await call.execute(ChangePerson(person_id=person_id, if_version=call.if_version, **structs.asdict(body)))
    return answers.person(call.view.state.people[person_id])


@operation("GET", "/units", tag="Units", query=UnitsQuery, answer=Page[answers.Unit])
async def list_units(call: Call, body: None, query: UnitsQuery) -> Page[answers.Unit]:
    """List departments and teams by name.

    `archived` true lists the archived ones instead of the living.
    """
    words = query.q.casefold()
    found = (
        each
        for each in call.view.state.units.values()
        if query.kind in (None, each.kind)
        and query.parent in (None, each.parent_id)
        and query.archived is each.archived
        and words in f"{each.name}\n{each.latin_name}".casefold()
    )
    kept, following = page(found, lambda each: (each.name, each.id), query, tuple[str, str])
    return Page(items=[answers.unit(each) for each in kept], next_cursor=following)


@operation("POST", "/units", tag="Units", body=UnitCreate, answer=answers.Unit, status=201)
async def create_unit(call: Call, body: UnitCreate, query: NoQuery) -> answers.Unit:
    """Add a department or a team. Admins only."""
    given = structs.asdict(body)
    unit_id = call.new_id(given.pop("id"))
    await call.execute(AddUnit(unit_id=unit_id, **given))
    return answers.unit(call.view.state.units[unit_id])


@operation("GET", "/units/{id}", tag="Units", answer=answers.Unit)
async def get_unit(call: Call, body: None, query: NoQuery) -> answers.Unit:
    """Read a department or team."""
    return answers.unit(find(call.view.state.units, call.the("unit_id"), "unit_id"))


@operation("PATCH", "/units/{id}", tag="Units", body=UnitUpdate, answer=answers.Unit, versioned=True)
async def update_unit(call: Call, body: UnitUpdate, query: NoQuery) -> answers.Unit:
    """Change, archive or restore a department or team. Admins only."""
    unit_id = call.the("unit_id")
    await call.execute(ChangeUnit(unit_id=unit_id, if_version=call.if_version, **structs.asdict(body)))
    return answers.unit(call.view.state.units[unit_id])


@operation("GET", "/cycles", tag="Cycles", query=CyclesQuery, answer=Page[answers.Cycle])
async def list_cycles(call: Call, body: None, query: CyclesQuery) -> Page[answers.Cycle]:
    """List cycles, the latest first."""
    found = (each for each in call.view.cycles() if query.state in (None, each.state))
    kept, following = page(
        found,
        lambda each: (each.starts_on.isoformat(), each.ends_on.isoformat(), each.id),
        query,
        tuple[str, str, str],
        latest_first=True,
    )
    return Page(items=[answers.cycle(each, call.now) for each in kept], next_cursor=following)


@operation("POST", "/cycles", tag="Cycles", body=CycleCreate, answer=answers.Cycle, status=201)
async def create_cycle(call: Call, body: CycleCreate, query: NoQuery) -> answers.Cycle:
    """Create a cycle. Admins only."""
    given = structs.asdict(body)
    cycle_id = call.new_id(given.pop("id"))
    await call.execute(CreateCycle(cycle_id=cycle_id, **given))
    return answers.cycle(call.view.state.cycles[cycle_id], call.now)


@operation("GET", "/cycles/{id}", tag="Cycles", answer=answers.Cycle)
async def get_cycle(call: Call, body: None, query: NoQuery) -> answers.Cycle:
    """Read a cycle."""
    return answers.cycle(find(call.view.state.cycles, call.the("cycle_id"), "cycle_id"), call.now)


@operation("PATCH", "/cycles/{id}", tag="Cycles", body=CycleUpdate, answer=answers.Cycle, versioned=True)
async def update_cycle(call: Call, body: CycleUpdate, query: NoQuery) -> answers.Cycle:
    """Change a cycle's name or dates. Admins only."""
    cycle_id = call.the("cycle_id")
    await call.execute(ChangeCycle(cycle_id=cycle_id, if_version=call.if_version, **structs.asdict(body)))
    return answers.cycle(call.view.state.cycles[cycle_id], call.now)


@operation("POST", "/cycles/{id}/state", tag="Cycles", body=CycleMove, answer=answers.Cycle, versioned=True)
async def move_cycle(call: Call, body: CycleMove, query: NoQuery) -> answers.Cycle:
    """Move a cycle to another state. Admins only."""
    cycle_id = call.the("cycle_id")
    await call.execute(MoveCycle(cycle_id=cycle_id, state=body.state, reason=body.reason, if_version=call.if_version))
    return answers.cycle(call.view.state.cycles[cycle_id], call.now)
