"""The event stream on the wire: one path for a WebSocket, server-sent events, or a page of JSON. Rights and order are the feed's."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Annotated, Any

from litestar import Request, Response, WebSocket
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.exceptions import WebSocketException
from litestar.handlers import HTTPRouteHandler, WebsocketRouteHandler
from litestar.response import Stream
from msgspec import Meta, Struct, convert
from msgspec import ValidationError as ShapeProblem

from server.api.feed import Ending, Item, Message, Reader
from server.api.operations import PREFIX, read_query, signed_in
from server.api.paging import Limit
from server.cairn import Cairn
from server.identity import Identity, identity_of
from shared.messages import Refused

HEARTBEAT = 15.0
"""Seconds of silence after which a stream says where it is."""
PATH = f"{PREFIX}/events"
UNAUTHORIZED, BAD_REQUEST, RESTART = 4401, 4400, 1012
"""Close codes: not or no longer signed in; an unreadable position; this server stops, come again."""
FAREWELL = 1.0
"""Seconds that a reader who reads nothing is given to hear that the stream ends."""

Since = Annotated[
    int,
    Meta(ge=0, le=2**62, description="The last `seq` that the reader has seen; what follows is sent. Streams begin "
         "now when it is left out, pages with the first event."),
]  # fmt: skip


class EventsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    since: Since | None = None
    limit: Limit = 50


class EventsPage(Struct, frozen=True, kw_only=True):
    """`next_since` has moved past what the caller may not see; when it equals `top`, that is all for now.

    A lone `reset` among the items: the position asked for does not exist here; read everything again.
    """

    items: list[Item]
    """Notices among them, in their place."""
    next_since: int
    top: int


def since_of(last_event_id: str | None, asked: int | None) -> int | None:
    """A browser that reconnects repeats the old address and says in Last-Event-ID how far it came."""
    if not last_event_id:
        return asked
    if not last_event_id.isascii() or not last_event_id.isdigit() or len(last_event_id) > 18:
        raise Refused("cursor.unreadable", field="Last-Event-ID")
    return int(last_event_id)


async def _get_events(
    request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], identity: NamedDependency[Identity | None]
) -> Response[bytes] | Stream:
    caller = signed_in(identity)
    query = read_query(request, EventsQuery)
    since = since_of(request.headers.get("Last-Event-ID"), query.since)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Accept"}
    if "text/event-stream" in request.headers.get("Accept", ""):
        return Stream(_sent(cairn, caller, since), media_type="text/event-stream", headers=headers)
    reader = cairn.feed.open(caller, since or 0)
    try:
        messages = await reader.read_missed(query.limit)
    finally:
        reader.close()
    items = b",".join(each.encoded for each in messages)
    ends = b'],"next_since":%d,"top":%d}' % (reader.seq, cairn.hub.state.seq)
    return Response(b'{"items":[' + items + ends, media_type=MediaType.JSON, headers=headers)


async def _sent(cairn: Cairn, identity: Identity, since: int | None) -> AsyncIterator[bytes]:
    reader = cairn.feed.open(identity, since)
    cairn.metrics.stream_opened("sse")
    try:
        # readers that lost one server come back one after another
        yield b"retry: %d\n\n" % random.randint(1_000, 4_000)
        while messages := await reader.read(HEARTBEAT):
            yield b"".join(_framed(each) for each in messages)
    finally:
        reader.close()
        cairn.metrics.stream_closed("sse", _reason(reader))


def _reason(reader: Reader) -> str:
    return "left" if reader.ending is None else "restart" if reader.ending is Ending.SHUTDOWN else "revoked"


def _framed(message: Message) -> bytes:
    name = b"event: %s\n" % message.name.encode() if message.name else b""
    return b"id: %d\n%sdata: %s\n\n" % (message.seq, name, message.encoded)


async def _watch_events(socket: WebSocket[Any, Any, Any], cairn: NamedDependency[Cairn]) -> None:
    identity = identity_of(socket.scope)
    if identity is None:
        await socket.close(UNAUTHORIZED)
        return
    try:
        query = convert(dict(socket.query_params), EventsQuery, strict=False)
    except ShapeProblem:
        await socket.close(BAD_REQUEST)
        return
    await socket.accept()
    reader = cairn.feed.open(identity, query.since)
    cairn.metrics.stream_opened("websocket")
    tasks = [
        asyncio.create_task(_send(socket, reader)),
        asyncio.create_task(_until_gone(socket)),
        asyncio.create_task(reader.ended.wait()),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        reader.close()
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        cairn.metrics.stream_closed("websocket", _reason(reader))
    if reader.ending is not None:
        code = RESTART if reader.ending is Ending.SHUTDOWN else UNAUTHORIZED
        with contextlib.suppress(TimeoutError, WebSocketException, RuntimeError, OSError):
            async with asyncio.timeout(FAREWELL):
                await socket.close(code, reader.ending.value)
        return
    for outcome in ended:
        if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketException | OSError):
            raise outcome


async def _send(socket: WebSocket[Any, Any, Any], reader: Reader) -> None:
    while messages := await reader.read(HEARTBEAT):
        for each in messages:
            await socket.send_text(each.encoded.decode())


async def _until_gone(socket: WebSocket[Any, Any, Any]) -> None:
    """The stream goes one way: what a reader says is not looked at."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


get_events = HTTPRouteHandler(PATH, http_method="GET", name="api.get_events", include_in_schema=False)(_get_events)
watch_events = WebsocketRouteHandler(PATH, name="api.watch_events")(_watch_events)
