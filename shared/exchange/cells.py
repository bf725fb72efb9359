"""Text in a spreadsheet's cell that no spreadsheet runs as a formula, and that nobody mistakes for an empty cell.

Reversible: what `escape` adds, `unescape` takes away, and nothing else.
"""

from __future__ import annotations

import re

from shared.exchange.vocabulary import NOTHING

_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_LITERAL_NOTHING = re.compile(
    "'*(?:" + "|".join(re.escape(nothing) for nothing in NOTHING if nothing) + ")", re.IGNORECASE
)


def escape(text: str) -> str:
    """One apostrophe in front where a spreadsheet would calculate, or a reader would see nothing."""
    return f"'{text}" if _RISKY.match(text) or _LITERAL_NOTHING.fullmatch(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and (_RISKY.match(text) or _LITERAL_NOTHING.fullmatch(text)) else text
