"""uvicorn's side of a WebSocket, with two things added: an answer to every handshake, and frames that are made once for many.

Knows no message of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

Write = Callable[[bytes], bool]
"""Puts a finished frame on the line. False when the other side does not read fast enough: nothing was written, and what
comes next has to wait its turn. Raises `ConnectionError` when there is no line any more."""

_WRITE = "cairn.write"


class Sockets(WebSocketsSansIOProtocol):
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

    def write_frame(self, frame: bytes) -> bool:
        if self.close_sent or self.disconnected or not self.handshake_complete or self.transport.is_closing():
            raise ConnectionError("closed")
        if not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True


def write_of(scope: Mapping[str, Any]) -> Write | None:
    """A socket's own, where this server serves it."""
    found: Write | None = (scope.get("extensions") or {}).get(_WRITE)
    return found


@lru_cache(4)
def framed(message: bytes) -> bytes:
    """A binary message as one frame. The same goes to one reader after the other and is framed for the first."""
    return Frame(Opcode.BINARY, message).serialize(mask=False)
