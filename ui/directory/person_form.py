"""Adding and changing a person in a dialog, and the link with which they choose a password.

Shows the person as they were when it opened: what somebody else changes meanwhile moves no field under the hand, and only
what was changed here is sent.
"""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.directory.messages import AddPerson, ChangePerson
from shared.directory.model import Locale, Person
from shared.messages import Id, Refused, Role
from shared.shape import shaped
from shared.view import View
from ui.directory.org import is_admin, person_choices, unit_choices
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import Close, choice, dialog, field
from ui.text import Text

_copy = Vdom("cairn-copy")

LINES = (("name", 120), ("latin_name", 120), ("email", 254), ("title", 120), ("time_zone", 64))
FIELDS = (*(name for name, _ in LINES), "unit_id", "manager_id", "role", "locale")
ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata",
    "Asia/Dubai", "Europe/Berlin", "Europe/London", "Europe/Paris", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney", "UTC",
)  # fmt: skip
"""Proposed while typing; every zone is taken."""


@component
def PersonDialog(person_id: Id | None, unit_id: Id | None, close: Close) -> Any:
    """`person_id` None adds somebody, in the unit that is looked at."""
    view, session, text, desk = use_view(), use_session(), use_text(), use_desk()
    before, _ = use_state(lambda: view.state.people.get(person_id or "") or _nobody(view, unit_id))
    problem, set_problem = use_state(("", ""))
    link, set_link = use_state(("", ""))
    is_new = person_id is None
    if not is_admin(view):
        return None

    def refused(refusal: Refused) -> None:
        poor_email = refusal.field == "email" and refusal.code in ("format", "blank")
        set_problem((refusal.field or "", text("person.email_form") if poor_email else text.refusal(refusal)))

    async def invite(whom: Id) -> None:
        try:
            set_link((await session.account.invite(whom), text.name(session.state.people.get(whom))))
        except Refused as refusal:
            refused(refusal)

    async def submit(values: dict[str, str]) -> None:
        given = {name: _value(name, values[name]) for name in FIELDS if name in values}
        new_id = session.new_id()
        try:
            if is_new:
                command: AddPerson | ChangePerson = shaped({"person_id": new_id, **given}, AddPerson)
            else:
                changes = {name: value for name, value in given.items() if value != getattr(before, name)}
                command = shaped({"person_id": before.id, **changes}, ChangePerson)
        except Refused as refusal:
            refused(refusal)
            return
        failure = await desk.run(command, quietly=True)
        if failure is not None:
            refused(failure)
        elif is_new:
            await invite(new_id)
        else:
            close()

    async def make_link(_: dict[str, Any]) -> None:
        await invite(before.id)

    async def switch(_: dict[str, Any]) -> None:
        failure = await desk.run(
            ChangePerson(person_id=before.id, active=not before.active),
            done=text("person.deactivated" if before.active else "person.activated", name=text.name(before)),
            undo=[ChangePerson(person_id=before.id, active=before.active)],
            quietly=True,
        )
        if failure is None:
            close()
        else:
            refused(failure)

    if is_new and link[0]:
        return _link_dialog(link, close, text)
    return dialog(
        text("people.invite") if is_new else text("person.edit", name=text.name(before)),
        close,
        submit,
        text,
        *_fields(view, before, problem, text),
        *([_link(*link, text)] if link[0] else []),
        footer=[
            *([] if is_new else _more(before, switch, make_link, text)),
            html.button({"className": "btn primary end", "key": "save"}, text("person.add" if is_new else "save")),
        ],
    )


def _more(person: Person, switch: Any, make_link: Any, text: Text) -> list[Any]:
    plain = {"type": "button", "className": "btn quiet"}
    words = text("person.deactivate" if person.active else "person.activate")
    found = [html.button({**plain, "key": "switch", "onClick": switch}, words)]
    if person.active:
        found.append(html.button({**plain, "key": "link", "onClick": make_link}, text("person.link")))
    return found


def _nobody(view: View, unit_id: Id | None) -> Person:
    """What a new person's form begins with: the admin's own language and time zone, and the unit that is looked at."""
    me = view.me
    locale, zone = (Locale.EN, "UTC") if me is None else (me.locale, me.time_zone)
    unit = view.state.units.get(unit_id or "")
    manager = unit.lead_id if unit is not None else None
    return Person(
        id="", email="", name="", unit_id=unit_id if unit else None, manager_id=manager, locale=locale, time_zone=zone
    )


def _value(name: str, typed: str) -> str | None:
    if name in ("unit_id", "manager_id"):
        return typed or None
    return typed.strip()


def _fields(view: View, before: Person, problem: tuple[str, str], text: Text) -> list[Any]:
    lengths = dict(LINES)

    def line(name: str, hint: str = "", **attributes: Any) -> Any:
        why = problem[1] if problem[0] == name else ""
        attributes |= {"name": name, "defaultValue": getattr(before, name), "maxLength": lengths[name]}
        if why:
            attributes["aria-invalid"] = "true"
        control = html.input({**attributes, "autoComplete": "off"})
        return field(text(f"person.{name}"), control, problem=why, hint=hint, key=name)

    def one_of(name: str, options: list[tuple[str, str]], hint: str = "") -> Any:
        control = choice(name, options, getattr(before, name) or "")
        why = problem[1] if problem[0] == name else ""
        return field(text(f"person.{name}"), control, problem=why, hint=hint, key=name)

    units = [("", text("person.no_unit")), *unit_choices(view, text, before.unit_id)]
    managers = person_choices(view, text, before.manager_id, without=before.id)
    return [
        html.div(
            {"className": "fields", "key": "names"},
            line("name"),
            line("latin_name", text("person.latin_name_hint")),
        ),
        line("email", type="email"),
        html.div(
            {"className": "fields", "key": "place"},
            one_of("unit_id", units),
            one_of("manager_id", [("", text("person.no_manager")), *managers]),
        ),
        html.div(
            {"className": "fields", "key": "work"},
            line("title"),
            one_of("role", [(each.value, text(f"role.{each.value}")) for each in Role]),
        ),
        html.div(
            {"className": "fields", "key": "reading"},
            one_of("locale", [(Locale.ZH.value, "简体中文"), (Locale.EN.value, "English")]),
            line("time_zone", list="zones"),
        ),
        html.datalist({"id": "zones", "key": "zones"}, *(html.option({"value": each, "key": each}) for each in ZONES)),
        html.small({"className": "quiet-text", "key": "roles"}, text("person.role_hint")),
        *(
            [html.p({"className": "why", "role": "alert", "key": "why"}, problem[1])]
            if problem[1] and problem[0] not in FIELDS
            else []
        ),
    ]


def _link(link: str, name: str, text: Text) -> Any:
    """Shown once, and gone with the dialog."""
    return html.div(
        {"className": "field", "key": "invitation"},
        text("person.link_for", name=name),
        _copy(
            {
                "value": link,
                "label": text("person.link_copy"),
                "done": text("person.link_copied"),
                "aria-label": text("person.link"),
            }
        ),
        html.small(text("person.link_why", name=name)),
    )


def _link_dialog(link: tuple[str, str], close: Close, text: Text) -> Any:
    async def submit(_: dict[str, str]) -> None:
        close()

    return dialog(
        text("person.added", name=link[1]),
        close,
        submit,
        text,
        _link(*link, text),
        footer=[html.button({"className": "btn primary"}, text("understood"))],
    )
