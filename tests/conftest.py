"""What every test may ask for: databases, Redis, a browser, and failure when something logged an error."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import shutil
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis as redis_client
import structlog
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, async_playwright, expect

from server.db.engine import Engine, make_engine, use_engine
from server.db.migrate import migrate
from server.db.postgres import PostgresEngine
from tests import services
from tests.browser import FLAGS, PATIENCE, chromium_path
from ui import bundle

T = TypeVar("T")

MEMORY = Path("/dev/shm")
ROOM = 3 * 1024**3
"""Bytes that have to be free there: in a container there may be next to nothing."""

pytest_plugins = ["pytester"]

# how long an example takes says how busy the machine is; where CI is set, the same examples come each time
settings.register_profile(
    "cairn",
    deadline=None,
    max_examples=50 if "CI" in os.environ else 100,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("cairn")


def pytest_configure(config: pytest.Config) -> None:
    _keep_in_memory()
    # whole workspaces are among the local variables of what fails: shown, they take ten seconds
    structlog.get_config()["processors"][-1].exception_formatter = structlog.dev.plain_traceback
    config.addinivalue_line("markers", "logs_errors: this test provokes an error that is logged")


def _keep_in_memory() -> None:
    """Databases of tests are made and forgotten by the thousand, and a disk would be most of what they cost.

    Once, in the process that starts the others; a directory that was chosen stays.
    """
    is_chosen = any(name in os.environ for name in ("TMPDIR", "PYTEST_DEBUG_TEMPROOT"))
    if not is_chosen and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def dice() -> random.Random:
    """Other ones each time; what a failure prints, as TEST_SEED, gives the same again."""
    seed = int(os.environ.get("TEST_SEED") or random.SystemRandom().randrange(2**32))
    sys.stdout.write(f"TEST_SEED={seed}\n")
    return random.Random(seed)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        formatter = logging.Formatter("%(name)s: %(message)s")
        self.said.append(formatter.format(record))


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(errors)
    if errors.said and request.node.get_closest_marker("logs_errors") is None:
        pytest.fail("an error was logged:\n" + "\n".join(errors.said), pytrace=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    # Not below pytest's own temporary directory, which the user that runs PostgreSQL cannot enter.
    with tempfile.TemporaryDirectory(prefix="cairn-postgres-") as scratch, services.postgres(Path(scratch)) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    name = f"cairn_template_{uuid.uuid4().hex[:12]}"
    _elsewhere(lambda: _command(postgres_server, f'CREATE DATABASE "{name}"'))
    _elsewhere(lambda: _migrated(_named(postgres_server, name)))
    yield name
    _elsewhere(lambda: _command(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database without any table."""
    with _database(postgres_server, "template1") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A new, migrated database, gone after the test."""
    with _database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "cairn.db"
    _elsewhere(lambda: _migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A new, migrated database file."""
    path = tmp_path / "cairn.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on a new, migrated database of each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[Engine]:
    """A migrated, started engine that the tables use; the test runs once on each kind."""
    engine = make_engine(database_url, Path())
    if isinstance(engine, PostgresEngine):
        engine.connections = 4  # each takes milliseconds to open, and a leak is sooner seen with few
    use_engine(engine)
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="cairn-redis-") as scratch, services.redis(Path(scratch)) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis."""
    with redis_client.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture(scope="module")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield chromium
        await chromium.close()


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser code and the style sheets as they are now, built."""
    out = tmp_path_factory.mktemp("static")
    bundle.build(out)
    return out


def _elsewhere(work: Callable[[], Awaitable[T]]) -> T:
    """Runs a coroutine in a loop and a thread of its own, so that fixtures of any kind may need it."""

    async def run() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


async def _migrated(url: str) -> None:
    engine = make_engine(url, Path())
    use_engine(engine)
    await engine.start()
    try:
        await migrate(engine)
    finally:
        await engine.stop()


async def _copied(server: str, name: str, template: str) -> None:
    """File by file, which is what releases before 15 do: page by page through the log takes twenty times as long."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(server)
    try:
        strategy = "STRATEGY file_copy" if connection.get_server_version().major >= 15 else ""
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
    finally:
        await connection.close()


async def _command(server: str, sql: str) -> None:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(server)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _named(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    name = f"cairn_test_{uuid.uuid4().hex[:12]}"
    _elsewhere(lambda: _copied(server, name, template))
    try:
        yield _named(server, name)
    finally:
        _elsewhere(lambda: _command(server, f'DROP DATABASE "{name}" WITH (FORCE)'))
