"""One writer at 20 updates a second and many readers of one text, beside Hocuspocus and y-websocket in the same run.

Ours and the peers' alternate; servers run on one core and the load on the other. Ours acknowledges what is on the disk;
the peers keep nothing. Latency is from the writer's send to each reader's receipt.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from msgspec import Struct
from pycrdt import Doc, Text

from bench.rows import Row, row
from bench.sockets import Heard, connect
from bench.texts import (
    PEOPLE,
    Target,
    ask,
    cairn_pair,
    cairn_served,
    cairn_with,
    clock_of,
    cpu_ns,
    enter,
    hocuspocus,
    hocuspocus_pair,
    install,
    memory_kb,
    until,
    y_websocket,
)
from bench.workspace import settings
from realtime.writing import wire
from realtime.writing.text import SharedText
from realtime.writing.wire import Auth, Kind, Reader, Sync
from server.cairn import Cairn
from server.writing.store import Entry

RATE = 20.0
LONG = 500_000
"""Bytes of a long text."""
SENTENCES = "Make planning a habit: key results move every week and everyone sees why. " * 60


class Measured(Struct):
    latencies: list[float]
    acknowledged: list[float]
    cpu_us: float


async def run(quick: bool) -> list[Row]:
    await asyncio.to_thread(install)
    sizes = (10, 50) if quick else (10, 50, 200)
    rounds, updates = (1, 60) if quick else (3, 200)
    found: dict[tuple[str, int], list[Measured]] = {}
    for number in range(rounds):
        for size in sizes:
            for start in (cairn_served, hocuspocus, y_websocket):
                async with start() as target:
                    found.setdefault((target.name, size), []).append(await _fanout(target, size, updates))
            print(f"bench: writing: round {number + 1} of {rounds}, {size} readers", flush=True)
    rows = [each for size in sizes for each in _rows(found, size)]
    rows += [*await _instances(rounds, updates), *await _cold_sync(50 if quick else 200, rounds)]
    if quick:
        print("bench: writing: QUICK: no 200 readers, 50 at once for 200, 5k updates for 100k, 50 texts for 500")
    return [*rows, *await _opening(5_000 if quick else 100_000), *await _memory(50 if quick else 500)]


def _rows(found: dict[tuple[str, int], list[Measured]], size: int) -> list[Row]:
    rows: list[Row] = []

    def figures(name: str) -> dict[str, float]:
        measured = found[name, size]
        return {
            "p50_ms": statistics.median(statistics.median(each.latencies) for each in measured),
            "p99_ms": statistics.median(statistics.quantiles(each.latencies, n=100)[98] for each in measured),
            "cpu_us": statistics.median(each.cpu_us for each in measured),
        }

    ours = figures("cairn")
    for peer in ("hocuspocus", "y-websocket"):
        theirs = figures(peer)
        rows += [
            row(f"cowriting.fanout.{size}.{name}", ours[name], name.rpartition("_")[2], peer, theirs[name])
            for name in ours
        ]
    acknowledged = [each for measured in found["cairn", size] for each in measured.acknowledged]
    p99 = statistics.quantiles(acknowledged, n=100)[98]
    return [*rows, row(f"cowriting.ack.{size}.p99_ms", p99, "ms")]


async def _fanout(target: Target, readers: int, updates: int, beyond: Target | None = None) -> Measured:
    """Readers are at `beyond`, another instance, where that is given."""
    doc: Doc[Text] = Doc()
    text = doc.get("text", type=Text)
    sent: dict[int, int] = {}
    arrived: list[list[tuple[int, int]]] = [[] for _ in range(readers)]
    acknowledged: list[int] = []
    synced = 0

    def hear_as(reader: int) -> Heard:
        def hear(message: bytes, at: int) -> None:
            nonlocal synced
            body = target.body(message)
            if body[0] != Kind.SYNC:
                return
            if body[1] == Sync.UPDATE:
                arrived[reader].append((clock_of(Reader(body, 2).bytes()), at))
            elif body[1] == Sync.DIFFERENCE:
                synced += 1

        return hear

    def hear_as_writer(message: bytes, at: int) -> None:
        nonlocal synced
        body = target.body(message)
        if body[0] == Kind.SYNC_STATUS:
            acknowledged.append(at)
        elif body[0] == Kind.SYNC and body[1] == Sync.DIFFERENCE:
            doc.apply_update(Reader(body, 2).bytes())
            synced += 1

    writer = await enter(target, 0, hear_as_writer)
    sockets = [writer]
    try:
        await until(lambda: synced == 1)
        for number in range(readers):
            sockets.append(await enter(beyond or target, number + 1, hear_as(number)))
        await until(lambda: synced == readers + 1)

        def type_words(words: str) -> int:
            before = doc.get_state()
            text.insert(len(text), words)
            update = doc.get_update(before)
            clock = clock_of(update)
            sent[clock] = time.monotonic_ns()
            writer.send(target.frame(wire.update(update)))
            return clock

        async def last_word() -> None:
            await asyncio.sleep(5 / RATE)  # a pause: what comes after it is merged with nothing before
            clock = type_words(".")
            await until(lambda: all(each and each[-1][0] >= clock for each in arrived))
            if target.name == "cairn":
                await until(lambda: len(acknowledged) >= len(sent))

        type_words(SENTENCES)
        for _ in range(10):
            await asyncio.sleep(1 / RATE)  # the writer types at this rate
            type_words("w")
        await last_word()
        sent.clear()
        for heard in arrived:
            heard.clear()
        acknowledged.clear()
        spent = cpu_ns(target.pid)
        began = time.monotonic()
        for number in range(updates):
            await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
            type_words("x")
        starts = list(sent.values())
        await last_word()
        spent = cpu_ns(target.pid) - spent
        return Measured(
            latencies=[each for heard in arrived for each in _latencies(sent, heard)],
            acknowledged=[(at - start) / 1e6 for start, at in zip(starts, acknowledged, strict=False)],
            cpu_us=spent / 1e3 / (updates * readers),
        )
    finally:
        for each in sockets:
            each.close()


def _latencies(sent: dict[int, int], heard: list[tuple[int, int]]) -> list[float]:
    """Milliseconds from each update to the frame that brought it to one reader; updates that were late may have come as one."""
    frames, found = iter([*heard, (1 << 62, 0)]), []
    at, following = 0, next(frames)
    for clock, begun in sent.items():
        while following[0] <= clock:
            at, following = following[1], next(frames)
        found.append((at - begun) / 1e6)
    return found


async def _instances(rounds: int, updates: int) -> list[Row]:
    """The writer at one instance, fifty readers at the other; ours with PostgreSQL, both with Redis."""
    found: dict[str, list[float]] = {}
    acknowledged: list[float] = []
    for number in range(rounds):
        for start in (cairn_pair, hocuspocus_pair):
            async with start() as (one, other):
                measured = await _fanout(one, 50, updates, other)
            found.setdefault(one.name, []).append(statistics.median(measured.latencies))
            if one.name == "cairn":
                acknowledged += measured.acknowledged
        print(f"bench: writing: round {number + 1} of {rounds}, two instances", flush=True)
    ours, theirs = (statistics.median(found[name]) for name in ("cairn", "hocuspocus"))
    return [
        row("cowriting.instances.50.p50_ms", ours, "ms", "hocuspocus", theirs),
        row("cowriting.ack.p99_ms", statistics.quantiles(acknowledged, n=100)[98], "ms"),
    ]


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
