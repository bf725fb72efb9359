"""Hubs on a network that cannot be trusted: each ends equal to the log, and each screen is told everything once, in order."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
from structlog.testing import capture_logs

from realtime import hub as hubs
from realtime.broker import MemoryBroker
from realtime.hub import CHANNEL, EVERYTHING, HINT_LIMIT, Announcement, Hub
from shared.events import encoder
from shared.heart import evolve
from tests.realtime.network import LOG, WORKSPACE, LossyBroker, MemoryLog, Screen, folded, until, write

pytestmark = pytest.mark.anyio
NEVER = 3_600.0


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


@pytest.mark.parametrize("heard", [True, False])
async def test_what_happens_while_the_rows_are_read_is_not_lost(heard: bool) -> None:
    """Whether its announcement comes through or not."""
    log = MemoryLog(LOG[:6])
    broker = LossyBroker(drop=0.0 if heard else 1.0)
    hub = Hub(log, broker, sweep_every=NEVER)
    screen = Screen(hub)

    async def others_write() -> None:
        log.envelopes += LOG[6:9]
        broker.publish(CHANNEL, announced(7, 9))

    log.while_loading = others_write
    async with started(hub):
        await screen.reach(9)
        assert hub.state == folded(LOG[:9])
    assert screen.seqs == [7, 8, 9]


async def test_another_workspaces_news_is_ignored_while_loading_and_later() -> None:
    log = MemoryLog(LOG[:6])
    broker = LossyBroker()
    hub = Hub(log, broker, sweep_every=NEVER)
    screen = Screen(hub)

    async def others_speak() -> None:
        broker.publish(CHANNEL, announced(7, 9, "another"))

    log.while_loading = others_speak
    async with started(hub):
        await settled(hub)
        broker.publish(CHANNEL, announced(7, 9, "another"))
        await settled(hub)
        assert hub.state == folded(LOG[:6])
    assert screen.seqs == []


@pytest.mark.parametrize(
    "hint", [announced(1, 4)[:-9], b"", b"\xff", announced(1, 4).replace(b"unit.added", b"unit.dreamt")]
)
async def test_an_unknown_event_makes_the_hub_load_again_and_wake_everybody(hint: bytes) -> None:
    """As while a newer instance runs beside this one: neither its hint nor its event is understood."""
    log = MemoryLog()
    broker = LossyBroker()
    hub = Hub(log, broker, sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        log.envelopes += LOG[:4]
        log.unknown_to_this_version = {3}
        broker.publish(CHANNEL, hint)
        await screen.reach(4)
        assert (screen.seqs, screen.woken) == ([], [EVERYTHING])
        assert hub.state == folded(LOG[:4])
        write(log, hub, LOG[4:5])
    assert screen.seqs == [5]


@pytest.mark.logs_errors
async def test_an_event_that_cannot_be_applied_makes_the_hub_load_again(monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryLog()
    broker = MemoryBroker()
    hub = Hub(log, broker, sweep_every=NEVER)
    screen = Screen(hub)

    def broken(*_: object) -> object:
        raise KeyError("of a thing that this version does not know")

    async with started(hub):
        await settled(hub)
        monkeypatch.setattr("realtime.room.evolve", broken)
        log.envelopes += LOG[:4]
        broker.publish(CHANNEL, announced(1, 4))
        await screen.reach(4)
    assert (hub.state, screen.woken) == (folded(LOG[:4]), [EVERYTHING])


async def test_too_far_behind_loads_the_rows_instead_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "TOO_FAR_BEHIND", 10)
    log = MemoryLog()
    hub = Hub(log, MemoryBroker(), sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        log.envelopes += LOG[:10]
        await hub.catch_up()
        assert (log.loads, screen.seqs) == (1, [*range(1, 11)])
        log.envelopes += LOG[10:21]
        await hub.catch_up()
        assert (log.loads, screen.woken[-1]) == (2, EVERYTHING)
        assert hub.state == folded(LOG[:21])


async def test_pages_of_the_log_are_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PAGE", 4)
    for length in (0, 3, 4, 5, 8, 13):
        log = MemoryLog()
        hub = Hub(log, MemoryBroker(), sweep_every=NEVER)
        screen = Screen(hub)
        async with started(hub):
            await settled(hub)
            log.envelopes += LOG[:length]
            await hub.catch_up()
            assert screen.seqs == [*range(1, length + 1)]


@pytest.mark.parametrize("during", ["while_loading", "while_reading"])
async def test_writes_between_the_awaits_of_a_catch_up_come_once_and_in_order(
    during: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "PAGE", 2)
    log = MemoryLog(LOG[:3])
    hub = Hub(log, MemoryBroker(), sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        if during == "while_loading":
            log.unknown_to_this_version = {4}

        async def write_more() -> None:
            if hub.state.seq == len(log.envelopes) < 12:
                write(log, hub, LOG[len(log.envelopes) : len(log.envelopes) + 2])
            elif len(log.envelopes) < 12:
                log.envelopes += LOG[len(log.envelopes) : len(log.envelopes) + 1]

        setattr(log, during, write_more)
        log.envelopes += LOG[3:4]
        for _ in range(10):
            await hub.catch_up()
        assert hub.state == folded(log.envelopes)
    assert screen.seqs == sorted(set(screen.seqs))
    if during == "while_reading":
        assert screen.seqs == [*range(4, len(log.envelopes) + 1)]


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


@pytest.mark.parametrize("noticed_by", ["sweep", "catch_up"])
async def test_a_log_that_lost_its_end_is_believed(noticed_by: str) -> None:
    """A restored backup, or a standby that took over: what it does not have did not happen."""
    log = MemoryLog(LOG[:9])
    hub = Hub(log, MemoryBroker(), sweep_every=0.01 if noticed_by == "sweep" else NEVER)
    screen = Screen(hub)
    woken = asyncio.Event()
    hub.listen(lambda *_: woken.set())
    async with started(hub):
        await settled(hub)
        del log.envelopes[6:]
        if noticed_by == "catch_up":
            await hub.catch_up()
        async with asyncio.timeout(5):
            await woken.wait()
        assert (hub.state, screen.woken) == (folded(LOG[:6]), [EVERYTHING])
        write(log, hub, LOG[6:8])
    assert screen.seqs == [7, 8]


async def test_a_database_that_was_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    real_sleep: Callable[[float], object] = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            log.away = None
        await real_sleep(0)  # type: ignore[misc]

    log = MemoryLog()
    hub = Hub(log, MemoryBroker(), sweep_every=NEVER)
    screen = Screen(hub)
    async with started(hub):
        await settled(hub)
        log.envelopes += LOG[:3]
        log.away = ConnectionRefusedError()
        monkeypatch.setattr("realtime.hub.asyncio.sleep", sleep)
        hub._behind.set()
        await screen.reach(3)
    assert pauses == [0.5, 0.5, 0.5]


async def test_a_stopped_hub_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    hub = Hub(MemoryLog(LOG), MemoryBroker())
    async with started(hub):
        assert asyncio.all_tasks() - before
    assert asyncio.all_tasks() == before
    gc.collect()
