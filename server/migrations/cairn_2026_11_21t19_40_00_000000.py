"""When check-ins are owed, what they say besides numbers, and what people are told."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Column, Date, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow

ID = "0006_check_ins"
VERSION = "1.38.0"
DESCRIPTION = "check-ins"

Kind = tuple[type[Column], dict[str, Any]]

KEY: Kind = (Text, {"default": "", "primary_key": True})
TEXT: Kind = (Text, {"default": ""})
LIST: Kind = (Text, {"default": "[]"})
NUMBER: Kind = (Integer, {"default": 0})
MOMENT: Kind = (Timestamptz, {"default": TimestamptzNow()})
MAYBE_TEXT: Kind = (Text, {"default": None, "null": True})
MAYBE_DAY: Kind = (Date, {"default": None, "null": True})
MAYBE_MOMENT: Kind = (Timestamptz, {"default": None, "null": True})

NEW: dict[tuple[str, str], dict[str, Kind]] = {
    ("AcknowledgementRow", "acknowledgement"): {
        "id": KEY,
        "check_in_id": TEXT,
        "key_result_id": TEXT,
        "objective_id": TEXT,
        "author_id": MAYBE_TEXT,
        "at": MOMENT,
        "to_id": TEXT,
        "comment": TEXT,
    },
    ("PreferencesRow", "preferences"): {
        "id": KEY,
        "quiet_from": NUMBER,
        "quiet_until": NUMBER,
        "away_from": MAYBE_DAY,
        "away_until": MAYBE_DAY,
        "muted": LIST,
        "version": (BigInt, {"default": 0}),
    },
    ("InboxEntryRow", "inbox_entry"): {
        "id": KEY,
        "person_id": TEXT,
        "kind": TEXT,
        "what": TEXT,
        "at": MOMENT,
        "objective_id": MAYBE_TEXT,
        "other_id": MAYBE_TEXT,
        "key_result_id": MAYBE_TEXT,
        "by_id": MAYBE_TEXT,
        "about": TEXT,
        "group_key": TEXT,
        "params": (Text, {"default": "{}"}),
        "read_at": MAYBE_MOMENT,
    },
}
MORE: dict[tuple[str, str], dict[str, Kind]] = {
    ("CycleRow", "cycle"): {"active_since": MAYBE_MOMENT},
    ("ObjectiveRow", "objective"): {"open_since": MAYBE_MOMENT},
    ("KeyResultRow", "key_result"): {
        "value_at": MAYBE_MOMENT,
        "confidence_at": MAYBE_MOMENT,
        "word": MAYBE_TEXT,
        "word_reason": TEXT,
        "rhythm": (Text, {"default": "weekly"}),
        "weekday": NUMBER,
        "month_day": (Integer, {"default": 1}),
        "asked_since": MAYBE_MOMENT,
    },
    ("CheckInRow", "check_in"): {
        "blocker": TEXT,
        "next_step": TEXT,
        "mentions": LIST,
        "word": MAYBE_TEXT,
        "word_reason": TEXT,
        "corrects": MAYBE_TEXT,
    },
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    for table_class, tablename in NEW:
        manager.add_table(table_class, tablename=tablename)
    for (table_class, tablename), columns in (*NEW.items(), *MORE.items()):
        for name, (kind, params) in columns.items():
            manager.add_column(
                table_class_name=table_class,
                tablename=tablename,
                column_name=name,
                db_column_name=name,
                column_class=kind,
                column_class_name=kind.__name__,
                params={"null": False, **params},
            )
    return manager
