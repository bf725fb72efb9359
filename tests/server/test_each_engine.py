"""What one engine has and the other lacks: connections of PostgreSQL that are killed or refused, readers of SQLite."""

from __future__ import annotations

import asyncio
import sqlite3

import asyncpg
import pytest

from server.db.engine import make_engine
from server.db.postgres import PostgresEngine
from server.db.problems import is_unreachable
from server.db.sqlite import SqliteEngine

pytestmark = pytest.mark.anyio


async def test_postgres_recovers_from_a_connection_killed_inside_a_transaction(postgres_url: str) -> None:
    engine = make_engine(postgres_url, None)  # type: ignore[arg-type]
    assert isinstance(engine, PostgresEngine)
    await engine.start()
    executioner = await asyncpg.connect(postgres_url)
    try:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)) as caught:
            async with engine.transaction():
                [row] = await engine.fetch("SELECT pg_backend_pid() AS pid")
                await executioner.execute("SELECT pg_terminate_backend($1, 5000)", row["pid"])
                await engine.fetch("SELECT 1")
        assert is_unreachable(caught.value)
        assert await engine.fetch("SELECT 1 AS one") == [{"one": 1}]
        async with engine.transaction():
            assert await engine.fetch("SELECT 2 AS two") == [{"two": 2}]
    finally:
        await executioner.close()
        await engine.stop()


async def test_postgres_reports_an_unreachable_server_and_connects_to_none_before_the_start() -> None:
    engine = PostgresEngine("postgresql://postgres:secret@127.0.0.1:1/nowhere")
    assert str(engine) == "PostgreSQL on 127.0.0.1/nowhere"
    with pytest.raises(RuntimeError, match="not started"):
        await engine.fetch("SELECT 1")
    with pytest.raises(OSError) as caught:
        await engine.start()
    assert is_unreachable(caught.value)


async def test_a_cancelled_read_on_sqlite_stops_and_gives_its_reader_back(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url, None)  # type: ignore[arg-type]
    assert isinstance(engine, SqliteEngine)
    await engine.start()
    endless = "SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"
    try:
        async with asyncio.timeout(20):
            for _ in range(engine.readers * 2):
                reading = asyncio.create_task(engine.fetch(endless))
                await asyncio.sleep(0)
                reading.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await reading
            assert await engine.fetch("SELECT 1 AS one") == [{"one": 1}]
    finally:
        await engine.stop()


async def test_a_reader_of_sqlite_cannot_write(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url, None)  # type: ignore[arg-type]
    assert isinstance(engine, SqliteEngine)
    await engine.start()
    try:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await engine._read(lambda connection: connection.execute("DELETE FROM workspace"))
        [mode] = await engine.fetch("PRAGMA journal_mode")
        assert mode == {"journal_mode": "wal"}
    finally:
        await engine.stop()
