"""Says where a key result stands: value, confidence and a word, in a form inside its card; or a tick at a milestone."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.check_ins.messages import PostCheckIn
from shared.key_results.model import Kind
from shared.messages import Id, Refused
from shared.policy import may_check_in
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.numbers import typed_number
from ui.kit.dialogs import choice, field, form

_focus = Vdom("cairn-focus")
_keys = Vdom("cairn-keys")


@component
def CheckInForm(key_result_id: Id, close: Any) -> Any:
    view = use_view(f"key_result:{key_result_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    measure = key_result.measure

    async def submit(values: dict[str, str]) -> None:
        confidence = values.get("confidence", "")
        try:
            value = typed_number(values.get("value", ""), "value")
        except Refused as refusal:
            set_problem(("value", text.refusal(refusal)))
            return
        refusal_ = await desk.run(
            PostCheckIn(
                check_in_id=session.new_id(),
                key_result_id=key_result_id,
                value=value,
                confidence=int(confidence) if confidence.isdecimal() else None,
                note=values.get("note", ""),
            ),
            quietly=True,
        )
        if refusal_ is None:
            close()
        else:
            set_problem((refusal_.field or "", text.refusal(refusal_)))

    async def leave(_: dict[str, Any]) -> None:
        close()

    value: Any = None
    if measure.kind is Kind.BINARY:
        value = choice("value", [("0", text("not_yet")), ("1", text("yes"))], "1" if key_result.current else "0")
    elif measure.kind is not Kind.MILESTONE:
        current = "" if key_result.current is None else text.number(key_result.current)
        control = html.input({"name": "value", "inputMode": "decimal", "defaultValue": current, "autoComplete": "off"})
        value = html.span({"className": "unit-field"}, control, html.span(measure.unit)) if measure.unit else control
    levels = [("", text("check_in.no_confidence")), *((str(each), str(each)) for each in range(10, -1, -1))]
    chosen = "" if key_result.confidence is None else str(key_result.confidence)
    value_problem = problem[1] if problem[0] == "value" else ""
    return form(
        {"className": "body", "id": f"check-in-{key_result_id}"},
        submit,
        _keys({"map": {"escape": "close"}, "onKey": leave}),
        _focus(
            {"token": "check-in", "className": "fields", "select": True},
            *([field(text("check_in.value"), value, problem=value_problem)] if value is not None else []),
            field(
                text("check_in.confidence"), choice("confidence", levels, chosen), hint=text("check_in.confidence_hint")
            ),
        ),
        field(
            text("check_in.note"),
            html.input(
                {"name": "note", "maxLength": 5_000, "placeholder": text("check_in.note_hint"), "autoComplete": "off"}
            ),
        ),
        *([html.p({"className": "why", "role": "alert"}, problem[1])] if problem[1] and problem[0] != "value" else []),
        html.div(
            {"className": "actions"},
            html.button({"className": "btn primary small"}, text("check_in.post")),
            html.button({"type": "button", "className": "btn quiet small", "onClick": leave}, text("cancel")),
        ),
    )


@component
def Steps(key_result_id: Id) -> Any:
    """Milestones as a checklist; a tick is a check-in."""
    view = use_view(f"key_result:{key_result_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    done = [each.id for each in key_result.measure.milestones if each.done]
    may = may_check_in(view.actor, key_result_id, view.state)

    async def ticked(happened: dict[str, Any]) -> None:
        target = happened["target"]
        milestone_id, is_done = str(target.get("value", "")), bool(target.get("checked"))
        now = view.state.key_results[key_result_id].measure.milestones
        wanted = tuple(each.id for each in now if (is_done if each.id == milestone_id else each.id in done))
        await desk.run(PostCheckIn(check_in_id=session.new_id(), key_result_id=key_result_id, done=wanted))

    return html.ul(
        {"className": "steps", "aria-label": text("key_result.milestones")},
        *(
            html.li(
                {"key": each.id},
                html.label(
                    {"className": "check"},
                    html.input(
                        {
                            "type": "checkbox",
                            "value": each.id,
                            "checked": each.done,
                            "onChange": ticked,
                            **({} if may else {"disabled": True}),
                        }
                    ),
                    each.name,
                ),
            )
            for each in key_result.measure.milestones
        ),
    )
