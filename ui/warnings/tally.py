"""What can be compared of a unit or a person: progress, confidence, punctuality, how many stand how. Pure.

A unit is measured by the objectives that are its own or of units inside it; a person by the key results that they own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from shared.directory.model import Person, Unit
from shared.messages import Id
from shared.status import Status
from shared.survey import Judged, Survey
from shared.view import View
from ui.live.still import Same

COLUMNS = (
    ("red", (Status.RED_FLAG, Status.OFF_TRACK), Status.OFF_TRACK),
    ("stale", (Status.STALE,), Status.STALE),
    ("risk", (Status.AT_RISK,), Status.AT_RISK),
    ("good", (Status.ON_TRACK,), Status.ON_TRACK),
    ("open", (Status.PENDING, Status.EARLY, Status.NONE, Status.CLOSED), Status.PENDING),
)
"""What is counted together, and the status whose colour it has."""
_PLACE = {each: place for place, (_, group, _) in enumerate(COLUMNS) for each in group}
KEPT = 32


class Tally(Struct, frozen=True):
    counts: tuple[int, ...] = (0,) * len(COLUMNS)
    progress_sum: int = 0
    progress_count: int = 0
    sure_sum: int = 0
    sure_count: int = 0
    met: int = 0
    asked: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            tuple(one + more for one, more in zip(self.counts, other.counts, strict=True)),
            self.progress_sum + other.progress_sum,
            self.progress_count + other.progress_count,
            self.sure_sum + other.sure_sum,
            self.sure_count + other.sure_count,
            self.met + other.met,
            self.asked + other.asked,
        )

    @property
    def is_empty(self) -> bool:
        return not any(self.counts) and not self.progress_count

    @property
    def progress(self) -> int | None:
        """A unit's: the mean of its objectives that have any; a person's: that of their key results."""
        return _mean(self.progress_sum, self.progress_count)

    @property
    def confidence(self) -> int | None:
        """The mean of what was last said, in tenths."""
        return _mean(self.sure_sum * 10, self.sure_count)

    @property
    def punctual(self) -> int | None:
        """The share of dates that were answered on time, in parts per million."""
        return _mean(self.met * 1_000_000, self.asked)


class Compared(Struct, frozen=True):
    thing: Unit | Person
    depth: int
    tally: Tally

    @property
    def key(self) -> str:
        return key_of(self.thing)


def key_of(thing: Unit | Person) -> str:
    return f"{'unit' if isinstance(thing, Unit) else 'person'}:{thing.id}"


@lru_cache(KEPT)
def tallies(kept: Same[Survey], hidden: frozenset[Id]) -> dict[str, Tally]:
    """Of each unit without what is inside it, and of each person; worked out once for all who see the same."""
    survey, sums = kept.it, defaultdict[str, _Sum](_Sum)
    for each in survey.judged.values():
        if each.objective.id not in hidden:
            sums[f"unit:{each.objective.unit_id}"].add(each)
            person = sums[f"person:{each.key_result.owner_id}"]
            person.add(each)
            person.move(each.progress)
    for objective, progress in survey.objectives.values():
        if objective.id not in hidden:
            sums[f"unit:{objective.unit_id}"].move(progress)
    return {name: each.tally() for name, each in sums.items()}


def compared(view: View, found: dict[str, Tally]) -> list[Compared]:
    """Every living unit that has objectives, or holds one that has; each with what is inside it, below its own."""
    rows: list[Compared] = []

    def count(unit: Unit, depth: int) -> Tally:
        place = len(rows)
        tally = _total([found.get(key_of(unit), Tally()), *(count(each, depth + 1) for each in view.units(unit.id))])
        if not tally.is_empty:
            rows.insert(place, Compared(unit, depth, tally))
        return tally

    for each in view.units():
        count(each, 0)
    return rows


def chosen(view: View, found: dict[str, Tally], keys: Iterable[str]) -> list[Compared]:
    """These units and people, as far as they are there; a unit with what is inside it."""
    rows = []
    for key in dict.fromkeys(keys):
        kind, _, thing_id = key.partition(":")
        unit, person = view.state.units.get(thing_id), view.state.people.get(thing_id)
        if kind == "unit" and unit is not None:
            rows.append(Compared(unit, 0, _inside(view, found, unit)))
        elif kind == "person" and person is not None:
            rows.append(Compared(person, 0, found.get(key, Tally())))
    return rows


def _inside(view: View, found: dict[str, Tally], unit: Unit) -> Tally:
    inner = (_inside(view, found, each) for each in view.units(unit.id))
    return _total([found.get(key_of(unit), Tally()), *inner])


class _Sum:
    """A tally while it is counted: thousands of key results go into a few."""

    __slots__ = ("asked", "counts", "met", "progress", "progresses", "sure", "sures")

    def __init__(self) -> None:
        self.counts = [0] * len(COLUMNS)
        self.met = self.asked = self.progress = self.progresses = self.sure = self.sures = 0

    def add(self, each: Judged) -> None:
        self.counts[_PLACE[each.verdict.status]] += 1
        self.met += each.met
        self.asked += each.asked
        if (sure := each.key_result.confidence) is not None:
            self.sure += sure
            self.sures += 1

    def move(self, progress: int | None) -> None:
        if progress is not None:
            self.progress += progress
            self.progresses += 1

    def tally(self) -> Tally:
        return Tally(tuple(self.counts), self.progress, self.progresses, self.sure, self.sures, self.met, self.asked)


def _total(parts: Iterable[Tally]) -> Tally:
    total = Tally()
    for each in parts:
        total += each
    return total


def _mean(total: int, count: int) -> int | None:
    return (2 * total + count) // (2 * count) if count else None
