"""A hub reads what it missed: from the log, in pages or whole, while others write, after an outage or a restored backup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from realtime import hub as hubs
from realtime.broker import MemoryBroker
from realtime.hub import CHANNEL, EVERYTHING, Hub
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
        async with asyncio.timeout(20):
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
