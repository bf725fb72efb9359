"""Keeps one instance's room equal to the log and tells its listeners what changed.

Log is truth, publish is a hint, a sweep is the net: what the broker loses, the next sweep reads from the log.
Subscribe first, load second, read what the log has gained third: nothing falls in between.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import msgspec
import structlog

from realtime.broker import Broker
from realtime.room import Room
from realtime.tasks import stopped
from shared.events import Envelope, encoder
from shared.messages import Key
from shared.state import State

log = structlog.get_logger(__name__)

CHANNEL = "log"
PAGE = 1_000
"""Events read at a time when catching up."""
HINT_LIMIT = 64 * 1024
"""A longer announcement is sent as its last position only, and read from the log by the others."""
TOO_FAR_BEHIND = 20_000
"""Events after which loading the rows again is cheaper than folding the log."""
EVERYTHING = frozenset({"*"})
"""The key that wakes every listener: the state was loaded anew."""

Changed = Callable[[Sequence[Envelope], frozenset[Key], State], None]


class Log(Protocol):
    """What the hub needs of the database. A log that holds an event unknown to this version raises ValidationError."""

    async def load(self) -> State: ...
    async def top(self) -> int: ...
    async def read_since(self, seq: int, limit: int) -> list[Envelope]: ...


class Announcement(msgspec.Struct, frozen=True):
    workspace: str
    top: int
    envelopes: list[Envelope] = []


_decoder = msgspec.json.Decoder(Announcement)


class Hub:
    def __init__(self, log_: Log, broker: Broker, *, sweep_every: float = 2.0) -> None:
        self._log = log_
        self._broker = broker
        self._sweep_every = sweep_every
        self._room: Room | None = None
        self._listeners: list[Changed] = []
        self._behind = asyncio.Event()
        self._catching_up = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        broker.subscribe(CHANNEL, self._heard, self._behind.set)

    @property
    def state(self) -> State:
        assert self._room is not None, "the hub has not started"
        return self._room.state

    def listen(self, changed: Changed) -> Callable[[], None]:
        """Call `changed(envelopes, touched keys, new state)` after each change; returns what ends it."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    async def start(self) -> None:
        await self._broker.start()
        self._room = Room(await self._log.load())
        # what was announced while the rows were read is in the log
        self._behind.set()
        self._tasks = [asyncio.create_task(self._catch_up_when_behind()), asyncio.create_task(self._sweep())]

    async def stop(self) -> None:
        await stopped(*self._tasks)
        await self._broker.stop()

    def committed(self, envelopes: Sequence[Envelope], state: State, touched: Iterable[Key]) -> None:
        """This instance has written these: take the state that they led to, tell the listeners, then the others."""
        room = self._room
        assert room is not None
        if envelopes[0].seq == room.state.seq + 1:
            room.reset(state)
            self._tell(envelopes, frozenset(touched))
            # another instance's next may have arrived before this one's answer
            self._apply(())
        else:
            self._apply(envelopes)
        message = encoder.encode(Announcement(room.state.workspace.id, envelopes[-1].seq, list(envelopes)))
        if len(message) > HINT_LIMIT:
            message = encoder.encode(Announcement(room.state.workspace.id, envelopes[-1].seq))
        self._broker.publish(CHANNEL, message)

    async def catch_up(self) -> None:
        """Read from the log what this room lacks; load the rows anew when that is too much or not understood."""
        async with self._catching_up:
            room = self._room
            assert room is not None
            known = room.state.seq
            top = await self._log.top()
            if top < known:
                # a restored backup, or a standby that had not heard the end: what this room knows did not happen
                log.warning("hub.log_went_back", known=known, top=top)
                await self._reload(room)
                return
            if top - room.state.seq > TOO_FAR_BEHIND:
                await self._reload(room)
                return
            while True:
                try:
                    envelopes = await self._log.read_since(room.state.seq, PAGE)
                except msgspec.ValidationError as problem:
                    log.warning("hub.unknown_event", problem=str(problem))
                    await self._reload(room)
                    return
                try:
                    self._apply(envelopes)
                except Exception:
                    log.exception("hub.event_failed", after=room.state.seq)
                    await self._reload(room)
                    return
                if len(envelopes) < PAGE:
                    return

    async def _reload(self, room: Room) -> None:
        known = room.state.seq
        state = await self._log.load()
        # unless this instance wrote or heard something while the rows were read
        if state.seq > room.state.seq or (state.seq < known and room.state.seq == known):
            room.reset(state)
            self._tell((), EVERYTHING)
            self._apply(())

    def _heard(self, message: bytes) -> None:
        try:
            announcement = _decoder.decode(message)
        except msgspec.MsgspecError:
            # a newer instance announces what this one does not know, or it is not ours: the log will tell
            self._behind.set()
            return
        if self._room is None:
            return
        if announcement.workspace != self._room.state.workspace.id or announcement.top <= self._room.state.seq:
            return
        try:
            self._apply(announcement.envelopes)
        finally:
            if announcement.top > self._room.state.seq:
                self._behind.set()

    def _apply(self, envelopes: Sequence[Envelope]) -> None:
        room = self._room
        assert room is not None
        applied = room.receive(envelopes)
        if room.has_gap:
            self._behind.set()
        if applied:
            touched: frozenset[Key] = frozenset().union(*(each.touched for _, each in applied))
            self._tell([envelope for envelope, _ in applied], touched)

    def _tell(self, envelopes: Sequence[Envelope], touched: frozenset[Key]) -> None:
        for changed in tuple(self._listeners):
            try:
                changed(envelopes, touched, self.state)
            except Exception:
                log.exception("hub.listener_failed")

    async def _catch_up_when_behind(self) -> None:
        while True:
            await self._behind.wait()
            self._behind.clear()
            try:
                await self.catch_up()
            except Exception as problem:
                log.warning("hub.catch_up_failed", problem=repr(problem))
                await asyncio.sleep(0.5)  # the database is away: ask again, but not in a tight loop
                self._behind.set()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_every)
            with contextlib.suppress(Exception):
                known = self.state.seq
                top = await self._log.top()
                if top > self.state.seq or top < known:
                    self._behind.set()
