"""Text that is edited where it stands: committed on Enter, on leaving or after a pause. No domain words.

What was refused stays as it was written, with the reason under it; what was given up goes back to what is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from reactpy import Vdom, component, html, use_state

from shared.messages import Refused
from ui.hooks import use_text
from ui.kit.glow import Glow

_commit = Vdom("cairn-commit")


class Words(Struct, frozen=True):
    """What somebody wrote, what stood there when they began, and how to forget it all."""

    now: str
    was: str
    forget: Callable[[], None]


Commit = Callable[[Words], Awaitable[Refused | None]]


@component
def Written(
    value: str,
    commit: Commit,
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
    text = use_text()
    times, set_times = use_state(0)
    problem, set_problem = use_state("")

    def forget() -> None:
        set_times(lambda times: times + 1)
        set_problem("")

    async def committed(event: dict[str, Any]) -> None:
        detail = event.get("detail")
        now, was = (detail.get("value"), detail.get("was", value)) if isinstance(detail, dict) else (None, None)
        if not isinstance(now, str) or not isinstance(was, str):
            return
        if now.strip() == value:
            set_problem("")
            return
        refusal = await commit(Words(now if long else " ".join(now.split()), was, forget))
        set_problem("" if refusal is None or refusal.code == "reason.wanted" else text.refusal(refusal))

    async def cancelled(_: dict[str, Any]) -> None:
        set_problem("")

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
    if problem:
        attributes["aria-invalid"] = "true"
    lit = glow if glow is not None and glow.class_name else None
    return _commit(
        {
            "key": f"written:{times}",
            "className": f"written {lit.class_name}" if lit is not None else "written",
            "value": value,
            "onCommit": committed,
            "onCancel": cancelled,
            **({} if long else {"line": True}),
            **(lit.attributes if lit is not None else {}),
        },
        html.textarea(attributes),
        *([html.small({"className": "why", "role": "alert"}, problem)] if problem else []),
    )
