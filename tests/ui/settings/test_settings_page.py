"""The page of settings as those who use it meet it: what is one's own is kept at once, keys are ended, refusals stand beside fields."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.messages import Refused
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import uid
from tests.ui.driver import Element, Screen, screen
from tests.ui.world import World, WorldSession, _root
from ui.account import SignedIn, Token
from ui.settings.agents import agent_name
from ui.settings.browsers import Browsers
from ui.settings.page import SettingsPage
from ui.settings.password import Password
from ui.settings.profile import Profile, Speech
from ui.settings.shortcuts import KEYS as TOLD
from ui.settings.tokens import Tokens
from ui.settings.workspace import WorkspacePart
from ui.shell.app import MEETING_KEYS

pytestmark = pytest.mark.anyio

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def field(shown: Screen, name: str) -> Element:
    return shown.find("input", name=name)


def line(shown: Screen, name: str) -> Element:
    return next(each for each in shown.find_all("cairn-commit") if each.has("input", name=name))


def signed_in(session: WorldSession, name: str, agent: str, *, is_this: bool = False) -> SignedIn:
    now = session.now()
    return SignedIn(id=uid(name), agent=agent, address="192.0.2.7", created_at=now, seen_at=now, is_this=is_this)


async def test_a_name_is_kept_at_once_and_a_refusal_stands_beside_it() -> None:
    world = World()
    async with world.screen("ada", page=Profile) as ada:
        await ada.commit(line(ada, "name"), "   ")
        await ada.until(lambda now: now.has("label", class_="refused", text="This cannot be empty."))
        assert field(ada, "name").attributes["aria-invalid"] == "true"
        assert world.done == []
        await ada.commit(line(ada, "name"), " Ada Lovelace ")
        await ada.until(lambda now: now.find("b").text == "Ada Lovelace")
        assert not ada.has("small", class_="why")
    assert world.done == [ChangePerson(person_id=uid("ada"), name="Ada Lovelace")]


async def test_one_s_own_address_is_not_one_s_own_to_change() -> None:
    async with World().screen("ada", page=Profile) as ada:
        assert ada.find("input", type="email").attributes["disabled"] is True


async def test_a_time_zone_that_is_not_offered_can_be_written() -> None:
    world = World()
    async with world.screen("ada", page=Profile) as ada:
        assert ada.find("select").find_all("option")[0].text == "Asia/Shanghai (UTC+8)"
        await ada.choose(ada.find("select"), "other")
        await ada.until(lambda now: now.has("input", name="time_zone"))
        await ada.commit(line(ada, "time_zone"), "Mars/Base")
        await ada.until(lambda now: now.has("small", class_="why", text="Mars/Base"))
        await ada.commit(line(ada, "time_zone"), "Europe/Lisbon")
        await ada.until(lambda now: now.has("option", value="Europe/Lisbon", selected=True))
        await ada.choose(ada.find("select"), "Asia/Kolkata")
        await ada.until(lambda now: now.has("option", selected=True, text="Asia/Kolkata (UTC+5:30)"))


async def test_another_language_is_spoken_at_once() -> None:
    world = World()
    async with world.screen("ada", "/settings") as ada:
        part = next(each for each in ada.find_all("section") if each.has("button", text="简体中文"))
        await ada.click(part.find("button", value=Locale.ZH.value))
        await ada.until(lambda now: now.has("h1", text="设置"))
        assert ada.has("h2", text="个人资料")


async def test_an_unknown_language_is_not_asked_for() -> None:
    world = World()
    async with world.screen("ada", page=Speech) as ada:
        await ada.send(ada.find("button", value=Locale.ZH.value), "click", currentTarget={"value": "tlh"})
        await ada.quiet()
    assert world.done == []


async def test_a_password_is_refused_beside_the_field_at_fault_and_gone_from_the_form_once_changed() -> None:
    world = World()
    session = world.session("ada")
    async with screen(_root(session, world.watchers, Password)) as ada:
        await ada.submit(ada.find("form"), old="wrong", new="correct horse staple")
        await ada.until(lambda now: now.has("label", class_="refused", text="Current password"))
        await ada.submit(ada.find("form"), old="correct horse", new="short")
        await ada.until(lambda now: now.has("label", class_="refused", text="At least 10 characters"))
        assert not ada.has("label", class_="refused", text="Current password")
        key = ada.find("form").attributes["key"]
        await ada.submit(ada.find("form"), old="correct horse", new="correct horse staple")
        await ada.until(lambda now: now.find("form").attributes["key"] != key)
        assert not ada.has("small", class_="why")
    assert session.account.password == "correct horse staple"


async def test_other_browsers_can_be_ended_and_this_one_cannot() -> None:
    world = World()
    session = world.session("ada")
    session.account.signed_in = [signed_in(session, "phone", IPHONE), signed_in(session, "desk", MAC, is_this=True)]
    async with screen(_root(session, world.watchers, Browsers)) as ada:
        await ada.until(lambda now: len(now.find_all("li")) == 2)
        desk, phone = ada.find_all("li")
        assert "Chrome, macOS" in desk.text
        assert desk.has("span", class_="status", text="This browser")
        assert not desk.has("button")
        await ada.click(phone.find("button", aria_label="End Safari, iPhone"))
        await ada.until(lambda now: len(now.find_all("li")) == 1)
    assert [each.id for each in session.account.signed_in] == [uid("desk")]


async def test_bones_are_shown_until_the_browsers_are_known() -> None:
    world = World()
    session, known = world.session("ada"), asyncio.Event()

    async def late() -> list[SignedIn]:
        await known.wait()
        return []

    session.account.sessions = late  # type: ignore[method-assign]
    async with screen(_root(session, world.watchers, Browsers)) as ada:
        assert ada.find("div", class_="bones").attributes["aria-busy"] == "true"
        known.set()
        await ada.until(lambda now: now.has("p", text="Nobody is signed in by a browser."))
        assert not ada.has("div", class_="bones")


@pytest.mark.logs_errors
async def test_what_could_not_be_loaded_can_be_asked_for_again() -> None:
    world = World()
    session = world.session("ada")
    answers: list[list[Token] | Exception] = [OSError("no database"), []]

    async def load() -> list[Token]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    session.account.tokens = load  # type: ignore[method-assign]
    async with screen(_root(session, world.watchers, Tokens)) as ada:
        await ada.until(lambda now: now.has("p", role="alert", text="This could not be loaded."))
        await ada.click(ada.find("button", text="Try again"))
        await ada.until(lambda now: now.has("p", text="None yet."))


async def test_a_token_is_shown_once_listed_and_revoked_after_a_question() -> None:
    world = World()
    session = world.session("ada")
    async with screen(_root(session, world.watchers, Tokens)) as ada:
        await ada.until(lambda now: now.has("p", text="None yet."))
        await ada.click(ada.find("button", text="New token"))
        await ada.until(lambda now: now.has("form", class_="dialog"))
        await ada.submit(ada.find("form"), name=" ")
        await ada.until(lambda now: now.has("small", class_="why", text="This cannot be empty."))
        await ada.submit(ada.find("form"), name="weekly report")
        await ada.until(lambda now: now.has("li", text="weekly report"))
        assert not ada.has("form")
        secret = ada.find("cairn-copy").attributes["value"]
        assert secret == f"cairn_{session.account.issued[0].id}"
        revoke = "Revoke “weekly report”"
        await ada.click(ada.find("button", aria_label=revoke))
        await ada.until(lambda now: now.has("div", role="dialog", aria_label=revoke))
        await ada.click(ada.find("button", text="Cancel"))
        await ada.until(lambda now: not now.has("form"))
        assert len(session.account.issued) == 1
        await ada.click(ada.find("button", aria_label=revoke))
        await ada.until(lambda now: now.has("form"))
        await ada.submit(ada.find("form"))
        await ada.until(lambda now: now.has("p", text="None yet."))
        assert not ada.has("cairn-copy")
    assert session.account.issued == []
    async with screen(_root(session, world.watchers, Tokens)) as again:
        assert not again.has("cairn-copy")


async def test_a_token_that_ran_out_says_so() -> None:
    world = World()
    session = world.session("ada")
    now = session.now()
    session.account.issued = [
        Token(id=uid("t"), name="old", created_at=now, seen_at=now, expires_at=now - timedelta(days=1))
    ]
    async with screen(_root(session, world.watchers, Tokens)) as ada:
        await ada.until(lambda shown: shown.has("span", class_="status", text="expired"))
        assert ada.has("cairn-time")


async def test_only_admins_are_shown_the_workspace() -> None:
    world = World()
    async with world.screen("ada", page=WorkspacePart) as ada, world.screen("root", page=WorkspacePart) as root:
        assert not ada.has("section")
        assert field(root, "on_track").attributes["defaultValue"] == "90"
        await root.commit(line(root, "workspace_name"), "Northwind")
        await root.until(lambda now: line(now, "workspace_name").attributes["value"] == "Northwind")


async def test_thresholds_are_in_per_cent_and_so_are_their_refusals() -> None:
    world = World()
    async with world.screen("root", page=WorkspacePart) as root:
        await root.submit(root.find("form"), on_track="80", at_risk="85", silent="10")
        await root.until(lambda now: now.has("small", class_="why", text="This must be between 0 and 80."))
        await root.submit(root.find("form"), on_track="eighty", at_risk="60", silent="10")
        await root.until(lambda now: now.has("small", class_="why", text="This is not a number."))
        await root.submit(root.find("form"), on_track="80 %", at_risk="60", silent="12.5")
        await root.until(lambda now: not now.has("small", class_="why"))
    wanted = Thresholds(on_track=Decimal("0.8"), at_risk=Decimal("0.6"), silent=Decimal("0.125"))
    assert world.done == [ChangeWorkspace(thresholds=wanted)]


async def test_what_the_page_cannot_keep_just_now_is_said_and_stays_written() -> None:
    world = World()
    async with world.screen("ada", page=SettingsPage) as ada:
        world.failure = Refused("unavailable")
        await ada.commit(line(ada, "latin_name"), "Ada L.")
        await ada.until(lambda now: now.has("small", class_="why", text="could not be saved"))
        assert field(ada, "latin_name").attributes["defaultValue"] == ""


def test_every_key_that_acts_is_told() -> None:
    assert {key for key, _ in TOLD} - {"mod+enter", "escape"} == set(MEETING_KEYS)


def test_browsers_are_called_by_their_names() -> None:
    assert agent_name(MAC) == "Chrome, macOS"
    assert agent_name(IPHONE) == "Safari, iPhone"
    assert (
        agent_name("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140")
        == "Edge, Windows"
    )
    assert (
        agent_name("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36 MicroMessenger/8")
        == "WeChat, Android"
    )
    assert agent_name("something of its own") == ""
