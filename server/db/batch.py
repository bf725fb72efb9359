"""What a batch is on a connection of SQLite, step by step, on the thread that holds it. Begins no transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from server.db.lane import rows_of
from server.db.sql import Row, Statement, compiled


def complete(connection: sqlite3.Connection, guard: str, row: Row, statements: Sequence[Statement]) -> bool:
    """In the transaction that has begun."""
    if connection.execute(guard, row).rowcount < 1:
        return False
    write_all(connection, statements)
    connection.execute("COMMIT")
    return True


def complete_rows(
    connection: sqlite3.Connection, first: str, row: Row, statements: Sequence[Statement]
) -> list[dict[str, Any]]:
    """In the transaction that has begun; what the first one returned."""
    rows = rows_of(connection, first, row)
    write_all(connection, statements)
    connection.execute("COMMIT")
    return rows


def undo(connection: sqlite3.Connection) -> None:
    """Nothing where it has come to its end."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def compiled_all(statements: Sequence[Statement]) -> list[Statement]:
    return [(compiled(sql, "sqlite"), rows) for sql, rows in statements]


def write_all(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for sql, rows in statements:
        if len(rows) == 1:
            connection.execute(sql, rows[0])
        else:
            connection.executemany(sql, rows)
