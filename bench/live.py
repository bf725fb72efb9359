"""From a command to the other screens, and what one change costs as the cycle grows. Real server process, real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.rows import Row, row
from bench.workspace import Running, Seeded, seed, server, settings
from server.cairn import Cairn
from tests.services import free_port


async def run(quick: bool) -> list[Row]:
    found: list[Row] = []
    changes = 40 if quick else 200
    async with _served(100) as (running, seeded):
        for screens in (1, 10, 100):
            times = await _latencies(running, seeded, screens, changes)
            found.append(row(f"live.command_to_screen.{screens}.p50_ms", statistics.median(times), "ms"))
            found.append(row(f"live.command_to_screen.{screens}.p99_ms", statistics.quantiles(times, n=100)[98], "ms"))
    costs: dict[int, float] = {}
    for size in (20, 200, 2_000) if quick else (20, 200, 2_000, 20_000):
        async with _served(size) as (running, seeded):
            costs[size] = statistics.median([await _cost(running, seeded, 10, changes * 2) for _ in range(3)])
        peer = ("cairn at 20", costs[20]) if size != 20 else (None, None)
        found.append(row(f"live.change_cost.{size}.cpu_ms", costs[size], "ms", *peer))
    return found


@contextlib.asynccontextmanager
async def _served(objectives: int) -> AsyncIterator[tuple[Running, Seeded]]:
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)))
        await cairn.start()
        seeded = await seed(cairn, objectives)
        await cairn.stop()
        async with server(Path(scratch), free_port()) as running:
            yield running, seeded


@contextlib.asynccontextmanager
async def open_screens(
    running: Running, seeded: Seeded, screens: int, path: str
) -> AsyncIterator[list[ClientConnection]]:
    """Pages of one objective, each with its first rendering received."""
    address = f"{running.url.replace('http', 'ws')}/live?path={path}&qs="
    async with contextlib.AsyncExitStack() as stack:
        sockets = []
        for _ in range(screens):
            socket = await stack.enter_async_context(
                connect(
                    address,
                    additional_headers={"Cookie": f"cairn_session={seeded.cookie}"},
                    origin=running.url,  # type: ignore[arg-type]
                    compression=None,
                    max_size=None,
                )
            )
            await socket.recv()
            sockets.append(socket)
        # what follows the first rendering (trends are loaded after it) is not to be counted
        await asyncio.gather(*(_drain(each) for each in sockets))
        yield sockets


async def _drain(socket: ClientConnection) -> None:
    with contextlib.suppress(TimeoutError):
        while True:
            await asyncio.wait_for(socket.recv(), 0.5)


async def _latencies(running: Running, seeded: Seeded, screens: int, changes: int) -> list[float]:
    """Milliseconds from sending a check-in to each screen's update that shows its value."""
    path = f"/o/{seeded.objective_ids[0]}"
    times: list[float] = []
    async with open_screens(running, seeded, screens, path) as sockets, _client(running, seeded) as client:
        for number in range(changes + 5):
            value = 100_003 + number * 1_111 + screens
            shown = f"{value:,}"
            waiting = [asyncio.create_task(_shows(each, shown)) for each in sockets]
            began = time.perf_counter()
            await _check_in(client, seeded, value)
            arrived = await asyncio.gather(*waiting)
            if number >= 5:
                times += [(each - began) * 1000 for each in arrived]
    return times


async def _shows(socket: ClientConnection, words: str) -> float:
    async with asyncio.timeout(10):
        while words not in str(await socket.recv()):
            pass
    return time.perf_counter()


async def _cost(running: Running, seeded: Seeded, screens: int, changes: int) -> float:
    """Processor time of the server for one change, with its REST request and the update of every screen."""
    path = f"/o/{seeded.objective_ids[0]}"
    async with open_screens(running, seeded, screens, path) as sockets, _client(running, seeded) as client:
        readers = [asyncio.create_task(_read(each)) for each in sockets]
        for number in range(10):
            await _check_in(client, seeded, number + 1)
        before = running.cpu_ms()
        for number in range(changes):
            await _check_in(client, seeded, number + 1_000)
        spent = running.cpu_ms() - before
        for each in readers:
            each.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return spent / changes


async def _read(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


@contextlib.asynccontextmanager
async def _client(running: Running, seeded: Seeded) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=running.url, headers={"Authorization": f"Bearer {seeded.token}"}) as client:
        yield client


async def _check_in(client: httpx.AsyncClient, seeded: Seeded, value: int) -> None:
    answer = await client.post(f"/api/v1/key-results/{seeded.key_result_ids[0]}/check-ins", json={"value": str(value)})
    answer.raise_for_status()
