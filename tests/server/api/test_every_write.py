"""Every write takes an Idempotency-Key, is described, and together they can do what the product can."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from httpx import AsyncClient, Response
from litestar.routes import HTTPRoute

from server.api.openapi import describe
from server.api.operations import OPERATIONS
from server.asgi import Application
from server.cairn import Cairn
from server.db.engine import make_engine, use_engine
from server.identity import Via
from server.settings import Settings
from shared.events import AnyCommand
from shared.key_results.messages import ProjectKeyResult
from shared.objectives.messages import ChangeObjective, ProjectObjective
from tests.factories import uid
from tests.server.api.conftest import FOUNDING, Clock, callers, tell
from tests.server.api.every_write import PASSWORD, Step, steps

SERVER_S_OWN = {ProjectObjective, ProjectKeyResult}
"""What was written together becomes the words: only the server knows who wrote it."""
FORMS = {"/signin", "/signin/sample", "/signout", "/setup", "/invitation/{secret}"}
"""The door: pages for somebody who has no key yet. Each can be sent again without harm."""
WRITES = {each.name: each for each in OPERATIONS if each.writes}


@pytest.fixture
async def cairn(sqlite_url: str, anyio_backend: str) -> AsyncIterator[Cairn]:
    engine = make_engine(sqlite_url, Path())
    use_engine(engine)
    await engine.start()
    cairn = Cairn(Settings(sample=False), engine=engine, clock=Clock())
    await cairn.start()
    await tell(cairn, *FOUNDING)
    yield cairn
    await cairn.stop()
    await engine.stop()


def test_every_command_of_the_product_is_an_operation_too() -> None:
    asked = {command for each in OPERATIONS if each.path != "/commands" for command in each.commands}
    assert set(get_args(AnyCommand)) - asked == SERVER_S_OWN
    bare = next(each for each in OPERATIONS if each.path == "/commands")
    assert set(bare.commands) == set(get_args(AnyCommand))


def test_every_writing_route_is_in_the_description_and_takes_a_key(tmp_path: Path) -> None:
    found = set()
    for route in Application(Cairn(Settings(data_directory=tmp_path, sample=False))).routes:
        if isinstance(route, HTTPRoute):
            path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
            found |= {(path, each.lower()) for each in route.methods if each not in ("GET", "HEAD", "OPTIONS")}
    assert {path for path, _ in found if not path.startswith("/api/")} == FORMS
    described = {
        (path, method)
        for path, methods in describe()["paths"].items()
        for method, each in methods.items()
        if {"$ref": "#/components/parameters/IdempotencyKey"} in each.get("parameters", ())
    }
    assert {each for each in found if each[0].startswith("/api/")} == described


@pytest.mark.anyio
async def test_every_write_happens_once_for_one_key(cairn: Cairn) -> None:
    await cairn.accounts.set_password(uid("ada"), "ada@example.org", PASSWORD)
    await cairn.accounts.tokens.make(uid("ada"), "Old", None, uid("token"))
    await cairn.accounts.sessions.begin(uid("ada"))
    (session,) = await cairn.accounts.sessions.of(uid("ada"))
    caller, walked = callers(cairn, Via.SESSION), set()
    for number, step in enumerate(steps(session.id)):
        client, headers = caller(step.by), {"Idempotency-Key": f"step {number}"}
        first = await _ask(client, step, headers)
        assert first.is_success, (step, first.text)
        assert "Idempotency-Replayed" not in first.headers
        top = cairn.hub.state.seq
        again = await _ask(client, step, headers)
        assert cairn.hub.state.seq == top, step
        if WRITES[step.name].secret and first.content:
            assert again.json()["code"] == "idempotency.secret"
        else:
            assert (again.status_code, again.headers["Idempotency-Replayed"]) == (first.status_code, "true"), step
            assert bool(again.content) == bool(first.content)
        if step.body is not None and step.method != "PUT":
            other = await _ask(client, Step(step.name, step.method, f"{step.path}?x=1", step.body), headers)
            assert other.is_client_error and cairn.hub.state.seq == top, step
        walked.add(step.name)
    assert walked == set(WRITES)


@pytest.mark.anyio
async def test_an_import_happens_once_and_its_answer_is_kept(cairn: Cairn) -> None:
    ada, key = callers(cairn)("ada"), {"Idempotency-Key": "import"}
    file = "**O: {}** (owner: Ada)\n- A 1 -> 2\n"
    path = "/import?mode=whole&filename=x.md"
    first = await ada.post(path, content=file.format("One"), headers=key)
    assert first.json()["counts"]["create"] == 2
    await tell(cairn, *_renamed(cairn))
    again = await ada.post(path, content=file.format("One"), headers=key)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert len(cairn.hub.state.objectives) == 1, "without the key it would be another one now"
    other = await ada.post(path, content=file.format("Two"), headers=key)
    assert other.json()["code"] == "idempotency.reused"
    refused = [await ada.post(path, content=b"- B 1 -> 2", headers={"Idempotency-Key": "bad"}) for _ in range(2)]
    assert [each.status_code for each in refused] == [422, 422], "what wrote nothing is not remembered"
    assert "Idempotency-Replayed" not in refused[1].headers


@pytest.mark.anyio
async def test_an_import_that_ended_between_its_two_writes_is_done_by_the_repeat(
    cairn: Cairn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, key = callers(cairn)("ada"), {"Idempotency-Key": "import"}
    file, path = b"**O: One** (owner: Ada)\n- A 1 -> 2\n", "/import?mode=whole&filename=x.md"

    async def ends(*_: Any, **__: Any) -> None:
        raise RuntimeError("the answer is kept, the log is not written")

    with monkeypatch.context() as patch:
        patch.setattr(cairn.executor, "execute_all", ends)
        assert (await ada.post(path, content=file, headers=key)).status_code == 500
    again = await ada.post(path, content=file, headers=key)
    assert (again.json()["done"], len(cairn.hub.state.objectives)) == (True, 1)
    assert "Idempotency-Replayed" not in again.headers


@pytest.mark.anyio
@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv"), ("md", "text/markdown"), ("json", "application/json")])
async def test_a_file_says_its_kind_once(cairn: Cairn, form: str, kind: str) -> None:
    answer = await callers(cairn)("ada").get("/export", params={"format": form})
    assert answer.headers["content-type"].split(";")[0] == kind
    assert answer.headers["content-type"].count("charset") <= 1


async def _ask(client: AsyncClient, step: Step, headers: dict[str, str]) -> Response:
    if isinstance(step.body, bytes):
        return await client.request(step.method, step.path, content=step.body, headers=headers)
    return await client.request(step.method, step.path, json=step.body, headers=headers)


def _renamed(cairn: Cairn) -> list[AnyCommand]:
    return [ChangeObjective(objective_id=each, title="Else", reason="So.") for each in cairn.hub.state.objectives]
