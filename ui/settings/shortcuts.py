"""The keys of the keyboard, told on the page of settings and wherever somebody presses ?. Acts on none of them."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from ui.hooks import use_text
from ui.text import Text

KEYS: tuple[tuple[str, str], ...] = (
    ("c", "new"),
    ("k", "add_key_result"),
    ("l", "supports"),
    ("/", "find"),
    ("g g", "goals"),
    ("g k", "check_ins"),
    ("g w", "warnings"),
    ("g i", "inbox"),
    ("g p", "people"),
    ("g c", "cycles"),
    ("g m", "meetings"),
    ("g s", "settings"),
    ("mod+enter", "submit"),
    ("escape", "leave"),
    ("j", "next_item"),
    ("v", "vote"),
    ("?", "keys"),
)
"""The key as `cairn-keys` writes it, and what it does."""

_CAPS = {"mod+enter": "⌘ / Ctrl ↵", "escape": "Esc"}


def shortcuts(text: Text) -> Any:
    return html.dl(
        {"className": "shortcuts"},
        *(html.div({"key": key}, html.dt(text(f"shortcut.{does}")), html.dd(*_caps(key, text))) for key, does in KEYS),
    )


def _caps(key: str, text: Text) -> list[Any]:
    if key in _CAPS:
        return [html.kbd(_CAPS[key])]
    first, *rest = key.upper().split(" ")
    caps: list[Any] = [html.kbd(first)]
    for each in rest:
        caps += [html.small(f" {text('shortcut.then')} "), html.kbd(each)]
    return caps


@component
def KeyboardHelp() -> Any:
    """Waits unseen; the browser opens what has the id `keys` by itself, and closes it without asking anybody."""
    text = use_text()
    return html.dialog(
        {"className": "keyboard", "id": "keys", "aria-label": text("settings.keys"), "closedby": "any"},
        html.form(
            {"method": "dialog"},
            html.h2(text("settings.keys")),
            html.button({"className": "btn quiet icon small", "data-icon": "close", "aria-label": text("close")}),
        ),
        shortcuts(text),
    )
