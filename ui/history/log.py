"""Everything that happened to an objective, day by day, with what was before and after."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.events import Envelope
from shared.messages import Id
from ui.history.entries import entry
from ui.hooks import use_session, use_text, use_view

PAGE = 30


@component
def HistoryLog(objective_id: Id) -> Any:
    session, text = use_session(), use_text()
    view = use_view(f"history:{objective_id}", "directory", text.day_key)
    none: list[Envelope] | None = None
    loaded, set_loaded = use_state(none)
    wanted, set_wanted = use_state(PAGE)

    @use_async_effect(dependencies=[objective_id, session.state.seq, wanted])
    async def load() -> None:
        set_loaded(await session.history(objective_id, limit=wanted))

    async def more(_: dict[str, Any]) -> None:
        set_wanted(wanted + PAGE)

    if loaded is None:
        return html.div(
            {"className": "bones", "aria-busy": "true"},
            *(html.span({"className": "bone", "key": str(n)}) for n in range(6)),
        )
    shown: list[Any] = []
    for day, envelopes in groupby(loaded, key=lambda each: text.today(each.at)):
        words = text("today") if day == text.today(session.now()) else text.day(day)
        shown.append(html.li({"className": "day", "key": f"day:{day}"}, words))
        shown.extend(entry(each, view, text) for each in envelopes)
    if not shown:
        shown.append(html.li({"className": "hint", "key": "none"}, text("history.none")))
    return html._(
        html.ol({"className": "log", "key": "log"}, *shown),
        *(
            [html.button({"className": "btn small", "key": "more", "onClick": more}, text("history.more"))]
            if len(loaded) == wanted
            else []
        ),
    )
