"""Those who come and go: two thousand texts opened once, and clients that end in every bad way."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import struct
from collections.abc import Iterable
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from realtime.writing.room import Room
from server.cairn import Cairn
from server.writing import routes, tending
from server.writing.documents import document_of
from server.writing.opened import Opened
from shared.messages import OPERATOR
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level
from tests.factories import uid
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import TITLE
from tests.server.writing.editor import Editor, collab, editing

pytestmark = pytest.mark.anyio

TEXTS = 2_000
AT_ONCE = 100


def living(sort: type) -> int:
    gc.collect()
    return sum(type(each) is sort for each in gc.get_objects())


def memory_kb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


async def test_two_thousand_texts_opened_once_leave_nothing(company: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "IDLE_AFTER", 0.0)
    monkeypatch.setattr(tending, "SWEEP_EVERY", 0.01)
    goals = [uid(f"goal {number}") for number in range(TEXTS // 2)]
    await company.executor.execute_all(
        [
            CreateObjective(
                objective_id=each, cycle_id=uid("q1"), title="A goal", level=Level.PERSON, owner_id=uid("Ada")
            )
            for each in goals
        ],
        OPERATOR,
    )
    writing = company.writing
    before = living(Room), living(Opened)

    async def visit(names: Iterable[str]) -> None:
        for name in names:
            document = document_of(name)
            assert document is not None
            await writing.open(document)
        async with asyncio.timeout(10):
            while writing.opened:
                await company.store.top()

    names = [f"objective:{each}:{field}" for field in ("title", "description") for each in goals]
    after: list[int] = []
    for begin in range(0, TEXTS, AT_ONCE):
        await visit(names[begin : begin + AT_ONCE])
        after.append(memory_kb())
    assert (len(writing.opened), len(writing._opening), len(writing.instances._early)) == (0, 0, 0)
    # the sweep may still hold the last that it has closed
    assert living(Room) <= before[0] + 1
    assert living(Opened) <= before[1] + 1
    quarter = len(after) // 4
    assert after[-1] - after[quarter] < 6_000, after


def _reset(connection: ClientConnection) -> None:
    raw = connection.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


def _half_close(connection: ClientConnection) -> None:
    connection.transport.write_eof()


def _vanish(connection: ClientConnection) -> None:
    """Neither reads nor says anything any more."""
    connection.transport.pause_reading()


@pytest.mark.parametrize("end", [_reset, _half_close, _vanish])
async def test_a_client_that_ends_badly_harms_no_other(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch, end: object
) -> None:
    assert callable(end)
    monkeypatch.setattr(routes, "PING_EVERY", 0.1)
    monkeypatch.setattr(routes, "SILENT_FOR", 0.5)
    header = await bearer(company, "Ada")
    async with editing(served.address, header, TITLE) as one, collab(served.address, header) as socket_:
        other = await Editor(socket_, TITLE).open()
        await other.until(lambda: other.synced)
        room = company.writing.opened[TITLE].room
        await one.until(lambda: len(room.members) == 2)
        await other.type("theirs ")
        await other.all_saved()
        end(socket_)
        for number in range(20):
            await one.type(f"{number} ")
        await one.all_saved()
        assert "theirs" in one.value
        async with asyncio.timeout(20):
            while len(room.members) > 1:
                await one.type(".")
                await one.all_saved()
        other.reading.cancel()
        async with editing(served.address, header, TITLE) as late:
            assert late.value == one.value
        socket_.transport.abort()
