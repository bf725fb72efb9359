"""Carries hints between instances: lossy on purpose, for the log is the truth. Knows nothing of what it carries.

After every (re)connection each subscriber is told that it may have missed some. Publishing never raises: the change that
is announced did happen.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtime.tasks import stopped

log = structlog.get_logger(__name__)

Heard = Callable[[bytes], None]
Missed = Callable[[], None]


class Broker(Protocol):
    """`heard` and `missed` are called on the event loop and must not block."""

    @property
    def up(self) -> bool: ...
    def subscribe(self, channel: str, heard: Heard, missed: Missed) -> None: ...
    def publish(self, channel: str, message: bytes) -> None: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


Subscribers = defaultdict[str, list[tuple[Heard, Missed]]]
"""By channel."""


def _deliver(subscribers: Subscribers, channel: str, message: bytes) -> None:
    """A listener that fails is logged, and harms neither the others nor who speaks."""
    for heard, _ in subscribers.get(channel, ()):
        try:
            heard(message)
        except Exception:
            log.exception("broker.listener_failed", channel=channel)


class MemoryBroker:
    """Everybody in one process; delivers at once, to the publisher as well."""

    up = True

    def __init__(self) -> None:
        self._subscribers: Subscribers = defaultdict(list)

    def subscribe(self, channel: str, heard: Heard, missed: Missed) -> None:
        self._subscribers[channel].append((heard, missed))

    def publish(self, channel: str, message: bytes) -> None:
        _deliver(self._subscribers, channel, message)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class RedisBroker:
    """One supervised subscription and one publishing task for the process; both reconnect for ever.

    What cannot be published while Redis is away is dropped: subscribers resync when it is back. At most `backlog` messages
    wait to be published.
    """

    def __init__(self, url: str, prefix: str = "cairn:", backlog: int = 1_000) -> None:
        self.up = False
        # never reconnected behind our back: each new connection must say that something may have been missed
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=2,
            socket_timeout=5,
            socket_keepalive=True,
            health_check_interval=15,
            retry=Retry(NoBackoff(), 0),
        )
        self._prefix = prefix
        self._subscribers: Subscribers = defaultdict(list)
        self._outgoing: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(backlog)
        self._tasks: list[asyncio.Task[None]] = []
        self._tried = asyncio.Event()
        self._stopping = False

    def subscribe(self, channel: str, heard: Heard, missed: Missed) -> None:
        self._subscribers[channel].append((heard, missed))

    def publish(self, channel: str, message: bytes) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._outgoing.put_nowait((channel, message))

    async def start(self) -> None:
        """Returns once listening, or after two seconds without Redis: slower then, never wrong."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._tried.wait()

    async def stop(self) -> None:
        # the client may swallow a cancellation that meets an answer: the tasks look at this as well
        self._stopping = True
        await stopped(*self._tasks)
        await self._redis.aclose()

    async def _listen(self) -> None:
        pause = 0.05
        while not self._stopping:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.psubscribe(f"{self._prefix}*")
                    while not self._stopping:
                        message = await subscription.get_message(timeout=5)
                        if message is None:
                            continue
                        if message["type"] == "pmessage":
                            channel = message["channel"].decode().removeprefix(self._prefix)
                            _deliver(self._subscribers, channel, message["data"])
                        elif message["type"] == "psubscribe":
                            self._connected()
                            pause = 0.05
            except Exception as problem:
                if self.up or not self._tried.is_set():
                    log.warning("broker.lost", problem=str(problem))
                self.up = False
                self._tried.set()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 0.3)

    def _connected(self) -> None:
        """Redis has begun to listen for us: whatever was said before may have been missed."""
        if not self.up:
            log.info("broker.connected")
        self.up = True
        self._tried.set()
        for subscribers in self._subscribers.values():
            for _, missed in subscribers:
                missed()

    async def _publish(self) -> None:
        while not self._stopping:
            channel, message = await self._outgoing.get()
            try:
                try:
                    await self._redis.publish(self._prefix + channel, message)
                except Exception:
                    # perhaps only the connection is from before a restart of Redis: hearing twice harms nobody
                    await self._redis.connection_pool.disconnect(inuse_connections=False)
                    await self._redis.publish(self._prefix + channel, message)
            except Exception:
                # while Redis is away nothing that waits is worth more than the resync that follows
                while not self._outgoing.empty():
                    self._outgoing.get_nowait()
