"""The texts that are open at this instance: opens and closes their rooms, and moves what happens in them on.

To the log before anything is called saved; to the other instances, for whom the log is the truth and what they are told a
hint; to the plain value a moment later. Subscribe first, load second: what is told while a text is read is kept for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence

import msgspec
import structlog

from realtime.broker import Broker
from realtime.hub import EVERYTHING, Hub
from realtime.writing.room import Member, Room, Step
from realtime.writing.splices import splice
from realtime.writing.text import SharedText
from realtime.writing.wire import Malformed
from server.execute import Executor
from server.store import Store
from server.writing.documents import Changed, Document, alters_rights, document_of, plain_changes
from server.writing.following import Following
from server.writing.opened import Opened
from server.writing.scribe import Scribe
from server.writing.store import TextStore
from shared.events import Envelope
from shared.messages import Key
from shared.state import State

log = structlog.get_logger(__name__)

CHANNEL = "text"
AWARENESS_CHANNEL = "awareness"
HINT_LIMIT = 64 * 1024
"""A longer update is told as its place only, and read from the log by the others."""
PAUSE = 0.5
"""Seconds after the last keystroke until the plain value follows."""
AT_LATEST = 0.9
"""Seconds until it follows while people go on writing."""
SWEEP_EVERY = 2.0
BEHIND_EVERY = 5.0
"""Seconds between two looks for texts whose plain value nobody lets follow."""
IDLE_AFTER = 30.0
"""Seconds until a text that nobody is in is closed."""
COMPACT_OPEN, COMPACT_CLOSED = 1_000, 50
"""Entries after which a log is folded, while people write and when they have left."""
STOP_WITHIN = 2.0


class NotThere(Exception):
    """No such thing, or not any more."""


class Told(msgspec.Struct, frozen=True, array_like=True):
    """An entry of the log; a long one without its bytes."""

    instance: str
    document: str
    place: int
    update: bytes | None


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    instance: str
    document: str
    states: bytes


_told = msgspec.msgpack.Decoder(Told)
_cursor = msgspec.msgpack.Decoder(Cursor)
_encoder = msgspec.msgpack.Encoder()


class Writing:
    def __init__(
        self, hub: Hub, executor: Executor, log_: Store, store: TextStore, broker: Broker, *, instance: str
    ) -> None:
        self._hub = hub
        self._store = store
        self._broker = broker
        self._instance = instance
        self._opened: dict[str, Opened] = {}
        self._opening: dict[str, asyncio.Task[Opened]] = {}
        self._early: dict[str, list[Told]] = {}
        """What was told of a text that is being read."""
        self._scribe = Scribe(store, self._written)
        self._following = Following(hub, executor, log_, store, self._scribe, self._announce)
        self._behind: set[str] = set()
        self._look = asyncio.Event()
        self._full: asyncio.Queue[str] = asyncio.Queue()
        self._changes: asyncio.Queue[tuple[str, Envelope, Changed]] = asyncio.Queue()
        self._unclaimed: dict[str, int] = {}
        self._given_up: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: Callable[[], None] | None = None
        self._asked: list[Callable[[], None]] = []
        broker.subscribe(CHANNEL, self._heard, self._missed)
        broker.subscribe(AWARENESS_CHANNEL, self._heard_awareness, lambda: None)

    # beginning and end

    async def start(self) -> None:
        self._listening = self._hub.listen(self._changed)
        self._scribe.start()
        for work in (self._catch_up, self._sweep, self._compact, self._follow, self._claim):
            self._run(work)

    async def stop(self) -> None:
        """What was taken in is written, and the plain values follow."""
        if self._listening is not None:
            self._listening()
        for opened in tuple(self._opened.values()):
            opened.forget_timers()
            if opened.room.has_news:
                self._take(opened)
            opened.forget_timers()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN):
                await asyncio.gather(*(self._following.project(each) for each in self._opened.values()))
        await self._scribe.stop(STOP_WITHIN)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def open_texts(self) -> int:
        return len(self._opened)

    @property
    def is_up(self) -> bool:
        return self._scribe.is_up

    def ask_again(self, rights_changed: Callable[[], None]) -> Callable[[], None]:
        """Call `rights_changed()` whenever somebody's rights may have changed; returns what ends it."""
        self._asked.append(rights_changed)
        return lambda: self._asked.remove(rights_changed)

    def _run(self, work: Callable[[], object]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work())  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # opening and closing

    async def open(self, document: Document) -> Opened:
        """Raises `NotThere`, `Damaged`, or what the database raises."""
        found = self._opened.get(document.name)
        if found is not None:
            return found
        task = self._opening.get(document.name)
        if task is None:
            task = self._opening[document.name] = asyncio.create_task(self._open(document))
            task.add_done_callback(lambda done: self._opening.pop(document.name, None) and done.exception())
        return await asyncio.shield(task)

    async def _open(self, document: Document) -> Opened:
        name = document.name
        self._early[name] = []
        try:
            kept = await self._store.read(name)
            if kept is None:
                await self._seed(document)
                kept = await self._store.read(name)
            plain = document.plain(self._hub.state)
            if kept is None or plain is None:
                raise NotThere(name)
            room = Room(name, SharedText(kept.updates), kept.head.seq)
            opened = Opened(document, room, plain, kept.tail)
            for told in self._early[name]:
                self._hear(opened, told)
        finally:
            del self._early[name]
        opened.idle_since = self.now()
        self._opened[name] = opened
        await self._following.reconcile(opened, kept.head)
        if opened.is_ahead:
            self._project_soon(opened)
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
        self._opened.setdefault(opened.name, opened)
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
            opened.tick = self._loop().call_at(due, self._take, opened)

    def _take(self, opened: Opened) -> None:
        if opened.tick is not None:
            opened.tick.cancel()
            opened.tick = None
        now = self.now()
        step = opened.room.take(now)
        opened.taken += 1
        self._scribe.write(opened.room, step)
        opened.typed(step.authors, self._reason(opened.document), now)
        self._project_soon(opened)

    def _reason(self, document: Document) -> str:
        state = self._hub.state
        return document.reason(state) if document.plain(state) is not None else ""

    def moved(self, opened: Opened) -> None:
        """Somebody's cursor, or somebody themselves."""
        if not opened.room.awareness.is_due or opened.awareness_tick is not None:
            return
        due = opened.room.awareness_due()
        if due <= self.now():
            self._take_awareness(opened)
        else:
            opened.awareness_tick = self._loop().call_at(due, self._take_awareness, opened)

    def _take_awareness(self, opened: Opened) -> None:
        opened.awareness_tick = None
        ours = opened.room.take_awareness(self.now())
        if ours is not None:
            self._broker.publish(AWARENESS_CHANNEL, _encoder.encode(Cursor(self._instance, opened.name, ours)))

    def _written(self, room: Room, step: Step, place: int) -> None:
        room.logged(step, place)
        opened = self._opened.get(room.name)
        if opened is not None and opened.room is room:
            opened.logged(place)
            self._announce(opened, place, step.update)
            if opened.tail >= COMPACT_OPEN:
                opened.tail = 0
                self._full.put_nowait(room.name)
        if room.has_gap:
            self._look_at(room.name)

    # other instances

    def _announce(self, opened: Opened, place: int, update: bytes) -> None:
        told = Told(self._instance, opened.name, place, update if len(update) <= HINT_LIMIT else None)
        self._broker.publish(CHANNEL, _encoder.encode(told))

    def _heard(self, message: bytes) -> None:
        try:
            told = _told.decode(message)
        except msgspec.MsgspecError:
            self._missed()  # a newer instance speaks otherwise: the log will tell
            return
        if told.instance == self._instance:
            return
        if told.document in self._early:
            self._early[told.document].append(told)
        elif (opened := self._opened.get(told.document)) is not None:
            self._hear(opened, told)

    def _hear(self, opened: Opened, told: Told) -> None:
        room = opened.room
        if told.update is not None:
            room.heard(told.place, told.update)
        if room.has_gap or (told.update is None and told.place > room.position):
            self._look_at(opened.name)

    def _heard_awareness(self, message: bytes) -> None:
        with contextlib.suppress(msgspec.MsgspecError, Malformed):
            cursor = _cursor.decode(message)
            opened = self._opened.get(cursor.document)
            if opened is not None and cursor.instance != self._instance:
                opened.room.hear_awareness(None, cursor.states, self.now())
                self.moved(opened)

    def _missed(self) -> None:
        for name in self._opened:
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        self._behind.add(name)
        self._look.set()

    async def _catch_up(self) -> None:
        while True:
            await self._look.wait()
            self._look.clear()
            names, self._behind = self._behind, set()
            for name in names:
                opened = self._opened.get(name)
                if opened is None:
                    continue
                try:
                    kept = await self._store.read(name, opened.room.position)
                    if kept is not None:
                        opened.room.caught_up(kept.head.seq, kept.updates)
                except Exception as problem:
                    log.warning("writing.catch_up_failed", document=name, problem=repr(problem))
                    self._behind.add(name)
            if self._behind:
                await asyncio.sleep(0.5)
                self._look.set()

    async def _sweep(self) -> None:
        """The net: what the broker lost, what has expired, what nobody needs any more."""
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            now = self.now()
            for opened in tuple(self._opened.values()):
                opened.room.awareness.expire(now)
                self.moved(opened)
                if self._is_idle(opened, now):
                    self._close(opened)
            with contextlib.suppress(Exception):
                for names in _portions(self._opened, 200):
                    for name, top in (await self._store.tops(names)).items():
                        if name in self._opened and top > self._opened[name].room.position:
                            self._look_at(name)

    def _is_idle(self, opened: Opened, now: float) -> bool:
        room = opened.room
        busy = room.members or not room.is_saved or opened.is_ahead or opened.lock.locked()
        return not busy and now - opened.idle_since >= IDLE_AFTER

    def _close(self, opened: Opened) -> None:
        opened.forget_timers()
        del self._opened[opened.name]
        if opened.tail >= COMPACT_CLOSED:
            self._full.put_nowait(opened.name)

    async def _compact(self) -> None:
        while True:
            name = await self._full.get()
            try:
                await self._store.compact(name)
            except Exception as problem:
                log.warning("writing.not_compacted", document=name, problem=repr(problem))

    # plain values

    def _project_soon(self, opened: Opened) -> None:
        if opened.timer is not None:
            opened.timer.cancel()
        due = min(self.now() + PAUSE, opened.ahead_since + AT_LATEST)
        opened.timer = self._loop().call_at(due, self._project, opened)

    def _project(self, opened: Opened) -> None:
        opened.timer = None
        self._run(lambda: self._project_now(opened))

    async def _project_now(self, opened: Opened) -> None:
        try:
            done = await self._following.project(opened)
        except Exception as problem:
            log.warning("writing.projection_failed", document=opened.name, problem=repr(problem))
            opened.is_ahead = True
            done = False
        if (not done or opened.is_ahead) and opened.timer is None:
            if not done:
                opened.ahead_since = self.now()
            self._project_soon(opened)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            for opened in self._opened.values():
                self._run(lambda opened=opened: self._reconcile(opened))  # type: ignore[misc]
        if touched == EVERYTHING or any(alters_rights(each.event) for each in envelopes):
            for rights_changed in tuple(self._asked):
                rights_changed()
        for envelope in envelopes:
            for name, changed in plain_changes(envelope.event):
                if name in self._opened:
                    self._changes.put_nowait((name, envelope, changed))

    async def _follow(self) -> None:
        while True:
            name, envelope, changed = await self._changes.get()
            opened = self._opened.get(name)
            if opened is None:
                continue
            try:
                await self._following.plain_changed(opened, envelope, changed)
            except Exception as problem:
                log.warning("writing.not_absorbed", document=name, problem=repr(problem))
                await asyncio.sleep(0.5)
                self._changes.put_nowait((name, envelope, changed))
            else:
                self._after_following(opened)

    async def _reconcile(self, opened: Opened) -> None:
        try:
            kept = await self._store.read(opened.name, opened.room.position)
            if kept is not None and not opened.is_ahead:
                opened.room.caught_up(kept.head.seq, kept.updates)
                await self._following.reconcile(opened, kept.head)
                self._after_following(opened)
        except Exception as problem:
            log.warning("writing.not_reconciled", document=opened.name, problem=repr(problem))

    def _after_following(self, opened: Opened) -> None:
        if opened.room.has_gap:
            self._look_at(opened.name)
        if opened.is_ahead and opened.timer is None:
            opened.ahead_since = self.now()
            self._project_soon(opened)

    async def _claim(self) -> None:
        """Texts that an instance left behind when it died: what stands still for two looks is opened here, and followed."""
        while True:
            await asyncio.sleep(BEHIND_EVERY)
            try:
                behind = dict(await self._store.behind(500))
                for name, seq in behind.items():
                    stands_still = self._unclaimed.get(name) == seq and self._given_up.get(name) != seq
                    document = document_of(name) if stands_still else None
                    if document is not None:
                        self._given_up[name] = seq
                        await self._reclaim(document)
                self._unclaimed = behind
                self._given_up = {name: seq for name, seq in self._given_up.items() if name in behind}
            except Exception as problem:
                log.warning("writing.claim_failed", problem=repr(problem))

    async def _reclaim(self, document: Document) -> None:
        opened = self._opened.get(document.name)
        with contextlib.suppress(NotThere):
            if opened is None:
                await self.open(document)
            elif not opened.is_ahead:
                await self._reconcile(opened)

    def _loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def now(self) -> float:
        return self._loop().time()


def _portions(names: Iterable[str], size: int) -> list[list[str]]:
    listed = list(names)
    return [listed[begin : begin + size] for begin in range(0, len(listed), size)]
