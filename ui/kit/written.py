"""Text that is edited where it stands: committed on Enter, on leaving or after a pause. No domain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from reactpy import Vdom, html

from ui.kit.glow import Glow

_commit = Vdom("cairn-commit")


def written(
    value: str,
    commit: Callable[[str], Awaitable[None]],
    *,
    label: str,
    class_name: str = "edit",
    placeholder: str = "",
    long: bool = False,
    most: int = 300,
    id: str = "",
    glow: Glow | None = None,
) -> Any:
    """A text as a field. `long` keeps Enter for new lines; a text of one line grows as it wraps all the same."""

    async def committed(event: dict[str, Any]) -> None:
        detail = event.get("detail")
        text = detail.get("value") if isinstance(detail, dict) else None
        if isinstance(text, str) and text.strip() != value:
            await commit(text if long else " ".join(text.split()))

    attributes: dict[str, Any] = {
        "className": class_name,
        "rows": 1,
        "defaultValue": value,
        "aria-label": label,
        "maxLength": most,
    }
    if placeholder:
        attributes["placeholder"] = placeholder
    if id:
        attributes["id"] = id
    if not long:
        attributes["enterKeyHint"] = "done"
    lit = glow if glow is not None and glow.class_name else None
    return _commit(
        {
            "className": f"written {lit.class_name}" if lit is not None else "written",
            "value": value,
            "onCommit": committed,
            **({} if long else {"line": True}),
            **(lit.attributes if lit is not None else {}),
        },
        html.textarea(attributes),
    )
