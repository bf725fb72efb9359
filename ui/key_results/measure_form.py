"""How a key result is measured, in a form inside its card."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from reactpy import component, html, use_state

from shared.key_results.messages import ChangeKeyResult
from shared.key_results.model import Commitment, KeyResult, Kind, Measure, Milestone
from shared.messages import Id, Refused
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.numbers import typed_number, typed_value
from ui.kit.dialogs import choice, field, form
from ui.text import Text


@component
def MeasureForm(key_result_id: Id, close: Any) -> Any:
    view = use_view(f"key_result:{key_result_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    kind, set_kind = use_state(lambda: _kind_of(view.key_result(key_result_id)))
    problem, set_problem = use_state(("", ""))
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None

    async def chosen(happened: dict[str, Any]) -> None:
        set_kind(Kind(str(happened["target"].get("value", ""))))
        set_problem(("", ""))

    async def submit(values: dict[str, str]) -> None:
        assert key_result is not None
        try:
            measure = _measure(kind, values, key_result.measure, session.new_id)
            weight = typed_number(values.get("weight", ""), "weight")
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refusal_ = await desk.run(
            ChangeKeyResult(
                key_result_id=key_result_id,
                measure=measure,
                weight=Decimal(1) if weight is None else weight,
                owner_id=values.get("owner", key_result.owner_id),
                commitment=Commitment(values.get("commitment", key_result.commitment.value)),
            ),
            before=text.goal(key_result.measure),
            after=text.goal(measure),
            quietly=True,
        )
        if refusal_ is None or refusal_.code == "reason.wanted":
            close()
        else:
            set_problem((refusal_.field or "", text.refusal(refusal_)))

    async def leave(_: dict[str, Any]) -> None:
        close()

    def why(name: str) -> str:
        return problem[1] if problem[0] == name else ""

    people = sorted((each for each in view.state.people.values() if each.active), key=lambda each: each.name)
    known = {"weight", "owner_id", *(name for name, _ in _NUMBERS), "measure.unit", "measure.milestones"}
    return form(
        {"className": "body", "id": f"measure-{key_result_id}"},
        submit,
        html.div(
            {"className": "fields"},
            field(
                text("key_result.kind"),
                choice(
                    "kind", [(each.value, text(f"kind.{each.value}")) for each in Kind], kind.value, onChange=chosen
                ),
            ),
            *_inputs(kind, key_result.measure, text, why),
            field(
                text("key_result.weight"),
                _number("weight", text.number(key_result.weight), why("weight")),
                problem=why("weight"),
            ),
            field(
                text("key_result.owner"),
                choice("owner", [(each.id, text.name(each)) for each in people], key_result.owner_id),
                problem=why("owner_id"),
            ),
            field(
                text("key_result.commitment"),
                choice(
                    "commitment",
                    [(each.value, text(f"commitment.{each.value}")) for each in Commitment],
                    key_result.commitment.value,
                ),
            ),
        ),
        *(
            [html.p({"className": "why", "role": "alert"}, problem[1])]
            if problem[1] and problem[0] not in known
            else []
        ),
        html.div(
            {"className": "actions"},
            html.button({"type": "button", "className": "btn quiet small", "onClick": leave}, text("cancel")),
            html.button({"className": "btn primary small"}, text("save")),
        ),
    )


_NUMBERS = (
    ("measure.baseline", "baseline"),
    ("measure.target", "target"),
    ("measure.low", "low"),
    ("measure.high", "high"),
    ("measure.tolerance", "tolerance"),
)
_WANTED = {
    Kind.INCREASE: ("baseline", "target"),
    Kind.DECREASE: ("baseline", "target"),
    Kind.MAINTAIN: ("low", "high", "tolerance"),
    Kind.MILESTONE: (),
    Kind.BINARY: (),
}


def _kind_of(key_result: KeyResult | None) -> Kind:
    return Kind.INCREASE if key_result is None else key_result.measure.kind


def _number(name: str, value: str, problem: str) -> Any:
    attributes: dict[str, Any] = {"name": name, "inputMode": "decimal", "defaultValue": value, "autoComplete": "off"}
    if problem:
        attributes["aria-invalid"] = "true"
    return html.input(attributes)


def _inputs(kind: Kind, measure: Measure, text: Text, why: Any) -> list[Any]:
    if kind is Kind.MILESTONE:
        lines = "\n".join(each.name for each in measure.milestones)
        return [
            field(
                text("key_result.milestones"),
                html.textarea({"name": "milestones", "rows": 4, "defaultValue": lines}),
                hint=text("key_result.milestones_hint"),
                problem=why("measure.milestones"),
                key="milestones",
            )
        ]
    found = []
    for path, name in _NUMBERS:
        if name in _WANTED[kind]:
            value = getattr(measure, name)
            words = "" if value is None else text.number(value)
            found.append(field(text(f"measure.{name}"), _number(name, words, why(path)), problem=why(path), key=name))
    if kind is not Kind.BINARY:
        unit = html.input({"name": "unit", "defaultValue": measure.unit, "maxLength": 40})
        found.append(field(text("measure.unit"), unit, problem=why("measure.unit"), key="unit"))
    return found


def _measure(kind: Kind, values: dict[str, str], before: Measure, new_id: Any) -> Measure:
    unit = values.get("unit", "").strip()
    numbers = {name: typed_value(values.get(name, ""), unit, path) for path, name in _NUMBERS if name in _WANTED[kind]}
    if kind is Kind.MILESTONE:
        known = {each.name: each for each in before.milestones}
        names = [line.strip() for line in values.get("milestones", "").splitlines() if line.strip()]
        return Measure(
            kind=kind, milestones=tuple(known.get(name) or Milestone(id=new_id(), name=name) for name in names)
        )
    return replace(Measure(kind=kind, unit=values.get("unit", "")), **numbers)
