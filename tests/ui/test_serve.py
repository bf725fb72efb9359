"""The session round a layout: events in their order, hostile ones, browsers that go or take nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from reactpy import component, html, use_state
from reactpy.types import Location

from tests.ui.driver import Element, screen
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
        async with asyncio.timeout(20):
            while not seen():
                self._came.clear()
                await self._came.wait()

    async def first(self) -> Element:
        await self.until(lambda: self.sent)
        return Element(self.sent[0]["model"])


async def done(line: Line) -> None:
    async with asyncio.timeout(20):
        await line.served


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
