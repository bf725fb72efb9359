"""Redis goes away from two instances while people write at both, for as long as you like: slower, never wrong, soon equal."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from realtime.broker import RedisBroker
from server.cairn import Cairn
from server.db.engine import Engine
from shared.directory.messages import ChangePerson
from shared.messages import OPERATOR, Role
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import uid
from tests.faults import servers
from tests.faults.servers import Restartable
from tests.realtime.network import until
from tests.server.conftest import Clock, Running, bearer, instance, serving
from tests.server.writing.conftest import DESCRIPTION
from tests.server.writing.editor import editing

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

AWAY = (1, 5, 10, 60)
"""Seconds. They pass a hundred times as fast here: what takes time is trying again. `make soak` waits them out."""
FASTER = 100
PAUSE = 0.3
"""Seconds from one try to the next, on the average."""
BACKLOG = 20


class Hurried:
    """Stands for `random` where the pause between two tries is thrown."""

    def __init__(self) -> None:
        self.tries = 0

    def uniform(self, low: float, high: float) -> float:
        self.tries += 1
        return random.uniform(low, high) / FASTER


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Hurried:
    clock = Hurried()
    monkeypatch.setattr("realtime.broker.random", clock)
    return clock


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Restartable]:
    with servers.redis(tmp_path) as server:
        yield server


@pytest.fixture
async def empty_cairn(
    database: Engine, clock: Clock, redis: Restartable, hurried: Hurried, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Cairn]:
    # what is equal again is so because Redis is back, and not because the sweep has looked
    monkeypatch.setattr("server.writing.tending.SWEEP_EVERY", 3600.0)
    cairn = instance(database, clock, RedisBroker(redis.url, backlog=BACKLOG))
    await cairn.start()
    yield cairn
    await cairn.stop()


@pytest.fixture
async def other(company: Cairn, database: Engine, clock: Clock, redis: Restartable) -> AsyncIterator[Running]:
    there = instance(database, clock, RedisBroker(redis.url, backlog=BACKLOG))
    await there.start()
    async with serving(there) as running:
        yield running
    await there.stop()


def waiting(cairn: Cairn) -> int:
    """What an instance holds back: messages for Redis, and updates of others that wait for their turn."""
    assert isinstance(cairn.broker, RedisBroker)
    rooms = [each.room for each in cairn.writing.opened.values()]
    return cairn.broker._outgoing.qsize() + sum(len(each._waiting) for each in rooms)


async def test_after_any_time_without_redis_texts_are_equal_again_without_a_further_edit(
    company: Cairn, served: Running, other: Running, redis: Restartable, hurried: Hurried
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        for seconds, editors in zip(AWAY, ((here, there), (there, here)) * 2, strict=True):
            with capture_logs() as said:
                await redis.stop()
                await until(lambda: not company.broker.up and not other.cairn.broker.up)
                hurried.tries = 0
                while hurried.tries < 2 * seconds / PAUSE:
                    # who is second notices by the number of their own entry that there is another one
                    for number, each in enumerate(editors):
                        await each.type(f"<{seconds} {number} {hurried.tries}>")
                        await each.all_saved()
                    assert waiting(company) <= BACKLOG and waiting(other.cairn) <= BACKLOG
                for running in (served, other):
                    answer = (await running.visitor().get("/readyz")).json()
                    assert (answer["status"], "Redis is away" in answer["reasons"][0]) == ("degraded", True)
                await redis.start()
                await until(lambda: here.value == there.value)
                await until(lambda: company.broker.up and other.cairn.broker.up)
            assert all(f"<{seconds} {number} " in here.value for number in (0, 1))
            told = [each["event"] for each in said if each["event"].startswith("broker.")]
            assert sorted(told) == ["broker.connected"] * 2 + ["broker.lost"] * 2
            assert (await served.visitor().get("/readyz")).json()["status"] == "ready"
            await here.type("!")
            await until(lambda: here.value == there.value)


async def test_what_is_withdrawn_at_one_instance_closes_at_the_other(
    company: Cairn, served: Running, other: Running
) -> None:
    ada, root, bob = [await bearer(company, each) for each in ("Ada", "Root", "Bob")]
    execute = other.cairn.executor.execute
    async with editing(served.address, bob, DESCRIPTION) as reader, editing(served.address, root, DESCRIPTION) as two:
        async with editing(served.address, ada, DESCRIPTION) as one:
            await one.type("kept")
            await one.all_saved()
            (token,) = await other.cairn.accounts.tokens.of(uid("Ada"))
            await other.cairn.accounts.tokens.end(token.id, uid("Ada"))
            await one.until(lambda: one.code == 4401)
        await execute(ChangePerson(person_id=uid("Ada"), role=Role.ADMIN), OPERATOR)
        await execute(ChangePerson(person_id=uid("Root"), role=Role.GUEST), OPERATOR)
        await two.until(lambda: two.scope == "readonly")
        await execute(ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE), OPERATOR)
        for each in (reader, two):
            await each.until(lambda each=each: each.closed and each.denied)  # type: ignore[misc]
        await execute(ChangePerson(person_id=uid("Bob"), active=False), OPERATOR)
        await reader.until(lambda: reader.code == 4401)
        assert company.writing.opened[DESCRIPTION].room.text.value == "kept"
