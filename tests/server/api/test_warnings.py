"""Early warning over REST: what is red, for whom, why; and units side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx import AsyncClient

from tests.factories import uid

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]


async def test_what_is_red_is_listed_for_whoever_answers_for_it(sqlite_caller: Caller) -> None:
    ada, kr = sqlite_caller("ada"), uid("kr")
    goal = {"cycle_id": uid("q1"), "title": "Grow", "level": "team", "unit_id": uid("brand"), "draft": False}
    made = (await ada.post("/objectives", json=goal)).json()
    body = {"id": kr, "name": "K", "measure": {"kind": "increase", "baseline": 0, "target": 10}}
    await ada.post(f"/objectives/{made['id']}/key-results", json=body)
    await ada.post(f"/key-results/{kr}/check-ins", json={"confidence": 1, "value": 1})
    (found,) = (await sqlite_caller("wang").get("/warnings")).json()
    assert (found["id"], found["status"], found["why"]) == (kr, "red_flag", "red_flag")
    assert (await sqlite_caller("dan").get("/warnings")).json() == []
    assert (await ada.get("/warnings", params={"cycle": uid("none")})).json()["code"] == "not_found"
    escalated = (await ada.post(f"/key-results/{kr}/escalations", json={"note": "Please ask legal."})).json()
    assert [each["note"] for each in escalated["escalations"]] == ["Please ask legal."]
    rows = (await ada.get(f"/cycles/{uid('q1')}/comparison")).json()
    assert [(each["unit_id"], each["depth"], each["counts"]["red"], each["progress"]) for each in rows] == [
        (uid("marketing"), 0, 1, "0.1"),
        (uid("brand"), 1, 1, "0.1"),
    ]
    assert (await ada.get(f"/cycles/{uid('none')}/comparison")).status_code == 404
