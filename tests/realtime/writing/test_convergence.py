"""However people, rooms and the network take turns: all end with one text, and what was called saved is in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.writing.room import Room, Step
from realtime.writing.text import SharedText
from tests.realtime.writing.writers import Writer

WRITERS = ("ada", "bob", "chen", "dan")


class World:
    """Two rooms of one document at two instances, their log, and a network between them that loses and repeats."""

    def __init__(self) -> None:
        self.log: list[bytes] = []
        self.rooms = [Room("text", SharedText(), 0) for _ in range(2)]
        self.steps: list[list[Step]] = [[], []]
        self.under_way: list[tuple[int, int, bytes]] = []
        self.writers = [Writer(name) for name in WRITERS]
        self.homes: dict[Writer, Room | None] = {}
        self.now = 0.0
        self.number = 0
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
        room = self.rooms[place]
        if room.has_news:
            self.now += 1
            self.steps[place].append(room.take(self.now))

    def commit(self, place: int) -> None:
        """All that waits at one instance, in one transaction; then the other is told."""
        steps, self.steps[place] = self.steps[place], []
        for step in steps:
            self.log.append(step.update)
            self.rooms[place].logged(step, len(self.log))
            self.under_way.append((1 - place, len(self.log), step.update))

    def crash(self, place: int) -> None:
        """An instance dies with all it has not written; its people come back to the one that is made anew."""
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
            self.rooms[place].heard(position, update)

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
                    writer.speak(room)
                    writer.listen()
                    busy = True
            for place in range(2):
                busy = busy or self.rooms[place].has_news or bool(self.steps[place])
                self.take(place)
                self.commit(place)
                self.sweep(place)
            if not busy:
                return
        raise AssertionError("it never came to rest")


MOVES = st.tuples(st.sampled_from("ttttteeslllaaddcckkwwrrx"), st.integers(0, 3), st.integers(0, 60))


@settings(max_examples=250, deadline=None)
@given(st.lists(MOVES, max_size=120))
def test_all_end_alike_and_nothing_that_was_called_saved_is_missing(moves: list[tuple[str, int, int]]) -> None:
    world = World()
    erased = False
    for move, who, number in moves:
        writer, place = world.writers[who], who % 2
        room = world.homes[writer]
        match move:
            case "t":
                world.type(writer, number)
            case "e":
                erased = True
                writer.erase(number, 3)
            case "s" if room is not None:
                writer.speak(room)
            case "l":
                writer.listen()
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
    world.settle()
    texts = {*(writer.value for writer in world.writers), *(room.text.value for room in world.rooms)}
    assert len(texts) == 1
    (text,) = texts
    assert SharedText(world.log).value == text
    for writer in world.writers:
        assert writer.not_applied == 0
        if not erased:
            assert all(text.count(word) == 1 for word in writer.saved)
    if not erased:
        # nobody is offline any more: what was only typed has come as well
        assert all(word in text for writer in world.writers for word in writer.words)
