"""Opening an objective's words to everybody who may edit, for a reason, and closing them again."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.gates import is_frozen
from shared.messages import Id
from shared.objectives.messages import CloseRewording, OpenRewording
from shared.view import View
from ui.hooks import use_desk, use_text, use_view
from ui.kit.dialogs import dialog, field
from ui.wording.fields import is_free

_focus = Vdom("cairn-focus")
_TITLE = "cairn-text#title :is(.plain[tabindex], [contenteditable=true])"
"""Where one writes the title once the words are open."""


@component
def Rewording(objective_id: Id) -> Any:
    """Opens the words of an objective to everybody who may edit, for a reason; or closes them again."""

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        is_over = objective.archived or is_frozen(view.state, objective)
        return objective.rewording, is_over, is_free(view, objective), view.may_edit(objective_id)

    view = use_view(f"objective:{objective_id}", looks=looks)
    text, desk = use_text(), use_desk()
    is_asked, set_asked = use_state(False)
    has_opened, set_opened = use_state(False)
    objective = view.objective(objective_id)
    if objective is None or objective.archived or is_frozen(view.state, objective) or not view.may_edit(objective_id):
        return None

    async def ask(_: dict[str, Any]) -> None:
        set_asked(True)

    def opened() -> None:
        set_asked(False)
        set_opened(True)

    async def close(_: dict[str, Any]) -> None:
        set_opened(False)
        await desk.run(CloseRewording(objective_id=objective_id))

    if objective.rewording:
        return html.p(
            {"className": "banner", "data-s": "active"},
            text("rewording.open", reason=objective.rewording),
            html.button({"type": "button", "className": "btn small", "onClick": close}, text("rewording.close")),
            *([_focus({"token": "opened", "to": _TITLE, "key": "focus"})] if has_opened else []),
        )
    if is_free(view, objective):
        return None
    return html._(
        html.button(
            {"type": "button", "className": "btn quiet small", "data-icon": "edit", "key": "ask", "onClick": ask},
            text("rewording.ask"),
        ),
        *([RewordingDialog(objective_id, lambda: set_asked(False), opened, key="dialog")] if is_asked else []),
    )


@component
def RewordingDialog(objective_id: Id, close: Any, opened: Any) -> Any:
    text, desk = use_text(), use_desk()
    problem, set_problem = use_state("")

    async def submit(values: dict[str, str]) -> None:
        refusal = await desk.run(
            OpenRewording(objective_id=objective_id, reason=values.get("reason", "")), quietly=True
        )
        if refusal is None:
            opened()
        else:
            set_problem(text.refusal(refusal))

    return dialog(
        text("rewording.ask"),
        close,
        submit,
        text,
        html.p(text("rewording.why")),
        field(
            text("reason.label"),
            html.textarea(
                {"name": "reason", "required": True, "maxLength": 1_000, "placeholder": text("rewording.example")}
            ),
            problem=problem,
        ),
        footer=[html.button({"className": "btn primary"}, text("rewording.begin"))],
    )
