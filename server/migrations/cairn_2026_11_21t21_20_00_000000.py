"""Since when a key result is behind its pace, and to whom it was escalated. The same on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text, Timestamptz

ID = "0009_warnings"
VERSION = "1.38.0"
DESCRIPTION = "warnings"

COLUMNS = (
    ("behind_since", Timestamptz, {"default": None, "null": True}),
    ("escalations", Text, {"default": "[]", "null": False}),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    for name, column_class, params in COLUMNS:
        manager.add_column(
            table_class_name="KeyResultRow",
            tablename="key_result",
            column_name=name,
            db_column_name=name,
            column_class=column_class,
            column_class_name=column_class.__name__,
            params=dict(params),
        )
    return manager
