"""A small app for the browser client's journeys: a shell with a first picture, a socket, and a line that can be slow, cut or dead."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, WebSocket, get, post, websocket
from litestar.datastructures import UploadFile
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath
from litestar.response import File
from playwright.async_api import Browser, Page
from reactpy.types import Location

from tests.browser import be_patient
from ui.live.html import render_html
from ui.live.serve import Gone, serve

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; connect-src 'self'; img-src data:"


class Line:
    """The network between the pages and the server. ``delay`` is one way, in seconds."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.refuses: int | None = None
        self.silent = False
        self.loses = False
        self.lost = asyncio.Event()
        """Something that a page said, or the server, will never come."""
        self.flows = asyncio.Event()
        """Cleared: what the server says is on its way."""
        self.flows.set()
        self.opened = 0
        self.came = asyncio.Event()
        self._sockets: set[WebSocket[Any, Any, Any]] = set()

    async def cut(self, code: int = 1012) -> None:
        for page in list(self._sockets):
            await page.close(code)

    async def reconnecting(self, code: int = 1012) -> None:
        """Cut every page, and return when one has a socket again but, on a slow line, no picture yet."""
        self.came.clear()
        await self.cut(code)
        async with asyncio.timeout(20):
            await self.came.wait()

    async def carry(self, page: WebSocket[Any, Any, Any], root: Any) -> None:
        self.opened += 1
        await page.accept()
        self.came.set()
        if self.refuses is not None:
            await page.close(self.refuses)
            return
        self._sockets.add(page)
        up, down = _Delayed(self), _Delayed(self)

        async def read() -> None:
            try:
                while True:
                    text = await page.receive_text()
                    if self.loses:
                        self.lost.set()
                    else:
                        up.put(text)
            except WebSocketDisconnect:
                up.put(None)

        async def write() -> None:
            with contextlib.suppress(Exception):
                while True:
                    text = await down.get() or ""
                    await self.flows.wait()
                    await page.send_text(text)

        async def receive_text() -> str:
            text = await up.get()
            if text is None:
                raise Gone
            return text

        async def send_text(text: str) -> None:
            if self.silent:
                self.lost.set()
            else:
                down.put(text)

        tasks = [asyncio.create_task(read()), asyncio.create_task(write())]
        query = page.query_params
        try:
            await serve(
                root,
                receive_text=receive_text,
                send_text=send_text,
                location=Location(query["path"], query["qs"]),
            )
        finally:
            self._sockets.discard(page)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Delayed:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._queue: asyncio.Queue[tuple[float, str | None]] = asyncio.Queue()

    def put(self, text: str | None) -> None:
        self._queue.put_nowait((asyncio.get_running_loop().time() + self._line.delay, text))

    async def get(self) -> str | None:
        due, text = await self._queue.get()
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
        return text


class App:
    """``root`` makes the page's component, which the shell brings as HTML already."""

    def __init__(self, static: Path, root: Callable[[], Any]) -> None:
        self.static, self.root = static, root
        self.line = Line()
        self.url = ""
        self.uploads: list[tuple[str, bytes, str | None]] = []
        self.posted: list[Any] = []
        self.manifest: dict[str, str] = msgspec.json.decode((static / "manifest.json").read_bytes())

    def litestar(self) -> Litestar:
        @get("/assets/{name:str}")
        async def asset(name: FromPath[str]) -> File:
            kind = "text/javascript" if name.endswith(".js") else "text/css"
            return File(self.static / name, media_type=kind, content_disposition_type="inline")

        @get(["/", "/{rest:path}"])
        async def shell(request: Request[Any, Any, Any]) -> Response[str]:
            query = request.scope["query_string"].decode()
            first = await render_html(self.root(), Location(request.url.path, f"?{query}" if query else ""))
            return self._html(f'<div id="app" data-socket="/live">{first}</div>', "app.js")

        @get("/signin")
        async def signin() -> Response[str]:
            return self._html(
                '<h1>Sign in</h1><form data-json method="post" action="/api/signin"><input name="email" type="email">'
                '<input name="remember" type="checkbox" checked><button>Sign in</button></form>',
                "door.js",
            )

        @post("/api/signin")
        async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
            body = await request.json()
            self.posted.append((body, request.headers.get("x-csrf-token")))
            if body["email"] != "ada@example.org":
                problem = {"detail": "Not valid.", "errors": [{"field": "email", "detail": "Nobody has this address."}]}
                return Response(problem, status_code=422, media_type="application/problem+json")
            return Response({"location": "/goals"}, status_code=200)

        @post("/files")
        async def files(request: Request[Any, Any, Any]) -> dict[str, str]:
            file = (await request.form())["file"]
            assert isinstance(file, UploadFile)
            self.uploads.append((file.filename, await file.read(), request.headers.get("x-csrf-token")))
            return {"id": "file-1"}

        @websocket("/live")
        async def live(socket: WebSocket[Any, Any, Any]) -> None:
            await self.line.carry(socket, self.root())

        return Litestar([asset, shell, signin, sign_in, files, live], openapi_config=None)

    def _html(self, body: str, script: str) -> Response[str]:
        text = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="csrf" content="token-1"><title>Cairn</title>'
            f'<link rel="icon" href="data:,"><body>{body}<script type="module" src="/assets/{self.manifest[script]}"></script>'
        )
        return Response(text, media_type="text/html", headers={"Content-Security-Policy": CSP})


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the test runner keeps its own


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    config = uvicorn.Config(app.litestar(), port=0, log_level="error", ws="websockets-sansio", lifespan="off")
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            await server.ready.wait()
        app.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield app
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving


Open = Callable[..., contextlib.AbstractAsyncContextManager[tuple[Page, App]]]


@contextlib.asynccontextmanager
async def opened(browser: Browser, **window: Any) -> AsyncIterator[Page]:
    """A page in a window of its own. What it complains of, refused content included, fails the test."""
    context = be_patient(await browser.new_context(**window))
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    await context.close()
    assert complaints == []
