"""One room: who is told what, in which order, and when something is called saved."""

from __future__ import annotations

import pytest

from realtime.writing import wire
from realtime.writing.awareness import Awareness
from realtime.writing.room import MOST_AHEAD, TICK
from realtime.writing.splices import Splice
from realtime.writing.wire import Malformed
from tests.realtime.writing.writers import Writer, room_of, update_of


def states(**said: str) -> bytes:
    each = [wire.uint(int(client[1:])) + wire.uint(1) + wire.string(text) for client, text in said.items()]
    return wire.uint(len(each)) + b"".join(each)


def test_others_see_it_at_once_and_it_is_saved_when_it_is_in_the_log() -> None:
    room, ada, bob = room_of(), Writer("ada"), Writer("bob")
    room.join(ada)
    room.join(bob)
    update = update_of("hello")
    room.sync(ada, wire.update(update)[1:])
    (step,) = room.take(0.0)
    assert bob.inbox == [wire.frame(b"text", wire.update(update))]
    assert ada.inbox == []
    # the same again while it is on its way is saved when that is
    room.sync(bob, wire.difference(update)[1:])
    assert len(bob.inbox) == 1
    room.logged(step, 1)
    assert ada.inbox == [wire.frame(b"text", wire.status(applied=True))]
    assert bob.inbox[1:] == [wire.frame(b"text", wire.status(applied=True))]
    assert (room.position, room.ahead, room.is_saved) == (1, 0, True)


def test_what_comes_fast_goes_together() -> None:
    room, ada, bob, chen = room_of(), Writer("ada"), Writer("bob"), Writer("chen")
    for each in (ada, bob, chen):
        room.join(each)
    room.sync(ada, wire.update(update_of("a"))[1:])
    assert room.due() <= 1.0
    room.take(1.0)
    assert room.due() == 1.0 + TICK
    for writer in (ada, bob, ada):
        room.sync(writer, wire.update(update_of(writer.person_id))[1:])
    (step,) = room.take(2.0)
    assert step.authors == ("ada", "bob")
    assert step.saved == [ada, bob, ada]
    assert len(chen.inbox) == 2
    again = room_of()
    again.heard(1, update_of("a"))
    again.heard(2, step.update)
    assert sorted(again.text.value) == sorted("a" + "adabobada")


def test_entries_of_others_are_applied_once_and_in_their_order() -> None:
    room, ada = room_of(), Writer("ada")
    room.join(ada)
    one, two, three = (update_of(each) for each in "123")
    room.heard(3, three)
    room.heard(2, two)
    assert (room.has_gap, ada.inbox) == (True, [])
    room.heard(1, one)
    room.heard(1, one)
    assert (room.has_gap, room.position, len(ada.inbox)) == (False, 3, 3)
    room.caught_up(3, [one, two, three])
    assert len(ada.inbox) == 3


def test_a_room_takes_nothing_in_while_too_much_waits_for_the_log() -> None:
    room, ada = room_of(), Writer("ada")
    room.join(ada)
    room.ahead = MOST_AHEAD + 1
    room.sync(ada, wire.update(update_of("x"))[1:])
    assert ada.inbox == [wire.frame(b"text", wire.status(applied=False))]
    assert room.text.value == ""


def test_a_reader_who_repeats_what_is_there_is_told_so_and_one_who_adds_is_not() -> None:
    room, bob = room_of(update_of("there")), Writer("bob", may_write=False)
    room.join(bob)
    for content, applied in ((room.text.whole(), True), (update_of("more"), False), (b"\x00\x00", True)):
        room.sync(bob, wire.difference(content)[1:])
        assert bob.inbox[-1] == wire.frame(b"text", wire.status(applied=applied))
    erased = room.text.edit([Splice(0, 2, "")])
    room.sync(bob, wire.difference(erased)[1:])
    assert bob.inbox[-1] == wire.frame(b"text", wire.status(applied=False))
    assert room.text.value == "there"
    room.text.receive(erased)
    for content, applied in ((erased, True), (room.text.edit([Splice(0, 1, "")]), False), (erased, True)):
        room.sync(bob, wire.difference(content)[1:])
        assert bob.inbox[-1] == wire.frame(b"text", wire.status(applied=applied))
    assert room.text.value == "ere"


def test_an_answer_counts_for_no_more_than_the_member_counts_it() -> None:
    room, bob = room_of(), Writer("bob", may_write=False)
    room.join(bob)
    saved, refused = (wire.frame(b"text", wire.status(applied=each)) for each in (True, False))
    room.sync(bob, wire.state(b"\x00")[1:])
    room.sync(bob, wire.difference(b"\x00\x00")[1:])
    assert bob.inbox[2:] == [saved]
    bob.may_write = True
    room.ask_again(bob)
    bob.inbox.clear()
    # typed before the answer to a question that only the server knows of
    room.sync(bob, wire.update(update_of("x"))[1:])
    room.sync(bob, wire.difference(b"\x00\x00")[1:])
    assert bob.inbox == []
    (step,) = room.take(0.0)
    room.logged(step, 1)
    assert bob.inbox == [saved]
    # what was refused meanwhile is in the answer, each as often as it is counted
    bob.may_write = False
    more = room.text.edit([Splice(0, 0, "more ")])
    for _ in range(2):
        room.sync(bob, wire.update(more)[1:])
    bob.may_write = True
    room.ask_again(bob)
    bob.inbox.clear()
    room.sync(bob, wire.difference(more)[1:])
    (step,) = room.take(1.0)
    room.logged(step, 2)
    assert (bob.inbox, room.text.value) == ([saved, saved], "more x")
    assert refused not in bob.inbox


def test_who_has_left_is_told_nothing_and_what_they_wrote_stays() -> None:
    room, ada = room_of(), Writer("ada")
    room.join(ada)
    room.sync(ada, wire.update(update_of("x"))[1:])
    room.leave(ada)
    (step,) = room.take(0.0)
    room.logged(step, 1)
    assert (ada.inbox, room.text.value) == ([], "x")


def test_cursors_are_merged_stamped_and_forgotten() -> None:
    cursors = Awareness()
    ada = {"id": "1", "name": "Ada"}
    cursors.receive(states(c7='{"at":1}'), "ada", ada, 0.0)
    everybody, elsewhere = cursors.take(0.0)
    assert b'"at":1' in everybody and b'"name":"Ada"' in everybody and elsewhere == everybody
    # nobody speaks for somebody else, here or there
    cursors.receive(states(c7='{"at":2}'), "bob", ada, 1.0)
    cursors.receive(states(c7="null"), None, None, 1.0)
    assert not cursors.is_due
    cursors.receive(states(c8='{"at":3}'), None, None, 1.0)
    assert cursors.take(1.0)[1] is None
    cursors.receive(states(c7='{"at":1}'), "ada", ada, 20.0)
    cursors.expire(40.0)
    assert cursors.is_due
    assert b"null" in cursors.take(40.0)[0]
    cursors.leave("ada")
    assert cursors.take(41.0)[0].endswith(b"\x04null")
    assert cursors.everything() is None


LATE = b"\x01\x01" + wire.uint(2**53 - 1) + wire.string("{}")
NOBODY = states(**{f"c{2**53}": "{}"})


@pytest.mark.parametrize(
    "said",
    [b"", b"\xff\xff\x7f", states(c1="no json"), states(c1="[1]"), states(c1="x" * 5_000), LATE, NOBODY],
)
def test_what_is_no_cursor_is_refused(said: bytes) -> None:
    cursors = Awareness()
    with pytest.raises(Malformed):
        cursors.receive(said, "ada", {"name": "Ada"}, 0.0)
    assert cursors.everything() is None


def test_a_member_has_few_cursors() -> None:
    cursors = Awareness()
    cursors.receive(states(**{f"c{number}": "{}" for number in range(50)}), "ada", {}, 0.0)
    assert cursors.take(0.0)[0][0] == 4
