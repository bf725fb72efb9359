"""Every operation does what it says, for somebody who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx import AsyncClient

from server.cairn import Cairn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.objectives.model import Driver, Visibility
from tests.factories import check_in, key_result, link, objective, person, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]


async def test_me_and_the_workspace(cairn: Cairn, caller: Caller) -> None:
    root = caller("root")
    me = (await root.get("/me")).json()
    assert (me["person"]["id"], me["via"]) == (uid("root"), "token")
    changed = await root.patch("/workspace", json={"name": "Acme", "thresholds": {"on_track": 0.8, "at_risk": "0.5"}})
    assert changed.status_code == 200
    found = (await caller("bob").get("/workspace")).json()
    assert found["name"] == "Acme"
    assert found["thresholds"] == {"on_track": "0.8", "at_risk": "0.5", "silent": "0.1"}
    assert found["seq"] == cairn.hub.state.seq


async def test_people_are_added_changed_deactivated_and_found(caller: Caller) -> None:
    root = caller("root")
    body = {"email": "fay@example.com", "name": "Fay", "unit_id": uid("brand")}
    made = await root.post("/people", json=body)
    assert made.status_code == 201
    fay = made.json()
    assert (await root.get(f"/people/{fay['id']}")).json() == fay
    patched = await root.patch(f"/people/{fay['id']}", json={"active": False, "unit_id": None})
    assert (patched.json()["active"], patched.json()["unit_id"]) == (False, None)
    names = [each["name"] for each in (await root.get("/people", params={"active": "false"})).json()["items"]]
    assert names == ["Eve", "Fay"]
    assert [each["name"] for each in (await root.get("/people", params={"q": "WANG"})).json()["items"]] == ["王敏"]
    guests = (await root.get("/people", params={"role": "guest", "unit": uid("brand")})).json()["items"]
    assert [each["name"] for each in guests] == ["Bob"]
    reports = (await root.get("/people", params={"manager": uid("chen")})).json()["items"]
    assert {each["id"] for each in reports} == {uid("wang"), uid("dan")}


async def test_who_can_be_called_is_told_apart_and_said_not_to_see(cairn: Cairn, caller: Caller) -> None:
    secret = objective("Secret", visibility=Visibility.PRIVATE)
    await tell(cairn, person("wang2", name="王敏", latin_name="Wang Fang"), secret)

    async def found(by: str, **query: str) -> list[tuple[str, bool | None]]:
        answer = await caller(by).get("/people/callable", params=query)
        assert answer.status_code == 200, answer.text
        return [(each["calling"], each["sees"]) for each in answer.json()]

    assert await found("ada", q="wangf") == [("王敏 (Wang Fang)", None)]
    assert await found("bob", q="wangf") == [("王敏", None)]  # guests write nothing, and are told no address
    # whom it concerns comes first: her manager, before those whose names come before
    assert (await found("ada", objective=uid("Secret")))[0] == ("王敏 (Wang Min)", False)
    assert await found("ada", q="d", objective=uid("Secret")) == [("Dan", False), ("Ada", True)]
    assert (await caller("dan").get("/people/callable", params={"objective": uid("Secret")})).status_code == 404


async def test_units_are_added_changed_and_archived(caller: Caller) -> None:
    root = caller("root")
    made = await root.post("/units", json={"kind": "team", "name": "Web", "parent_id": uid("engineering")})
    assert made.status_code == 201
    web = made.json()["id"]
    assert (await root.patch(f"/units/{web}", json={"lead_id": uid("dan")})).json()["lead_id"] == uid("dan")
    inside = (await root.get("/units", params={"parent": uid("engineering"), "kind": "team"})).json()["items"]
    assert [each["id"] for each in inside] == [web]
    assert (await root.patch(f"/units/{web}", json={"archived": True})).status_code == 200
    assert (await root.get(f"/units/{web}")).json()["archived"] is True
    assert [each["id"] for each in (await root.get("/units", params={"archived": "true"})).json()["items"]] == [web]


async def test_cycles_are_created_changed_and_moved(caller: Caller) -> None:
    root = caller("root")
    body = {"name": "q3", "starts_on": "2026-07-01", "ends_on": "2026-09-30"}
    made = await root.post("/cycles", json=body)
    assert made.status_code == 201
    q3 = made.json()["id"]
    assert made.json()["expected"] == "0"
    assert (await root.patch(f"/cycles/{q3}", json={"name": "Q3"})).json()["name"] == "Q3"
    moved = await root.post(f"/cycles/{q3}/state", json={"state": "active"})
    assert moved.json()["state"] == "active"
    active = (await root.get("/cycles", params={"state": "active"})).json()["items"]
    assert [each["name"] for each in active] == ["Q3", "q1"]
    assert (await root.get(f"/cycles/{uid('q1')}")).json()["expected"].startswith("0.")


async def test_an_objective_lives_through_the_api(caller: Caller) -> None:
    ada = caller("ada")
    made = await ada.post("/objectives", json={"cycle_id": uid("q1"), "title": " Loved ", "level": "person"})
    assert made.status_code == 201
    found = made.json()
    assert (found["title"], found["owner_id"], found["draft"]) == ("Loved", uid("ada"), True)
    assert (found["progress"], found["status"], found["may_edit"]) == (None, "none", True)
    path = f"/objectives/{found['id']}"
    assert made.headers["ETag"] == f'"{found["version"]}"'
    assert (await ada.patch(path, json={"title": "Loved more"})).json()["title"] == "Loved more"
    assert (await ada.post(f"{path}/publish")).json()["draft"] is False
    assert (await ada.post(f"{path}/archive", json={"reason": "Over."})).json()["archived"] is True
    assert (await ada.get("/objectives", params={"cycle": uid("q1")})).json()["items"] == []
    archived = (await ada.get("/objectives", params={"archived": "true", "group": "mine"})).json()["items"]
    assert [each["id"] for each in archived] == [found["id"]]
    assert (await ada.post(f"{path}/restore")).json()["archived"] is False
    kinds = [each["kind"] for each in (await ada.get(f"{path}/history")).json()["items"]]
    assert kinds == [
        f"objective.{what}" for what in ("restored", "archived", "published", "changed", "created")
    ]  # the latest first


async def test_objectives_are_filtered(cairn: Cairn, caller: Caller) -> None:
    await tell(
        cairn, objective("red"), objective("blue", unit="brand"), objective("green", owner="dan", cycle_id=uid("q2"))
    )
    ada = caller("ada")

    async def titles(**params: str) -> list[str]:
        answer = await ada.get("/objectives", params=params)
        return [each["title"] for each in answer.json()["items"]]

    assert await titles() == ["red", "blue", "green"]
    assert await titles(cycle=uid("q2")) == ["green"]
    assert await titles(group="mine") == ["red", "blue"]
    assert await titles(group=uid("brand")) == ["blue"]
    assert await titles(group="company") == []
    assert await titles(owner=uid("dan")) == ["green"]
    assert await titles(unit=uid("brand")) == ["blue"]
    assert await titles(level="person") == ["red", "green"]
    assert await titles(q="BLU") == ["blue"]


async def test_key_results_and_check_ins(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("goal"), objective("other"))
    ada = caller("ada")
    body = {"name": "Score", "measure": {"kind": "increase", "baseline": 20, "target": "40.0"}}
    made = await ada.post(f"/objectives/{uid('goal')}/key-results", json=body)
    assert made.status_code == 201
    score = made.json()
    assert (score["measure"]["target"], score["progress"], score["status"]) == ("40", "0", "pending")
    path = f"/key-results/{score['id']}"
    posted = await ada.post(f"{path}/check-ins", json={"value": 50, "confidence": 7, "note": "Up."})
    assert posted.status_code == 201
    found = (await ada.get(path)).json()
    assert (found["progress"], found["raw_progress"], found["current"]) == ("1", "1.5", "50")
    assert found["status"] == "on_track" and float(found["pace"]) > 1
    assert (await ada.get(f"/objectives/{uid('goal')}")).json()["progress"] == "1"
    check_ins = (await ada.get(f"{path}/check-ins")).json()["items"]
    assert check_ins == [posted.json()]
    assert (await ada.patch(path, json={"weight": 2, "reason": "More."})).json()["weight"] == "2"
    assert (await ada.post(f"{path}/move", json={"position": 0, "objective_id": uid("other")})).status_code == 200
    assert (await ada.get(path)).json()["objective_id"] == uid("other")
    assert (await ada.post(f"{path}/archive")).json()["archived"] is True
    of_other = f"/objectives/{uid('other')}/key-results"
    assert (await ada.get(of_other)).json()["items"] == []
    assert len((await ada.get(of_other, params={"archived": "true"})).json()["items"]) == 1
    assert (await ada.post(f"{path}/restore")).json()["archived"] is False


async def test_links_roll_up_and_go_away(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("child"), objective("parent", driver="both"), key_result("kr", "child"))
    await tell(cairn, check_in("kr", 50))
    ada = caller("ada")
    body = {"child_id": uid("child"), "parent_id": uid("parent"), "contributes": True}
    made = await ada.post("/links", json=body)
    assert made.status_code == 201
    path = f"/links/{made.json()['id']}"
    assert (await ada.get(f"/objectives/{uid('parent')}")).json()["progress"] == "0.5"
    assert (await ada.get(f"/objectives/{uid('parent')}/links")).json() == {"up": [], "down": [made.json()]}
    assert (await ada.get(f"/objectives/{uid('child')}/links")).json()["up"] == [made.json()]
    assert (await ada.patch(path, json={"contributes": False})).json()["contributes"] is False
    assert (await ada.get(f"/objectives/{uid('parent')}")).json()["progress"] is None
    assert (await ada.get(path)).status_code == 200
    gone = await ada.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await ada.get(path)).status_code == 404


async def test_commands_happen_whole_or_not_at_all(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("goal"))
    ada = caller("ada")
    rename = {"command": "ChangeObjective", "objective_id": uid("goal"), "title": "Better", "reason": "Clearer."}
    wrong = {"command": "ChangeObjective", "objective_id": uid("nothing"), "title": "x"}
    before = cairn.hub.state.seq
    refused = await ada.post("/commands", json=[rename, wrong])
    assert (refused.status_code, refused.json()["errors"][0]["place"]) == (404, 1)
    assert cairn.hub.state.seq == before
    done = (await ada.post("/commands", json=rename)).json()
    assert (done["seq"], [each["kind"] for each in done["events"]]) == (before + 1, ["objective.changed"])
    assert (await ada.post("/commands", json=[rename])).json() == {"seq": before + 1, "events": []}


async def test_a_supported_key_result_is_named_by_its_link(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("child"), objective("parent"), key_result("kr", "parent"))
    await tell(cairn, link("child", "parent", key_result_id=uid("kr")))
    links = (await caller("bob").get(f"/objectives/{uid('child')}/links")).json()
    assert links["up"][0]["key_result_id"] == uid("kr")


async def test_a_status_is_the_one_that_the_product_shows(cairn: Cairn, caller: Caller) -> None:
    await tell(
        cairn,
        objective("North", driver=Driver.CHILDREN),
        objective("South"),
        key_result("B", "South"),
        link("South", "North", contributes=True),
        check_in("B", 1),
        objective("Empty"),
    )

    async def statuses() -> list[str]:
        paths = (f"/objectives/{uid(each)}" for each in ("North", "South", "Empty"))
        return [(await caller("ada").get(path)).json()["status"] for path in paths]

    assert await statuses() == ["off_track", "off_track", "none"]
    await tell(cairn, MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert await statuses() == ["closed"] * 3
