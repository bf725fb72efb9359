"""Adding, changing and archiving a department or a team in a dialog. Shows the unit as it was when it opened."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.directory.messages import AddUnit, ChangeUnit
from shared.directory.model import Unit, UnitKind
from shared.messages import Id, Refused
from shared.shape import shaped
from shared.view import View
from ui.directory.org import is_admin, nodes, path, person_choices
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import Close, choice, dialog, field
from ui.text import Text

FIELDS = ("name", "latin_name", "kind", "parent_id", "lead_id")


@component
def UnitDialog(unit_id: Id | None, parent_id: Id | None, close: Close) -> Any:
    """`unit_id` None adds one: a team in the department that is looked at, else a department."""
    view, session, text, desk = use_view(), use_session(), use_text(), use_desk()
    before, _ = use_state(lambda: view.state.units.get(unit_id or "") or _nothing(view, parent_id))
    problem, set_problem = use_state(("", ""))
    is_new = unit_id is None
    if not is_admin(view):
        return None

    async def carry_out(command: AddUnit | ChangeUnit, done: str, *undo: ChangeUnit) -> None:
        refusal = await desk.run(command, done=done, undo=undo, quietly=True)
        if refusal is None:
            close()
        else:
            set_problem((refusal.field or "", text.refusal(refusal)))

    async def submit(values: dict[str, str]) -> None:
        given = {name: values[name].strip() for name in FIELDS if name in values}
        plain: dict[str, Any] = {name: given[name] for name in given if name not in ("parent_id", "lead_id")}
        plain |= {name: given[name] or None for name in given if name in ("parent_id", "lead_id")}
        try:
            if is_new:
                new = shaped({"unit_id": session.new_id(), **plain}, AddUnit)
                await carry_out(new, text("unit.created", name=new.name))
            else:
                changes = {name: value for name, value in plain.items() if value != getattr(before, name)}
                await carry_out(shaped({"unit_id": before.id, **changes}, ChangeUnit), "")
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))

    async def archive(_: dict[str, Any]) -> None:
        done = text("unit.restored" if before.archived else "unit.archived", name=text.name(before))
        command = ChangeUnit(unit_id=before.id, archived=not before.archived)
        await carry_out(command, done, ChangeUnit(unit_id=before.id, archived=before.archived))

    words = text("restore" if before.archived else "unit.archive")
    return dialog(
        text("unit.new") if is_new else text("unit.edit", name=text.name(before)),
        close,
        submit,
        text,
        *_fields(view, before, is_new, problem, text),
        footer=[
            *(
                []
                if is_new
                else [
                    html.button(
                        {"type": "button", "className": "btn quiet", "key": "archive", "onClick": archive}, words
                    )
                ]
            ),
            html.button({"className": "btn primary end", "key": "save"}, text("unit.create" if is_new else "save")),
        ],
    )


def _nothing(view: View, parent_id: Id | None) -> Unit:
    parent = view.state.units.get(parent_id or "")
    if parent is not None and parent.kind is UnitKind.TEAM:
        parent = view.state.units.get(parent.parent_id or "")
    kind = UnitKind.DEPARTMENT if parent is None else UnitKind.TEAM
    return Unit(id="", kind=kind, name="", parent_id=None if parent is None else parent.id)


def _fields(view: View, before: Unit, is_new: bool, problem: tuple[str, str], text: Text) -> list[Any]:
    def put(name: str, control: Any) -> Any:
        return field(text(f"unit.{name}"), control, problem=problem[1] if problem[0] == name else "", key=name)

    def line(name: str) -> Any:
        attributes = {"name": name, "defaultValue": getattr(before, name), "maxLength": 120, "autoComplete": "off"}
        return put(name, html.input({**attributes, **({"aria-invalid": "true"} if problem[0] == name else {})}))

    departments = [
        (each.unit.id, path(view, each.unit.id, text))
        for each in nodes(view)
        if each.unit.kind is UnitKind.DEPARTMENT and each.unit.id != before.id
    ]
    leads = person_choices(view, text, before.lead_id)
    kinds = [(each.value, text(f"unit.{each.value}")) for each in UnitKind]
    return [
        html.div({"className": "fields", "key": "names"}, line("name"), line("latin_name")),
        html.div(
            {"className": "fields", "key": "place"},
            *([put("kind", choice("kind", kinds, before.kind.value))] if is_new else []),
            put("parent_id", choice("parent_id", [("", text("unit.top")), *departments], before.parent_id or "")),
        ),
        put("lead_id", choice("lead_id", [("", text("unit.no_lead")), *leads], before.lead_id or "")),
        *(
            [html.p({"className": "why", "role": "alert", "key": "why"}, problem[1])]
            if problem[1] and problem[0] not in FIELDS
            else []
        ),
    ]
