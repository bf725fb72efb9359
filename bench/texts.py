"""Servers of texts under load, ours and the peers', and the sockets that go to them. Measures nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from msgspec import Struct

from bench.sockets import Heard, Socket, connect
from bench.workspace import seed, server, settings
from realtime.writing import wire
from realtime.writing.wire import Auth, Kind, Reader
from server.accounts.accounts import Accounts
from server.cairn import Cairn
from server.ids import new_id, now
from shared.directory.messages import AddPerson
from shared.messages import OPERATOR, Actor, Role
from shared.objectives.messages import OpenRewording
from tests import services
from tests.services import free_port

PEERS = Path(__file__).parent / "peers"
PEOPLE = 15


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


async def enter(target: Target, number: int, heard: Heard) -> Socket:
    headers = target.headers[number % len(target.headers)]
    socket = await connect(target.port, target.path, headers, heard)
    ask(target, socket)
    return socket


def ask(target: Target, socket: Socket) -> None:
    """To have the text opened."""
    if target.authenticates:
        token = bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("token") + wire.string("4.8.0")
        socket.send(target.frame(token))
    socket.send(target.frame(wire.state(b"\x00")))


def clock_of(update: bytes) -> int:
    """Where its client's clock stands at the update's first run."""
    reader = Reader(update)
    reader.uint(), reader.uint(), reader.uint()
    return reader.uint()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)  # between two looks, under the timeout above


def cpu_ns(pid: int) -> int:
    """Processor time of all threads of a process so far."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            spent += int((task / "schedstat").read_text().split()[0])
    return spent


async def _prepared(scratch: Path, database_url: str = "") -> tuple[bytes, list[Mapping[str, str]]]:
    """A workspace with a text that fifteen people may write: its name, and a header for each."""
    cairn = Cairn(settings(scratch, database_url))
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
    return f"objective:{objective_id}:description".encode(), headers


@contextlib.asynccontextmanager
async def cairn_served() -> AsyncIterator[Target]:
    with tempfile.TemporaryDirectory() as scratch:
        key, headers = await _prepared(Path(scratch))
        port = free_port()
        async with server(Path(scratch), port) as running:
            yield Target("cairn", port, running.pid, "/collab", key, headers, authenticates=True)


@contextlib.asynccontextmanager
async def cairn_with(texts: int) -> AsyncIterator[tuple[Target, list[bytes]]]:
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


@contextlib.asynccontextmanager
async def cairn_pair() -> AsyncIterator[tuple[Target, Target]]:
    """Two instances, one PostgreSQL and one Redis."""
    with contextlib.ExitStack() as stack:
        directory, there, data, memory = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(4))
        database_url = stack.enter_context(services.postgres(data, durable=True))
        redis_url = stack.enter_context(services.redis(memory))
        key, headers = await _prepared(directory, database_url)
        one, other = free_port(), free_port()
        more = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        async with server(directory, one, **more) as here, server(there, other, **more) as beyond:
            yield (
                Target("cairn", one, here.pid, "/collab", key, headers, authenticates=True),
                Target("cairn", other, beyond.pid, "/collab", key, headers, authenticates=True),
            )


@contextlib.asynccontextmanager
async def hocuspocus_pair() -> AsyncIterator[tuple[Target, Target]]:
    with tempfile.TemporaryDirectory() as scratch, services.redis(Path(scratch)) as redis_url:
        port = redis_url.rpartition(":")[2].partition("/")[0]
        async with (
            _peer("hocuspocus", "/", authenticates=True, more=(port,)) as one,
            _peer("hocuspocus", "/", authenticates=True, more=(port,)) as other,
        ):
            yield one, other


@contextlib.asynccontextmanager
async def _peer(name: str, path: str, *, authenticates: bool, more: tuple[str, ...] = ()) -> AsyncIterator[Target]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        _node(), f"{name}.mjs", str(port), *more, cwd=PEERS, stdout=asyncio.subprocess.DEVNULL
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
                await asyncio.sleep(0.05)  # another process is starting and tells nobody
        yield Target(name, port, process.pid, path, b"text", [{}], authenticates=authenticates)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))


def hocuspocus() -> contextlib.AbstractAsyncContextManager[Target]:
    return _peer("hocuspocus", "/", authenticates=True)


def y_websocket() -> contextlib.AbstractAsyncContextManager[Target]:
    return _peer("y-websocket", "/text", authenticates=False)


def memory_kb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if found is None:
        raise RuntimeError("the peers need Node: install nodejs, or the `build` extra")
    return found


def install() -> None:
    if (PEERS / "node_modules" / "@hocuspocus" / "extension-redis").exists():
        return
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise RuntimeError("the peers need npm: install nodejs, or the `build` extra")
    subprocess.run([npm, "ci", "--ignore-scripts"], cwd=PEERS, check=True, capture_output=True)
