"""Runs one instance on one socket until it is told to stop. Reads no environment.

Order at the end: long streams are told, connections are closed (sockets with 1012), what was asked is finished, the
database is closed; all of it within `STOP_WITHIN` seconds of the signal.
"""

from __future__ import annotations

import contextlib
import gc
import socket
import time
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

from server.asgi import Application
from server.cairn import Cairn
from server.operate.closing import closed_within
from server.protocol import Sockets

log = structlog.get_logger(__name__)

STOP_WITHIN = 5.0
CONNECTIONS_WITHIN = 4
"""Seconds of those for open connections to end."""
LONGEST_MESSAGE = 1024 * 1024
"""Of a socket; what a text is written with may be a paste of half as much."""
BACKLOG = 2048
ASK_EVERY = 12.0
"""Seconds after which a quiet socket is asked whether it is there, and that it has to answer: who vanished is gone from
everybody's page within 30."""


def listening_socket(host: str, port: int) -> socket.socket:
    """Bound before anything else starts, so that a port in use is known at once. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


class Server(uvicorn.Server):
    """Also tells the instance that it is closing, before its connections are closed."""

    def __init__(self, cairn: Cairn, ready: Callable[[str], None]) -> None:
        self.cairn = cairn
        self._ready = ready
        self.closing_since: float | None = None
        super().__init__(
            uvicorn.Config(
                Application(cairn),
                ws=Sockets,
                ws_per_message_deflate=False,
                ws_max_size=LONGEST_MESSAGE,
                ws_ping_interval=ASK_EVERY,
                ws_ping_timeout=ASK_EVERY,
                backlog=BACKLOG,
                lifespan="off",
                timeout_graceful_shutdown=CONNECTIONS_WITHIN,
                proxy_headers=True,
                forwarded_allow_ips=",".join(cairn.settings.trusted_proxies),
                access_log=False,
                log_config=None,
                server_header=False,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal asks to stop, and is answered by stopping: uvicorn would raise it again once all is closed."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets:
            self._ready(_address(self.cairn, sockets[0]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.closing_since = time.monotonic()
        self.cairn.closing.set()
        await super().shutdown(sockets)


async def serve(cairn: Cairn, sock: socket.socket, ready: Callable[[str], None]) -> bool:
    """Start, serve, stop. `ready` is told the address once requests are answered. False when the stop took too long."""
    begun = time.monotonic()
    with contextlib.ExitStack() as signals:
        try:
            await cairn.start()

            def settled(address: str) -> None:
                # what lives now lives as long as the process: the collector need not look at it again
                gc.collect()
                gc.freeze()
                gc.set_threshold(50_000, 20, 100)
                ready(address)

            server = Server(cairn, settled)
            # until all is closed: a second signal would end the process in the middle of it
            signals.enter_context(server.capture_signals())
            await server._serve(sockets=[sock])
            begun = server.closing_since or time.monotonic()
        finally:
            in_time = await closed_within(cairn.stop(), begun + STOP_WITHIN - time.monotonic())
    return in_time


def _address(cairn: Cairn, sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return cairn.settings.public_url or f"http://{shown}:{port}"
