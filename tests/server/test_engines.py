"""Both engines: no lock errors, no leak after a cancellation, batches that are whole or absent."""

from __future__ import annotations

import asyncio
import contextvars
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from server.db.engine import Engine
from server.db.postgres import PostgresEngine
from server.db.problems import is_duplicate
from server.db.sql import Guard, Statement, compiled
from server.tables import WorkspaceRow

pytestmark = pytest.mark.anyio

WORKSPACE = "0198"
NOTE = "INSERT INTO note (id, seq, body) VALUES ({}, {}, {})"


@pytest.fixture
async def notes(database: Engine) -> AsyncIterator[Engine]:
    await database.run_ddl("CREATE TABLE note (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, body TEXT NOT NULL)")
    await database.run_ddl(f"INSERT INTO workspace (id, name) VALUES ('{WORKSPACE}', 'Acme')")
    yield database


def moves(old: int, new: int) -> Guard:
    return "UPDATE workspace SET seq = {} WHERE id = {} AND seq = {}", (new, WORKSPACE, old)


def writes(*seqs: int) -> list[Statement]:
    return [(NOTE, [(f"n{seq}", seq, "written by Ada") for seq in seqs])]


async def seq_of(engine: Engine) -> int:
    [row] = await engine.fetch("SELECT seq FROM workspace WHERE id = {}", WORKSPACE)
    seq: int = row["seq"]
    return seq


async def notes_in(engine: Engine) -> list[int]:
    return [row["seq"] for row in await engine.fetch("SELECT seq FROM note ORDER BY seq")]


async def at_once(*work: Coroutine[Any, Any, Any]) -> None:
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        for one in work:
            tasks.create_task(one)


def test_neutral_sql_becomes_that_of_each_engine() -> None:
    assert (
        compiled("UPDATE a SET b = {}, c = '{{}}' WHERE d = {}", "sqlite") == "UPDATE a SET b = ?, c = '{}' WHERE d = ?"
    )
    assert compiled("VALUES ({}, {})", "postgres") == "VALUES ($1, $2)"
    with pytest.raises(ValueError, match="name"):
        compiled("SELECT {name}", "postgres")


async def test_twenty_tasks_read_then_write_without_losing_a_change(notes: Engine) -> None:
    async def increment(rounds: int) -> None:
        for _ in range(rounds):
            async with notes.transaction():
                if isinstance(notes, PostgresEngine):
                    [row] = await notes.fetch("SELECT seq FROM workspace WHERE id = {} FOR UPDATE", WORKSPACE)
                else:
                    [row] = await notes.fetch("SELECT seq FROM workspace WHERE id = {}", WORKSPACE)
                await WorkspaceRow.update({WorkspaceRow.seq: row["seq"] + 1}).where(WorkspaceRow.id == WORKSPACE)

    await at_once(*(increment(10) for _ in range(20)))
    assert await seq_of(notes) == 200


async def test_a_failed_transaction_leaves_nothing_and_the_next_one_works(notes: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        async with notes.transaction():
            await notes.run_batch(writes(1, 2))
            raise ZeroDivisionError
    async with notes.transaction():
        await notes.run_batch(writes(3))
    assert await notes_in(notes) == [3]


async def test_a_savepoint_undoes_only_what_came_after_it(notes: Engine) -> None:
    async with notes.transaction() as transaction:
        await notes.run_batch(writes(1))
        savepoint = await transaction.savepoint()
        await notes.run_batch(writes(2))
        await transaction.rollback_to(savepoint.name)
        await notes.run_batch(writes(3))
    assert await notes_in(notes) == [1, 3]


async def test_a_batch_is_written_with_its_guard(notes: Engine) -> None:
    assert await notes.commit_batch(moves(0, 3), [*writes(1, 2), *writes(3), (NOTE, [])])
    assert await seq_of(notes) == 3
    assert await notes_in(notes) == [1, 2, 3]


async def test_a_batch_whose_guard_fails_is_not_written(notes: Engine) -> None:
    assert await notes.commit_batch(moves(0, 1), writes(1))
    assert not await notes.commit_batch(moves(0, 1), writes(2))
    assert await seq_of(notes) == 1
    assert await notes_in(notes) == [1]
    assert await notes.commit_batch(moves(1, 2), writes(2))


async def test_of_many_equal_guards_one_wins(notes: Engine) -> None:
    won: list[int] = []

    async def attempt(number: int) -> None:
        if await notes.commit_batch(moves(0, 1), writes(number)):
            won.append(number)

    await at_once(*(attempt(number) for number in range(1, 21)))
    assert len(won) == 1
    assert await notes_in(notes) == won


async def test_a_batch_with_an_error_moves_not_even_the_guard(notes: Engine) -> None:
    await notes.commit_batch(moves(0, 1), writes(1))
    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)) as caught:
        await notes.commit_batch(moves(1, 3), [*writes(2), *writes(1)])
    assert is_duplicate(caught.value)
    assert await seq_of(notes) == 1
    assert await notes.commit_batch(moves(1, 2), writes(2))


async def test_a_batch_begins_with_what_is_given_back_and_is_written_whole_or_not(notes: Engine) -> None:
    begins = "UPDATE workspace SET seq = seq + {} WHERE id = {} RETURNING seq"
    assert await notes.commit_rows((begins, (2, WORKSPACE)), writes(1)) == [{"seq": 2}]
    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
        await notes.commit_rows((begins, (5, WORKSPACE)), [*writes(2), *writes(1)])
    assert await seq_of(notes) == 2
    assert await notes.commit_rows((begins, (1, WORKSPACE)), writes(2)) == [{"seq": 3}]
    assert await notes_in(notes) == [1, 2]


async def test_a_batch_knows_whether_it_is_inside_a_transaction(notes: Engine) -> None:
    with pytest.raises(TransactionError, match="needs an open transaction"):
        await notes.run_batch(writes(1))
    async with notes.transaction():
        with pytest.raises(TransactionError, match="whole transaction"):
            await notes.commit_batch(moves(0, 1), writes(1))
        with pytest.raises(TransactionError, match="whole transaction"):
            await notes.commit_rows(moves(0, 1), writes(1))


async def test_times_keep_their_microseconds_and_come_back_in_utc(notes: Engine) -> None:
    when = datetime(2026, 3, 4, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    await notes.commit_batch(moves(0, 1), [("UPDATE workspace SET created_at = {}", [(when,)])])
    [row] = await notes.fetch("SELECT created_at FROM workspace")
    [same] = await WorkspaceRow.select(WorkspaceRow.created_at)
    assert row["created_at"] == same["created_at"] == when
    assert row["created_at"].utcoffset() == datetime.now(UTC).utcoffset()


@pytest.mark.parametrize("ask", ["fetch", "select", "raw", "ddl", "transaction"])
async def test_a_task_that_outlives_its_transaction_is_told_so(notes: Engine, ask: str) -> None:
    over = asyncio.Event()

    async def later() -> None:
        await over.wait()
        match ask:
            case "fetch":
                await notes.fetch("SELECT 1")
            case "select":
                await WorkspaceRow.select()
            case "raw":
                await WorkspaceRow.raw("DELETE FROM workspace")
            case "ddl":
                await notes.run_ddl("DROP TABLE note")
            case _:
                async with notes.transaction():
                    pass

    async with notes.transaction():
        inherits = asyncio.create_task(later())
        fresh = asyncio.create_task(notes.fetch("SELECT 1 AS one"), context=contextvars.Context())
        assert await fresh == [{"one": 1}]
    over.set()
    async with asyncio.timeout(10):
        with pytest.raises(TransactionError, match="outlived"):
            await inherits


async def test_hundreds_of_random_cancellations_leave_the_engine_whole(notes: Engine) -> None:
    """Kills tasks at every step of a transaction, a batch and a read; afterwards everything still works, and the
    log has no hole: each batch is there with its guard or not at all."""
    dice = random.Random(20)

    async def interactive() -> None:
        async with notes.transaction():
            [row] = await notes.fetch("SELECT COUNT(*) AS many FROM note")
            await notes.run_batch([("UPDATE workspace SET name = {}", [(f"{row['many']} notes",)])])

    async def batch() -> None:
        old = await seq_of(notes)
        await notes.commit_batch(moves(old, old + 2), writes(old + 1, old + 2))

    async def read() -> None:
        await WorkspaceRow.select().where(WorkspaceRow.id == WORKSPACE)

    kinds: list[Callable[[], Coroutine[Any, Any, None]]] = [interactive, batch, read]
    async with asyncio.timeout(60):
        for _ in range(25):
            tasks = [asyncio.create_task(dice.choice(kinds)()) for _ in range(16)]
            while not all(task.done() for task in tasks):
                for _ in range(dice.randrange(6)):
                    await asyncio.sleep(0)
                dice.choice(tasks).cancel()
                if dice.random() < 0.2:
                    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [o for o in outcomes if isinstance(o, Exception)] == []

        # More than the pool has connections: a leaked one would be missed here.
        await at_once(*(interactive() for _ in range(20)), *(read() for _ in range(20)))
    seqs = await notes_in(notes)
    assert seqs == list(range(1, await seq_of(notes) + 1))
    assert seqs, "the fuzz should let some batches through"
    if isinstance(notes, PostgresEngine):
        assert notes.started.get_idle_size() == notes.started.get_size()


async def test_stopping_waits_for_the_transaction_that_is_open(notes: Engine) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with notes.transaction():
            await notes.run_batch(writes(1))
            inside.set()
            await leave.wait()

    async with asyncio.timeout(10):
        task = asyncio.create_task(slow())
        await inside.wait()
        stopping = asyncio.create_task(notes.stop())
        await asyncio.sleep(0)
        leave.set()
        await asyncio.gather(task, stopping)
        with pytest.raises(RuntimeError, match="not started"):
            await notes.fetch("SELECT 1")
        await notes.start()
    assert await notes_in(notes) == [1]
