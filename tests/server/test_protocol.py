"""uvicorn's side of a WebSocket where lines are slow, or never read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from server.protocol import Sockets
from server.serve import listening_socket
from tests.realtime.network import until

pytestmark = pytest.mark.anyio

MORE_THAN_A_LINE_HOLDS = bytes(32 * 1024 * 1024)


class Told:
    """An application that says far too much to whoever comes, and hears how they go."""

    def __init__(self) -> None:
        self.left: asyncio.Queue[int] = asyncio.Queue()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        if scope["path"] != "/":
            await send({"type": "websocket.send", "bytes": MORE_THAN_A_LINE_HOLDS})
        if scope["path"] == "/much-and-no-more":
            return
        self.left.put_nowait((await receive())["code"])


@asynccontextmanager
async def served(app: Any, **options: Any) -> AsyncIterator[tuple[uvicorn.Server, str, asyncio.Task[None]]]:
    with listening_socket("127.0.0.1", 0) as sock:
        server = uvicorn.Server(uvicorn.Config(app, ws=Sockets, lifespan="off", log_config=None, **options))
        sock.listen()
        serving = asyncio.create_task(server._serve(sockets=[sock]))
        try:
            yield server, f"ws://127.0.0.1:{sock.getsockname()[1]}", serving
        finally:
            server.should_exit = server.force_exit = True
            await serving


class Visitor:
    """Reads only when asked to."""

    def __init__(self, address: str, path: str) -> None:
        self._uri = parse_uri(address + path)
        self._talk = ClientProtocol(self._uri, max_size=None)

    async def come(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._uri.host, self._uri.port, limit=1024)
        self._talk.send_request(self._talk.connect())
        self._writer.write(b"".join(self._talk.data_to_send()))
        while not self._talk.events_received():
            self._talk.receive_data(await self._reader.read(200))

    def go(self) -> None:
        self._talk.send_close(1001)
        self._writer.write(b"".join(self._talk.data_to_send()))

    def drop(self) -> None:
        self._writer.transport.abort()

    async def until_the_end(self) -> int | None:
        while piece := await self._reader.read(1024 * 1024):
            self._talk.receive_data(piece)
        self._writer.close()
        return self._talk.close_rcvd.code if self._talk.close_rcvd is not None else None


async def test_who_is_leaving_slowly_keeps_nobody_from_being_told_that_the_server_stops() -> None:
    told = Told()
    async with asyncio.timeout(30), served(told) as (server, address, serving):
        slow, other = Visitor(address, "/much"), Visitor(address, "/")
        for each in (slow, other):
            await each.come()
        slow.go()
        assert await told.left.get() == 1001
        server.should_exit = True
        assert await other.until_the_end() == 1012
        assert await slow.until_the_end() == 1001
        await serving


@asynccontextmanager
async def stalled(address: str, path: str) -> AsyncIterator[None]:
    visitor = Visitor(address, path)
    await visitor.come()
    try:
        yield
    finally:
        visitor.drop()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAVES_WITHIN", "STOPS_WITHIN"):
        monkeypatch.setattr(f"server.protocol.{name}", 0.05)


async def test_who_never_reads_keeps_no_line_after_the_session(impatient: None) -> None:
    async with asyncio.timeout(30), served(Told()) as (server, address, _), stalled(address, "/much-and-no-more"):
        await until(lambda: not server.server_state.connections)


async def test_who_neither_reads_nor_answers_has_left(impatient: None) -> None:
    told, often = Told(), {"ws_ping_interval": 0.05, "ws_ping_timeout": 0.05}
    async with asyncio.timeout(30), served(told, **often) as (_, address, __), stalled(address, "/much"):
        assert await told.left.get() == 1005


async def test_a_server_that_stops_waits_for_nobody_who_never_reads(impatient: None) -> None:
    async with asyncio.timeout(30), served(Told()) as (server, address, serving), stalled(address, "/much"):
        server.should_exit = True
        await serving
