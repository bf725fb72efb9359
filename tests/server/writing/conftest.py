"""A served company with an objective that Ada may write, Bob may read, and one of hers that he may not even see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import pytest

from server.cairn import Cairn
from server.db.engine import Engine
from shared.cycles.messages import CreateCycle
from shared.messages import OPERATOR
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level, Visibility
from tests.factories import key_result, uid
from tests.realtime.network import PATIENCE, LossyBroker
from tests.server.conftest import Clock, Running, instance, serving

TITLE = f"objective:{uid('goal')}:title"
DESCRIPTION = f"objective:{uid('goal')}:description"
NAME = f"key_result:{uid('figure')}:name"
SECRET = f"objective:{uid('secret')}:title"


async def furnish(cairn: Cairn) -> None:
    await cairn.executor.execute(
        CreateCycle(cycle_id=uid("q1"), name="Q1", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)), OPERATOR
    )
    for name, visibility in (("goal", Visibility.PUBLIC), ("secret", Visibility.PRIVATE)):
        await cairn.executor.execute(
            CreateObjective(
                objective_id=uid(name),
                cycle_id=uid("q1"),
                title=f"A {name}",
                level=Level.PERSON,
                owner_id=uid("Ada"),
                visibility=visibility,
                draft=False,
            ),
            OPERATOR,
        )
    await cairn.executor.execute(key_result("figure", "goal"), OPERATOR)


@pytest.fixture
def no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes, comes because it was told, and not because an instance looked by itself. To be asked for before instances."""
    monkeypatch.setattr("server.writing.tending.SWEEP_EVERY", 3600.0)


@pytest.fixture
def never_pausing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody's words become the plain value by themselves, until this is undone."""
    monkeypatch.setattr("server.writing.writing.PAUSE", 3600.0)
    monkeypatch.setattr("server.writing.writing.AT_LATEST", 3600.0)
    return monkeypatch


async def becomes(cairn: Cairn, holds: Callable[[], object], within: float = PATIENCE) -> None:
    """Until the workspace's state is so."""
    told = asyncio.Event()
    stop = cairn.hub.listen(lambda *_: told.set())
    try:
        async with asyncio.timeout(within):
            while not holds():
                told.clear()
                await told.wait()
    finally:
        stop()


def title(cairn: Cairn) -> str:
    return cairn.hub.state.objectives[uid("goal")].title


@pytest.fixture
async def company(cairn: Cairn) -> Cairn:
    await furnish(cairn)
    return cairn


@pytest.fixture
async def broker(company: Cairn) -> LossyBroker:
    """Joins the instance of the test with another; what is lost is told to it by the test."""
    network = LossyBroker()
    company.writing.instances._broker = network
    for channel, heard in (("text", "_heard"), ("text-ahead", "_heard_ahead"), ("cursors", "_heard_cursors")):
        network.subscribe(channel, getattr(company.writing.instances, heard), company.writing.instances.missed)
    return network


@pytest.fixture
async def other(company: Cairn, database: Engine, clock: Clock, broker: LossyBroker) -> AsyncIterator[Running]:
    there = instance(database, clock, broker)
    await there.start()
    async with serving(there) as running:
        yield running
    await there.stop()
