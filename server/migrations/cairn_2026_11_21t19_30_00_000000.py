"""Texts that several people write: their heads, updates and snapshots; and why an objective's words are rewritten.

The tables are made by hand: an update is known by its document and place together, which Piccolo cannot say. SQLite takes
BYTEA for a name like any other and keeps bytes as they are.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text

from server.tables import ObjectiveRow

ID = "0005_texts"
VERSION = "1.38.0"
DESCRIPTION = "texts"

TABLES = (
    "CREATE TABLE text_head (document TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL DEFAULT 0, "
    "projected BIGINT NOT NULL DEFAULT 0, absorbed BIGINT NOT NULL DEFAULT 0)",
    "CREATE TABLE text_update (document TEXT NOT NULL, seq BIGINT NOT NULL, data BYTEA NOT NULL, author TEXT, "
    "at TIMESTAMPTZ NOT NULL, PRIMARY KEY (document, seq))",
    "CREATE TABLE text_snapshot (document TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, data BYTEA NOT NULL)",
    "CREATE INDEX text_behind ON text_head (document) WHERE projected < seq",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    manager.add_column(
        table_class_name="ObjectiveRow",
        tablename="objective",
        column_name="rewording",
        db_column_name="rewording",
        column_class=Text,
        column_class_name="Text",
        params={"default": "", "null": False},
    )

    async def create() -> None:
        for sql in TABLES:
            await ObjectiveRow.raw(sql)

    manager.add_raw(create)
    return manager
