"""The hardened layout: what renders when, components that fail, changes in any order, a page that goes in the middle."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from reactpy import component, html, use_effect, use_state

from tests.ui.driver import screen
from ui.live import hook
from ui.live.layout import HardenedLayout

pytestmark = pytest.mark.anyio


@component
def alive(name: str, living: set[str], rendered: Callable[[], object] = lambda: None) -> Any:
    """In `living` from its first rendering to its end."""

    @use_effect(dependencies=[])
    def live() -> Any:
        living.add(name)
        return lambda: living.discard(name)

    rendered()
    return html.p(name)


@pytest.mark.logs_errors
async def test_a_handler_that_fails_leaves_the_session_alive() -> None:
    @component
    def counter() -> Any:
        clicks, set_clicks = use_state(0)

        async def click(event: Any) -> None:
            set_clicks(clicks + 1)
            raise RuntimeError("no")

        return html.button({"onClick": click}, str(clicks))

    async with screen(counter()) as ada:
        await ada.click(ada.find("button"))
        await ada.until(lambda screen: screen.find("button").text == "1")
        await ada.click(ada.find("button"))
        await ada.until(lambda screen: screen.find("button").text == "2")


@pytest.mark.logs_errors
async def test_a_failed_component_takes_its_subtree_down_and_can_come_back() -> None:
    log: list[str] = []
    steer: dict[str, Callable[[Any], None]] = {}

    @component
    def leaf() -> Any:
        value, steer["leaf"] = use_state(0)

        @use_effect(dependencies=[])
        def live() -> Callable[[], None]:
            log.append("up")
            return lambda: log.append("down")

        return html.i(f"leaf {value}")

    @component
    def branch() -> Any:
        fails, steer["fails"] = use_state(False)
        if fails:
            raise RuntimeError("broken branch")
        return html.div(leaf())

    @component
    def tree() -> Any:
        return html.main(html.h1("Goals"), branch())

    async with screen(tree()) as ada:
        await ada.until(lambda _: log == ["up"])
        orphan = steer["leaf"]
        steer["fails"](True)
        await ada.until(lambda screen: not screen.has("i"))
        assert log == ["up", "down"]
        seen = len(ada.updates)
        orphan(7)
        await ada.quiet()
        assert len(ada.updates) == seen
        assert ada.has("h1", text="Goals")
        steer["fails"](False)
        await ada.until(lambda screen: screen.has("i", text="leaf 0") and log == ["up", "down", "up"])


async def test_what_is_due_together_renders_once_ancestors_first() -> None:
    renders: list[str] = []
    steer: dict[str, Callable[[Any], None]] = {}

    @component
    def child() -> Any:
        value, steer["child"] = use_state(0)
        renders.append("child")
        return html.p(str(value))

    @component
    def parent() -> Any:
        value, steer["parent"] = use_state(0)
        renders.append("parent")
        return html.div(str(value), child())

    async with screen(parent()) as ada:
        renders.clear()
        steer["child"](1)
        steer["parent"](1)
        await ada.until(lambda screen: screen.find("p").text == "1")
        await ada.quiet()
    assert renders == ["parent", "child"]


async def test_a_keyed_component_carries_its_key_to_the_browser() -> None:
    @component
    def row(name: str) -> Any:
        return html.li({"title": None, "hidden": False}, name)

    @component
    def rows() -> Any:
        return html.ul([row(name, key=f"id-{name}") for name in ("a", "b")])

    async with screen(rows()) as ada:
        (ul,) = ada.find_all("ul")
        assert [child["attributes"]["key"] for child in ul.model["children"]] == ["id-a", "id-b"]
        assert ada.find("li", text="a").attributes == {"hidden": False}


async def test_an_element_handler_entry_holds_nothing_that_is_default() -> None:
    @component
    def save() -> Any:
        async def click(_: Any) -> None:
            return None

        return html.button({"onClick": click}, "Save")

    async with screen(save()) as ada:
        assert set(ada.find("button").model["eventHandlers"]["onClick"]) == {"target"}


@pytest.mark.parametrize("slow", [False, True], ids=["fast", "slow"])
async def test_sessions_under_random_changes_end_in_the_right_view(slow: bool) -> None:
    outcomes = await asyncio.gather(*(_random_session(number, slow) for number in range(60)))
    assert [outcome for outcome in outcomes if outcome is not None] == []


async def _random_session(number: int, slow: bool) -> str | None:
    chance = random.Random(number)
    steer: dict[Any, Callable[[Any], None]] = {}

    @component
    def child(name: int) -> Any:
        value, steer[name] = use_state(0)
        return html.p(f"{name}:{value}")

    @component
    def parent() -> Any:
        rows, steer["rows"] = use_state([1, 2, 3])
        return html.div([child(name, key=str(name)) for name in rows])

    @component
    def page() -> Any:
        return html.main(parent())

    async with screen(page()) as ada:
        if slow:
            ada.layout.render_pass = _slowly(ada.layout.render_pass, chance)  # type: ignore[method-assign,assignment]
        rows, values, names = [1, 2, 3], dict[int, int](), count(4)
        for _ in range(12):
            for _ in range(chance.randint(1, 3)):
                live = [name for name in rows if name in steer]
                if live and chance.random() < 0.5:
                    name = chance.choice(live)
                    values[name] = chance.randint(1, 10**6)
                    steer[name](values[name])
                elif rows and chance.random() < 0.5:
                    rows = [name for name in rows if name != chance.choice(rows)]
                    steer["rows"](rows)
                else:
                    rows = [*rows]
                    rows.insert(chance.randint(0, len(rows)), next(names))
                    steer["rows"](rows)
            for _ in range(chance.choice([0, 0, 1, 5])):
                await asyncio.sleep(0)
        want = [f"{name}:{values.get(name, 0)}" for name in rows]
        try:
            await ada.until(lambda screen: [one.text for one in screen.find_all("p")] == want)
        except AssertionError as wrong:
            return f"session {number}: wanted {want}: {wrong}"
    return None


def _slowly(act: Callable[[], Awaitable[Any]], chance: random.Random) -> Callable[[], Awaitable[Any]]:
    async def slow() -> Any:
        done = await act()
        for _ in range(chance.randint(0, 20)):
            await asyncio.sleep(0)
        return done

    return slow


async def test_a_page_that_goes_in_the_middle_of_a_rendering_leaves_nothing_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hook, "BREATH_SECONDS", -1)  # others get a turn before each component
    living: set[str] = set()
    turn: list[Callable[[bool], None]] = []

    def cut() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    @component
    def root() -> Any:
        turned, set_turned = use_state(False)
        turn[:] = [set_turned]
        if not turned:
            return html.div(html.p(alive("first", living)), alive("kept", living), alive("last", living))
        second = alive("second", living, cut)
        return html.div(html.section(html.p(second)), alive("kept", living), alive("last", living))

    async with HardenedLayout(root()) as layout:
        await layout.render_pass()
        async with asyncio.timeout(20):
            while living != {"first", "kept", "last"}:  # noqa: ASYNC110
                await asyncio.sleep(0)
        turn[0](True)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(layout.render_pass())
    async with asyncio.timeout(20):
        while living:  # noqa: ASYNC110
            await asyncio.sleep(0)
