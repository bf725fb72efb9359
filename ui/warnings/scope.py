"""What a person answers for: their own, their reports', their units'; what of it is in trouble, and what changed. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from shared.messages import Id, Role
from shared.status import RED
from shared.survey import Judged, Survey
from shared.view import View
from ui.live.still import Same

STEP = 10_000
"""Progress of a per cent, in parts per million: less is no news."""
KEPT = 64


class Scope(Struct, frozen=True):
    """Whose key results and which units' objectives; `everything` for who is above all, or runs the place."""

    everything: bool
    people: frozenset[Id] = frozenset()
    units: frozenset[Id] = frozenset()

    @property
    def is_own(self) -> bool:
        """Nobody's but one's own."""
        return not self.everything and len(self.people) <= 1 and not self.units

    def holds(self, each: Judged) -> bool:
        if self.everything or each.key_result.owner_id in self.people:
            return True
        return each.objective.unit_id in self.units or each.objective.owner_id in self.people


class Changes(Struct, frozen=True):
    """Since a week ago; each key result in the first list that it fits, the greatest change first."""

    worse: tuple[Judged, ...]
    less_sure: tuple[Judged, ...]
    blocked: tuple[Judged, ...]
    better: tuple[Judged, ...]
    moved: tuple[Judged, ...]
    still: int
    """How many are as they were."""
    progress: tuple[int | None, int | None]
    """The mean of the key results that were there: then and now."""


class Looked(Struct, frozen=True):
    """A survey as far as somebody answers for it and may see it."""

    count: int
    troubles: tuple[Judged, ...]
    urgent: int
    spared: tuple[datetime, ...]
    """Until when each of those that are behind but new is left in peace, the first first."""
    changes: Changes


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


@lru_cache(KEPT)
def looked(kept: Same[Survey], hidden: frozenset[Id], scope: Scope) -> Looked:
    """Worked out once for all who answer for the same and see the same."""
    survey = kept.it

    def is_mine(each: Judged) -> bool:
        return each.objective.id not in hidden and scope.holds(each)

    mine = [each for each in survey.judged.values() if is_mine(each)]
    troubles = tuple(each for each in survey.troubles if is_mine(each))
    spared = sorted(each.graced_until for each in mine if each.is_spared and each.graced_until is not None)
    return Looked(len(mine), troubles, sum(each.is_red for each in troubles), tuple(spared), changes(mine))


def changes(judged: Iterable[Judged]) -> Changes:
    found: dict[str, list[Judged]] = {
        name: [] for name in ("worse", "less_sure", "blocked", "better", "moved", "still")
    }
    then, now = list[int](), list[int]()
    for each in judged:
        if each.was is None:
            continue
        found[_kind(each)].append(each)
        if each.progress is not None:
            then.append(each.was.progress or 0)
            now.append(each.progress)
    still = len(found.pop("still"))
    for each_list in found.values():
        each_list.sort(key=_greatness)
    lists = {name: tuple(each) for name, each in found.items()}
    return Changes(still=still, progress=(_mean(then), _mean(now)), **lists)


def _kind(each: Judged) -> str:
    if each.is_worse:
        return "worse"
    if each.is_less_sure:
        return "less_sure"
    if each.is_newly_blocked:
        return "blocked"
    if each.is_better:
        return "better"
    return "moved" if abs(each.moved) >= STEP else "still"


def _greatness(each: Judged) -> tuple[bool, int, str]:
    return each.verdict.status not in RED, -abs(each.moved), each.key_result.id


def _mean(parts: list[int]) -> int | None:
    return (2 * sum(parts) + len(parts)) // (2 * len(parts)) if parts else None
