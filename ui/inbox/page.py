"""The inbox: what one was told, unread or all, day by day, what is about one thing together. Live; marks, and decides nothing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.inbox.model import Entry, Which, grouped
from shared.messages import Id
from ui.hooks import use_session, use_text, use_view
from ui.inbox.preferences import PreferencesForm
from ui.inbox.rows import group_row
from ui.live.router import Place, use_location
from ui.text import Text

PAGE = 50
SHOWN = {each.value: each for each in (Which.UNREAD, Which.READ, Which.ALL)}


@component
def InboxPage() -> Any:
    session, text, place = use_session(), use_text(), use_location()
    me = session.actor.person_id
    view = use_view(f"inbox:{me}", f"preferences:{me}", "directory", text.day_key)
    which = SHOWN.get(place.query.get("show", ""), Which.UNREAD)
    nothing: tuple[Which, list[Entry]] | None = None
    loaded, set_loaded = use_state(nothing)
    wanted, set_wanted = use_state(PAGE)

    @use_async_effect(dependencies=None)
    async def load() -> None:
        found = (which, await session.inbox.entries(which, limit=wanted + 1))
        # drawn again only for something new, or this would never rest
        if found != loaded:
            set_loaded(found)

    async def mark_all(_: dict[str, Any]) -> None:
        await session.inbox.mark_all()

    async def mark(ids: list[Id], read: bool) -> None:
        await session.inbox.mark(ids, read=read)

    async def more(_: dict[str, Any]) -> None:
        set_wanted(wanted + PAGE)

    entries = [] if loaded is None else loaded[1][:wanted]
    is_loading = loaded is None or loaded[0] is not which
    body: list[Any]
    if is_loading:
        body = [_bones()]
    elif not entries:
        body = [_none(which, text)]
    else:
        body = []
        for day, groups in groupby(grouped(entries), key=lambda each: text.today(each.entries[0].at)):
            words = text("today") if day == text.today(session.now()) else text.day(day)
            body.append(html.h2({"className": "group", "key": f"day:{day}"}, words))
            rows = [group_row(each, view, text, mark) for each in groups]
            body.append(html.ul({"className": "entries", "key": f"entries:{day}"}, *rows))
    return html.div(
        {"className": "page narrow inbox"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("inbox")),
            html.div(
                {"className": "actions"},
                html.button(
                    {
                        "type": "button",
                        "className": "btn",
                        "onClick": mark_all,
                        "disabled": not any(each.read_at is None for each in entries),
                    },
                    text("inbox.mark_all"),
                ),
            ),
        ),
        html.nav(
            {"className": "seg", "key": "which", "aria-label": text("inbox.which")},
            *(
                html.a(
                    {
                        "key": each.value,
                        "href": Place("/inbox", {} if each is Which.UNREAD else {"show": each.value}).href,
                        **({"aria-current": "true"} if each is which else {}),
                    },
                    text(f"inbox.show_{each.value}"),
                )
                for each in SHOWN.values()
            ),
        ),
        html.div({"className": "told", "key": "body", "aria-live": "polite"}, *body),
        *(
            [html.button({"type": "button", "className": "btn", "key": "more", "onClick": more}, text("history.more"))]
            if loaded is not None and len(loaded[1]) > wanted
            else []
        ),
        PreferencesForm(key="preferences"),
    )


def _bones() -> Any:
    return html.div(
        {"className": "bones", "key": "bones", "aria-busy": "true"},
        *(html.span({"className": "bone", "key": str(n)}) for n in range(6)),
    )


def _none(which: Which, text: Text) -> Any:
    return html.div(
        {"className": "empty", "key": "none"},
        html.h2(text("inbox.nothing_new" if which is Which.UNREAD else "inbox.nothing")),
        html.p(text("inbox.nothing_why")),
    )
