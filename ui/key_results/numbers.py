"""Numbers as people type them into a field. Refuses what it cannot read, naming the field."""

from __future__ import annotations

import re
from decimal import Decimal

from shared.exchange.numbers import Quantity, Unread, read_number
from shared.messages import Refused

SIGNS = frozenset({"%", "‰", "¥", "$", "€", "£", "₩"})
"""Units that a number cannot be mistaken for another in."""
_SAME = {"￥": "¥", "元": "¥", "人民币": "¥", "％": "%"}
_POINT = re.compile(r"(?<=\d)[。．](?=\d)")
_BARE = re.compile(r"^[.．。](?=\d)")


def typed_number(text: str, field: str) -> Decimal | None:
    """`1,200.5`, `1.2亿`, `99,95`, `¥86`: the number. None for an empty field."""
    found = _read(text, field)
    return None if found is None else found.value


def typed_value(text: str, unit: str, field: str) -> Decimal | None:
    """A number that is counted in `unit`. A sign of something else is refused: 50% is no number of customers."""
    found = _read(text, field)
    if found is None:
        return None
    sign = _SAME.get(found.unit or "", found.unit)
    if sign in SIGNS and sign != _SAME.get(unit, unit):
        code = "check_in.unit" if unit else "check_in.plain"
        raise Refused(code, field=field, typed=found.unit or "", **({"unit": unit} if unit else {}))
    return found.value


def _read(text: str, field: str) -> Quantity | None:
    if not text.strip():
        return None
    # a full stop as Chinese keyboards write it, and a number that begins with its point
    found = read_number(_POINT.sub(".", _BARE.sub("0.", text.strip())))
    if isinstance(found, Unread):
        raise Refused(
            "number.places" if found.code == "number_too_precise" else "number.unreadable", field=field, places=6
        )
    return found
