"""The caller, the workspace, people, units and cycles over REST. Declares operations; decides nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.api import answers
from server.api.asking import asks
from server.api.calls import Call
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, page
from shared.cycles.messages import ChangeCycle, CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import Person, UnitKind
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


asks("PATCH", "/workspace", ChangeWorkspace, "Change the workspace's name or thresholds. Admins only.",
     tag="Workspace", body="WorkspaceUpdate", name="update_workspace",
     answer=answers.Workspace, shows=lambda call, _: answers.workspace(call.view))  # fmt: skip


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
        and words in _found_by(call.view.known(each))
    )
    kept, following = page(found, lambda each: (each.name, each.id), query, tuple[str, str])
    return Page(items=[answers.person(call.view.known(each)) for each in kept], next_cursor=following)


def _found_by(person: Person) -> str:
    """Latin names also as people type them in a hurry: wangmin, wm."""
    parts = person.latin_name.split()
    typed = ("".join(parts), "".join(each[0] for each in parts))
    return "\n".join((person.name, person.latin_name, *typed, person.title, person.email)).casefold()


def _person(call: Call, asked: AddPerson | ChangePerson) -> answers.Person:
    return answers.person(call.view.state.people[asked.person_id])


asks("POST", "/people", AddPerson, "Add a person. Admins only.",
     tag="People", makes="person_id", body="PersonCreate", name="create_person",
     answer=answers.Person, shows=_person)  # fmt: skip


@operation("GET", "/people/{id}", tag="People", answer=answers.Person)
async def get_person(call: Call, body: None, query: NoQuery) -> answers.Person:
    """Read a person."""
    return answers.person(call.view.known(find(call.view.state.people, call.the("person_id"), "person_id")))


asks("PATCH", "/people/{id}", ChangePerson, "Change a person, or deactivate them.",
     tag="People", at="person_id", body="PersonUpdate", name="update_person", answer=answers.Person, shows=_person,
     says="Names, language and time zone are one's own; the rest is an admin's to change. `active` false deactivates.",
)  # fmt: skip


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


def _unit(call: Call, asked: AddUnit | ChangeUnit) -> answers.Unit:
    return answers.unit(call.view.state.units[asked.unit_id])


asks("POST", "/units", AddUnit, "Add a department or a team. Admins only.",
     tag="Units", makes="unit_id", body="UnitCreate", name="create_unit", answer=answers.Unit, shows=_unit,
     says="A team needs a department as `parent_id`.")  # fmt: skip


@operation("GET", "/units/{id}", tag="Units", answer=answers.Unit)
async def get_unit(call: Call, body: None, query: NoQuery) -> answers.Unit:
    """Read a department or team."""
    return answers.unit(find(call.view.state.units, call.the("unit_id"), "unit_id"))


asks("PATCH", "/units/{id}", ChangeUnit, "Change, archive or restore a department or team. Admins only.",
     tag="Units", at="unit_id", body="UnitUpdate", name="update_unit", answer=answers.Unit, shows=_unit)  # fmt: skip


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


def _cycle(call: Call, asked: CreateCycle | ChangeCycle | MoveCycle) -> answers.Cycle:
    return answers.cycle(call.view.state.cycles[asked.cycle_id], call.now)


asks("POST", "/cycles", CreateCycle, "Create a cycle. Admins only.",
     tag="Cycles", makes="cycle_id", body="CycleCreate", answer=answers.Cycle, shows=_cycle,
     says="A new cycle is a draft. `ends_on` is its last day.")  # fmt: skip


@operation("GET", "/cycles/{id}", tag="Cycles", answer=answers.Cycle)
async def get_cycle(call: Call, body: None, query: NoQuery) -> answers.Cycle:
    """Read a cycle."""
    return answers.cycle(find(call.view.state.cycles, call.the("cycle_id"), "cycle_id"), call.now)


asks("PATCH", "/cycles/{id}", ChangeCycle, "Change a cycle's name or dates. Admins only.",
     tag="Cycles", at="cycle_id", body="CycleUpdate", name="update_cycle", answer=answers.Cycle, shows=_cycle)  # fmt: skip


asks("POST", "/cycles/{id}/state", MoveCycle, "Move a cycle to another state. Admins only.",
     tag="Cycles", at="cycle_id", body="CycleMove", answer=answers.Cycle, shows=_cycle,
     says="draft → active → closing → archived; back from active to draft and from closing to active. Archiving one "
     "with key results that nobody has graded wants a `reason`.")  # fmt: skip
