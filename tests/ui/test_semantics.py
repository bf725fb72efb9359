"""What a screen reader is told of every page: a heading of the first rank, names only where they are heard, menus of
menu items, no heading of a column without words. Judges no words and no looks."""

from __future__ import annotations

from typing import Any

import pytest

from shared.meetings.commands import OpenItem, PlanMeeting, StartMeeting
from shared.messages import Role
from tests.factories import Story, check_in, company, key_result, link, objective, person, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World

pytestmark = pytest.mark.anyio

SILENT = frozenset({"span", "div", "p", "b", "small", "i", "em", "li", "h1", "h2", "h3", "td"})
"""Elements whose `aria-label` nobody hears, unless a role makes them something."""
HELD = uid("held")
PAGES = (
    "/",
    f"/o/{uid('Grow')}",
    "/new",
    "/o/nothing",
    "/check-ins",
    "/warnings",
    "/warnings?show=compare",
    "/inbox",
    "/people",
    "/cycles",
    "/closing",
    "/meetings",
    f"/meeting/{HELD}",
    "/exchange",
    "/settings",
)


def busy() -> World:
    """Goals with numbers, supported and supporting, and a meeting about them."""
    story = company().tell(
        objective("Grow", unit="brand"),
        objective("Sell", owner="wang", unit="marketing"),
        link("Grow", "Sell"),
        *(key_result(each, "Grow") for each in ("Books", "Fans")),
    )
    story.tell(check_in("Books", 20, confidence=2, note="We wait"), by="ada")
    story.tell(
        PlanMeeting(meeting_id=HELD, cycle_id=uid("q1"), title="Week 1", objective_ids=(uid("Grow"),)), by="root"
    )
    story.tell(StartMeeting(meeting_id=HELD), OpenItem(meeting_id=HELD, objective_id=uid("Grow")), by="root")
    return World(story)


def _query(path: str) -> tuple[str, str]:
    address, _, query = path.partition("?")
    return address, query


def _faults(shown: Screen) -> list[str]:
    return [
        *(["no h1"] if not shown.find("main").has("h1") else []),
        *(
            f"nobody hears {each.attributes['aria-label']!r} of a {each.tag}"
            for each in shown.find_all()
            if "aria-label" in each.attributes and each.tag in SILENT and "role" not in each.attributes
        ),
        *(f"a menu with {found}" for each in shown.find_all(role="menu") for found in _no_items(each)),
        *("a column without a heading" for each in shown.find_all("th") if not each.text),
    ]


def _no_items(menu: Element) -> list[str]:
    children: list[Any] = menu.model.get("children", [])
    found = [each for each in children if isinstance(each, dict) and each.get("tagName")]
    return [each["tagName"] for each in found if each.get("attributes", {}).get("role") != "menuitem"]


@pytest.mark.parametrize("name", ["root", "ada", "bob"])
async def test_every_page_says_what_it_is(name: str) -> None:
    world = busy()
    for path in PAGES:
        async with world.screen(name, *_query(path)) as shown:
            await shown.quiet()
            assert _faults(shown) == [], path


async def test_a_page_without_a_cycle_leads_to_the_first_one() -> None:
    world = World(Story().tell(person("root", role=Role.ADMIN)))
    for path in ("/", "/meetings", "/closing", "/warnings", "/new"):
        async with world.screen("root", path) as shown:
            await shown.until(lambda shown: shown.has("a", href="/cycles?edit=new"))
            assert shown.find("h1").text == "First, a cycle", path


async def test_a_dialog_is_named_once_and_its_title_is_no_second_banner() -> None:
    async with busy().screen("root", "/cycles", "edit=new") as shown:
        await shown.until(lambda shown: shown.has("form", class_="dialog"))
        dialog = shown.find(role="dialog")
        assert dialog.tag == "div"
        assert dialog.attributes["aria-label"] == dialog.find("h2").text
        assert dialog.find("header").attributes["role"] == "none"
