"""The log and the rows in the database: written together in one transaction, read when somebody starts or looks back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
import structlog

from server.db.engine import Engine
from server.db.postgres import PostgresEngine
from server.db.sql import Row, Statement
from server.jobs import Commit
from server.rows import ACKNOWLEDGEMENTS, CHECK_INS, INBOX_ENTRIES, SHAPES, moment
from shared.assemble import assemble
from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted, reading
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.events import AnyEvent, Envelope, SomethingNewer, decode_event, encoder, kind_of, subject
from shared.messages import Id
from shared.state import State, Thing
from shared.telling.causes import entries_of
from shared.workspace.model import Thresholds, Workspace

log = structlog.get_logger(__name__)

_EVENT_COLUMNS = "seq, at, actor_id, command_id, ordinal, digest, kind, subject, body"
_INSERT_EVENT = f"INSERT INTO event ({_EVENT_COLUMNS}) VALUES ({{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}})"
TELL = f"{INBOX_ENTRIES.insert} ON CONFLICT (id) DO NOTHING"
"""Puts entries into inboxes; one that is there stays as it is."""
_GUARD = "UPDATE workspace SET seq = {} WHERE seq = {}"
_LOCK = "UPDATE workspace SET seq = seq"


class _Settings(msgspec.Struct, frozen=True):
    thresholds: Thresholds = Thresholds()


class Store:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._unknown: set[str] = set()
        """Kinds of events that have been complained of."""

    async def is_founded(self) -> bool:
        return bool(await self._engine.fetch("SELECT id FROM workspace"))

    async def found(
        self,
        workspace: Workspace,
        at: datetime,
        *,
        envelopes: Sequence[Envelope] = (),
        stored: Iterable[Thing] = (),
        state: State | None = None,
    ) -> bool:
        """Make the workspace's row in an empty database, with all that is in it; False when there is one already."""
        async with self._engine.schema_transaction():
            if await self.is_founded():
                return False
            seq = envelopes[-1].seq if envelopes else 0
            founding: list[Statement] = [
                (
                    "INSERT INTO workspace (id, name, seq, created_at, settings, sample) VALUES ({}, {}, {}, {}, {}, {})",
                    [(workspace.id, workspace.name, seq, at, _settings(workspace), workspace.sample)],
                )
            ]
            if state is not None:
                founding += _statements(envelopes, stored, state, {})
            await self._engine.run_batch(founding)
        return True

    async def load(self) -> State:
        """The state as of one moment: rows and position agree."""
        async with self._engine.transaction():
            if isinstance(self._engine, PostgresEngine):
                await self._engine.run_batch([("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", [()])])
            (row,) = await self._engine.fetch("SELECT id, name, seq, settings, sample FROM workspace")
            things: dict[str, Any] = {}
            for name, shape in SHAPES.items():
                things[name] = [shape.thing(each) for each in await self._engine.fetch(shape.select)]
        settings = msgspec.json.decode(row["settings"], type=_Settings)
        workspace = Workspace(
            id=row["id"], name=row["name"], thresholds=settings.thresholds, sample=bool(row["sample"])
        )
        return assemble(workspace=workspace, seq=row["seq"], **things)

    async def try_to_write(self) -> None:
        """The smallest write there is, which changes nothing. Raises what it meets."""
        await self._engine.commit_batch((_LOCK, ()), [])

    async def top(self) -> int:
        (row,) = await self._engine.fetch("SELECT seq FROM workspace")
        return int(row["seq"])

    async def read_since(self, seq: int, limit: int) -> list[Envelope]:
        """Events after `seq`, in order. Raises ValidationError for one that this version does not know."""
        rows = await self._engine.fetch(
            f"SELECT {_EVENT_COLUMNS} FROM event WHERE seq > {{}} ORDER BY seq LIMIT {{}}", seq, limit
        )
        return [_envelope(each) for each in rows]

    async def history(self, about: Id, before: int | None = None, limit: int = 50) -> list[Envelope]:
        """Events about one thing, the latest first, before a position; `SomethingNewer` for what this version does not know."""
        rows = await self._engine.fetch(
            f"SELECT {_EVENT_COLUMNS} FROM event WHERE subject = {{}} AND seq < {{}} ORDER BY seq DESC LIMIT {{}}",
            about,
            2**62 if before is None else before,
            limit,
        )
        return [self._remembered(each) for each in rows]

    async def check_ins(
        self, key_result_id: Id, before: tuple[datetime, Id] | None = None, limit: int = 100
    ) -> list[CheckIn]:
        """A key result's check-ins, the latest first, before one of them: its time, and its id for those of one time."""
        if before is None:
            rows = await self._engine.fetch(
                f"{CHECK_INS.select} WHERE key_result_id = {{}} ORDER BY at DESC, id DESC LIMIT {{}}",
                key_result_id,
                limit,
            )
        else:
            rows = await self._engine.fetch(
                f"{CHECK_INS.select} WHERE key_result_id = {{}} AND (at < {{}} OR (at = {{}} AND id < {{}})) "
                "ORDER BY at DESC, id DESC LIMIT {}",
                key_result_id,
                before[0],
                before[0],
                before[1],
                limit,
            )
        return [CHECK_INS.thing(each) for each in rows]

    async def check_ins_of(self, key_result_ids: Sequence[Id], limit: int = 5_000) -> list[CheckIn]:
        """The latest check-ins of several key results, oldest first."""
        if not key_result_ids:
            return []
        places = ", ".join("{}" for _ in key_result_ids)
        rows = await self._engine.fetch(
            f"{CHECK_INS.select} WHERE key_result_id IN ({places}) ORDER BY at DESC, id DESC LIMIT {{}}",
            *key_result_ids,
            limit,
        )
        return [CHECK_INS.thing(each) for each in reversed(rows)]

    async def check_ins_named(self, ids: Sequence[Id]) -> dict[Id, CheckIn]:
        """Those of these check-ins that exist."""
        places = ", ".join("{}" for _ in ids)
        rows = await self._engine.fetch(f"{CHECK_INS.select} WHERE id IN ({places})", *ids)
        return {row["id"]: CHECK_INS.thing(row) for row in rows}

    async def readings(self, check_in_ids: Sequence[Id], person_id: Id | None) -> dict[Id, Acknowledgement]:
        """What a person has said to these check-ins, one for each, as deciding wants it."""
        places = ", ".join("{}" for _ in check_in_ids)
        rows = await self._engine.fetch(
            f"{ACKNOWLEDGEMENTS.select} WHERE key_result_id IN (SELECT key_result_id FROM check_in WHERE id IN ({places})) "
            f"AND check_in_id IN ({places}) AND author_id = {{}}",
            *check_in_ids,
            *check_in_ids,
            person_id,
        )
        found = (ACKNOWLEDGEMENTS.thing(each) for each in rows)
        return {reading(each.check_in_id, person_id): each for each in found}

    async def acknowledgements(self, key_result_id: Id, limit: int = 200) -> list[Acknowledgement]:
        """What was said to a key result's check-ins, the latest first."""
        rows = await self._engine.fetch(
            f"{ACKNOWLEDGEMENTS.select} WHERE key_result_id = {{}} ORDER BY at DESC, id DESC LIMIT {{}}",
            key_result_id,
            limit,
        )
        return [ACKNOWLEDGEMENTS.thing(each) for each in rows]

    async def find_commands(self, command_ids: Sequence[str]) -> dict[str, tuple[str, list[Envelope]]]:
        """What commands led to and the digest of what each said, by id, of those that led to something before."""
        places = ", ".join("{}" for _ in command_ids)
        rows = await self._engine.fetch(
            f"SELECT {_EVENT_COLUMNS} FROM event WHERE command_id IN ({places}) ORDER BY seq", *command_ids
        )
        found: dict[str, tuple[str, list[Envelope]]] = {}
        for row in rows:
            _, envelopes = found.setdefault(row["command_id"], (row["digest"], []))
            envelopes.append(self._remembered(row))
        return found

    def _remembered(self, row: Mapping[str, Any]) -> Envelope:
        """For looking back, where one event that is not understood must not hide all others."""
        try:
            return _envelope(row)
        except msgspec.ValidationError as problem:
            if row["kind"] not in self._unknown:
                self._unknown.add(row["kind"])
                log.warning("store.unknown_event", seq=row["seq"], kind=row["kind"], problem=str(problem))
            newer: Any = SomethingNewer(objective_id=row["subject"])
            return _envelope(row, newer)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Commit]:
        """Whoever else would write waits meanwhile. What is yielded may be called once, and ends it."""
        async with self._engine.turn(_LOCK) as write:

            async def commit(
                base: int,
                envelopes: Sequence[Envelope],
                stored: Iterable[Thing],
                state: State,
                digests: Mapping[str, str],
            ) -> bool:
                statements = _statements(envelopes, stored, state, digests)
                return await write((_GUARD, (envelopes[-1].seq, base)), statements)

            yield commit

    async def commit(
        self,
        base: int,
        envelopes: Sequence[Envelope],
        stored: Iterable[Thing],
        state: State,
        digests: Mapping[str, str],
    ) -> bool:
        """Write events and the rows of what they altered, if the log still ends at `base`; False when it does not."""
        statements = _statements(envelopes, stored, state, digests)
        return await self._engine.commit_batch((_GUARD, (envelopes[-1].seq, base)), statements)


def _statements(
    envelopes: Sequence[Envelope], stored: Iterable[Thing], state: State, digests: Mapping[str, str]
) -> list[Statement]:
    statements: list[Statement] = [(_INSERT_EVENT, [_event_row(each, digests) for each in envelopes])]
    statements += _row_statements(stored, state)
    check_ins = [each.event.check_in for each in envelopes if isinstance(each.event, CheckInPosted)]
    if check_ins:
        statements.append((CHECK_INS.insert, [CHECK_INS.row(each) for each in check_ins]))
    said = [each.event.acknowledgement for each in envelopes if isinstance(each.event, CheckInAcknowledged)]
    if said:
        statements.append((ACKNOWLEDGEMENTS.insert, [ACKNOWLEDGEMENTS.row(each) for each in said]))
    # in the same transaction: whoever is told is told exactly once, whatever ends this process
    entries = [INBOX_ENTRIES.row(entry) for each in envelopes for entry in entries_of(each, state)]
    if entries:
        statements.append((TELL, entries))
    return statements


def _row_statements(stored: Iterable[Thing], state: State) -> list[Statement]:
    puts: defaultdict[str, list[Row]] = defaultdict(list)
    deletes: defaultdict[str, list[Row]] = defaultdict(list)
    for name, thing_id in sorted(stored):
        if name == "workspace":
            workspace = state.workspace
            puts["UPDATE workspace SET name = {}, settings = {}"].append((workspace.name, _settings(workspace)))
            continue
        shape = SHAPES[name]
        thing = getattr(state, name).get(thing_id)
        if thing is None:
            deletes[shape.delete].append((thing_id,))
        else:
            puts[shape.upsert].append(shape.row(thing))
    return [*deletes.items(), *puts.items()]


def _settings(workspace: Workspace) -> str:
    return encoder.encode(_Settings(workspace.thresholds)).decode()


def _event_row(envelope: Envelope, digests: Mapping[str, str]) -> Row:
    event: AnyEvent = envelope.event
    return (
        envelope.seq,
        envelope.at,
        envelope.actor_id,
        envelope.command_id,
        envelope.ordinal,
        digests.get(envelope.command_id, "") if envelope.ordinal == 0 else "",
        kind_of(event),
        subject(event),
        encoder.encode(event).decode(),
    )


def _envelope(row: Mapping[str, Any], event: AnyEvent | None = None) -> Envelope:
    at = moment(row["at"])
    assert at is not None
    return Envelope(
        seq=row["seq"],
        at=at,
        actor_id=row["actor_id"],
        command_id=row["command_id"],
        ordinal=row["ordinal"],
        event=decode_event(row["body"]) if event is None else event,
    )
