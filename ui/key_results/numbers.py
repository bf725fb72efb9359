"""Numbers as people type them into a field. Refuses what it cannot read, naming the field."""

from __future__ import annotations

from decimal import Decimal

from shared.exchange.numbers import Unread, read_number
from shared.messages import Refused


def typed_number(text: str, field: str) -> Decimal | None:
    """`1,200.5`, `1.2亿`, `99,95`, `¥86`: the number. None for an empty field."""
    if not text.strip():
        return None
    found = read_number(text)
    if isinstance(found, Unread):
        raise Refused("number.unreadable", field=field)
    return found.value
