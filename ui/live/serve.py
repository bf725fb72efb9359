"""One page's session: updates out, events in, until the browser goes. Knows no web framework and no rights.

Order: updates leave in the order they were rendered; events run in the order they came. Failure: what fails in
rendering is raised, for a page that shows half of something is worse than one that reconnects; what was received before
the browser went is still done.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from reactpy.core.hooks import ConnectionContext
from reactpy.types import Connection, LayoutUpdateMessage, Location

from ui.live.layout import HardenedLayout, LayoutEvent

log = logging.getLogger("cairn.ui")

_decode_event = msgspec.json.Decoder(LayoutEvent).decode
_encode = msgspec.json.Encoder(enc_hook=str).encode


class Gone(Exception):
    """The browser is not there any more. Raised by ``receive_text`` and ``send_text``."""


class Limits(msgspec.Struct, frozen=True):
    event_bytes: int = 64_000
    """A longer message is dropped."""
    events_per_s: float = 60.0
    """Beyond it, and a burst of twice as many, the reader slows down."""
    finish_seconds: float = 5.0
    """For events that were received before the browser went."""
    send_seconds: float = 30.0
    """A browser that takes longer to accept one message counts as gone."""


def encode(updates: Sequence[LayoutUpdateMessage]) -> str:
    """One update as an object, several as an array: the browser applies them in one go."""
    return _encode(updates[0] if len(updates) == 1 else updates).decode()


async def serve(
    root: Any,
    *,
    receive_text: Callable[[], Awaitable[str]],
    send_text: Callable[[str], Awaitable[None]],
    location: Location,
    scope: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    rendered: Callable[[float], None] = lambda seconds: None,
) -> None:
    """Serve ``root`` until the browser goes. Returns then; raises what went wrong in rendering or encoding.

    ``rendered`` is told how long each pass of rendering took.
    """
    connection: Connection[None] = Connection(scope=dict(scope) if scope else {}, location=location, carrier=None)
    async with HardenedLayout(ConnectionContext(root, value=connection)) as layout:
        await _Session(layout, receive_text, send_text, limits or Limits(), rendered).run()


class _Session:
    def __init__(
        self,
        layout: HardenedLayout,
        receive_text: Callable[[], Awaitable[str]],
        send_text: Callable[[str], Awaitable[None]],
        limits: Limits,
        rendered: Callable[[float], None],
    ) -> None:
        self._layout = layout
        self._receive_text = receive_text
        self._send_text = send_text
        self._limits = limits
        self._rendered = rendered
        self._line = asyncio.Lock()
        self._sending: set[asyncio.Timeout] = set()
        self._gone = asyncio.Event()

    async def run(self) -> None:
        show = asyncio.create_task(self._show())
        work = asyncio.create_task(self._layout.work())
        listen = asyncio.create_task(self._listen())
        gone = asyncio.create_task(self._gone.wait())
        tasks: list[asyncio.Task[Any]] = [show, work, listen, gone]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in (show, work, listen):
                if task.done():
                    task.result()
            # Gone. Rendering goes on unsent, for a later event may need what an earlier one changed.
            listen.cancel()
            tasks.append(asyncio.create_task(self._layout.finish()))
            seconds = self._limits.finish_seconds
            await asyncio.wait((work, show), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if show.done():
                show.result()
            if not work.done():
                log.warning("events were still running %s s after the page had gone", seconds)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self) -> None:
        while True:
            updates = await self._layout.render_pass()
            self._rendered(self._layout.pass_seconds)
            await self._send(encode(updates))

    async def _send(self, text: str) -> None:
        """Send, unless the browser goes meanwhile."""
        if self._gone.is_set():
            return
        patience = asyncio.timeout(self._limits.send_seconds)
        self._sending.add(patience)
        try:
            async with patience, self._line:
                await self._send_text(text)
        except (Gone, TimeoutError):
            self._leave()
        finally:
            self._sending.discard(patience)

    def _leave(self) -> None:
        """The browser is gone: whoever waits for it to take a message stops waiting."""
        self._gone.set()
        for patience in self._sending:
            # one that has just ended cannot be moved any more, and need not be
            with suppress(RuntimeError):
                patience.reschedule(asyncio.get_running_loop().time())

    async def _listen(self) -> None:
        budget, before = 2 * self._limits.events_per_s, time.monotonic()
        while True:
            try:
                raw = await self._receive_text()
            except Gone:
                self._leave()
                return
            now = time.monotonic()
            budget = min(2 * self._limits.events_per_s, budget + (now - before) * self._limits.events_per_s) - 1
            before = now
            if budget < 0:
                await asyncio.sleep(-budget / self._limits.events_per_s)
            if raw == "ping":
                await self._send("pong")
            elif len(raw) <= self._limits.event_bytes:
                with suppress(msgspec.MsgspecError, RecursionError):
                    await self._layout.deliver(_decode_event(raw))
