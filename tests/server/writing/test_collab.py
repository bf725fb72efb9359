"""People write in one text through real sockets: what they see, what is saved, and what the plain value becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus

from realtime.writing import wire
from realtime.writing.wire import Kind
from server.cairn import Cairn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.key_results.messages import ChangeKeyResult
from shared.messages import OPERATOR, Actor, Role
from shared.objectives.messages import ChangeObjective, CloseRewording, OpenRewording
from shared.objectives.model import Visibility
from tests.factories import uid
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, NAME, SECRET, TITLE
from tests.server.writing.editor import Editor, awareness, collab, editing

pytestmark = pytest.mark.anyio


async def becomes(cairn: Cairn, holds: Callable[[], object], within: float = 3.0) -> None:
    """Until the workspace's state is so."""
    told = asyncio.Event()
    stop = cairn.hub.listen(lambda *_: told.set())
    try:
        async with asyncio.timeout(within):
            while not holds():
                told.clear()
                await told.wait()
    finally:
        stop()


def title(cairn: Cairn) -> str:
    return cairn.hub.state.objectives[uid("goal")].title


async def test_two_people_write_one_title(company: Cairn, served: Running) -> None:
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    async with editing(served.address, ada, TITLE) as one, editing(served.address, root, TITLE) as two:
        assert one.value == two.value == "A goal"
        assert one.scope == two.scope == "read-write"
        await one.type(" to 达成", len("A goal"))
        await two.type("Not ", 0)
        for each in (one, two):
            await each.until(lambda each=each: each.value == "Not A goal to 达成")  # type: ignore[misc]
            await each.all_saved()
        await becomes(company, lambda: title(company) == "Not A goal to 达成")
    (envelope,) = await company.store.history(uid("goal"), limit=1)
    assert set(envelope.event.authors) == {uid("Ada"), uid("Root")}  # type: ignore[union-attr]
    assert envelope.actor_id in (uid("Ada"), uid("Root"))


async def test_one_socket_carries_many_documents(company: Cairn, served: Running) -> None:
    headers = await bearer(company, "Ada")
    async with collab(served.address, headers) as socket:
        seen: dict[str, str] = {}
        for name in (TITLE, DESCRIPTION, NAME):
            await socket.send(wire.frame(name.encode(), b"\x02\x00" + wire.string("") + wire.string("4.8.0")))
        while len(seen) < 3:
            frame = wire.read_frame(await socket.recv(decode=False))
            if frame.kind == Kind.AUTH:
                seen[frame.name] = frame.body[2:].decode()
        assert seen == dict.fromkeys((TITLE, DESCRIPTION, NAME), "read-write")


async def test_a_reader_sees_and_cannot_write(company: Cairn, served: Running) -> None:
    ada, bob = await bearer(company, "Ada"), await bearer(company, "Bob")
    async with editing(served.address, ada, TITLE) as writer, editing(served.address, bob, TITLE) as reader:
        assert reader.scope == "readonly"
        await reader.all_saved()
        await reader.type("NO ", 0)
        await reader.until(lambda: reader.not_applied == 1)
        await writer.type("!")
        await reader.until(lambda: reader.value.endswith("!"))
        assert writer.value == "A goal!"


async def test_a_hidden_document_answers_like_one_that_is_not_there(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    for name in (SECRET, TITLE.replace(uid("goal"), uid("nothing")), "objective:x:title", "users", "", "a" * 299):
        async with editing(served.address, root, name) as outsider:
            assert outsider.denied == "permission-denied"
            assert outsider.frames == 1
    async with editing(served.address, await bearer(company, "Ada"), SECRET) as owner:
        assert owner.value == "A secret"


async def test_a_right_that_is_withdrawn_ends_the_writing_at_once(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    async with editing(served.address, root, TITLE) as editor:
        await editor.type(" kept")
        await editor.all_saved()
        change = ChangePerson(person_id=uid("Ada"), role=Role.ADMIN)
        await company.executor.execute(change, OPERATOR)
        await company.executor.execute(ChangePerson(person_id=uid("Root"), role=Role.GUEST), OPERATOR)
        await editor.until(lambda: editor.scope == "readonly", 1)
        await editor.type(" lost")
        await editor.until(lambda: editor.not_applied == 1)
        await company.executor.execute(
            ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE), OPERATOR
        )
        await editor.until(lambda: editor.closed and editor.denied, 1)
        await becomes(company, lambda: title(company) == "A goal kept")


async def test_who_regains_a_right_is_told_to_ask_again(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    secret = ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE)
    public = ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PUBLIC)
    async with editing(served.address, root, TITLE) as editor:
        await company.executor.execute(secret, OPERATOR)
        await editor.until(lambda: editor.closed == editor.denied == "permission-denied")
        await company.executor.execute(public, OPERATOR)
        await editor.until(lambda: editor.closed == "again")
        await editor.open()
        await editor.type("!")
        await editor.until(lambda: editor.value == "A goal!")
    async with editing(served.address, root, SECRET) as outsider:
        await company.executor.execute(secret, OPERATOR)
        assert (outsider.denied, outsider.closed) == ("permission-denied", None)
        await company.executor.execute(
            ChangeObjective(objective_id=uid("secret"), visibility=Visibility.PUBLIC), OPERATOR
        )
        await outsider.until(lambda: outsider.closed == "again")


async def test_who_is_deactivated_or_signed_out_loses_the_socket(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Root"), TITLE) as editor:
        await company.executor.execute(ChangePerson(person_id=uid("Ada"), role=Role.ADMIN), OPERATOR)
        await company.executor.execute(ChangePerson(person_id=uid("Root"), active=False), OPERATOR)
        await editor.until(lambda: editor.code == 4401, 1)
    headers = await bearer(company, "Ada")
    async with editing(served.address, headers, TITLE) as editor:
        (token,) = await company.accounts.tokens.of(uid("Ada"))
        await company.accounts.tokens.end(token.id, uid("Ada"))
        await editor.until(lambda: editor.code == 4401, 1)


async def test_a_change_by_another_way_becomes_an_edit_of_the_open_text(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        await editor.type(" now")
        await company.executor.execute(
            ChangeObjective(objective_id=uid("goal"), title="A great goal"), Actor(uid("Ada"))
        )
        await editor.until(lambda: editor.value == "A great goal now")
        await becomes(company, lambda: title(company) == "A great goal now")


async def test_a_text_that_nobody_has_open_follows_when_it_is_opened(company: Cairn, served: Running) -> None:
    headers = await bearer(company, "Ada")
    async with editing(served.address, headers, NAME) as editor:
        await editor.type(" x")
        await becomes(company, lambda: company.hub.state.key_results[uid("figure")].name == "figure x")
    company.writing.opened.clear()
    await company.executor.execute(ChangeKeyResult(key_result_id=uid("figure"), name="Figures"), OPERATOR)
    async with editing(served.address, headers, NAME) as editor:
        await editor.until(lambda: editor.value == "Figures")


async def test_what_cannot_be_kept_is_said_and_not_projected(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        await editor.delete(0, len("A goal"))
        await editor.until(lambda: {"refused": "blank", "most": 300} in editor.told)
        assert title(company) == "A goal"
        await editor.type("x" * 301)
        await editor.until(lambda: {"refused": "too_long", "most": 300} in editor.told)
        await editor.delete(5, 301)
        await editor.until(lambda: editor.told[-1] == {"refused": None, "most": 300})
        await becomes(company, lambda: title(company) == "xxxxx")


async def test_a_line_break_in_a_title_becomes_a_space(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        await editor.type("\nand\x07 more ")
        await becomes(company, lambda: title(company) == "A goal and more")


async def test_words_of_an_active_cycle_are_locked_until_somebody_says_why(company: Cairn, served: Running) -> None:
    await company.executor.execute(MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE), OPERATOR)
    ada = Actor(uid("Ada"))
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        assert editor.scope == "readonly"
        await editor.type(" early")
        await editor.until(lambda: editor.not_applied == 1)
        await company.executor.execute(OpenRewording(objective_id=uid("goal"), reason="clearer"), ada)
        await editor.until(lambda: editor.scope == "read-write" and editor.saved)
        await editor.type(" words")
        await becomes(company, lambda: title(company) == "A goal early words")
        (envelope,) = await company.store.history(uid("goal"), limit=1)
        assert envelope.event.reason == "clearer"  # type: ignore[union-attr]
        await editor.type(" last")
        await company.executor.execute(CloseRewording(objective_id=uid("goal")), ada)
        await editor.until(lambda: editor.scope == "readonly", 1)
        await becomes(company, lambda: title(company) == "A goal early words last")


async def test_a_rewording_closes_by_itself(company: Cairn, served: Running, clock: object) -> None:
    await company.executor.execute(MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE), OPERATOR)
    open_it = OpenRewording(objective_id=uid("goal"), reason="clearer")
    await company.executor.execute(open_it, Actor(uid("Ada")))
    await company.writing.rewordings.close_what_is_over()
    assert company.hub.state.objectives[uid("goal")].rewording == "clearer"
    clock.move(minutes=11)  # type: ignore[attr-defined]
    await company.writing.rewordings.close_what_is_over()
    assert company.hub.state.objectives[uid("goal")].rewording == ""
    await company.executor.execute(open_it, Actor(uid("Ada")))
    await company.executor.execute(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING), OPERATOR)
    await becomes(company, lambda: not company.hub.state.objectives[uid("goal")].rewording)


async def test_cursors_are_passed_on_under_the_name_that_the_server_knows(company: Cairn, served: Running) -> None:
    ada, bob = await bearer(company, "Ada"), await bearer(company, "Bob")
    async with editing(served.address, ada, TITLE) as one, editing(served.address, bob, TITLE) as two:
        await two.send(awareness({7: (1, {"user": {"name": "Root", "color": "#0af"}, "cursor": 3})}))
        await one.until(lambda: one.states.get(7) is not None)
        assert one.states[7] == {"user": {"id": uid("Bob"), "name": "Bob", "latin": "", "color": "#0af"}, "cursor": 3}
        await one.send(awareness({7: (9, None)}))
        await two.leave()
        await one.until(lambda: one.states.get(7, "") is None)


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


async def test_who_is_not_signed_in_or_comes_from_elsewhere_never_opens_a_socket(
    company: Cairn, served: Running
) -> None:
    for headers in ({}, {**await bearer(company, "Ada"), "Origin": "https://elsewhere.example"}):
        with pytest.raises(InvalidStatus, match="403"):
            async with collab(served.address, headers):
                pass
