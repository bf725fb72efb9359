"""Redis dies and comes back: nobody is harmed, everybody is told to look again, and messages flow within a second."""

from __future__ import annotations

import pytest
import redis
from structlog.testing import capture_logs

from realtime.broker import RedisBroker
from tests.faults.servers import Restartable
from tests.realtime.network import until
from tests.realtime.test_broker import Ear

pytestmark = pytest.mark.anyio


async def test_after_redis_was_away_messages_flow_within_a_second(mortal_redis: Restartable) -> None:
    broker = RedisBroker(mortal_redis.url, backlog=10)
    ear = Ear(broker)
    with capture_logs() as said:
        await broker.start()
        broker.publish("log", b"before")
        await ear.hears(b"before")
        await mortal_redis.stop()
        await until(lambda: not broker.up)
        for number in range(1_000):
            broker.publish("log", b"%d" % number)
            assert broker._outgoing.qsize() <= 10
        for task in broker._tasks:
            assert not task.done()
        await until(broker._outgoing.empty)
        await mortal_redis.start()
        await ear.misses(2, seconds=1)
        assert broker.up
        broker.publish("log", b"after")
        await ear.hears(b"before", b"after", seconds=1)
    assert [each["event"] for each in said] == ["broker.connected", "broker.lost", "broker.connected"]
    await broker.stop()


async def test_an_instance_starts_without_redis_and_finds_it_later(mortal_redis: Restartable) -> None:
    await mortal_redis.stop()
    broker = RedisBroker(mortal_redis.url)
    ear = Ear(broker)
    with capture_logs() as said:
        await broker.start()
        assert not broker.up
        await mortal_redis.start()
        await ear.misses(1, seconds=1)
        broker.publish("log", b"hello")
        await ear.hears(b"hello", seconds=1)
    assert [each["event"] for each in said] == ["broker.lost", "broker.connected"]
    await broker.stop()


async def test_a_redis_that_only_lost_the_connections_is_found_again(mortal_redis: Restartable) -> None:
    broker = RedisBroker(mortal_redis.url)
    ear = Ear(broker)
    await broker.start()
    broker.publish("log", b"before")
    await ear.hears(b"before")
    with redis.Redis.from_url(mortal_redis.url) as operator:
        operator.client_kill_filter(_type="pubsub")
    await ear.misses(2, seconds=1)
    broker.publish("log", b"after")
    await ear.hears(b"before", b"after", seconds=1)
    await broker.stop()
