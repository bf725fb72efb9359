"""What comes quickly is taken in its order, and what is read slowly arrives whole."""

from __future__ import annotations

import asyncio
import errno
import os

import pytest

from server.cairn import Cairn
from server.protocol import Sockets
from server.writing.store import Kept, TextStore
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, NAME, TITLE
from tests.server.writing.editor import Editor, collab, editing

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

PASTE = 100_000


async def test_what_is_sent_while_a_text_is_being_read_waits_its_turn(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read, read = asyncio.Event(), TextStore.read

    async def slowly(store: TextStore, document: str, after: int = -1) -> Kept | None:
        await may_read.wait()
        return await read(store, document, after)

    monkeypatch.setattr(TextStore, "read", slowly)
    async with collab(served.address, await bearer(company, "Ada")) as line:
        title, name = Editor(line, TITLE, reads=False), Editor(line, NAME, reads=False)
        reading = asyncio.create_task(title._read())
        await title.open()
        await name.authenticate()
        for word in ("one ", "two ", "three "):
            await title.type(word)
        may_read.set()
        await title.type("four")
        await title.until(lambda: title.synced)
        await title.all_saved()
        assert title.not_applied == 0
        assert company.writing.opened[TITLE].room.text.value == title.value
        assert "one two three four" in title.value
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def test_what_the_line_takes_only_in_part_arrives_whole(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, parts = os.write, 0

    def counted(line: int, frame: bytes) -> int:
        nonlocal parts
        written = write(line, frame)
        parts += written < len(frame)
        return written

    monkeypatch.setattr("server.protocol.os.write", counted)
    headers = await bearer(company, "Ada")
    async with editing(served.address, headers, DESCRIPTION) as writer, collab(served.address, headers) as line:
        reader = await Editor(line, DESCRIPTION).open()
        await reader.until(lambda: reader.synced)
        reader.reading.cancel()
        line.transport.pause_reading()
        async with asyncio.timeout(20):
            while not parts:
                await writer.type("z" * PASTE)
                await writer.delete(0, PASTE)
                await writer.all_saved()
        line.transport.resume_reading()
        reader.reading = asyncio.create_task(reader._read())
        await writer.type("fine")
        await reader.until(lambda: reader.value == writer.value)
        assert reader.code is None
        reader.reading.cancel()
        await asyncio.gather(reader.reading, return_exceptions=True)


async def test_a_line_that_dies_while_it_is_told_ends_nobody_else(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, dead = os.write, set[int]()

    def dying(line: int, frame: bytes) -> int:
        if line in dead:
            raise TimeoutError(errno.ETIMEDOUT, "a peer that vanished")
        return write(line, frame)

    monkeypatch.setattr("server.protocol.os.write", dying)
    headers = await bearer(company, "Ada")
    async with (
        editing(served.address, headers, DESCRIPTION) as writer,
        editing(served.address, headers, DESCRIPTION) as dies,
        editing(served.address, headers, DESCRIPTION) as reader,
    ):
        there = dies.socket.transport.get_extra_info("sockname")
        sockets = [each for each in served.server.server_state.connections if isinstance(each, Sockets)]
        (line,) = (each._line for each in sockets if each.client == there)
        assert line is not None
        dead.add(line)
        await writer.type("fine")
        await writer.all_saved()
        await reader.until(lambda: reader.value == "fine")
        await dies.until(lambda: dies.code is not None)
        assert (writer.code, reader.code) == (None, None)
