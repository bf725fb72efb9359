"""The question before a cycle moves on: what it means for everybody, in words, before it happens."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.messages import Id
from ui.closing.marks import ungraded_lines
from ui.hooks import use_desk, use_text, use_view
from ui.kit.dialogs import Close, dialog, field
from ui.text import Text

_focus = Vdom("cairn-focus")

NEXT = {
    CycleState.DRAFT: CycleState.ACTIVE,
    CycleState.ACTIVE: CycleState.CLOSING,
    CycleState.CLOSING: CycleState.ARCHIVED,
    CycleState.ARCHIVED: None,
}
BACK = {CycleState.ACTIVE: CycleState.DRAFT, CycleState.CLOSING: CycleState.ACTIVE}


def move_words(before: CycleState, to: CycleState, text: Text, part: str = "", **params: object) -> str:
    """What the step is called; `part` "_title" and "_why" ask and explain it."""
    step = "reopen" if before is CycleState.CLOSING and to is CycleState.ACTIVE else to.value
    return text(f"cycles.move_{step}{part}", **params)


@component
def MoveDialog(cycle_id: Id, to: CycleState, close: Close) -> Any:
    """Says nothing when somebody else has made the step meanwhile, or when there is no such step."""
    view = use_view(f"cycle:{cycle_id}", f"goals:{cycle_id}", f"grades:{cycle_id}")
    text, desk = use_text(), use_desk()
    problem, set_problem = use_state("")
    cycle = view.state.cycles[cycle_id]
    before = cycle.state
    if to not in (NEXT[before], BACK.get(before)) or not view.may(MoveCycle(cycle_id=cycle_id, state=to)):
        return None

    async def submit(values: dict[str, str]) -> None:
        refusal = await desk.run(
            MoveCycle(cycle_id=cycle_id, state=to, reason=values.get("reason", ""), if_version=cycle.version),
            done=text("cycles.moved", name=cycle.name, state=text(f"cycle.{to.value}")),
            # what is closed again at once was closed when it was
            undo=[]
            if to is CycleState.ARCHIVED
            else [MoveCycle(cycle_id=cycle_id, state=before, closed_at=cycle.closed_at)],
            quietly=True,
        )
        if refusal is None:
            close()
        else:
            set_problem(text.refusal(refusal))

    async def leave(_: dict[str, Any]) -> None:
        close()

    drafts = sum(1 for each in view.goals(cycle_id) if each.draft)
    is_final = to is CycleState.ARCHIVED
    left = ungraded_lines(view, cycle_id, text) if is_final else []
    return dialog(
        move_words(before, to, text, "_title", name=cycle.name),
        close,
        submit,
        text,
        html.p({"key": "why"}, move_words(before, to, text, "_why")),
        *([html.p({"key": "drafts"}, text("cycles.unpublished", n=drafts))] if drafts and to is NEXT[before] else []),
        *(_without(left, problem, text) if left else []),
        *([html.p({"className": "why", "role": "alert", "key": "problem"}, problem)] if problem and not left else []),
        footer=[
            html.button({"type": "button", "className": "btn", "onClick": leave, "key": "leave"}, text("cancel")),
            # there is no field to stand in: Enter is for the step itself
            _focus(
                {"token": to.value, "key": "go"},
                html.button({"className": "btn danger" if is_final else "btn primary"}, move_words(before, to, text)),
            ),
        ],
    )


def _without(left: list[str], problem: str, text: Text) -> list[Any]:
    reason = html.input({"name": "reason", "maxLength": 1_000, "autoComplete": "off"})
    return [
        *(html.p({"key": each}, each) for each in left),
        field(text("closing.why_archive"), reason, problem=problem, key="reason"),
    ]
