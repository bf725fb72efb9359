"""Nothing is kept of what is over: renders, effects, components, sessions, watched keys."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from weakref import WeakSet

import pytest
from reactpy import component, html, use_effect, use_ref, use_state
from reactpy.core._life_cycle_hook import HOOK_STACK

from tests.ui.driver import Screen, screen
from ui.live import hook as hook_module
from ui.live.watch import Watchers, WatchersContext, use_watch

pytestmark = pytest.mark.anyio


@contextmanager
def without_collector() -> Iterator[None]:
    """What is freed inside was freed because nothing held it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Steer:
    """Setters of the components on the screen, by name."""

    def __init__(self) -> None:
        self.set: dict[str, Callable[[Any], None]] = {}
        self.hooks: WeakSet[Any] = WeakSet()


@component
def row(steer: Steer, name: str) -> Any:
    value, steer.set[name] = use_state(0)
    steer.hooks.add(HOOK_STACK.current_hook())
    use_ref(steer.set[name])  # a ring by way of another hook
    use_watch(f"objective:{name}", f"even:{value % 2}")

    @use_effect(dependencies=[value])
    def live() -> Callable[[], None]:
        return lambda: None

    async def click(_: Any) -> None:
        steer.set[name](value + 1)

    return html.li({"onClick": click}, f"{name}:{value}")


@component
def rows(steer: Steer) -> Any:
    names, steer.set["rows"] = use_state(["a", "b"])
    return html.ul([row(steer, name, key=name) for name in names])


async def test_memory_is_flat_over_renders_and_effect_runs() -> None:
    steer = Steer()
    async with screen(rows(steer)) as ada:

        async def change(times: int) -> None:
            for number in range(times):
                steer.set["a"](number % 7 + 1)
                await ada.quiet()
            ada.updates.clear()
            gc.collect()

        await change(50)
        tracemalloc.start()
        try:
            await change(10)
            before = tracemalloc.get_traced_memory()[0]
            await change(300)
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
    assert grown < 300 * 20, f"{grown / 300:.0f} bytes a render"


async def test_an_unmounted_component_is_freed_at_once() -> None:
    steer = Steer()
    async with screen(rows(steer)) as ada:
        with without_collector():
            assert len(steer.hooks) == 2
            steer.set["rows"](["b"])
            del steer.set["a"]
            await ada.until(lambda screen: len(screen.find_all("li")) == 1)
            await ada.quiet()
            assert len(steer.hooks) == 1


async def test_a_session_leaves_no_task_and_no_hook() -> None:
    steer = Steer()
    tasks = len(asyncio.all_tasks())
    with without_collector():
        for _ in range(3):
            async with screen(rows(steer)) as ada:
                await ada.click(ada.find_all("li")[0])
                await ada.quiet()
            steer.set.clear()
        del ada
        assert len(asyncio.all_tasks()) == tasks
        assert len(steer.hooks) == 0


@pytest.mark.logs_errors
async def test_an_effect_that_does_not_stop_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_module, "EFFECT_STOP_SECONDS", 0.02)
    ended = asyncio.Event()

    @component
    def stubborn() -> Any:
        async def effect(stop: asyncio.Event) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        HOOK_STACK.current_hook().add_effect(effect)
        return html.p("on")

    async with asyncio.timeout(20):
        async with screen(stubborn()) as ada:
            await ada.quiet()
        await ended.wait()


async def test_a_change_wakes_the_components_that_show_it_and_no_others() -> None:
    steer, watchers, drawn = Steer(), Watchers(), list[str]()

    @component
    def shown(name: str) -> Any:
        use_watch(name, "all")
        use_watch(name)
        drawn.append(name)
        return html.p(name)

    @component
    def page() -> Any:
        keys, steer.set["keys"] = use_state(["a", "b"])
        return WatchersContext(*[shown(key, key=f"place-{place}") for place, key in enumerate(keys)], value=watchers)

    async with screen(page()) as ada:
        drawn.clear()
        assert watchers.wake(["a", "a", "nobody"]) == 1
        await ada.quiet()
        assert drawn == ["a"]
        drawn.clear()
        assert watchers.wake(["a", "all"]) == 2
        await ada.quiet()
        assert sorted(drawn) == ["a", "b"]
        # The same component, another key: the old one is dropped.
        steer.set["keys"](["c", "b"])
        await ada.until(lambda screen: screen.has("p", text="c"))
        assert "a" not in watchers
        assert watchers.wake(["a"]) == 0
        # Gone from the screen: not woken, nothing kept.
        steer.set["keys"](["c"])
        await ada.until(lambda screen: not screen.has("p", text="b"))
        assert "b" not in watchers
        assert len(watchers) == 1
    assert len(watchers) == 0
    assert "all" not in watchers


async def test_watchers_stay_flat_while_rows_come_and_go() -> None:
    steer, watchers = Steer(), Watchers()

    @component
    def page() -> Any:
        return WatchersContext(rows(steer), value=watchers)

    async with screen(page()) as ada:
        for number in range(60):
            steer.set["rows"]([f"row-{number}"])
            await ada.until(partial(_shows, f"row-{number}:0"))
            assert len(watchers) == 1
            assert f"objective:row-{number - 1}" not in watchers


def _shows(text: str, shown: Screen) -> bool:
    return shown.find("li").text == text
