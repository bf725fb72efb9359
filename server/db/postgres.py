"""Piccolo on PostgreSQL through a pool that survives cancelled tasks and lost connections.
Connects only when it is started, and repeats nothing by itself: the caller decides what a lost connection means."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.exceptions import TransactionError
from piccolo.engine.postgres import PostgresEngine as PiccoloPostgresEngine
from piccolo.querystring import QueryString

from server.db.finish import finish
from server.db.postgres_transactions import PATIENCE, PooledTransaction, SchemaTransaction
from server.db.sql import Guard, Statement, Write, compiled
from server.db.writable import Writable

T = TypeVar("T")


class PostgresEngine(PiccoloPostgresEngine):
    """Start it before use and stop it afterwards, in one event loop."""

    __slots__ = ("connections", "url", "writable")

    def __init__(self, url: str, *, connections: int = 10) -> None:
        super().__init__({"dsn": url, "database": urlsplit(url).path.lstrip("/")})
        self.url = url
        self.connections = connections
        self.writable = Writable()

    def __str__(self) -> str:
        url = urlsplit(self.url)
        return f"PostgreSQL on {url.hostname or 'the local socket'}{url.path}"

    async def check_version(self) -> None:
        """Piccolo calls this from the constructor, and would connect here."""

    @property
    def started(self) -> asyncpg.Pool[asyncpg.Record]:
        if self.pool is None:
            raise RuntimeError("the PostgreSQL engine is not started")
        return self.pool

    async def start(self) -> None:
        self.pool = await asyncpg.create_pool(
            self.url,
            # All from the start and for ever: a pool that grows makes people wait at the busiest moment, and asyncpg
            # reports a caller who is cancelled while it connects as an error of its own.
            min_size=self.connections,
            max_size=self.connections,
            max_inactive_connection_lifetime=0,
            command_timeout=PATIENCE,
            statement_cache_size=512,
            server_settings={"application_name": "cairn"},
            reset=_leave_as_it_is,
        )

    async def stop(self) -> None:
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    async def start_connection_pool(self, **settings: Any) -> None:
        await self.start()

    async def close_connection_pool(self) -> None:
        await self.stop()

    def transaction(self, allow_nested: bool = True) -> PooledTransaction:
        return PooledTransaction(self, allow_nested=allow_nested)

    def schema_transaction(self) -> SchemaTransaction:
        """For migrations: excludes other instances."""
        return SchemaTransaction(self, allow_nested=False)

    async def fetch(self, sql: str, *row: Any) -> list[dict[str, Any]]:
        """Rows of neutral SQL (`{}` for values), in the transaction if there is one, without Piccolo's cost."""
        text = compiled(sql, "postgres")
        with self.writable.noted():
            if (transaction := self._current()) is not None:
                records = await transaction.connection.fetch(text, *row)
            else:
                records = await self.started.fetch(text, *row)
        return [dict(record) for record in records]

    async def run_batch(self, statements: Sequence[Statement]) -> None:
        """Runs all statements inside the open transaction, each with all its rows in one round trip."""
        transaction = self._current()
        if transaction is None:
            raise TransactionError("run_batch needs an open transaction; commit_batch makes its own")
        with self.writable.noted():
            await _write(transaction.connection, statements)

    async def commit_batch(self, guard: Guard, statements: Sequence[Statement]) -> bool:
        """One transaction: the guard, then the statements, then COMMIT; one round trip for each of them.

        False, with nothing written, when the guard changed no row. An error leaves nothing written either,
        unless it is a lost connection: then, as after a cancellation, the batch may have been committed.
        """
        written = await self._visit(lambda connection: _complete(connection, guard, statements))
        if written:
            self.writable.worked()
        return written

    async def commit_rows(self, first: Guard, statements: Sequence[Statement]) -> list[dict[str, Any]]:
        """One transaction: the first, whose rows are returned, then the statements, then COMMIT."""

        async def complete(connection: PoolConnectionProxy[asyncpg.Record]) -> list[dict[str, Any]]:
            rows = await connection.fetch(compiled(first[0], "postgres"), *first[1])
            await _write(connection, statements)
            await connection.execute("COMMIT")
            return [dict(each) for each in rows]

        return await self._visit(complete)

    async def _visit(self, work: Callable[[PoolConnectionProxy[asyncpg.Record]], Awaitable[T]]) -> T:
        """A whole transaction."""
        if self._current() is not None:
            raise TransactionError("a batch is a whole transaction: commit it outside one")
        async with self._connection() as connection:
            with self.writable.noted():
                return await finish(_commit(connection, work))

    @contextlib.asynccontextmanager
    async def turn(self, lock: str) -> AsyncIterator[Write]:
        """Whoever else would write waits while this is open; ends with nothing written unless what is yielded was called.

        `lock` is an UPDATE of the row that every guard is about. Reading goes on meanwhile, on other connections.
        """
        if self._current() is not None:
            raise TransactionError("a turn is a whole transaction: take it outside one")
        async with self._connection() as connection:

            async def write(guard: Guard, statements: Sequence[Statement]) -> bool:
                with self.writable.noted():
                    return await finish(_complete(connection, guard, statements))

            try:
                await finish(connection.execute("BEGIN"))
                await finish(connection.execute(compiled(lock, "postgres")))
                yield write
            finally:
                await finish(_undo(connection))

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        self._current()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        self._current()
        return await super().run_ddl(ddl, in_pool)

    async def _run_in_new_connection(self, query: str, args: Sequence[Any] | None = None) -> Any:
        raise RuntimeError("the PostgreSQL engine is not started")

    def _current(self) -> PooledTransaction | None:
        transaction = cast("PooledTransaction | None", self.current_transaction.get())
        if transaction is not None:
            transaction.check()
        return transaction

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[PoolConnectionProxy[asyncpg.Record]]:
        pool = self.started
        connection = await pool.acquire()
        try:
            yield connection
        finally:
            await finish(pool.release(connection, timeout=PATIENCE))


async def _leave_as_it_is(connection: object) -> None:
    """Nothing here changes a session (no SET, LISTEN, session lock), so its reset would be a wasted trip."""


async def _commit(
    connection: PoolConnectionProxy[asyncpg.Record],
    work: Callable[[PoolConnectionProxy[asyncpg.Record]], Awaitable[T]],
) -> T:
    await connection.execute("BEGIN")
    try:
        return await work(connection)
    finally:
        await _undo(connection)


async def _complete(
    connection: PoolConnectionProxy[asyncpg.Record], guard: Guard, statements: Sequence[Statement]
) -> bool:
    """In the transaction that has begun."""
    guard_sql, guard_row = guard
    if (await connection.execute(compiled(guard_sql, "postgres"), *guard_row)).endswith(" 0"):
        return False
    await _write(connection, statements)
    await connection.execute("COMMIT")
    return True


async def _undo(connection: PoolConnectionProxy[asyncpg.Record]) -> None:
    """Nothing where it has come to its end; the connection may be gone, and what matters then is the error that said so."""
    with contextlib.suppress(Exception):
        if connection.is_in_transaction():
            await connection.execute("ROLLBACK")


async def _write(connection: PoolConnectionProxy[asyncpg.Record], statements: Sequence[Statement]) -> None:
    for sql, rows in statements:
        text = compiled(sql, "postgres")
        if len(rows) == 1:
            await connection.execute(text, *rows[0])
        else:
            await connection.executemany(text, rows)
