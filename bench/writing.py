"""One writer at 20 updates a second and many readers of one text, beside Hocuspocus and y-websocket in the same run.

Ours and the peers' alternate; servers run on one core and the load on the other. Ours acknowledges what is on the disk;
the peers keep nothing. Latency is from the writer's send to each reader's receipt.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from msgspec import Struct
from pycrdt import Doc, Text

from bench.rows import Row, row
from bench.sockets import Socket, connect
from bench.workspace import seed, server, settings
from realtime.writing import wire
from realtime.writing.text import SharedText
from realtime.writing.wire import Auth, Kind, Reader, Sync
from server.accounts.accounts import Accounts
from server.cairn import Cairn
from server.ids import new_id, now
from server.writing.store import Entry
from shared.directory.messages import AddPerson
from shared.messages import OPERATOR, Actor, Role
from shared.objectives.messages import OpenRewording
from tests.services import free_port

PEERS = Path(__file__).parent / "peers"
RATE = 20.0
PEOPLE = 15
SENTENCES = "Make planning a habit: key results move every week and everyone sees why. " * 60


class Target(Struct, frozen=True):
    """A server under load: how a document is reached and how a frame is addressed."""

    name: str
    port: int
    pid: int
    path: str
    key: bytes
    headers: list[Mapping[str, str]]
    """One for each person; sockets are spread over them."""
    authenticates: bool

    def frame(self, body: bytes) -> bytes:
        return wire.frame(self.key, body) if self.authenticates else body

    def body(self, message: bytes) -> bytes:
        if not self.authenticates:
            return message
        if len(message) <= 1:
            return b"\xff"
        reader = Reader(message)
        reader.bytes()
        return message[reader.place :]


class Measured(Struct):
    latencies: list[float]
    acknowledged: list[float]
    cpu_us: float


async def run(quick: bool) -> list[Row]:
    await asyncio.to_thread(_install)
    sizes = (10, 50) if quick else (10, 50, 200)
    rounds, updates = (1, 60) if quick else (3, 200)
    found: dict[tuple[str, int], list[Measured]] = {}
    for number in range(rounds):
        for size in sizes:
            for start in (_cairn, _hocuspocus, _y_websocket):
                async with start() as target:
                    found.setdefault((target.name, size), []).append(await _fanout(target, size, updates))
            print(f"bench: writing: round {number + 1} of {rounds}, {size} readers", flush=True)
    rows = [each for size in sizes for each in _rows(found, size)]
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
    return [*rows, row(f"cowriting.saved.{size}.p99_ms", p99, "ms")]


async def _fanout(target: Target, readers: int, updates: int) -> Measured:
    doc: Doc[Text] = Doc()
    text = doc.get("text", type=Text)
    sent: dict[int, int] = {}
    arrived: list[tuple[int, int]] = []
    acknowledged: list[int] = []
    synced = 0

    def hear_as_reader(message: bytes, at: int) -> None:
        nonlocal synced
        body = target.body(message)
        if body[0] != Kind.SYNC:
            return
        if body[1] == Sync.UPDATE:
            arrived.append((_clock(Reader(body, 2).bytes()), at))
        elif body[1] == Sync.DIFFERENCE:
            synced += 1

    def hear_as_writer(message: bytes, at: int) -> None:
        nonlocal synced
        body = target.body(message)
        if body[0] == Kind.SYNC_STATUS:
            acknowledged.append(at)
        elif body[0] == Kind.SYNC and body[1] == Sync.DIFFERENCE:
            doc.apply_update(Reader(body, 2).bytes())
            synced += 1

    writer = await _enter(target, 0, hear_as_writer)
    sockets = [writer]
    try:
        await _until(lambda: synced == 1)
        for number in range(readers):
            sockets.append(await _enter(target, number + 1, hear_as_reader))
        await _until(lambda: synced == readers + 1)

        def type_words(words: str) -> int:
            before = doc.get_state()
            text.insert(len(text), words)
            update = doc.get_update(before)
            clock = _clock(update)
            sent[clock] = time.monotonic_ns()
            writer.send(target.frame(wire.update(update)))
            return clock

        type_words(SENTENCES)
        for _ in range(10):
            await asyncio.sleep(1 / RATE)
            type_words("w")
        await _until(lambda: len(arrived) >= 11 * readers)
        first = len(sent)
        arrived.clear()
        acknowledged.clear()
        spent = _cpu_ns(target.pid)
        began = time.monotonic()
        for number in range(updates):
            await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
            type_words("x")
        await _until(lambda: len(arrived) >= updates * readers)
        spent = _cpu_ns(target.pid) - spent
        if target.name == "cairn":
            await _until(lambda: len(acknowledged) >= updates)
        starts = list(sent.values())[first:]
        return Measured(
            latencies=[(at - sent[clock]) / 1e6 for clock, at in arrived],
            acknowledged=[(at - start) / 1e6 for start, at in zip(starts, acknowledged, strict=False)],
            cpu_us=spent / 1e3 / (updates * readers),
        )
    finally:
        for each in sockets:
            each.close()


async def _enter(target: Target, number: int, heard: object) -> Socket:
    headers = target.headers[number % len(target.headers)]
    socket = await connect(target.port, target.path, headers, heard)  # type: ignore[arg-type]
    if target.authenticates:
        token = bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("token") + wire.string("4.8.0")
        socket.send(target.frame(token))
    socket.send(target.frame(wire.state(b"\x00")))
    return socket


def _clock(update: bytes) -> int:
    """Where its client's clock stands at the update's first run."""
    reader = Reader(update)
    reader.uint(), reader.uint(), reader.uint()
    return reader.uint()


async def _until(holds: object) -> None:
    async with asyncio.timeout(60):
        while not holds():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _cpu_ns(pid: int) -> int:
    """Processor time of all threads of a process so far."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            spent += int((task / "schedstat").read_text().split()[0])
    return spent


@contextlib.asynccontextmanager
async def _cairn() -> AsyncIterator[Target]:
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)))
        await cairn.start()
        seeded = await seed(cairn, 1)
        objective_id = seeded.objective_ids[0]
        await cairn.executor.execute(OpenRewording(objective_id=objective_id, reason="bench"), Actor(seeded.person_id))
        headers: list[Mapping[str, str]] = [{"Authorization": f"Bearer {seeded.token}"}]
        accounts = Accounts(cairn.engine, now, new_id)
        for number in range(PEOPLE - 1):
            person = new_id()
            await cairn.executor.execute(
                AddPerson(person_id=person, email=f"p{number}@example.com", name=f"P{number}", role=Role.MEMBER),
                OPERATOR,
            )
            token, _ = await accounts.tokens.make(person, "bench")
            headers.append({"Authorization": f"Bearer {token}"})
        await cairn.stop()
        port = free_port()
        async with server(Path(scratch), port) as running:
            key = f"objective:{objective_id}:description".encode()
            yield Target("cairn", port, running.pid, "/collab", key, headers, authenticates=True)


@contextlib.asynccontextmanager
async def _peer(name: str, path: str, *, authenticates: bool) -> AsyncIterator[Target]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        _node(), f"{name}.mjs", str(port), cwd=PEERS, stdout=asyncio.subprocess.DEVNULL
    )
    with contextlib.suppress(OSError):
        os.sched_setaffinity(process.pid, {0})
        os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    try:
        async with asyncio.timeout(15):
            while True:
                with contextlib.suppress(OSError):
                    _, stream = await asyncio.open_connection("127.0.0.1", port)
                    stream.close()
                    break
                await asyncio.sleep(0.05)
        yield Target(name, port, process.pid, path, b"text", [{}], authenticates=authenticates)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))


def _hocuspocus() -> contextlib.AbstractAsyncContextManager[Target]:
    return _peer("hocuspocus", "/", authenticates=True)


def _y_websocket() -> contextlib.AbstractAsyncContextManager[Target]:
    return _peer("y-websocket", "/text", authenticates=False)


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
    async with _cairn_with(texts) as (target, names):
        before = _memory_kb(target.pid)
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
            expected = len(names[number : number + 50])
            await _until(lambda expected=expected: heard >= expected)  # noqa: B023
        spent = (_memory_kb(target.pid) - before) / texts
        for each in sockets:
            each.close()
    return [row("cowriting.memory_kb", spent, "KB")]


@contextlib.asynccontextmanager
async def _cairn_with(texts: int) -> AsyncIterator[tuple[Target, list[bytes]]]:
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)))
        await cairn.start()
        seeded = await seed(cairn, texts, key_results=1)
        await cairn.stop()
        port = free_port()
        headers: list[Mapping[str, str]] = [{"Authorization": f"Bearer {seeded.token}"}] * PEOPLE
        async with server(Path(scratch), port) as running:
            names = [f"objective:{each}:title".encode() for each in seeded.objective_ids]
            yield Target("cairn", port, running.pid, "/collab", b"", headers, authenticates=True), names


def _memory_kb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if found is None:
        raise RuntimeError("the peers need Node: install nodejs, or the `build` extra")
    return found


def _install() -> None:
    if (PEERS / "node_modules" / "yjs").exists():
        return
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise RuntimeError("the peers need npm: install nodejs, or the `build` extra")
    subprocess.run([npm, "ci", "--ignore-scripts"], cwd=PEERS, check=True, capture_output=True)
