"""Readers of the log: in order, without gap or duplicate, only what may be seen, and none grows or harms another."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from server.api import feed as feeds
from server.api.feed import Feed, Reader
from server.cairn import Cairn
from server.identity import Identity, Via
from shared.directory.messages import ChangePerson
from shared.events import Envelope
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import key_result, objective, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
LONG = 30.0


def identity(name: str) -> Identity:
    return Identity(uid(name), Via.TOKEN, uid(f"token of {name}"))


def rename(number: int) -> ChangeObjective:
    return ChangeObjective(objective_id=uid("goal"), title=f"Title {number}", reason="Because.")


async def read(reader: Reader, patience: float = LONG) -> list[dict[str, Any]]:
    async with asyncio.timeout(LONG):
        return [msgspec.json.decode(each.encoded) for each in await reader.read(patience)]


async def test_a_reader_learns_at_once_where_it_is_then_hears_each_event(cairn: Cairn) -> None:
    reader = cairn.feed.open(identity("ada"), None)
    top = cairn.hub.state.seq
    assert await read(reader) == [{"seq": top, "kind": "heartbeat"}]
    await tell(cairn, objective("goal"), by="ada")
    (heard,) = await read(reader)
    assert (heard["seq"], heard["kind"], heard["subject"]) == (top + 1, "objective.created", uid("goal"))
    assert (heard["actor_id"], heard["event"]["objective"]["title"]) == (uid("ada"), "goal")
    assert heard["at"] and heard["command_id"]
    assert await read(reader, patience=0) == [{"seq": top + 1, "kind": "heartbeat"}]
    reader.close()


async def test_a_reader_that_resumes_while_others_write_misses_and_repeats_nothing(cairn: Cairn) -> None:
    await tell(cairn, objective("goal"))
    start = cairn.hub.state.seq
    done = asyncio.Event()

    async def write() -> None:
        for number in range(300):
            await tell(cairn, rename(number))
        done.set()

    async def follow() -> list[int]:
        """Comes and goes, as over a bad connection."""
        heard: list[int] = []
        position = start
        while position < start + 300:
            reader = cairn.feed.open(identity("bob"), position)
            for _ in range(3):
                messages = await read(reader)
                heard += [each["seq"] for each in messages if each["kind"] != "heartbeat"]
                position = reader.seq
            reader.close()
        return heard

    async with asyncio.timeout(LONG), asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        followers = [tasks.create_task(follow()) for _ in range(5)]
    assert done.is_set()
    for follower in followers:
        assert follower.result() == list(range(start + 1, start + 301))


async def test_what_is_hidden_is_skipped_and_the_position_moves_on(cairn: Cairn) -> None:
    reader = cairn.feed.open(identity("ada"), None)
    await read(reader)
    top = await tell(cairn, objective("secret", owner="dan", visibility=Visibility.PRIVATE), key_result("kr", "secret"))
    assert await read(reader, patience=0) == [{"seq": top, "kind": "heartbeat"}]
    reader.close()
    later = cairn.feed.open(identity("ada"), top - 2)
    assert await read(later) == [{"seq": top, "kind": "heartbeat"}]
    later.close()


@pytest.mark.parametrize("live", [True, False])
async def test_an_objective_that_goes_out_of_sight_is_withdrawn(cairn: Cairn, live: bool) -> None:
    start = await tell(cairn, objective("goal", owner="dan"))
    reader = cairn.feed.open(identity("ada"), start)
    if live:
        await read(reader)
    hidden = ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE, title="Hush", reason="Because.")
    top = await tell(cairn, hidden)
    assert await read(reader) == [{"seq": top, "kind": "objective.withdrawn", "subject": uid("goal")}]
    reader.close()


async def test_a_position_beyond_the_log_is_told_to_start_again(cairn: Cairn) -> None:
    top = cairn.hub.state.seq
    reader = cairn.feed.open(identity("ada"), top + 1)
    assert await read(reader) == [{"seq": top, "kind": "reset"}]
    await tell(cairn, objective("goal"))
    assert [each["seq"] for each in await read(reader)] == [top + 1]
    reader.close()


async def test_an_instance_that_lags_behind_waits_for_the_log(cairn: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller was told of a later event by another instance: that is no reset."""
    top = cairn.hub.state.seq

    async def further() -> int:
        return top + 1

    monkeypatch.setattr(cairn.store, "top", further)
    reader = cairn.feed.open(identity("ada"), top + 1)
    assert await read(reader) == [{"seq": top + 1, "kind": "heartbeat"}]
    await tell(cairn, objective("goal"))
    await tell(cairn, rename(1))
    assert [each["seq"] for each in await read(reader)] == [top + 2]
    reader.close()


async def test_a_slow_reader_costs_a_query_and_no_memory(cairn: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    await tell(cairn, objective("goal"))
    feed = Feed(cairn.hub, cairn.store, cairn.closing, recent_bytes=2_000)
    start = cairn.hub.state.seq
    slow, quick = feed.open(identity("ada"), start), feed.open(identity("bob"), start)
    for number in range(50):
        await tell(cairn, rename(number))
        assert [each["seq"] for each in await read(quick)] == [start + number + 1]
        assert feed._size <= 2_000 and len(feed._recent) < 10
    heard: list[int] = []
    while len(heard) < 50:
        heard += [each["seq"] for each in await read(slow)]
    assert heard == list(range(start + 1, start + 51))
    slow.close()
    quick.close()
    assert (feed.readers, len(feed._recent)) == (0, 0)


async def test_readers_share_what_was_encoded_once(cairn: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = [cairn.feed.open(identity(name), None) for name in ("ada", "bob", "dan")]
    for reader in readers:
        await read(reader)
    encoded: list[int] = []
    encode = feeds.encode

    def counted(envelope: Envelope) -> bytes:
        encoded.append(envelope.seq)
        return encode(envelope)

    monkeypatch.setattr(feeds, "encode", counted)
    await tell(cairn, objective("goal"))
    messages = [(await reader.read(LONG))[0].encoded for reader in readers]
    assert encoded == [cairn.hub.state.seq]
    assert messages[0] is messages[1] is messages[2]
    for reader in readers:
        reader.close()


async def test_a_stream_ends_with_its_person_its_key_and_the_server(cairn: Cairn) -> None:
    gone: dict[str, Any] = {}

    def watch(key_id: str, told: Any) -> Any:
        gone[key_id] = told
        return lambda: gone.pop(key_id)

    feed = Feed(cairn.hub, cairn.store, cairn.closing, watch_key=watch)
    ada, bob, dan = (feed.open(identity(name), None) for name in ("ada", "bob", "dan"))
    for reader in (ada, bob, dan):
        await read(reader)
    await tell(cairn, ChangePerson(person_id=uid("ada"), active=False))
    assert (await read(ada), ada.ending) == ([], "revoked")
    gone[uid("token of bob")]()
    assert (await read(bob), bob.ending) == ([], "revoked")
    assert [each["kind"] for each in await read(dan)] == ["person.changed"]
    waiting = asyncio.create_task(read(dan))
    cairn.closing.set()
    assert (await waiting, dan.ending) == ([], "shutdown")
    for reader in (ada, bob, dan):
        reader.close()
    assert gone == {}
