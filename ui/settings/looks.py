"""Light, dark, or as the system. The browser alone keeps the choice; nothing of it comes here."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html

from ui.hooks import use_text

_theme = Vdom("cairn-theme")

THEMES = ("system", "light", "dark")


@component
def Looks() -> Any:
    text = use_text()
    return html.section(
        {"className": "part"},
        html.h2(text("settings.look")),
        html.p(text("settings.look_why")),
        _theme(
            {"className": "themes", "role": "radiogroup", "aria-label": text("settings.look")},
            *(
                html.label(
                    {"className": "theme", "data-look": each, "key": each},
                    html.input({"type": "radio", "name": "theme", "value": each}),
                    text(f"settings.look.{each}"),
                )
                for each in THEMES
            ),
        ),
    )
