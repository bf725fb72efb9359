"""Switches a SQLite file to a log beside it, also while other processes do the same. Opens nothing."""

from __future__ import annotations

import sqlite3
from threading import Event
from typing import Final

LOCK_PATIENCE: Final = 10.0
"""Seconds to wait for another process that writes the same file."""


def use_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait when several processes make this switch at once: it refuses, so ask again."""
    pause = Event()
    for _ in range(int(LOCK_PATIENCE / 0.02)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            pause.wait(0.02)
        else:
            return
    raise sqlite3.OperationalError("another process keeps the database file locked")
