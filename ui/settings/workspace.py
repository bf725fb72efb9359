"""The workspace's name and how it judges pace, in per cent. Shown to admins; the rules refuse everybody else anyway."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reactpy import component, html, use_state

from shared.messages import Refused
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from ui.hooks import use_desk, use_text, use_view
from ui.key_results.numbers import typed_number
from ui.kit.dialogs import field, form
from ui.settings.profile import Kept, kept

NAMES = ("on_track", "at_risk", "silent")
HUNDRED = Decimal(100)


@component
def WorkspacePart() -> Any:
    view = use_view("workspace", "directory")
    text, desk = use_text(), use_desk()
    problem, set_problem = use_state("")
    if not view.may(ChangeWorkspace()):
        return None

    async def keep(name: str) -> None:
        refusal = await desk.run(ChangeWorkspace(name=name), quietly=True)
        set_problem(text.refusal(refusal) if refusal is not None else "")

    line = Kept("workspace_name", text("settings.workspace_name"), view.state.workspace.name, problem)
    return html.section(
        {"className": "part"},
        html.h2(text("settings.workspace")),
        html.p(text("settings.workspace_why")),
        kept(line, keep, lambda: set_problem("")),
        Pace(key="pace"),
    )


@component
def Pace() -> Any:
    view = use_view("workspace")
    text, desk = use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    thresholds = view.state.workspace.thresholds

    async def submit(values: dict[str, str]) -> None:
        try:
            wanted = Thresholds(**{name: _part(values.get(name, ""), name) for name in NAMES})
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refused = await desk.run(
            ChangeWorkspace(thresholds=wanted), done=text("settings.workspace_saved"), quietly=True
        )
        if refused is None:
            set_problem(("", ""))
        else:
            set_problem(((refused.field or "").removeprefix("thresholds."), text.refusal(_in_per_cent(refused))))

    def line(name: str) -> Any:
        words = problem[1] if problem[0] == name else ""
        attributes = {
            "name": name,
            "inputMode": "decimal",
            "autoComplete": "off",
            "maxLength": 12,
            "defaultValue": _plain(getattr(thresholds, name) * HUNDRED),
            **({"aria-invalid": "true"} if words else {}),
        }
        control = html.span({"className": "unit-field"}, html.input(attributes), html.span("%"))
        return field(text(f"settings.workspace_{name}"), control, problem=words, key=name)

    return form(
        {"className": "part-form"},
        submit,
        html.p({"className": "quiet-text"}, text("settings.workspace_thresholds_why")),
        html.div({"className": "fields"}, *(line(name) for name in NAMES)),
        *(
            [html.p({"className": "why", "role": "alert"}, problem[1])]
            if problem[1] and problem[0] not in NAMES
            else []
        ),
        html.div({"className": "actions"}, html.button({"className": "btn"}, text("save"))),
    )


def _part(written: str, name: str) -> Decimal:
    value = typed_number(written.strip().removesuffix("%"), name)
    if value is None:
        raise Refused("number.wanted", field=name)
    return value / HUNDRED


def _in_per_cent(refusal: Refused) -> Refused:
    """The rules count in parts of one, the page in per cent."""
    params = {
        name: _plain(Decimal(value) * HUNDRED)
        if isinstance(value, int | Decimal) and name in ("low", "high")
        else value
        for name, value in refusal.params.items()
    }
    return Refused(refusal.code, field=refusal.field, **params)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
