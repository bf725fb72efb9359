"""Whose an objective is, who may see it, what drives it and what it supports: each a small control that changes it."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.gates import is_frozen
from shared.messages import Id
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Driver, Level, Objective, Visibility
from shared.view import View
from ui.hooks import use_desk, use_text, use_view
from ui.kit.dialogs import choice, dialog, field
from ui.kit.marks import face
from ui.objectives.picker import Picker
from ui.text import Text

VISIBLE = {Visibility.PUBLIC: "globe", Visibility.TEAM: "team", Visibility.PRIVATE: "lock"}


@component
def Properties(objective_id: Id) -> Any:
    text = use_text()

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        may_edit = view.may_edit(objective_id) and not is_frozen(view.state, objective)
        return objective.version, may_edit, _supports(view, objective, text), view.state.people

    view = use_view(f"objective:{objective_id}", f"links:{objective_id}", "directory", looks=looks)
    opened, set_opened = use_state("")
    objective = view.objective(objective_id)
    if objective is None:
        return None
    may_edit = view.may_edit(objective_id) and not objective.archived and not is_frozen(view.state, objective)

    async def edit(_: dict[str, Any]) -> None:
        set_opened("edit")

    async def link(_: dict[str, Any]) -> None:
        set_opened("link")

    def close() -> None:
        set_opened("")

    tag = html.button if may_edit else html.span
    props: dict[str, Any] = (
        {"type": "button", "className": "prop", "onClick": edit} if may_edit else {"className": "prop"}
    )
    owners = [objective.owner_id, *objective.co_owner_ids]
    people = [view.state.people.get(each) for each in owners]
    linked = {**props, "onClick": link} if may_edit else props
    return html._(
        tag(props, face(people[0], text, "small", named=True), _words(", ".join(text.name(each) for each in people))),
        tag({**props, "data-icon": VISIBLE[objective.visibility]}, text(f"visibility.{objective.visibility.value}")),
        tag({**linked, "data-icon": "link", "id": "supports"}, _words(_supports(view, objective, text))),
        *([PropertyDialog(objective_id, close, key="edit")] if opened == "edit" else []),
        *([Picker(objective_id, close, key="link")] if opened == "link" else []),
    )


def _words(words: str) -> Any:
    """Words that end in dots where they are longer than the line."""
    return html.span({"className": "words"}, words)


def _supports(view: View, objective: Objective, text: Text) -> str:
    links = view.links_up(objective.id)
    if not links:
        return text("link.none")
    titles = []
    for link in links[:1]:
        parent = view.objective(link.parent_id)
        key_result = view.key_result(link.key_result_id) if link.key_result_id is not None else None
        titles.append(key_result.name if key_result is not None else parent.title if parent is not None else "")
    rest = f" +{len(links) - 1}" if len(links) > 1 else ""
    return text("link.supports", title=titles[0]) + rest


@component
def PropertyDialog(objective_id: Id, close: Any) -> Any:
    """Level, owners, visibility and driver in one form."""
    view = use_view(f"objective:{objective_id}", "directory")
    text, desk = use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    objective = view.objective(objective_id)
    if objective is None:
        return None

    async def submit(values: dict[str, str]) -> None:
        place, _, unit_id = values.get("place", "").partition(":")
        co_owners = tuple(name.removeprefix("co:") for name in values if name.startswith("co:"))
        refusal = await desk.run(
            ChangeObjective(
                objective_id=objective_id,
                level=Level(place),
                unit_id=unit_id or None,
                owner_id=values.get("owner", ""),
                co_owner_ids=co_owners,
                visibility=Visibility(values.get("visibility", "")),
                driver=Driver(values.get("driver", "")),
            ),
            quietly=True,
        )
        if refusal is None:
            close()
        else:
            set_problem((refusal.field or "", text.refusal(refusal)))

    def why(name: str) -> str:
        return problem[1] if problem[0] == name else ""

    people = sorted((each for each in view.state.people.values() if each.active), key=lambda each: each.name)
    return dialog(
        text("objective.properties"),
        close,
        submit,
        text,
        field(
            text("objective.level"), choice("place", places(view, text), place_of(objective)), problem=why("unit_id")
        ),
        field(
            text("objective.owner"),
            choice("owner", [(each.id, text.name(each)) for each in people], objective.owner_id),
            problem=why("owner_id"),
        ),
        html.fieldset(
            {"className": "field"},
            html.legend(text("objective.co_owners")),
            html.div(
                {"className": "checks"},
                *(
                    html.label(
                        {"className": "check", "key": each.id},
                        html.input(
                            {
                                "type": "checkbox",
                                "name": f"co:{each.id}",
                                "defaultChecked": each.id in objective.co_owner_ids,
                            }
                        ),
                        text.name(each),
                    )
                    for each in people
                    if each.id != objective.owner_id
                ),
            ),
        ),
        html.div(
            {"className": "fields"},
            field(
                text("objective.visibility"),
                choice(
                    "visibility",
                    [(each.value, text(f"visibility.{each.value}")) for each in Visibility],
                    objective.visibility.value,
                ),
                problem=why("visibility"),
            ),
            field(
                text("objective.driver"),
                choice(
                    "driver", [(each.value, text(f"driver.{each.value}")) for each in Driver], objective.driver.value
                ),
                problem=why("driver"),
            ),
        ),
        *(
            [html.p({"className": "why", "role": "alert"}, problem[1])]
            if problem[0] not in FIELDS and problem[1]
            else []
        ),
        footer=[html.button({"className": "btn primary"}, text("save"))],
    )


FIELDS = ("unit_id", "owner_id", "visibility", "driver")


def places(view: View, text: Text) -> list[tuple[str, str]]:
    """Where an objective can belong: the company, each living department and team, a person."""
    found = [("company", text("level.company"))]
    for department in view.units():
        found.append((f"department:{department.id}", f"{text('level.department')} · {text.name(department)}"))
        found.extend(
            (f"team:{team.id}", f"{text('level.team')} · {text.name(department)} / {text.name(team)}")
            for team in view.units(department.id)
        )
    return [*found, ("person", text("level.person"))]


def place_of(objective: Objective) -> str:
    return objective.level.value if objective.unit_id is None else f"{objective.level.value}:{objective.unit_id}"
