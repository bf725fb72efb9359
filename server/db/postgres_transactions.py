"""Transactions on PostgreSQL that survive cancelled tasks and lost connections.
Opens no pool: whose connection it is, the engine says."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, cast

import asyncpg
from piccolo.engine.exceptions import TransactionError
from piccolo.engine.postgres import PostgresTransaction

from server.db.finish import finish

if TYPE_CHECKING:
    from server.db.postgres import PostgresEngine

OUTLIVED: Final = "this task outlived the transaction in which it was started"
PATIENCE: Final = 30.0
"""Seconds before a statement is given up, so that a dead network does not hold a connection for ever."""
MIGRATION_LOCK: Final = 7_242_017
"""The advisory lock by which instances take turns with migrations: any number, the same in every release."""


class PooledTransaction(PostgresTransaction):
    """Gives its connection back in every case, and leaves no task believing that it is still inside."""

    __slots__ = ("alive", "pool")

    engine: PostgresEngine

    def __init__(self, engine: PostgresEngine, *, allow_nested: bool = True) -> None:
        super().__init__(engine, allow_nested)
        self.alive = False

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            cast(PooledTransaction, self._parent).check()
            return self._parent
        self.connection = await self._take()
        try:
            self.transaction = self.connection.transaction()
            await finish(self.transaction.start())
        except BaseException:
            await finish(self._end(commits=False))
            raise
        self.alive = True
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: object, problem: BaseException | None, trace: object) -> bool:
        if self._parent is not None:
            return problem is None
        self.alive = False
        self.engine.current_transaction.reset(self.context)
        await finish(self._end(commits=problem is None and not self._rolled_back))
        return problem is None

    def check(self) -> None:
        """asyncpg says of a connection lost in here that it was given back, which would read like a bug of ours."""
        if not self.alive:
            raise TransactionError(OUTLIVED)
        self._check_connection()

    def _check_connection(self) -> None:
        try:
            is_lost = self.connection.is_closed()
        except asyncpg.InterfaceError:
            is_lost = True
        if is_lost:
            raise asyncpg.ConnectionDoesNotExistError("the connection was lost inside this transaction")

    async def _end(self, *, commits: bool) -> None:
        try:
            if commits and not self._committed:
                self._check_connection()
                await self.transaction.commit()
        finally:
            # The connection may be gone, and what matters then is the error that said so.
            with contextlib.suppress(Exception):
                if self.connection.is_in_transaction():
                    await self.transaction.rollback()
            await self._give_back()

    async def _take(self) -> Any:
        self.pool = self.engine.started
        return await self.pool.acquire()

    async def _give_back(self) -> None:
        await self.pool.release(self.connection, timeout=PATIENCE)


class SchemaTransaction(PooledTransaction):
    """On a connection of its own, without a time limit: an index on a large table takes what it takes."""

    __slots__ = ()

    async def __aenter__(self) -> PostgresTransaction:
        entered = await super().__aenter__()
        try:
            await self.connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        except BaseException as problem:
            await self.__aexit__(type(problem), problem, None)
            raise
        return entered

    async def _take(self) -> Any:
        return await asyncpg.connect(self.engine.url, timeout=PATIENCE)

    async def _give_back(self) -> None:
        with contextlib.suppress(Exception):
            await self.connection.close(timeout=PATIENCE)
