"""Meetings over REST: a whole one, and that no answer, event or history tells a vote before its reveal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from server.cairn import Cairn
from shared.objectives.model import Visibility
from tests.factories import objective, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]
M = uid("align")
PATH = f"/meetings/{M}"
GROW = {"objective_id": uid("Grow")}


async def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
async def ada(cairn: Cairn, caller: Caller) -> AsyncClient:
    """She leads a running meeting about Grow, which all see, and Secret, which she sees."""
    await tell(cairn, objective("Grow"), objective("Secret", visibility=Visibility.PRIVATE))
    ada = caller("ada")
    plan = {"id": M, "cycle_id": uid("q1"), "title": "Align", "objective_ids": [uid("Secret"), uid("Grow")]}
    await ok(await ada.post("/meetings", json=plan), 201)
    await ok(await ada.post(f"{PATH}/start"))
    return ada


async def test_a_meeting_from_its_plan_to_its_end(cairn: Cairn, ada: AsyncClient, caller: Caller) -> None:
    dan = caller("dan")
    await ok(await ada.post(f"{PATH}/agenda/move", json={**GROW, "after_id": None}))
    await ok(await ada.post(f"{PATH}/open", json=GROW))
    await ok(await ada.post(f"{PATH}/timer", json={"seconds": 300}))
    await ok(await ada.post(f"{PATH}/votes/start", json=GROW))
    await ok(await ada.post(f"{PATH}/votes", json={**GROW, "confidence": 8}))
    await ok(await caller("wang").post(f"{PATH}/votes", json={**GROW, "confidence": None}))
    await ok(await dan.post(f"{PATH}/votes", json={**GROW, "confidence": 3, "round": 1}))
    await ok(await ada.post(f"{PATH}/votes/reveal", json=GROW))
    await ok(await dan.post(f"{PATH}/notes", json={**GROW, "notes": "Costs first"}))
    await ok(await dan.post(f"{PATH}/decisions", json={**GROW, "id": uid("d"), "text": "Go on"}), 201)
    await ok(await dan.patch(f"{PATH}/decisions", json={**GROW, "decision_id": uid("d"), "text": "Go on!"}))
    await ok(await dan.post(f"{PATH}/actions", json={**GROW, "id": uid("a"), "text": "Ask"}), 201)
    await ok(await ada.post(f"{PATH}/end"))
    await ok(await dan.patch(f"{PATH}/actions", json={**GROW, "action_id": uid("a"), "done": True}))
    found = await ok(await ada.get(PATH))
    assert [each["objective_id"] for each in found["items"]] == [uid("Grow"), uid("Secret")]
    item = found["items"][0]
    assert (found["state"], found["current_id"], item["median"], item["notes"]) == (
        "ended",
        uid("Grow"),
        3,
        "Costs first",
    )
    assert [each["text"] for each in item["decisions"]] == ["Go on!"]
    assert (item["actions"][0]["owner_id"], item["actions"][0]["done"]) == (uid("dan"), True)
    listed = await ok(await dan.get("/meetings", params={"cycle": uid("q1")}))
    assert [(each["id"], each["may_lead"]) for each in listed["items"]] == [(M, False)]
    await ok(await ada.post(f"{PATH}/reopen"))
    assert item["rounds"][0]["revealed_by_id"] == uid("ada")
    assert [each["abstains"] for each in item["rounds"][0]["votes"]].count(True) == 1
    refused = await dan.post(f"{PATH}/take-over")
    assert (refused.status_code, refused.json()["code"]) == (422, "meeting.led"), "she may be back at once"
    cairn.attendance.patience = 0
    root = caller("root")
    assert (await ok(await root.post(f"{PATH}/take-over")))["facilitator_id"] == uid("root")
    assert (await ok(await root.patch(PATH, json={"facilitator_id": uid("ada"), "follow": False})))["follow"] is False


async def test_no_door_tells_a_number_before_the_reveal(ada: AsyncClient, caller: Caller) -> None:
    await ok(await ada.post(f"{PATH}/votes/start", json=GROW))
    vote = {"command": "CastVote", "meeting_id": M, "confidence": 7, **GROW}
    key = {"Idempotency-Key": "mine"}
    doors = [await ok(await ada.post("/commands", json=vote, headers=key)) for _ in range(2)]
    doors.append(await ok(await caller("dan").post(f"{PATH}/votes", json={**GROW, "confidence": 7})))

    async def read(name: str) -> list[Any]:
        person = caller(name)
        paths = (PATH, "/meetings", f"{PATH}/history", f"/objectives/{uid('Grow')}/history", "/events?limit=200")
        return [await ok(await person.get(each)) for each in paths]

    for name in ("ada", "dan", "root", "bob"):
        doors += await read(name)
    assert all(_confidences(each) <= {None} for each in doors)
    assert _confidences(doors) == {None}, "who has voted is told"
    assert "meeting.vote_cast" in str(doors)
    await ok(await ada.post(f"{PATH}/votes/reveal", json=GROW))
    assert all(7 in _confidences(each) for each in (await read("bob"))[:2])
    kinds = (await ok(await caller("bob").get("/events?limit=200")))["items"]
    assert [_confidences(each) for each in kinds if each["kind"] == "meeting.vote_cast"] == [set(), set()]
    assert [_confidences(each) for each in kinds if each["kind"] == "meeting.vote_revealed"] == [{7}]


def _confidences(part: Any) -> set[int | None]:
    """Every confidence in an answer, wherever in it."""
    found: set[int | None] = set()
    if isinstance(part, dict):
        if "person_id" in part and "confidence" in part:
            found.add(part["confidence"])
        for each in part.values():
            found |= _confidences(each)
    elif isinstance(part, list):
        for each in part:
            found |= _confidences(each)
    return found


async def test_a_hidden_item_is_in_no_answer(ada: AsyncClient, caller: Caller) -> None:
    secret = {"objective_id": uid("Secret")}
    await ok(await ada.post(f"{PATH}/open", json=secret))
    await ok(await ada.post(f"{PATH}/notes", json={**secret, "notes": "whispered"}))
    for name in ("dan", "root", "bob"):
        person = caller(name)
        for path in (PATH, "/meetings", f"{PATH}/history", "/events?limit=200"):
            text = (await person.get(path)).text
            assert uid("Secret") not in text and "whispered" not in text
        answer = await person.post(f"{PATH}/decisions", json={**secret, "text": "x"})
        assert answer.status_code in (403, 404)
    assert uid("Secret") in (await ada.get(PATH)).text


async def test_refusals_name_the_field(ada: AsyncClient, caller: Caller) -> None:
    refused = await caller("dan").post(f"{PATH}/end")
    assert refused.status_code == 403
    answer = await ada.post(f"{PATH}/votes", json={**GROW, "confidence": 11})
    assert answer.json()["errors"][0]["field"] == "confidence"
    answer = await ada.post(f"{PATH}/votes", json={**GROW, "confidence": 7})
    assert answer.json()["errors"][0]["code"] == "meeting.not_voting"
    assert (await ada.get(f"/meetings/{uid('none')}")).status_code == 404
    assert (await ada.post(f"/meetings/{uid('none')}/start")).status_code == 404
    assert (await caller("").get("/meetings")).status_code == 401
