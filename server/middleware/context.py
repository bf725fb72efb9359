"""The outermost layer: a request's id, the headers that every answer carries, one line in the log. Lets nobody in or out."""

from __future__ import annotations

import re
import time
from typing import Any

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import InternalServerException

from server.cairn import Cairn
from server.db.problems import is_unwell
from server.middleware.problems import Respond, is_expected, send_response
from server.operate import metrics

log = structlog.get_logger("cairn.http")

SANE = re.compile(r"^[A-Za-z0-9._\-]{1,64}$")
QUIET = ("/healthz", "/readyz", "/metrics", "/assets/")
"""Paths that are asked for all the time and tell nothing."""
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
PRIVATE = re.compile(r"^(/invitation/).+")
"""A path that is a secret does not belong into a log."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT = "max-age=31536000"
GONE = "gone"
"""In the state of a request whose asker has left."""
LEFT = 499
"""What the log and the metrics say of a question that ended in its middle; nobody is answered so."""


class Context:
    def __init__(self, app: Any, cairn: Cairn, respond: Respond) -> None:
        self._app = app
        self._cairn = cairn
        self._respond = respond

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        given = _header(scope, b"x-request-id")
        request_id = given if given is not None and SANE.match(given) else self._cairn.new_id()
        scope["state"]["request_id"] = request_id
        scope["state"]["cairn"] = self._cairn
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "http":
                await self._http(scope, receive, send, request_id)
            else:
                await self._app(scope, receive, send)

    async def _http(self, scope: Any, receive: Any, send: Any, request_id: str) -> None:
        begun = time.perf_counter()
        status = 0
        is_stream = False

        async def receive_until_gone() -> Any:
            message = await receive()
            if message["type"] == "http.disconnect":
                scope["state"][GONE] = True
            return message

        async def send_with_headers(message: Any) -> None:
            nonlocal status, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableScopeHeaders.from_message(message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._cairn.settings.is_https:
                    headers.setdefault("Strict-Transport-Security", TRANSPORT)
                headers["X-Request-Id"] = request_id
                is_stream = headers.get("content-type", "").startswith("text/event-stream")
            await send(message)

        try:
            await self._app(scope, receive_until_gone, send_with_headers)
        except Exception as problem:
            log_problem(problem, scope)
            if status == 0:
                await send_response(self._respond(scope, problem), scope, receive, send_with_headers)
        finally:
            if status == 500 and scope["state"].get(GONE):
                status = LEFT
            if not scope["path"].startswith(QUIET):
                seconds = time.perf_counter() - begun
                metrics.REQUESTS.labels(scope["method"] if scope["method"] in METHODS else "other", status).inc()
                if not is_stream:
                    metrics.REQUEST_SECONDS.observe(seconds)
                log.info(
                    "request",
                    method=scope["method"],
                    path=shown_path(scope),
                    status=status,
                    ms=round(seconds * 1000, 1),
                )


def log_problem(problem: Exception, scope: Any) -> None:
    """A bug with its traceback; a database that is unwell in one line; what was refused, or left in its middle, not at all."""
    if isinstance(problem, InternalServerException) and scope["state"].get(GONE):
        return
    if not is_expected(problem):
        log.error("request.failed", path=shown_path(scope), exc_info=problem)
    elif is_unwell(problem):
        log.warning("request.unavailable", path=shown_path(scope), problem=repr(problem))


def shown_path(scope: Any) -> str:
    """For the log."""
    return PRIVATE.sub(r"\1…", scope["path"])


def _header(scope: Any, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
