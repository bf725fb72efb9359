"""Readers that stall harm only themselves: each is closed before it holds a megabyte, and counted."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from server.cairn import Cairn
from server.operate.metrics import SOCKETS_CLOSED
from server.writing.outbox import MOST_QUEUED, Outbox
from tests.realtime.network import until
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION
from tests.server.writing.editor import editing

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

STALLED = 20
PASTE = 100_000


async def test_stalled_readers_harm_only_themselves(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    push = Outbox.push

    def watched(outbox: Outbox, frame: bytes) -> None:
        nonlocal most
        push(outbox, frame)
        most = max(most, outbox.queued)

    monkeypatch.setattr(Outbox, "push", watched)
    monkeypatch.setattr("server.writing.routes.CLOSES_WITHIN", 0.1)
    closed = SOCKETS_CLOSED.labels("limit")._value
    before = closed.get()
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    async with (
        AsyncExitStack() as stack,
        editing(served.address, ada, DESCRIPTION) as writer,
        editing(served.address, ada, DESCRIPTION) as reader,
    ):
        stalled = [await stack.enter_async_context(editing(served.address, root, DESCRIPTION)) for _ in range(STALLED)]
        for each in stalled:
            each.reading.cancel()
            each.socket.transport.pause_reading()
        room = company.writing.opened[DESCRIPTION].room
        async with asyncio.timeout(30):
            while len(room.members) > 2:
                await writer.type("z" * PASTE)
                await writer.all_saved()
                await writer.delete(0, PASTE)
                await writer.all_saved()
                await reader.until(lambda: reader.value == "")
        assert most <= MOST_QUEUED
        await until(lambda: closed.get() == before + STALLED)
        await writer.type("fine")
        await reader.until(lambda: reader.value == "fine")
        assert (writer.code, reader.code) == (None, None)
        for each in stalled:
            each.socket.transport.abort()  # it would wait for an answer that it does not read
