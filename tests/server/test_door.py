"""Signing in and out, set-up, invitations and the sample's door, as a browser meets them."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from realtime.hub import Hub
from server.door.routes import same_site
from server.middleware.identify import SESSION
from shared.messages import Role
from tests.factories import uid
from tests.server.conftest import PASSWORD, Clock, Running, bearer, csrf, deactivate, sign_in, signed_in

pytestmark = pytest.mark.anyio

FIRST = {"workspace": "Yunfan", "name": "Root", "email": "Root@Example.org", "password": PASSWORD}


def call_it_a_sample(hub: Hub) -> None:
    state = hub.state
    workspace = msgspec.structs.replace(state.workspace, sample=True)
    assert hub._room is not None
    hub._room.reset(msgspec.structs.replace(state, workspace=workspace))


async def test_the_first_visitor_becomes_the_admin_and_only_the_first(served_empty: Running) -> None:
    visitor, second = served_empty.visitor(), served_empty.visitor()
    assert (await visitor.get("/signin")).headers["location"] == "/setup"
    header, other = await csrf(visitor, "/setup"), await csrf(second, "/setup")
    answers = await asyncio.gather(
        visitor.post("/setup", json=FIRST, headers=header),
        second.post("/setup", json={**FIRST, "email": "evil@example.org"}, headers=other),
    )
    assert sorted(each.status_code for each in answers) == [200, 404]
    state = served_empty.cairn.hub.state
    (admin,) = state.people.values()
    assert (admin.role, state.workspace.name) == (Role.ADMIN, "Yunfan")
    accounts = await served_empty.cairn.engine.fetch("SELECT person_id FROM account")
    assert [each["person_id"] for each in accounts] == [admin.id]
    winner = visitor if answers[0].status_code == 200 else second
    assert (await winner.get("/api/v1/me")).json()["person"]["id"] == admin.id
    assert (await served_empty.visitor().get("/setup")).headers["location"] == "/signin"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("workspace", "", "blank"),
        ("name", "Ro\u0000ot", "control_character"),
        ("email", "nobody", "format"),
        ("password", "short", "password.short"),
        ("password", FIRST["email"], "password.email"),
    ],
)
async def test_set_up_names_the_field_and_changes_nothing(
    served_empty: Running, field: str, value: str, code: str
) -> None:
    visitor = served_empty.visitor(headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    answer = await visitor.post("/setup", json={**FIRST, field: value}, headers=await csrf(visitor, "/setup"))
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error["detail"])
    assert not served_empty.cairn.hub.state.people
    assert await served_empty.cairn.engine.fetch("SELECT person_id FROM account") == []
    assert (await visitor.post("/setup", json=FIRST, headers=await csrf(visitor, "/setup"))).status_code == 200


async def test_signing_in_makes_a_new_session_whatever_cookie_was_planted(served: Running) -> None:
    visitor = served.visitor()
    visitor.cookies.set(SESSION, "planted-by-somebody-else")
    answer = await sign_in(visitor, "Ada")
    assert answer.json() == {"location": "/"}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    planted = served.visitor(cookies={SESSION: "planted-by-somebody-else"})
    assert (await planted.get("/api/v1/me")).status_code == 401


async def test_signing_in_again_ends_the_session_before(served: Running) -> None:
    visitor = await signed_in(served, "Ada")
    before = visitor.cookies[SESSION]
    answer = await visitor.post("/signin", json={"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.cookies[SESSION] != before
    assert (await served.visitor(cookies={SESSION: before}).get("/api/v1/me")).status_code == 401


async def test_after_signing_out_the_cookie_is_dead_even_when_kept(served: Running, clock: Clock) -> None:
    visitor = await signed_in(served, "Ada")
    kept = visitor.cookies[SESSION]
    clock.move(minutes=5)
    answer = await visitor.post("/signout")
    assert answer.json() == {"location": "/signin"}
    assert answer.headers.get_list("set-cookie") == [
        each for each in answer.headers.get_list("set-cookie") if "Max-Age=0" in each
    ]
    clock.move(minutes=5)
    again = await served.visitor(cookies={SESSION: kept}).get("/api/v1/me")
    assert again.status_code == 401
    assert "set-cookie" not in again.headers


async def test_a_visit_renews_the_cookie_with_the_session(served: Running, clock: Clock) -> None:
    visitor = await signed_in(served, "Ada")
    assert "set-cookie" not in (await visitor.get("/api/v1/me")).headers
    clock.move(days=1)
    assert "Max-Age=2592000" in (await visitor.get("/api/v1/me")).headers["set-cookie"]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "", "ada@example.org\u0000"])
async def test_wrong_passwords_and_unknown_people_hear_the_same(served: Running, email: str) -> None:
    visitor = served.visitor()
    answer = await visitor.post(
        "/signin", json={"email": email, "password": "a wrong guess"}, headers=await csrf(visitor)
    )
    assert answer.status_code == 401
    told = answer.json()
    assert (told["code"], told.get("errors")) == ("signin.wrong", None)
    assert SESSION not in answer.cookies


async def test_guessing_is_slowed_down_and_the_right_password_waits_too(served: Running, clock: Clock) -> None:
    visitor = served.visitor()
    guesses = [await sign_in(visitor, "Ada", f"guess number {n}") for n in range(5)]
    assert [each.status_code for each in guesses] == [401] * 5
    late = await sign_in(visitor, "Ada")
    assert (late.status_code, late.headers["retry-after"]) == (429, "60")
    assert (await sign_in(visitor, "Bob")).status_code == 200
    clock.move(minutes=1)
    assert (await sign_in(served.visitor(), "Ada")).status_code == 200


async def test_whoever_is_deactivated_cannot_enter_or_stay(served: Running) -> None:
    visitor = await signed_in(served, "Ada")
    header = await bearer(served.cairn, "Ada")
    await deactivate(served.cairn, "Ada")
    assert (await visitor.get("/api/v1/me")).status_code == 401
    assert (await served.visitor(headers=header).get("/api/v1/me")).status_code == 401
    assert (await sign_in(served.visitor(), "Ada")).json()["code"] == "signin.wrong"


async def test_the_samples_door_is_closed_on_a_real_workspace(served: Running) -> None:
    visitor = served.visitor()
    header = await csrf(visitor)
    answer = await visitor.post("/signin/sample", json={"person": uid("Root")}, headers=header)
    assert answer.status_code == 404
    assert SESSION not in answer.cookies
    assert uid("Root") not in (await visitor.get("/signin")).text


async def test_the_samples_door_lets_anybody_in_as_one_of_its_people(served: Running) -> None:
    call_it_a_sample(served.cairn.hub)
    visitor = served.visitor(headers={"Accept-Language": "zh"})
    shown = (await visitor.get("/signin?next=/people")).text
    assert "示例工作区" in shown
    assert f'value="{uid("Ada")}"' in shown
    assert "ada@example.org" not in shown
    header = await csrf(visitor)
    answer = await visitor.post("/signin/sample", json={"person": uid("Bob"), "next": "/people"}, headers=header)
    assert answer.json() == {"location": "/people"}
    entered = (await visitor.get("/api/v1/me")).json()["person"]
    assert (entered["id"], entered["locale"]) == (uid("Bob"), "en"), "merely entering changes nothing"
    chooser = served.visitor()
    header = await csrf(chooser, "/signin?lang=zh-CN")
    await chooser.post("/signin/sample", json={"person": uid("Bob")}, headers=header)
    assert (await chooser.get("/api/v1/me")).json()["person"]["locale"] == "zh-CN", "what is chosen goes along"
    assert 'action="/signin"' in (await served.visitor().get("/signin?with=password")).text
    nobody = await visitor.post("/signin/sample", json={"person": uid("nobody")}, headers=header)
    assert nobody.status_code in (403, 404)


async def test_an_invitation_lets_somebody_choose_a_password_once(served: Running) -> None:
    root = await signed_in(served, "Root")
    made = await root.post("/api/v1/invitations", json={"person_id": uid("Ada")})
    assert made.status_code == 201
    link = made.json()["url"]
    assert link.startswith(f"{served.address}/invitation/")
    visitor = served.visitor()
    assert "ada@example.org" in (await visitor.get(link)).text
    header = await csrf(visitor, link)
    assert (await visitor.post(link, json={"password": "short"}, headers=header)).status_code == 422
    answer = await visitor.post(link, json={"password": "a new password"}, headers=header)
    assert answer.json() == {"location": "/"}
    assert (await visitor.get("/api/v1/me")).json()["person"]["id"] == uid("Ada")
    gone = await served.visitor().get(link, headers={"Accept": "text/html"})
    assert gone.status_code == 404
    assert "does not work" in gone.text or "used" in gone.text
    assert (await sign_in(served.visitor(), "Ada")).status_code == 401
    assert (await sign_in(served.visitor(), "Ada", "a new password")).status_code == 200


@pytest.mark.parametrize(("is_new", "locale"), [(True, "zh-CN"), (False, "en")])
async def test_who_is_new_reads_on_in_the_language_of_the_invitation(
    served: Running, is_new: bool, locale: str
) -> None:
    root = await signed_in(served, "Root")
    link = (await root.post("/api/v1/invitations", json={"person_id": uid("Bob")})).json()["url"]
    if is_new:
        await served.cairn.accounts.forget(uid("Bob"))
    visitor = served.visitor()
    header = await csrf(visitor, f"{link}?lang=zh-CN")
    await visitor.post(link, json={"password": "a new password"}, headers=header)
    assert (await visitor.get("/api/v1/me")).json()["person"]["locale"] == locale


async def test_only_an_admin_makes_invitations(served: Running) -> None:
    for name in ("Ada", "Bob"):
        visitor = await signed_in(served, name)
        answer = await visitor.post("/api/v1/invitations", json={"person_id": uid("Root")})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_sessions_are_listed_and_ended(served: Running) -> None:
    here, there = await signed_in(served, "Ada"), await signed_in(served, "Ada")
    listed = (await here.get("/api/v1/me/sessions")).json()["items"]
    assert sorted(each["is_this"] for each in listed) == [False, True]
    other = next(each["id"] for each in listed if not each["is_this"])
    bob = await signed_in(served, "Bob")
    assert (await bob.delete(f"/api/v1/me/sessions/{other}")).status_code == 404
    assert (await here.delete(f"/api/v1/me/sessions/{other}")).status_code == 204
    assert (await there.get("/api/v1/me")).status_code == 401
    assert (await here.get("/api/v1/me")).status_code == 200


async def test_a_changed_password_leaves_only_this_session(served: Running) -> None:
    here, there = await signed_in(served, "Ada"), await signed_in(served, "Ada")
    wrong = await here.put("/api/v1/me/password", json={"old": "not this one", "new": "a new password"})
    assert [(each["field"], each["code"]) for each in wrong.json()["errors"]] == [("old", "password.wrong")]
    short = await here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "short"})
    assert [(each["field"], each["code"]) for each in short.json()["errors"]] == [("new", "password.short")]
    done = await here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "a new password"})
    assert done.status_code == 204
    assert (await here.get("/api/v1/me")).status_code == 200
    assert (await there.get("/api/v1/me")).status_code == 401


async def test_a_stolen_session_cannot_guess_the_password_for_long(served: Running) -> None:
    visitor = await signed_in(served, "Ada")
    body = {"old": "not this one", "new": "a new password"}
    answers = [(await visitor.put("/api/v1/me/password", json=body)).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


async def test_tokens_are_made_shown_once_listed_and_revoked(served: Running) -> None:
    ada = await signed_in(served, "Ada")
    made = (await ada.post("/api/v1/me/tokens", json={"name": "laptop"})).json()
    program = served.visitor(headers={"Authorization": f"Bearer {made['secret']}"})
    assert (await program.get("/api/v1/me")).json()["via"] == "token"
    listed = await ada.get("/api/v1/me/tokens")
    assert made["secret"] not in listed.text
    assert [each["name"] for each in listed.json()["items"]] == ["laptop"]
    more = await program.post("/api/v1/me/tokens", json={"name": "another"})
    assert (more.status_code, more.json()["code"]) == (403, "session_wanted")
    assert (await ada.delete(f"/api/v1/me/tokens/{made['token']['id']}")).status_code == 204
    assert (await program.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "evil",
        "javascript:alert(1)",
        "/a\nb",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert same_site(path) == "/"


def test_a_path_of_ours_is_gone_to() -> None:
    assert same_site("/o/1?tab=history#top") == "/o/1?tab=history#top"


async def test_the_pages_speak_the_visitors_language_and_remember_a_switch(served: Running) -> None:
    visitor = served.visitor(headers={"Accept-Language": "fr, zh-TW;q=0.8, en;q=0.5"})
    assert '<html lang="zh-CN">' in (await visitor.get("/signin")).text
    assert '<html lang="en">' in (await visitor.get("/signin?lang=en")).text
    assert '<html lang="en">' in (await visitor.get("/signin")).text


async def test_names_are_escaped(served: Running) -> None:
    hostile = '/x"><script>alert(1)</script>'
    shown = (await served.visitor().get("/signin", params={"next": hostile})).text
    assert "<script>alert" not in shown
