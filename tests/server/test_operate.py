"""Health, metrics, logs, and an end in good time."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from server.cairn import Cairn
from server.db.lane import Answer
from server.middleware.identify import SESSION
from server.operate.closing import closed_within
from server.operate.health import FAR_BEHIND
from server.operate.logs import configure_logs
from server.operate.metrics import REGISTRY
from server.settings import LogFormat, Settings
from shared.directory.messages import AddPerson, ChangePerson
from shared.messages import OPERATOR, Refused
from tests.factories import uid
from tests.realtime.network import until
from tests.server.conftest import Running, bearer, serving, signed_in

pytestmark = pytest.mark.anyio


async def test_a_started_instance_is_alive_and_ready(served: Running) -> None:
    visitor = served.visitor()
    assert (await visitor.get("/healthz")).json() == {"status": "alive"}
    answer = await visitor.get("/readyz")
    seq = served.cairn.hub.state.seq
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ready", "reasons": [], "position": seq, "behind": 0},
    )  # fmt: skip


async def test_without_its_database_it_is_alive_and_not_ready(served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone() -> int:
        raise ConnectionRefusedError("postgresql://user:password@host")

    monkeypatch.setattr(served.cairn.store, "top", gone)
    answer = await served.visitor().get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unready")
    assert "password" not in answer.text
    assert (await served.visitor().get("/healthz")).status_code == 200


async def test_a_database_that_does_not_answer_is_not_waited_for(
    served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.cairn.store, "top", asyncio.Event().wait)
    monkeypatch.setattr("server.operate.health.PATIENCE", 0.05)
    answer = await served.visitor().get("/readyz")
    assert answer.status_code == 503
    assert "not answered" in answer.json()["reasons"][0]


async def test_far_behind_the_log_or_without_a_migration_it_is_not_ready(
    served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = served.cairn.hub.state.seq + FAR_BEHIND + 1

    async def top() -> int:
        return ahead

    monkeypatch.setattr(served.cairn.store, "top", top)
    await served.cairn.engine.fetch("DELETE FROM migration WHERE name = '0003_indexes'")
    answer = await served.visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [
        "migrations are missing: 0003_indexes",
        f"{FAR_BEHIND + 1} events behind the log",
    ]


async def test_without_redis_it_is_slower_and_says_so(served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.cairn.broker, "up", False)
    answer = await served.visitor().get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "Redis" in answer.json()["reasons"][0]


async def test_an_instance_that_ends_is_not_ready(served: Running) -> None:
    served.cairn.closing.set()
    answer = await served.visitor().get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["stopping"])


async def test_metrics_count_commands_events_and_requests(served: Running) -> None:
    def value(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0.0

    def counted() -> list[float]:
        return [
            value("cairn_commands_total", kind="ChangePerson", outcome="done"),
            value("cairn_commands_total", kind="ChangePerson", outcome="nothing"),
            value("cairn_commands_total", kind="AddPerson", outcome="refused"),
            value("cairn_command_seconds_count"),
            value("cairn_events_total", kind="person.changed"),
            value("cairn_event_lag_seconds_count"),
            value("cairn_requests_total", method="GET", status="401"),
        ]

    before = counted()
    execute = served.cairn.executor.execute
    await execute(ChangePerson(person_id=uid("Ada"), name="Ada L."), OPERATOR)
    await execute(ChangePerson(person_id=uid("Ada"), name="Ada L."), OPERATOR)
    with pytest.raises(Refused):
        await execute(AddPerson(person_id=uid("Ada"), email="x@example.org", name="Twice"), OPERATOR)
    await served.visitor().get("/api/v1/me")
    assert [after - was for after, was in zip(counted(), before, strict=True)] == [1, 1, 1, 3, 1, 1, 1]
    text = (await served.visitor().get("/metrics")).text
    for name in ("cairn_screens", "cairn_render_seconds_count", "cairn_broker_up 1.0", "cairn_behind_events 0.0"):
        assert f"\n{name}" in text
    assert f"cairn_position {float(served.cairn.hub.state.seq)}" in text


async def test_open_screens_are_told_and_everything_ends_in_time(cairn: Cairn) -> None:
    async with serving(cairn) as served:
        visitor = await signed_in(served, "Ada")
        header = await bearer(cairn, "Ada")
        url = served.address.replace("http://", "ws://")
        cookie = {"Cookie": f"{SESSION}={visitor.cookies[SESSION]}", "Origin": served.address}
        async with (
            connect(f"{url}/live", additional_headers=cookie, proxy=None) as page,
            connect(f"{url}/api/v1/events", additional_headers=header, proxy=None) as stream,
            asyncio.timeout(9),
        ):
            await page.recv()
            begun_reading = asyncio.Event()
            server_sent = asyncio.create_task(read_events(served, header, begun_reading))
            await begun_reading.wait()
            begun = time.monotonic()
            served.server.should_exit = True
            codes = [await closed(each) for each in (page, stream)]
            await server_sent
    assert codes == [1012, 1012]
    assert time.monotonic() - begun < 5


async def read_events(served: Running, header: dict[str, str], begun: asyncio.Event) -> None:
    header = {**header, "Accept": "text/event-stream"}
    async with served.visitor().stream("GET", "/api/v1/events", headers=header) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        begun.set()
        async for _ in answer.aiter_lines():
            pass


async def closed(socket: Any) -> int | None:
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as end:
        return None if end.rcvd is None else end.rcvd.code


async def test_a_page_is_closed_at_once_when_its_session_dies(served: Running) -> None:
    here, there = await signed_in(served, "Ada"), await signed_in(served, "Ada")
    url = served.address.replace("http://", "ws://")
    cookie = {"Cookie": f"{SESSION}={there.cookies[SESSION]}", "Origin": served.address}
    async with connect(f"{url}/live", additional_headers=cookie, proxy=None) as page, asyncio.timeout(20):
        await page.recv()
        assert (await here.delete("/api/v1/me/sessions")).status_code == 204
        assert await closed(page) == 4401


async def test_a_stop_that_hangs_is_left() -> None:
    begun = time.monotonic()
    assert not await closed_within(_for_ever(), 0)
    assert await closed_within(asyncio.sleep(0), 0)
    assert time.monotonic() - begun < 2


async def test_a_stop_that_waits_for_a_thread_is_left() -> None:
    loop = asyncio.get_running_loop()
    answer = Answer[None](loop=loop)

    async def stop() -> None:
        await answer

    answers = loop.call_later(5, answer.set_result, None)
    assert not await closed_within(stop(), 0)
    assert not answer.done()
    answers.cancel()
    answer.set_result(None)


async def _for_ever() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("form", list(LogFormat))
def test_logs_have_one_form_and_the_requests_id(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logs(Settings(log_format=form, warnings=("CAIRN_X is set",)))
        with structlog.contextvars.bound_contextvars(request_id="abc"):
            structlog.get_logger("ours").info("happened", size=3)
            logging.getLogger("theirs").warning("odd %s", "thing")
        logging.getLogger("uvicorn.error").info("chatter")
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert "chatter" not in said
    if form is LogFormat.JSON:
        lines = [json.loads(line) for line in said.splitlines()]
        assert [each["event"] for each in lines] == ["settings.odd", "happened", "odd thing"]
        assert [each.get("request_id") for each in lines] == [None, "abc", "abc"]
        assert lines[1]["size"] == 3
        assert {"timestamp", "level", "logger"} <= lines[2].keys()
    else:
        assert "request_id=abc" in said
        assert "odd thing" in said


async def test_an_instance_of_its_own_directory_starts_and_stops(fresh_settings: Settings) -> None:
    cairn = Cairn(fresh_settings)
    await cairn.start()
    async with serving(cairn) as served:
        assert (await served.visitor().get("/readyz")).json()["status"] == "ready"
    await cairn.stop()
    assert (fresh_settings.data_directory / "cairn.db").is_file()


async def test_a_question_that_ends_in_its_middle_is_no_bug(served: Running) -> None:
    header = (await bearer(served.cairn, "Ada"))["Authorization"]
    url = urlsplit(served.address)
    with capture_logs() as logs:
        _, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(
            f"POST /api/v1/commands HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: {header}\r\n"
            "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{".encode()
        )
        writer.close()
        await until(lambda: any(each["event"] == "request" for each in logs))
    assert [(each["event"], each.get("status")) for each in logs] == [("request", 499)]
