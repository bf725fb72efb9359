"""uvicorn's side of a WebSocket, with four things added: an answer to every handshake, frames that are made once for many,
messages that are heard as they come in, without a queue and a task between, and an end that waits for no reader.

Knows no message of the product.
"""

from __future__ import annotations

import os
from asyncio import Task, TimerHandle
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

Write = Callable[[bytes], bool]
"""Puts a finished frame on the line. False when the other side does not read fast enough: nothing was written, and what
comes next has to wait its turn. Raises `ConnectionError` when there is no line any more."""

Hear = Callable[[bytes], bool]
"""Takes a binary message. False when it is not its turn yet: then it waits in the queue, and nothing more is read from the line
until it was received from there."""

LEAVES_WITHIN = 10.0
"""Seconds that a line gets for what is still to be read from it when its session has ended."""
STOPS_WITHIN = 3.0
"""Seconds of the same when the server stops, or when nobody answers."""

_WRITE, _LISTEN = "cairn.write", "cairn.listen"


class Sockets(WebSocketsSansIOProtocol):
    _hear: Hear | None = None
    _line: int | None = None
    """The file descriptor, where what is written to it needs no encryption."""
    _cut: TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # uvicorn leaves whoever sends such a handshake without any answer, on a connection that stays open. What to
            # say has been decided already: 414, 431 or 400; it only has to be sent
            self.handshake_initiated = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            # the task that runs the application has not begun yet
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[_WRITE] = self.write_frame
            extensions[_LISTEN] = self.listen
            if self.scheme == "ws":
                self._line = self.transport.get_extra_info("socket").fileno()

    def listen(self, hear: Hear) -> None:
        self._hear = hear

    def send_receive_event_to_app(self) -> None:
        if (
            self._hear is not None
            and self.curr_msg_data_type == "bytes"
            and len(self.frames) == 1
            and not self.close_sent
            and self.queue.empty()
            and self._hear(bytes(self.frames[0]))
        ):
            self.frames = []
        else:
            super().send_receive_event_to_app()

    def connection_lost(self, exc: Exception | None) -> None:
        self._hear = self._line = None
        if self._cut is not None:
            self._cut.cancel()
        super().connection_lost(exc)

    def on_task_complete(self, task: Task[None]) -> None:
        super().on_task_complete(task)
        self._cut_within(LEAVES_WITHIN)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._cut_within(STOPS_WITHIN)

    def _cut_within(self, seconds: float) -> None:
        """A transport that is closed keeps its line until everything was read, which may be never. The sooner time counts."""
        if self.disconnected or (self._cut is not None and self._cut.when() <= self.loop.time() + seconds):
            return
        if self._cut is not None:
            self._cut.cancel()
        self._cut = self.loop.call_later(seconds, self.transport.abort)

    def shutdown(self) -> None:
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            # the other side has left and was answered, and reads the rest slowly. uvicorn would say goodbye once more, which
            # raises, and everybody after this one would not be told
            self.stop_keepalive()
            self.transport.close()
        else:
            super().shutdown()
        self._cut_within(STOPS_WITHIN)

    def write_frame(self, frame: bytes) -> bool:
        if self.close_sent or self.disconnected or not self.handshake_complete or self.transport.is_closing():
            raise ConnectionError("closed")
        if not self.writable.is_set():
            return False
        if self._line is not None and not self.transport.get_write_buffer_size():
            # the shortest way: the transport would do the same at the end of the loop's turn
            try:
                written = os.write(self._line, frame)
            except BlockingIOError:
                written = 0
            except OSError as problem:
                # not all that a line dies of is a ConnectionError: ETIMEDOUT, EHOSTUNREACH
                raise ConnectionError("closed") from problem
            if written < len(frame):
                self.transport.write(memoryview(frame)[written:])
        else:
            self.transport.write(frame)
        return True


def listen_of(scope: Mapping[str, Any]) -> Callable[[Hear], None] | None:
    """A socket's own, where this server serves it."""
    found: Callable[[Hear], None] | None = (scope.get("extensions") or {}).get(_LISTEN)
    return found


def write_of(scope: Mapping[str, Any]) -> Write | None:
    """A socket's own, where this server serves it."""
    found: Write | None = (scope.get("extensions") or {}).get(_WRITE)
    return found


@lru_cache(4)
def framed(message: bytes) -> bytes:
    """A binary message as one frame. The same goes to one reader after the other and is framed for the first."""
    return Frame(Opcode.BINARY, message).serialize(mask=False)
