"""Whom a text can call after an @, over REST. Declares an operation; calls nobody."""

from __future__ import annotations

from heapq import nsmallest

from msgspec import Struct

from server.api.answers import Answer
from server.api.calls import Call
from server.api.directory import Words
from server.api.operations import operation
from shared.directory.model import Person
from shared.mentions import Names
from shared.messages import Actor, Id, Refused, Role
from shared.objectives.model import Objective
from shared.policy import may_view
from shared.state import State

MOST = 50


class Callable(Answer, frozen=True, kw_only=True):
    """`calling` is what to write after the @: the name, with what tells this person from others of that name in brackets.

    `sees` says whether they may see the objective that was asked about; who may not is not told.
    """

    id: Id
    name: str
    latin_name: str
    calling: str
    sees: bool | None


class CallableQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    q: Words = ""
    objective: Id | None = None


@operation("GET", "/people/callable", tag="People", query=CallableQuery, answer=list[Callable])
async def list_callable_people(call: Call, body: None, query: CallableQuery) -> list[Callable]:
    """List whom a text can call with an @, the best 50 for what was typed.

    `q` is the beginning of a name, of its Latin form with or without spaces, initials, or a part of a title; `objective` is what
    the text is about.
    """
    view, state = call.view, call.view.state
    if view.me is None:
        raise Refused("forbidden")
    objective = None if query.objective is None else view.objective(query.objective)
    if query.objective is not None and objective is None:
        raise Refused("not_found", field="objective")
    words = query.q.casefold()
    near = frozenset[Id]() if objective is None else _near(state, objective) - {view.me.id}
    # guests write nothing, and are told no address
    knows = view.me.role is not Role.GUEST
    ranked = nsmallest(
        MOST,
        (
            (rank, each.id not in near, each.name, each.id)
            for each in state.people.values()
            if each.active and (rank := _rank(each if knows else view.known(each), words)) is not None
        ),
    )
    offered = {name.casefold() for _, _, name, _ in ranked}
    # asked at every letter: whoever is called otherwise than all of these tells none of them apart
    names = Names(
        each
        for each in state.people.values()
        if each.name.casefold() in offered or each.latin_name.casefold() in offered
    )
    return [
        Callable(
            id=each,
            name=name,
            latin_name=state.people[each].latin_name,
            calling=names.calling(state.people[each]) if knows else name,
            sees=None if objective is None else may_view(Actor(each), objective, state),
        )
        for _, _, name, each in ranked
    ]


def _near(state: State, objective: Objective) -> frozenset[Id]:
    """Who owns something of it, and their managers: of those who are called alike, they are meant first."""
    owned = (state.key_results[each].owner_id for each in state.index.key_results.get(objective.id, ()))
    owners = {objective.owner_id, *objective.co_owner_ids, *owned}
    managers = (state.people[each].manager_id for each in owners)
    return frozenset({*owners, *(each for each in managers if each is not None)})


def _rank(person: Person, words: str) -> int | None:
    """The beginning of the name, then that of the Latin one as people type it in a hurry (wangmin, min, wm), then anything in
    them, then what else is known of somebody; None where nothing is alike."""
    name = person.name.casefold()
    if name.startswith(words):
        return 0
    latin = person.latin_name.casefold()
    parts = latin.split()
    if any(each.startswith(words) for each in ("".join(parts), latin, *parts, "".join(each[0] for each in parts))):
        return 1
    if words in name or words in "".join(parts):
        return 2
    return 3 if words in f"{person.title}\n{person.email}".casefold() else None
