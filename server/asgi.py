"""Puts the routes of all parts into one application, behind what every request passes. Holds no route itself."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from litestar import Litestar, Request
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Response
from litestar.types import Scope

from server.assets import Assets, asset
from server.cairn import Cairn
from server.door.pages import page
from server.execute import Unavailable
from server.identity import Identity, identity_of
from server.middleware.context import Context, shown_path
from server.middleware.csrf import Csrf
from server.middleware.identify import Identify
from server.middleware.language import locale_of
from server.middleware.origins import SAFE, Origins
from server.middleware.problems import answer, described, is_expected
from server.middleware.sizes import LONGEST_IMPORT, Sizes
from shared.messages import Refused

log = structlog.get_logger(__name__)

PARTS = (
    "server.api.routes",
    "server.door.routes",
    "server.operate.routes",
    "server.writing.routes",
    "server.live",
)


def build(cairn: Cairn, *, lifespan: bool = True) -> Litestar:
    """`lifespan`: the application starts and stops the instance; otherwise the caller does."""
    assets = Assets()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        try:
            await cairn.start()
            yield
        finally:
            await cairn.stop()

    def problem(request: Request[Any, Any, Any], exception: Exception) -> Response[Any]:
        if _wants_page(request):
            told = described(exception, locale_of(request.scope), request.scope["state"].get("request_id", ""))
            return page(
                request.scope,
                assets,
                "problem.html",
                status=told.status,
                title=told.detail,
                detail=f"{told.status} {told.title}",
                request_id=told.request_id if told.status >= 500 else "",
            )
        return answer(request.scope, exception)

    app = Litestar(
        route_handlers=[asset, *_routes()],
        dependencies={
            "cairn": Provide(lambda: cairn, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "identity": Provide(_identity, sync_to_thread=False),
        },
        exception_handlers=dict.fromkeys((Exception, HTTPException, Refused, Unavailable), problem),
        after_exception=[_log_bug],
        lifespan=[running] if lifespan else [],
        request_max_body_size=LONGEST_IMPORT,
        openapi_config=None,
        logging_config=None,
    )
    # around the router and not inside it, so that what no route answers passes them too; the first is the outermost
    handler: Any = Identify(Csrf(app.asgi_handler), cairn)
    handler = Origins(handler, cairn.settings)
    app.asgi_handler = Context(Sizes(handler), cairn)
    return app


def _routes() -> list[Any]:
    found: list[Any] = []
    for name in PARTS:
        try:
            found += importlib.import_module(name).ROUTES
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise
    return found


def _identity(scope: Scope) -> Identity | None:
    return identity_of(scope)


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a browser shows the answer itself; forms and programs read problems."""
    is_page = request.method in SAFE and not request.scope["path"].startswith("/api/")
    return is_page and "text/html" in request.headers.get("accept", "")


async def _log_bug(exception: Exception, scope: Any) -> None:
    """The one place where a bug is logged, for pages, programs and sockets alike."""
    if not is_expected(exception):
        log.error("request.failed", path=shown_path(scope), exc_info=exception)
