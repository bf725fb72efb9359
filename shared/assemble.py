"""Puts a state together from its stored things, with everything that follows from them. Must equal the state folded from the log. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from immutables import Map

from shared.alignment.model import Link
from shared.asked import reasked
from shared.cycles.model import Cycle
from shared.directory.model import Person, Unit
from shared.inbox.model import Preferences
from shared.key_results.model import KeyResult
from shared.meetings.model import Meeting
from shared.messages import Id
from shared.objectives.model import Objective
from shared.rollup import roll_up
from shared.state import Group, Index, State, groups_of
from shared.workspace.model import Workspace

K = TypeVar("K")


def assemble(
    *,
    workspace: Workspace,
    seq: int,
    people: Iterable[Person] = (),
    units: Iterable[Unit] = (),
    cycles: Iterable[Cycle] = (),
    objectives: Iterable[Objective] = (),
    key_results: Iterable[KeyResult] = (),
    links: Iterable[Link] = (),
    meetings: Iterable[Meeting] = (),
    preferences: Iterable[Preferences] = (),
) -> State:
    people = list(people)
    objectives = sorted(objectives, key=lambda each: (each.created_at, each.id))
    key_results = sorted(key_results, key=lambda each: (each.position, each.id))
    links = sorted(links, key=lambda each: each.id)
    meetings = sorted(meetings, key=lambda each: (each.created_at, each.id))

    groups: defaultdict[Group, list[Id]] = defaultdict(list)
    for objective in objectives:
        for group in groups_of(objective):
            groups[group].append(objective.id)
    of_objective: defaultdict[Id, list[Id]] = defaultdict(list)
    for key_result in key_results:
        if not key_result.archived:
            of_objective[key_result.objective_id].append(key_result.id)
    owned: defaultdict[Id, list[Id]] = defaultdict(list)
    for each in sorted((each for each in key_results if not each.archived), key=lambda each: each.id):
        owned[each.owner_id].append(each.id)
    links_from: defaultdict[Id, list[Id]] = defaultdict(list)
    links_to: defaultdict[Id, list[Id]] = defaultdict(list)
    for link in links:
        links_from[link.child_id].append(link.id)
        links_to[link.parent_id].append(link.id)
    reports: defaultdict[Id, list[Id]] = defaultdict(list)
    for person in sorted(people, key=lambda each: each.id):
        if person.active and person.manager_id is not None:
            reports[person.manager_id].append(person.id)
    of_cycle: defaultdict[Id, list[Id]] = defaultdict(list)
    for meeting in meetings:
        of_cycle[meeting.cycle_id].append(meeting.id)

    state = State(
        workspace=workspace,
        seq=seq,
        people=Map({each.id: each for each in people}),
        units=Map({each.id: each for each in units}),
        cycles=Map({each.id: each for each in cycles}),
        objectives=Map({each.id: each for each in objectives}),
        key_results=Map({each.id: each for each in key_results}),
        links=Map({each.id: each for each in links}),
        meetings=Map({each.id: each for each in meetings}),
        preferences=Map({each.id: each for each in preferences}),
        index=Index(
            groups=_frozen(groups),
            key_results=_frozen(of_objective),
            links_from=_frozen(links_from),
            links_to=_frozen(links_to),
            emails=Map({each.email: each.id for each in people}),
            owned=_frozen(owned),
            reports=_frozen(reports),
            meetings=_frozen(of_cycle),
        ),
    )
    state = roll_up(state, [each.id for each in objectives])[0]
    return reasked(State(workspace=workspace), state, [("key_results", each.id) for each in key_results])[0]


def _frozen(lists: dict[K, list[Id]]) -> Map[K, tuple[Id, ...]]:
    return Map({key: tuple(ids) for key, ids in lists.items()})
