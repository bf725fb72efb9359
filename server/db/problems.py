"""Tells apart the few database errors that a caller can answer. Handles none of them."""

from __future__ import annotations

import sqlite3

import asyncpg

_DUPLICATE_CODES = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
_PASSING_CODES = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
)  # fmt: skip


def is_duplicate(problem: BaseException) -> bool:
    """A unique index or a primary key refused the row."""
    if isinstance(problem, sqlite3.IntegrityError):
        return problem.sqlite_errorcode in _DUPLICATE_CODES
    return isinstance(problem, asyncpg.UniqueViolationError)


def is_unreachable(problem: BaseException) -> bool:
    """The server is away or went away: the work may be tried again later, and may already be done."""
    return isinstance(
        problem,
        OSError
        | asyncpg.PostgresConnectionError
        | asyncpg.AdminShutdownError
        | asyncpg.CrashShutdownError
        | asyncpg.CannotConnectNowError
        | asyncpg.TooManyConnectionsError,
    )


def is_unwritable(problem: BaseException) -> bool:
    """There is no room or no right to write: whatever would be written next meets the same."""
    if isinstance(problem, sqlite3.OperationalError):
        return _primary(problem) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)
    return isinstance(problem, asyncpg.DiskFullError | asyncpg.ReadOnlySQLTransactionError | asyncpg.PostgresIOError)


def is_unwell(problem: BaseException) -> bool:
    """The database cannot do now what it does at other times: no bug of whoever asked."""
    if isinstance(problem, sqlite3.OperationalError):
        return _primary(problem) in _PASSING_CODES
    of_the_database = ConnectionError | asyncpg.PostgresError | asyncpg.InterfaceError
    return isinstance(problem, of_the_database) and (is_unwritable(problem) or is_circumstance(problem))


def _primary(problem: sqlite3.Error) -> int:
    """Without the details that the upper bits hold. An error of the module itself has none."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF


def is_circumstance(problem: BaseException) -> bool:
    """The fault lies with the place of writing and not with what was written: anything else would have failed alike."""
    if isinstance(problem, asyncpg.InterfaceError):
        return not isinstance(problem, ValueError)  # a closed connection, and not a value that cannot be sent
    return is_unreachable(problem) or isinstance(
        problem,
        sqlite3.OperationalError
        | asyncpg.InsufficientResourcesError
        | asyncpg.OperatorInterventionError
        | asyncpg.TransactionRollbackError
        | asyncpg.ReadOnlySQLTransactionError,
    )
