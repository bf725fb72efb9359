"""Sends what is due, exactly once, from as many instances as there are, and wakes what looks different by time alone.
Decides nothing: the ladder and `shared.turning` do.

There is no mark of how far one has come that could be lost: what is out by now follows from the state and the clock, each
entry's id from its cause, and the database keeps the first. So a start, a clock that was set, and a failure are all the same:
look again. A step costs what changed and what is due, not what there is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import structlog

from realtime.hub import EVERYTHING, Hub
from realtime.tasks import stopped
from server.inbox.inboxes import Inboxes
from server.reminders.agenda import Agenda
from shared.events import Envelope
from shared.inbox.model import Entry
from shared.messages import Id, Key
from shared.state import State
from shared.telling.clock import owing
from shared.telling.ladder import NOTHING, sooner
from shared.turning import day_key, midnight_after, turns_at

log = structlog.get_logger(__name__)

LOOK_EVERY = 10.0
"""Seconds after which the clock is read again, for somebody may have set it."""
TOGETHER = 100
"""Entries written in one transaction, about."""
FEW = 10
"""Things looked at in one go: a millisecond, at most."""
PACE = 0.002
"""Seconds for everybody else after each few: when ten thousand are due at nine, they are out within seconds, and nobody who
reads meanwhile waits for them."""
PAUSE = 1.0
"""Seconds after a failure."""

_KINDS = frozenset({"key_result", "objective", "cycle", "person", "preferences"})
Wake = Callable[[Iterable[Key]], None]


class Reminders:
    def __init__(self, hub: Hub, inboxes: Inboxes, clock: Callable[[], datetime], *, wake: Wake) -> None:
        self._hub = hub
        self._inboxes = inboxes
        self._clock = clock
        self._wake = wake
        self._agenda = Agenda()
        self._sent: dict[Id, frozenset[Id]] = {}
        """The entries that this instance last put for a key result: not to be written again at each change."""
        self._dirty: set[Id] = set()
        self._touched: set[Key] = set()
        self._days: dict[Key, str] = {}
        """The time zones whose midnights somebody waits for."""
        self._everything = True
        self._last: datetime | None = None
        self._changed_now = asyncio.Event()
        self._unlisten: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen first, look at everything second: nothing falls in between."""
        self._unlisten = self._hub.listen(self._changed)
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None
        await stopped(self._task)
        self._task = None

    async def step(self) -> int:
        """Look at what changed and at what is due by now. How many entries were put, perhaps after another instance."""
        now = self._clock()
        if self._last is not None and now < self._last:
            # the clock was set back: what was passed over in between comes again
            self._everything = True
        self._last = now
        self._dirty |= self._expanded()
        count = 0
        waiting: list[Entry] = []
        looked: dict[Id, tuple[datetime | None, frozenset[Id]]] = {}
        changed = deque(self._dirty)
        while thing_ids := self._few(changed, now):
            for thing_id in thing_ids:
                state = self._hub.state
                found = owing(state, thing_id, now) if thing_id in state.key_results else NOTHING
                known = self._sent.get(thing_id, frozenset())
                waiting += [each for each in found.entries if each.id not in known]
                next_at = self._turns_at(state, thing_id, now)
                if found.next_at is not None:
                    next_at = sooner(next_at, found.next_at)
                looked[thing_id] = next_at, frozenset(each.id for each in found.entries)
            if len(waiting) >= TOGETHER:
                count += await self._put(waiting, looked)
            if len(thing_ids) == FEW:
                await asyncio.sleep(PACE)
        return count + await self._put(waiting, looked)

    def _few(self, changed: deque[Id], now: datetime) -> list[Id]:
        """The next ones to look at, which stay dirty until what they owe is written: what is due first, for a moment that
        has passed must wake its screens before a change puts another one in its place."""
        passed = self._agenda.take(now, FEW)
        if not passed:
            return [changed.popleft() for _ in range(min(FEW, len(changed)))]
        self._dirty.update(passed)
        state = self._hub.state
        self._wake({key for each in passed for key in _shown(state, each)})
        return passed

    def _turns_at(self, state: State, thing_id: Id, now: datetime) -> datetime | None:
        zone = self._days.get(thing_id)
        return turns_at(state, thing_id, now) if zone is None else midnight_after(now, zone)

    async def _put(self, entries: list[Entry], looked: dict[Id, tuple[datetime | None, frozenset[Id]]]) -> int:
        """Write, then forget that it was to be done: what fails stays dirty."""
        await self._inboxes.put(entries)
        for key_result_id, (next_at, sent) in looked.items():
            self._agenda.put(key_result_id, next_at)
            self._dirty.discard(key_result_id)
            if sent:
                self._sent[key_result_id] = sent
            else:
                self._sent.pop(key_result_id, None)
        count = len(entries)
        entries.clear()
        looked.clear()
        return count

    async def _work(self) -> None:
        while True:
            self._changed_now.clear()
            wait = LOOK_EVERY
            try:
                await self.step()
                if (next_at := self._agenda.next_at) is not None:
                    wait = min(wait, max(0.0, (next_at - self._clock()).total_seconds()))
            except Exception as problem:
                log.warning("reminders.failed", problem=repr(problem))
                await asyncio.sleep(PAUSE)
                continue
            try:
                async with asyncio.timeout(wait):
                    await self._changed_now.wait()
            except TimeoutError:
                continue

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING or "workspace" in touched:
            self._everything = True
        else:
            self._touched.update(key for key in touched if key.partition(":")[0] in _KINDS)
        if self._everything or self._touched:
            self._changed_now.set()

    def _expanded(self) -> set[Id]:
        """The key results, objectives and days that what changed may concern."""
        state = self._hub.state
        touched, self._touched = self._touched, set()
        if self._everything:
            self._everything = False
            self._days = {day_key(each.time_zone): each.time_zone for each in state.people.values()}
            return {*state.key_results, *state.objectives, *self._days}
        found: set[Id] = set()
        people: set[Id] = set()
        for key in touched:
            kind, _, thing_id = key.partition(":")
            if kind == "key_result":
                found.add(thing_id)
            elif kind == "objective":
                found.update((thing_id, *state.index.key_results.get(thing_id, ())))
            elif kind == "cycle":
                for objective_id in state.index.groups.get((thing_id, "all"), ()):
                    found.update((objective_id, *state.index.key_results.get(objective_id, ())))
            else:
                people.update(_below(state, thing_id))
                if thing_id in state.people:
                    zone = state.people[thing_id].time_zone
                    self._days[day_key(zone)] = zone
                    found.add(day_key(zone))
        for person_id in people:
            found.update(_of_person(state, person_id))
        return found


def _shown(state: State, thing_id: Id) -> tuple[Key, ...]:
    """What looks different because time has passed."""
    key_result = state.key_results.get(thing_id)
    if key_result is not None:
        return f"key_result:{thing_id}", f"objective:{key_result.objective_id}", f"owed:{key_result.owner_id}"
    return (f"objective:{thing_id}",) if thing_id in state.objectives else (thing_id,)


def _below(state: State, person_id: Id) -> Iterator[Id]:
    """A person and everybody whom they manage, directly or through others."""
    waiting = [person_id]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(state.index.reports.get(each, ()))


def _of_person(state: State, person_id: Id) -> Iterator[Id]:
    """The key results that they own, and those of the objectives that they own."""
    yield from state.index.owned.get(person_id, ())
    for cycle_id in state.cycles:
        for objective_id in state.index.groups.get((cycle_id, f"person:{person_id}"), ()):
            yield from state.index.key_results.get(objective_id, ())
