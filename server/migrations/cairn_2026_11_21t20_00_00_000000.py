"""What people say when a cycle closes: grades, retrospectives, and what goes on in a later one. The same on both engines."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Column, Text, Timestamptz

ID = "0008_grades"
VERSION = "1.38.0"
DESCRIPTION = "grades"

Kind = tuple[type[Column], dict[str, Any]]

TEXT: Kind = (Text, {"default": "", "null": False})
MAYBE_TEXT: Kind = (Text, {"default": None, "null": True})

MORE: dict[tuple[str, str], dict[str, Kind]] = {
    ("ObjectiveRow", "objective"): {
        "retrospective": TEXT,
        "carry": MAYBE_TEXT,
        "carry_reason": TEXT,
        "carried_to": MAYBE_TEXT,
        "carried_from": MAYBE_TEXT,
    },
    ("KeyResultRow", "key_result"): {
        "grade": (BigInt, {"default": None, "null": True}),
        "grade_reason": TEXT,
        "graded_at": (Timestamptz, {"default": None, "null": True}),
        "graded_by": MAYBE_TEXT,
    },
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    for (class_name, tablename), columns in MORE.items():
        for name, (column_class, params) in columns.items():
            manager.add_column(
                table_class_name=class_name,
                tablename=tablename,
                column_name=name,
                db_column_name=name,
                column_class=column_class,
                column_class_name=column_class.__name__,
                params=dict(params),
            )
    return manager
