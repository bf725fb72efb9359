"""Refuses requests for names that this instance has no reason to answer to, where nobody has said under which it is opened.

A page of somebody else whose name is made to lead here would otherwise count as one of ours: it could enter a sample
workspace, or set up an empty one. Where `CAIRN_PUBLIC_URL` is set, origins are compared with it, and that is enough.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from server.middleware.problems import Respond, send_response
from server.settings import Settings
from shared.messages import Refused

PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked by proxies and monitors under any name, and telling nothing."""
LOCAL = ("localhost", "local", "localdomain", "lan", "home", "home.arpa", "internal", "intranet", "private", "corp")
"""Endings that no name of the public network has, so that nobody from outside can make one lead here."""
REFUSED_SOCKET = 4421


class Hosts:
    def __init__(self, app: Any, settings: Settings, respond: Respond) -> None:
        self._app = app
        self._checks = not settings.public_url
        self._own = frozenset(name.lower() for name in (socket.gethostname(), settings.host))
        self._respond = respond

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._checks and scope["path"] not in PROBES:
            named = (value.decode("latin-1") for name, value in scope["headers"] if name == b"host")
            if (host := next((each for each in named if not self.is_known(each)), None)) is not None:
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": REFUSED_SOCKET, "reason": "host"})
                else:
                    refused = Refused("host", host=host[:100], url=f"{scope['scheme']}://{host[:100]}")
                    await send_response(self._respond(scope, refused), scope, receive, send)
                return
        await self._app(scope, receive, send)

    def is_known(self, host: str) -> bool:
        """None at all, an address, the machine's own name, or one that exists in local networks only."""
        if not host:
            return True
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name in self._own or _is_address(name):
            return True
        return bool(name) and ("." not in name or name.endswith(tuple(f".{ending}" for ending in LOCAL)))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
