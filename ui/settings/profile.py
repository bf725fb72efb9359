"""Who one is here: names, time zone, language. Each is kept when one has finished with it; a refusal stands beside its field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from reactpy import Vdom, component, html, use_state

from shared.directory.messages import ChangePerson
from shared.directory.model import Locale, Person
from shared.messages import Id, Refused
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import choice, field
from ui.kit.marks import face
from ui.settings.zones import zones_with
from ui.text import Text

_commit = Vdom("cairn-commit")

OTHER = "other"
LANGUAGES = ((Locale.ZH, "简体中文"), (Locale.EN, "English"))


class Kept(Struct, frozen=True):
    """A line that is kept by itself: its name, words, value, and what became of the last attempt."""

    name: str
    label: str
    value: str
    problem: str = ""
    hint: str = ""
    most: int = 120


def kept(line: Kept, keep: Callable[[str], Awaitable[None]], cancel: Callable[[], None]) -> Any:
    """A field that says its text on Enter and on leaving; Escape takes the text back."""

    async def committed(happened: dict[str, Any]) -> None:
        detail = happened.get("detail")
        value = detail.get("value") if isinstance(detail, dict) else None
        if isinstance(value, str) and value.strip() != line.value:
            await keep(value.strip())

    async def cancelled(_: dict[str, Any]) -> None:
        cancel()

    attributes: dict[str, Any] = {
        "name": line.name,
        "defaultValue": line.value,
        "maxLength": line.most,
        "autoComplete": "off",
        **({"aria-invalid": "true"} if line.problem else {}),
    }
    return _commit(
        {"className": "kept", "value": line.value, "key": line.name, "onCommit": committed, "onCancel": cancelled},
        field(line.label, html.input(attributes), problem=line.problem, hint=line.hint),
    )


@component
def Profile() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    view = use_view(f"person:{session.actor.person_id}", "directory")
    problem, set_problem = use_state(("", ""))
    me = view.me
    if me is None:
        return None

    async def change(name: str, value: str) -> Refused | None:
        refusal = await desk.run(_command(me.id, name, value), quietly=True)
        set_problem((name, text.refusal(refusal)) if refusal is not None else ("", ""))
        return refusal

    def line(name: str, value: str, hint: str = "") -> Any:
        async def keep(written: str) -> None:
            await change(name, written)

        words = problem[1] if problem[0] == name else ""
        return kept(Kept(name, text(f"settings.{name}"), value, words, hint), keep, lambda: set_problem(("", "")))

    unit = view.state.units.get(me.unit_id) if me.unit_id is not None else None
    facts = [me.title, text.name(unit) if unit is not None else "", text(f"role.{me.role.value}")]
    return html.section(
        {"className": "part"},
        html.h2(text("settings.profile")),
        html.div(
            {"className": "profile"},
            face(me, text, named=True),
            html.span(html.b(text.name(me)), html.small(" · ".join(each for each in facts if each))),
        ),
        html.div(
            {"className": "fields"},
            line("name", me.name),
            line("latin_name", me.latin_name, text("settings.latin_name_hint")),
            field(
                text("settings.email"),
                html.input({"type": "email", "value": me.email, "disabled": True}),
                hint=text("settings.email_hint"),
                key="email",
            ),
            Zone(me, change, problem[1] if problem[0] == "time_zone" else "", key="zone"),
        ),
    )


def _command(person_id: Id, name: str, value: str) -> ChangePerson:
    match name:
        case "name":
            return ChangePerson(person_id=person_id, name=value)
        case "latin_name":
            return ChangePerson(person_id=person_id, latin_name=value)
        case _:
            return ChangePerson(person_id=person_id, time_zone=value)


@component
def Zone(me: Person, change: Callable[[str, str], Awaitable[Refused | None]], problem: str) -> Any:
    """The common zones to choose from, and any other by its name."""
    session, text = use_session(), use_text()
    writing, set_writing = use_state(False)

    async def keep(zone: str) -> None:
        if await change("time_zone", zone) is None:
            set_writing(False)

    async def chosen(happened: dict[str, Any]) -> None:
        zone = str(happened["target"].get("value", ""))
        if zone == OTHER:
            set_writing(True)
        else:
            await keep(zone)

    if writing:
        line = Kept(
            "time_zone", text("settings.time_zone"), me.time_zone, problem, text("settings.time_zone_hint"), most=64
        )
        return kept(line, keep, lambda: set_writing(False))
    options = [*zones_with(me.time_zone, session.now()), (OTHER, text("settings.time_zone_other"))]
    return field(
        text("settings.time_zone"), choice("zone", options, me.time_zone, onChange=chosen), problem=problem, key="zones"
    )


@component
def Speech() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    me = use_view(f"person:{session.actor.person_id}").me
    if me is None:
        return None

    async def speak(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        if wanted in set(Locale):
            await desk.run(ChangePerson(person_id=me.id, locale=Locale(wanted)))

    return html.section({"className": "part"}, html.h2(text("language")), _languages(me, text, speak))


def _languages(me: Person, text: Text, speak: Any) -> Any:
    return html.div(
        html.div(
            {"className": "seg", "role": "group", "aria-label": text("language")},
            *(
                html.button(
                    {
                        "key": each.value,
                        "type": "button",
                        "value": each.value,
                        "lang": each.value,
                        "aria-pressed": "true" if me.locale is each else "false",
                        "onClick": speak,
                    },
                    words,
                )
                for each, words in LANGUAGES
            ),
        )
    )
