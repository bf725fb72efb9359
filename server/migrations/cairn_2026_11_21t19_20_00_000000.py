"""Meetings, each with its agenda and what became of it."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Boolean, Column, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow

ID = "0004_meetings"
VERSION = "1.38.0"
DESCRIPTION = "meetings"

TEXT: tuple[type[Column], dict[str, Any]] = (Text, {"default": ""})
MOMENT: tuple[type[Column], dict[str, Any]] = (Timestamptz, {"default": TimestamptzNow()})
MAYBE_MOMENT: tuple[type[Column], dict[str, Any]] = (Timestamptz, {"default": None, "null": True})

COLUMNS: dict[str, tuple[type[Column], dict[str, Any]]] = {
    "id": (Text, {"default": "", "primary_key": True}),
    "cycle_id": TEXT,
    "title": TEXT,
    "facilitator_id": TEXT,
    "state": TEXT,
    "items": (Text, {"default": "[]"}),
    "current_id": (Text, {"default": None, "null": True}),
    "ticks_from": MAYBE_MOMENT,
    "seconds": (Integer, {"default": 0}),
    "follow": (Boolean, {"default": True}),
    "created_at": MOMENT,
    "started_at": MAYBE_MOMENT,
    "ended_at": MAYBE_MOMENT,
    "version": (BigInt, {"default": 0}),
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cairn", description=DESCRIPTION)
    manager.add_table("MeetingRow", tablename="meeting")
    for name, (kind, params) in COLUMNS.items():
        manager.add_column(
            table_class_name="MeetingRow",
            tablename="meeting",
            column_name=name,
            db_column_name=name,
            column_class=kind,
            column_class_name=kind.__name__,
            params={"null": False, **params},
        )
    return manager
