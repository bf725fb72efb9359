"""One sqlite3 connection on one thread, which does its jobs in the order of their arrival.
Knows nothing of transactions: who may submit a job, and when, is the engine's business."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from server.db.sql import Row

T = TypeVar("T")

ABANDON_STEPS = 20_000
"""Steps of SQLite's machine, some tenths of a millisecond, between two looks at whether anybody still waits."""


def rows_of(connection: sqlite3.Connection, sql: str, row: Row) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, row)
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


class Answer(asyncio.Future[T]):
    """What a job will come to. It is waited for to its end: who is cancelled meanwhile hears of that afterwards."""

    def cancel(self, msg: Any | None = None) -> bool:
        return False


class Lane:
    """The thread is a daemon: a process that failed before it could close still exits."""

    __slots__ = ("_connect", "_connection", "_jobs", "_open", "_thread", "abandoned")

    def __init__(self, name: str, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._open = False
        self.abandoned = False
        """Nobody waits for the job that runs now; only a lane opened with `may_abandon` looks at it."""
        self._thread = Thread(target=self._work, name=name, daemon=True)

    async def open(self, *, may_abandon: bool = False) -> None:
        def connect() -> sqlite3.Connection:
            connection = self._connect()
            if may_abandon:
                # Not `interrupt`, which has no effect when it comes before the statement has begun.
                connection.set_progress_handler(lambda: self.abandoned, ABANDON_STEPS)
            return connection

        self._thread.start()
        try:
            self._connection = await self._put(connect)
        except BaseException:
            self._jobs.put(None)
            raise
        self._open = True

    async def close(self) -> None:
        """Jobs that were submitted before are done first."""
        connection, self._open = self._connection, False
        if connection is not None:
            self._connection = None
            closed = self._put(connection.close)
            self._jobs.put(None)
            await closed

    def submit(self, job: Callable[[sqlite3.Connection], T]) -> Answer[T]:
        """A job cannot be stopped. Shield the answer if you will not wait for it."""
        connection = self._connection
        if connection is None or not self._open:
            raise RuntimeError("the SQLite engine is not started")
        return self._put(lambda: job(connection))

    async def execute(self, sql: str, row: Row = ()) -> list[dict[str, Any]]:
        """The form in which Piccolo's transactions and savepoints speak to a connection."""
        return await self.submit(lambda connection: rows_of(connection, sql, row))

    def _put(self, job: Callable[[], T]) -> Answer[T]:
        loop = asyncio.get_running_loop()
        future = Answer[T](loop=loop)

        def settle(result: Any, problem: BaseException | None) -> None:
            if problem is not None:
                future.set_exception(problem)
            else:
                future.set_result(result)

        def tell(result: Any, problem: BaseException | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, result, problem)

        def run() -> None:
            try:
                result = job()
            except BaseException as problem:
                tell(None, problem)
            else:
                tell(result, None)

        self._jobs.put(run)
        return future

    def _work(self) -> None:
        while (run := self._jobs.get()) is not None:
            run()
            del run  # an idle thread must not keep the last result alive
