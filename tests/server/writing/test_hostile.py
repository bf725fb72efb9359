"""Ten thousand hostile frames at the real socket: who sends them is closed at once, and nobody else notices."""

from __future__ import annotations

import math
import os
import random
from contextlib import suppress

import pytest
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed

from realtime.writing import wire
from realtime.writing.text import SharedText
from realtime.writing.wire import Auth, Kind
from server.cairn import Cairn
from server.writing.documents import document_of
from server.writing.socket import Ended, Visitor
from shared.messages import Actor
from tests.factories import uid
from tests.realtime.writing.test_contents import mutated
from tests.realtime.writing.writers import update_of
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, SECRET, TITLE
from tests.server.writing.editor import awareness, collab, editing

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

HOSTILE = int(os.environ.get("TEST_HOSTILE") or 10_000)
AT_ONCE = 50
"""Frames of one socket; those after the first that is too much must have no effect."""
CLOSED = {4400, 4429, 1009}


class Abuser:
    """Throws frames: such as a client of that document would send, but damaged, oversized or beyond its rights."""

    def __init__(self, dice: random.Random, *documents: str) -> None:
        self._dice = dice
        self._known: list[bytes] = []
        for name in documents:
            key = name.encode()
            for body in (
                bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("") + wire.string("4.8.0"),
                wire.state(b"\x00"),
                wire.state(b"\x01\x05\x03"),
                wire.update(update_of("hostile ")),
                wire.difference(update_of("敌😀")),
                awareness({7: (1, {"user": {"name": "Root"}, "cursor": 3})}),
                bytes((Kind.QUERY_AWARENESS,)),
                wire.stateless("{}"),
                wire.closed(""),
                bytes((Kind.PING,)),
            ):
                self._known.append(wire.frame(key, body))

    @staticmethod
    def opening(name: str) -> bytes:
        return wire.frame(name.encode(), bytes((Kind.AUTH, Auth.TOKEN)) + wire.string("") + wire.string("4.8.0"))

    def frame(self) -> bytes:
        known = self._dice.choice(self._known)
        match self._dice.randrange(200):
            case 0:
                return known + self._dice.randbytes(70_000)
            case 1:
                return self._dice.randbytes(self._dice.randrange(60))
            case number if number < 40:
                return known
            case number if number < 60:
                return known[: self._dice.randrange(len(known))]
        return mutated(known, self._dice)


async def attack(served: Running, headers: dict[str, str], name: str, abuser: Abuser) -> int | None:
    """The code by which the socket was closed."""
    async with collab(served.address, headers) as socket:
        with suppress(ConnectionClosed):
            await socket.send(abuser.opening(name))
            while wire.read_frame(await socket.recv(decode=False)).kind != Kind.AUTH:
                pass
            for _ in range(AT_ONCE):
                await socket.send(abuser.frame())
            # had all of them been harmless
            await socket.send(b"\xff" * 9)
        await socket.wait_closed()
        return socket.close_code


async def test_ten_thousand_hostile_frames_harm_nobody(company: Cairn, served: Running, dice: random.Random) -> None:
    """A reader's change nothing; of a writer's, those that still mean something are understood alike by everybody."""
    ada, bob, root = [await bearer(company, each) for each in ("Ada", "Bob", "Root")]
    reader, writer = Abuser(dice, TITLE, DESCRIPTION, SECRET, "objective:x"), Abuser(dice, DESCRIPTION, SECRET)
    async with (
        editing(served.address, ada, TITLE) as title,
        editing(served.address, ada, SECRET) as secret,
        editing(served.address, ada, DESCRIPTION) as description,
    ):
        kept = await company.texts.tops([TITLE, SECRET])
        before = [company.writing.opened[name].room.text.state for name in kept]
        attacks = [(bob, TITLE, reader), (root, DESCRIPTION, writer)] * (HOSTILE // AT_ONCE // 2)
        with capture_logs() as said:
            codes = [await attack(served, *each) for each in attacks]
        assert set(codes) <= CLOSED
        told = [each for each in said if each["log_level"] in ("warning", "error")]
        assert {each["event"] for each in told} == {"writing.closed"}
        assert len(told) == len(codes)
        assert (title.value, secret.value) == ("A goal", "A secret")
        assert await company.texts.tops([TITLE, SECRET]) == kept
        assert [company.writing.opened[name].room.text.state for name in kept] == before
        for each in (title, secret, description):
            await each.type("!", 0)
            await each.all_saved()
            assert each.code is None
        log = await company.texts.read(DESCRIPTION)
        assert log is not None
        room = company.writing.opened[DESCRIPTION].room
        assert SharedText(log.updates).value == room.text.value == description.value


async def test_each_of_ten_thousand_hostile_frames_is_answered_or_ends_its_socket(
    company: Cairn, dice: random.Random
) -> None:
    """Without the sockets, so that every frame is the first that is too much, if it is."""
    writing, state = company.writing, company.hub.state
    bob = Abuser(dice, TITLE, DESCRIPTION, SECRET)
    document = document_of(TITLE)
    assert document is not None
    room = (await writing.open(document)).room
    before = room.text.state
    sent: list[bytes] = []
    ended = 0
    visitor: Visitor | None = None
    for _ in range(HOSTILE):
        if visitor is None:
            visitor = Visitor(Actor(uid("Bob")), writing, lambda: state, sent.append, _unasked)
            await visitor.receive(bob.opening(TITLE))
            # as many as they like, for once
            visitor._allowance = visitor._byte_allowance = math.inf
        try:
            await visitor.receive(bob.frame())
        except Ended as end:
            assert end.code in CLOSED
            visitor.leave_all()
            visitor, ended = None, ended + 1
    assert HOSTILE / 10 < ended < HOSTILE * 0.9
    told = [wire.read_frame(each) for each in sent if len(each) > 1]
    assert {each.body for each in told if each.name == SECRET} == {wire.denied("permission-denied")[1:]}
    assert (room.text.value, room.text.state, room.has_news) == ("A goal", before, False)


def _unasked(ended: Ended) -> None:
    raise AssertionError(ended)


async def test_one_frame_over_the_limit_ends_its_socket(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Bob"), TITLE) as bob:
        with suppress(ConnectionClosed):
            await bob.socket.send(wire.frame(bob.key, wire.update(b"\x00" * 1024 * 1024)))
        await bob.until(lambda: bob.code == 1009)


async def test_nothing_is_told_of_a_document_and_nothing_taken_in_before_it_is_opened(
    company: Cairn, served: Running
) -> None:
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as ada:
        async with collab(served.address, await bearer(company, "Root")) as socket:
            questions = (
                wire.state(b"\x00"),
                bytes((Kind.QUERY_AWARENESS,)),
                wire.update(update_of("early ")),
                awareness({7: (1, {"cursor": 3})}),
                wire.stateless("{}"),
            )
            for name in (TITLE, SECRET):
                for body in questions[: 4 if name == TITLE else 2]:
                    await socket.send(wire.frame(name.encode(), body))
            await socket.send(wire.SOCKET_PING)
            assert await socket.recv() == wire.SOCKET_PONG
            await ada.type("!")
            await ada.all_saved()
            await socket.send(wire.SOCKET_PING)
            assert await socket.recv() == wire.SOCKET_PONG
        assert (ada.value, ada.states) == ("A goal!", {})
