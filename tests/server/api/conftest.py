"""A started instance with the company of `tests.factories`, and callers of the API by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide
from litestar.types import Scope

from server.api.routes import ROUTES
from server.assets import Assets
from server.cairn import Cairn
from server.db.engine import Engine, make_engine, use_engine
from server.identity import Identity, Via, identity_of
from server.middleware.problems import answer
from server.settings import Settings
from shared.events import AnyCommand
from tests.factories import actor, company, uid

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
"""The middle of "q1", about."""

FOUNDING = company().commands
"""The commands that make the company."""


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


class As:
    """Says who calls by the header `As`, in place of the middleware that reads cookies and tokens."""

    def __init__(self, app: Any, cairn: Cairn, via: Via) -> None:
        self._app = app
        self._cairn = cairn
        self._via = via

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"cairn": self._cairn}
        name = dict(scope["headers"]).get(b"as", b"").decode()
        if name:
            scope["user"] = Identity(uid(name), self._via, uid(f"key of {name}"))
        await self._app(scope, receive, send)


def _identity(scope: Scope) -> Identity | None:
    return identity_of(scope)


def _cairn(scope: Scope) -> Cairn:
    cairn: Cairn = scope["state"]["cairn"]
    return cairn


@cache
def _litestar() -> Litestar:
    """Made once, which takes longer than most tests: whose instance is asked is in the scope."""
    return Litestar(
        ROUTES,
        dependencies={
            "cairn": Provide(_cairn, sync_to_thread=False),
            "identity": Provide(_identity, sync_to_thread=False),
            "assets": Provide(lambda: Assets(), sync_to_thread=False),
        },
        exception_handlers={Exception: lambda request, problem: answer(request.scope, problem)},
        openapi_config=None,
        logging_config=None,
    )


def application(cairn: Cairn, via: Via = Via.TOKEN) -> Any:
    return As(_litestar(), cairn, via)


async def tell(cairn: Cairn, *commands: AnyCommand, by: str | None = None) -> int:
    """Commands as one; the log's position afterwards."""
    return (await cairn.executor.execute_all(commands, actor(by))).seq


async def _founded(engine: Engine) -> AsyncIterator[Cairn]:
    cairn = Cairn(Settings(sample=False), engine=engine, clock=Clock())
    await cairn.start()
    await tell(cairn, *FOUNDING)
    yield cairn
    await cairn.stop()


def callers(cairn: Cairn, via: Via = Via.TOKEN) -> Callable[..., AsyncClient]:
    transport = ASGITransport(application(cairn, via))

    def call_as(name: str, language: str = "en") -> AsyncClient:
        headers = {"Accept-Language": language} | ({"As": name} if name else {})
        return AsyncClient(transport=transport, base_url="http://cairn.test/api/v1", headers=headers)

    return call_as


@pytest.fixture
async def cairn(database: Engine) -> AsyncIterator[Cairn]:
    """On each kind of database in turn."""
    async for cairn in _founded(database):
        yield cairn


@pytest.fixture
def caller(cairn: Cairn) -> Callable[..., AsyncClient]:
    """`caller("ada")` is a client that calls as Ada; `caller("")` as nobody."""
    return callers(cairn)


@pytest.fixture
async def sqlite_caller(sqlite_url: str, anyio_backend: str) -> AsyncIterator[Callable[..., AsyncClient]]:
    """Callers where the kind of database does not matter."""
    engine = make_engine(sqlite_url, Path())
    use_engine(engine)
    await engine.start()
    async for cairn in _founded(engine):
        yield callers(cairn)
    await engine.stop()
