"""The people of a place as a table, searched as one types. A row renders again when its person changes."""

from __future__ import annotations

from typing import Any

from reactpy import component, event, html, use_state

from shared.directory.model import Unit
from shared.messages import Id, Role
from shared.view import View
from ui.directory.org import LEFT, is_admin, opening, path, people, wanted_in
from ui.hooks import use_text, use_view
from ui.kit.dialogs import choice
from ui.kit.marks import face
from ui.live.router import Place, use_location, use_navigate
from ui.text import Text

PAGE = 50
"""Rows drawn before somebody asks for more: each costs memory on the server."""


@component
def People() -> Any:
    view, text, place = use_view("directory"), use_text(), use_location()
    words, set_words = use_state("")
    limit, set_limit = use_state(PAGE)
    wanted = wanted_in(place, view)
    found = people(view, wanted, words)

    @event(debounce=120)
    async def typed(happened: dict[str, Any]) -> None:
        set_words(str(happened["target"].get("value", "")).strip()[:200])
        set_limit(PAGE)

    async def more(_: dict[str, Any]) -> None:
        set_limit(limit + PAGE)

    hidden = len(found) - limit
    rest = html.button(
        {"type": "button", "className": "btn", "onClick": more}, text("people.more", n=min(PAGE, hidden))
    )
    search = html.input(
        {
            "type": "search",
            "id": "find",
            "placeholder": text("people.find"),
            "aria-label": text("people.find"),
            "onChange": typed,
        }
    )
    unit = view.state.units.get(wanted.unit)
    return html.section(
        {"className": "people"},
        html.div(
            {"className": "tools"},
            html.label({"className": "find", "data-icon": "search"}, search, html.kbd("/")),
            Which(key="which"),
            *(_about(view, unit, place, text) if unit is not None else []),
            html.span({"className": "quiet-text end", "key": "count"}, text("people.count", n=len(found))),
        ),
        _table([each.id for each in found[:limit]], is_admin(view), text)
        if found
        else _nobody(bool(words or wanted.who), text),
        *([rest] if hidden > 0 else []),
    )


@component
def Which() -> Any:
    """All, one role, or those who left; the address holds it."""
    view, text, place, navigate = use_view(), use_text(), use_location(), use_navigate()

    async def chosen(happened: dict[str, Any]) -> None:
        navigate(place.with_query(who=str(happened["target"].get("value", "")) or None), replace=True)

    options = [("", text("people.everybody")), *((each.value, text(f"role.{each.value}")) for each in Role)]
    return choice(
        "who",
        [*options, (LEFT, text("people.left"))],
        wanted_in(place, view).who,
        className="input",
        onChange=chosen,
        **{"aria-label": text("people.role")},
    )


def _about(view: View, unit: Unit, place: Place, text: Text) -> list[Any]:
    """The chosen unit: who leads it, its goals, and for admins the way to change it."""
    found: list[Any] = []
    lead = view.state.people.get(unit.lead_id) if unit.lead_id is not None else None
    if lead is not None:
        label = {"className": "chip", "data-label": text("unit.lead_id"), "key": "lead"}
        found.append(html.span(label, text.name(lead)))
    goals = Place("/", {"scope": f"unit:{unit.id}"}).href
    found.append(
        html.a({"className": "btn small", "data-icon": "goals", "href": goals, "key": "goals"}, text("unit.goals"))
    )
    if is_admin(view):
        edit = opening(place, team=unit.id)
        words = text("unit.edit", name=text.name(unit))
        found.append(html.a({"className": "btn small", "data-icon": "edit", "href": edit, "key": "edit"}, words))
    return found


def _nobody(filtered: bool, text: Text) -> Any:
    name = "people.not_found" if filtered else "people.nobody"
    return html.div(
        {"className": "empty", "key": "nobody"},
        html.h2(text(name)),
        html.p(text(f"{name}_why")),
        html.a({"className": "btn", "href": "/people"}, text("people.see_all")),
    )


def _table(ids: list[Id], may_edit: bool, text: Text) -> Any:
    heads = [
        ("name", ""),
        ("email", "hide-phone"),
        ("unit_id", ""),
        ("title", ""),
        ("manager_id", "hide-phone"),
        ("role", ""),
    ]
    return html.div(
        {"className": "scroll", "key": "table"},
        html.table(
            {"className": "table stack"},
            html.thead(
                html.tr(
                    *(html.th({"className": hidden, "key": name}, text(f"person.{name}")) for name, hidden in heads),
                    html.th({"key": "edit"}, html.span({"className": "sr"}, text("person.change")))
                    if may_edit
                    else html.td({"key": "edit"}),
                )
            ),
            html.tbody(*(PersonRow(each, may_edit, key=each) for each in ids)),
        ),
    )


@component
def PersonRow(person_id: Id, may_edit: bool) -> Any:
    view, text, place = use_view(f"person:{person_id}"), use_text(), use_location()
    person = view.known(view.state.people[person_id])
    manager = view.state.people.get(person.manager_id) if person.manager_id is not None else None
    name = text.name(person)
    edit = {
        "className": "btn quiet icon small",
        "data-icon": "edit",
        "aria-label": text("person.edit", name=name),
        "href": opening(place, person=person_id),
    }
    return html.tr(
        {} if person.active else {"className": "off"},
        html.td(html.span({"className": "person"}, face(person, text, named=True), name)),
        html.td({"className": "quiet-text hide-phone"}, person.email or "–"),
        _cell(path(view, person.unit_id, text)),
        _cell(person.title),
        html.td({"className": "hide-phone"}, text.name(manager) if manager is not None else "–"),
        html.td(text(f"role.{person.role.value}") if person.active else text("person.inactive")),
        html.td({"className": "num"}, html.a(edit)) if may_edit else html.td(),
    )


def _cell(words: str) -> Any:
    """A dash for nothing, which a phone has no room for."""
    return html.td(words) if words else html.td({"className": "hide-phone"}, "–")
