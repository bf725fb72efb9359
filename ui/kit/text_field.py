"""Text that several people write at once, in one element. Knows no domain word, stores nothing, and hears no keystroke.

The browser writes the text with the server of co-writing, by the document's name; this only says where, and what stands
there until then: the plain value, for the first picture, for whoever has no script, and for whoever may not join.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from msgspec import Struct
from reactpy import Vdom, component, html

from ui.kit.glow import Glow

_text = Vdom("cairn-text")

State = Literal["saved", "saving", "offline", "refused"]


class Writer(Struct, frozen=True):
    """Who writes, as the others see them: `colour` is 0 to 9."""

    id: str
    name: str
    colour: int


@component
def TextField(
    document: str,
    value: str,
    *,
    label: str,
    me: Writer | None,
    class_name: str = "edit",
    placeholder: str = "",
    line: bool = True,
    most: int = 300,
    may_write: bool = True,
    id: str = "",
    glow: Glow | None = None,
    on_state: Callable[[State], Awaitable[None]] | None = None,
    on_next: Callable[[], Awaitable[None]] | None = None,
) -> Any:
    """A co-written text. With `line` it is one line that may wrap, and Enter leaves it, or tells `on_next`.

    Keyed by its document: another text is another element, with nothing of the first left in it.
    """

    async def stated(event: dict[str, Any]) -> None:
        detail = event.get("detail")
        state = detail.get("state") if isinstance(detail, dict) else None
        if on_state is not None and state in ("saved", "saving", "offline", "refused"):
            await on_state(state)

    async def went_on(_: dict[str, Any]) -> None:
        if on_next is not None:
            await on_next()

    lit = glow if glow is not None and glow.class_name else None
    attributes: dict[str, Any] = {
        "key": document,
        "className": f"{class_name} {lit.class_name}" if lit is not None else class_name,
        "document": document,
        "label": label,
        "max": most,
        **(lit.attributes if lit is not None else {}),
    }
    if me is not None:
        attributes["me"] = {"id": me.id, "name": me.name, "colour": me.colour}
    if placeholder:
        attributes["placeholder"] = placeholder
    if id:
        attributes["id"] = id
    if line:
        attributes["line"] = True
    if not may_write:
        attributes["readonly"] = True
    if on_state is not None:
        attributes["onState"] = stated
    if on_next is not None:
        attributes["onNext"] = went_on
    return _text(attributes, html.span({"className": "plain", "data-hint": placeholder}, value))
