"""What lies over a page: dialogs and menus. No domain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from reactpy import Vdom, event, html

from ui.text import Text

_focus = Vdom("cairn-focus")
_keys = Vdom("cairn-keys")

Submit = Callable[[dict[str, str]], Awaitable[None]]
Close = Callable[[], None]


def values_of(happened: dict[str, Any]) -> dict[str, str]:
    """The named fields of a form that was submitted, as texts."""
    target = happened.get("currentTarget") or happened.get("target")
    values = target.get("values") if isinstance(target, dict) else None
    return {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}


def form(attributes: dict[str, Any], submit: Submit, *children: Any) -> Any:
    """A form whose fields arrive as a dict of texts."""

    @event(prevent_default=True)
    async def submitted(happened: dict[str, Any]) -> None:
        await submit(values_of(happened))

    return html.form({**attributes, "onSubmit": submitted}, *children)


def dialog(
    title: str, close: Close, submit: Submit, text: Text, *body: Any, footer: list[Any], wide: bool = False
) -> Any:
    """A form over the page. Escape and the close button leave it; the first field has the focus."""

    async def left(_: dict[str, Any]) -> None:
        close()

    return html.div(
        {"className": "veil", "key": "dialog", "role": "dialog", "aria-modal": "true", "aria-label": title},
        _keys({"map": {"escape": "close"}, "onKey": left}),
        form(
            {"className": "dialog wide" if wide else "dialog"},
            submit,
            html.header(
                {"role": "none"},
                html.h2(title),
                html.button(
                    {
                        "type": "button",
                        "className": "btn quiet icon small",
                        "data-icon": "close",
                        "aria-label": text("close"),
                        "onClick": left,
                    }
                ),
            ),
            _focus({"token": title, "className": "body"}, *body),
            html.footer({"className": "actions"}, *footer),
        ),
    )


def field(label: str, control: Any, *, problem: str = "", hint: str = "", key: str = "") -> Any:
    """A labelled control with its refusal, or else its hint, under it."""
    attributes: dict[str, Any] = {"className": "field refused" if problem else "field"}
    if key:
        attributes["key"] = key
    under = (
        html.small({"className": "why", "role": "alert"}, problem) if problem else html.small(hint) if hint else None
    )
    return html.label(attributes, label, control, *([under] if under is not None else []))


def choice(name: str, options: list[tuple[str, str]], chosen: str, **attributes: Any) -> Any:
    """A select of (value, words)."""
    return html.select(
        {"name": name, "defaultValue": chosen, **attributes},
        *(
            html.option({"key": value, "value": value, **({"selected": True} if value == chosen else {})}, words)
            for value, words in options
        ),
    )


def menu(label: str, items: list[Any], *, icon: str = "more", end: bool = True) -> Any:
    """A button that opens a menu. Browsers open and close `details` by themselves; the page closes it on a choice."""
    return html.details(
        {"className": "drop end" if end else "drop"},
        html.summary({"className": "btn quiet icon small", "data-icon": icon, "aria-label": label}),
        html.div({"className": "menu", "role": "menu"}, *items),
    )


def item(
    words: str, chosen: Callable[[], Awaitable[None]], *, icon: str = "", key: str = "", danger: bool = False
) -> Any:
    async def clicked(_: dict[str, Any]) -> None:
        await chosen()

    attributes: dict[str, Any] = {
        "type": "button",
        "className": "item danger" if danger else "item",
        "role": "menuitem",
        "key": key or words,
        "onClick": clicked,
    }
    if icon:
        attributes["data-icon"] = icon
    return html.button(attributes, words)
