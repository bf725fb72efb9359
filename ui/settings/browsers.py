"""Where one is signed in, and how to end it. Never ends the browser that asks: signing out does."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.messages import Id, Refused
from ui.account import SignedIn
from ui.hooks import use_desk, use_session, use_text
from ui.live.elements import ago
from ui.settings.agents import agent_name
from ui.settings.loaded import bones, not_loaded, use_loaded
from ui.text import Text


@component
def Browsers() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    loaded = use_loaded(session.account.sessions)

    async def end(session_id: Id, name: str) -> None:
        try:
            await session.account.end_session(session_id)
        except Refused as refusal:
            desk.say_refused(refusal)
        else:
            desk.say(text("settings.ended", browser=name))
        loaded.again()

    if loaded.failed:
        body = not_loaded(text, loaded.again)
    elif loaded.found is None:
        body = bones(2)
    elif not loaded.found:
        body = html.p({"className": "quiet-text", "key": "none"}, text("settings.browsers_none"))
    else:
        shown = sorted(loaded.found, key=lambda each: (each.is_this, each.seen_at), reverse=True)
        body = html.ul({"className": "rows", "key": "rows"}, *(_row(each, text, end) for each in shown))
    return html.section(
        {"className": "part"}, html.h2(text("settings.browsers")), html.p(text("settings.browsers_why")), body
    )


def _row(each: SignedIn, text: Text, end: Any) -> Any:
    name = agent_name(each.agent) or text("settings.browser_unknown")

    async def ended(_: dict[str, Any]) -> None:
        await end(each.id, name)

    return html.li(
        {"key": each.id},
        html.span(
            html.b({"title": each.agent}, name),
            html.small(
                each.address, " · " if each.address else "", text("settings.seen"), " ", ago(each.seen_at, text)
            ),
        ),
        html.span({"className": "status", "data-s": "on"}, text("settings.this_browser"))
        if each.is_this
        else html.button(
            {
                "type": "button",
                "className": "btn small",
                "aria-label": text("settings.end_of", browser=name),
                "onClick": ended,
            },
            text("settings.end"),
        ),
    )
