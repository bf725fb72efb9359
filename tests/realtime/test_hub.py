"""Hubs on a network that cannot be trusted: each ends equal to the log, and each screen is told everything once, in order."""

from __future__ import annotations

import asyncio
import gc

import msgspec
import pytest
from structlog.testing import capture_logs

from realtime.broker import MemoryBroker
from realtime.hub import CHANNEL, HINT_LIMIT, Hub
from shared.heart import evolve
from tests.realtime.network import (
    LOG,
    NEVER,
    LossyBroker,
    MemoryLog,
    Screen,
    announced,
    folded,
    settled,
    started,
    write,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("seed", range(30))
async def test_two_hubs_on_a_bad_network_both_equal_the_log(seed: int) -> None:
    log = MemoryLog(LOG[:5])
    broker = LossyBroker(seed, drop=0.3, repeat=0.3, hold=0.4)
    here, there = (Hub(log, broker, sweep_every=0.01) for _ in range(2))
    screens = [Screen(here), Screen(there)]
    async with started(here, there):
        while len(log.envelopes) < len(LOG):
            writer = broker.random.choice((here, there))
            await writer.catch_up()
            at = len(log.envelopes)
            write(log, writer, LOG[at : at + broker.random.randint(1, 4)])
            if broker.random.random() < 0.2:
                broker.let_go()
            if broker.random.random() < 0.5:
                await asyncio.sleep(0)
        broker.let_go()
        for screen in screens:
            await screen.reach(len(LOG))
            assert screen.seqs == [*range(6, len(LOG) + 1)]
            assert screen.hub.state == folded(LOG)


async def test_a_lost_hint_is_found_by_the_sweep() -> None:
    log = MemoryLog()
    broker = LossyBroker(drop=1.0)
    here, there = (Hub(log, broker, sweep_every=0.01) for _ in range(2))
    screen = Screen(there)
    async with started(here, there):
        write(log, here, LOG)
        assert there.state.seq == 0
        await screen.reach(len(LOG))
    assert there.state == folded(LOG)
    assert screen.seqs == [*range(1, len(LOG) + 1)]


async def test_a_gap_is_read_from_the_log_at_once() -> None:
    log = MemoryLog()
    broker = LossyBroker()
    here, there = (Hub(log, broker, sweep_every=NEVER) for _ in range(2))
    screen = Screen(there)
    async with started(here, there):
        await settled(there)
        broker.drop = 1.0
        write(log, here, LOG[:4])
        broker.drop = 0.0
        write(log, here, LOG[4:5])
        await screen.reach(5)
    assert screen.seqs == [1, 2, 3, 4, 5]


async def test_after_a_reconnection_what_was_missed_is_read_without_the_sweep() -> None:
    log = MemoryLog()
    broker = LossyBroker(drop=1.0)
    here, there = (Hub(log, broker, sweep_every=NEVER) for _ in range(2))
    screen = Screen(there)
    async with started(here, there):
        await settled(there)
        write(log, here, LOG[:4])
        broker.reconnect()
        await screen.reach(4)
    assert there.state == folded(LOG[:4])


@pytest.mark.logs_errors
async def test_a_listener_that_raises_harms_nobody() -> None:
    log = MemoryLog()
    hub = Hub(log, MemoryBroker(), sweep_every=NEVER)

    def fail(*_: object) -> None:
        raise ArithmeticError

    hub.listen(fail)
    screen = Screen(hub)
    async with started(hub):
        with capture_logs() as said:
            write(log, hub, LOG[:3])
    assert screen.seqs == [1, 2, 3]
    assert [each["event"] for each in said] == ["hub.listener_failed"]
    screen.stop()
    assert hub._listeners == [fail]


async def test_the_next_ones_event_may_arrive_before_the_own_commit_is_answered() -> None:
    log = MemoryLog()
    broker = LossyBroker()
    hub = Hub(log, broker, sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        mine = evolve(folded(()), LOG[0])
        broker.publish(CHANNEL, announced(2, 2))
        assert screen.seqs == []
        hub.committed(LOG[:1], mine.state, mine.touched)
        assert screen.seqs == [1, 2]
        log.envelopes += LOG[:2]


async def test_a_commit_that_the_log_told_of_first_is_told_once() -> None:
    log = MemoryLog()
    hub = Hub(log, MemoryBroker(), sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        mine = evolve(folded(()), LOG[0])
        log.envelopes += LOG[:1]
        await hub.catch_up()
        hub.committed(LOG[:1], mine.state, mine.touched)
    assert screen.seqs == [1]


async def test_a_long_announcement_is_only_a_position() -> None:
    log = MemoryLog()
    broker = LossyBroker()
    here, there = (Hub(log, broker, sweep_every=NEVER) for _ in range(2))
    screen = Screen(there)
    note = "x" * HINT_LIMIT
    long = msgspec.structs.replace(LOG[0], event=msgspec.structs.replace(LOG[0].event, unit=_named(LOG[0], note)))
    async with started(here, there):
        await settled(there)
        write(log, here, [long])
        assert len(broker.said[0]) < 200
        await screen.reach(1)
    assert there.state == here.state
    assert screen.seqs == [1]


def _named(envelope: object, name: str) -> object:
    return msgspec.structs.replace(envelope.event.unit, name=name)  # type: ignore[attr-defined]


async def test_a_stopped_hub_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    hub = Hub(MemoryLog(LOG), MemoryBroker())
    async with started(hub):
        assert asyncio.all_tasks() - before
    assert asyncio.all_tasks() == before
    gc.collect()
