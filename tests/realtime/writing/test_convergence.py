"""However people, rooms and the network take turns: all end with one text, and what was called saved is in it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc

from realtime.writing import text as texts
from realtime.writing.room import Room, Step
from realtime.writing.splices import Splice
from realtime.writing.text import SharedText, Verdict
from tests.realtime.writing.writers import Writer

WRITERS = ("ada", "bob", "chen", "dan")


class World:
    """Two rooms of one document at two instances, their log, and a network between them that loses and repeats."""

    def __init__(self, dice: random.Random) -> None:
        self.log: list[bytes] = []
        self.rooms = [Room("text", SharedText(), 0) for _ in range(2)]
        self.steps: list[list[Step]] = [[], []]
        self.under_way: list[tuple[int, int, bytes]] = []
        """To an instance: an entry of the log with its place, or with 0 what the other is about to write."""
        self.writers = [Writer(name, client=dice.getrandbits(32)) for name in WRITERS]
        self.homes: dict[Writer, Room | None] = {}
        self.now = 0.0
        self.number = 0
        self.erased = False
        for place, writer in enumerate(self.writers):
            self.connect(writer, place % 2)

    def connect(self, writer: Writer, place: int) -> None:
        self.disconnect(writer)
        writer.come(self.rooms[place])
        self.homes[writer] = self.rooms[place]

    def disconnect(self, writer: Writer) -> None:
        room = self.homes.get(writer)
        if room is not None:
            writer.go(room)
        self.homes[writer] = None

    def type(self, writer: Writer, at: int) -> None:
        self.number += 1
        # one character each, so that nobody writes into another's word: Chinese ones, and those that are two to a browser
        writer.type(chr((0x4E00, 0x1F300)[self.number % 2] + self.number), at)

    def take(self, place: int) -> None:
        """Deliver here, and foretell there."""
        if self.rooms[place].has_news:
            self.adopt(place)

    def adopt(self, place: int) -> None:
        """As `take`, for what the other instance has not written as well."""
        room = self.rooms[place]
        if room.has_untaken:
            self.now += 1
            steps = room.take(self.now)
            self.steps[place] += steps
            self.under_way += [(1 - place, 0, each.update) for each in steps if not each.is_theirs]

    def commit(self, place: int) -> None:
        """All that waits at one instance, in one transaction; then the other is told."""
        steps, self.steps[place] = self.steps[place], []
        for step in steps:
            self.log.append(step.update)
            self.rooms[place].logged(step, len(self.log))
            self.under_way.append((1 - place, len(self.log), step.update))

    def crash(self, place: int) -> None:
        """An instance dies with all it has not written; its people come back to the one that is made anew."""
        self.check_saved()
        here = [writer for writer in self.writers if self.homes[writer] is self.rooms[place]]
        self.steps[place].clear()
        self.rooms[place] = Room("text", SharedText(self.log), len(self.log))
        for writer in here:
            self.homes[writer] = None
            self.connect(writer, place)

    def arrive(self, which: int, *, repeated: bool) -> None:
        if self.under_way:
            place, position, update = self.under_way[which % len(self.under_way)]
            if not repeated:
                self.under_way.remove((place, position, update))
            if position:
                self.rooms[place].heard(position, update)
            else:
                self.rooms[place].foretold(update, ("somebody",), self.now)

    def edit(self, place: int, at: int) -> None:
        """A change by another way, written by an instance past its steps."""
        room = self.rooms[place]
        self.number += 1
        edit = Splice(at % (len(room.text.value) + 1), 0, chr(0x4E00 + self.number))
        self.log += [*room.unsaved(), room.text.edit([edit])]
        self.sweep(place)

    def check_saved(self) -> None:
        """What was called saved is in the log, whoever dies next, and the log alone is enough to read it."""
        kept = SharedText()
        for entry in self.log:
            assert kept.receive(entry) is not Verdict.GAP
        if not self.erased:
            assert all(kept.value.count(word) == 1 for writer in self.writers for word in writer.saved)

    def lose(self, which: int) -> None:
        if self.under_way:
            del self.under_way[which % len(self.under_way)]

    def sweep(self, place: int) -> None:
        room = self.rooms[place]
        room.caught_up(len(self.log), self.log[room.position :])

    def settle(self) -> None:
        """Everybody is connected, and everything arrives."""
        for place, writer in enumerate(self.writers):
            if self.homes[writer] is None:
                self.connect(writer, place % 2)
        for _ in range(200):
            busy = False
            for writer in self.writers:
                room = self.homes[writer]
                assert room is not None
                while writer.to_send or writer.inbox:
                    writer.speak_all(room)
                    writer.listen()
                    busy = True
            for place in range(2):
                busy = busy or self.rooms[place].has_untaken or bool(self.steps[place])
                self.adopt(place)
                self.commit(place)
                self.sweep(place)
            if not busy:
                return
        raise AssertionError("it never came to rest")


Moves = list[tuple[str, int, int]]
MOVES = st.tuples(st.sampled_from("ttttttttesslllllaaaaaaaaddddddddcckwrrxXoi"), st.integers(0, 3), st.integers(0, 60))


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32), st.lists(MOVES, max_size=12) | st.lists(MOVES, min_size=80, max_size=160))
def test_all_end_alike_and_nothing_that_was_called_saved_is_missing(clients: int, moves: Moves) -> None:
    dice = random.Random(clients)
    with pytest.MonkeyPatch.context() as patch:
        # what is written at one place is ordered by who wrote it: the same moves are to end the same way
        patch.setattr(texts, "Doc", lambda: Doc(client_id=dice.getrandbits(32)))
        play(World(dice), moves)


def play(world: World, moves: Moves) -> None:
    for move, who, number in moves:
        writer, place = world.writers[who], who % 2
        room = world.homes[writer]
        match move:
            case "t":
                world.type(writer, number)
                if room is not None and number % 3:
                    writer.speak_all(room)
            case "e":
                world.erased = True
                writer.erase(number, 3)
            case "s" if room is not None:
                writer.speak(room)
            case "l":
                while writer.inbox:
                    writer.listen()
                world.check_saved()
            case "a":
                world.take(place)
            case "c":
                world.commit(place)
            case "d":
                world.arrive(number, repeated=number % 3 == 0)
            case "k":
                world.lose(number)
            case "w":
                world.sweep(place)
            case "r":
                if number % 2:
                    world.disconnect(writer)
                else:
                    world.connect(writer, number // 2 % 2)
            case "x":
                world.crash(place)
            case "X":
                world.crash(0)
                world.crash(1)
            case "o":
                world.adopt(place)
            case "i":
                world.edit(place, number)
    world.check_saved()
    world.settle()
    world.check_saved()
    for room in world.rooms:
        # nothing is in memory only
        assert (room.is_saved, room.ahead) == (True, 0)
    values = {*(writer.value for writer in world.writers), *(room.text.value for room in world.rooms)}
    assert len(values) == 1
    (text,) = values
    assert SharedText(world.log).value == text
    for writer in world.writers:
        assert writer.not_applied == 0
    if not world.erased:
        # nobody is offline any more: what was only typed has come as well
        assert all(word in text for writer in world.writers for word in writer.words)
