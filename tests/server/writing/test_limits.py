"""What is too much or no frame at all ends its own socket with a clear answer, and harms nobody else's."""

from __future__ import annotations

import pytest

from realtime.writing import wire
from realtime.writing.wire import Kind
from server.cairn import Cairn
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, NAME, TITLE
from tests.server.writing.editor import Editor, collab, editing

pytestmark = pytest.mark.anyio


async def test_bytes_that_are_no_frame_end_the_socket_and_harm_nobody(
    company: Cairn, served: Running, caplog: pytest.LogCaptureFixture
) -> None:
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    async with editing(served.address, ada, TITLE) as writer:
        for hostile in (b"\xff" * 40, wire.frame(TITLE.encode(), b"\x3f"), wire.frame(b"x" * 400, b"\x00")):
            async with editing(served.address, root, TITLE) as abuser:
                await abuser.socket.send(hostile)
                await abuser.until(lambda abuser=abuser: abuser.code == 4400)  # type: ignore[misc]
        async with editing(served.address, root, TITLE) as abuser:
            await abuser.send(wire.update(b"\x01\xff\xff\xff\xff\x0f\x01\x00"))
            await abuser.until(lambda: abuser.code == 4400 and abuser.not_applied == 1)
        async with editing(served.address, root, TITLE) as abuser:
            await abuser.socket.send("text")
            await abuser.until(lambda: abuser.code == 1003)
        await writer.type("!")
        await writer.all_saved()
        assert company.writing.opened[TITLE].room.text.value == "A goal!"


async def test_limits_answer_clearly(company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = await bearer(company, "Ada")
    monkeypatch.setattr("server.writing.socket.MOST_DOCUMENTS", 1)
    async with collab(served.address, ada) as socket:
        one, two = Editor(socket, TITLE, reads=False), Editor(socket, NAME, reads=False)
        await one.authenticate()
        await two.authenticate()
        while True:
            frame = wire.read_frame(await socket.recv(decode=False))
            if frame.name == NAME:
                assert frame.body[2:] == b"too-many-documents"
                break
        # one is left: there is room for the other
        await one.leave()
        while wire.read_frame(await socket.recv(decode=False)) != wire.Frame(two.key, NAME, Kind.CLOSE, b"\x05again"):
            pass
        await two.authenticate()
        while (frame := wire.read_frame(await socket.recv(decode=False))).kind != Kind.AUTH:
            pass
        assert frame.body[2:] == b"read-write"
    async with editing(served.address, ada, DESCRIPTION) as editor:
        await editor.type("x" * 400_000)
        await editor.all_saved()
        await editor.type("y" * 200_000)
        await editor.until(lambda: editor.not_applied == 1 and {"refused": "too_large"} in editor.told)
    async with editing(served.address, ada, TITLE) as editor:
        for _ in range(450):
            await editor.send(b"\x03")
        await editor.until(lambda: editor.code == 4429)
    async with editing(served.address, ada, TITLE) as editor:
        await editor.socket.send(b"\x00" * (1024 * 1024 + 1))
        await editor.until(lambda: editor.code == 1009)
    async with editing(served.address, ada, TITLE) as editor:
        for _ in range(20):
            await editor.socket.send(wire.frame(b"elsewhere", b"\x00" * 500_000))
        await editor.until(lambda: editor.code == 4429)


async def test_before_a_document_is_open_little_may_be_sent(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await bearer(company, "Ada")
    async with collab(served.address, ada) as socket:
        for _ in range(11):
            await socket.send(wire.frame(b"anything", wire.update(b"")))
        await socket.wait_closed()
        assert socket.close_code == 4429
    async with collab(served.address, ada) as socket:
        await socket.send(wire.frame(b"anything", b"\x00" * 70_000))
        await socket.wait_closed()
        assert socket.close_code == 4429
    monkeypatch.setattr("server.writing.routes.OPENS_WITHIN", 0.05)
    async with collab(served.address, ada) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4408
    monkeypatch.undo()
    monkeypatch.setattr("server.writing.routes.MOST_SOCKETS", 1)
    async with editing(served.address, ada, TITLE), collab(served.address, ada) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4429
