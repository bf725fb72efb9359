"""The pages: a shell with the first picture painted in, and the socket that keeps it true. Draws nothing itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Request, WebSocket, get, websocket
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, WebSocketDisconnect
from litestar.response import Redirect, Response
from markupsafe import escape
from reactpy.types import Location

from server.assets import Assets
from server.cairn import Cairn
from server.exchange.desk import ExchangeDesk
from server.identity import Identity, identity_of
from server.keys import Keys
from server.middleware.identify import csrf_token
from server.session import ServerSession
from shared.directory.model import Locale
from shared.language.catalogue import tr
from shared.policy import active
from ui.live.html import render_html
from ui.live.serve import Gone, serve
from ui.shell.app import root

log = structlog.get_logger(__name__)

SIGNED_OUT = 4401
FAILED = 1011
TOO_MANY = 4429
THEMES = ("light", "dark")
PATHS = [
    "/",
    "/new",
    "/people",
    "/cycles",
    "/check-ins",
    "/exchange",
    "/inbox",
    "/settings",
    "/warnings",
    "/o/{objective_id:str}",
    "/meetings",
    "/closing",
    "/meeting/{meeting_id:str}",
]


def session_of(cairn: Cairn, identity: Identity) -> ServerSession:
    return ServerSession(cairn, identity, Keys(cairn, identity), ExchangeDesk(cairn, identity))


@get(PATHS, include_in_schema=False, name="page")
async def page(
    request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], assets: NamedDependency[Assets]
) -> Response[str] | Redirect:
    identity = identity_of(request.scope)
    if identity is None or active(identity.actor, cairn.hub.state) is None:
        if not cairn.hub.state.people:
            return Redirect("/setup", status_code=303)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Redirect(f"/signin?next={quote(path, safe='')}" if path != "/" else "/signin", status_code=303)
    location = Location(request.url.path, f"?{request.url.query}" if request.url.query else "")
    painting = await render_html(root(session_of(cairn, identity), None), location)
    person = cairn.hub.state.people[identity.person_id]
    theme = request.cookies.get("cairn_theme", "")
    return Response(
        shell(painting, person.locale, theme, csrf_token(request.scope), assets),
        media_type="text/html; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


@get("/{rest:path}", include_in_schema=False)
async def elsewhere(
    request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], assets: NamedDependency[Assets]
) -> Response[str] | Redirect:
    """An address that leads nowhere: said on a page of the product, with its status."""
    if request.url.path.startswith(("/api/", "/assets/")):
        raise NotFoundException
    answer: Response[str] | Redirect = await page.fn(request, cairn, assets)
    if not isinstance(answer, Redirect):
        answer.status_code = 404
    return answer


def shell(painting: str, locale: Locale, theme: str, csrf: str, assets: Assets) -> str:
    chosen = f' data-theme="{theme}"' if theme in THEMES else ""
    return (
        f'<!doctype html><html lang="{locale.value}"{chosen} data-connection="connecting"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        f'<meta name="csrf" content="{escape(csrf)}"><meta name="color-scheme" content="light dark">'
        f"<title>Cairn</title>"
        f'<link rel="icon" href="{assets.url("icon.svg")}" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{assets.url("app.css")}">'
        f'<script type="module" src="{assets.url("app.js")}"></script></head><body>'
        f'<p class="offline" role="status">{escape(tr(locale, "offline"))}</p>'
        f'<div id="app" data-socket="/live">{painting}</div>'
        f"<noscript><p>{escape(tr(locale, 'noscript'))}</p></noscript></body></html>"
    )


@websocket("/live")
async def live(socket: WebSocket[Any, Any, Any], cairn: NamedDependency[Cairn]) -> None:
    await socket.accept()
    identity = identity_of(socket.scope)
    if identity is None or active(identity.actor, cairn.hub.state) is None:
        await socket.close(SIGNED_OUT)
        return
    if not cairn.screens.open(identity.person_id):
        await socket.close(TOO_MANY)
        return
    query = socket.query_params
    location = Location(query.get("path", "/"), query.get("qs", ""))
    revoked = asyncio.Event()
    stop_watching = cairn.accounts.watch(identity.key_id, revoked.set)
    closer = asyncio.create_task(_close_when(revoked, socket))

    async def receive_text() -> str:
        try:
            return await socket.receive_text()
        except WebSocketDisconnect:
            raise Gone from None

    async def send_text(text: str) -> None:
        try:
            await socket.send_text(text)
        except Exception:
            raise Gone from None

    cairn.metrics.screen_opened()
    reason = "left"
    session = session_of(cairn, identity)
    try:
        await serve(
            root(session, cairn.screens.watchers),
            receive_text=receive_text,
            send_text=send_text,
            location=location,
            rendered=cairn.metrics.rendered,
        )
    except Exception:
        reason = "failed"
        log.exception("page.failed", path=location.path)
        with suppress(Exception):
            await socket.close(FAILED)
    finally:
        cairn.screens.close(identity.person_id)
        closer.cancel()
        stop_watching()
        session.presence.close()
        reason = "revoked" if revoked.is_set() else "restart" if cairn.closing.is_set() else reason
        cairn.metrics.screen_closed(reason)


async def _close_when(revoked: asyncio.Event, socket: WebSocket[Any, Any, Any]) -> None:
    """Signed out elsewhere: the page goes to sign-in at once."""
    await revoked.wait()
    with suppress(Exception):
        await socket.close(SIGNED_OUT)


ROUTES: list[Any] = [page, elsewhere, live]
