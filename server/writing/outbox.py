"""Frames on their way to one socket: at once while it takes them, in a bounded queue when it does not.

A reader that stalls harms only itself: whoever delivers to many never waits for one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any

from server.protocol import Write, framed

MOST_QUEUED = 1024 * 1024
"""Bytes; over that the socket is given up."""

Send = Callable[[Any], Coroutine[Any, Any, None]]


class Outbox:
    """`given_up` is called once, when the socket is gone or its reader too slow. `write` is the shorter way, where there is one."""

    def __init__(self, send: Send, given_up: Callable[[str], None], write: Write | None = None) -> None:
        self._send = send
        self._write = write
        self._given_up = given_up
        self._queue: deque[bytes] = deque()
        self._task: asyncio.Task[None] | None = None
        self.queued = 0
        self.is_open = True

    def push(self, frame: bytes) -> None:
        if not self.is_open:
            return
        if self._task is not None:
            self._queue.append(frame)
            self.queued += len(frame)
            if self.queued > MOST_QUEUED:
                self._give_up("slow")
            return
        if self._write is not None:
            try:
                if self._write(framed(frame)):
                    return
            except ConnectionError:
                self._give_up("gone")
                return
        sending = self._send({"type": "websocket.send", "bytes": frame})
        try:
            # its first step is all of it, unless the reader is slow
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self._give_up("gone")
            return
        self._task = asyncio.create_task(self._drain(_Rest(sending, waits_for)))

    async def _drain(self, first: Awaitable[None]) -> None:
        try:
            await first
            while self._queue:
                frame = self._queue.popleft()
                self.queued -= len(frame)
                await self._send({"type": "websocket.send", "bytes": frame})
        except Exception:
            self._give_up("gone")
        finally:
            self._task = None

    def _give_up(self, reason: str) -> None:
        if self.is_open:
            self.close()
            self._given_up(reason)

    def close(self) -> None:
        self.is_open = False
        self._queue.clear()
        self.queued = 0

    async def stop(self) -> None:
        self.close()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task


class _Rest:
    """What is left of a coroutine that was begun outside any task, and waits."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._begun = begun
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                answer = yield waits_for
            except BaseException as problem:
                try:
                    waits_for = self._begun.throw(problem)
                except StopIteration:
                    return
            else:
                try:
                    waits_for = self._begun.send(answer)
                except StopIteration:
                    return
