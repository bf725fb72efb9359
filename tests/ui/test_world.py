"""The world that tests of pages live in keeps its word: real rights and rules, all or nothing, everybody's screen follows."""

from __future__ import annotations

from typing import Any

import pytest
from reactpy import component, html

from shared.directory.messages import ChangePerson
from shared.messages import Refused, Role
from tests.factories import uid
from tests.ui.world import World
from ui.hooks import use_desk, use_view

pytestmark = pytest.mark.anyio


@component
def Name() -> Any:
    view, desk = use_view(f"person:{uid('ada')}"), use_desk()

    async def rename(_: dict[str, Any]) -> None:
        await desk.run(ChangePerson(person_id=uid("ada"), name="Ada Lovelace"))

    return html.button({"onClick": rename}, view.state.people[uid("ada")].name)


async def test_what_one_does_is_on_the_other_s_screen() -> None:
    world = World()
    async with world.screen("ada", page=Name) as ada, world.screen("bob", page=Name) as bob:
        await bob.click(bob.find("button"))
        await bob.quiet()
        assert bob.find("button").text == "Ada"
        await ada.click(ada.find("button"))
        await bob.until(lambda screen: screen.has("button", text="Ada Lovelace"))
    assert world.done == [ChangePerson(person_id=uid("ada"), name="Ada Lovelace")]


async def test_commands_happen_whole_or_not_at_all() -> None:
    world = World()
    before = world.state
    with pytest.raises(Refused) as caught:
        await world.session("ada").execute(
            ChangePerson(person_id=uid("ada"), name="Countess"), ChangePerson(person_id=uid("ada"), role=Role.ADMIN)
        )
    assert caught.value.code == "forbidden"
    assert world.state is before
    assert world.done == []


async def test_shapes_are_checked_as_the_server_does() -> None:
    with pytest.raises(Refused) as caught:
        await World().session("root").execute(ChangePerson(person_id=uid("ada"), email="nobody"))
    assert (caught.value.code, caught.value.field) == ("format", "email")
