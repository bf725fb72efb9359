"""How a cycle went for the company and each of its departments, day by day: progress and confidence. Pure.

Only public objectives are in it, so that everybody may see it and it tells nobody anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from msgspec import Struct

from shared.messages import Id
from shared.numbers import mean
from shared.objectives.model import Driver, Objective, Visibility
from shared.past import Step
from shared.progress import key_result_progress, reckoned
from shared.rollup import counts_for
from shared.state import State
from shared.survey import surveyed
from shared.trend import unsaid

FEW = 100
"""Things in a piece of work."""
Pasts = Mapping[Id, tuple[Step, ...]]
Where = Id | None
"""A department, or None: the company."""


class Day(Struct, frozen=True):
    at: datetime
    progress: int | None
    """The mean of the objectives that have any, in parts per million."""
    confidence: int | None
    """The mean of what was last said of each key result, in hundredths."""


class Line(Struct, frozen=True):
    unit_id: Where
    objectives: int
    key_results: int
    days: tuple[Day, ...]


class Overview(Struct, frozen=True):
    cycle_id: Id
    at: datetime
    lines: tuple[Line, ...]
    """The company first, then its departments by name."""


class _Sum:
    """A mean that is kept while its parts change."""

    def __init__(self) -> None:
        self.total = self.count = 0

    def change(self, before: int | None, after: int | None) -> None:
        self.total += (after or 0) - (before or 0)
        self.count += (after is not None) - (before is not None)

    def mean(self, factor: int = 1) -> int | None:
        return None if not self.count else (2 * self.total * factor + self.count) // (2 * self.count)


class Telling:
    """Tells a cycle from its first day to `now`, or until its values froze. `pieces` does the work, a few milliseconds at a time."""

    def __init__(self, state: State, cycle_id: Id, pasts: Pasts, now: datetime) -> None:
        self._state, self._cycle = state, state.cycles[cycle_id]
        self._at, self._now = now, reckoned(self._cycle, now)
        self._objectives: dict[Id, Objective] = {}
        self._ids: dict[Id, tuple[Id, ...]] = {}
        for objective, ids in surveyed(state, cycle_id):
            if objective.visibility is Visibility.PUBLIC:
                self._objectives[objective.id], self._ids[objective.id] = objective, ids
        self._pasts = {each: pasts.get(each, ()) for ids in self._ids.values() for each in ids}
        self._progress: dict[Id, int | None] = {}
        self._of_key_result: dict[Id, int | None] = {}
        self._sure: dict[Id, int | None] = {}
        self._progresses: defaultdict[Where, _Sum] = defaultdict(_Sum)
        self._confidences: defaultdict[Where, _Sum] = defaultdict(_Sum)
        self._found: defaultdict[Where, list[Day]] = defaultdict(list)
        self._places = {each: _places(state, found) for each, found in self._objectives.items()}

    def pieces(self) -> Iterator[None]:
        """The work, in pieces between which others may have their turn; the overview is there after the last."""
        for count, each in enumerate(self._pasts, 1):
            self._of_key_result[each] = self._begun(each)
            if count % FEW == 0:
                yield
        for count, each in enumerate(self._objectives, 1):
            self._roll_up(each)
            if count % FEW == 0:
                yield
        events = sorted((step.at, each, place) for each, past in self._pasts.items() for place, step in enumerate(past))
        place = 0
        for at in self._moments():
            changed: dict[Id, None] = {}
            while place < len(events) and events[place][0] <= at:
                _, key_result_id, order = events[place]
                changed[self._step(key_result_id, self._pasts[key_result_id][order])] = None
                place += 1
                if place % FEW == 0:
                    yield
            for count, each in enumerate(changed, 1):
                self._roll_up(each)
                if count % FEW == 0:
                    yield
            self._write(at)
            yield

    def overview(self) -> Overview:
        units = [each for each in self._state.units.values() if each.parent_id is None and not each.archived]
        shown: list[Where] = [None, *(each.id for each in sorted(units, key=lambda each: (each.name, each.id)))]
        lines = []
        for where in shown:
            inside = [each for each, places in self._places.items() if where in places]
            count = sum(len(self._ids[each]) for each in inside)
            if inside or where is None:
                lines.append(Line(where, len(inside), count, tuple(self._found[where])))
        return Overview(self._cycle.id, self._at, tuple(lines))

    def _moments(self) -> Iterator[datetime]:
        """The beginning, each midnight after it, and now, or when it closed."""
        at = datetime.combine(self._cycle.starts_on, time(), UTC)
        end = min(self._now, datetime.combine(self._cycle.ends_on + timedelta(days=1), time(), UTC))
        while at < end:
            yield at
            at += timedelta(days=1)
        yield max(end, datetime.combine(self._cycle.starts_on, time(), UTC))

    def _begun(self, key_result_id: Id) -> int | None:
        key_result = self._state.key_results[key_result_id]
        told = any(each.current is not None or each.done for each in self._pasts[key_result_id])
        return key_result_progress(unsaid(key_result) if told else key_result)

    def _step(self, key_result_id: Id, step: Step) -> Id:
        objective_id = self._state.key_results[key_result_id].objective_id
        self._of_key_result[key_result_id] = step.progress
        before, self._sure[key_result_id] = self._sure.get(key_result_id), step.confidence
        if before != step.confidence:
            for where in self._places[objective_id]:
                self._confidences[where].change(before, step.confidence)
        return objective_id

    def _roll_up(self, objective_id: Id) -> None:
        """With all above it; links have no cycles."""
        waiting = [objective_id]
        while waiting:
            objective = self._objectives[waiting.pop()]
            value, before = self._value(objective), self._progress.get(objective.id)
            if objective.id in self._progress and value == before:
                continue
            self._progress[objective.id] = value
            for where in self._places[objective.id]:
                self._progresses[where].change(before, value)
            for link_id in self._state.index.links_from.get(objective.id, ()):
                link = self._state.links[link_id]
                if link.contributes and link.parent_id in self._objectives:
                    waiting.append(link.parent_id)

    def _value(self, objective: Objective) -> int | None:
        parts: list[tuple[Decimal, int]] = []
        if objective.driver is not Driver.CHILDREN:
            for each in self._ids[objective.id]:
                progress = self._of_key_result[each]
                if progress is not None:
                    parts.append((self._state.key_results[each].weight, progress))
        if objective.driver is not Driver.KEY_RESULTS:
            for each in self._state.index.links_to.get(objective.id, ()):
                link = self._state.links[each]
                child, value = self._objectives.get(link.child_id), self._progress.get(link.child_id)
                if link.contributes and child is not None and value is not None and counts_for(child, objective):
                    parts.append((link.weight, value))
        return mean(parts)

    def _write(self, at: datetime) -> None:
        for where in {None, *self._progresses, *self._confidences}:
            day = Day(at, self._progresses[where].mean(), self._confidences[where].mean(100))
            self._found[where].append(day)


def _places(state: State, objective: Objective) -> tuple[Where, ...]:
    """The company and the department that it belongs to."""
    unit_id = objective.unit_id
    while unit_id is not None and (above := state.units[unit_id].parent_id) is not None:
        unit_id = above
    return (None,) if unit_id is None else (None, unit_id)
