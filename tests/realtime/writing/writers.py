"""Members of rooms without a server: they type, hear and remember what was called saved."""

from __future__ import annotations

from pycrdt import Doc, Text

from realtime.writing import wire
from realtime.writing.room import Room
from realtime.writing.splices import Splice
from realtime.writing.text import SharedText
from realtime.writing.wire import Kind, Reader, Sync


class Seat:
    """A writer on one connection: what is said to it when that has ended is not heard."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.key = writer.key
        self.person_id = writer.person_id
        self.user = writer.user
        self.may_write = writer.may_write

    def send(self, frame: bytes) -> None:
        if self._writer.seat is self:
            self._writer.inbox.append(frame)


class Writer:
    """A member with a document of its own, as a browser has one; offline it types on."""

    def __init__(self, name: str, *, may_write: bool = True, client: int | None = None) -> None:
        self.key = b"text"
        self.person_id = name
        self.user = {"id": name, "name": name.title()}
        self.may_write = may_write
        self.doc: Doc[Text] = Doc() if client is None else Doc(client_id=client)
        self.text = self.doc.get("text", type=Text)
        self.inbox: list[bytes] = []
        self.to_send: list[bytes] = []
        self.waiting: list[set[str]] = []
        """For each update or answer under way: the words in it, until it is saved."""
        self.words: set[str] = set()
        self.saved: set[str] = set()
        self.not_applied = 0
        self.seat: Seat | None = None

    def send(self, frame: bytes) -> None:
        self.inbox.append(frame)

    @property
    def value(self) -> str:
        return str(self.text)

    def type(self, word: str, at: int) -> None:
        before = self.doc.get_state()
        place = len(self.value[: at % (len(self.value) + 1)].encode())
        self.text.insert(place, word)
        self.words.add(word)
        self._write(wire.update(self.doc.get_update(before)), {word})

    def erase(self, at: int, length: int) -> None:
        value = self.value
        begin = at % (len(value) + 1)
        first, last = len(value[:begin].encode()), len(value[: begin + length].encode())
        if last > first:
            before = self.doc.get_state()
            del self.text[first:last]
            self._write(wire.update(self.doc.get_update(before)), set())

    def _write(self, body: bytes, words: set[str]) -> None:
        self.to_send.append(body)
        self.waiting.append(words)

    def come(self, room: Room) -> None:
        """Connect: what was under way is forgotten, and asked for anew."""
        self.inbox.clear()
        self.to_send.clear()
        self.waiting.clear()
        self.seat = Seat(self)
        room.join(self.seat)
        self.to_send.append(wire.state(self.doc.get_state()))

    def go(self, room: Room) -> None:
        assert self.seat is not None
        room.leave(self.seat)
        self.seat = None
        self.inbox.clear()

    def speak(self, room: Room) -> None:
        if self.to_send and self.seat is not None:
            room.sync(self.seat, self.to_send.pop(0)[1:])

    def speak_all(self, room: Room) -> None:
        for _ in range(len(self.to_send)):
            self.speak(room)

    def listen(self) -> None:
        if not self.inbox:
            return
        frame = wire.read_frame(self.inbox.pop(0))
        reader = Reader(frame.body)
        if frame.kind == Kind.SYNC_STATUS:
            if reader.uint():
                self.saved |= self.waiting.pop(0)
            else:
                self.not_applied += 1
        elif frame.kind == Kind.SYNC:
            step, content = reader.uint(), reader.bytes()
            if step == Sync.STATE:
                self._write(wire.difference(self.doc.get_update(content)), set(self.words))
            else:
                self.doc.apply_update(content)


def room_of(*updates: bytes) -> Room:
    return Room("text", SharedText(updates), len(updates))


def update_of(words: str) -> bytes:
    return SharedText().edit([Splice(0, 0, words)])


def letters(words: str, client: int = 5) -> list[bytes]:
    """An update for each, by one client."""
    doc: Doc[Text] = Doc(client_id=client)
    written, updates = doc.get("text", type=Text), []
    for each in words:
        state = doc.get_state()
        written += each
        updates.append(doc.get_update(state))
    return updates
