"""What both brokers promise, in one process and through a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from realtime.broker import Broker, MemoryBroker, RedisBroker

pytestmark = pytest.mark.anyio


class Ear:
    """What a subscriber heard, and a way to wait for it."""

    def __init__(self, broker: Broker, channel: str = "log") -> None:
        self.heard: list[bytes] = []
        self.missed = 0
        self._news = asyncio.Event()
        broker.subscribe(channel, self._hear, self._miss)

    def _hear(self, message: bytes) -> None:
        self.heard.append(message)
        self._news.set()

    def _miss(self) -> None:
        self.missed += 1
        self._news.set()

    async def hears(self, *messages: bytes, seconds: float = 5) -> None:
        """Until exactly these have come, in order."""
        async with asyncio.timeout(seconds):
            while len(self.heard) < len(messages):
                self._news.clear()
                await self._news.wait()
        assert self.heard == list(messages)

    async def misses(self, times: int, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds):
            while self.missed < times:
                self._news.clear()
                await self._news.wait()
        assert self.missed == times


@pytest.fixture(params=["memory", "redis"])
async def broker(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Broker]:
    made: Broker = (
        MemoryBroker()
        if request.param == "memory"
        else RedisBroker(request.getfixturevalue("redis_url"), prefix=f"{uuid4()}:")
    )
    yield made
    await made.stop()


async def test_everybody_hears_everything_in_order_the_speaker_too(broker: Broker) -> None:
    ears = [Ear(broker), Ear(broker)]
    await broker.start()
    said = [b"%d" % number for number in range(100)]
    for each in said:
        broker.publish("log", each)
    for ear in ears:
        await ear.hears(*said)


async def test_channels_are_apart_and_bytes_arrive_as_they_are(broker: Broker) -> None:
    log, other = Ear(broker), Ear(broker, "other")
    await broker.start()
    anything = bytes(range(256)) * 300
    broker.publish("nobody", b"lost")
    broker.publish("other", b"")
    broker.publish("log", anything)
    broker.publish("other", b"last")
    await other.hears(b"", b"last")
    await log.hears(anything)


@pytest.mark.logs_errors
async def test_a_listener_that_raises_harms_neither_the_others_nor_the_speaker(broker: Broker) -> None:
    def fail(_: bytes) -> None:
        raise ArithmeticError

    broker.subscribe("log", fail, lambda: None)
    ear = Ear(broker)
    await broker.start()
    with capture_logs() as said:
        broker.publish("log", b"one")
        broker.publish("log", b"two")
        await ear.hears(b"one", b"two")
    assert [each["event"] for each in said] == ["broker.listener_failed"] * 2


async def test_it_is_up_once_started_and_stops_twice(broker: Broker) -> None:
    await broker.start()
    assert broker.up
    await broker.stop()


async def test_a_client_that_swallows_the_cancellation_does_not_keep_it_from_stopping(redis_url: str) -> None:
    broker = RedisBroker(redis_url)
    began, forever = asyncio.Event(), asyncio.Event()

    async def publish(channel: str, message: bytes) -> None:
        began.set()
        with suppress(asyncio.CancelledError):
            await forever.wait()

    broker._redis.publish = publish  # type: ignore[method-assign, assignment]
    await broker.start()
    broker.publish("log", b"last words")
    await began.wait()
    async with asyncio.timeout(20):
        await broker.stop()


async def test_instances_hear_each_other_through_redis_and_other_products_do_not(redis_url: str) -> None:
    here, there = (RedisBroker(redis_url, prefix="one:") for _ in range(2))
    stranger = RedisBroker(redis_url, prefix="two:")
    ears = [Ear(here), Ear(there)]
    deaf = Ear(stranger)
    for each in (here, there, stranger):
        await each.start()
    here.publish("log", b"from here")
    await ears[1].hears(b"from here")
    there.publish("log", b"from there")
    for ear in ears:
        await ear.hears(b"from here", b"from there")
        assert ear.missed == 1
    assert deaf.heard == []
    for each in (here, there, stranger):
        await each.stop()
