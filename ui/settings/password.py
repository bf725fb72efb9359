"""Changing one's password. Keeps none: what was written goes to the account and is forgotten."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.messages import Refused
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import field, form

MOST = 200


@component
def Password() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    times, set_times = use_state(0)

    async def submit(values: dict[str, str]) -> None:
        try:
            await session.account.change_password(values.get("old", ""), values.get("new", ""))
        except Refused as refusal:
            set_problem((refusal.field or "new", text.refusal(refusal)))
            return
        set_problem(("", ""))
        set_times(times + 1)  # a new form: the old one still shows what was written
        desk.say(text("settings.password_changed"))

    def line(name: str, autocomplete: str, hint: str) -> Any:
        is_refused = problem[0] == name
        attributes = {
            "type": "password",
            "name": name,
            "required": True,
            "maxLength": MOST,
            "autoComplete": autocomplete,
            **({"aria-invalid": "true"} if is_refused else {}),
        }
        label = text(f"settings.password_{name}")
        return field(label, html.input(attributes), problem=problem[1] if is_refused else "", hint=hint, key=name)

    return html.section(
        {"className": "part"},
        html.h2(text("settings.password")),
        html.p(text("settings.password_why")),
        form(
            {"className": "part-form", "key": f"form:{times}"},
            submit,
            html.div(
                {"className": "fields"},
                line("old", "current-password", ""),
                line("new", "new-password", text("settings.password_hint")),
            ),
            html.div({"className": "actions"}, html.button({"className": "btn"}, text("settings.password_change"))),
        ),
    )
