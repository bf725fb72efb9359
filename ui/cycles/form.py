"""Making and changing a cycle in a dialog. A new one is proposed; what was typed over a proposal is kept.

Shows the cycle as it was when it opened, and sends only what was changed here.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_ref, use_state
from reactpy.utils import Ref

from shared.cycles.messages import ChangeCycle, CreateCycle
from shared.cycles.model import Cycle, CycleKind
from shared.messages import Id, Refused
from shared.shape import shaped
from shared.view import View
from ui.cycles.calendar import proposal
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import Close, choice, dialog, field
from ui.text import Text

FIELDS = ("name", "kind", "starts_on", "ends_on", "parent_id")


@component
def CycleDialog(cycle_id: Id | None, close: Close) -> Any:
    """`cycle_id` None makes a new one. Another rhythm proposes another name and other dates."""
    view, session, text, desk = use_view("cycles"), use_session(), use_text(), use_desk()
    before, _ = use_state(lambda: view.state.cycles.get(cycle_id or ""))
    kind, set_kind = use_state(CycleKind.QUARTER if before is None else before.kind)
    problem, set_problem = use_state(("", ""))
    typed: Ref[dict[str, str]] = use_ref({})
    proposed = proposal(view.cycles(), kind, text.today(session.now()))
    shown = {**_plain(proposed if before is None else before), "kind": kind.value, **typed.current}

    async def hear(happened: dict[str, Any]) -> None:
        target = happened["target"]
        typed.current = {**typed.current, str(target.get("name", "")): str(target.get("value", ""))}

    async def hear_kind(happened: dict[str, Any]) -> None:
        wanted = str(happened["target"].get("value", ""))
        if wanted in {each.value for each in CycleKind}:
            set_kind(CycleKind(wanted))

    async def submit(values: dict[str, str]) -> None:
        given: dict[str, Any] = {name: values[name].strip() for name in FIELDS if name in values}
        if "parent_id" in given:
            given["parent_id"] = given["parent_id"] or None
        try:
            if before is None:
                command: CreateCycle | ChangeCycle = shaped({"cycle_id": session.new_id(), **given}, CreateCycle)
            else:
                old = {**_plain(before), "parent_id": before.parent_id}
                changes = {name: value for name, value in given.items() if value != old[name]}
                command = shaped({"cycle_id": before.id, **changes}, ChangeCycle)
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        failure = await desk.run(
            command, done=text("cycles.created", name=given.get("name")) if before is None else "", quietly=True
        )
        if failure is None:
            close()
        else:
            set_problem((failure.field or "", text.refusal(failure)))

    return dialog(
        text("cycles.new") if before is None else text("cycles.edit", name=before.name),
        close,
        submit,
        text,
        *_fields(view, before, shown, hear, hear_kind, problem, text),
        footer=[html.button({"className": "btn primary"}, text("cycles.create" if before is None else "save"))],
    )


def _plain(cycle: Any) -> dict[str, str]:
    """A cycle, or a proposal, as its form shows it."""
    return {
        "name": cycle.name,
        "kind": cycle.kind.value if isinstance(cycle, Cycle) else "",
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "parent_id": cycle.parent_id or "",
    }


def _fields(
    view: View,
    before: Cycle | None,
    shown: dict[str, str],
    hear: Any,
    hear_kind: Any,
    problem: tuple[str, str],
    text: Text,
) -> list[Any]:
    def put(name: str, control: Any) -> Any:
        return field(text(f"cycles.{name}"), control, problem=problem[1] if problem[0] == name else "", key=name)

    def line(name: str, **attributes: Any) -> Any:
        attributes |= {"name": name, "defaultValue": shown[name], "onChange": hear, "autoComplete": "off"}
        return put(name, html.input({**attributes, **({"aria-invalid": "true"} if problem[0] == name else {})}))

    kinds = [(each.value, text(f"cycle_kind.{each.value}")) for each in CycleKind]
    parents = [(each.id, each.name) for each in view.cycles() if before is None or each.id != before.id]
    return [
        line("name", maxLength=80, placeholder=text("cycles.name_example")),
        html.div(
            {"className": "fields", "key": "kinds"},
            put("kind", choice("kind", kinds, shown["kind"], onChange=hear_kind)),
            put(
                "parent_id",
                choice("parent_id", [("", text("cycles.no_parent")), *parents], shown["parent_id"], onChange=hear),
            ),
        ),
        html.div({"className": "fields", "key": "dates"}, line("starts_on", type="date"), line("ends_on", type="date")),
        *(
            [html.p({"className": "why", "role": "alert", "key": "why"}, problem[1])]
            if problem[1] and problem[0] not in FIELDS
            else []
        ),
    ]
