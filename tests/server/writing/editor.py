"""A small editor of texts for tests: one socket, one document, and what it was told. Types only what it is asked to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime.writing import wire
from realtime.writing.wire import Auth, Kind, Reader, Sync
from tests.realtime.network import PATIENCE, until


class Editor:
    def __init__(
        self, socket: ClientConnection, name: str, doc: Doc[Text] | None = None, *, reads: bool = True
    ) -> None:
        self.socket = socket
        self.name = name
        self.key = name.encode()
        self.doc: Doc[Text] = Doc() if doc is None else doc
        self.text = self.doc.get("text", type=Text)
        self.scope: str | None = None
        self.denied: str | None = None
        self.closed: str | None = None
        self.synced = False
        self.saved = 0
        """Updates that were said to be in the log."""
        self.not_applied = 0
        self.sent = 0
        self.told: list[Any] = []
        self.states: dict[int, Any] = {}
        """What each client last said of itself; None: it has gone."""
        self.frames = 0
        self.code: int | None = None
        self._happened = asyncio.Event()
        if reads:
            self.reading = asyncio.create_task(self._read())

    # what it does

    async def open(self) -> Editor:
        await self.authenticate()
        await self.send(wire.state(self.doc.get_state()))
        return self

    async def authenticate(self) -> None:
        await self.send(bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("") + wire.string("4.8.0"))

    async def send(self, body: bytes) -> None:
        await self.socket.send(wire.frame(self.key, body))

    async def type(self, words: str, at: int | None = None) -> None:
        """At a place in bytes, at the end unless told."""
        await self.send_update(self.typed(words, at))

    def typed(self, words: str, at: int | None = None) -> bytes:
        """Typed here, and not sent."""
        before = self.doc.get_state()
        self.text.insert(len(self.text) if at is None else at, words)
        return self.doc.get_update(before)

    async def delete(self, begin: int, end: int) -> None:
        before = self.doc.get_state()
        del self.text[begin:end]
        await self.send_update(self.doc.get_update(before))

    async def send_update(self, update: bytes) -> None:
        self.sent += 1
        await self.send(wire.update(update))

    # what it sees

    @property
    def value(self) -> str:
        return str(self.text)

    async def until(self, holds: Callable[[], object], within: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(within):
                while not holds():
                    self._happened.clear()
                    await self._happened.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name}: {self.value!r} {self.__dict__}") from None

    async def all_saved(self, within: float = PATIENCE) -> None:
        await self.until(lambda: self.saved >= self.sent, within)

    async def leave(self) -> None:
        await self.send(bytes((Kind.CLOSE,)))

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                assert isinstance(frame, bytes)
                self.frames += 1
                if frame == wire.SOCKET_PING:
                    await self.socket.send(wire.SOCKET_PONG)
                else:
                    await self._handle(wire.read_frame(frame))
                self._happened.set()
        except ConnectionClosed:
            pass
        self.code = self.socket.close_code
        self._happened.set()

    async def _handle(self, frame: wire.Frame) -> None:
        if frame.key != self.key:
            return
        reader = Reader(frame.body)
        match frame.kind:
            case Kind.AUTH:
                kind, said = reader.uint(), reader.string()
                if kind == Auth.GRANTED:
                    self.scope = said
                else:
                    self.denied = said
            case Kind.SYNC:
                step, content = reader.uint(), reader.bytes()
                if step == Sync.STATE:
                    self.sent += 1
                    await self.send(wire.difference(self.doc.get_update(content)))
                else:
                    self.doc.apply_update(content)
                    self.synced = True
            case Kind.SYNC_STATUS:
                if reader.uint():
                    self.saved += 1
                else:
                    self.not_applied += 1
            case Kind.STATELESS:
                self.told.append(json.loads(reader.string()))
            case Kind.AWARENESS:
                states = Reader(reader.bytes())
                for _ in range(states.uint()):
                    client, _, said = states.uint(), states.uint(), states.string()
                    self.states[client] = json.loads(said)
            case Kind.CLOSE:
                self.closed = reader.string()


def awareness(states: dict[int, tuple[int, Any]]) -> bytes:
    """A message that says these states of clients, each with its clock."""
    said = [
        wire.uint(client) + wire.uint(clock) + wire.string(json.dumps(state))
        for client, (clock, state) in states.items()
    ]
    return wire.awareness(wire.uint(len(said)) + b"".join(said))


@asynccontextmanager
async def collab(address: str, headers: dict[str, str], **options: Any) -> AsyncIterator[ClientConnection]:
    url = address.replace("http", "ws", 1) + "/collab"
    async with connect(url, additional_headers=headers, compression=None, max_size=None, **options) as socket:
        yield socket


@asynccontextmanager
async def editing(
    address: str, headers: dict[str, str], name: str, doc: Doc[Text] | None = None
) -> AsyncIterator[Editor]:
    """Somebody with the document open, if they may."""
    async with collab(address, headers) as socket:
        editor = await Editor(socket, name, doc).open()
        try:
            # both ways: what is there has come, and the server's own question is answered
            await editor.until(lambda: (editor.synced and editor.sent) or editor.denied or editor.code)
            yield editor
        finally:
            editor.reading.cancel()
            await asyncio.gather(editor.reading, return_exceptions=True)


async def alike(*editors: Editor, within: float = PATIENCE) -> str:
    """What all of them read, once they do."""
    await until(lambda: len({each.value for each in editors}) == 1, within)
    return editors[0].value
