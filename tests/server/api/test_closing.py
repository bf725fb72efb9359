"""Closing over REST: a whole one, what is refused, a repeated carry-over, and that it stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from server.cairn import Cairn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from tests.factories import check_in, key_result, objective, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]
GOAL = f"/objectives/{uid('Grow')}"
GRADE = f"/key-results/{uid('Shops')}/grade"


async def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
async def ada(cairn: Cairn, caller: Caller) -> AsyncClient:
    """Her goal "Grow" with "Shops" at 62 of 100, in a cycle that is closing."""
    await tell(
        cairn,
        objective("Grow"),
        key_result("Shops", "Grow"),
        check_in("Shops", 62, confidence=6, note="Two opened late"),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
    )
    return caller("ada")


async def test_a_cycle_from_its_first_grade_into_the_archive(ada: AsyncClient, caller: Caller) -> None:
    root, path = caller("root"), f"/cycles/{uid('q1')}"
    (before,) = (await ok(await ada.get(f"{GOAL}/closing")))["key_results"]
    assert (before["proposed"], before["aim"], before["grade"]) == ("0.6", "0.7", None)
    refused = await ok(await root.post(f"{path}/state", json={"state": "archived"}), 422)
    assert (refused["errors"][0]["field"], "“Shops”" in refused["detail"]) == ("reason", True)
    graded = await ok(await ada.post(GRADE, json={"grade": "0.7", "reason": "Three more are signed"}))
    assert (graded["grade"], graded["graded_by"], graded["progress"]) == ("0.7", uid("ada"), "0.62")
    draft = (await ok(await ada.get(f"{GOAL}/retrospective-draft")))["text"]
    assert "Shops: 0 → 62" in draft and "Two opened late" in draft
    await ok(await ada.post(f"{GOAL}/retrospective", json={"text": "Ask legal first", "was": ""}))
    await ok(await ada.post(f"{GOAL}/carry-over", json={"choice": "abandoned", "reason": "Done enough"}))
    before_archive = await ok(await ada.get(f"{path}/closing"))
    assert (before_archive["graded"], before_archive["ungraded_ids"]) == (1, [])
    await ok(await root.post(f"{path}/state", json={"state": "archived"}))
    assert await ok(await ada.get(f"{path}/closing")) == before_archive
    (kept,) = before_archive["objectives"]
    assert (kept["grade"], kept["colour"], kept["retrospective"], kept["carry"]) == (
        "0.7", "green", "Ask legal first", "abandoned",
    )  # fmt: skip
    history = [each["kind"] for each in (await ok(await ada.get(f"{GOAL}/history")))["items"]][:3]
    assert history == ["objective.carried", "objective.retrospective_written", "key_result.graded"]


async def test_a_grade_so_far_has_no_colour_as_in_the_product(cairn: Cairn, ada: AsyncClient) -> None:
    q1 = uid("q1")
    await tell(
        cairn,
        MoveCycle(cycle_id=q1, state=CycleState.ACTIVE),
        key_result("Books", "Grow"),
        MoveCycle(cycle_id=q1, state=CycleState.CLOSING),
    )
    colours = []
    for name in ("Shops", "Books"):
        await ok(await ada.post(f"/key-results/{uid(name)}/grade", json={"grade": "0.7", "reason": "Counted"}))
        found = await ok(await ada.get(f"{GOAL}/closing"))
        colours.append((found["grade"], found["colour"]))
    assert colours == [("0.7", None), ("0.7", "green")]


async def test_carrying_over_twice_with_one_key_is_once(ada: AsyncClient) -> None:
    body = {"choice": "kept", "reason": "Half-way", "cycle_id": uid("q2")}
    key = {"Idempotency-Key": "once"}
    first = await ok(await ada.post(f"{GOAL}/carry-over", json=body, headers=key))
    again = await ada.post(f"{GOAL}/carry-over", json=body)
    assert again.json()["code"] == "closing.carried", again.text
    repeated = await ada.post(f"{GOAL}/carry-over", json=body, headers=key)
    assert (repeated.headers["Idempotency-Replayed"], repeated.json()) == ("true", first)
    copies = (await ok(await ada.get("/objectives", params={"cycle": uid("q2")})))["items"]
    assert [(each["id"], each["carried_from"]) for each in copies] == [(first["carried_to"], uid("Grow"))]
    (went,) = (await ok(await ada.get(f"/objectives/{first['carried_to']}/key-results")))["items"]
    assert went["measure"]["baseline"] == "62"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"grade": "1.1", "reason": "x"}, 422, "grade"),
        ({"grade": "0.75", "reason": "x"}, 422, "grade"),
        ({"grade": "much", "reason": "x"}, 400, "grade"),
        ({"grade": "0.7", "reason": " "}, 422, "reason"),
        ({"grade": "0.7"}, 400, "reason"),
    ],
)
async def test_bad_grades_name_their_field(ada: AsyncClient, body: Any, status: int, field: str) -> None:
    answer = await ada.post(GRADE, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field), answer.text


async def test_who_may_not_grade_is_told_so(ada: AsyncClient, caller: Caller) -> None:
    for name in ("dan", "bob"):
        assert (await caller(name).post(GRADE, json={"grade": "0.7", "reason": "x"})).status_code == 403
