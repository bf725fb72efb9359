"""What looking up a key leads to. Looks nothing up itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct

from server.db.engine import Engine
from server.identity import Identity
from server.rows import moment

log = structlog.get_logger(__name__)


class Found(Struct, frozen=True):
    """Who holds a key. `renewed`: the session lasts longer from now, and so should its cookie."""

    identity: Identity
    renewed: bool = False


async def note_visit(engine: Engine, sql: str, *row: Any) -> None:
    """A visit that cannot be noted is no reason to turn somebody away."""
    try:
        await engine.fetch(sql, *row)
    except Exception as problem:
        log.warning("accounts.visit_not_noted", problem=repr(problem))


def present(value: Any) -> datetime:
    """A moment from a column that is never empty."""
    found = moment(value)
    assert found is not None
    return found
