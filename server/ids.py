"""Where ids and the time come from. Everything else is given them."""

from __future__ import annotations

from datetime import UTC, datetime

import uuid_utils


def new_id() -> str:
    """A UUID version 7: later ids sort after earlier ones of the same process."""
    return str(uuid_utils.uuid7())


def now() -> datetime:
    return datetime.now(UTC)
