"""The texts that are open at this instance: opens and closes their rooms, and moves what happens in them on.

To the log before anything is called saved; to the other instances; to the plain value a moment later. Knows no socket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

import structlog

from realtime.broker import Broker
from realtime.hub import EVERYTHING, Hub
from realtime.tasks import stopped
from realtime.writing.member import Member
from realtime.writing.room import Room, Step
from realtime.writing.splices import splice
from realtime.writing.text import SharedText
from server.execute import Executor
from server.store import Store
from server.writing.documents import Changed, Document, alters_rights, plain_changes
from server.writing.following import Following
from server.writing.instances import Instances
from server.writing.opened import Opened
from server.writing.rewording import Rewordings
from server.writing.scribe import Scribe
from server.writing.store import TextStore
from server.writing.tending import Tending
from shared.events import Envelope
from shared.messages import Key
from shared.state import State

log = structlog.get_logger(__name__)

PAUSE = 0.5
"""Seconds after the last keystroke until the plain value follows."""
AT_LATEST = 0.9
"""Seconds until it follows while people go on writing."""
AGAIN_AFTER = 0.5
STOP_WITHIN = 2.0


class NotThere(Exception):
    """No such thing, or not any more."""


class Writing:
    def __init__(
        self,
        hub: Hub,
        executor: Executor,
        log_: Store,
        store: TextStore,
        broker: Broker,
        *,
        clock: Callable[[], datetime],
        instance: str,
    ) -> None:
        self._hub = hub
        self._store = store
        self.opened: dict[str, Opened] = {}
        self._opening: dict[str, asyncio.Task[Opened]] = {}
        self.scribe = Scribe(store, self._written)
        self.instances = Instances(broker, store, self.opened, self.moved, instance=instance)
        self._following = Following(hub, executor, log_, store, self.scribe, self.instances.announce, self._take)
        self.tending = Tending(store, self.opened, self.instances, self.moved, self._take, self._take_over)
        self.rewordings = Rewordings(hub, executor, clock)
        self._changes: asyncio.Queue[tuple[str, Envelope, Changed]] = asyncio.Queue()
        self._asked: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[Callable[[], None]] = []

    # beginning and end

    async def start(self) -> None:
        self._ends = [self._hub.listen(self._changed), self.rewordings.start()]
        self.scribe.start()
        tending = self.tending
        for work in (self.instances.catch_up, tending.sweep, tending.compact, tending.claim, self._follow):
            self._run(work())
        self._run(self.rewordings.watch())

    async def stop(self) -> None:
        """What was taken in is written, and the plain values follow."""
        while self._ends:
            self._ends.pop()()
        for opened in tuple(self.opened.values()):
            self._take(opened)
            opened.forget_timers()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN):
                await asyncio.gather(*(self._following.project(each) for each in self.opened.values()))
        await self.scribe.stop(STOP_WITHIN)
        await stopped(*self._tasks)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def ask_again(self, rights_changed: Callable[[], None]) -> Callable[[], None]:
        """Call `rights_changed()` whenever somebody's rights may have changed; returns what ends it."""
        self._asked.append(rights_changed)
        return lambda: self._asked.remove(rights_changed)

    # opening, coming and going

    async def open(self, document: Document) -> Opened:
        """Raises `NotThere`, `Damaged`, or what the database raises."""
        name = document.name
        found = self.opened.get(name)
        if found is not None:
            return found
        task = self._opening.get(name)
        if task is None:
            task = self._opening[name] = asyncio.create_task(self._open(document))
            task.add_done_callback(lambda done: self._opened_or_not(name, done))
        return await asyncio.shield(task)

    def _opened_or_not(self, name: str, done: asyncio.Task[Opened]) -> None:
        del self._opening[name]
        if not done.cancelled():
            done.exception()  # seen, should everybody who waited have left

    async def _open(self, document: Document) -> Opened:
        name = document.name
        with self.instances.listening_early(name) as caught_up:
            kept = await self._store.read(name)
            if kept is None:
                await self._seed(document)
                kept = await self._store.read(name)
            plain = document.plain(self._hub.state)
            if kept is None or plain is None:
                raise NotThere(name)
            opened = Opened(document, Room(name, SharedText(kept.updates), kept.head.seq), plain, kept.tail)
            opened.idle_since = self.now()
            self.opened[name] = opened
            caught_up(opened)
        await self._following.reconcile(opened, kept.head)
        self._after_following(opened)
        return opened

    async def _seed(self, document: Document) -> None:
        """Once and for all, by whichever instance is first."""
        state = self._hub.state
        plain = document.plain(state)
        if plain is not None:
            edit = splice("", plain)
            update = SharedText().edit([edit]) if edit is not None else None
            await self._store.seed(document.name, update, state.seq)

    def enter(self, opened: Opened, member: Member) -> None:
        opened.room.join(member)

    def leave(self, opened: Opened, member: Member) -> None:
        opened.room.leave(member)
        self.moved(opened)
        if not opened.room.members:
            opened.idle_since = self.now()

    # what happens in a room

    def wrote(self, opened: Opened) -> None:
        """Something may have been taken in: deliver it when it is time."""
        if not opened.room.has_news or opened.tick is not None:
            return
        due = opened.room.due()
        if due <= self.now():
            self._take(opened)
        else:
            opened.tick = asyncio.get_running_loop().call_at(due, self._take, opened)

    def _take(self, opened: Opened) -> None:
        """All that is applied and on no way to the log yet, wherever it was written."""
        if opened.tick is not None:
            opened.tick.cancel()
            opened.tick = None
        if not opened.room.has_untaken:
            return
        state, now = self._hub.state, self.now()
        reason = opened.document.reason(state) if opened.document.plain(state) is not None else ""
        for step in opened.room.take(now):
            opened.taken += 1
            if not step.is_theirs:
                self.instances.foretell(opened, step)
            self.scribe.write(opened.room, step)
            opened.typed(step.authors, reason, now)
        self._project_soon(opened)

    def moved(self, opened: Opened) -> None:
        """Somebody's cursor, or somebody themselves."""
        if not opened.room.awareness.is_due or opened.awareness_tick is not None:
            return
        due = opened.room.awareness_due()
        if due <= self.now():
            self._take_awareness(opened)
        else:
            opened.awareness_tick = asyncio.get_running_loop().call_at(due, self._take_awareness, opened)

    def _take_awareness(self, opened: Opened) -> None:
        opened.awareness_tick = None
        ours = opened.room.take_awareness(self.now())
        if ours is not None:
            self.instances.announce_cursors(opened, ours)

    def _written(self, room: Room, step: Step, place: int) -> None:
        room.logged(step, place)
        opened = self.opened.get(room.name)
        if opened is None or opened.room is not room:
            return
        opened.logged(place)
        self.instances.announce(opened, place, step.update)
        self.tending.grew(opened)
        if room.has_gap:
            self.instances.look_at(opened)

    # plain values

    def _project_soon(self, opened: Opened) -> None:
        if opened.timer is not None:
            opened.timer.cancel()
        due = min(self.now() + PAUSE, opened.ahead_since + AT_LATEST)
        opened.timer = asyncio.get_running_loop().call_at(due, self._project, opened)

    def _project(self, opened: Opened) -> None:
        opened.timer = None
        self._run(self._project_now(opened))

    async def _project_now(self, opened: Opened) -> None:
        try:
            done = await self._following.project(opened)
        except Exception as problem:
            log.warning("writing.projection_failed", document=opened.name, problem=repr(problem))
            opened.is_ahead = True
            done = False
        if not done:
            opened.ahead_since = self.now()
        if opened.is_ahead and opened.timer is None:
            self._project_soon(opened)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            for opened in tuple(self.opened.values()):
                self._run(self._reconcile(opened))
        if touched == EVERYTHING or any(alters_rights(each.event) for each in envelopes):
            for rights_changed in tuple(self._asked):
                rights_changed()
        if self.opened or self._opening:
            for envelope in envelopes:
                for name, changed in plain_changes(envelope.event):
                    if name in self.opened:
                        self._changes.put_nowait((name, envelope, changed))

    async def _follow(self) -> None:
        while True:
            name, envelope, changed = await self._changes.get()
            opened = self.opened.get(name)
            while opened is not None:
                try:
                    await self._following.plain_changed(opened, envelope, changed)
                    break
                except Exception as problem:
                    log.warning("writing.not_absorbed", document=name, problem=repr(problem))
                    await asyncio.sleep(AGAIN_AFTER)
            if opened is not None:
                self._after_following(opened)

    async def _reconcile(self, opened: Opened) -> None:
        """The state was loaded anew: what it says may have come about in any way."""
        try:
            await self.instances.read_on(opened)
            kept = await self._store.read(opened.name, opened.room.position)
            if kept is not None:
                await self._following.reconcile(opened, kept.head)
        except Exception as problem:
            log.warning("writing.not_reconciled", document=opened.name, problem=repr(problem))
        self._after_following(opened)

    async def _take_over(self, document: Document) -> None:
        opened = self.opened.get(document.name)
        with contextlib.suppress(NotThere):
            if opened is None:
                await self.open(document)
            elif not opened.is_ahead:
                await self._reconcile(opened)

    def _after_following(self, opened: Opened) -> None:
        if opened.room.has_gap:
            self.instances.look_at(opened)
        if opened.is_ahead and opened.timer is None:
            opened.ahead_since = self.now()
            self._project_soon(opened)

    def now(self) -> float:
        return asyncio.get_running_loop().time()
