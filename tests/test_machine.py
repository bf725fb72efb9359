"""What the tests themselves stand on: servers and a browser that really start, and errors that do not go unseen."""

from __future__ import annotations

import logging
from pathlib import Path

import asyncpg
import pytest
import redis as redis_client
from playwright.async_api import Browser

from tests import services
from tests.browser import chromium_path

pytestmark = pytest.mark.anyio


async def test_postgres_runs(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT COUNT(*) FROM workspace") == 0
    await connection.close()


def test_redis_runs_and_is_empty(redis_url: str) -> None:
    with redis_client.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("Ada", "was here")


def test_redis_is_empty_again(redis_url: str) -> None:
    with redis_client.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


async def test_a_browser_runs(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<h1>Cairn</h1>")
    assert await page.inner_text("h1") == "Cairn"
    await page.close()


def test_a_server_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(RuntimeError, match="FATAL: no such luck"),
        services.running(["/bin/sh", "-c", "echo FATAL: no such luck; exit 1"], stop_signal="TERM", environment={}),
    ):
        pass


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("TEST_REDIS_URL", "CHROME_PATH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TEST_NO_SYSTEM", "1")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("tests.browser.CACHE", Path("/nonexistent/cairn"))
    with pytest.raises(services.Missing, match="apt-get install postgresql"):
        services._postgres_binaries()
    with pytest.raises(services.Missing, match="apt-get install redis-server"):
        services._redis_server()
    monkeypatch.setattr("pathlib.Path.mkdir", lambda *args, **options: None)
    with pytest.raises(services.Missing, match="apt-get install chromium"):
        chromium_path()


@pytest.mark.logs_errors
def test_a_logged_error_may_be_asked_for() -> None:
    logging.getLogger("cairn").error("expected")


@pytest.mark.logs_errors
def test_a_logged_error_fails_a_test(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import no_logged_errors\n")
    pytester.makepyfile("import logging\ndef test_it():\n    logging.getLogger('cairn').error('the roof is on fire')\n")
    outcome = pytester.runpytest("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*cairn: the roof is on fire*"])
