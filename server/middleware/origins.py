"""Refuses what another site's page sends with a visitor's cookies: sockets always, and everything that changes something.

Programs send no Origin and hold no cookies; a token in a header cannot be sent by another site's page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from server.middleware.problems import send_answer
from server.settings import Settings
from shared.messages import Refused

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED_SOCKET = 4403


class Origins:
    def __init__(self, app: Any, settings: Settings) -> None:
        self._app = app
        self._public_url = settings.public_url

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if scope["type"] == "websocket":
            if not self._is_ours(headers):
                # before it is accepted: the server answers 403
                await send({"type": "websocket.close", "code": REFUSED_SOCKET, "reason": "origin"})
                return
        elif _changes_by_cookie(scope, headers) and not self._is_ours(headers):
            await send_answer(scope, receive, send, Refused("origin"))
            return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: dict[bytes, str]) -> bool:
        origin = headers.get(b"origin")
        if origin is None:
            return headers.get(b"sec-fetch-site", "same-origin") in ("same-origin", "none")
        if self._public_url:
            return origin == self._public_url
        try:
            asking = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        return asking == headers.get(b"host", "").lower() != ""


def _changes_by_cookie(scope: Any, headers: dict[bytes, str]) -> bool:
    return scope["method"] not in SAFE and b"cookie" in headers and b"authorization" not in headers


def origin_of(scope: Any) -> str:
    """Where the visitor sees this instance, for links that leave it."""
    public_url: str = scope["state"]["cairn"].settings.public_url
    if public_url:
        return public_url
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return f"{scheme}://{host}"
