"""Puts the routes of all parts into one application, behind what every request passes. Holds no route itself."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Response
from litestar.types import Scope

from server.assets import Assets, asset
from server.cairn import Cairn
from server.door.pages import page
from server.execute import Unavailable
from server.identity import Identity, identity_of
from server.middleware.context import Context, log_problem
from server.middleware.csrf import Csrf
from server.middleware.hosts import Hosts
from server.middleware.identify import Identify
from server.middleware.language import locale_of
from server.middleware.origins import SAFE, Origins
from server.middleware.problems import answer, described
from server.middleware.sizes import LONGEST_IMPORT, Sizes
from shared.messages import Refused

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

    def respond(scope: Any, exception: Exception) -> Response[Any]:
        if _wants_page(scope):
            told = described(exception, locale_of(scope), scope["state"].get("request_id", ""))
            return page(
                scope,
                assets,
                "problem.html",
                status=told.status,
                title=told.detail,
                detail=f"{told.status} {told.title}",
                request_id=told.request_id if told.status >= 500 else "",
            )
        return answer(scope, exception)

    app = Litestar(
        route_handlers=[asset, *_routes()],
        dependencies={
            "cairn": Provide(lambda: cairn, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "identity": Provide(_identity, sync_to_thread=False),
        },
        exception_handlers=dict.fromkeys(
            (Exception, HTTPException, Refused, Unavailable),
            lambda request, exception: respond(request.scope, exception),
        ),
        after_exception=[_log_bug],
        lifespan=[running] if lifespan else [],
        request_max_body_size=LONGEST_IMPORT,
        openapi_config=None,
        logging_config=None,
    )
    # around the router and not inside it, so that what no route answers passes them too; the first is the outermost
    handler: Any = Identify(Csrf(app.asgi_handler), cairn)
    handler = Origins(handler, cairn.settings)
    app.asgi_handler = Context(Hosts(Sizes(handler), cairn.settings, respond), cairn, respond)
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


def _wants_page(scope: Any) -> bool:
    """Whether a browser shows the answer itself; forms and programs read problems."""
    is_page = scope["method"] in SAFE and not scope["path"].startswith("/api/")
    return is_page and any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


async def _log_bug(exception: Exception, scope: Any) -> None:
    """The one place where a bug is logged, for pages, programs and sockets alike."""
    log_problem(exception, scope)
