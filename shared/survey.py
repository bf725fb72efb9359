"""A cycle's key results judged at one moment: how each stands, how it stood a week ago, how punctual its check-ins are. Pure.

It is worked out once for everybody and holds what not everybody may see: read it through a View.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from shared.behind import graced_until
from shared.cadence.anchors import due_on, next_anchor
from shared.cadence.model import Cadence, Rhythm
from shared.cadence.standing import EARLY, Standing, due
from shared.cycles.model import Cycle
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective, Visibility
from shared.past import Step, as_of, step_at
from shared.progress import key_result_progress, reckoned
from shared.state import State
from shared.status import RED, RED_FLAG_AT, WATCH_AT, Status, Verdict, key_result_status

WEEK = timedelta(days=7)
"""Of 168 hours, wherever who looks lives and whatever their clocks did meanwhile."""
LATE = timedelta(days=1)
"""A check-in is on time until the second reminder would come."""
_LEVEL = {Status.RED_FLAG: 0, Status.OFF_TRACK: 1, Status.STALE: 2, Status.AT_RISK: 3}
_ORDER = (Status.RED_FLAG, Status.STALE, Status.OFF_TRACK, Status.AT_RISK)


class Was(Struct, frozen=True):
    """How it stood a week ago, as it is known today."""

    status: Status
    progress: int | None
    confidence: int | None
    blocker: str


class Judged(Struct, frozen=True):
    objective: Objective
    key_result: KeyResult
    verdict: Verdict
    standing: Standing
    progress: int | None
    blocker: str
    """What the last check-in says is in the way."""
    graced_until: datetime | None
    """So new that its pace is no warning until then; None once that is over."""
    was: Was | None
    """None: it was not there a week ago, or its cycle had not begun."""
    said: tuple[int, ...]
    """Another one when anything was said of it, or to what was said."""
    met: int
    """Dates that were answered on time, of those that were `asked`."""
    asked: int

    @property
    def is_red(self) -> bool:
        return self.verdict.status in RED and not self._is_new_by_pace

    @property
    def is_trouble(self) -> bool:
        """Red or at risk; or said to be well by its owner while the numbers say that it is red."""
        return not self._is_new_by_pace and self._looks_bad

    @property
    def is_spared(self) -> bool:
        """It would be in trouble if it were not so new."""
        return self._is_new_by_pace and self._looks_bad

    @property
    def _is_new_by_pace(self) -> bool:
        return self.graced_until is not None and self.verdict.why == "pace"

    @property
    def _looks_bad(self) -> bool:
        return self.verdict.status in _LEVEL or (self.verdict.disagrees and self.verdict.numbers in RED)

    @property
    def is_worse(self) -> bool:
        """Silence is never better, whatever was said before it."""
        if self.was is None or self.was.status is self.verdict.status:
            return False
        return self.verdict.status is Status.STALE or _level(self.verdict.status) < _level(self.was.status)

    @property
    def is_better(self) -> bool:
        if self.was is None or self.verdict.status is Status.STALE:
            return False
        return _level(self.verdict.status) > _level(self.was.status)

    @property
    def is_less_sure(self) -> bool:
        """Two less than a week ago, or now in a worse band."""
        was, now = None if self.was is None else self.was.confidence, self.key_result.confidence
        return was is not None and now is not None and now < was and (was - now >= 2 or _band(now) < _band(was))

    @property
    def is_newly_blocked(self) -> bool:
        return self.was is not None and bool(self.blocker) and self.blocker != self.was.blocker

    @property
    def moved(self) -> int:
        """Progress since a week ago, in parts per million."""
        if self.was is None or self.progress is None:
            return 0
        return self.progress - (self.was.progress or 0)


class Survey(Struct, frozen=True):
    cycle_id: Id
    at: datetime
    judged: dict[Id, Judged]
    """By key result, in the order of the cycle's list; none of a draft."""
    troubles: tuple[Judged, ...]
    """The worst first."""
    objectives: dict[Id, tuple[Objective, int | None]]
    """With their progress: the objectives that are published and live, in the order of the cycle's list."""
    guarded: frozenset[Id]
    """Objectives that not everybody sees."""


def survey(state: State, cycle_id: Id, judged: dict[Id, Judged], at: datetime) -> Survey:
    troubles = sorted((each for each in judged.values() if each.is_trouble), key=_urgency)
    objectives = [each for each, _ in surveyed(state, cycle_id)]
    return Survey(
        cycle_id,
        at,
        judged,
        tuple(troubles),
        {each.id: (each, state.index.progress.get(each.id)) for each in objectives},
        frozenset(each.id for each in objectives if each.visibility is not Visibility.PUBLIC),
    )


def same_survey(one: Survey, other: Survey) -> bool:
    """Whether they look alike; for things that `alike` kept, without comparing them."""
    return (
        one.objectives == other.objectives  # the same objects, nearly always: that costs no comparison
        and len(one.judged) == len(other.judged)
        and all(found is other.judged.get(name) for name, found in one.judged.items())
    )


def alike(one: Judged, other: Judged) -> bool:
    """Whether they look alike: a pace to the per cent."""
    if (
        one.objective is not other.objective
        or one.key_result is not other.key_result
        or _percent(one.verdict) != _percent(other.verdict)
    ):
        return False
    return replace(one, verdict=replace(one.verdict, share=other.verdict.share)) == other


def _percent(verdict: Verdict) -> int | None:
    return None if verdict.share is None else verdict.share // 10_000


def surveyed(state: State, cycle_id: Id) -> Iterator[tuple[Objective, tuple[Id, ...]]]:
    """The objectives of a cycle that are published and living, with their key results."""
    for objective_id in state.index.groups.get((cycle_id, "all"), ()):
        objective = state.objectives[objective_id]
        if not objective.draft:
            yield objective, state.index.key_results.get(objective_id, ())


def judge(
    state: State, key_result: KeyResult, past: tuple[Step, ...], now: datetime, said: tuple[int, ...] = ()
) -> Judged:
    """As it stands at `now`, or stood when its cycle closed. `past` has the oldest step first."""
    objective = state.objectives[key_result.objective_id]
    cycle, owner = state.cycles[objective.cycle_id], state.people[key_result.owner_id]
    # a cycle that closed is as it was then, and no date after that was missed
    now = reckoned(cycle, now)
    standing = due(key_result, objective, cycle, owner, now)
    graced = graced_until(key_result, objective, cycle)
    met, asked = punctuality(key_result, objective, cycle, owner.time_zone, past, now)
    return Judged(
        objective=objective,
        key_result=key_result,
        verdict=key_result_status(key_result, cycle, state.workspace.thresholds, now, standing),
        standing=standing,
        progress=key_result_progress(key_result),
        blocker=past[-1].blocker if past else "",
        graced_until=graced if now < graced else None,
        was=_week_before(state, key_result, objective, cycle, past, now),
        said=said,
        met=met,
        asked=asked,
    )


def _week_before(
    state: State, key_result: KeyResult, objective: Objective, cycle: Cycle, past: tuple[Step, ...], now: datetime
) -> Was | None:
    then = now - WEEK
    if key_result.created_at > then or then < datetime.combine(cycle.starts_on, time(), UTC):
        return None
    before = as_of(key_result, past, then)
    standing = due(before, objective, cycle, state.people[key_result.owner_id], then)
    step = step_at(past, then)
    return Was(
        status=key_result_status(before, cycle, state.workspace.thresholds, then, standing).status,
        progress=key_result_progress(before),
        confidence=before.confidence,
        blocker="" if step is None else step.blocker,
    )


def punctuality(
    key_result: KeyResult, objective: Objective, cycle: Cycle, time_zone: str, past: tuple[Step, ...], now: datetime
) -> tuple[int, int]:
    """How many of the dates so far were answered from a day before until a day after them, and how many there were."""
    if key_result.cadence.rhythm is Rhythm.OFF or cycle.active_since is None:
        return 0, 0
    opened = (key_result.created_at, key_result.asked_since, objective.open_since, cycle.active_since)
    since = max(each for each in opened if each is not None)
    early = timedelta(days=EARLY)
    met = asked = place = 0
    for at in moments_due(key_result.cadence, time_zone, cycle.starts_on, cycle.ends_on):
        if at < since:
            continue
        if at + LATE > now:
            break
        asked += 1
        while place < len(past) and past[place].at < at - early:
            place += 1
        met += place < len(past) and past[place].at <= at + LATE
    return met, asked


@lru_cache(maxsize=4_096)
def moments_due(cadence: Cadence, time_zone: str, first_day: date, last_day: date) -> tuple[datetime, ...]:
    """All the moments of a cycle at which a check-in is due."""
    found = []
    day = next_anchor(cadence, first_day, first_day)
    while day <= last_day:
        found.append(due_on(day, time_zone))
        day = next_anchor(cadence, first_day, day + timedelta(days=1))
    return tuple(found)


def _urgency(each: Judged) -> tuple[int, int, int, Id]:
    """Red and stale first, the lowest confidence and the longest owed before others; last who says that all is well."""
    status = each.verdict.status
    confidence = each.key_result.confidence
    return (
        _ORDER.index(status) if status in _ORDER else len(_ORDER),
        -each.standing.overdue_days,
        10 if confidence is None else confidence,
        each.key_result.id,
    )


def _level(status: Status) -> int:
    return _LEVEL.get(status, len(_LEVEL))


def _band(confidence: int) -> int:
    return 0 if confidence <= RED_FLAG_AT else 1 if confidence <= WATCH_AT else 2
