"""Drives a component without a browser: find, click, type, wait for what should be seen. Goes through the hardened layout
and through the wire format, so that what a test sees is what a browser would be told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from reactpy.core.hooks import ConnectionContext
from reactpy.types import Connection, Location

from ui.live.layout import HardenedLayout, LayoutEvent
from ui.live.serve import encode

PATIENCE = 5.0


class Element:
    """One element as the browser was told of it last. Find it again after a change."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model
        self.tag: str = model["tagName"]
        self.attributes: dict[str, Any] = model.get("attributes", {})

    @property
    def text(self) -> str:
        return _text(self.model)

    def find_all(self, tag: str | None = None, *, text: str | None = None, **attributes: Any) -> list[Element]:
        """By tag, by text (contained in it) and by attributes: ``class_`` and ``for_`` as in HTML, ``aria_label`` with a
        hyphen; a class matches as one of the element's classes."""
        wanted = {_attribute(name): value for name, value in attributes.items()}
        return [
            element
            for element in self._walk()
            if element is not self
            and (tag is None or element.tag == tag)
            and (text is None or text in element.text)
            and all(_matches(element.attributes.get(name), value, name) for name, value in wanted.items())
        ]

    def find(self, tag: str | None = None, *, text: str | None = None, **attributes: Any) -> Element:
        """The only one; of elements within each other the innermost."""
        found = self.find_all(tag, text=text, **attributes)
        inner = [
            one for one in found if not any(other.model is not one.model and _holds(one, other) for other in found)
        ]
        if len(inner) != 1:
            raise LookupError(f"{len(inner)} elements for {tag} {text!r} {attributes} in:\n{self.outline()}")
        return inner[0]

    def has(self, tag: str | None = None, *, text: str | None = None, **attributes: Any) -> bool:
        return bool(self.find_all(tag, text=text, **attributes))

    def target(self, event: str) -> str:
        """``click``, ``commit``: the handler's address, whichever way its attribute was written."""
        for name, handler in self.model.get("eventHandlers", {}).items():
            if name.lower() == f"on{event.lower()}":
                target: str = handler["target"]
                return target
        raise LookupError(f"nothing listens for {event} at {self.outline()}")

    def outline(self, depth: int = 0) -> str:
        shown = " ".join(f"{name}={value!r}" for name, value in self.attributes.items())
        line = f"{'  ' * depth}<{self.tag or '>'} {shown} {[*self.model.get('eventHandlers', {})] or ''}"
        lines = [line.rstrip()]
        for child in self.model.get("children", ()):
            lines.append(
                Element(child).outline(depth + 1) if isinstance(child, dict) else f"{'  ' * (depth + 1)}{child!r}"
            )
        return "\n".join(lines)

    def _walk(self) -> Iterator[Element]:
        yield self
        for child in self.model.get("children", ()):
            if isinstance(child, dict):
                yield from Element(child)._walk()


class Screen(Element):
    def __init__(self, layout: HardenedLayout) -> None:
        super().__init__({"tagName": ""})
        self.layout = layout
        self.updates: list[dict[str, Any]] = []
        self._changed = asyncio.Event()
        self._failure: BaseException | None = None

    async def until(self, seen: Callable[[Screen], object]) -> None:
        """Wait for what should be seen. A failing look-up counts as not seen yet."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    if self._failure is not None:
                        raise self._failure
                    changed = self._changed
                    try:
                        if seen(self):
                            return
                    except LookupError:
                        pass
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"not seen within {PATIENCE} s; the screen is:\n{self.outline()}") from None

    async def quiet(self) -> None:
        """Everything sent has been handled and drawn: for tests that say what does *not* happen."""
        async with asyncio.timeout(PATIENCE):
            await self.layout.quiet()
            await asyncio.sleep(0)  # one turn for the task that draws

    async def send(self, element: Element, event: str, **fields: Any) -> None:
        data = json.loads(json.dumps({"type": event, **fields}))
        await self.layout.deliver(LayoutEvent(element.target(event), [data]))

    async def click(self, element: Element) -> None:
        target = {"tagName": element.tag.upper(), "value": element.attributes.get("value", "")}
        await self.send(element, "click", target=target, currentTarget=target)

    async def type(self, element: Element, value: str) -> None:
        """The whole text that is then in the field."""
        for event in ("input", "change"):
            try:
                element.target(event)
            except LookupError:
                continue
            await self.choose(element, value, event)
            return
        raise LookupError(f"nothing hears typing at {element.outline()}")

    async def choose(self, element: Element, value: str, event: str = "change") -> None:
        target = {"name": element.attributes.get("name", ""), "value": value}
        await self.send(element, event, target=target, currentTarget=target)

    async def commit(self, element: Element, value: str) -> None:
        await self.send(element, "commit", detail={"value": value})

    async def submit(self, form: Element, **values: str) -> None:
        await self.send(form, "submit", target={"values": values}, currentTarget={"values": values})

    async def press(self, keys: Element, action: str) -> None:
        """An action of a `cairn-keys` element."""
        await self.send(keys, "key", detail={"action": action})

    async def go(self, href: str) -> None:
        """As if a link were followed, or Back pressed."""
        await self.send(self.find("cairn-nav"), "nav", detail={"href": href})

    async def _draw(self) -> None:
        try:
            while True:
                message = json.loads(encode(await self.layout.render_pass()))
                for update in message if isinstance(message, list) else [message]:
                    self.updates.append(update)
                    self._apply(update["path"], update["model"])
                self._changed.set()
                self._changed = asyncio.Event()
        except Exception as failure:
            self._failure = failure
            self._changed.set()

    def _apply(self, path: str, model: dict[str, Any]) -> None:
        if path == "":
            self.model = model
            return
        node: Any = self.model
        *steps, last = (int(step) for step in path.split("/")[2::2])
        for step in steps:
            node = node["children"][step]
        node["children"][last] = model


@asynccontextmanager
async def screen(
    root: Any, path: str = "/", query: str = "", scope: dict[str, Any] | None = None
) -> AsyncIterator[Screen]:
    """``root`` on a screen that has been drawn once."""
    connection: Connection[None] = Connection(scope=scope or {}, location=Location(path, query), carrier=None)
    async with HardenedLayout(ConnectionContext(root, value=connection)) as layout:
        shown = Screen(layout)
        tasks = [asyncio.create_task(shown._draw()), asyncio.create_task(layout.work())]
        try:
            await shown.until(lambda screen: screen.updates)
            yield shown
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _text(node: Any) -> str:
    if isinstance(node, dict):
        return "".join(_text(child) for child in node.get("children", ()))
    return str(node)


def _attribute(name: str) -> str:
    if name in ("class_", "className"):
        return "className"
    return "htmlFor" if name == "for_" else name.rstrip("_").replace("_", "-")


def _matches(has: Any, wanted: Any, name: str) -> bool:
    if name == "className" and isinstance(has, str) and isinstance(wanted, str):
        return set(wanted.split()) <= set(has.split())
    return bool(has == wanted)


def _holds(outer: Element, inner: Element) -> bool:
    return any(one.model is inner.model for one in outer._walk() if one is not outer)
