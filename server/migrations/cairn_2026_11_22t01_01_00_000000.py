"""For cycles that closed before their moment was kept: as the log tells it. The same on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables import CycleRow

ID = "0012_closed_before"
VERSION = "1.38.0"
DESCRIPTION = "closed before"

# events are JSON without spaces, as this code has always written them
CLOSED = """
UPDATE cycle SET closed_at = (
    SELECT event.at FROM event
    WHERE event.kind = 'cycle.moved' AND event.subject = cycle.id AND event.body LIKE '%"after":"closing"%'
    ORDER BY event.seq DESC LIMIT 1
) WHERE state IN ('closing', 'archived')
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)

    async def tell() -> None:
        await CycleRow.raw(CLOSED)

    manager.add_raw(tell)
    return manager
