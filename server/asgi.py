"""Puts the routes of all parts into one application, behind what every request passes. Holds no route itself."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Response
from litestar.routes import BaseRoute
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


class Application:
    """The routes as one instance serves them."""

    def __init__(self, cairn: Cairn) -> None:
        self._assets = Assets()
        self._litestar = _litestar()
        # around the router and not inside it, so that what no route answers passes them too; the first is the outermost
        handler: Any = Identify(Csrf(self._litestar), cairn)
        handler = Origins(handler, cairn.settings)
        self._handler = Context(Hosts(Sizes(handler), cairn.settings, _respond), cairn, _respond)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return self._litestar.routes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["app"] = scope["litestar_app"] = self._litestar
        scope.setdefault("state", {})["assets"] = self._assets
        await self._handler(scope, receive, send)


@cache
def _litestar() -> Litestar:
    """Made once for the process, which takes a while: the instance that serves a request is in the request's scope."""
    return Litestar(
        route_handlers=[asset, *_routes()],
        dependencies={
            "cairn": Provide(_cairn, sync_to_thread=False),
            "assets": Provide(_assets, sync_to_thread=False),
            "identity": Provide(_identity, sync_to_thread=False),
        },
        exception_handlers=dict.fromkeys(
            (Exception, HTTPException, Refused, Unavailable),
            lambda request, exception: _respond(request.scope, exception),
        ),
        after_exception=[_log_bug],
        request_max_body_size=LONGEST_IMPORT,
        openapi_config=None,
        logging_config=None,
    )


def _respond(scope: Any, exception: Exception) -> Response[Any]:
    if _wants_page(scope):
        told = described(exception, locale_of(scope), scope["state"].get("request_id", ""))
        return page(
            scope,
            _assets(scope),
            "problem.html",
            status=told.status,
            title=told.detail,
            detail=f"{told.status} {told.title}",
            request_id=told.request_id if told.status >= 500 else "",
        )
    return answer(scope, exception)


def _routes() -> list[Any]:
    found: list[Any] = []
    for name in PARTS:
        try:
            found += importlib.import_module(name).ROUTES
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise
    return found


def _cairn(scope: Scope) -> Cairn:
    cairn: Cairn = scope["state"]["cairn"]
    return cairn


def _assets(scope: Scope) -> Assets:
    assets: Assets = scope["state"]["assets"]
    return assets


def _identity(scope: Scope) -> Identity | None:
    return identity_of(scope)


def _wants_page(scope: Any) -> bool:
    """Whether a browser shows the answer itself; forms and programs read problems."""
    is_page = scope["method"] in SAFE and not scope["path"].startswith("/api/")
    return is_page and any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


async def _log_bug(exception: Exception, scope: Any) -> None:
    """The one place where a bug is logged, for pages, programs and sockets alike."""
    log_problem(exception, scope)
