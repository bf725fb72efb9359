"""Numbers as people type them into a field. Refuses what it cannot read, naming the field."""

from __future__ import annotations

import re
from decimal import Decimal

from shared.exchange.numbers import Unread
from shared.exchange.units import is_counted_in, read_in
from shared.messages import Refused

_POINT = re.compile(r"(?<=\d)[。．](?=\d)")
_BARE = re.compile(r"^[.．。](?=\d)")


def typed_number(text: str, field: str) -> Decimal | None:
    """`1,200.5`, `1.2亿`, `99,95`: a plain number. None for an empty field."""
    return typed_value(text, "", field)


def typed_value(text: str, unit: str, field: str) -> Decimal | None:
    """A number that is counted in `unit`; of something else it is refused: 50% is no number of customers, 12abc none at all."""
    if not text.strip():
        return None
    # a full stop as Chinese keyboards write it, and a number that begins with its point
    found = read_in(_POINT.sub(".", _BARE.sub("0.", text.strip())), unit)
    if isinstance(found, Unread):
        raise Refused(
            "number.places" if found.code == "number_too_precise" else "number.unreadable", field=field, places=6
        )
    if found.comparator not in (None, "≈"):
        raise Refused("number.compared", field=field, sign=found.comparator)
    if found.unit is not None and not is_counted_in(found.unit, unit):
        code = "check_in.unit" if unit else "check_in.plain"
        raise Refused(code, field=field, typed=found.unit, **({"unit": unit} if unit else {}))
    return found.value
