"""Owed check-ins, acknowledgements, the inbox and its settings over REST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx import AsyncClient

from server.cairn import Cairn
from tests.factories import key_result, objective, uid
from tests.server.api.conftest import Clock, tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]
NPS = uid("NPS")


async def scene(cairn: Cairn) -> None:
    await tell(cairn, objective("Be loved"), key_result("NPS", "Be loved"))


async def test_a_check_in_says_everything_and_is_corrected(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    ada = caller("ada")
    said = {
        "value": 10, "confidence": 8, "note": "slow", "blocker": "legal, @Dan", "next_step": "ask",
        "word": "at_risk", "word_reason": "legal",
    }  # fmt: skip
    first = (await ada.post(f"/key-results/{NPS}/check-ins", json=said)).json()
    assert {name: first[name] for name in ("blocker", "next_step", "word", "word_reason", "mentions", "corrects")} == {
        "blocker": "legal, @Dan", "next_step": "ask", "word": "at_risk", "word_reason": "legal",
        "mentions": [uid("dan")], "corrects": None,
    }  # fmt: skip
    shown = (await ada.get(f"/key-results/{NPS}")).json()
    assert (shown["status"], shown["why"], shown["word"], shown["disagrees"]) == ("at_risk", "word", "at_risk", True)
    await ada.post(f"/key-results/{NPS}/check-ins", json={"value": 12, "corrects": first["id"]})
    assert (await ada.get(f"/key-results/{NPS}")).json()["current"] == "12"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"confidence": 11}, "confidence"),
        ({"value": "lots"}, "value"),
        ({"value": "1e20"}, "value"),
        ({"value": 1, "at": "2030-01-01T00:00:00Z"}, "at"),
        ({"word": "fine"}, "word"),
        ({"word": "at_risk"}, "word_reason"),
        ({"value": 1, "corrects": uid("?")}, "corrects"),
        ({}, "value"),
    ],
)
async def test_bad_input_is_refused_naming_the_field(
    sqlite_caller: Caller, body: dict[str, object], field: str
) -> None:
    ada = sqlite_caller("ada")
    made = {"cycle_id": uid("q1"), "title": "Be loved", "level": "person", "draft": False}
    goal = (await ada.post("/objectives", json=made)).json()["id"]
    measure = {"kind": "increase", "baseline": 0, "target": 9}
    result = (await ada.post(f"/objectives/{goal}/key-results", json={"name": "NPS", "measure": measure})).json()["id"]
    answer = await ada.post(f"/key-results/{result}/check-ins", json=body)
    assert answer.status_code in (400, 404, 422), answer.text
    assert field in answer.text


async def test_what_is_owed_is_listed(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    ada = caller("ada")
    assert (await ada.get("/check-ins/owed")).json()["items"] == []
    clock = cairn.clock
    assert isinstance(clock, Clock)
    clock.now += timedelta(days=14)
    (owed,) = (await ada.get("/check-ins/owed")).json()["items"]
    assert (owed["id"], owed["standing"]["state"], owed["status"]) == (NPS, "stale", "stale")
    assert [each["id"] for each in (await caller("dan").get(f"/check-ins/owed?person_id={uid('ada')}")).json()["items"]]
    await ada.post(f"/key-results/{NPS}/check-ins", json={"value": 1})
    assert (await ada.get("/check-ins/owed")).json()["items"] == []


async def test_a_cadence_is_set_without_a_reason(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    body = {"cadence": {"rhythm": "monthly", "month_day": 31}}
    changed = (await caller("ada").patch(f"/key-results/{NPS}", json=body)).json()
    assert changed["cadence"] == {"rhythm": "monthly", "weekday": 0, "month_day": 31}
    refused = await caller("ada").patch(f"/key-results/{NPS}", json={"cadence": {"month_day": 32}})
    assert refused.status_code == 400
    assert "cadence.month_day" in refused.text


async def test_acknowledging(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    check_in = (await caller("ada").post(f"/key-results/{NPS}/check-ins", json={"value": 1})).json()["id"]
    path = f"/check-ins/{check_in}/acknowledgements"
    assert (await caller("dan").post(path)).status_code == 403
    assert (await caller("wang").post(f"/check-ins/{uid('?')}/acknowledgements")).status_code == 404
    said = await caller("wang").post(path, json={"comment": "Good."})
    assert (said.status_code, said.json()["comment"], said.json()["to_id"]) == (201, "Good.", uid("ada"))
    again = await caller("wang").post(path)  # she has read it: nothing more is kept
    assert (again.status_code, again.json()["id"]) == (201, said.json()["id"])
    listed = (await caller("bob").get(f"/key-results/{NPS}/acknowledgements")).json()
    assert [each["comment"] for each in listed] == ["Good."]
    assert (await caller("wang").post(path, json={"comment": "More."})).json()["comment"] == "More."


async def test_the_inbox(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    ada, dan = caller("ada"), caller("dan")
    for each in range(3):
        await ada.post(f"/key-results/{NPS}/check-ins", json={"note": f"@Dan {each}"})
    page = (await dan.get("/inbox?limit=2")).json()
    rest = (await dan.get(f"/inbox?limit=2&cursor={page['next_cursor']}")).json()
    assert [each["params"]["text"] for each in (*page["items"], *rest["items"])] == ["@Dan 2", "@Dan 1", "@Dan 0"]
    assert rest["next_cursor"] is None
    assert "person_id" not in page["items"][0]
    ids = [each["id"] for each in page["items"]]
    assert (await dan.post("/inbox/mark", json={"ids": ids})).json() == {"unread": 1}
    assert len((await dan.get("/inbox?which=unread")).json()["items"]) == 1
    assert (await dan.post("/inbox/mark-all")).json() == {"unread": 0}
    assert (await dan.post("/inbox/mark", json={"ids": ids, "read": False})).json() == {"unread": 2}
    assert (await ada.get("/inbox/unread")).json() == {"unread": 0}
    assert (await caller("").get("/inbox")).status_code == 401


async def test_settings_are_ones_own(cairn: Cairn, caller: Caller) -> None:
    await scene(cairn)
    dan = caller("dan")
    assert (await dan.get("/inbox/preferences")).json()["quiet_from"] == 21 * 60
    changed = (await dan.patch("/inbox/preferences", json={"muted": ["mention"], "away_from": "2026-03-01"})).json()
    assert (changed["muted"], changed["away_from"], changed["away_until"]) == (["mention"], "2026-03-01", None)
    await caller("ada").post(f"/key-results/{NPS}/check-ins", json={"note": "@Dan"})
    assert (await dan.get("/inbox/unread")).json() == {"unread": 0}
    assert (await dan.patch("/inbox/preferences", json={"quiet_from": 1440})).status_code == 400
    refused = await dan.patch("/inbox/preferences", json={"away_until": "2026-02-01"})
    assert (refused.status_code, "away_until" in refused.text) == (422, True)
