"""Of an answer that builds on what is missing, all that does not is taken in, and the rest is asked for in its time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pycrdt import Doc, Text, merge_updates

from realtime.writing import wire
from realtime.writing.contents import read_contents
from realtime.writing.reach import within_reach
from realtime.writing.room import Room
from realtime.writing.text import NOTHING, SharedText, Verdict
from realtime.writing.wire import Kind, Malformed, Reader, Sync, uint
from tests.realtime.writing.writers import Writer, letters, room_of

SAVED = wire.frame(b"text", wire.status(applied=True))


def own(words: str) -> bytes:
    return merge_updates(*letters(words, client=9))


def questions(writer: Writer) -> int:
    frames = [wire.read_frame(each) for each in writer.inbox]
    return sum(each.kind == Kind.SYNC and Reader(each.body).uint() == Sync.STATE for each in frames)


def commit(room: Room) -> None:
    for step in room.take(0.0):
        room.logged(step, room.position + 1)


def test_a_hole_is_left_out_with_what_follows_it() -> None:
    a, _, c, d = letters("abcd")
    holed = merge_updates(a, c, d, own("x"))
    assert read_contents(holed).has_hole
    taken, missing = within_reach(holed, {})
    contents = read_contents(taken)
    assert (contents.inserted, contents.has_hole, missing) == ({5: (0, 1), 9: (0, 1)}, False, {5: 2})
    # what fills the hole is known: all of it is within reach, and what is known is not repeated
    taken, missing = within_reach(holed, {5: 2})
    assert (read_contents(taken).inserted, missing) == ({5: (2, 4), 9: (0, 1)}, {})


def test_what_is_written_beside_something_missing_waits_for_it_and_so_do_deletions() -> None:
    doc: Doc[Text] = Doc(client_id=7)
    text = doc.get("text", type=Text)
    for each in letters("ab"):
        doc.apply_update(each)
    text += "on b"
    del text[0:2]
    beside = doc.get_update(b"\x01\x05\x02")
    taken, missing = within_reach(beside, {5: 1})
    assert (read_contents(taken).inserted, read_contents(taken).deleted) == ({}, {5: [(0, 1)]})
    assert missing == {5: 2}
    taken, missing = within_reach(beside, {5: 2})
    assert (read_contents(taken).inserted, missing) == ({7: (0, 4)}, {})


def test_two_that_wait_for_each_other_end() -> None:
    # each to the right of the other's first
    crossed = b"\x02" + b"".join(
        b"\x01" + uint(me) + b"\x00\x84" + uint(it) + b"\x00\x01x" for me, it in ((5, 6), (6, 5))
    )
    assert within_reach(crossed + b"\x00", {}) == (NOTHING, {5: 1, 6: 1})


@pytest.mark.parametrize("kind", [wire.update, wire.difference])
def test_one_who_keeps_something_back_is_asked_once_and_loses_nothing_of_their_own(
    kind: Callable[[bytes], bytes],
) -> None:
    a, b, c, d = letters("abcd")
    room, ada, bob = room_of(), Writer("ada"), Writer("bob")
    room.join(ada)
    room.join(bob)
    answer = merge_updates(a, c, own("x"))
    if kind is wire.update:
        # a change that has a hole is asked for, as any that builds on what is missing
        room.sync(ada, wire.update(answer)[1:])
        assert (questions(ada), room.text.value) == (1, "")
        ada.inbox.clear()
    room.sync(ada, wire.difference(answer)[1:])
    commit(room)
    assert (sorted(room.text.value), ada.inbox) == (["a", "x"], [SAVED])
    # what was missing comes: only now is there more to be had, and it is not counted as a change
    room.sync(bob, wire.update(b)[1:])
    commit(room)
    assert questions(ada) == 1
    ada.inbox.clear()
    room.sync(ada, wire.difference(merge_updates(a, b, c))[1:])
    commit(room)
    assert (sorted(room.text.value), ada.inbox) == (["a", "b", "c", "x"], [])
    room.sync(bob, wire.update(d)[1:])
    commit(room)
    assert questions(ada) == 0


def test_a_reader_who_keeps_something_back_has_written_nothing() -> None:
    a, b, c = letters("abc")
    room, bob = room_of(a), Writer("bob", may_write=False)
    room.join(bob)
    room.sync(bob, wire.difference(merge_updates(a, c))[1:])
    assert bob.inbox == [SAVED]
    room.heard(2, b)
    assert questions(bob) == 0


def test_a_hole_where_everything_is_known_is_none() -> None:
    a, b, c = letters("abc")
    text = SharedText([a])
    assert text.receive(merge_updates(a, c)) is Verdict.GAP
    assert text.receive(b) is Verdict.APPLIED
    assert text.receive(merge_updates(a, c)) is Verdict.APPLIED
    assert text.receive(merge_updates(a, c)) is Verdict.KNOWN
    assert text.value == "abc"


def test_what_only_looks_like_a_hole_is_refused() -> None:
    for harmful in (b"\x01\x01\x05\x00\x0a\x09\x00", b"\x01\x02\x05\x00\x04\x01\x04text\x01x\x0a\x09\x00"):
        with pytest.raises(Malformed):
            SharedText().within_reach(harmful)
