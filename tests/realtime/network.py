"""A log in memory and a network that loses, repeats, swaps and delays on command. Waits for nothing by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random

import msgspec

from realtime.broker import Heard, Missed
from realtime.hub import Announcement, Hub
from shared.events import Envelope, encoder
from shared.heart import evolve
from shared.messages import Key
from shared.state import State
from tests.factories import Story
from tests.shared.stories import beginning

NEVER = 3_600.0
WORKSPACE = "test"
LOG = tuple(beginning().log)
"""A company and its first objectives: real events, each of which builds on those before it."""


def folded(envelopes: Sequence[Envelope]) -> State:
    """What must come of a log."""
    state = Story().state
    for envelope in envelopes:
        state = evolve(state, envelope).state
    return state


async def _nothing() -> None: ...


PATIENCE = 20.0
"""Seconds that a fact may take to come about on a machine that does much else at once."""


async def until(fact: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Gives others their turn until it is so: for facts that announce themselves to nobody."""
    async with asyncio.timeout(seconds):
        while not fact():  # noqa: ASYNC110
            await asyncio.sleep(0.001)  # between two looks, under the timeout above


class MemoryLog:
    """The log of a database, and the instance's way to it, which a test may hold up or cut."""

    def __init__(self, envelopes: Sequence[Envelope] = ()) -> None:
        self.envelopes = list(envelopes)
        self.unknown_to_this_version: set[int] = set()
        """Positions of events that a newer instance wrote."""
        self.away: Exception | None = None
        self.loads = 0
        self.while_loading: Callable[[], Awaitable[None]] = _nothing
        self.while_reading: Callable[[], Awaitable[None]] = _nothing

    async def load(self) -> State:
        self._reach()
        self.loads += 1
        envelopes = tuple(self.envelopes)
        await self.while_loading()
        return folded(envelopes)

    async def top(self) -> int:
        self._reach()
        return len(self.envelopes)

    async def read_since(self, seq: int, limit: int) -> list[Envelope]:
        self._reach()
        found = self.envelopes[seq : seq + limit]
        await self.while_reading()
        if any(each.seq in self.unknown_to_this_version for each in found):
            raise msgspec.ValidationError("Invalid value 'objective.dreamt'")
        return found

    def _reach(self) -> None:
        if self.away is not None:
            raise self.away


class LossyBroker:
    """One network for several hubs. `drop`, `repeat` and `hold` are chances; what is held arrives in any order."""

    up = True

    def __init__(self, seed: int = 0, *, drop: float = 0.0, repeat: float = 0.0, hold: float = 0.0) -> None:
        self.random = Random(seed)
        self.drop, self.repeat, self.hold = drop, repeat, hold
        self.subscribers: list[tuple[str, Heard, Missed]] = []
        self.held: list[tuple[Heard, bytes]] = []
        self.said: list[bytes] = []

    def subscribe(self, channel: str, heard: Heard, missed: Missed) -> None:
        self.subscribers.append((channel, heard, missed))

    def publish(self, channel: str, message: bytes) -> None:
        self.said.append(message)
        for name, heard, _ in self.subscribers:
            if name != channel or self.random.random() < self.drop:
                continue
            for _ in range(2 if self.random.random() < self.repeat else 1):
                if self.random.random() < self.hold:
                    self.held.append((heard, message))
                else:
                    heard(message)

    def let_go(self) -> None:
        """What was held arrives now, late and in any order."""
        held, self.held = self.held, []
        self.random.shuffle(held)
        for heard, message in held:
            heard(message)

    def reconnect(self) -> None:
        for _, _, missed in self.subscribers:
            missed()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Screen:
    """What a listener was told, and a way to wait for it."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.seqs: list[int] = []
        self.woken: list[frozenset[Key]] = []
        self._told = asyncio.Event()
        self.stop = hub.listen(self._changed)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        assert state is self.hub.state
        self.seqs += [each.seq for each in envelopes]
        self.woken.append(touched)
        self._told.set()

    async def reach(self, seq: int) -> None:
        """Until the hub knows this position."""
        async with asyncio.timeout(20):
            while self.hub.state.seq < seq:
                self._told.clear()
                await self._told.wait()


def write(log: MemoryLog, hub: Hub, envelopes: Sequence[Envelope]) -> None:
    """An instance commits: first the log, then its own screens and the others."""
    state, touched = hub.state, set[Key]()
    for envelope in envelopes:
        evolved = evolve(state, envelope)
        state = evolved.state
        touched |= evolved.touched
    log.envelopes += envelopes
    hub.committed(envelopes, state, touched)


@asynccontextmanager
async def started(*made: Hub) -> AsyncIterator[None]:
    for hub in made:
        await hub.start()
    try:
        yield
    finally:
        for hub in made:
            await hub.stop()


async def settled(hub: Hub) -> None:
    """Until the hub has nothing left to look up."""
    await until(lambda: not hub._behind.is_set() and not hub._catching_up.locked())


def announced(first: int, last: int, workspace: str = WORKSPACE) -> bytes:
    return encoder.encode(Announcement(workspace, last, list(LOG[first - 1 : last])))
