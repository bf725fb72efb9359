"""What another instance is about to write: seen at once, called saved by nobody before the log has it, and in no memory only."""

from __future__ import annotations

from realtime.writing import wire
from realtime.writing.contents import read_contents
from realtime.writing.room import MOST_AHEAD, Room
from realtime.writing.splices import Splice
from realtime.writing.text import SharedText, merged
from tests.realtime.writing.writers import Writer, letters, room_of, update_of

SAVED = wire.frame(b"text", wire.status(applied=True))


def joined_by(room: Room, *names: str) -> list[Writer]:
    writers = [Writer(each) for each in names]
    for each in writers:
        room.join(each)
    return writers


def foretell(room: Room, update: bytes) -> None:
    room.foretold(update, ("dan",), 1.0)


def test_it_is_delivered_before_the_log_has_it_and_only_once() -> None:
    room = room_of()
    (bob,) = joined_by(room, "bob")
    update = update_of("now")
    foretell(room, update)
    foretell(room, update)
    assert bob.inbox == [wire.frame(b"text", wire.update(update))]
    assert (room.position, room.is_saved, room.ahead, room.foreseen_since) == (0, False, len(update), 1.0)
    room.heard(1, update)
    foretell(room, update)
    assert len(bob.inbox) == 1
    assert (room.position, room.is_saved, room.ahead, room.foreseen_since) == (1, True, 0, None)


def test_what_builds_on_what_is_collected_here_comes_with_the_log() -> None:
    first, second = letters("ab")
    room = room_of()
    (ada,) = joined_by(room, "ada")
    room.sync(ada, wire.update(first)[1:])
    foretell(room, second)
    assert (room.text.value, [each.update for each in room.take(2.0)]) == ("a", [first])
    foretell(room, second)
    assert room.text.value == "ab"


def test_who_brings_it_as_well_is_told_that_it_is_saved_when_the_log_has_it() -> None:
    for in_log in (False, True):
        room = room_of()
        (ada,) = joined_by(room, "ada")
        update = update_of("hers")
        foretell(room, update)
        for content in (update, b"\x00\x00"):
            room.sync(ada, wire.difference(content)[1:])
        assert SAVED not in ada.inbox
        assert room.has_news
        if in_log:
            room.heard(1, update)
            assert not room.has_news
        else:
            (step,) = room.take(2.0)
            assert (step.update, step.authors, step.is_theirs) == (update, ("dan",), True)
            assert SAVED not in ada.inbox
            room.logged(step, 1)
        assert ada.inbox[-2:] == [SAVED, SAVED]


def test_it_goes_before_a_step_that_may_build_on_it_and_is_delivered_no_second_time() -> None:
    room = room_of()
    ada, bob = joined_by(room, "ada", "bob")
    theirs = update_of("theirs")
    foretell(room, theirs)
    ours = room.text.edit([Splice(3, 0, "-")])
    room.sync(ada, wire.update(ours)[1:])
    steps = room.take(2.0)
    assert bob.inbox == [wire.frame(b"text", wire.update(each)) for each in (theirs, ours)]
    assert [(each.update, each.authors, each.is_theirs) for each in steps] == [
        (theirs, ("dan",), True),
        (ours, ("ada",), False),
    ]
    for place, step in enumerate(steps, 1):
        assert not room.is_saved
        room.logged(step, place)
    assert (room.is_saved, room.ahead, ada.inbox[-1]) == (True, 0, SAVED)


def test_all_that_the_log_lacks_goes_before_an_edit_past_the_steps() -> None:
    room = room_of()
    (ada,) = joined_by(room, "ada")
    room.sync(ada, wire.update(update_of("a"))[1:])
    (step,) = room.take(1.0)
    foretell(room, update_of("b"))
    room.sync(ada, wire.update(update_of("c"))[1:])
    entries = [*room.unsaved(), room.text.edit([Splice(0, 3, "d")])]
    assert SharedText(entries).value == "d"
    room.caught_up(len(entries), entries)
    room.logged(step, len(entries) + 1)
    assert (room.text.value, room.foreseen_since) == ("d", None)


def test_what_builds_on_something_unknown_is_left_to_the_log() -> None:
    room = room_of()
    (bob,) = joined_by(room, "bob")
    first = update_of("one")
    known = SharedText([first])
    known.receive(second := known.edit([Splice(3, 0, " two")]))
    for hostile in (second, b"\x01\xff\xff", b""):
        foretell(room, hostile)
    assert (bob.inbox, room.is_saved, room.text.value) == ([], True, "")
    room.ahead = MOST_AHEAD + 1
    foretell(room, first)
    assert room.text.value == ""
    room.caught_up(2, [first, second])
    assert room.text.value == "one two"


def test_it_is_settled_by_any_entry_that_holds_it() -> None:
    first, second, other = update_of("one"), update_of("two"), update_of("other")
    whole = SharedText([first, second])
    erased = whole.edit([Splice(1, 2, "")])
    for entries in ([merged([first, second])], [other, second, first], [SharedText([first, second, other]).whole()]):
        room = room_of()
        foretell(room, first)
        foretell(room, second)
        room.caught_up(len(entries), entries)
        assert (room.is_saved, room.ahead) == (True, 0)
    room = room_of(first, second)
    foretell(room, erased)
    room.heard(3, other)
    assert not room.is_saved
    room.caught_up(5, [SharedText([first, second, erased]).whole()])
    assert room.is_saved


def test_one_update_holds_another() -> None:
    text = SharedText([update_of("hello")])
    hello = text.whole()
    shorter, other = text.edit([Splice(1, 1, ""), Splice(2, 1, "")]), text.edit([Splice(2, 1, "")])
    text.receive(shorter)
    whole = text.whole()
    for holder, held, holds in (
        (whole, hello, True),
        (whole, shorter, True),
        (hello, shorter, False),
        (shorter, hello, False),
        (other, shorter, False),
        (merged([other, shorter]), shorter, True),
        (merged([other, shorter]), other, True),
    ):
        assert read_contents(holder).holds(read_contents(held)) is holds
