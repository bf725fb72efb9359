"""WebSockets that cost the load generator little: raw frames on an asyncio transport. Speaks only what the benches need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

Heard = Callable[[bytes, int], None]
"""A message's bytes and when they arrived, in ns."""


class Socket(asyncio.Protocol):
    def __init__(self, request: bytes, heard: Heard) -> None:
        self._request = request
        self.heard = heard
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._wanted = 0
        """Bytes without which nothing more can be read: a long message is not looked at before it is whole."""
        self._is_open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed in the handshake"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def send(self, message: bytes, kind: int = 2) -> None:
        size = len(message)
        if size < 126:
            head = bytes((0x80 | kind, 0x80 | size))
        elif size < 65_536:
            head = bytes((0x80 | kind, 0x80 | 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((0x80 | kind, 0x80 | 127)) + size.to_bytes(8, "big")
        assert self._transport is not None
        # masked with zeros: the bytes stay as they are
        self._transport.write(head + b"\0\0\0\0" + message)

    def data_received(self, received: bytes) -> None:
        at = time.monotonic_ns()
        buffer = self._buffer
        buffer += received
        if len(buffer) < self._wanted:
            return
        self._wanted = 0
        if not self._is_open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in buffer[:end].split(b"\r\n")[0]:
                self.ready.set_exception(ConnectionError(buffer[:120].decode("latin-1")))
                return
            self._is_open = True
            self.ready.set_result(None)
            del buffer[: end + 4]
        begin = 0
        while len(buffer) - begin >= 2:
            size, head = buffer[begin + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                if len(buffer) - begin < head:
                    break
                size = int.from_bytes(buffer[begin + 2 : begin + head], "big")
            end = begin + head + size
            if end > len(buffer):
                self._wanted = end - begin
                break
            kind = buffer[begin] & 15
            with memoryview(buffer) as seen:
                message = bytes(seen[begin + head : end])
            if kind == 9:
                self.send(message, 10)
            elif kind == 2:
                self.heard(message, at)
            begin = end
        del buffer[:begin]


async def connect(port: int, path: str, headers: Mapping[str, str], heard: Heard) -> Socket:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(request, heard), "127.0.0.1", port)
    async with asyncio.timeout(15):
        await socket.ready
    return socket
