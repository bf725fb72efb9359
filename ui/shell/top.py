"""The bar: which cycle, where to, in which language, and who looks."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.cycles.model import Cycle
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from ui.check_ins.badge import OwedBadge
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.inbox.badge import InboxBadge
from ui.kit.marks import face
from ui.live.router import Place, use_location
from ui.meetings.here import Looking
from ui.text import Text

PLACES = (
    ("goals", "/", "goals"),
    ("check_ins", "/check-ins", "check"),
    ("warnings", "/warnings", "warning"),
    ("people", "/people", "people"),
    ("cycles", "/cycles", "cycles"),
    ("meetings", "/meetings", "meetings"),
    ("exchange", "/exchange", "exchange"),
    ("settings", "/settings", "settings"),
)
"""Words, address and sign of each page in the bar."""


@component
def TopBar() -> Any:
    session = use_session()
    view = use_view("cycles", "workspace", f"person:{session.actor.person_id}", use_text().day_key)
    text, place, desk = use_text(), use_location(), use_desk()
    me = view.me
    if me is None:
        return None
    cycle = view.state.cycles.get(place.query.get("cycle", "")) or view.current_cycle()
    objective = None
    if place.path.startswith("/o/"):
        objective = view.objective(place.path.removeprefix("/o/"))
        cycle = view.state.cycles[objective.cycle_id] if objective is not None else cycle

    async def speak(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        await desk.run(ChangePerson(person_id=me.id, locale=Locale(wanted)))

    here = place.path.strip("/").split("/")[0]
    return html.header(
        {"className": "top"},
        html.a({"className": "brand", "href": "/"}, html.span(view.state.workspace.name or "Cairn")),
        *([_period(cycle, view.cycles(), text, session)] if cycle is not None else []),
        html.nav(
            {"className": "places", "aria-label": text("places")},
            *(
                html.a(
                    {
                        "key": name,
                        "href": href,
                        "data-icon": icon,
                        **({"aria-current": "page"} if _is_at(here, href) else {}),
                    },
                    html.span({"className": "words"}, text(name)),
                    *([OwedBadge(key="owed")] if name == "check_ins" else []),
                )
                for name, href, icon in PLACES
            ),
        ),
        html.span({"className": "gap"}),
        *([Looking(objective.id, key=f"looking:{objective.id}")] if objective is not None else []),
        *(
            [html.span({"className": "pill sample", "data-s": "risk"}, text("sample"))]
            if view.state.workspace.sample
            else []
        ),
        html.div(
            {"className": "seg lang", "role": "group", "aria-label": text("language")},
            *(
                html.button(
                    {
                        "key": each.value,
                        "type": "button",
                        "value": each.value,
                        "aria-pressed": "true" if me.locale is each else "false",
                        "aria-label": f"{short} {words}",
                        "onClick": speak,
                    },
                    short,
                )
                for each, short, words in ((Locale.ZH, "中", "简体中文"), (Locale.EN, "EN", "English"))
            ),
        ),
        InboxBadge(key="inbox"),
        html.details(
            {"className": "drop end"},
            html.summary({"className": "person"}, face(me, text)),
            html.div(
                {"className": "menu"},
                html.p({"className": "group"}, text.name(me)),
                *([html.p({"key": "workspace"}, view.state.workspace.name)] if view.state.workspace.name else []),
                html.p(f"{text(f'role.{me.role.value}')} · {me.email}"),
                # a narrow bar below has room for the first pages only
                *(
                    html.a({"className": "item narrow", "key": name, "href": href, "data-icon": icon}, text(name))
                    for name, href, icon in PLACES
                    if name in ("cycles", "exchange")
                ),
                html.a({"className": "item", "href": "/settings", "data-icon": "settings"}, text("settings")),
                html.form(
                    {"method": "post", "action": "/signout", "data-json": True},
                    html.button({"className": "item", "data-icon": "out"}, text("sign_out")),
                ),
            ),
        ),
    )


def _is_at(here: str, href: str) -> bool:
    if href == "/":
        return here in ("", "o", "new")
    return href == {"meeting": "/meetings", "closing": "/cycles"}.get(here, f"/{here}")


def _period(cycle: Cycle, cycles: list[Cycle], text: Text, session: Any) -> Any:
    """The cycle as a menu of cycles, with the week it is in."""
    today = text.today(session.now())
    weeks = max(1, round(((cycle.ends_on - cycle.starts_on).days + 1) / 7))
    week = min(weeks, max(0, (today - cycle.starts_on).days // 7 + 1))
    note = text("cycle.week", week=week, weeks=weeks) if cycle.state == "active" else text(f"cycle.{cycle.state.value}")
    return html.details(
        {"className": "drop", "key": "period"},
        html.summary(
            {"className": "pill period"}, html.span({"className": "words"}, cycle.name), " ", html.small(note)
        ),
        html.div(
            {"className": "menu"},
            *(
                html.a(
                    {
                        "className": "item",
                        "key": each.id,
                        "href": Place("/", {"cycle": each.id}).href,
                        **({"aria-current": "true"} if each.id == cycle.id else {}),
                    },
                    each.name,
                    html.small(text(f"cycle.{each.state.value}")),
                )
                for each in cycles
            ),
            html.a({"className": "item", "key": "cycles", "href": "/cycles", "data-icon": "cycles"}, text("cycles")),
        ),
    )
