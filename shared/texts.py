"""What a text may contain before it is kept. No I/O."""

from __future__ import annotations

import unicodedata

from shared.messages import Refused

_LINES = frozenset("\n\t")
_UNSEEN_KINDS = frozenset({"Cf", "Zs", "Zl", "Zp"})
_UNSEEN = frozenset(
    "\n\t\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""What shows nothing though it counts as a letter, a mark or a symbol: line ends, fillers, blank Braille, variation selectors."""


def check_line(text: str, field: str, *, blank: bool = False) -> str:
    """One line, trimmed; refused when nothing of it shows (unless `blank`), or when it holds control characters or half a
    character. Such as shows nothing is kept as nothing."""
    return _check(text, field, frozenset(), blank)


def check_lines(text: str, field: str) -> str:
    """Several lines, trimmed, newlines as `\\n`; may be empty, as is what shows nothing."""
    return _check(text.replace("\r\n", "\n"), field, _LINES, True)


def _check(text: str, field: str, allowed: frozenset[str], blank: bool) -> str:
    text = text.strip()
    if not text.isprintable():
        for character in text:
            if character not in allowed and unicodedata.category(character) in ("Cc", "Cs"):
                raise Refused("control_character", field=field, character=f"U+{ord(character):04X}")
    if not is_seen(text):
        if not blank:
            raise Refused("blank", field=field)
        return ""
    return text


def is_seen(text: str) -> bool:
    """Whether anything of it shows on a page: zero-width characters inside of words and emoji are fine, alone they are not."""
    return any(
        character not in _UNSEEN and (character.isalnum() or unicodedata.category(character) not in _UNSEEN_KINDS)
        for character in text
    )
