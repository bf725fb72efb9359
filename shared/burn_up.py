"""An objective's progress over time with that of the objectives that contribute to it, all the way down. Pure; draws nothing.

Who counts, with which weight, and what they are measured by are today's: a link that is made redraws the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.numbers import mean
from shared.objectives.model import Driver
from shared.progress import key_result_progress
from shared.rollup import counts_for
from shared.state import State
from shared.trend import Moment, Trend, after, in_order, moment, trend, unsaid

MOST = 300
"""Objectives below one that are looked at; those of more are as they are now all along."""
Part = tuple[Decimal, int | None]


def counted_children(state: State, objective_id: Id) -> list[tuple[Id, Decimal]]:
    """The objectives that its progress is rolled up from, with their weights."""
    objective = state.objectives[objective_id]
    if objective.driver is Driver.KEY_RESULTS:
        return []
    links = (state.links[each] for each in state.index.links_to.get(objective_id, ()))
    return [
        (each.child_id, each.weight)
        for each in links
        if each.contributes and counts_for(state.objectives[each.child_id], objective)
    ]


def contributing(state: State, objective_id: Id) -> list[Id]:
    """The objective and all that contribute to it, each after those that it contributes to."""
    found = [objective_id]
    for each in found:
        if len(found) > MOST:
            break
        found += [child_id for child_id, _ in counted_children(state, each)]
    return found


def burn_up(state: State, objective_id: Id, check_ins: Iterable[CheckIn], start: datetime) -> Trend:
    """At the start and after each check-in of any of them, oldest first."""
    said, tree = list(check_ins), contributing(state, objective_id)
    own = [state.key_results[each] for each in state.index.key_results.get(objective_id, ())]
    alone = trend(own, said, start)
    if len(tree) == 1 and state.objectives[objective_id].driver is not Driver.CHILDREN:
        return alone
    telling = _Telling(state, tree, said)
    moments = telling.moments(in_order(each for each in said if each.key_result_id in telling.now), start)
    children = tuple(each for each, _ in counted_children(state, objective_id))
    return replace(alone, key_result_ids=telling.counted(objective_id), child_ids=children, moments=tuple(moments))


class _Telling:
    """A tree of objectives while its check-ins are told one by one."""

    def __init__(self, state: State, tree: list[Id], said: list[CheckIn]) -> None:
        self._state, self._tree = state, tree
        self._children = {each: counted_children(state, each) for each in tree}
        self._above = {child: each for each, children in self._children.items() for child, _ in children}
        told = {each.key_result_id for each in said if each.value is not None or each.done is not None}
        self.now: dict[Id, KeyResult] = {}
        for each in tree:
            for key_result_id in self.counted(each):
                key_result = state.key_results[key_result_id]
                self.now[key_result_id] = unsaid(key_result) if key_result_id in told else key_result
        self._progress: dict[Id, int | None] = {}
        for each in reversed(tree):
            self._progress[each] = self._mean(each)

    def counted(self, objective_id: Id) -> tuple[Id, ...]:
        if self._state.objectives[objective_id].driver is Driver.CHILDREN:
            return ()
        return self._state.index.key_results.get(objective_id, ())

    def moments(self, steps: list[CheckIn], start: datetime) -> list[Moment]:
        root = self._tree[0]
        first = moment(start, self._parts(root))
        found = [] if first is None else [first]
        for step in steps:
            self.now[step.key_result_id] = after(self.now[step.key_result_id], step)
            self._roll_up(self.now[step.key_result_id].objective_id)
            told = moment(step.at, self._parts(root))
            if told is None:
                continue
            if found and found[-1].at == told.at:
                found.pop()
            if not found or (found[-1].progress, found[-1].shares) != (told.progress, told.shares):
                found.append(told)
        return found

    def _roll_up(self, objective_id: Id) -> None:
        each: Id | None = objective_id
        while each is not None:
            self._progress[each] = self._mean(each)
            each = self._above.get(each)

    def _mean(self, objective_id: Id) -> int | None:
        return mean([(weight, part) for weight, part in self._parts(objective_id) if part is not None])

    def _parts(self, objective_id: Id) -> list[Part]:
        own: list[Part] = [
            (self.now[each].weight, key_result_progress(self.now[each])) for each in self.counted(objective_id)
        ]
        known = self._state.index.progress
        return own + [
            (weight, self._progress[child] if child in self._progress else known.get(child))
            for child, weight in self._children[objective_id]
        ]
