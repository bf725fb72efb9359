"""The log, the things it is about, and how people prove who they are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Boolean, Column, Date, Integer, Text, Timestamptz
from piccolo.columns.defaults.date import DateNow
from piccolo.columns.defaults.timestamptz import TimestamptzNow

ID = "0002_log"
VERSION = "1.38.0"
DESCRIPTION = "log"

Kind = tuple[type[Column], dict[str, object]]
Columns = dict[str, Kind]

TEXT: Kind = (Text, {"default": ""})
NUMBER: Kind = (BigInt, {"default": 0})
SMALL: Kind = (Integer, {"default": 0})
CLAIM: Kind = (Boolean, {"default": False})
MOMENT: Kind = (Timestamptz, {"default": TimestamptzNow()})
DAY: Kind = (Date, {"default": DateNow()})
KEY: Kind = (Text, {"default": "", "primary_key": True})
SEQ: Kind = (BigInt, {"default": 0, "primary_key": True})
LIST: Kind = (Text, {"default": "[]"})
MAYBE_TEXT: Kind = (Text, {"default": None, "null": True})
MAYBE_NUMBER: Kind = (BigInt, {"default": None, "null": True})
MAYBE_SMALL: Kind = (Integer, {"default": None, "null": True})
MAYBE_MOMENT: Kind = (Timestamptz, {"default": None, "null": True})

TABLES: dict[tuple[str, str], Columns] = {
    ("EventRow", "event"): {
        "seq": SEQ,
        "at": MOMENT,
        "actor_id": MAYBE_TEXT,
        "command_id": TEXT,
        "ordinal": SMALL,
        "digest": TEXT,
        "kind": TEXT,
        "subject": MAYBE_TEXT,
        "body": TEXT,
    },
    ("PersonRow", "person"): {
        "id": KEY,
        "email": TEXT,
        "name": TEXT,
        "latin_name": TEXT,
        "title": TEXT,
        "role": TEXT,
        "unit_id": MAYBE_TEXT,
        "manager_id": MAYBE_TEXT,
        "locale": TEXT,
        "time_zone": TEXT,
        "active": (Boolean, {"default": True}),
        "version": NUMBER,
    },
    ("UnitRow", "unit"): {
        "id": KEY,
        "kind": TEXT,
        "name": TEXT,
        "latin_name": TEXT,
        "parent_id": MAYBE_TEXT,
        "lead_id": MAYBE_TEXT,
        "archived": CLAIM,
        "version": NUMBER,
    },
    ("CycleRow", "cycle"): {
        "id": KEY,
        "name": TEXT,
        "kind": TEXT,
        "starts_on": DAY,
        "ends_on": DAY,
        "state": TEXT,
        "parent_id": MAYBE_TEXT,
        "version": NUMBER,
    },
    ("ObjectiveRow", "objective"): {
        "id": KEY,
        "cycle_id": TEXT,
        "level": TEXT,
        "unit_id": MAYBE_TEXT,
        "owner_id": TEXT,
        "co_owner_ids": LIST,
        "title": TEXT,
        "description": TEXT,
        "visibility": TEXT,
        "driver": TEXT,
        "draft": CLAIM,
        "archived": CLAIM,
        "created_at": MOMENT,
        "changed_at": MOMENT,
        "changed_by": MAYBE_TEXT,
        "version": NUMBER,
    },
    ("KeyResultRow", "key_result"): {
        "id": KEY,
        "objective_id": TEXT,
        "name": TEXT,
        "owner_id": TEXT,
        "kind": TEXT,
        "baseline": MAYBE_NUMBER,
        "target": MAYBE_NUMBER,
        "low": MAYBE_NUMBER,
        "high": MAYBE_NUMBER,
        "tolerance": MAYBE_NUMBER,
        "unit": TEXT,
        "milestones": LIST,
        "weight": NUMBER,
        "commitment": TEXT,
        "current": MAYBE_NUMBER,
        "confidence": MAYBE_SMALL,
        "checked_in_at": MAYBE_MOMENT,
        "position": SMALL,
        "archived": CLAIM,
        "created_at": MOMENT,
        "changed_at": MOMENT,
        "changed_by": MAYBE_TEXT,
        "version": NUMBER,
    },
    ("LinkRow", "link"): {
        "id": KEY,
        "child_id": TEXT,
        "parent_id": TEXT,
        "key_result_id": MAYBE_TEXT,
        "is_primary": CLAIM,
        "contributes": CLAIM,
        "weight": NUMBER,
        "version": NUMBER,
    },
    ("CheckInRow", "check_in"): {
        "id": KEY,
        "key_result_id": TEXT,
        "objective_id": TEXT,
        "author_id": MAYBE_TEXT,
        "at": MOMENT,
        "value": MAYBE_NUMBER,
        "done": MAYBE_TEXT,
        "before": MAYBE_NUMBER,
        "confidence": MAYBE_SMALL,
        "note": TEXT,
    },
    ("AccountRow", "account"): {
        "person_id": KEY,
        "password_hash": TEXT,
        "changed_at": MOMENT,
    },
    ("SessionRow", "session"): {
        "id": KEY,
        "token_hash": TEXT,
        "person_id": TEXT,
        "created_at": MOMENT,
        "seen_at": MOMENT,
        "expires_at": MOMENT,
        "agent": TEXT,
        "address": TEXT,
    },
    ("TokenRow", "token"): {
        "id": KEY,
        "token_hash": TEXT,
        "person_id": TEXT,
        "name": TEXT,
        "created_at": MOMENT,
        "seen_at": MAYBE_MOMENT,
        "expires_at": MAYBE_MOMENT,
    },
    ("InvitationRow", "invitation"): {
        "token_hash": KEY,
        "person_id": TEXT,
        "created_at": MOMENT,
        "expires_at": MOMENT,
    },
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    for (table_class, tablename), columns in TABLES.items():
        manager.add_table(table_class, tablename=tablename)
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
