"""Brings a database to the schema of this code, whole or not at all, however many processes start at once.
Never goes backwards: a database that is newer than the code is refused."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from functools import cache

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration

from server.db.engine import Engine, engine_in_use
from server.piccolo_app import APP_CONFIG


class DatabaseTooNew(Exception):
    """`unknown` are the migrations that a later release has run."""

    def __init__(self, unknown: list[str]) -> None:
        super().__init__(
            f"the database was migrated by a newer release ({', '.join(unknown)}); "
            "start that release, or restore a backup made before it"
        )
        self.unknown = unknown


async def migrate(engine: Engine) -> list[str]:
    """The ids that this call has run, in order. The engine must be started and in use.

    One outer transaction holds the lock, the changes and the record of them; Piccolo's own are no-ops inside.
    """
    if engine is not engine_in_use():
        raise RuntimeError("migrations run on the engine that the tables use: call use_engine first")
    migrations = ForwardsMigrationManager(app_name=APP_CONFIG.app_name, migration_id="all")
    known = _known()
    async with engine.schema_transaction():
        with redirect_stdout(io.StringIO()):  # Piccolo reports by printing
            await migrations.create_migration_table()
            before = set(await Migration.get_migrations_which_ran(APP_CONFIG.app_name))
            if unknown := sorted(before - known):
                raise DatabaseTooNew(unknown)
            outcome = await migrations.run()
        if not outcome.success:
            raise RuntimeError(outcome.message or "a migration failed")
    return sorted(known - before)


async def missing_migrations(engine: Engine) -> list[str]:
    """Those of this code that the database has not seen."""
    ran = await engine.fetch("SELECT name FROM migration WHERE app_name = {}", APP_CONFIG.app_name)
    return sorted(_known() - {row["name"] for row in ran})


@cache
def _known() -> frozenset[str]:
    migrations = ForwardsMigrationManager(app_name=APP_CONFIG.app_name, migration_id="all")
    return frozenset(migrations.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path))
