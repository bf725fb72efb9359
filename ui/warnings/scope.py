"""What a person answers for: their own, their reports', their units'; and what of it is in trouble. Reads through a View only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from shared.cadence.standing import Standing, due
from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult
from shared.messages import Id, Role
from shared.status import RED_FLAG_AT, Status, Verdict, key_result_status
from shared.view import View

URGENT = (Status.RED_FLAG, Status.OFF_TRACK, Status.STALE)
"""Wants somebody now; at risk wants an eye."""
WEEK = timedelta(days=7)
_ORDER = {each: place for place, each in enumerate((Status.RED_FLAG, Status.STALE, Status.OFF_TRACK, Status.AT_RISK))}
_RANK = {each: place for place, each in enumerate(Status)}


class Scope(Struct, frozen=True):
    """Whose key results and which units' objectives; `everything` for who is above all, or runs the place."""

    everything: bool
    people: frozenset[Id] = frozenset()
    units: frozenset[Id] = frozenset()

    @property
    def is_own(self) -> bool:
        """Nobody's but one's own."""
        return not self.everything and len(self.people) <= 1 and not self.units


class Trouble(Struct, frozen=True):
    """A key result that wants attention, and why."""

    key_result: KeyResult
    verdict: Verdict
    standing: Standing

    def since(self, check_ins: list[CheckIn]) -> datetime | None:
        """What is owed since when; the first of the low confidences in a row; else the last word. Check-ins: the latest first."""
        if self.verdict.status is Status.STALE:
            return self.standing.due_at
        if self.verdict.why != "red_flag":
            return self.key_result.checked_in_at
        began = self.key_result.confidence_at
        for each in check_ins:
            if each.confidence is not None:
                if each.confidence > RED_FLAG_AT:
                    break
                began = each.at
        return began


def scope_of(view: View) -> Scope:
    """Admins and those above everybody answer for all that they see."""
    me, state = view.me, view.state
    if me is None:
        return Scope(False)
    reports = state.index.reports
    if me.role is Role.ADMIN or (me.manager_id is None and me.id in reports):
        return Scope(True)
    people, waiting = {me.id}, [me.id]
    while waiting:
        for each in reports.get(waiting.pop(), ()):
            if each not in people:
                people.add(each)
                waiting.append(each)
    return Scope(False, frozenset(people), frozenset(units_under(view, {me.id})))


def units_under(view: View, leads: set[Id]) -> set[Id]:
    """Living units that these people lead, and those inside them."""
    found = {each.id for each in view.state.units.values() if each.lead_id in leads and not each.archived}
    while inner := {
        each.id
        for each in view.state.units.values()
        if each.parent_id in found and each.id not in found and not each.archived
    }:
        found |= inner
    return found


def within(view: View, cycle_id: Id, scope: Scope) -> Iterator[KeyResult]:
    """The key results of a cycle that are in the scope and may be seen; none of a draft."""
    for objective in view.goals(cycle_id):
        if objective.draft:
            continue
        is_unit_s = objective.unit_id in scope.units or objective.owner_id in scope.people
        for each in view.key_results(objective.id):
            if scope.everything or is_unit_s or each.owner_id in scope.people:
                yield each


def troubles(view: View, key_results: list[KeyResult], now: datetime) -> list[Trouble]:
    """Red and stale first, the lowest confidence and the longest owed before others."""
    found = []
    for each in key_results:
        verdict = view.verdict(each, now)
        if verdict.status in _ORDER:
            found.append(Trouble(each, verdict, view.standing(each, now)))
    return sorted(
        found,
        key=lambda each: (
            _ORDER[each.verdict.status],
            -each.standing.overdue_days,
            10 if each.key_result.confidence is None else each.key_result.confidence,
            each.key_result.id,
        ),
    )


def a_week_ago(
    view: View, key_result: KeyResult, check_ins: list[CheckIn], now: datetime
) -> tuple[KeyResult, Verdict] | None:
    """What was shown of it a week before, from its check-ins, the latest first; None where it was not there or not open yet."""
    then = now - WEEK
    objective = view.state.objectives[key_result.objective_id]
    cycle = view.state.cycles[objective.cycle_id]
    if key_result.created_at > then or then.date() < cycle.starts_on:
        return None
    corrected = {each.corrects for each in check_ins}
    known = [each for each in check_ins if each.at <= then and each.id not in corrected]
    done = next((each.done for each in known if each.done is not None), ())
    steps = tuple(replace(each, done=each.id in done) for each in key_result.measure.milestones)
    spoke = known[0] if known else None
    before = replace(
        key_result,
        current=next((each.value for each in known if each.value is not None), None),
        confidence=next((each.confidence for each in known if each.confidence is not None), None),
        checked_in_at=None if spoke is None else spoke.at,
        word=None if spoke is None else spoke.word,
        word_reason="" if spoke is None else spoke.word_reason,
        measure=replace(key_result.measure, milestones=steps),
    )
    standing = due(before, objective, cycle, view.state.people[key_result.owner_id], then)
    return before, key_result_status(before, cycle, view.state.workspace.thresholds, then, standing)


def is_worse(now: Status, before: Status) -> bool:
    return _RANK[now] < _RANK[before]
