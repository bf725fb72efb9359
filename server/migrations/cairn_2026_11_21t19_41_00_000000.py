"""What is looked up of check-ins and inboxes; until now a value was as old as its last check-in. The same on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables import EventRow

ID = "0007_check_in_indexes"
VERSION = "1.38.0"
DESCRIPTION = "check-in indexes"

STATEMENTS = (
    "CREATE INDEX acknowledgement_key_result ON acknowledgement (key_result_id, at DESC)",
    "CREATE INDEX inbox_entry_person ON inbox_entry (person_id, at DESC, id DESC)",
    "CREATE INDEX inbox_entry_unread ON inbox_entry (person_id, objective_id) WHERE read_at IS NULL",
    "UPDATE key_result SET value_at = checked_in_at, confidence_at = checked_in_at",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)

    async def create() -> None:
        for sql in STATEMENTS:
            await EventRow.raw(sql)

    manager.add_raw(create)
    return manager
