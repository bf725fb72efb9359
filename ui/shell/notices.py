"""What a page says above itself: toasts with undo, and the question for a reason."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_ref, use_state

from ui.hooks import use_desk, use_text
from ui.kit.dialogs import dialog, field

_del = Vdom("del")


@component
def Notices() -> Any:
    return html._(Toasts(key="toasts"), ReasonDialog(key="reason"))


@component
def Toasts() -> Any:
    desk, text = use_desk(), use_text()
    _, again = use_state(0)
    times = use_ref(0)

    def shown() -> None:
        times.current += 1
        again(times.current)

    desk.on_toasts(shown)

    async def undo(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        toast = next((each for each in desk.toasts if each.id == wanted), None)
        if toast is not None:
            await desk.undo(toast)

    async def dismiss(happened: dict[str, Any]) -> None:
        desk.dismiss(str(happened["currentTarget"].get("value", "")))

    return html.div(
        {"className": "toasts", "role": "status", "aria-live": "polite"},
        *(
            html.p(
                {"className": "toast", "key": each.id, **({"data-s": "off", "role": "alert"} if each.bad else {})},
                each.text,
                *(
                    [html.button({"type": "button", "value": each.id, "onClick": undo}, text("undo"))]
                    if each.undo
                    else []
                ),
                *(
                    [html.button({"type": "button", "value": each.id, "onClick": dismiss}, text("understood"))]
                    if each.bad
                    else []
                ),
            )
            for each in desk.toasts
        ),
    )


@component
def ReasonDialog() -> Any:
    """Asked when a target or wording changes while the cycle is under way."""
    desk, text = use_desk(), use_text()
    _, again = use_state(0)
    times = use_ref(0)

    def asked() -> None:
        times.current += 1
        again(times.current)

    desk.on_question(asked)
    question = desk.question
    if question is None:
        return None

    async def submit(values: dict[str, str]) -> None:
        await desk.answer(values.get("reason", ""))

    def close() -> None:
        desk.drop()

    problem = text.refusal(question.problem) if question.problem is not None else ""
    changes = [
        *([_del(question.before)] if question.before else []),
        *([html.ins(question.after)] if question.after else []),
    ]
    long = len(question.before) + len(question.after) > 40
    return dialog(
        text("reason.title"),
        close,
        submit,
        text,
        html.p(text("reason.why")),
        *([html.div({"className": "diff text" if long else "diff", "key": "diff"}, *changes)] if changes else []),
        field(
            text("reason.label"),
            html.textarea(
                {"name": "reason", "required": True, "maxLength": 1_000, "placeholder": text("reason.example")}
            ),
            problem=problem,
        ),
        footer=[html.button({"className": "btn primary"}, text("reason.save"))],
    )
