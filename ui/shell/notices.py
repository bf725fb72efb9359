"""What a page says above itself: toasts with undo, and the question for a reason."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_ref, use_state

from ui.desk import Toast
from ui.hooks import use_desk, use_text
from ui.kit.dialogs import dialog, field

_del = Vdom("del")


@component
def Notices() -> Any:
    return html._(Toasts(key="toasts"), ReasonDialog(key="reason"))


@component
def Toasts() -> Any:
    """One at a time, the newest; what can be undone besides it waits in a list."""
    desk, text = use_desk(), use_text()
    _, again = use_state(0)
    is_open, set_open = use_state(False)
    times = use_ref(0)

    def shown() -> None:
        times.current += 1
        again(times.current)
        if len(desk.toasts) < 2:
            set_open(False)

    desk.on_toasts(shown)

    async def undo(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        toast = next((each for each in desk.toasts if each.id == wanted), None)
        if toast is not None:
            await desk.undo(toast)

    async def dismiss(happened: dict[str, Any]) -> None:
        desk.dismiss(str(happened["currentTarget"].get("value", "")))

    async def toggle(_: dict[str, Any]) -> None:
        set_open(not is_open)
        if is_open:
            desk.let_go()
        else:
            desk.hold()

    def way_back(toast: Toast) -> list[Any]:
        return [html.button({"type": "button", "value": toast.id, "onClick": undo}, text("undo"))] if toast.undo else []

    *earlier, newest = desk.toasts or (None,)
    listed = [each for each in reversed(earlier) if each is not None]
    return html.div(
        {"className": "toasts", "role": "status", "aria-live": "polite"},
        *(
            [
                html.ul(
                    {"className": "earlier", "key": "earlier", "aria-label": text("undo.earlier", n=len(listed))},
                    *(html.li({"key": each.id}, html.span(each.text), *way_back(each)) for each in listed),
                )
            ]
            if listed and is_open
            else []
        ),
        *(
            [
                html.button(
                    {
                        "type": "button",
                        "className": "more-undo",
                        "key": "more",
                        "aria-expanded": "true" if is_open else "false",
                        "onClick": toggle,
                    },
                    text("undo.earlier", n=len(listed)),
                )
            ]
            if listed
            else []
        ),
        *(
            [
                html.p(
                    {
                        "className": "toast",
                        "key": newest.id,
                        **({"data-s": "off", "role": "alert"} if newest.bad else {}),
                    },
                    html.span(newest.text),
                    *way_back(newest),
                    *(
                        [html.button({"type": "button", "value": newest.id, "onClick": dismiss}, text("understood"))]
                        if newest.bad
                        else []
                    ),
                )
            ]
            if newest is not None
            else []
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
