"""Piccolo on SQLite with one writer and a few readers, each on a thread of its own.
Serves one process: who else may open the file is decided by the lock on the data directory."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from piccolo.engine.exceptions import TransactionError
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString

from server.db.batch import compiled_all, complete, complete_rows, undo, write_all
from server.db.lane import Lane, rows_of
from server.db.sql import Guard, Row, Statement, Write, compiled
from server.db.wal import LOCK_PATIENCE, use_wal
from server.db.writable import Writable

T = TypeVar("T")

OUTLIVED: Final = "this task outlived the transaction in which it was started"


class WriterTransaction(SQLiteTransaction):
    """Always BEGIN IMMEDIATE, since a deferred one fails at once when a reader turns writer.

    `rebuilds` turns foreign keys off from before BEGIN until after COMMIT and checks them in between, so that
    a table can be dropped and made again without deleting its children.
    """

    __slots__ = ("alive", "rebuilds")

    engine: SqliteEngine
    connection: Lane

    def __init__(self, engine: SqliteEngine, *, allow_nested: bool = True, rebuilds: bool = False) -> None:
        super().__init__(engine, TransactionType.immediate, allow_nested)
        self.alive = False
        self.rebuilds = rebuilds

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            if not cast(WriterTransaction, self._parent).alive:
                raise TransactionError(OUTLIVED)
            return self._parent
        await self.engine.writing.acquire()
        try:
            self.connection = self.engine.writer
            try:
                await self.connection.submit(self._begin)
            except BaseException:
                # A cancelled BEGIN has been carried out all the same: undo it before anybody else writes.
                await self.connection.submit(self._undo)
                raise
        except BaseException:
            self.engine.writing.release()
            raise
        self.alive = True
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: object, problem: BaseException | None, trace: object) -> bool:
        if self._parent is not None:
            return problem is None
        commits = problem is None and not self._committed and not self._rolled_back
        self.alive = False
        try:
            with self.engine.writable.noted():
                await self.connection.submit(self._commit if commits else self._undo)
        finally:
            self.engine.current_transaction.reset(self.context)
            self.engine.writing.release()
        return problem is None

    def _begin(self, connection: sqlite3.Connection) -> None:
        if self.rebuilds:
            connection.execute("PRAGMA foreign_keys = 0")
        connection.execute("BEGIN IMMEDIATE")

    def _commit(self, connection: sqlite3.Connection) -> None:
        try:
            if self.rebuilds and (orphan := connection.execute("PRAGMA foreign_key_check").fetchone()):
                raise sqlite3.IntegrityError(f"a row of {orphan[0]} points at a row of {orphan[2]} that is gone")
            connection.execute("COMMIT")
        finally:
            self._undo(connection)

    def _undo(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if self.rebuilds:
            connection.execute("PRAGMA foreign_keys = 1")


class SqliteEngine(SQLiteEngine):
    """Start it before use and stop it afterwards, in one event loop. Reads see the last commit."""

    __slots__ = ("_idle", "_readers", "_writer", "readers", "synchronous", "writable", "writing")

    def __init__(self, path: Path | str, *, readers: int = 4, synchronous: str = "FULL") -> None:
        super().__init__(str(path), timeout=LOCK_PATIENCE, cached_statements=512, check_same_thread=False)
        self.readers = readers
        self.synchronous = synchronous
        self.writing = asyncio.Lock()
        self.writable = Writable()
        self._writer: Lane | None = None
        self._readers: list[Lane] = []

    def __str__(self) -> str:
        return f"SQLite in {self.path}"

    @property
    def writer(self) -> Lane:
        if self._writer is None:
            raise RuntimeError("the SQLite engine is not started")
        return self._writer

    async def start(self) -> None:
        Path(self.path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._idle: asyncio.LifoQueue[Lane] = asyncio.LifoQueue()
        writer = Lane("cairn-sqlite-writer", self._open_writer)
        await writer.open()
        self._writer = writer
        try:
            for number in range(self.readers):
                reader = Lane(f"cairn-sqlite-reader-{number}", self._open_reader)
                await reader.open(may_abandon=True)
                self._readers.append(reader)
                self._idle.put_nowait(reader)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Waits for the open transaction, and closes the writer last, so that it folds the WAL into the file."""
        if self._writer is None:
            return
        async with self.writing:
            readers, self._readers = self._readers, []
            for reader in readers:
                await reader.close()
            writer, self._writer = self._writer, None
            await writer.close()

    async def start_connection_pool(self) -> None:
        await self.start()

    async def close_connection_pool(self) -> None:
        await self.stop()

    # `transaction_type` is Piccolo's: accepted and not obeyed.
    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> WriterTransaction:
        return WriterTransaction(self, allow_nested=allow_nested)

    def schema_transaction(self) -> WriterTransaction:
        """For migrations: excludes other processes, and lets a table be rebuilt."""
        return WriterTransaction(self, allow_nested=False, rebuilds=True)

    async def fetch(self, sql: str, *row: Any) -> list[dict[str, Any]]:
        """Rows of neutral SQL (`{}` for values), in the transaction if there is one, without Piccolo's cost."""
        return await self._run(compiled(sql, "sqlite"), row)

    async def run_batch(self, statements: Sequence[Statement]) -> None:
        """Runs all statements inside the open transaction, in one visit to its thread."""
        transaction = self._current()
        if transaction is None:
            raise TransactionError("run_batch needs an open transaction; commit_batch makes its own")
        work = compiled_all(statements)
        with self.writable.noted():
            await transaction.connection.submit(lambda connection: write_all(connection, work))

    async def commit_batch(self, guard: Guard, statements: Sequence[Statement]) -> bool:
        """One transaction in one visit to the thread: the guard, then the statements, then COMMIT.

        False, with nothing written, when the guard changed no row. An error leaves nothing written either.
        After a cancellation the batch may have been committed.
        """
        guard_sql, guard_row = compiled(guard[0], "sqlite"), guard[1]
        work = compiled_all(statements)
        written = await self._visit(lambda connection: complete(connection, guard_sql, guard_row, work))
        if written:
            self.writable.worked()
        return written

    async def commit_rows(self, first: Guard, statements: Sequence[Statement]) -> list[dict[str, Any]]:
        """One transaction in one visit to the thread: the first, whose rows are returned, then the statements, then COMMIT."""
        sql, row = compiled(first[0], "sqlite"), first[1]
        work = compiled_all(statements)
        return await self._visit(lambda connection: complete_rows(connection, sql, row, work))

    async def _visit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A whole transaction."""
        if self._current() is not None:
            raise TransactionError("a batch is a whole transaction: commit it outside one")

        def commit(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                return work(connection)
            finally:
                undo(connection)

        async with self.writing:
            with self.writable.noted():
                return await self.writer.submit(commit)

    @asynccontextmanager
    async def turn(self, lock: str) -> AsyncIterator[Write]:
        """Whoever else would write waits while this is open; ends with nothing written unless what is yielded was called."""
        if self._current() is not None:
            raise TransactionError("a turn is a whole transaction: take it outside one")

        async def write(guard: Guard, statements: Sequence[Statement]) -> bool:
            sql, row = compiled(guard[0], "sqlite"), guard[1]
            work = compiled_all(statements)
            with self.writable.noted():
                return await self.writer.submit(lambda connection: complete(connection, sql, row, work))

        async with self.writing:
            try:
                await self.writer.submit(lambda connection: connection.execute("BEGIN IMMEDIATE"))
                yield write
            finally:
                await self.writer.submit(undo)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        return await self._run(*querystring.compile_string(engine_type="sqlite"))

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        return await self._run(ddl, ())

    def _current(self) -> WriterTransaction | None:
        transaction = cast("WriterTransaction | None", self.current_transaction.get())
        if transaction is not None and not transaction.alive:
            raise TransactionError(OUTLIVED)
        return transaction

    async def _run(self, sql: str, row: Row) -> list[dict[str, Any]]:
        if (transaction := self._current()) is not None:
            with self.writable.noted():
                return await transaction.connection.execute(sql, row)
        if sql.lstrip()[:6].upper() == "SELECT":
            return await self._read(lambda connection: rows_of(connection, sql, row))
        async with self.writing:
            with self.writable.noted():
                return await self.writer.execute(sql, row)

    async def _read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        if not self._readers:
            raise RuntimeError("the SQLite engine is not started")
        lane = await self._idle.get()
        lane.abandoned = False
        try:
            future = lane.submit(job)
        except BaseException:
            self._idle.put_nowait(lane)
            raise

        def give_back(done: asyncio.Future[T]) -> None:
            if not done.cancelled():
                done.exception()  # seen, so that asyncio does not report an abandoned one as forgotten
            self._idle.put_nowait(lane)

        # The lane goes back when its job has ended, not when the caller stops waiting.
        future.add_done_callback(give_back)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            lane.abandoned = True
            raise

    def _open_writer(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(**self.connection_kwargs)
        try:
            use_wal(connection)
            connection.execute(f"PRAGMA synchronous = {self.synchronous}")
            connection.execute("PRAGMA foreign_keys = 1")
            connection.execute("PRAGMA journal_size_limit = 67108864")
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(**self.connection_kwargs)
        connection.execute("PRAGMA query_only = 1")
        return connection
