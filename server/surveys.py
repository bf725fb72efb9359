"""Surveys of cycles, one for all who look: after a change only what changed is judged again, at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import structlog

from realtime.hub import EVERYTHING, Hub
from realtime.tasks import stopped
from server.records import Past, Record, Records
from shared.events import Envelope
from shared.messages import Id, Key
from shared.state import State
from shared.survey import Judged, Survey, alike, judge, same_survey, survey, surveyed

log = structlog.get_logger(__name__)

PAUSE = 1.0
MINUTE = 60.0
"""Seconds after which all is judged again, for time passes."""
FEW = 50
"""Key results judged in one go: about three milliseconds."""
_KINDS = frozenset({"key_result", "objective", "check_ins"})
_WIDE = frozenset({"cycle", "person", "unit"})


def survey_key(cycle_id: Id) -> Key:
    """What wakes when a survey is another one."""
    return f"survey:{cycle_id}"


class Surveys:
    """`is_watched` says whether anybody shows what a key stands for; only then time is spent on it."""

    def __init__(
        self,
        hub: Hub,
        records: Records,
        clock: Callable[[], datetime],
        *,
        wake: Callable[[Iterable[Key]], None],
        is_watched: Callable[[Key], bool],
        pause: float = PAUSE,
    ) -> None:
        self._hub = hub
        self._records = records
        self._clock = clock
        self._wake = wake
        self._is_watched = is_watched
        self._pause = pause
        self._kept: dict[Id, Survey] = {}
        self._whole_at: dict[Id, datetime] = {}
        """When all of a survey was judged last."""
        self._dirty: dict[Id, set[Id] | None] = {}
        """Key results of a kept survey that are to be judged again; None: all."""
        self._locks: dict[Id, asyncio.Lock] = {}
        self._changed_now = asyncio.Event()
        self._unlisten: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._unlisten = self._hub.listen(self._changed)
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        if self._unlisten is not None:
            self._unlisten()
        await stopped(self._task)

    async def of(self, cycle_id: Id) -> Survey:
        """The one that is kept, a second old at most while anything happens; the first is worked out now."""
        return self._kept.get(cycle_id) or await self.renew(cycle_id)

    async def renew(self, cycle_id: Id) -> Survey:
        """Judge again what changed, or all where a minute has passed."""
        async with self._locks.setdefault(cycle_id, asyncio.Lock()):
            now, kept = self._clock(), self._kept.get(cycle_id)
            # taken first: what changes while others are judged is judged again
            dirty = self._dirty.pop(cycle_id, set())
            if kept is None or not 0 <= (now - self._whole_at[cycle_id]).total_seconds() < MINUTE:
                dirty = None
            if kept is not None and dirty is not None and not dirty:
                return kept
            record = await self._records.of(cycle_id)
            found = await self._survey(cycle_id, record, kept, dirty, now)
            if dirty is None:
                self._whole_at[cycle_id] = now
            if cycle_id in self._dirty:
                # it changed while the first one was worked out, of which the work below knew nothing yet
                self._changed_now.set()
            if kept is not None and same_survey(kept, found):
                return kept
            self._kept[cycle_id] = found
            if kept is not None:
                self._wake([survey_key(cycle_id)])
            return found

    async def _survey(
        self, cycle_id: Id, record: Record, kept: Survey | None, dirty: set[Id] | None, now: datetime
    ) -> Survey:
        judged: dict[Id, Judged] = {}
        nothing: Past = ()
        state, count = self._hub.state, 0
        before = {} if kept is None else kept.judged
        for each in [each for _, ids in surveyed(state, cycle_id) for each in ids]:
            known = before.get(each)
            if known is None or dirty is None or each in dirty:
                found = judge(state, state.key_results[each], record.get(each, nothing), now, self._records.said(each))
                known = known if known is not None and alike(known, found) else found
                count += 1
                if count % FEW == 0:
                    await asyncio.sleep(0)
            judged[each] = known
        return survey(state, cycle_id, judged, now)

    async def _work(self) -> None:
        while True:
            try:
                async with asyncio.timeout(MINUTE):
                    await self._changed_now.wait()
                # before anything is judged: what changes meanwhile is judged next
                self._changed_now.clear()
            except TimeoutError:
                self._dirty.update(dict.fromkeys(self._kept))
            for cycle_id in tuple(self._kept):
                if self._is_watched(survey_key(cycle_id)):
                    try:
                        await self.renew(cycle_id)
                    except Exception as problem:
                        log.warning("surveys.failed", problem=repr(problem))
                        self._dirty[cycle_id] = None
                else:
                    # nobody looks: who comes next has it worked out
                    self._kept.pop(cycle_id, None)
                    self._dirty.pop(cycle_id, None)
            await asyncio.sleep(self._pause)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        kinds = {each.partition(":")[0] for each in touched}
        if touched == EVERYTHING or "workspace" in touched or kinds & _WIDE:
            self._dirty = dict.fromkeys(self._locks)
            self._changed_now.set()
            return
        ids: set[Id] = set()
        for key in touched:
            kind, _, thing_id = key.partition(":")
            if kind == "objective":
                ids.update(state.index.key_results.get(thing_id, ()), (thing_id,))
            elif kind in _KINDS:
                ids.add(thing_id)
        for cycle_id in self._locks if ids else ():
            known = self._dirty.setdefault(cycle_id, set())
            if known is not None:
                known |= ids
        if ids:
            self._changed_now.set()
