"""Texts in the database: an append-only log for each document, folded into a snapshot now and then. Knows no room.

Each document's entries are numbered without gaps, by its head, whose row is held until the commit: entries become visible
in their order, and a reader who sees a gap knows that it has missed one. A text is never made from its plain value twice:
the head is there once, and who makes it writes the first entry in the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from realtime.writing.text import SharedText
from server.db.engine import Engine
from server.db.sql import Guard, Statement
from shared.messages import Id


class Damaged(Exception):
    """The log of a document has a gap: it must not be served, lest what is there is written over."""


class Entry(Struct, frozen=True):
    document: str
    update: bytes
    author: Id | None


class Head(Struct, frozen=True):
    """`seq`: the last entry. `projected`: the entry up to which the plain value has followed the text.

    `absorbed`: the position of the workspace's log up to which the text has followed the plain value.
    """

    seq: int
    projected: int
    absorbed: int


class Kept(Struct, frozen=True):
    """A document as the log has it after some position: updates in their order, the first perhaps a snapshot."""

    head: Head
    updates: list[bytes]
    tail: int
    """Entries that no snapshot holds."""


class TextStore:
    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    async def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries of any documents in one transaction; the place of each in its document's log."""
        counts: dict[str, int] = {}
        for each in entries:
            counts[each.document] = counts.get(each.document, 0) + 1
        rows = await self._engine.commit_rows(_reserve(counts), [_insert_after_head(entries, counts, self._clock())])
        return _places(entries, counts, {row["document"]: row["seq"] for row in rows})

    async def seed(self, document: str, update: bytes | None, absorbed: int) -> bool:
        """Make a document of its plain value, once and for all; False when it is there already."""
        seq = 0 if update is None else 1
        async with self._engine.transaction():
            made = await self._engine.fetch(
                "INSERT INTO text_head (document, seq, projected, absorbed) VALUES ({}, {}, {}, {}) "
                "ON CONFLICT (document) DO NOTHING RETURNING seq",
                document,
                seq,
                seq,
                absorbed,
            )
            if made and update is not None:
                await self._insert([Entry(document, update, None)], [1])
        return bool(made)

    async def absorb(self, entries: Sequence[Entry], document: str, position: int) -> int | None:
        """Let the text follow a plain value that was changed by another way, once however many instances try.

        Returns the last entry's place, 0 when there was nothing to write, None when another instance has done it.
        """
        async with self._engine.transaction():
            done = await self._engine.fetch(
                "UPDATE text_head SET absorbed = {} WHERE document = {} AND absorbed < {} RETURNING seq",
                position,
                document,
                position,
            )
            if not done:
                return None
            if not entries:
                return 0
            sql, row = _reserve({document: len(entries)})
            top: int = (await self._engine.fetch(sql, *row))[0]["seq"]
            await self._insert(entries, range(top - len(entries) + 1, top + 1))
        return top

    async def projected(self, document: str, seq: int, position: int) -> None:
        """The plain value has followed the text up to this entry, by an event at this position of the workspace's log."""
        await self._engine.fetch(
            "UPDATE text_head SET projected = CASE WHEN projected < {} THEN {} ELSE projected END, "
            "absorbed = CASE WHEN absorbed < {} THEN {} ELSE absorbed END WHERE document = {}",
            *(seq, seq, position, position, document),
        )

    async def authors(self, document: str, after: int) -> list[Id]:
        """Who wrote what follows an entry, the last one last."""
        rows = await self._engine.fetch(
            "SELECT author, max(seq) AS latest FROM text_update "
            "WHERE document = {} AND seq > {} AND author IS NOT NULL GROUP BY author ORDER BY latest",
            document,
            after,
        )
        return [row["author"] for row in rows]

    async def read(self, document: str, after: int = -1) -> Kept | None:
        """What a document's log holds after a place; None when there is no such document. Raises `Damaged`."""
        rows = await self._engine.fetch(
            "SELECT 0 AS part, h.seq AS seq, h.projected AS projected, h.absorbed AS absorbed, NULL AS data "
            "FROM text_head h WHERE h.document = {} "
            "UNION ALL SELECT 1, s.seq, 0, 0, s.data FROM text_snapshot s WHERE s.document = {} AND s.seq > {} "
            "UNION ALL SELECT 2, u.seq, 0, 0, u.data FROM text_update u WHERE u.document = {} AND u.seq > {} "
            "ORDER BY part, seq",
            *(document, document, after, document, after),
        )
        if not rows:
            return None
        head = Head(rows[0]["seq"], rows[0]["projected"], rows[0]["absorbed"])
        return _checked(document, head, max(after, 0), rows[1:])

    async def tops(self, documents: Sequence[str]) -> dict[str, int]:
        """The last entry of each document."""
        if not documents:
            return {}
        places = ", ".join("{}" for _ in documents)
        rows = await self._engine.fetch(f"SELECT document, seq FROM text_head WHERE document IN ({places})", *documents)
        return {row["document"]: row["seq"] for row in rows}

    async def behind(self, limit: int) -> list[tuple[str, int]]:
        """Documents whose plain value has not followed, with their last entry."""
        rows = await self._engine.fetch(
            "SELECT document, seq FROM text_head WHERE projected < seq ORDER BY document LIMIT {}", limit
        )
        return [(row["document"], row["seq"]) for row in rows]

    async def compact(self, document: str) -> bool:
        """Fold the log into one snapshot; False when there is nothing to fold.

        What is read is folded outside any transaction, in a thread; what it replaces goes in the same transaction in
        which it comes, and a snapshot is never replaced by an older one.
        """
        kept = await self.read(document)
        if kept is None or not kept.tail:
            return False
        snapshot = await asyncio.to_thread(_folded, kept.updates)
        async with self._engine.transaction():
            await self._engine.run_batch(
                [
                    (
                        "INSERT INTO text_snapshot (document, seq, data) VALUES ({}, {}, {}) ON CONFLICT (document) "
                        "DO UPDATE SET seq = excluded.seq, data = excluded.data WHERE text_snapshot.seq < excluded.seq",
                        [(document, kept.head.seq, snapshot)],
                    ),
                    ("DELETE FROM text_update WHERE document = {} AND seq <= {}", [(document, kept.head.seq)]),
                ]
            )
        return True

    async def _insert(self, entries: Sequence[Entry], places: Sequence[int]) -> None:
        at = self._clock()
        await self._engine.run_batch(
            [
                (
                    "INSERT INTO text_update (document, seq, data, author, at) VALUES ({}, {}, {}, {}, {})",
                    [
                        (each.document, place, each.update, each.author, at)
                        for each, place in zip(entries, places, strict=True)
                    ],
                )
            ]
        )


def _reserve(counts: Mapping[str, int]) -> Guard:
    """Moves the heads on, in the order of their names so that two instances never wait for each other in a ring."""
    names = sorted(counts)
    values = ", ".join("({}, {})" for _ in names)
    row: list[Any] = []
    for name in names:
        row += (name, counts[name])
    return (
        f"INSERT INTO text_head (document, seq) VALUES {values} ON CONFLICT (document) "
        "DO UPDATE SET seq = text_head.seq + excluded.seq RETURNING document, seq",
        row,
    )


def _insert_after_head(entries: Sequence[Entry], counts: Mapping[str, int], at: datetime) -> Statement:
    """Places are counted back from the heads that have been moved on, in the same transaction."""
    places = _places(entries, counts, dict.fromkeys(counts, 0))
    return (
        "INSERT INTO text_update (document, seq, data, author, at) "
        "SELECT document, seq + {}, {}, {}, {} FROM text_head WHERE document = {}",
        [(place, each.update, each.author, at, each.document) for each, place in zip(entries, places, strict=True)],
    )


def _places(entries: Sequence[Entry], counts: Mapping[str, int], tops: Mapping[str, int]) -> list[int]:
    next_place = {name: tops[name] - counts[name] + 1 for name in counts}
    places = []
    for entry in entries:
        places.append(next_place[entry.document])
        next_place[entry.document] += 1
    return places


def _checked(document: str, head: Head, after: int, rows: Sequence[dict[str, Any]]) -> Kept:
    updates: list[bytes] = []
    place = after
    tail = 0
    for row in rows:
        if row["part"] == 1:
            place = row["seq"]
        elif row["seq"] <= place:
            continue  # a snapshot has come that holds it
        elif row["seq"] != place + 1:
            raise Damaged(f"{document}: {row['seq']} follows {place}")
        else:
            place = row["seq"]
            tail += 1
        updates.append(bytes(row["data"]))
    if place < head.seq:
        raise Damaged(f"{document}: ends at {place} and not at {head.seq}")
    return Kept(head, updates, tail)


def _folded(updates: Sequence[bytes]) -> bytes:
    return SharedText(updates).whole()
