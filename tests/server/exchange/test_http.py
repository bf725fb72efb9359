"""Files over HTTP: tried out, brought in whole or partly, taken out again; rights, encodings, and two thousand rows."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from server.cairn import Cairn
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.messages import OPERATOR
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level, Visibility
from tests.factories import uid
from tests.server.conftest import Clock, Running, bearer, serving

pytestmark = pytest.mark.anyio

GOOD = '目标,层级,负责人,关键结果,起点,目标值,单位\n让新客回来,个人,Ada,留存率,31,"40,5",%\n'
BAD = GOOD + "让新客回来,个人,Ada,提升意识,,,\n"


@pytest.fixture
async def cycle(cairn: Cairn) -> Cairn:
    from datetime import date

    create = CreateCycle(cycle_id=uid("q4"), name="2026 Q4", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    await cairn.executor.execute_all([create, MoveCycle(cycle_id=uid("q4"), state=CycleState.ACTIVE)], OPERATOR)
    return cairn


async def caller(running: Running, name: str) -> httpx.AsyncClient:
    return running.visitor(headers=await bearer(running.cairn, name))


async def send(visitor: httpx.AsyncClient, content: bytes, filename: str = "x.csv", **query: Any) -> httpx.Response:
    return await visitor.post("/api/v1/import", params={"filename": filename, **query}, content=content)


async def test_a_preview_writes_nothing_and_whole_does(cycle: Cairn) -> None:
    async with serving(cycle) as running, await caller(running, "Ada") as ada:
        seq = cycle.hub.state.seq
        told = (await send(ada, GOOD.encode())).json()
        assert (told["done"], told["counts"]["create"], cycle.hub.state.seq) == (False, 2, seq)
        assert told["rows"][1]["detail"] == "31% → 40.5%"
        assert (await send(ada, GOOD.encode(), mode="whole")).json()["done"]
        assert [each.name for each in cycle.hub.state.key_results.values()] == ["留存率"]
        again = (await send(ada, GOOD.encode(), mode="whole")).json()
        assert again["counts"] == {"create": 0, "same": 2, "ask": 0, "refused": 0}


async def test_one_row_that_cannot_come_in_keeps_all_out_unless_partly(cycle: Cairn) -> None:
    async with serving(cycle) as running, await caller(running, "Ada") as ada:
        answer = await send(ada, BAD.encode(), mode="whole")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        problem = answer.json()
        assert problem["code"] == "import.incomplete"
        (left,) = [each for each in problem["report"]["rows"] if each["what"] == "ask"]
        assert (left["where"], left["source"]) == ("3", "让新客回来,个人,Ada,提升意识,,,")
        assert left["reasons"][0]["code"] == "no_number"
        assert "没有数字" in left["reasons"][0]["detail"] or "No number" in left["reasons"][0]["detail"]
        assert not cycle.hub.state.objectives
        assert (await send(ada, BAD.encode(), mode="partly")).json()["done"]
        assert len(cycle.hub.state.key_results) == 1


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("gb18030"),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.encode("utf-16"),
    ],
)
async def test_encodings_that_offices_send(cycle: Cairn, content: bytes) -> None:
    async with serving(cycle) as running, await caller(running, "Ada") as ada:
        answer = await ada.post("/api/v1/import?mode=whole", files={"file": ("季度目标.csv", content)})
        assert answer.json()["done"], answer.text
        assert [each.title for each in cycle.hub.state.objectives.values()] == ["让新客回来"]


async def test_rights(cycle: Cairn) -> None:
    async with serving(cycle) as running:
        async with await caller(running, "Bob") as bob:
            assert (await send(bob, GOOD.encode())).status_code == 403
            assert (await bob.get("/api/v1/export")).status_code == 200
        async with running.visitor() as nobody:
            assert (await send(nobody, GOOD.encode())).status_code == 401
            assert (await nobody.get("/api/v1/export")).status_code == 401
        async with await caller(running, "Ada") as ada:
            told = (await send(ada, GOOD.replace("个人", "公司").encode())).json()
            assert [each["code"] for each in told["rows"][0]["reasons"]] == ["forbidden"]
            assert (await send(ada, GOOD.encode(), cycle="1999 Q1")).status_code == 404
            assert (await send(ada, GOOD.encode(), mode="maybe")).status_code == 400
            assert (await send(ada, b"x" * (7 * 1024 * 1024))).status_code == 413


async def test_an_export_holds_what_the_caller_may_see_and_comes_back_as_it_was(cycle: Cairn) -> None:
    private = CreateObjective(
        objective_id=uid("p"), cycle_id=uid("q4"), title="Secret", level=Level.PERSON, owner_id=uid("Root"),
        visibility=Visibility.PRIVATE,
    )  # fmt: skip
    await cycle.executor.execute(private, OPERATOR)
    async with serving(cycle) as running, await caller(running, "Ada") as ada, await caller(running, "Root") as root:
        await send(ada, GOOD.encode(), mode="whole")
        for form in ("csv", "md", "json"):
            answer = await ada.get("/api/v1/export", params={"format": form, "cycle": "2026 Q4"})
            assert f'filename="cairn 2026 Q4.{form}"' in answer.headers["content-disposition"]
            assert "Secret" not in answer.text
            assert "Secret" in (await root.get("/api/v1/export", params={"format": form})).text
            told = (await send(ada, answer.content, f"x.{form}", mode="whole")).json()
            assert {each["what"] for each in told["rows"]} == {"same"}, told


async def test_an_upload_is_seen_by_its_sender_for_a_while(cycle: Cairn, clock: Clock) -> None:
    from server.exchange.desk import ExchangeDesk
    from server.identity import Identity, Via
    from shared.messages import Actor, Refused

    def desk(name: str) -> ExchangeDesk:
        return ExchangeDesk(cycle, Identity(person_id=uid(name), via=Via.SESSION, key_id=uid("key")))

    upload = cycle.uploads.keep(Actor(uid("Ada")), "x.csv", BAD.encode())
    found = await desk("Ada").preview(upload.id, None)
    assert (found.counts["create"], found.counts["ask"], found.done) == (2, 1, False)
    assert not (await desk("Ada").carry_out(upload.id, None, partly=False)).done
    with pytest.raises(Refused, match=r"upload\.gone"):
        await desk("Root").preview(upload.id, None)
    first, second = await asyncio.gather(*(desk("Ada").carry_out(upload.id, None, partly=True) for _ in range(2)))
    assert sorted([first.counts["create"], second.counts["create"]]) == [0, 2]
    assert len(cycle.hub.state.objectives) == 1
    clock.move(minutes=15)
    with pytest.raises(Refused, match=r"upload\.gone"):
        await desk("Ada").preview(upload.id, None)


async def test_two_thousand_rows_while_others_read(cycle: Cairn) -> None:
    rows = "".join(f"目标 {n // 5},个人,Ada,结果 {n},0,{n + 1},\n" for n in range(2_000))
    content = (GOOD.splitlines()[0] + "\n" + rows).encode()
    answered = 0
    async with serving(cycle) as running, await caller(running, "Ada") as ada, await caller(running, "Root") as root:
        ada.timeout = httpx.Timeout(120)
        sent = asyncio.create_task(send(ada, content, mode="whole", rows=0))
        while not sent.done():
            assert (await root.get("/healthz")).status_code == 200
            answered += 1
        told = (await sent).json()
        assert (told["done"], told["counts"]["create"]) == (True, 2_400)
    assert len(cycle.hub.state.key_results) == 2_000
    assert (await cycle.store.load()) == cycle.hub.state
    assert answered > 5


async def test_what_is_answered_comes_in(cycle: Cairn) -> None:
    from server.exchange.desk import ExchangeDesk
    from server.identity import Identity, Via
    from shared.messages import Actor, Refused

    desk = ExchangeDesk(cycle, Identity(person_id=uid("Ada"), via=Via.SESSION, key_id=uid("key")))
    upload = cycle.uploads.keep(Actor(uid("Ada")), "x.csv", BAD.encode())
    (asking,) = [each for each in (await desk.preview(upload.id, None)).rows if each.what == "ask"]
    assert asking.form == "measure"
    with pytest.raises(Refused, match="not_found"):
        await desk.say(upload.id, None, "{}", "1 → 2")
    with pytest.raises(Refused, match="too_long"):
        await desk.say(upload.id, None, asking.question, "1" * 1_001)
    found = await desk.say(upload.id, None, asking.question, "1 → 2")
    assert (found.counts["ask"], found.counts["create"]) == (0, 3)
    assert (await desk.carry_out(upload.id, None, partly=False)).done
    assert len(cycle.hub.state.key_results) == 2


async def test_what_was_said_goes_out_and_comes_in_again(cycle: Cairn) -> None:
    async with serving(cycle) as running, await caller(running, "Ada") as ada:
        await send(ada, GOOD.encode(), "x.csv", mode="whole")
        key_results = list(cycle.hub.state.key_results)
        posted = {"value": 3, "confidence": 6, "note": "Slow", "blocker": "legal", "at": "2026-01-02T03:04:05Z"}
        path = f"/api/v1/key-results/{key_results[0]}/check-ins"
        assert (await ada.post(path, json=posted)).status_code == 201
        file = (await ada.get("/api/v1/export", params={"format": "json"})).content
        told = (await send(ada, file, "x.json", mode="whole")).json()
        assert told["counts"]["same"] and not told["counts"]["create"], told
        (found,) = [each for each in told["rows"] if each["kind"] == "check_in"]
        assert (found["what"], found["title"]) == ("same", "O1/KR1")
        # what Ada said is hers to say: the admin may not bring it in for her
        elsewhere = file.replace(b'"Slow"', b'"Quick"')
        async with await caller(running, "Root") as root:
            refused = (await send(root, elsewhere, "x.json", mode="whole")).json()
        assert [one["code"] for each in refused["report"]["rows"] for one in each["reasons"]] == ["said_by_another"]
