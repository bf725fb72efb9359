"""People write in one text through real sockets: what they see, what is saved, and what the plain value becomes."""

from __future__ import annotations

import pytest

from realtime.writing import wire
from realtime.writing.wire import Kind
from server.cairn import Cairn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.key_results.messages import ChangeKeyResult
from shared.messages import OPERATOR, Actor
from shared.objectives.messages import ChangeObjective, CloseRewording, OpenRewording
from tests.factories import uid
from tests.realtime.network import until
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, NAME, TITLE, becomes, title
from tests.server.writing.editor import awareness, collab, editing

pytestmark = pytest.mark.anyio


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


async def test_a_change_by_another_way_becomes_an_edit_of_the_open_text(
    company: Cairn, served: Running, never_pausing: pytest.MonkeyPatch
) -> None:
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        await editor.type(" now")
        await editor.all_saved()
        await company.executor.execute(
            ChangeObjective(objective_id=uid("goal"), title="A great goal"), Actor(uid("Ada"))
        )
        await editor.until(lambda: editor.value == "A great goal now")
        never_pausing.undo()
        await editor.type("!")
        await becomes(company, lambda: title(company) == "A great goal now!")


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
        await until(lambda: company.writing.opened[TITLE].room.text.value == "A goal early words last")
        await company.executor.execute(CloseRewording(objective_id=uid("goal")), ada)
        await editor.until(lambda: editor.scope == "readonly")
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
