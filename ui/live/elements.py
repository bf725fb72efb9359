"""The browser's own elements, as functions. Knows their attributes and nothing of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reactpy import Vdom

from ui.text import Text, iso

_time = Vdom("cairn-time")


def ago(moment: datetime, text: Text) -> Any:
    """How long ago, kept current by the browser; the day until it can."""
    return _time({"datetime": iso(moment), "lang": text.locale.value}, text.month_day(moment))
