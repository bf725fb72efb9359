"""Answers to requests that carry an Idempotency-Key and are not in the log. The same on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables import ObjectiveRow

ID = "0010_answers"
VERSION = "1.38.0"
DESCRIPTION = "answers"

TABLES = (
    "CREATE TABLE answer (id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, status BIGINT NOT NULL, "
    "kind TEXT NOT NULL, content TEXT, at TIMESTAMPTZ NOT NULL)",
    "CREATE INDEX answer_at ON answer (at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)

    async def create() -> None:
        for sql in TABLES:
            await ObjectiveRow.raw(sql)

    manager.add_raw(create)
    return manager
