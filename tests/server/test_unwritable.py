"""A database that takes no writes any more, as on a full disk, and what people and probes are told."""

from __future__ import annotations

import httpx
import pytest

from server.db.engine import Engine
from server.db.sqlite import SqliteEngine
from server.execute import Unavailable
from server.middleware.identify import SESSION
from shared.directory.messages import ChangePerson
from shared.messages import OPERATOR
from tests.factories import uid
from tests.server.conftest import Running, sign_in, signed_in

pytestmark = pytest.mark.anyio


async def read_only(engine: Engine, on: bool = True) -> None:
    """What a full disk looks like from here: reading works, writing does not."""
    if isinstance(engine, SqliteEngine):
        await engine.writer.execute(f"PRAGMA query_only = {on:d}")
        return
    (row,) = await engine.fetch("SELECT current_database() AS name")
    async with engine.started.acquire() as connection:
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(f'ALTER DATABASE "{row["name"]}" SET default_transaction_read_only = {on:d}')
    await engine.started.expire_connections()


async def readiness(served: Running) -> tuple[int, list[str]]:
    answer = await served.visitor().get("/readyz")
    return answer.status_code, answer.json()["reasons"]


async def rename(served: Running, name: str) -> None:
    await served.cairn.executor.execute(ChangePerson(person_id=uid("Ada"), name=name), OPERATOR)


@pytest.mark.parametrize("by_itself", [True, False])
async def test_a_probe_notices_that_nothing_is_written_and_that_it_is_again(
    served: Running, database: Engine, by_itself: bool
) -> None:
    await read_only(database)
    # nobody has written anything: a probe does not either
    assert await readiness(served) == (200, [])
    with pytest.raises(Unavailable):
        await rename(served, "Ada L.")
    status, (reason,) = await readiness(served)
    assert (status, reason.split(":")[0]) == (503, "the database cannot be written")
    await read_only(database, False)
    if not by_itself:
        await rename(served, "Ada L.")
        assert database.writable.problem == ""
    assert await readiness(served) == (200, [])


async def test_signing_in_says_so_and_is_no_bug(served: Running, database: Engine) -> None:
    ada = await signed_in(served, "Ada")
    await read_only(database)
    answer = await sign_in(served.visitor(), "Bob")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "1")
    assert "could not be saved" in answer.json()["detail"]
    assert SESSION not in answer.cookies
    assert (await ada.get("/")).status_code == 200
    assert (await readiness(served))[0] == 503


async def test_a_browser_is_told_on_a_page_when_even_who_asks_cannot_be_found(
    served: Running, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await signed_in(served, "Ada")

    async def gone(sql: str, *row: object) -> list[dict[str, object]]:
        raise ConnectionRefusedError("postgresql://user:password@host")

    monkeypatch.setattr(type(database), "fetch", lambda self, sql, *row: gone(sql, *row))
    answer: httpx.Response = await ada.get("/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "password@" not in answer.text
    assert (await ada.get("/api/v1/me")).json()["code"] == "unavailable"
