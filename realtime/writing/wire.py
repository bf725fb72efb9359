"""The bytes of the Hocuspocus v4 protocol, read and written. Keeps no state and decides nothing.

A frame is the document's key (a length-prefixed string, the name and perhaps NUL and a session), a kind, and what the
kind needs. A frame of one byte is a ping or a pong of the whole socket.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct


class Kind(IntEnum):
    SYNC = 0
    AWARENESS = 1
    AUTH = 2
    QUERY_AWARENESS = 3
    SYNC_REPLY = 4
    STATELESS = 5
    CLOSE = 7
    SYNC_STATUS = 8
    PING = 9
    PONG = 10


class Sync(IntEnum):
    STATE = 0
    """What the sender has, as a state vector; answered with a difference."""
    DIFFERENCE = 1
    UPDATE = 2


class Auth(IntEnum):
    TOKEN = 0
    DENIED = 1
    GRANTED = 2


READ_WRITE = "read-write"
READ_ONLY = "readonly"
LONGEST_KEY = 300
SOCKET_PING = bytes([Kind.PING])
SOCKET_PONG = bytes([Kind.PONG])

Send = Callable[[bytes], None]
"""Takes a frame on its way; never waits."""


class Malformed(Exception):
    """Bytes that are no frame of this protocol."""


class Reader:
    """Reads lib0's encoding from a place on. Raises `Malformed` where the bytes end too early or make no sense."""

    __slots__ = ("_bytes", "place")

    def __init__(self, encoded: bytes, place: int = 0) -> None:
        self._bytes = encoded
        self.place = place

    @property
    def left(self) -> int:
        return len(self._bytes) - self.place

    def byte(self) -> int:
        try:
            found = self._bytes[self.place]
        except IndexError:
            raise Malformed("ends too early") from None
        self.place += 1
        return found

    def uint(self) -> int:
        encoded, place = self._bytes, self.place
        number = shift = 0
        try:
            while True:
                byte = encoded[place]
                place += 1
                number |= (byte & 127) << shift
                if byte < 128:
                    break
                shift += 7
                if shift > 63:
                    raise Malformed("a number is too long")
        except IndexError:
            raise Malformed("ends too early") from None
        self.place = place
        return number

    def bytes(self) -> bytes:
        length = self.uint()
        begin = self.place
        if length > len(self._bytes) - begin:
            raise Malformed("ends too early")
        self.place = begin + length
        return self._bytes[begin : self.place]

    def string(self) -> str:
        try:
            return self.bytes().decode()
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None


class Frame(Struct, frozen=True):
    """`key` addresses answers as it came; `name` is the document's."""

    key: bytes
    name: str
    kind: int
    body: bytes


def read_frame(encoded: bytes) -> Frame:
    reader = Reader(encoded)
    key = reader.bytes()
    if len(key) > LONGEST_KEY:
        raise Malformed("the name is too long")
    try:
        name = key.decode().partition("\0")[0]
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    kind = reader.uint()
    return Frame(key, name, kind, encoded[reader.place :])


def uint(number: int) -> bytes:
    if number < 128:
        return bytes((number,))
    written = bytearray()
    while number > 127:
        written.append(128 | (number & 127))
        number >>= 7
    written.append(number)
    return bytes(written)


def sized(content: bytes) -> bytes:
    return uint(len(content)) + content


def string(text: str) -> bytes:
    return sized(text.encode())


def frame(key: bytes, body: bytes) -> bytes:
    return sized(key) + body


def state(vector: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.STATE)) + sized(vector)


def difference(update: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.DIFFERENCE)) + sized(update)


@lru_cache(4)
def answer(key: bytes, update: bytes) -> bytes:
    """A difference, framed: many who come together are given the same."""
    return frame(key, difference(update))


def update(content: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.UPDATE)) + sized(content)


def status(*, applied: bool) -> bytes:
    return bytes((Kind.SYNC_STATUS, applied))


def awareness(content: bytes) -> bytes:
    return bytes((Kind.AWARENESS,)) + sized(content)


def granted(scope: str) -> bytes:
    return bytes((Kind.AUTH, Auth.GRANTED)) + string(scope)


def denied(reason: str) -> bytes:
    return bytes((Kind.AUTH, Auth.DENIED)) + string(reason)


def stateless(text: str) -> bytes:
    return bytes((Kind.STATELESS,)) + string(text)


def closed(reason: str) -> bytes:
    return bytes((Kind.CLOSE,)) + string(reason)
