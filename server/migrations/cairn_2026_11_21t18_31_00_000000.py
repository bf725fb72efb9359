"""What must be unique, and what is looked up. The same text runs on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

ID = "0003_indexes"
VERSION = "1.38.0"
DESCRIPTION = "indexes"

INDEXES = {
    "event_command": "CREATE UNIQUE INDEX event_command ON event (command_id, ordinal)",
    "event_subject": "CREATE INDEX event_subject ON event (subject, seq DESC)",
    "person_email": "CREATE UNIQUE INDEX person_email ON person (email)",
    "cycle_name": "CREATE UNIQUE INDEX cycle_name ON cycle (name)",
    "objective_cycle": "CREATE INDEX objective_cycle ON objective (cycle_id)",
    "key_result_objective": "CREATE INDEX key_result_objective ON key_result (objective_id)",
    "link_child": "CREATE INDEX link_child ON link (child_id)",
    "link_parent": "CREATE INDEX link_parent ON link (parent_id)",
    "check_in_key_result": "CREATE INDEX check_in_key_result ON check_in (key_result_id, at DESC)",
    "session_token": "CREATE UNIQUE INDEX session_token ON session (token_hash)",
    "session_person": "CREATE INDEX session_person ON session (person_id)",
    "token_token": "CREATE UNIQUE INDEX token_token ON token (token_hash)",
    "token_person": "CREATE INDEX token_person ON token (person_id)",
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)

    async def create() -> None:
        for sql in INDEXES.values():
            await Migration.raw(sql)

    manager.add_raw(create)
    return manager
