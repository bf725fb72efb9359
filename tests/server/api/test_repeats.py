"""Repeats happen once, versions guard, and pages neither skip nor repeat while things are added."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx import AsyncClient

from server.cairn import Cairn
from tests.factories import check_in, key_result, objective, person, uid
from tests.server.api.conftest import NOW, callers, tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]
GOAL = {"cycle_id": uid("q1"), "title": "Goal", "level": "person"}
KEY = {"Idempotency-Key": "once"}


async def test_a_repeat_answers_the_same_and_does_nothing(cairn: Cairn, caller: Caller) -> None:
    ada = caller("ada")
    first = await ada.post("/objectives", json=GOAL, headers=KEY)
    second = await ada.post("/objectives", json=GOAL, headers=KEY)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(cairn.hub.state.objectives) == 1


async def test_a_repeat_is_known_after_a_restart(cairn: Cairn, caller: Caller) -> None:
    first = await caller("ada").post("/objectives", json=GOAL, headers=KEY)
    again = Cairn(cairn.settings, engine=cairn.engine, clock=cairn.clock)
    await again.start()
    second = await callers(again)("ada").post("/objectives", json=GOAL, headers=KEY)
    await again.stop()
    assert (second.json(), second.headers["Idempotency-Replayed"]) == (first.json(), "true")


async def test_repeats_at_once_happen_once(cairn: Cairn, caller: Caller) -> None:
    posts = [caller("ada").post("/objectives", json=GOAL, headers=KEY) for _ in range(5)]
    answers = await asyncio.gather(*posts)
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["id"] for each in answers}) == len(cairn.hub.state.objectives) == 1


async def test_a_key_with_another_body_is_refused_and_another_persons_is_their_own(caller: Caller) -> None:
    ada = caller("ada")
    made = (await ada.post("/objectives", json=GOAL, headers=KEY)).json()
    other = await ada.post("/objectives", json={**GOAL, "title": "Other"}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
    elsewhere = await ada.post(f"/objectives/{made['id']}/publish", headers=KEY)
    assert elsewhere.status_code == 422
    assert (await caller("dan").post("/objectives", json=GOAL, headers=KEY)).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, " "])
async def test_an_unusable_key_is_refused(caller: Caller, key: str) -> None:
    answer = await caller("ada").post("/objectives", json=GOAL, headers={"Idempotency-Key": key})
    assert 400 <= answer.status_code <= 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_a_repeated_deletion_and_check_in_answer_the_same(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("a"), objective("b"), key_result("kr", "a"))
    ada = caller("ada")
    made = (await ada.post("/links", json={"child_id": uid("a"), "parent_id": uid("b")})).json()
    for replayed in (None, "true"):
        gone = await ada.delete(f"/links/{made['id']}", headers={"Idempotency-Key": "gone"})
        assert (gone.status_code, gone.headers.get("Idempotency-Replayed")) == (204, replayed)
    posts = [await ada.post(f"/key-results/{uid('kr')}/check-ins", json={"value": 1}, headers=KEY) for _ in range(2)]
    assert posts[0].json() == posts[1].json()


async def test_a_stale_version_is_refused(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("goal"))
    ada, path = caller("ada"), f"/objectives/{uid('goal')}"
    etag = (await ada.get(path)).headers["ETag"]
    body = {"title": "One", "reason": "Because."}
    fresh = await ada.patch(path, json=body, headers={"If-Match": etag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] == f'"{fresh.json()["version"]}"' != etag
    stale = await ada.patch(path, json={**body, "title": "Two"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert (await ada.get(path)).json()["title"] == "One"
    for given in ("x", '"1", "2"', '"-1"', "1" * 30):
        odd = await ada.patch(path, json=body, headers={"If-Match": given})
        assert odd.json()["errors"][0]["field"] == "If-Match"
    unheeded = await ada.post(f"{path}/restore", headers={"If-Match": etag})
    assert unheeded.json()["code"] == "if_match.unwanted"


async def _ids(client: AsyncClient, path: str, between: Callable[[], object] | None = None) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = (await client.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        assert len(page["items"]) <= 2
        found += [str(each.get("id", each.get("seq"))) for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        if between is not None:
            await between()  # type: ignore[misc]


async def test_pages_hold_everything_once(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, *(objective(f"o{n}") for n in range(5)), *(key_result(f"k{n}", "o0") for n in range(5)))
    same = NOW - timedelta(days=1)
    await tell(cairn, *(check_in("k0", n, at=same) for n in range(5)))
    ada = caller("ada")
    goal = f"/objectives/{uid('o0')}"
    assert await _ids(ada, "/objectives") == sorted(uid(f"o{n}") for n in range(5))
    assert await _ids(ada, f"{goal}/key-results") == [uid(f"k{n}") for n in range(5)]
    check_ins = await _ids(ada, f"/key-results/{uid('k0')}/check-ins")
    assert sorted(check_ins) == sorted(uid(f"check-in k0 {n} ") for n in range(5))
    assert len(await _ids(ada, "/people")) == 7
    assert await _ids(ada, "/cycles") == [uid("q2"), uid("q1")]
    history = await _ids(ada, f"{goal}/history")
    assert history == sorted(history, key=int, reverse=True) and len(set(history)) == 11


async def test_pages_stay_whole_while_things_are_added(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, *(objective(f"o{n}") for n in range(6)))
    names = iter("zyxwv")

    async def add() -> None:
        name = next(names)
        await tell(cairn, objective(f"new {name}"), person(name, name=f"A {name}"))

    found = await _ids(caller("ada"), "/objectives", add)
    assert found[:6] == sorted(uid(f"o{n}") for n in range(6))
    assert len(found) == len(set(found))
    names = iter("utsrqp")
    before = set(cairn.hub.state.people)
    people = await _ids(caller("ada"), "/people", add)
    assert before <= set(people) and len(people) == len(set(people))
