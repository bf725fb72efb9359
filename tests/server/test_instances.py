"""Two instances of the whole product on one database: one truth, both screens, whatever happens to Redis."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from server.cairn import Cairn
from server.db.engine import use_engine
from server.db.sqlite import SqliteEngine
from server.settings import Settings
from shared.cycles.model import CycleState
from shared.heart import evolve
from shared.messages import OPERATOR, Id, Refused
from shared.objectives.messages import ChangeObjective
from shared.state import State
from shared.workspace.model import Workspace
from tests.factories import objective, person
from tests.faults.servers import Restartable
from tests.faults.servers import redis as redis_server
from tests.realtime.network import Screen, until
from tests.server.workshop import BEGINNING, Ticking
from tests.shared.dice import Dice
from tests.shared.stories import command

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def running(*made: Cairn, alone: bool = True) -> AsyncIterator[None]:
    for each in made:
        await each.start(alone=alone)
    # the engine that Piccolo's tables would take works no more: nothing on the way of a change may need it
    use_engine(SqliteEngine("nowhere"))
    try:
        yield
    finally:
        for each in made:
            await each.stop()


def cairn(database_url: str = "", redis_url: str = "", directory: Path = Path()) -> Cairn:
    settings = Settings(database_url=database_url, redis_url=redis_url, data_directory=directory, sample=False)
    return Cairn(settings, clock=Ticking())


async def agree(*cairns: Cairn) -> None:
    """Once each knows the last event, each shows what the log says."""
    top = await cairns[0].store.top()
    await until(lambda: all(each.hub.state.seq == top for each in cairns))
    log = await cairns[0].store.read_since(0, 100_000)
    assert [each.seq for each in log] == [*range(1, top + 1)]
    state = State(workspace=Workspace(id=cairns[0].hub.state.workspace.id))
    for envelope in log:
        state = evolve(state, envelope).state
    for each in cairns:
        assert each.hub.state == state == await each.store.load()


async def work(cairn: Cairn, seed: int, times: int = 25) -> None:
    dice = Dice(seed)
    for _ in range(times):
        with suppress(Refused):
            await cairn.executor.execute(command(dice), OPERATOR)


def open_goal(cairn: Cairn) -> Id:
    """One whose cycle still takes changes."""
    state = cairn.hub.state
    return next(each.id for each in state.objectives.values() if state.cycles[each.cycle_id].state is CycleState.ACTIVE)


def changed(goal: Id) -> ChangeObjective:
    return ChangeObjective(objective_id=goal, title="Changed", reason="agreed")


class Row:
    """Stands for a component that shows one thing."""

    looks_different = None

    def __init__(self, cairn: Cairn, key: str) -> None:
        self.woken = asyncio.Event()
        cairn.screens.watchers.watch(key, self)  # type: ignore[arg-type]

    def until_unmount(self, forget: object) -> None: ...

    def schedule_render(self) -> None:
        self.woken.set()


async def test_two_instances_that_write_at_once_agree(postgres_url: str, redis_url: str) -> None:
    here, there = (cairn(postgres_url, redis_url) for _ in range(2))
    async with running(here, there):
        await here.executor.execute_all(BEGINNING, OPERATOR)
        screens = [Screen(each.hub) for each in (here, there)]
        await until(lambda: there.hub.state.seq == here.hub.state.seq)
        for each in screens:
            each.seqs.clear()
        first = here.hub.state.seq + 1
        async with asyncio.timeout(60):
            await asyncio.gather(*(work(each, seed) for seed in range(5) for each in (here, there)))
        await agree(here, there)
        for each in screens:
            assert each.seqs == [*range(first, here.hub.state.seq + 1)]


async def test_the_other_instances_screens_are_woken_by_being_told(postgres_url: str, redis_url: str) -> None:
    here, there = (cairn(postgres_url, redis_url) for _ in range(2))
    there.hub._sweep_every = 3_600.0  # what nobody tells is not found in time
    async with running(here, there):
        await here.executor.execute_all(BEGINNING, OPERATOR)
        await until(lambda: there.hub.state.seq == here.hub.state.seq)
        goal = open_goal(there)
        rows = [Row(each, f"objective:{goal}") for each in (here, there)]
        bystander = Row(there, "objective:another")
        await here.executor.execute(changed(goal), OPERATOR)
        assert rows[0].woken.is_set()
        async with asyncio.timeout(20):
            await rows[1].woken.wait()
        assert there.hub.state.objectives[goal].title == "Changed"
        assert not bystander.woken.is_set()


async def test_without_redis_everything_is_slower_and_nothing_is_wrong(postgres_url: str, tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        assert isinstance(server, Restartable)
        here, there = (cairn(postgres_url, server.url) for _ in range(2))
        async with running(here, there):
            await here.executor.execute_all(BEGINNING, OPERATOR)
            working = [asyncio.create_task(work(each, seed)) for seed in range(2) for each in (here, there)]
            await server.stop()
            async with asyncio.timeout(60):
                await asyncio.gather(*working)
            await here.executor.execute(person("without"), OPERATOR)
            await agree(here, there)
            await server.start()
            await until(lambda: here.broker.up and there.broker.up)
            await here.executor.execute(person("with"), OPERATOR)
            await until(lambda: there.hub.state.seq == here.hub.state.seq)
            await agree(here, there)


async def test_what_a_command_line_writes_is_noticed_by_the_server(tmp_path: Path) -> None:
    server, command_line = cairn(directory=tmp_path), cairn(directory=tmp_path)
    await server.start()
    await server.executor.execute_all(BEGINNING, OPERATOR)
    goal = open_goal(server)
    row = Row(server, f"objective:{goal}")
    async with running(command_line, alone=False):
        await command_line.executor.execute(changed(goal), OPERATOR)
    async with asyncio.timeout(20):
        await row.woken.wait()
    await server.executor.execute(objective("new"), OPERATOR)
    await agree(server)
    await server.stop()
    with sqlite3.connect(tmp_path / "cairn.db") as file:
        assert file.execute("SELECT title FROM objective WHERE id = ?", (goal,)).fetchone() == ("Changed",)
    file.close()
