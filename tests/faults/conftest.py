"""Servers and instances of a test's own, which it may kill."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import servers
from tests.faults.instances import Instances, forking
from tests.faults.servers import Restartable


@pytest.fixture(scope="session")
def instances() -> Iterator[Instances]:
    with forking() as there:
        yield there


@pytest.fixture(params=["sqlite", "postgres"])
def database_setting(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("empty_postgres_url")}


@pytest.fixture
def mortal_redis(tmp_path: Path) -> Iterator[Restartable]:
    with servers.redis(tmp_path) as server:
        yield server


@pytest.fixture
def mortal_postgres() -> Iterator[Restartable]:
    # not below pytest's own directory, which the user that runs PostgreSQL cannot enter
    with tempfile.TemporaryDirectory(prefix="cairn-postgres-") as scratch, servers.postgres(Path(scratch)) as server:
        yield server
