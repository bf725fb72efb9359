"""One instance's hub, store and executor without the rest of the server, and a store that fails on command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from realtime.broker import Broker, MemoryBroker
from realtime.hub import Hub
from server.db.engine import Engine
from server.execute import Executor, Outcome
from server.ids import new_id
from server.store import Store
from shared.events import AnyCommand, Envelope
from shared.heart import evolve
from shared.messages import OPERATOR
from shared.state import State, Thing
from shared.workspace.model import Workspace
from tests.factories import START, actor, uid
from tests.realtime.network import until
from tests.shared.stories import beginning

NEVER = 3_600.0
WORKSPACE = Workspace(id=uid("workspace"))
BEGINNING = beginning().commands
"""The commands that make the company and its first objectives."""


class Ticking:
    """A second later each time it is asked."""

    def __init__(self) -> None:
        self.now = START + timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class FaultyStore(Store):
    """Fails before or after each next commit as told, None being well; notes how many events each transaction wrote."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.written: list[int] = []
        self.before: list[Exception | None] = []
        self.after: list[Exception | None] = []
        self.unreadable: Exception | None = None
        self.meanwhile: Callable[[], object] | None = None
        """Happens once, before the next commit."""
        self.open = asyncio.Event()
        self.open.set()
        self.waits = asyncio.Event()
        """Set when a commit waits for `open`."""

    async def commit(
        self,
        base: int,
        envelopes: Sequence[Envelope],
        stored: Iterable[Thing],
        state: State,
        digests: Mapping[str, str],
    ) -> bool:
        self.waits.set()
        await self.open.wait()
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()  # type: ignore[misc]
        if self.before and (problem := self.before.pop(0)):
            raise problem
        written = await super().commit(base, envelopes, stored, state, digests)
        if written:
            self.written.append(len(envelopes))
        if self.after and (problem := self.after.pop(0)):
            raise problem
        return written

    async def top(self) -> int:
        self._read()
        return await super().top()

    async def read_since(self, seq: int, limit: int) -> list[Envelope]:
        self._read()
        return await super().read_since(seq, limit)

    async def find_commands(self, command_ids: Sequence[str]) -> dict[str, tuple[str, list[Envelope]]]:
        self._read()
        return await super().find_commands(command_ids)

    def _read(self) -> None:
        if self.unreadable is not None:
            raise self.unreadable

    def hold(self) -> None:
        self.open.clear()
        self.waits.clear()


class Instance:
    def __init__(self, engine: Engine, broker: Broker, clock: Callable[[], datetime], sweep_every: float) -> None:
        self.engine = engine
        self.store = FaultyStore(engine)
        self.hub = Hub(self.store, broker, sweep_every=sweep_every)
        self.executor = Executor(self.hub, self.store, clock=clock, new_id=new_id)

    async def tell(self, *commands: AnyCommand, by: str | None = None, command_id: str | None = None) -> Outcome:
        return await self.executor.execute_all(commands, actor(by), command_id=command_id)

    async def queued(self, jobs: int) -> None:
        """Until so many wait for the transaction that is under way."""
        await until(lambda: self.executor._waiting.qsize() >= jobs)

    async def check(self) -> None:
        """What is shown equals what the rows say, and what the log says, which has no gaps."""
        assert self.hub.state == await self.check_rows()

    async def check_rows(self) -> State:
        """The same, while others write: the rows as of one moment equal the log up to that moment."""
        loaded = await self.store.load()
        log = (await self.store.read_since(0, 100_000))[: loaded.seq]
        assert [each.seq for each in log] == [*range(1, loaded.seq + 1)]
        state = State(workspace=WORKSPACE)
        for each in log:
            state = evolve(state, each).state
        assert state == loaded
        return loaded


@asynccontextmanager
async def instance(
    engine: Engine,
    broker: Broker | None = None,
    clock: Callable[[], datetime] | None = None,
    sweep_every: float = NEVER,
) -> AsyncIterator[Instance]:
    """Started, with the beginning told where nobody has told it yet."""
    made = Instance(engine, broker or MemoryBroker(), clock or Ticking(), sweep_every)
    founded = await made.store.found(WORKSPACE, START)
    await made.hub.start()
    await made.executor.start()
    try:
        if founded:
            await made.executor.execute_all(BEGINNING, OPERATOR)
            made.store.written.clear()
        yield made
    finally:
        made.store.open.set()
        async with asyncio.timeout(60):
            await made.executor.stop()
        await made.hub.stop()
