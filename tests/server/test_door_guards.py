"""What every request passes: origin, CSRF, size, headers, and problems that can be read in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.assets import Assets
from server.cairn import Cairn
from server.middleware.identify import SESSION
from server.middleware.problems import described
from shared.directory.model import Locale
from shared.messages import Refused
from tests.factories import uid
from tests.realtime.network import until
from tests.server.conftest import PASSWORD, Running, bearer, csrf, serving, sign_in, signed_in

pytestmark = pytest.mark.anyio


async def knock(served: Running, path: str, **headers: str) -> int:
    """The status of a socket's handshake."""
    url = served.address.replace("http://", "ws://") + path
    try:
        async with connect(url, additional_headers=headers, proxy=None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("path", ["/live", "/api/v1/events"])
async def test_sockets_of_other_sites_are_refused_before_they_open(served: Running, path: str) -> None:
    visitor = await signed_in(served, "Ada")
    cookie = f"{SESSION}={visitor.cookies[SESSION]}"
    for origin in (
        "https://evil.example",
        "null",
        served.address + ".evil.example",
        "http://127.0.0.1:1",
        "http://[::1",
    ):
        assert await knock(served, path, Origin=origin, Cookie=cookie) == 403
    assert await knock(served, path, Origin=served.address, Cookie=cookie) == 101


async def test_only_the_public_address_counts_when_there_is_one(cairn: Cairn) -> None:
    cairn.settings = type(cairn.settings)(public_url="https://okr.example.org")
    async with serving(cairn) as served:
        assert await knock(served, "/live", Origin="https://okr.example.org") == 101
        assert await knock(served, "/live", Origin=f"http://{served.server.config.host}") == 403
        answer = await served.visitor().get("/signin")
        assert "secure" in answer.headers["set-cookie"].lower()
        assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize(
    ("path", "cookie", "status"), [("/live?qs=" + "x" * 9_000, "", 414), ("/live", "x" * 9_000, 431)]
)
async def test_a_handshake_that_is_too_long_is_answered(served: Running, path: str, cookie: str, status: int) -> None:
    async with asyncio.timeout(20):
        assert await knock(served, path, Origin=served.address, Cookie=f"a={cookie}") == status
    await until(lambda: not served.server.server_state.connections)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/signout", None),
        ("POST", "/signin", {"email": "ada@example.org", "password": PASSWORD}),
        ("POST", "/api/v1/me/tokens", {"name": "stolen"}),
        ("PUT", "/api/v1/me/password", {"old": PASSWORD, "new": "a new password"}),
        ("PATCH", f"/api/v1/people/{uid('Ada')}", {"name": "Eve"}),
        ("DELETE", "/api/v1/me/sessions", None),
    ],
)
async def test_a_cookie_alone_changes_nothing(served: Running, method: str, path: str, body: Any) -> None:
    visitor = await signed_in(served, "Ada")
    right = visitor.headers.pop("X-CSRF-Token")
    for header in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "é"}):
        answer = await visitor.request(method, path, json=body, headers=encoded(header))
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    elsewhere = {"X-CSRF-Token": right, "Origin": "https://evil.example"}
    answer = await visitor.request(method, path, json=body, headers=elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    assert (await visitor.get("/api/v1/me/tokens")).json()["items"] == []
    assert (await visitor.get("/api/v1/me")).json()["person"]["name"] == "Ada"
    assert (await sign_in(served.visitor(), "Ada")).status_code == 200


def encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


async def test_another_persons_token_does_not_fit_my_session(served: Running) -> None:
    ada, bob = await signed_in(served, "Ada"), await signed_in(served, "Bob")
    answer = await ada.post("/signout", headers={"X-CSRF-Token": bob.headers["X-CSRF-Token"]})
    assert answer.json()["code"] == "csrf"


async def test_a_bearer_token_needs_no_other_header_and_a_wrong_one_is_nobody(served: Running) -> None:
    program = served.visitor(headers=await bearer(served.cairn, "Ada"))
    answer = await program.patch(f"/api/v1/people/{uid('Ada')}", json={"latin_name": "Ada L."})
    assert answer.status_code == 200
    visitor = await signed_in(served, "Ada")
    for wrong in ("Bearer cairn_nothing", "Bearer", "Basic YWRhOmFkYQ==", f"Bearer {visitor.cookies[SESSION]}"):
        refused = await visitor.get("/api/v1/me", headers={"Authorization": wrong})
        assert (refused.status_code, refused.headers["www-authenticate"].split()[0]) == (401, "Bearer")


async def test_a_problem_is_told_in_the_callers_language(served: Running) -> None:
    ada, bob = await signed_in(served, "Ada"), await signed_in(served, "Bob")
    for visitor, words in ((ada, "没有权限"), (bob, "no right")):
        answer = await visitor.post(
            "/api/v1/invitations", json={"person_id": uid("Root")}, headers={"Accept-Language": "en, zh;q=0.1"}
        )
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in told["detail"]
        assert told["status"] == answer.status_code == 403
        assert told["title"] == "Forbidden"
        assert told["request_id"] == answer.headers["x-request-id"]
    program = served.visitor(headers=await bearer(served.cairn, "Ada"))
    english = await program.get("/api/v1/people/nothing", headers={"Accept-Language": "en"})
    chinese = await program.get("/api/v1/people/nothing")
    assert "does not exist" in english.json()["detail"]
    assert "不存在" in chinese.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"password": "x"}, "email", "missing"),
        ({"email": 5, "password": "x"}, "email", "wrong_type"),
        ({"email": "a", "password": None}, "password", "wrong_type"),
        ({"email": "a", "password": "x", "admin": True}, "admin", "unknown_field"),
    ],
)
async def test_a_body_of_the_wrong_shape_names_its_field(served: Running, body: Any, field: str, code: str) -> None:
    visitor = served.visitor()
    answer = await visitor.post("/signin", json=body, headers=await csrf(visitor))
    assert answer.status_code == 400
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"\xff\xfe", b'{"email": "\\ud800", "password": "x"}'])
async def test_a_body_that_is_no_json_is_a_plain_refusal(served: Running, body: bytes) -> None:
    visitor = served.visitor()
    header = {**await csrf(visitor), "Content-Type": "application/json"}
    answer = await visitor.post("/signin", content=body, headers=header)
    assert answer.status_code == 400
    assert answer.json()["detail"]


async def test_too_much_is_refused_whether_announced_or_not(served: Running) -> None:
    program = served.visitor(headers=await bearer(served.cairn, "Ada"))

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    for content in (b" " * 2_000_000, trickle()):
        answer = await program.post("/api/v1/me/tokens", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_every_answer_carries_the_headers_and_an_id(served: Running) -> None:
    visitor = served.visitor()
    for path in ("/signin", "/api/v1/me", "/healthz", "/assets/nothing.js", "/api/nothing"):
        answer = await visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
    given = await visitor.get("/healthz", headers={"X-Request-Id": "from-the-proxy.1"})
    assert given.headers["x-request-id"] == "from-the-proxy.1"
    insane = await visitor.get("/healthz", headers={"X-Request-Id": "a b<script>"})
    assert insane.headers["x-request-id"] != "a b<script>"


async def test_unknown_addresses_and_methods_are_problems(served: Running) -> None:
    program = served.visitor(headers=await bearer(served.cairn, "Ada"))
    missing = await program.get("/api/v1/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    wrong = await program.put("/api/v1/me")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method")


async def test_whoever_is_not_signed_in_is_led_to_the_door_from_every_address(served: Running) -> None:
    for path in ("/nothing", "/%0d%0aX-Evil:1", "//evil.example/x"):
        answer = await served.visitor().get(served.address + path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin?next=%2F")
        assert "x-evil" not in answer.headers


async def test_a_token_that_ends_with_the_calendar_is_refused(served: Running) -> None:
    visitor = await signed_in(served, "Ada")
    body = {"name": "x", "expires_at": "9999-12-31T23:59:59-14:00"}
    answer = await visitor.post("/api/v1/me/tokens", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "date.range")


@pytest.mark.logs_errors
async def test_a_bug_is_told_as_one_and_hides_its_details(served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    program = served.visitor(headers=await bearer(served.cairn, "Ada"))
    monkeypatch.setattr(served.cairn.accounts.tokens, "of", fail)
    answer = await program.get("/api/v1/me/tokens")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "secret detail" not in answer.text
    monkeypatch.setattr(served.cairn.accounts.tokens, "find", fail)
    outside = await program.get("/api/v1/me")
    assert (outside.status_code, outside.json()["code"]) == (500, "failed")


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("not_found", field="owner_id"), 404),
        (Refused("forbidden"), 403),
        (Refused("stale"), 409),
        (Refused("idempotency.reused"), 422),
        (Refused("unauthenticated"), 401),
        (Refused("missing", field="title"), 400),
        (Refused("measure.same", field="target", value=5), 422),
    ],
)
def test_refusals_have_their_status(refused: Refused, status: int) -> None:
    for locale in Locale:
        told = described(refused, locale)
        assert (told.status, told.code) == (status, refused.code)
        assert [each.field for each in told.errors] == ([refused.field] if refused.field else [])


async def test_a_style_sheet_is_kept_for_ever_and_sent_small(served: Running) -> None:
    url = Assets().url("door.css")
    small = await served.visitor().get(url, headers={"Accept-Encoding": "gzip"})
    plain = await served.visitor().get(url, headers={"Accept-Encoding": "identity"})
    assert (small.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert small.content == plain.content
    assert "immutable" in plain.headers["cache-control"]
    assert (await served.visitor().get("/assets/..%2fmanifest.json")).status_code == 404
