"""The way to the inbox, with how much of it is unread. The same number on every tab."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from ui.hooks import use_session, use_text, use_view
from ui.live.router import use_location


@component
def InboxBadge() -> Any:
    session, text, place = use_session(), use_text(), use_location()
    use_view(f"inbox:{session.actor.person_id}")
    count, set_count = use_state(0)

    @use_async_effect(dependencies=None)
    async def load() -> None:
        found = await session.inbox.unread()
        if found != count:
            set_count(found)

    return html.a(
        {
            "className": "btn quiet icon to-inbox",
            "href": "/inbox",
            "data-icon": "inbox",
            "data-tip": text("inbox"),
            "aria-label": text("inbox.unread", n=count) if count else text("inbox"),
            **({"aria-current": "page"} if place.path == "/inbox" else {}),
        },
        *(
            [html.b({"className": "count", "aria-hidden": "true"}, str(count) if count < 100 else "99+")]
            if count
            else []
        ),
    )
