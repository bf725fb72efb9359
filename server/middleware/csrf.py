"""Refuses changes that a cookie alone asks for: the page must repeat a token bound to it, in a header. Bearer tokens need none."""

from __future__ import annotations

import hmac
from typing import Any

from server.identity import Via, identity_of
from server.middleware.identify import csrf_token
from server.middleware.origins import SAFE
from server.middleware.problems import send_answer
from shared.messages import Refused

HEADER = b"x-csrf-token"


class Csrf:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and _needs(scope):
            given = next((value for name, value in scope["headers"] if name == HEADER), b"")
            wanted = csrf_token(scope).encode()
            if not wanted or not hmac.compare_digest(given, wanted):
                await send_answer(scope, receive, send, Refused("csrf"))
                return
        await self._app(scope, receive, send)


def _needs(scope: Any) -> bool:
    identity = identity_of(scope)
    if identity is None:
        # the API answers nobody anyway; the forms of sign-in and set-up are bound to the visit
        return not scope["path"].startswith("/api/")
    return identity.via is Via.SESSION
