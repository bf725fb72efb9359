"""The socket that texts are written through: who may connect, how long, and how it ends. Reads no frame itself."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import structlog
from litestar import WebSocket, websocket
from litestar.di import NamedDependency

from realtime.writing import wire
from server.cairn import Cairn
from server.identity import Identity, identity_of
from server.protocol import listen_of, write_of
from server.writing.outbox import Outbox, Send
from server.writing.socket import SIGNED_OUT, TOO_LATE, TOO_MUCH, TRY_AGAIN, Ended, Visitor
from shared.messages import Id
from shared.policy import active

log = structlog.get_logger(__name__)

MOST_SOCKETS = 20
"""Of one person, at one instance."""
OPENS_WITHIN = 10.0
"""Seconds until the first document must be open."""
PING_EVERY = 10.0
SILENT_FOR = 40.0
"""Seconds after which a socket that says nothing, not even a pong, is closed."""
CLOSES_WITHIN = 3.0

_sockets: Counter[Id] = Counter()
NOBODYS_FAULT = (SIGNED_OUT, TRY_AGAIN)


@websocket("/collab")
async def collab(socket: WebSocket[Any, Any, Any], cairn: NamedDependency[Cairn]) -> None:
    identity = identity_of(socket.scope)
    if identity is None or active(identity.actor, cairn.hub.state) is None:
        await socket.close()  # before it is accepted: 403
        return
    await socket.accept()
    if _sockets[identity.person_id] >= MOST_SOCKETS:
        await socket.close(TOO_MUCH, "too many sockets")
        return
    _sockets[identity.person_id] += 1
    cairn.metrics.writer_came()
    ended: Ended | None = None
    try:
        ended = await _Session(socket, cairn, identity).run()
    finally:
        _sockets[identity.person_id] -= 1
        if not _sockets[identity.person_id]:
            del _sockets[identity.person_id]
        cairn.metrics.writer_went("left" if ended is None else ended.word)
    if ended is not None:
        if ended.code not in NOBODYS_FAULT:
            log.warning("writing.closed", person=identity.person_id, code=ended.code, reason=ended.reason)
        with suppress(Exception):
            async with asyncio.timeout(CLOSES_WITHIN):
                await socket.close(ended.code, ended.reason)


class _Session:
    def __init__(self, socket: WebSocket[Any, Any, Any], cairn: Cairn, identity: Identity) -> None:
        self._socket = socket
        self._cairn = cairn
        self._identity = identity
        self._ended: asyncio.Future[Ended | None] = asyncio.get_running_loop().create_future()
        self._outbox = Outbox(
            cast(Send, socket.send),
            lambda reason: self._end(Ended(TOO_MUCH, reason) if reason == "slow" else None),
            write_of(socket.scope),
        )
        self._visitor = Visitor(identity.actor, cairn.writing, lambda: cairn.hub.state, self._outbox.push, self._end)
        # either of them: what comes next waits its turn in the socket's queue
        self._resting: asyncio.Task[None] | None = None
        """With a message that takes longer."""
        self._is_holding = False
        """With a message that came through the queue."""
        self._listen = listen_of(socket.scope)

    def _end(self, ended: Ended | None) -> None:
        if not self._ended.done():
            self._ended.set_result(ended)

    async def run(self) -> Ended | None:
        """Until somebody ends it; None when the other side has."""
        cairn, loop = self._cairn, asyncio.get_running_loop()
        stop_watching = cairn.accounts.watch(self._identity.key_id, lambda: self._end(Ended(SIGNED_OUT, "signed out")))
        stop_asking = cairn.writing.ask_again(self._visitor.rights_changed)
        timer = loop.call_later(OPENS_WITHIN, self._check_open)
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._keep_alive())]
        if self._listen is not None:
            self._listen(self._heard)
        try:
            return await self._ended
        finally:
            stop_watching()
            stop_asking()
            timer.cancel()
            if self._resting is not None:
                tasks.append(self._resting)
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._visitor.leave_all()
            await self._outbox.stop()

    def _check_open(self) -> None:
        if not self._visitor.is_established:
            self._end(Ended(TOO_LATE, "no document was opened"))

    def _heard(self, encoded: bytes) -> bool:
        """A message that came just now. Most are dealt with at once, and no task has to wake up for them.

        After the end nothing is: what is left in the queue keeps more from being read.
        """
        if self._resting is not None or self._is_holding or self._ended.done():
            return False
        with self._ending():
            rest = self._visitor.hear(encoded)
            if rest is not None:
                self._resting = asyncio.create_task(self._finish(rest))
        return True

    async def _finish(self, rest: Coroutine[Any, Any, None]) -> None:
        with self._ending():
            await rest
        self._resting = None

    async def _read(self) -> None:
        """What is not heard at once: what waits for a message before it, and the end."""
        with self._ending():
            while True:
                message = await self._socket.receive()
                self._is_holding = True
                if self._resting is not None:
                    await self._resting
                if self._ended.done():
                    return
                if message["type"] != "websocket.receive":
                    self._end(None)
                    return
                encoded = message.get("bytes")
                if encoded is None:
                    raise Ended(1003, "not binary")
                await self._visitor.receive(encoded)
                self._is_holding = False

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except Ended as ended:
            self._end(ended)
        except Exception:
            log.exception("writing.failed")
            self._end(Ended(1011, "failed"))

    async def _keep_alive(self) -> None:
        """The provider gives a socket up that says nothing for half a minute, and so do we."""
        while True:
            await asyncio.sleep(PING_EVERY)
            if time.monotonic() - self._visitor.heard_at > SILENT_FOR:
                self._end(None)
            self._outbox.push(wire.SOCKET_PING)


ROUTES: list[Any] = [collab]
