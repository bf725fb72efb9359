"""Finds out who asks, by the session's cookie or a token in the Authorization header. Refuses nobody: that is for rights."""

from __future__ import annotations

import secrets
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders

from server.accounts.accounts import Accounts
from server.accounts.found import Found
from server.accounts.secrets import csrf_of
from server.accounts.sessions import LASTS
from server.cairn import Cairn
from server.identity import Via, identity_of

SESSION = "cairn_session"
VISIT = "cairn_visit"
"""A random cookie of somebody who is not signed in, to which their forms are bound."""
ANYBODY = ("/assets/", "/healthz", "/readyz", "/metrics")


class Identify:
    def __init__(self, app: Any, cairn: Cairn) -> None:
        self._app = app
        self._cairn = cairn
        self._accounts: Accounts = cairn.accounts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith(ANYBODY):
            await self._app(scope, receive, send)
            return
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        secret = connection.cookies.get(SESSION, "")
        found = await self._find(connection.headers.get("authorization"), secret)
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["user"] = found.identity
        if found.renewed and scope["type"] == "http":
            send = _with_cookie(send, session_cookie(secret, secure=is_secure(scope)))
        await self._app(scope, receive, send)

    async def _find(self, authorization: str | None, secret: str) -> Found | None:
        """A header counts even when it is wrong: nobody is surprised to act as the person of the cookie."""
        if authorization is not None:
            kind, _, token = authorization.partition(" ")
            found = await self._accounts.tokens.find(token.strip()) if kind.lower() == "bearer" else None
        else:
            found = await self._accounts.sessions.find(secret) if secret else None
        if found is None:
            return None
        person = self._cairn.hub.state.people.get(found.identity.person_id)
        return found if person is not None and person.active else None


def is_secure(scope: Any) -> bool:
    return scope["scheme"] in ("https", "wss") or scope["state"]["cairn"].settings.is_https


def session_cookie(secret: str, *, secure: bool) -> Cookie:
    seconds = int(LASTS.total_seconds())
    return Cookie(key=SESSION, value=secret, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def no_session_cookie(*, secure: bool) -> Cookie:
    return Cookie(key=SESSION, value="", max_age=0, httponly=True, samesite="lax", secure=secure)


def visit_cookie(secret: str, *, secure: bool) -> Cookie:
    """Ends with the browser."""
    return Cookie(key=VISIT, value=secret, httponly=True, samesite="lax", secure=secure)


def csrf_token(scope: Any) -> str:
    """What a page must say in X-CSRF-Token to act with the cookies of this request. Empty when there are none."""
    cookies = ASGIConnection(scope).cookies
    identity = identity_of(scope)
    secret = cookies.get(SESSION if identity is not None and identity.via is Via.SESSION else VISIT, "")
    return csrf_of(secret) if secret else ""


def new_visit() -> str:
    return secrets.token_urlsafe(32)


def _with_cookie(send: Any, cookie: Cookie) -> Any:
    async def send_with_cookie(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            # an answer that sets the session itself, as signing out does, has the last word
            if not any(each.startswith(f"{SESSION}=") for each in headers.getall("set-cookie", [])):
                headers.add("set-cookie", cookie.to_header(header=""))
        await send(message)

    return send_with_cookie
