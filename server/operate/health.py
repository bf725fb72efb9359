"""Whether this instance may be sent requests, and what is wrong with it. Mends nothing."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from server.cairn import Cairn
from server.db.migrate import missing_migrations

PATIENCE = 2.0
"""Seconds that the database gets to answer."""
FAR_BEHIND = 200
"""Events; fewer are caught up with before anybody notices."""


class Health(Struct, frozen=True, kw_only=True):
    """`status`: ready; degraded, which is ready but slower; or unready, for these reasons."""

    status: str
    reasons: list[str] = []
    position: int = 0
    behind: int = 0

    @property
    def is_ready(self) -> bool:
        return self.status != "unready"


async def _written(cairn: Cairn) -> list[str]:
    """Asks the disk only after a write has failed, and then until one succeeds: a probe is no reason to write."""
    if not cairn.engine.writable.problem:
        return []
    try:
        async with asyncio.timeout(PATIENCE):
            await cairn.store.try_to_write()
    except Exception as problem:
        return [f"the database cannot be written: {type(problem).__name__}"]
    return []


async def examine(cairn: Cairn) -> Health:
    """Never raises: what does not answer in time is a reason to be unready."""
    unready: list[str] = []
    position, behind = cairn.hub.state.seq, 0
    if cairn.closing.is_set():
        unready.append("stopping")
    try:
        async with asyncio.timeout(PATIENCE):
            top = await cairn.store.top()
            missing = await missing_migrations(cairn.engine)
    except TimeoutError:
        unready.append(f"the database has not answered for {PATIENCE:g} s")
    except Exception as problem:
        unready.append(f"the database cannot be read: {type(problem).__name__}")
    else:
        behind = max(0, top - cairn.hub.state.seq)
        if missing:
            unready.append(f"migrations are missing: {', '.join(missing)}")
        if behind > FAR_BEHIND:
            unready.append(f"{behind} events behind the log")
        unready += await _written(cairn)
    if not cairn.writing.scribe.is_up:
        unready.append("what people write in texts cannot be saved")
    degraded = [] if cairn.broker.up else ["Redis is away: changes made on other instances arrive seconds later"]
    status = "unready" if unready else "degraded" if degraded else "ready"
    return Health(status=status, reasons=unready + degraded, position=position, behind=behind)
