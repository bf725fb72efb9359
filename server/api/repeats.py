"""Answers kept under an Idempotency-Key, for writes that the log does not know: signing out, marking, files. A repeat is answered from here.

Does not guard what commands do: those are in the log with the id of their request.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from msgspec import Struct

from server.api.calls import Call
from server.api.told import File, Told
from shared.messages import Refused

KEPT_FOR = timedelta(days=30)
FIELD = "Idempotency-Key"
T = TypeVar("T", bound=Told | File | None)

_busy: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""Requests of one key wait for each other; on two instances at once both act, which these writes bear."""


class Kept(Struct, frozen=True, kw_only=True):
    """`content` None: it held a secret, which is told once."""

    digest: str
    status: int
    kind: str
    content: str | None


def lock(command_id: str) -> asyncio.Lock:
    return _busy.setdefault(command_id, asyncio.Lock())


async def once(call: Call, asked: bytes, act: Callable[[], Awaitable[T]], *, secret: bool) -> T | Told | None:
    """Does `act`, or answers again what it led to under the caller's key before."""
    command_id = call.command_id
    if command_id is None:
        return await act()
    async with lock(command_id):
        digest = await asyncio.to_thread(_slowly, asked, command_id) if secret else digest_of(asked)
        kept = await find(call)
        if kept is not None:
            return again(call, kept, digest)
        if await in_log(call):
            raise Refused("idempotency.reused", field=FIELD)
        done = await act()
        if not isinstance(done, File):
            await keep(call, digest, done, secret=secret)
        return done


def again(call: Call, kept: Kept, digest: str) -> Told | None:
    """What was answered before. Refuses another request of the same key, and to tell a secret twice."""
    if kept.digest != digest:
        raise Refused("idempotency.reused", field=FIELD)
    if kept.content is None:
        raise Refused("idempotency.secret", field=FIELD)
    call.headers["Idempotency-Replayed"] = "true"
    return None if kept.status == 204 else Told(content=kept.content.encode(), status=kept.status, kind=kept.kind)


def digest_of(asked: bytes) -> str:
    return hashlib.sha256(asked).hexdigest()


def _slowly(asked: bytes, command_id: str) -> str:
    """As slow to guess as a password, for there is one in it."""
    return hashlib.scrypt(asked, salt=command_id.encode(), n=2**14, r=8, p=1).hex()


async def find(call: Call) -> Kept | None:
    rows = await call.cairn.engine.fetch(
        "SELECT digest, status, kind, content FROM answer WHERE id = {} AND at > {}",
        call.command_id,
        call.now - KEPT_FOR,
    )
    return next((Kept(**_row(each)) for each in rows), None)


async def in_log(call: Call) -> bool:
    assert call.command_id is not None
    return bool(await call.cairn.store.find_commands([call.command_id]))


async def keep(call: Call, digest: str, told: Told | None, *, secret: bool = False) -> None:
    """Of several under one key the last counts. Old ones go."""
    status, kind, content = (204, "", b"") if told is None else (told.status, told.kind, told.content)
    told_again = None if secret and content else content.decode()
    engine = call.cairn.engine
    async with engine.transaction():
        await engine.run_batch(
            [
                ("DELETE FROM answer WHERE at < {}", [(call.now - KEPT_FOR,)]),
                (
                    "INSERT INTO answer (id, digest, status, kind, content, at) VALUES ({}, {}, {}, {}, {}, {}) "
                    "ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, status = excluded.status, "
                    "kind = excluded.kind, content = excluded.content, at = excluded.at",
                    [(call.command_id, digest, status, kind, told_again, call.now)],
                ),
            ]
        )


def _row(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in Kept.__struct_fields__}
