"""An instance with people in it, and visitors who come to it as browsers and programs do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from realtime.broker import Broker
from server.accounts.passwords import Passwords
from server.cairn import Cairn
from server.db.engine import Engine
from server.ids import new_id
from server.serve import Server, listening_socket
from server.settings import Settings
from shared.directory.messages import AddPerson, ChangePerson
from shared.directory.model import Locale
from shared.messages import OPERATOR, Role
from tests.factories import uid

PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Running:
    """A served instance."""

    def __init__(self, cairn: Cairn, server: Server, address: str) -> None:
        self.cairn = cairn
        self.server = server
        self.address = address
        self.visitors: list[httpx.AsyncClient] = []

    def visitor(self, **options: Any) -> httpx.AsyncClient:
        """A browser without cookies yet; closed at the end."""
        visitor = httpx.AsyncClient(base_url=self.address, timeout=10, **options)
        self.visitors.append(visitor)
        return visitor


@asynccontextmanager
async def serving(cairn: Cairn) -> AsyncIterator[Running]:
    """Serve a started instance on a port of its own, in this process."""
    with listening_socket("127.0.0.1", 0) as sock:
        ready = asyncio.get_running_loop().create_future()
        server = Server(cairn, ready.set_result)
        # without signals: they are the test runner's
        served = asyncio.create_task(server._serve(sockets=[sock]))
        try:
            async with asyncio.timeout(10):
                await ready
            running = Running(cairn, server, f"http://127.0.0.1:{sock.getsockname()[1]}")
            yield running
            await asyncio.gather(*(each.aclose() for each in running.visitors))
        finally:
            server.should_exit = True
            async with asyncio.timeout(10):
                await served


def instance(engine: Engine, clock: Clock, broker: Broker | None = None, **settings: Any) -> Cairn:
    """Not started; passwords are hashed fast."""
    cairn = Cairn(Settings(**{"sample": False, **settings}), engine=engine, broker=broker, clock=clock, new_id=new_id)
    cairn.accounts._passwords = Passwords(CHEAP)
    return cairn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def empty_cairn(database: Engine, clock: Clock) -> AsyncIterator[Cairn]:
    """A started instance with nobody in it."""
    cairn = instance(database, clock)
    await cairn.start()
    yield cairn
    await cairn.stop()


@pytest.fixture
async def cairn(empty_cairn: Cairn) -> Cairn:
    """Root (admin, English), Ada (member, Chinese) and Bob (guest, English), each with the same password."""
    for name, role, locale in (
        ("Root", Role.ADMIN, Locale.EN),
        ("Ada", Role.MEMBER, Locale.ZH),
        ("Bob", Role.GUEST, Locale.EN),
    ):
        email = f"{name.lower()}@example.org"
        await empty_cairn.executor.execute(
            AddPerson(person_id=uid(name), email=email, name=name, role=role, locale=locale), OPERATOR
        )
        await empty_cairn.accounts.set_password(uid(name), email, PASSWORD)
    return empty_cairn


@pytest.fixture
async def served(cairn: Cairn) -> AsyncIterator[Running]:
    async with serving(cairn) as running:
        yield running


@pytest.fixture
async def served_empty(empty_cairn: Cairn) -> AsyncIterator[Running]:
    async with serving(empty_cairn) as running:
        yield running


@pytest.fixture
def fresh_settings(tmp_path: Path) -> Settings:
    """An embedded instance in a directory of its own."""
    return Settings(data_directory=tmp_path / "data", port=0, sample=False)


async def csrf(visitor: httpx.AsyncClient, path: str = "/signin") -> dict[str, str]:
    """The header that a form of that page sends."""
    text = (await visitor.get(path, follow_redirects=True)).text
    found = re.search(r'<meta name="csrf" content="([0-9a-f]+)"', text)
    assert found is not None, text
    return {"X-CSRF-Token": found[1]}


async def sign_in(visitor: httpx.AsyncClient, name: str, password: str = PASSWORD) -> httpx.Response:
    return await visitor.post(
        "/signin",
        json={"email": f"{name.lower()}@example.org", "password": password},
        headers=await csrf(visitor),
    )


async def signed_in(running: Running, name: str) -> httpx.AsyncClient:
    """A browser in which somebody is signed in, and which sends the right header with what it changes."""
    visitor = running.visitor()
    answer = await sign_in(visitor, name)
    assert answer.status_code == 200, answer.text
    from server.accounts.secrets import csrf_of
    from server.middleware.identify import SESSION

    visitor.headers["X-CSRF-Token"] = csrf_of(visitor.cookies[SESSION])
    return visitor


async def bearer(cairn: Cairn, name: str) -> dict[str, str]:
    """The header of somebody's new API token."""
    secret, _ = await cairn.accounts.tokens.make(uid(name), "test")
    return {"Authorization": f"Bearer {secret}"}


async def deactivate(cairn: Cairn, name: str, active: bool = False) -> None:
    await cairn.executor.execute(ChangePerson(person_id=uid(name), active=active), OPERATOR)
