"""From when each key result wants the next check-in of its owner: kept beside the state, so that who owes what is counted
by looking up a moment, however much somebody has. Pure; tells nobody.

A key result wants nothing, or its next check-in from one moment on: only a change of things, never time, makes that another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.cadence.anchors import due_on
from shared.cadence.standing import EARLY, anchor_of
from shared.messages import Id
from shared.state import Asked, State, Thing, filled, indexed


def asked_from(state: State, key_result_id: Id) -> datetime | None:
    """The moment from which a check-in is owed; None when nobody asks."""
    key_result = state.key_results[key_result_id]
    objective, owner = state.objectives[key_result.objective_id], state.people[key_result.owner_id]
    day = anchor_of(key_result, objective, state.cycles[objective.cycle_id], owner.time_zone)
    return None if day is None else due_on(day - timedelta(days=EARLY), owner.time_zone)


def owed_ids(state: State, person_id: Id, now: datetime) -> list[Id]:
    """What somebody owes by now, owed longest first."""
    asked = state.index.asked.get(person_id, ())
    return [each for _, each in asked[: _owed(asked, now)]]


def coming_ids(state: State, person_id: Id, now: datetime) -> list[Id]:
    """What will be owed, the next first."""
    asked = state.index.asked.get(person_id, ())
    return [each for _, each in asked[_owed(asked, now) :]]


def owed_count(state: State, person_id: Id, now: datetime) -> int:
    return _owed(state.index.asked.get(person_id, ()), now)


def _owed(asked: tuple[Asked, ...], now: datetime) -> int:
    return bisect_right(asked, now, key=lambda each: each[0])


def reasked(before: State, after: State, stored: Iterable[Thing]) -> tuple[State, set[Id]]:
    """The index after a change of these things, and the people for whom it is another one."""
    gone, come = defaultdict[Id, set[Asked]](set), defaultdict[Id, set[Asked]](set)
    for each in {each for thing in stored for each in _concerned(after, thing)}:
        for state, found in ((before, gone), (after, come)):
            if each in state.key_results and (at := asked_from(state, each)) is not None:
                found[state.key_results[each].owner_id].add((at, each))
    asked, people = after.index.asked, {each for each in {*gone, *come} if gone[each] != come[each]}
    for person_id in people:
        entries = list(asked.get(person_id, ()))
        for entry in gone[person_id] - come[person_id]:
            del entries[bisect_left(entries, entry)]
        for entry in come[person_id] - gone[person_id]:
            insort(entries, entry)
        asked = filled(asked, person_id, entries)
    return (indexed(after, asked=asked) if people else after), people


def _concerned(state: State, thing: Thing) -> Iterable[Id]:
    kind, thing_id = thing
    match kind:
        case "key_results":
            return (thing_id,)
        case "objectives":
            return state.index.key_results.get(thing_id, ())
        case "people":
            return state.index.owned.get(thing_id, ())
        case "cycles":
            goals = state.index.groups.get((thing_id, "all"), ())
            return [each for goal in goals for each in state.index.key_results.get(goal, ())]
        case _:
            return ()
