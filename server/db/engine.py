"""Chooses the engine by its URL and hands it to the tables.
Starts nothing: who makes an engine also starts and stops it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from piccolo.table import Table

from server.db.postgres import PostgresEngine
from server.db.sqlite import SqliteEngine

Engine: TypeAlias = SqliteEngine | PostgresEngine
"""Both have start, stop, transaction, schema_transaction, fetch, run_batch, commit_batch and commit_rows, alike."""

DATABASE_FILE = "cairn.db"
POSTGRES_SCHEMES = ("postgres", "postgresql")


def make_engine(database_url: str, data_directory: Path) -> Engine:
    """An empty URL is SQLite in the data directory; `sqlite:///relative` or `sqlite:////absolute` names a file."""
    if not database_url:
        return SqliteEngine(data_directory / DATABASE_FILE)
    url = urlsplit(database_url)
    if url.scheme == "sqlite" and not url.netloc and len(url.path) > 1:
        return SqliteEngine(Path(unquote(url.path[1:])))
    if url.scheme in POSTGRES_SCHEMES:
        return PostgresEngine(database_url)
    # The URL may hold a password: it is not repeated.
    raise ValueError("a database URL starts with postgresql:// or sqlite:///")


def use_engine(engine: Engine) -> None:
    """From now on every table of this process uses `engine`, and so do those that a migration makes."""
    # Imported late: the module reads the environment, which a program may not have checked yet.
    from server import piccolo_conf

    piccolo_conf.DB = engine
    for table in _tables(Table):
        table._meta.db = engine


def engine_in_use() -> Engine:
    """The engine that `use_engine` gave to the tables."""
    conf = sys.modules.get("server.piccolo_conf")
    if conf is None:
        raise RuntimeError("no engine is in use yet")
    engine: Engine = conf.DB
    return engine


def _tables(parent: type[Table]) -> Iterator[type[Table]]:
    for table in parent.__subclasses__():
        yield table
        yield from _tables(table)
