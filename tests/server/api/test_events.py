"""The event stream on the wire: a page, server-sent events and a WebSocket, driven without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient

from server.api import events
from server.cairn import Cairn
from tests.factories import objective
from tests.server.api.conftest import application, tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]


class Wire:
    """One connection, seen from the client. `stalled`: the client reads nothing."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.may_flow = asyncio.Event()
        self.may_flow.set()

    async def send(self, message: Any) -> None:
        await self.may_flow.wait()
        await self.outgoing.put(message)

    async def heard(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            return await self.outgoing.get()

    async def texts(self, count: int) -> list[dict[str, Any]]:
        return [msgspec.json.decode((await self.heard())["text"]) for _ in range(count)]

    async def chunk(self) -> str:
        text: str = (await self.heard())["body"].decode()
        return text


@asynccontextmanager
async def connected(cairn: Cairn, kind: str, who: str, query: str = "", **headers: str) -> AsyncIterator[Wire]:
    wire = Wire()
    given = {"as": who, "host": "cairn.test"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        **({"method": "GET"} if kind == "http" else {}),
        "scheme": "http" if kind == "http" else "ws",
        "server": ("cairn.test", 80),
        "client": ("127.0.0.1", 5),
        "root_path": "",
        "path": events.PATH,
        "raw_path": events.PATH.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
        "subprotocols": [],
    }
    first = (
        {"type": "http.request", "body": b"", "more_body": False} if kind == "http" else {"type": "websocket.connect"}
    )
    wire.incoming.put_nowait(first)
    task = asyncio.create_task(application(cairn)(scope, wire.incoming.get, wire.send))
    try:
        yield wire
    finally:
        wire.may_flow.set()
        wire.incoming.put_nowait(
            {"type": "http.disconnect"} if kind == "http" else {"type": "websocket.disconnect", "code": 1000}
        )
        async with asyncio.timeout(20):
            await task
    assert cairn.feed.readers == 0


async def test_a_page_is_followed_by_the_next(cairn: Cairn, caller: Caller) -> None:
    ada, top = caller("ada"), cairn.hub.state.seq
    seen: list[int] = []
    since = 0
    while since < top:
        page = (await ada.get("/events", params={"since": since, "limit": 4})).json()
        assert len(page["items"]) <= 4 and page["top"] == top
        seen += [each["seq"] for each in page["items"]]
        since = page["next_since"]
    assert seen == list(range(1, top + 1))
    beyond = (await ada.get("/events", params={"since": top + 5})).json()
    assert beyond == {"items": [{"seq": top, "kind": "reset"}], "next_since": top, "top": top}


async def test_server_sent_events_resume_and_keep_their_position(cairn: Cairn) -> None:
    top = cairn.hub.state.seq
    stream = connected(cairn, "http", "ada", "since=1&limit=50", accept="text/event-stream", last_event_id=str(top - 1))
    async with stream as wire:
        start = await wire.heard()
        headers = dict(start["headers"])
        assert (start["status"], headers[b"content-type"].split(b";")[0]) == (200, b"text/event-stream")
        assert (await wire.chunk()).startswith("retry: ")
        assert (await wire.chunk()).startswith(f'id: {top}\ndata: {{"seq":{top},')
        await tell(cairn, objective("goal"))
        assert '"kind":"objective.created"' in await wire.chunk()


async def test_a_quiet_stream_says_where_it_is(cairn: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.01)
    top = cairn.hub.state.seq
    async with connected(cairn, "http", "ada", accept="text/event-stream") as wire:
        await wire.heard()
        await wire.chunk()
        for _ in range(3):
            assert await wire.chunk() == f'id: {top}\nevent: heartbeat\ndata: {{"seq":{top},"kind":"heartbeat"}}\n\n'


async def test_a_socket_follows_the_log(cairn: Cairn) -> None:
    top = cairn.hub.state.seq
    async with connected(cairn, "websocket", "ada", f"since={top - 2}") as wire:
        assert (await wire.heard())["type"] == "websocket.accept"
        assert [each["seq"] for each in await wire.texts(2)] == [top - 1, top]
        wire.incoming.put_nowait({"type": "websocket.receive", "text": "{}", "bytes": None})
        await tell(cairn, objective("goal"))
        (heard,) = await wire.texts(1)
        assert (heard["seq"], heard["kind"]) == (top + 1, "objective.created")


@pytest.mark.parametrize(("who", "query", "code"), [("", "", 4401), ("ada", "since=x", 4400), ("ada", "x=1", 4400)])
async def test_a_socket_is_refused_before_it_opens(cairn: Cairn, who: str, query: str, code: int) -> None:
    async with connected(cairn, "websocket", who, query) as wire:
        refused = await wire.heard()
        assert (refused["type"], refused["code"]) == ("websocket.close", code)


async def test_a_stalled_socket_harms_nobody_and_ends_with_the_server(
    cairn: Cairn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "FAREWELL", 0.05)
    async with connected(cairn, "websocket", "ada") as stalled, connected(cairn, "websocket", "bob") as other:
        for wire in (stalled, other):
            await wire.heard()
            await wire.texts(1)
        stalled.may_flow.clear()
        await tell(cairn, objective("goal"))
        assert [each["kind"] for each in await other.texts(1)] == ["objective.created"]
        cairn.closing.set()
        closed = await other.heard()
        assert (closed["type"], closed["code"], closed["reason"]) == ("websocket.close", 1012, "shutdown")


async def test_the_server_sent_stream_ends_with_the_server(cairn: Cairn) -> None:
    async with connected(cairn, "http", "ada", accept="text/event-stream") as wire:
        await wire.heard()
        await wire.chunk()
        await wire.chunk()
        cairn.closing.set()
        last = await wire.heard()
        assert (last["body"], last.get("more_body", False)) == (b"", False)


async def test_nobody_reads_a_page(caller: Caller) -> None:
    assert (await caller("").get("/events")).status_code == 401
    odd = await caller("ada").get("/events", headers={"Last-Event-ID": "x"})
    assert odd.json()["errors"][0]["field"] == "Last-Event-ID"
