"""An entry of somebody's inbox, and how they want to be told. Entries stay in the database; preferences are in the state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct, field

from shared.messages import Id


class EntryKind(StrEnum):
    """What a person can turn off."""

    REMINDER = "reminder"
    WARNING = "warning"
    ACKNOWLEDGEMENT = "acknowledgement"
    ALIGNMENT = "alignment"
    ASSIGNMENT = "assignment"
    MENTION = "mention"


class Which(StrEnum):
    """Entries to be shown."""

    ALL = "all"
    UNREAD = "unread"
    READ = "read"


class Entry(Struct, frozen=True, kw_only=True):
    """`what` names its text (`inbox.<what>`), `params` what that mentions besides names, which are looked up when it is read.

    `id` follows from the cause and the person, so that one cause makes one entry however often it is worked out.
    """

    id: Id
    person_id: Id
    kind: EntryKind
    what: str
    at: datetime
    objective_id: Id | None = None
    """Seen by whoever sees this objective, and by nobody else."""
    other_id: Id | None = None
    """Another objective that it speaks of, and that must be seen as well."""
    key_result_id: Id | None = None
    by_id: Id | None = None
    """Whose doing it is; None: the clock's."""
    about: str
    """Where it leads: a path in the product."""
    group_key: str
    """Entries of one key are shown together."""
    params: dict[str, str | int] = field(default_factory=dict)
    read_at: datetime | None = None


class Preferences(Struct, frozen=True, kw_only=True):
    """How one person wants to be told; `id` is the person's. Times are minutes after local midnight."""

    id: Id
    quiet_from: int = 21 * 60
    quiet_until: int = 8 * 60
    """Reminders and warnings of these hours come at their end; equal to `quiet_from`: no quiet hours."""
    away_from: date | None = None
    away_until: date | None = None
    """Out of office, both days included; reminders come the day after, what would be escalated to them goes further up."""
    muted: tuple[EntryKind, ...] = ()
    version: int = 0

    def is_away(self, day: date) -> bool:
        if self.away_from is None or day < self.away_from:
            return False
        return self.away_until is None or day <= self.away_until


class Group(Struct, frozen=True, kw_only=True):
    """Entries about one thing, the latest first."""

    key: str
    entries: tuple[Entry, ...]

    @property
    def unread(self) -> int:
        return sum(each.read_at is None for each in self.entries)


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """Groups in the order of their latest entries; `entries` come the latest first."""
    groups: dict[str, list[Entry]] = {}
    for each in entries:
        groups.setdefault(each.group_key, []).append(each)
    return [Group(key=key, entries=tuple(found)) for key, found in groups.items()]


def entry_id(*cause: str) -> Id:
    """The one id of these words: a UUID version 8."""
    digest = bytearray(hashlib.sha256("\0".join(cause).encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


def place_of(objective_id: Id, key_result_id: Id | None = None) -> str:
    """The path of an objective's page, at one of its key results."""
    return f"/o/{objective_id}" + (f"#kr-{key_result_id}" if key_result_id is not None else "")
