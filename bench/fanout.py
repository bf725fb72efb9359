"""One writer at 20 updates a second and many readers of one text, at one instance or at two, beside Hocuspocus and y-websocket.

Ours and the peers' alternate; servers run on one core and the load on the other. Ours acknowledges what is on the disk;
the peers keep nothing. Latency is from the writer's send to each reader's receipt.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from msgspec import Struct
from pycrdt import Doc, Text

from bench.rows import Row, row
from bench.sockets import Heard
from bench.texts import (
    Target,
    cairn_pair,
    cairn_served,
    clock_of,
    cpu_ns,
    enter,
    hocuspocus,
    hocuspocus_pair,
    until,
    y_websocket,
)
from realtime.writing import wire
from realtime.writing.wire import Kind, Reader, Sync

RATE = 20.0
SENTENCES = "Make planning a habit: key results move every week and everyone sees why. " * 60


class Measured(Struct):
    latencies: list[float]
    acknowledged: list[float]
    cpu_us: float


async def fanout(sizes: tuple[int, ...], rounds: int, updates: int) -> list[Row]:
    """For each number of readers: milliseconds to them, and CPU in µs for each update and reader."""
    found: dict[tuple[str, int], list[Measured]] = {}
    for number in range(rounds):
        for size in sizes:
            for start in (cairn_served, hocuspocus, y_websocket):
                async with start() as target:
                    found.setdefault((target.name, size), []).append(await _written(target, size, updates))
            print(f"bench: writing: round {number + 1} of {rounds}, {size} readers", flush=True)
    return [each for size in sizes for each in _rows(found, size)]


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


async def _written(target: Target, readers: int, updates: int, beyond: Target | None = None) -> Measured:
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


async def instances(rounds: int, updates: int) -> list[Row]:
    """The writer at one instance, fifty readers at the other; ours with PostgreSQL, both with Redis."""
    found: dict[str, list[float]] = {}
    acknowledged: list[float] = []
    for number in range(rounds):
        for start in (cairn_pair, hocuspocus_pair):
            async with start() as (one, other):
                measured = await _written(one, 50, updates, other)
            found.setdefault(one.name, []).append(statistics.median(measured.latencies))
            if one.name == "cairn":
                acknowledged += measured.acknowledged
        print(f"bench: writing: round {number + 1} of {rounds}, two instances", flush=True)
    ours, theirs = (statistics.median(found[name]) for name in ("cairn", "hocuspocus"))
    return [
        row("cowriting.instances.50.p50_ms", ours, "ms", "hocuspocus", theirs),
        row("cowriting.ack.p99_ms", statistics.quantiles(acknowledged, n=100)[98], "ms"),
    ]
