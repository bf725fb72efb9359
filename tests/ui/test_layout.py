"""The hardened layout and the session round it: order, hostile events, failure, disconnects."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from reactpy import component, html, use_effect, use_state
from reactpy.types import Location

from tests.ui.driver import Element, screen
from ui.live import hook
from ui.live.layout import HardenedLayout
from ui.live.serve import Gone, Limits, serve

pytestmark = pytest.mark.anyio


class Line:
    """A socket without a network: what the server sends is in ``sent``; ``cut()`` is a browser that goes."""

    def __init__(self, root: Any, limits: Limits | None = None) -> None:
        self.sent: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()
        self._up: asyncio.Queue[str | None] = asyncio.Queue()
        self._came = asyncio.Event()
        self.model: dict[str, Any] = {}
        self.served = asyncio.create_task(
            serve(root, receive_text=self._receive, send_text=self._send, location=Location("/", ""), limits=limits)
        )

    async def _receive(self) -> str:
        text = await self._up.get()
        if text is None:
            raise Gone
        return text

    async def _send(self, text: str) -> None:
        await self.open.wait()
        self.sent.append(text if text == "pong" else json.loads(text))
        self._came.set()

    def put(self, text: str) -> None:
        self._up.put_nowait(text)

    def event(self, address: str, **fields: Any) -> None:
        self.put(json.dumps({"type": "layout-event", "target": address, "data": [fields]}))

    def cut(self) -> None:
        self._up.put_nowait(None)

    async def until(self, seen: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not seen():
                self._came.clear()
                await self._came.wait()

    async def first(self) -> Element:
        await self.until(lambda: self.sent)
        return Element(self.sent[0]["model"])


async def done(line: Line) -> None:
    async with asyncio.timeout(5):
        await line.served


@component
def alive(name: str, living: set[str], rendered: Callable[[], object] = lambda: None) -> Any:
    """In `living` from its first rendering to its end."""

    @use_effect(dependencies=[])
    def live() -> Any:
        living.add(name)
        return lambda: living.discard(name)

    rendered()
    return html.p(name)


@component
def draft(saved: list[str]) -> Any:
    text, set_text = use_state("")

    async def typed(event: Any) -> None:
        set_text(event["target"]["value"])

    async def save(_: Any) -> None:
        await asyncio.sleep(0)
        saved.append(text)

    return html.div(html.input({"onChange": typed}), html.button({"onClick": save}, "Save"))


async def test_an_event_sees_what_the_one_before_it_changed() -> None:
    saved: list[str] = []
    async with screen(draft(saved)) as ada:
        await ada.type(ada.find("input"), "Grow revenue")
        await ada.click(ada.find("button"))
        await ada.quiet()
    assert saved == ["Grow revenue"]


async def test_events_received_before_the_browser_went_are_finished() -> None:
    saved: list[str] = []
    line = Line(draft(saved))
    page = await line.first()
    line.open.clear()  # the browser takes nothing any more, and then it is gone
    line.event(page.find("input").target("change"), target={"value": "Grow revenue"})
    line.event(page.find("button").target("click"))
    line.cut()
    await done(line)
    assert saved == ["Grow revenue"]


async def test_a_handler_that_never_ends_does_not_hold_the_session() -> None:
    @component
    def stuck() -> Any:
        async def wait(_: Any) -> None:
            await asyncio.Event().wait()

        return html.button({"onClick": wait})

    line = Line(stuck(), Limits(finish_seconds=0.05))
    page = await line.first()
    line.event(page.find("button").target("click"))
    line.cut()
    await done(line)


async def test_a_browser_that_takes_nothing_counts_as_gone() -> None:
    line = Line(draft([]), Limits(send_seconds=0.05))
    line.open.clear()
    await done(line)
    assert line.sent == []


async def test_a_ping_is_answered() -> None:
    line = Line(draft([]))
    await line.first()
    line.put("ping")
    await line.until(lambda: "pong" in line.sent)
    line.cut()
    await done(line)


async def test_hostile_events_change_nothing_and_keep_nothing() -> None:
    saved: list[str] = []
    line = Line(draft(saved), Limits(event_bytes=2_000, events_per_s=1e9))
    page = await line.first()
    save = page.find("button").target("click")
    for text in (
        "", "{", "[]", "null", "1", '{"type":"layout-event"}', '{"type":"x","target":"a","data":[]}',
        json.dumps({"type": "layout-event", "target": 5, "data": []}),
        json.dumps({"type": "layout-event", "target": save, "data": "x"}),
        json.dumps({"type": "layout-event", "target": save, "data": [], "seq": "1"}),
        json.dumps({"type": "layout-event", "target": save, "data": ["x" * 3_000]}),
        f'{{"type":"layout-event","target":"{save}","data":' + "[" * 1_900,
    ):  # fmt: skip
        line.put(text)
    for number in range(20_000):
        line.event(f"/0/{number}:onClick")
    line.put("ping")
    await line.until(lambda: "pong" in line.sent)
    assert saved == []
    line.event(save)
    line.cut()
    await done(line)
    assert saved == [""]
    assert len(line.sent) == 2


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


async def test_what_cannot_be_encoded_ends_the_session_with_the_error() -> None:
    @component
    def wrong() -> Any:
        return html.div({"data-x": Unspeakable()})

    line = Line(wrong())
    with pytest.raises(RuntimeError, match="unspeakable"):
        await done(line)


class Unspeakable:
    def __str__(self) -> str:
        raise RuntimeError("unspeakable")


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
    async with screen(draft([])) as ada:
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
        async with asyncio.timeout(5):
            while living != {"first", "kept", "last"}:  # noqa: ASYNC110
                await asyncio.sleep(0)
        turn[0](True)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(layout.render_pass())
    async with asyncio.timeout(5):
        while living:  # noqa: ASYNC110
            await asyncio.sleep(0)
