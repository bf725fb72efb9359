"""A check-in. The state keeps only what it left on its key result; the check-ins themselves stay in the database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from shared.messages import Id


class CheckIn(Struct, frozen=True, kw_only=True):
    id: Id
    key_result_id: Id
    objective_id: Id
    author_id: Id | None
    at: datetime
    """When the value was true; not after the moment of posting."""
    value: Decimal | None = None
    done: tuple[Id, ...] | None = None
    """Milestones done, for a key result measured by milestones."""
    before: Decimal | None = None
    confidence: int | None = None
    note: str = ""
