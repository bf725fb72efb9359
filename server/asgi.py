"""Puts the routes of all parts into one application. Holds no route itself."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide

from server.assets import Assets, asset
from server.cairn import Cairn
from server.identity import Identity, identity_of

PARTS = ("server.api.routes", "server.accounts.routes", "server.door.routes", "server.operate.routes", "server.live")


def build(cairn: Cairn, *, lifespan: bool = True) -> Litestar:
    """`lifespan`: the application starts and stops the instance; otherwise it was started by the caller."""
    assets = Assets()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        await cairn.start()
        try:
            yield
        finally:
            cairn.closing.set()
            await cairn.stop()

    return Litestar(
        route_handlers=[asset, *_routes()],
        dependencies={
            "cairn": Provide(lambda: cairn, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "identity": Provide(_identity, sync_to_thread=False),
        },
        lifespan=[running] if lifespan else [],
        openapi_config=None,
        logging_config=None,
    )


def _routes() -> list[Any]:
    found: list[Any] = []
    for name in PARTS:
        try:
            found += importlib.import_module(name).ROUTES
        except ModuleNotFoundError as missing:
            if missing.name is None or not name.startswith(missing.name):
                raise
    return found


def _identity(request: Request[Any, Any, Any]) -> Identity | None:
    return identity_of(request.scope)
