"""The workspace: the row whose `seq` orders everything that happens in it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Boolean, Column, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow

ID = "0001_workspace"
VERSION = "1.38.0"
DESCRIPTION = "workspace"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    manager.add_table("WorkspaceRow", tablename="workspace")

    def column(name: str, kind: type[Column], **params: object) -> None:
        manager.add_column(
            table_class_name="WorkspaceRow",
            tablename="workspace",
            column_name=name,
            db_column_name=name,
            column_class=kind,
            column_class_name=kind.__name__,
            params={"null": False, **params},
        )

    column("id", Text, default="", primary_key=True)
    column("name", Text, default="")
    column("seq", BigInt, default=0)
    column("created_at", Timestamptz, default=TimestamptzNow())
    column("settings", Text, default="{}")
    column("sample", Boolean, default=False)
    return manager
