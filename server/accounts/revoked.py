"""Tells at once, on every instance, that a session or token is dead, so that open sockets are closed. Ends no session.

A broker forgets: after a reconnection, and every so often, the keys that are being watched are looked up in the database.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

import structlog

from realtime.broker import Broker
from realtime.tasks import stopped
from shared.messages import Id

log = structlog.get_logger(__name__)

CHANNEL = "revoked"
Gone = Callable[[], None]
FindDead = Callable[[set[Id]], Awaitable[set[Id]]]


class Revocations:
    def __init__(self, broker: Broker | None, find_dead: FindDead, *, sweep_every: float = 30.0) -> None:
        self._broker = broker
        self._find_dead = find_dead
        self._sweep_every = sweep_every
        self._watchers: defaultdict[Id, list[Gone]] = defaultdict(list)
        self._look = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        if broker is not None:
            broker.subscribe(CHANNEL, lambda message: self._tell(message.decode()), self._look.set)

    def watch(self, key_id: Id, gone: Gone) -> Callable[[], None]:
        """Call `gone()` when this key dies or runs out; returns what ends it."""
        self._watchers[key_id].append(gone)

        def stop() -> None:
            watchers = self._watchers.get(key_id, [])
            if gone in watchers:
                watchers.remove(gone)
            if not watchers:
                self._watchers.pop(key_id, None)

        return stop

    def announce(self, keys: Iterable[Id]) -> None:
        for key_id in keys:
            self._tell(key_id)
            if self._broker is not None:
                self._broker.publish(CHANNEL, key_id.encode())

    async def start(self) -> None:
        self._task = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        await stopped(self._task)

    def _tell(self, key_id: Id) -> None:
        # a key dies once: whoever watched it is told once, however often it is announced
        for call in self._watchers.pop(key_id, ()):
            _call(call)

    async def _sweep(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._sweep_every):
                    await self._look.wait()
            self._look.clear()
            if not self._watchers:
                continue
            try:
                dead = await self._find_dead(set(self._watchers))
            except Exception as problem:
                log.warning("revoked.sweep_failed", problem=repr(problem))
                continue
            for key_id in dead:
                self._tell(key_id)


def _call(told: Gone) -> None:
    try:
        told()
    except Exception:
        log.exception("revoked.listener_failed")
