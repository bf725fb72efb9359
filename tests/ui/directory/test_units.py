"""Departments and teams as an admin makes, changes and archives them."""

from __future__ import annotations

import pytest

from shared.directory.messages import ChangeUnit
from shared.directory.model import UnitKind
from tests.factories import uid
from tests.ui.world import World, held
from ui.directory.page import PeoplePage

pytestmark = pytest.mark.anyio


async def test_a_team_is_proposed_inside_the_department_that_is_looked_at() -> None:
    world = World()
    query = f"unit={uid('marketing')}&team=new"
    async with (
        world.screen("root", "/people", query, page=PeoplePage) as root,
        world.screen("bob", page=PeoplePage) as bob,
    ):
        form = root.find("form")
        assert (held(form)["kind"], held(form)["parent_id"]) == ("team", uid("marketing"))
        await root.submit(form, **{**held(form), "name": "Channels", "lead_id": uid("ada")})
        await bob.until(lambda screen: screen.has("a", class_="node", text="Channels"))
        await root.until(lambda screen: not screen.has("form"))
    unit = next(each for each in world.state.units.values() if each.name == "Channels")
    assert (unit.kind, unit.parent_id, unit.lead_id) == (UnitKind.TEAM, uid("marketing"), uid("ada"))


async def test_a_team_without_a_department_is_refused_beside_the_field() -> None:
    async with World().screen("root", "/people", "team=new", page=PeoplePage) as root:
        form = root.find("form")
        await root.submit(form, **{**held(form), "name": "Lost", "kind": "team"})
        await root.until(lambda screen: screen.has("label", class_="refused"))
        assert root.find("label", class_="refused").find("small").text == "A team belongs to a department."
        assert root.find("label", class_="refused").has("select", name="parent_id")


async def test_a_department_is_renamed_and_gets_a_lead() -> None:
    world = World()
    async with world.screen("root", "/people", f"team={uid('engineering')}", page=PeoplePage) as root:
        form = root.find("form")
        await root.submit(form, **{**held(form), "name": "Research", "lead_id": uid("dan")})
        await root.until(lambda screen: screen.has("a", class_="node", text="Research") and not screen.has("form"))
    assert world.done == [ChangeUnit(unit_id=uid("engineering"), name="Research", lead_id=uid("dan"))]


async def test_a_unit_with_people_stays_and_says_why() -> None:
    world = World()
    async with world.screen("root", "/people", f"team={uid('brand')}", page=PeoplePage) as root:
        await root.click(root.find("form").find("button", text="Archive"))
        await root.until(lambda screen: screen.has("p", class_="why", text="Brand still has people in it."))
    assert not world.state.units[uid("brand")].archived


async def test_an_empty_unit_is_archived_with_undo_and_found_again() -> None:
    world = World()
    world.tell(ChangeUnit(unit_id=uid("engineering"), name="Research"))
    async with world.screen("root", "/people") as root:
        await root.go(f"/people?person={uid('dan')}")
        await root.until(lambda screen: screen.has("form", class_="dialog"))
        form = root.find("form", class_="dialog")
        await root.submit(form, **{**held(form), "unit_id": ""})
        await root.until(lambda screen: not screen.has("form", class_="dialog"))
        await root.go(f"/people?team={uid('engineering')}")
        await root.until(lambda screen: screen.has("form", class_="dialog"))
        await root.click(root.find("form", class_="dialog").find("button", text="Archive"))
        await root.until(lambda screen: screen.has("a", class_="node", text="Researcharchived"))
        await root.click(root.find("p", class_="toast").find("button", text="Undo"))
        await root.until(lambda screen: screen.has("a", class_="node", text="Research0"))
    assert not world.state.units[uid("engineering")].archived
