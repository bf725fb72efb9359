"""`make soak`: what takes too long for every day. Fifty thousand texts opened once, and Redis away for up to a minute.

Fails where a promise is broken. QUICK=1 shortens. Writes no file: its numbers are about what stays the same.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from bench.rows import Row, row, table
from bench.sockets import connect
from bench.texts import memory_kb, until
from bench.workspace import seed, settings
from realtime.writing import wire
from realtime.writing.wire import Auth, Kind
from server.cairn import Cairn
from tests import services
from tests.faults import servers
from tests.faults.instances import Instance, Instances, forking
from tests.server.writing.conftest import DESCRIPTION
from tests.server.writing.editor import editing

TEXTS = 50_000
OF_ONE_SOCKET = 50
AWAY = (1, 5, 10, 60)
"""Seconds."""
EQUAL_WITHIN = 2.0
MOST_GROWTH = 20_000
"""KB, after the first fifth, in which the process fills what it keeps anyway."""
SOON: dict[str, object] = {"server.writing.tending.IDLE_AFTER": 0.5, "server.writing.tending.SWEEP_EVERY": 0.25}
"""A text that nobody is in is closed after half a second and not after half a minute: else many are open at a time."""


class Broken(Exception):
    """A promise was not kept."""


async def open_once(instance: Instance, header: dict[str, str], names: Sequence[str]) -> None:
    """On one socket, as a page of many rows would; and leave."""
    there: set[bytes] = set()

    def heard(message: bytes, at: int) -> None:
        if len(message) > 1 and (frame := wire.read_frame(message)).kind == Kind.SYNC:
            there.add(frame.key)

    socket = await connect(int(instance.address.rpartition(":")[2]), "/collab", header, heard)
    for name in names:
        key = name.encode()
        socket.send(wire.frame(key, bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("") + wire.string("4.8.0")))
        socket.send(wire.frame(key, wire.state(b"\x00")))
    await until(lambda: len(there) == len(names))
    socket.close()


async def texts_opened_once(instances: Instances, texts: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch, "data")
        cairn = Cairn(settings(data))
        await cairn.start()
        seeded = await seed(cairn, texts // 2, key_results=0)
        await cairn.stop()
        header = {"Authorization": f"Bearer {seeded.token}"}
        names = [f"objective:{each}:{field}" for field in ("title", "description") for each in seeded.objective_ids]
        memory: list[int] = []
        spent: list[float] = []
        async with instances.serving(Path(scratch), SOON) as instance:
            fifth = len(names) // 5
            for begin in range(0, len(names), fifth):
                began = time.perf_counter()
                for place in range(begin, begin + fifth, OF_ONE_SOCKET):
                    await open_once(instance, header, names[place : min(place + OF_ONE_SOCKET, begin + fifth)])
                spent.append((time.perf_counter() - began) * 1000 / fifth)
                memory.append(memory_kb(instance.pid))
                print(f"soak: {begin + fifth:,} texts: {memory[-1]:,} KB, {spent[-1]:.2f} ms each", flush=True)
    if memory[-1] - memory[0] > MOST_GROWTH:
        raise Broken(f"memory grows: {memory} KB")
    if spent[-1] > spent[0] * 1.5:
        raise Broken(f"opening becomes dearer: {spent} ms")
    return [
        row("soak.memory_growth", memory[-1] - memory[0], "KB"),
        row("soak.open_first", spent[0], "ms"),
        row("soak.open_last", spent[-1], "ms"),
    ]


async def redis_away(instances: Instances, away: Sequence[int]) -> list[Row]:
    rows: list[Row] = []
    with ExitStack() as stack:
        scratch, memory, here, there = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(4))
        redis = stack.enter_context(servers.redis(memory))
        setting = {"DATABASE_URL": stack.enter_context(services.postgres(scratch)), "REDIS_URL": redis.url}
        async with AsyncExitStack() as running:
            one, two = [await running.enter_async_context(instances.serving(each, **setting)) for each in (here, there)]
            header = await instances.furnish(one, here, **setting)
            ada = await running.enter_async_context(editing(one.address, header, DESCRIPTION))
            bob = await running.enter_async_context(editing(two.address, header, DESCRIPTION))
            for seconds in away:
                await redis.stop()
                began = time.perf_counter()
                while time.perf_counter() - began < seconds:
                    for number, each in enumerate((ada, bob)):
                        await each.type(f"<{seconds} {number}>")
                        await each.all_saved()
                    await asyncio.sleep(0.05)  # as people type
                last = f"<{seconds} last>"
                await ada.type(last)
                await ada.all_saved()
                await redis.start()
                began = time.perf_counter()
                await until(lambda: ada.value == bob.value and last in bob.value)  # noqa: B023
                took = time.perf_counter() - began
                print(f"soak: Redis away for {seconds} s: equal {took:.2f} s after its return", flush=True)
                if took > EQUAL_WITHIN:
                    raise Broken(f"equal only {took:.1f} s after Redis was away for {seconds} s")
                rows.append(row(f"soak.equal_after_redis_away_{seconds}s", took, "s"))
    return rows


async def run(quick: bool) -> list[Row]:
    with forking() as instances:
        rows = await redis_away(instances, AWAY[:2] if quick else AWAY)
        return rows + await texts_opened_once(instances, TEXTS // 25 if quick else TEXTS)


def main() -> int:
    try:
        print(table(asyncio.run(run(os.environ.get("QUICK", "") not in ("", "0")))))
    except Broken as broken:
        print(f"soak: {broken}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
