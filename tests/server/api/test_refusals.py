"""Bad input, foreign things and missing rights: a clear problem that names the field, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from server.api.paging import next_cursor
from server.cairn import Cairn
from shared.objectives.model import Visibility
from tests.factories import check_in, key_result, link, objective, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]
GOAL = {"cycle_id": uid("q1"), "title": "Goal", "level": "person"}
MEASURE = {"kind": "increase", "baseline": 0, "target": 1}


def told(answer: Any) -> tuple[int, str, str | None]:
    """Status, code and field."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    errors = problem.get("errors", [])
    return problem["status"], problem["code"], errors[0]["field"] if errors else None


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({**GOAL, "title": ""}, 422, "blank", "title"),
        ({**GOAL, "title": "   "}, 422, "blank", "title"),
        ({**GOAL, "title": "x" * 301}, 400, "too_long", "title"),
        ({**GOAL, "title": "a\x00b"}, 400, "control_character", "title"),
        ({**GOAL, "title": 5}, 400, "wrong_type", "title"),
        ({**GOAL, "level": "galaxy"}, 400, "choice", "level"),
        ({**GOAL, "colour": "red"}, 400, "unknown_field", "colour"),
        ({"title": "x", "level": "person"}, 400, "missing", "cycle_id"),
        ({**GOAL, "cycle_id": "nonsense"}, 400, "format", "cycle_id"),
        ({**GOAL, "id": uid("new") + "\n"}, 400, "too_long", "id"),
        ({**GOAL, "cycle_id": uid("no cycle")}, 404, "not_found", "cycle_id"),
        ({**GOAL, "owner_id": uid("nobody")}, 404, "not_found", "owner_id"),
        ({**GOAL, "owner_id": uid("eve")}, 422, "person.inactive", "owner_id"),
        ({**GOAL, "level": "team"}, 422, "objective.unit_wanted", "unit_id"),
        ({**GOAL, "co_owner_ids": [uid("dan")] * 21}, 400, "too_many", "co_owner_ids"),
        ([GOAL], 400, "wrong_type", None),
    ],
)
async def test_an_objective_of_the_wrong_shape_is_refused_naming_the_field(
    cairn: Cairn, caller: Caller, body: Any, status: int, code: str, field: str | None
) -> None:
    before = cairn.hub.state
    root = caller("root")
    refused = told(await root.post("/objectives", json=body))
    assert refused == (status, code, field)
    assert cairn.hub.state is before


@pytest.mark.parametrize(
    ("measure", "code", "field"),
    [
        ({**MEASURE, "target": 0}, "measure.same", "measure.target"),
        ({**MEASURE, "target": "NaN"}, "number.finite", "measure.target"),
        ({**MEASURE, "target": "1e9999999"}, "number.limit", "measure.target"),
        ({**MEASURE, "target": "1e-9999999"}, "number.places", "measure.target"),
        ({**MEASURE, "target": "9" * 100_000}, "number.limit", "measure.target"),
        ({**MEASURE, "target": "much"}, "number.unreadable", "measure.target"),
        ({**MEASURE, "target": True}, "wrong_type", "measure.target"),
    ],
)
async def test_numbers_that_are_none(caller: Caller, cairn: Cairn, measure: Any, code: str, field: str) -> None:
    await tell(cairn, objective("goal"))
    path = f"/objectives/{uid('goal')}/key-results"
    answer = await caller("ada").post(path, json={"name": "x", "measure": measure})
    assert told(answer)[1:] == (code, field)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"title=x", 400),
        (b'{"title": NaN}', 400),
        (b'{"title": "\xff"}', 400),
        (b'{"title": "\\ud800"}', 400),
        (b"[" * 100_000, 400),
        (b'{"zz":' + b"[" * 200_000, 400),
        (b'{"title": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)
async def test_a_hostile_body_is_refused(cairn: Cairn, caller: Caller, body: bytes, status: int) -> None:
    before = cairn.hub.state
    for path in ("/objectives", "/commands"):
        answer = await caller("ada").post(path, content=body)
        assert answer.status_code == status, answer.text
        assert answer.json()["status"] == status
    assert cairn.hub.state is before


async def test_refusals_speak_the_persons_language(caller: Caller) -> None:
    body = {**GOAL, "title": "x" * 301}
    english = (await caller("ada", "en").post("/objectives", json=body)).json()
    chinese = (await caller("ada", "zh-CN").post("/objectives", json=body)).json()
    assert english["errors"][0] == {"code": "too_long", "detail": "At most 300 characters.", "field": "title"}
    assert chinese["errors"][0] == {"code": "too_long", "detail": "最多 300 个字符。", "field": "title"}
    for language, detail in (
        ("en", "This list knows no such place; start without it."),
        ("zh", "无法识别该位置，请重新从头读取。"),
    ):
        answer = await caller("ada", language).get("/people", params={"cursor": "%%%"})
        assert told(answer)[1:] == ("cursor.unreadable", "cursor")
        assert answer.json()["detail"] == detail


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/people?limit=0", "limit"),
        ("/people?limit=201", "limit"),
        ("/people?limit=many", "limit"),
        ("/people?colour=red", "colour"),
        ("/people?q=a&q=b", "q"),
        ("/objectives?cycle=nonsense", "cycle"),
        (f"/objectives?cycle={uid('no cycle')}", "cycle"),
        ("/people?cursor=WzFd", "cursor"),
        ("/events?since=-1", "since"),
    ],
)
async def test_a_query_of_the_wrong_shape_is_refused(caller: Caller, path: str, field: str) -> None:
    answer = await caller("ada").get(path)
    assert 400 <= answer.status_code < 500
    assert told(answer)[2] == field


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/inbox", ["0001-01-01T00:00:00+14:00", uid("x")]),
        ("/inbox", ["9999-12-31T23:59:59-14:00", uid("x")]),
        (f"/key-results/{uid('NPS')}/check-ins", ["0001-01-01T00:00:00+14:00", uid("x")]),
        (f"/objectives/{uid('goal')}/history", 2**63),
        (f"/objectives/{uid('goal')}/history", -(2**70)),
        ("/people", 5),
    ],
)
async def test_a_place_that_no_database_could_look_for_is_refused(
    cairn: Cairn, caller: Caller, path: str, place: Any
) -> None:
    await tell(cairn, objective("goal"), key_result("NPS", "goal"))
    answer = await caller("ada").get(path, params={"cursor": next_cursor(place)})
    assert told(answer) == (422, "cursor.unreadable", "cursor")


async def test_nobody_gets_anything(caller: Caller) -> None:
    nobody = caller("")
    for path in ("/me", "/workspace", "/people", "/units", "/cycles", "/objectives", "/events", f"/links/{uid('x')}"):
        answer = await nobody.get(path)
        assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer"), path
    assert (await nobody.post("/objectives", content=b"[" * 100_000)).status_code == 401


async def test_guests_read_and_write_nothing(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("goal"), objective("other"), key_result("kr", "goal"), link("goal", "other"))
    await tell(cairn, check_in("kr", 5))
    before = cairn.hub.state
    bob = caller("bob")
    goal, kr, linked = f"/objectives/{uid('goal')}", f"/key-results/{uid('kr')}", f"/links/{uid('goal > other')}"
    for path in (goal, kr, linked, f"{goal}/history", f"{goal}/links", f"{goal}/key-results", f"{kr}/check-ins"):
        assert (await bob.get(path)).status_code == 200, path
    writes: list[tuple[str, str, Any]] = [
        ("PATCH", "/workspace", {"name": "x"}),
        ("POST", "/people", {"email": "x@example.com", "name": "x"}),
        ("PATCH", f"/people/{uid('ada')}", {"name": "x"}),
        ("PATCH", f"/people/{uid('bob')}", {"role": "admin"}),
        ("POST", "/units", {"kind": "department", "name": "x"}),
        ("PATCH", f"/units/{uid('brand')}", {"name": "x"}),
        ("POST", "/cycles", {"name": "x", "starts_on": "2026-01-01", "ends_on": "2026-01-02"}),
        ("PATCH", f"/cycles/{uid('q1')}", {"name": "x"}),
        ("POST", f"/cycles/{uid('q1')}/state", {"state": "closing"}),
        ("POST", "/objectives", GOAL),
        ("PATCH", goal, {"title": "x"}),
        ("POST", f"{goal}/publish", None),
        ("POST", f"{goal}/archive", None),
        ("POST", f"{goal}/restore", None),
        ("POST", f"{goal}/key-results", {"name": "x", "measure": MEASURE}),
        ("PATCH", kr, {"name": "x"}),
        ("POST", f"{kr}/archive", None),
        ("POST", f"{kr}/restore", None),
        ("POST", f"{kr}/move", {"position": 0}),
        ("POST", f"{kr}/check-ins", {"value": 1}),
        ("POST", "/links", {"child_id": uid("other"), "parent_id": uid("goal")}),
        ("PATCH", linked, {"weight": 2}),
        ("DELETE", linked, None),
        ("POST", "/commands", {"command": "PublishObjective", "objective_id": uid("goal")}),
    ]
    for method, path, body in writes:
        answer = await bob.request(method, path, json=body) if body is not None else await bob.request(method, path)
        assert told(answer)[:2] == (403, "forbidden"), (method, path)
    assert cairn.hub.state is before


async def test_a_foreign_private_objective_is_as_unknown(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("secret", owner="dan", visibility=Visibility.PRIVATE), objective("mine"))
    await tell(cairn, key_result("kr", "secret"), key_result("own", "mine"), check_in("kr", 5))
    await tell(cairn, objective("plan", owner="dan"), link("secret", "plan"))
    root = caller("root")

    async def both(method: str, path: str, known: str, body: Any = None) -> None:
        answers = []
        for name in (known, "never heard of"):
            answer = await root.request(method, path.format(id=uid(name)), json=body)
            answers.append((answer.status_code, answer.text.replace(uid(name), "")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
        assert '"errors"' not in answers[0][1]  # the path is no field

    for path in ("", "/history", "/links", "/key-results"):
        await both("GET", f"/objectives/{{id}}{path}", "secret")
    for path in ("/publish", "/archive", "/restore"):
        await both("POST", f"/objectives/{{id}}{path}", "secret", {})
    await both("POST", "/objectives/{id}/key-results", "secret", {"name": "x", "measure": MEASURE})
    await both("PATCH", "/objectives/{id}", "secret", {"title": "x"})
    await both("GET", "/key-results/{id}", "kr")
    await both("GET", "/key-results/{id}/check-ins", "kr")
    await both("PATCH", "/key-results/{id}", "kr", {"name": "x"})
    for path, number in (("/check-ins", {"value": 1}), ("/archive", {}), ("/restore", {}), ("/move", {"position": 0})):
        await both("POST", f"/key-results/{{id}}{path}", "kr", number)
    await both("GET", "/links/{id}", "secret > plan")
    await both("PATCH", "/links/{id}", "secret > plan", {"weight": 2})
    await both("DELETE", "/links/{id}", "secret > plan")
    listed = (await root.get("/objectives")).json()["items"]
    assert [each["title"] for each in listed] == ["mine", "plan"]
    events = (await root.get("/events", params={"limit": 200})).text
    assert uid("secret") not in events and uid("kr") not in events and uid("plan") in events
    assert (await root.get(f"/objectives/{uid('plan')}/links")).json() == {"up": [], "down": []}


async def test_a_path_that_holds_no_id_leads_nowhere(caller: Caller) -> None:
    for path in ("/objectives/x", "/objectives/%00", "/people/nobody", f"/cycles/{uid('q1').upper()}"):
        assert told(await caller("ada").get(path))[:2] == (404, "not_found")
    assert told(await caller("ada").post("/objectives/x/publish"))[:2] == (404, "not_found")


async def test_who_makes_a_thing_that_they_cannot_see_is_told_so(cairn: Cairn, caller: Caller) -> None:
    body = {**GOAL, "owner_id": uid("dan"), "visibility": "private"}
    answer = await caller("chen").post("/objectives", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(cairn.hub.state.objectives) == 1
