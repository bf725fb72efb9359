"""The migration chain: one run however many start, one schema on both engines, and no way back by accident."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.apps.migrations.tables import Migration

from server.db.engine import Engine, make_engine, use_engine
from server.db.migrate import DatabaseTooNew, migrate
from server.db.postgres import PostgresEngine
from server.db.sqlite import SqliteEngine
from server.piccolo_app import APP_CONFIG
from server.tables import TABLES, CycleRow, EventRow, WorkspaceRow
from shared.cycles.messages import CycleMoved
from shared.cycles.model import CycleState
from shared.events import encoder

pytestmark = pytest.mark.anyio

MODULES = AutoMigrationManager().get_migration_modules(APP_CONFIG.resolved_migrations_folder_path)
IDS = sorted(MODULES)

ONE_START = """
import asyncio, sys
from pathlib import Path
from server.db.engine import make_engine, use_engine
from server.db.migrate import migrate

async def main():
    engine = make_engine(sys.argv[1], Path())
    use_engine(engine)
    await engine.start()
    ran = await migrate(engine)
    await engine.stop()
    print(",".join(ran))

asyncio.run(main())
"""


def test_the_migrations_sort_alike_by_file_and_by_id() -> None:
    """Piccolo imports them by bare file name and runs them by id: two with one id would lose one of them."""
    files = sorted(Path(APP_CONFIG.resolved_migrations_folder_path).glob("*.py"))
    assert [MODULES[id].__name__ for id in IDS] == [file.stem for file in files]


async def test_the_chain_makes_exactly_the_tables_of_the_code() -> None:
    differences = await AutoMigrationManager().get_alter_statements(APP_CONFIG)
    assert [statement for found in differences for statement in found.statements] == []


async def test_four_processes_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    async with asyncio.timeout(60):
        starts = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", ONE_START, empty_database_url),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            for _ in range(4)
        ]
        outputs = [await start.communicate() for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0], outputs
    assert sorted(out.decode().strip() for out, _ in outputs) == ["", "", "", ",".join(IDS)]


async def test_a_migrated_database_has_nothing_to_run(database: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert await migrate(database) == []
    assert capsys.readouterr() == ("", "")


async def test_a_database_of_a_newer_release_is_refused_and_left_alone(database: Engine) -> None:
    await Migration.insert(Migration(name="9999_future", app_name="cairn"))
    with pytest.raises(DatabaseTooNew, match="9999_future") as caught:
        await migrate(database)
    assert caught.value.unknown == ["9999_future"]
    assert await WorkspaceRow.count() == 0


async def test_a_migration_that_fails_leaves_no_table_and_no_record(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(empty_database_url, Path())
    use_engine(engine)
    await engine.start()
    try:
        with monkeypatch.context() as patched:
            # The last thing a run does is to record itself, after all the tables are made.
            patched.setattr(Migration, "insert", lambda *rows: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await migrate(engine)
        assert not await WorkspaceRow.table_exists()
        assert await migrate(engine) == IDS
        assert await WorkspaceRow.table_exists()
    finally:
        await engine.stop()


async def test_cycles_that_closed_before_are_told_by_the_log(database: Engine) -> None:
    known: dict[str, Any] = {"kind": "quarter", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
    for name, state in (("closed", "archived"), ("again", "active")):
        await CycleRow.insert(CycleRow(id=name, name=name, state=state, **known))
    for seq, (about, after) in enumerate(
        [
            ("closed", "closing"),
            ("closed", "active"),
            ("closed", "closing"),
            ("closed", "archived"),
            ("again", "closing"),
        ]
    ):
        event = CycleMoved(
            cycle_id=about, before=CycleState.ACTIVE, after=CycleState(after), reason='"after":"closing"'
        )
        body, at = encoder.encode(event).decode(), datetime(2026, 3, 1 + seq, tzinfo=UTC)
        await EventRow.insert(
            EventRow(seq=seq, at=at, command_id=str(seq), kind="cycle.moved", subject=about, body=body)
        )
    manager = await MODULES["0012_closed_before"].forwards()
    for tell in manager.raw:
        await tell()
    rows = await CycleRow.select(CycleRow.id, CycleRow.closed_at).order_by(CycleRow.id)
    assert [(row["id"], row["closed_at"]) for row in rows] == [
        ("again", None),
        ("closed", datetime(2026, 3, 3, tzinfo=UTC)),
    ]


async def test_migrations_refuse_an_engine_that_the_tables_do_not_use(database: Engine, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="use_engine"):
        await migrate(make_engine("", tmp_path))


async def test_a_table_can_be_rebuilt_without_losing_its_children(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url, Path())
    assert isinstance(engine, SqliteEngine)
    await engine.start()
    try:
        for ddl in (
            "CREATE TABLE parent (id TEXT PRIMARY KEY)",
            "CREATE TABLE child (parent TEXT REFERENCES parent (id) ON DELETE CASCADE)",
            "INSERT INTO parent VALUES ('p')",
            "INSERT INTO child VALUES ('p')",
        ):
            await engine.run_ddl(ddl)
        async with engine.schema_transaction():
            await engine.run_ddl("DROP TABLE parent")
            await engine.run_ddl("CREATE TABLE parent (id TEXT PRIMARY KEY, name TEXT)")
            await engine.run_ddl("INSERT INTO parent VALUES ('p', 'Ada')")
        assert await engine.fetch("SELECT * FROM child") == [{"parent": "p"}]

        with pytest.raises(Exception, match="a row of child points at a row of parent"):
            async with engine.schema_transaction():
                await engine.run_ddl("DELETE FROM parent")
        assert await engine.fetch("SELECT * FROM parent") == [{"id": "p", "name": "Ada"}]

        await engine.run_ddl("DELETE FROM parent")
        assert await engine.fetch("SELECT * FROM child") == [], "foreign keys are on again"
    finally:
        await engine.stop()


async def test_both_engines_have_the_same_columns_and_indexes(sqlite_url: str, postgres_url: str) -> None:
    schemas = []
    for url in (sqlite_url, postgres_url):
        engine = make_engine(url, Path())
        await engine.start()
        schemas.append([await _schema(engine, table._meta.tablename) for table in TABLES])
        await engine.stop()
    assert schemas[0] == schemas[1]


async def _schema(engine: Engine, table: str) -> dict[str, Any]:
    if isinstance(engine, PostgresEngine):
        columns = await engine.fetch(
            "SELECT column_name AS name, is_nullable = 'NO' AS required FROM information_schema.columns "
            "WHERE table_name = {}",
            table,
        )
        indexes = await engine.fetch(
            "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = {} "
            "AND indexname NOT LIKE '%_pkey'",
            table,
        )
    else:
        columns = await engine.fetch(f"SELECT name, \"notnull\" AS required FROM pragma_table_info('{table}')")
        indexes = await engine.fetch(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = {}", table
        )
    return {
        "table": table,
        "columns": {column["name"]: bool(column["required"]) for column in columns},
        "indexes": {index["name"]: "UNIQUE" in index["sql"] for index in indexes},
    }
