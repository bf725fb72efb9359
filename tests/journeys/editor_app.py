"""A page with co-written fields, and between it and the other end a wire that can be cut or hold acknowledgements back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, WebSocket, get, post, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromQuery
from reactpy import component, html, use_state
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.journeys.client_app import App
from ui import bundle
from ui.kit.text_field import TextField, Writer
from ui.live.router import use_location

TITLE, NOTE = "objective:1:title", "objective:1:description"
PEOPLE = {"ada": Writer("ada", "Ada", 0), "dan": Writer("dan", "Dan", 2), "wang": Writer("wang", "王敏", 5)}
SYNC, UPDATE, SYNC_STATUS = 0, 2, 8


class Peer:
    """A Hocuspocus server in a process of its own."""

    def __init__(self, process: Process, port: int) -> None:
        self._process, self.port = process, port

    async def ask(self, command: str, name: str = TITLE, **rest: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command, "name": name, **rest}).encode() + b"\n")
        async with asyncio.timeout(10):
            answer = await self._process.stdout.readline()
        return json.loads(answer)["answer"]


@asynccontextmanager
async def hocuspocus() -> AsyncIterator[Peer]:
    (node,), _ = bundle.node()
    script = Path(__file__).with_name("editor_peer.mjs")
    process = await asyncio.create_subprocess_exec(node, str(script), str(bundle.JS), stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None and process.stdout is not None
    try:
        async with asyncio.timeout(20):
            port = int(await process.stdout.readline())
        yield Peer(process, port)
    finally:
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(20):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()


class Wire:
    """`refuses`: nobody gets through. `acknowledges` cleared: what was said is not said to be kept."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self.refuses = self.refuses_changes = False
        self.opened = 0
        self.refused = asyncio.Event()
        """A change came and was not passed on."""
        self.acknowledges = asyncio.Event()
        self.acknowledges.set()
        self._sockets: set[WebSocket[Any, Any, Any]] = set()

    async def cut(self, *, stay_down: bool = True) -> None:
        self.refuses = stay_down
        for page in list(self._sockets):
            with contextlib.suppress(Exception):
                await page.close(1012)

    async def carry(self, page: WebSocket[Any, Any, Any]) -> None:
        await page.accept()
        if self.refuses:
            await page.close(1013)
            return
        self.opened += 1
        self._sockets.add(page)
        who = page.cookies.get("as", "")
        async with connect(f"ws://127.0.0.1:{self._peer.port}/?as={who}", compression=None) as peer:
            down = asyncio.create_task(self._down(page, peer))
            try:
                while True:
                    frame = await page.receive_bytes()
                    refused = self._refused(frame)
                    if refused is None:
                        await peer.send(frame)
                    else:
                        await page.send_bytes(refused)
                        self.refused.set()
            except (WebSocketDisconnect, ConnectionClosed):
                return
            finally:
                self._sockets.discard(page)
                down.cancel()
                await asyncio.gather(down, return_exceptions=True)

    async def _down(self, page: WebSocket[Any, Any, Any], peer: ClientConnection) -> None:
        async for frame in peer:
            assert isinstance(frame, bytes)
            if len(frame) > 1 and frame[1 + frame[0]] == SYNC_STATUS:
                await self.acknowledges.wait()
            await page.send_bytes(frame)

    def _refused(self, frame: bytes) -> bytes | None:
        """What is answered to a change instead of passing it on."""
        end = 1 + frame[0]
        is_change = len(frame) > end + 1 and frame[end] == SYNC and frame[end + 1] == UPDATE
        return frame[:end] + bytes([SYNC_STATUS, 0]) if self.refuses_changes and is_change else None


class Writing(App):
    """The page of `Sheet`, the wire, and a company of two to be mentioned."""

    def __init__(self, static: Path, sheet: Sheet, peer: Peer) -> None:
        super().__init__(static, sheet.root)
        self.wire = Wire(peer)

    def litestar(self) -> Litestar:
        @websocket("/collab")
        async def collab(socket: WebSocket[Any, Any, Any]) -> None:
            await self.wire.carry(socket)

        @get("/api/v1/people/callable")
        async def people(q: FromQuery[str]) -> list[dict[str, Any]]:
            found = [("1", "王敏", "Wang Min"), ("2", "陈立", "Chen Li")]
            items = [{"id": id, "name": name, "latin_name": latin} for id, name, latin in found]
            return [each for each in items if q.lower() in f"{each['name']} {each['latin_name']}".lower()]

        @post("/signout")
        async def sign_out() -> dict[str, str]:
            return {"location": "/signin"}

        app = super().litestar()
        for each in (collab, people, sign_out):
            app.register(each)
        return app

    def _html(self, body: str, script: str) -> Response[str]:
        response = super()._html(body, script)
        style = f'<link rel="stylesheet" href="/assets/{self.manifest["app.css"]}"><meta name="viewport" content="width=device-width">'
        response.content = response.content.replace("<title>", f"{style}<title>")
        return response


class Sheet:
    """What the server of the page holds: plain values, how to draw again, and what the fields told."""

    def __init__(self) -> None:
        self.title = "Grow revenue"
        self.told: list[str] = []
        self.redraw: Callable[[], None] = lambda: None
        self.name = TITLE

    def root(self) -> Any:
        return sheet_page(self)


@component
def sheet_page(sheet: Sheet) -> Any:
    turn, set_turn = use_state(0)
    me = PEOPLE.get(use_location().query.get("as", ""), PEOPLE["ada"])
    sheet.redraw = lambda: set_turn(lambda count: count + 1)

    async def told(state: str) -> None:
        sheet.told.append(state)

    async def sign_out(_: Any) -> None:
        pass

    return html.main(
        {"className": "paper"},
        html.p({"id": "turn"}, str(turn)),
        html.button({"id": "before"}, "before"),
        TextField(
            sheet.name, sheet.title, label="Title", me=me, class_name="title edit", id="title", on_state=told, most=80
        ),
        TextField(
            NOTE, "", label="Why", me=me, class_name="note edit", id="note", line=False, placeholder="Why it matters"
        ),
        html.button({"id": "after"}, "after"),
        html.form(
            {"method": "post", "action": "/signout", "data-json": True},
            html.button({"id": "leave"}, "Sign out"),
        ),
    )
