"""Tells apart the few database errors that a caller can answer. Handles none of them."""

from __future__ import annotations

import sqlite3

import asyncpg

_DUPLICATE_CODES = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


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


def is_circumstance(problem: BaseException) -> bool:
    """The fault lies with the place of writing and not with what was written: anything else would have failed alike."""
    if isinstance(problem, asyncpg.InterfaceError):
        return not isinstance(problem, ValueError)  # a closed connection, and not a value that cannot be sent
    return is_unreachable(problem) or isinstance(
        problem,
        sqlite3.OperationalError
        | asyncpg.InsufficientResourcesError
        | asyncpg.OperatorInterventionError
        | asyncpg.TransactionRollbackError,
    )
