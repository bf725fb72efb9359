"""What a text may contain before it is kept. No I/O."""

from __future__ import annotations

import unicodedata

from shared.messages import Refused

_LINES = frozenset("\n\t")


def check_line(text: str, field: str, *, blank: bool = False) -> str:
    """One line, trimmed; refused when it is empty (unless `blank`), holds control characters or half a character."""
    return _check(text, field, frozenset(), blank)


def check_lines(text: str, field: str) -> str:
    """Several lines, trimmed, newlines as `\\n`; may be empty."""
    return _check(text.replace("\r\n", "\n"), field, _LINES, True)


def _check(text: str, field: str, allowed: frozenset[str], blank: bool) -> str:
    text = text.strip()
    if not text and not blank:
        raise Refused("blank", field=field)
    if not text.isprintable():
        for character in text:
            if character not in allowed and unicodedata.category(character) in ("Cc", "Cs"):
                raise Refused("control_character", field=field, character=f"U+{ord(character):04X}")
    return text
