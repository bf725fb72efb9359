"""PostgreSQL dies in the middle of writing: no answer is false, and everything goes on by itself when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Sized
from pathlib import Path

import pytest

from server.cairn import Cairn
from server.db.engine import make_engine
from server.execute import Unavailable
from server.settings import Settings
from server.store import Store
from shared.messages import OPERATOR
from tests.factories import check_in, objective, uid
from tests.faults.servers import Restartable
from tests.realtime.network import until
from tests.server.test_instances import agree
from tests.server.workshop import BEGINNING, Ticking

pytestmark = pytest.mark.anyio


async def test_postgres_dies_and_comes_back_while_many_write(mortal_postgres: Restartable) -> None:
    cairn = Cairn(Settings(database_url=mortal_postgres.url, sample=False), clock=Ticking())
    await cairn.start()
    await cairn.executor.execute_all(BEGINNING, OPERATOR)
    answered: dict[str, int] = {}
    unknown: list[str] = []
    stop = asyncio.Event()

    async def write(writer: int) -> None:
        number = 0
        while not stop.is_set():
            name = f"{writer} {number}"
            number += 1
            try:
                outcome = await cairn.executor.execute(check_in("k0", 1, name=name), OPERATOR, command_id=name)
                answered[name] = outcome.seq
            except Unavailable:
                unknown.append(name)
                await asyncio.sleep(
                    0.001
                )  # nobody says when the database is back; ten writers must not starve the rest

    writers = [asyncio.create_task(write(each)) for each in range(10)]

    async def more(asked: Sized, than: int) -> None:
        await until(lambda: len(asked) > than, 20)

    for _ in range(3):
        await more(answered, len(answered) + 50)
        await mortal_postgres.stop()
        told = dict(answered)
        await more(unknown, len(unknown) + 20)
        assert answered == told
        await mortal_postgres.start()
        await more(answered, len(told) + 50)
    stop.set()
    async with asyncio.timeout(20):
        await asyncio.gather(*writers)
    await agree(cairn)

    engine = make_engine(mortal_postgres.url, Path())
    await engine.start()
    log = await Store(engine).read_since(0, 1_000_000)
    written = {each.command_id: each.seq for each in log}
    assert {name: written.get(name) for name in answered} == answered
    rows = await engine.fetch("SELECT id FROM check_in WHERE key_result_id = {}", uid("k0"))
    assert len(rows) == len(set(written) & {*answered, *unknown})
    # what could not be known is known now: asked again, it happens once
    for name in unknown[:50]:
        again = await cairn.executor.execute(check_in("k0", 1, name=name), OPERATOR, command_id=name)
        assert again.repeated is (name in written)
    await agree(cairn)
    await engine.stop()
    await cairn.stop()


async def test_the_screens_follow_when_the_database_is_back(mortal_postgres: Restartable) -> None:
    """Somebody else wrote just before it died; nobody writes here afterwards."""
    cairn = Cairn(Settings(database_url=mortal_postgres.url, sample=False), clock=Ticking())
    other = Cairn(Settings(database_url=mortal_postgres.url, sample=False), clock=Ticking())
    await cairn.start()
    await other.start()
    await other.executor.execute_all(BEGINNING, OPERATOR)
    await other.executor.execute(objective("new"), OPERATOR)
    await mortal_postgres.stop()
    with pytest.raises(Unavailable):
        await cairn.executor.execute(objective("lost"), OPERATOR, command_id="lost")
    await mortal_postgres.start()
    await until(lambda: uid("new") in cairn.hub.state.objectives, 10)
    await agree(cairn, other)
    await other.stop()
    await cairn.stop()
