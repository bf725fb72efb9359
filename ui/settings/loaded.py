"""What a part of the page shows while it waits for what it has to ask for, and when that fails. Asks for nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from msgspec import Struct
from reactpy import html, use_state
from reactpy.core.hooks import use_async_effect

from ui.text import Text

log = logging.getLogger("cairn.ui")

T = TypeVar("T")


class Loaded(Struct, Generic[T], frozen=True):
    """`found` is None until something came; what came stays while it is asked for again."""

    found: T | None
    failed: bool
    again: Callable[[], None]


def use_loaded(load: Callable[[], Awaitable[T]]) -> Loaded[T]:
    nothing: tuple[T | None, bool] = (None, False)
    answer, set_answer = use_state(nothing)
    asked, set_asked = use_state(0)

    @use_async_effect(dependencies=[asked])
    async def ask() -> None:
        try:
            set_answer((await load(), False))
        except Exception:
            log.exception("settings.not_loaded")
            set_answer((None, True))

    def again() -> None:
        set_asked(lambda times: times + 1)

    return Loaded(answer[0], answer[1], again)


def bones(rows: int) -> Any:
    return html.div(
        {"className": "bones", "aria-busy": "true", "key": "bones"},
        *(html.span({"className": "bone", "key": str(n), "style": {"--h": "38px"}}) for n in range(rows)),
    )


def not_loaded(text: Text, again: Callable[[], None]) -> Any:
    async def clicked(_: dict[str, Any]) -> None:
        again()

    return html.p(
        {"className": "banner", "data-s": "off", "role": "alert", "key": "failed"},
        text("settings.load_failed"),
        html.button({"type": "button", "className": "btn small", "onClick": clicked}, text("settings.load_again")),
    )
