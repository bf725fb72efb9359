"""When a cycle's values froze. The same on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz

ID = "0011_closed"
VERSION = "1.38.0"
DESCRIPTION = "closed"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    manager.add_column(
        table_class_name="CycleRow",
        tablename="cycle",
        column_name="closed_at",
        db_column_name="closed_at",
        column_class=Timestamptz,
        column_class_name="Timestamptz",
        params={"default": None, "null": True},
    )
    return manager
