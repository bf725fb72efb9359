"""Entries in the database: put, read, marked; and whoever shows them is told, on every instance. Hides nothing: its desk does.

Entries that follow from an event are written by the event's own transaction. A broker's hint is lossy: whoever may have
missed one shows everything anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog

from realtime.broker import Broker
from server.db.engine import Engine
from server.ids import new_id
from server.rows import INBOX_ENTRIES
from server.store import TELL
from shared.inbox.model import Entry, Which
from shared.messages import Id

log = structlog.get_logger(__name__)

CHANNEL = "inbox"
MOST_MARKED = 500
Place = tuple[datetime, Id]
Told = Callable[[frozenset[Id] | None], None]


class Hint(msgspec.Struct, frozen=True):
    """Whose entries changed, and which instance says so."""

    instance: str
    people: list[Id]


_decoder = msgspec.json.Decoder(Hint)


class Inboxes:
    def __init__(self, engine: Engine, broker: Broker, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._broker = broker
        self._clock = clock
        self._instance = new_id()
        self._listeners: list[Told] = []
        broker.subscribe(CHANNEL, self._heard, lambda: self._tell(None))

    def listen(self, told: Told) -> Callable[[], None]:
        """Call `told(people)` when their entries may have changed, None for anybody's; returns what ends it."""
        self._listeners.append(told)
        return lambda: self._listeners.remove(told)

    async def put(self, entries: Sequence[Entry]) -> None:
        """In one transaction; those that are there already stay as they are."""
        if not entries:
            return
        async with self._engine.transaction():
            await self._engine.run_batch([(TELL, [INBOX_ENTRIES.row(each) for each in entries])])
        # also where another instance was faster: this one's screens show it now
        self.announce({each.person_id for each in entries})

    async def read(self, person_id: Id, which: Which, before: Place | None, limit: int) -> list[Entry]:
        """The latest first."""
        conditions, values = ["person_id = {}"], list[Any]([person_id])
        if which is not Which.ALL:
            conditions.append("read_at IS NULL" if which is Which.UNREAD else "read_at IS NOT NULL")
        if before is not None:
            conditions.append("(at < {} OR (at = {} AND id < {}))")
            values += [before[0], before[0], before[1]]
        rows = await self._engine.fetch(
            f"{INBOX_ENTRIES.select} WHERE {' AND '.join(conditions)} ORDER BY at DESC, id DESC LIMIT {{}}",
            *values,
            limit,
        )
        return [INBOX_ENTRIES.thing(each) for each in rows]

    async def unread(self, person_id: Id) -> list[tuple[Id | None, Id | None, int]]:
        """How many unread entries there are, by the objectives that must be seen for them."""
        rows = await self._engine.fetch(
            "SELECT objective_id, other_id, COUNT(*) AS entries FROM inbox_entry "
            "WHERE person_id = {} AND read_at IS NULL GROUP BY objective_id, other_id",
            person_id,
        )
        return [(row["objective_id"], row["other_id"], row["entries"]) for row in rows]

    async def mark(self, person_id: Id, ids: Sequence[Id], *, read: bool) -> None:
        """Only that person's own; others' ids are passed over."""
        if not ids:
            return
        places = ", ".join("{}" for _ in ids)
        await self._engine.fetch(
            "UPDATE inbox_entry SET read_at = {} "
            f"WHERE person_id = {{}} AND id IN ({places}) AND read_at IS {'NULL' if read else 'NOT NULL'}",
            self._clock() if read else None,
            person_id,
            *ids,
        )
        self.announce({person_id})

    async def mark_all(self, person_id: Id) -> None:
        await self._engine.fetch(
            "UPDATE inbox_entry SET read_at = {} WHERE person_id = {} AND read_at IS NULL", self._clock(), person_id
        )
        self.announce({person_id})

    def announce(self, people: Iterable[Id]) -> None:
        told = frozenset(people)
        self._tell(told)
        self._broker.publish(CHANNEL, msgspec.json.encode(Hint(self._instance, sorted(told))))

    def _heard(self, message: bytes) -> None:
        hint = _decoder.decode(message)
        if hint.instance != self._instance:
            self._tell(frozenset(hint.people))

    def _tell(self, people: frozenset[Id] | None) -> None:
        for told in tuple(self._listeners):
            try:
                told(people)
            except Exception:
                log.exception("inbox.listener_failed")
