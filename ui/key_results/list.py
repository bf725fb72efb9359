"""An objective's key results in their order, and the line on which the next one is written."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.gates import is_frozen
from shared.key_results.model import KeyResult
from shared.messages import Id, Refused
from ui.hooks import use_session, use_text, use_view
from ui.key_results.card import KeyResultCard
from ui.key_results.reading import command_for, read_line

_commit = Vdom("cairn-commit")
_focus = Vdom("cairn-focus")


@component
def KeyResultList(objective_id: Id) -> Any:
    view = use_view(f"key_results:{objective_id}")
    text = use_text()
    objective = view.objective(objective_id)
    if objective is None:
        return None
    key_results: list[KeyResult] = view.key_results(objective_id)
    may_edit = view.may_edit(objective_id) and not objective.archived and not is_frozen(view.state, objective)
    cards = [KeyResultCard(each.id, key=each.id) for each in key_results]
    if not cards and not may_edit:
        return html.p({"className": "hint"}, text("key_result.none"))
    return html._(
        html.ol({"className": "krs", "key": "krs"}, *cards),
        *([NewLine(objective_id, len(cards), key="new")] if may_edit else []),
    )


@component
def NewLine(objective_id: Id, count: int) -> Any:
    """A line that becomes a key result on Enter; what it was read as is shown under it before."""
    session, text = use_session(), use_text()
    opened, set_opened = use_state(False)
    words, set_words = use_state("")
    problem, set_problem = use_state("")

    async def show(_: dict[str, Any]) -> None:
        set_opened(True)

    async def typed(happened: dict[str, Any]) -> None:
        set_words(str(happened["target"].get("value", ""))[:400])
        set_problem("")

    async def commit(happened: dict[str, Any]) -> None:
        line = str((happened.get("detail") or {}).get("value", ""))[:400]
        reading = read_line(line, session.state)
        if reading.measure is None:
            set_words(line)
            set_problem(text("key_result.no_number"))
            return
        try:
            await session.execute(command_for(reading, objective_id, session.new_id(), session.new_id))
        except Refused as refusal:
            set_problem(text.refusal(refusal))
            return
        set_words("")

    async def left(_: dict[str, Any]) -> None:
        set_opened(False)
        set_words("")
        set_problem("")

    if not opened:
        return html.button(
            {"type": "button", "className": "add", "data-icon": "plus", "id": "add-key-result", "onClick": show},
            text("key_result.add"),
            " ",
            html.kbd("K"),
        )
    reading = read_line(words, session.state)
    return html.div(
        {"className": "newline"},
        _focus(
            {"token": f"new-{count}"},
            _commit(
                {"clear": True, "className": "written", "onCommit": commit, "onCancel": left},
                html.input(
                    {
                        "className": "input",
                        "aria-label": text("key_result.add"),
                        "placeholder": text("key_result.example"),
                        "maxLength": 400,
                        "onChange": typed,
                    }
                ),
            ),
        ),
        reading.chips(text),
        *([html.p({"className": "why", "role": "alert"}, problem)] if problem else []),
    )
