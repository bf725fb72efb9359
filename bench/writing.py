"""Texts that people write together: one writer and many readers, many who open a long one at once, reading a log, memory.

What readers hear is measured in `bench.fanout`. Servers run on one core and the load on the other.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from pycrdt import Doc, Text

from bench.fanout import SENTENCES, fanout, instances
from bench.rows import Row, row
from bench.sockets import connect
from bench.texts import PEOPLE, Target, ask, cairn_served, cairn_with, enter, hocuspocus, install, memory_kb, until
from bench.workspace import settings
from realtime.writing import wire
from realtime.writing.text import SharedText
from realtime.writing.wire import Auth, Kind, Sync
from server.cairn import Cairn
from server.writing.store import Entry

LONG = 500_000
"""Bytes of a long text."""


async def run(quick: bool) -> list[Row]:
    await asyncio.to_thread(install)
    sizes = (10, 50) if quick else (10, 50, 200)
    rounds, updates = (1, 60) if quick else (3, 200)
    rows = await fanout(sizes, rounds, updates)
    rows += [*await instances(rounds, updates), *await _cold_sync(50 if quick else 200, rounds)]
    if quick:
        print("bench: writing: QUICK: no 200 readers, 50 at once for 200, 5k updates for 100k, 50 texts for 500")
    return [*rows, *await _opening(5_000 if quick else 100_000), *await _memory(50 if quick else 500)]


async def _cold_sync(clients: int, rounds: int) -> list[Row]:
    """From the moment when all ask to the moment when the last has a text of 500 KB; their sockets are open before."""
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        for start in (cairn_served, hocuspocus):
            async with start() as target:
                found.setdefault(target.name, []).append(await _all_open(target, clients))
        print(f"bench: writing: round {number + 1} of {rounds}, {clients} open 500 KB", flush=True)
    ours, theirs = (statistics.median(found[name]) for name in ("cairn", "hocuspocus"))
    return [row(f"cowriting.cold_sync.{clients}.ms", ours, "ms", "hocuspocus", theirs)]


async def _all_open(target: Target, clients: int) -> float:
    doc: Doc[Text] = Doc()
    doc.get("text", type=Text).insert(0, (SENTENCES * (LONG // len(SENTENCES) + 1))[:LONG])
    whole, arrived = doc.get_update(), 0

    def hear(message: bytes, at: int) -> None:
        nonlocal arrived
        body = target.body(message)
        if body[0] == Kind.SYNC and body[1] == Sync.DIFFERENCE:
            arrived += 1

    def hear_as_last(message: bytes, at: int) -> None:
        nonlocal arrived
        arrived += len(message) > LONG

    writer = await enter(target, 0, hear)
    sockets = [writer]
    try:
        await until(lambda: arrived == 1)
        writer.send(target.frame(wire.update(whole)))
        sockets.append(await enter(target, 1, hear_as_last))
        await until(lambda: arrived == 2)
        arrived = 0
        for number in range(clients):
            sockets.append(
                await connect(target.port, target.path, target.headers[number % len(target.headers)], hear_as_last)
            )
        began = time.perf_counter()
        for each in sockets[2:]:
            ask(target, each)
        await until(lambda: arrived >= clients)
        return (time.perf_counter() - began) * 1000
    finally:
        for each in sockets:
            each.close()


async def _opening(updates: int) -> list[Row]:
    """Reading a text of so many single keystrokes from the database, before and after its log is folded."""
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)))
        await cairn.start()
        doc: Doc[Text] = Doc()
        text = doc.get("text", type=Text)
        entries = []
        for number in range(updates):
            before = doc.get_state()
            text.insert(len(text) if number % 10 else 0, "x")
            entries.append(Entry("text", doc.get_update(before), None))
            if len(entries) == 1_000:
                await cairn.texts.append(entries)
                entries.clear()

        async def opened() -> float:
            began = time.perf_counter()
            kept = await cairn.texts.read("text")
            assert kept is not None
            assert len(SharedText(kept.updates).value) == updates
            return (time.perf_counter() - began) * 1000

        before_ms = statistics.median([await opened() for _ in range(3)])
        await cairn.texts.compact("text")
        after_ms = statistics.median([await opened() for _ in range(3)])
        await cairn.stop()
    size = f"{updates // 1000}k"
    return [
        row(f"cowriting.open.{size}.before_ms", before_ms, "ms"),
        row(f"cowriting.open.{size}.after_ms", after_ms, "ms", "before folding", before_ms),
    ]


async def _memory(texts: int) -> list[Row]:
    """For each open text of a few sentences, with one writer; measured in the server's process."""
    async with cairn_with(texts) as (target, names):
        before = memory_kb(target.pid)
        sockets = []
        for number in range(0, texts, 50):
            heard = 0

            def hear(message: bytes, at: int) -> None:
                nonlocal heard
                heard += message[-1:] != b"\x09"

            socket = await connect(target.port, target.path, target.headers[number // 50 % PEOPLE], hear)
            sockets.append(socket)
            for name in names[number : number + 50]:
                token = bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("") + wire.string("4.8.0")
                socket.send(wire.frame(name, token))
            while heard < len(names[number : number + 50]):  # noqa: ASYNC110
                await asyncio.sleep(0.005)  # between two looks at what was heard
        spent = (memory_kb(target.pid) - before) / texts
        for each in sockets:
            each.close()
    return [row("cowriting.memory_kb", spent, "KB")]
