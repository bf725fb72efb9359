"""Commands per second through the whole of Cairn, against the bare database writing the same rows with the same durability.

`bare-inserts` commits each command's rows in a transaction of its own, as a straightforward service would;
`bare-inserts-grouped` is the most the database gives, with as many commands in each transaction as Cairn groups.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg

from bench.rows import Row, row
from bench.workspace import Seeded, seed, settings
from server.cairn import Cairn
from server.db.sql import compiled
from server.ids import new_id
from server.rows import CHECK_INS, KEY_RESULTS
from shared.check_ins.messages import PostCheckIn
from shared.check_ins.model import CheckIn
from shared.messages import Actor
from shared.state import State
from tests import services

CALLERS = 20
GROUP = 20
EVENT = "INSERT INTO event (seq, at, actor_id, command_id, ordinal, digest, kind, subject, body) VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})"
BODY = '{"kind":"check_in.posted","objective_id":"%s","check_in":{"value":"%d","note":"the same length as a real one would have"}}'
Statements = list[tuple[str, tuple[Any, ...]]]


async def run(quick: bool) -> list[Row]:
    commands, rounds = (1_000, 3) if quick else (4_000, 5)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        found += await _engine("sqlite", "", Path(scratch), commands, rounds)
    with tempfile.TemporaryDirectory() as scratch, services.postgres(Path(scratch), durable=True) as url:
        found += await _engine("postgres", url, Path(scratch), commands, rounds)
    return found


async def _engine(name: str, url: str, scratch: Path, commands: int, rounds: int) -> list[Row]:
    """Ours and the bare database take turns, each on a database of its own with the same tables and rows."""
    bare_url = url
    if url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE DATABASE bare")
        await connection.close()
        bare_url = url.rpartition("/")[0] + "/bare"
    other = Cairn(settings(scratch / "bare", bare_url))
    await other.start()
    bare_seeded = await seed(other, 50)
    bare_state = other.hub.state
    await other.stop()
    write = await _bare_postgres(bare_url) if url else _bare_sqlite(scratch / "bare" / "cairn.db")
    cairn = Cairn(settings(scratch / "data", url))
    await cairn.start()
    seeded = await seed(cairn, 50)
    await _ours(cairn, seeded, commands // 4)
    ours: list[float] = []
    single: list[float] = []
    grouped: list[float] = []
    position = bare_state.seq
    for _ in range(rounds):
        ours.append(await _ours(cairn, seeded, commands))
        for found, group in ((single, 1), (grouped, GROUP)):
            found.append(await write(_rows(bare_state, bare_seeded, commands, position), group))
            position += commands
    await cairn.stop()
    value = statistics.median(ours)
    return [
        row(f"store.commands_per_s.{name}", value, "1/s", "bare-inserts", statistics.median(single)),
        row(f"store.commands_per_s.{name}", value, "1/s", "bare-inserts-grouped", statistics.median(grouped)),
    ]


async def _ours(cairn: Cairn, seeded: Seeded, commands: int) -> float:
    actor, numbers = Actor(seeded.person_id), iter(range(commands))

    async def caller() -> None:
        for number in numbers:
            await cairn.executor.execute(
                PostCheckIn(
                    check_in_id=new_id(),
                    key_result_id=seeded.key_result_ids[number % len(seeded.key_result_ids)],
                    value=Decimal(number),
                    confidence=7,
                    note="the same length as a real one would have",
                ),
                actor,
            )

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return commands / (time.perf_counter() - began)


def _rows(state: State, seeded: Seeded, commands: int, position: int) -> list[Statements]:
    """What each command writes: the event, the key result, the check-in. Positions are counted on from the log's end."""
    at, found = datetime.now(UTC), []
    for number in range(commands):
        key_result = state.key_results[seeded.key_result_ids[number % len(seeded.key_result_ids)]]
        body = BODY % (key_result.objective_id, number)
        check_in = CheckIn(
            id=new_id(), key_result_id=key_result.id, objective_id=key_result.objective_id,
            author_id=seeded.person_id, at=at, value=Decimal(number), confidence=7,
            note="the same length as a real one would have",
        )  # fmt: skip
        event = (
            position + number + 1,
            at,
            seeded.person_id,
            new_id(),
            0,
            "",
            "check_in.posted",
            key_result.objective_id,
            body,
        )
        found.append(
            [
                (EVENT, event),
                (KEY_RESULTS.upsert, KEY_RESULTS.row(key_result)),
                (CHECK_INS.insert, CHECK_INS.row(check_in)),
            ]
        )
        top = position + number + 1
        found[-1].append(("UPDATE workspace SET seq = {} WHERE seq <= {}", (top, top)))
    return found


Bare = Callable[[Sequence[Statements], int], Any]


def _bare_sqlite(path: Path) -> Bare:
    def write(rows: Sequence[Statements], group: int) -> float:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        began = time.perf_counter()
        for start in range(0, len(rows), group):
            connection.execute("BEGIN IMMEDIATE")
            for statements in rows[start : start + group]:
                for sql, values in statements:
                    connection.execute(compiled(sql, "sqlite"), values)
            connection.execute("COMMIT")
        took = time.perf_counter() - began
        connection.close()
        return len(rows) / took

    async def run_(rows: Sequence[Statements], group: int) -> float:
        return await asyncio.to_thread(write, rows, group)

    return run_


async def _bare_postgres(url: str) -> Bare:
    async def run_(rows: Sequence[Statements], group: int) -> float:
        """As many connections as Cairn has callers, none waiting for another's position."""
        pool = await asyncpg.create_pool(url, min_size=CALLERS, max_size=CALLERS)
        batches = iter([rows[start : start + group] for start in range(0, len(rows), group)])

        async def caller() -> None:
            async with pool.acquire() as connection:
                for batch in batches:
                    async with connection.transaction():
                        for statements in zip(*batch, strict=True):
                            sql = compiled(statements[0][0], "postgres")
                            await connection.executemany(sql, [values for _, values in statements])

        began = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(CALLERS if group == 1 else 1)))
        took = time.perf_counter() - began
        await pool.close()
        return len(rows) / took

    return run_
