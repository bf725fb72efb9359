"""What an update of a text contains, read before anything applies it. Applies nothing itself.

An update (Yjs, version 1) is people's insertions, each a run of one client's clock, and the runs that are deleted. Only
plain text is let through: whatever else the format could carry would be stored and never be seen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from operator import itemgetter

from msgspec import Struct

from realtime.writing.wire import Malformed, Reader

ROOT = "text"
"""The one shared type of a document."""
MOST_CLIENTS = 2_000
"""Writers in one update: one is usual, and every opening of a page makes another."""
MOST_RUNS = 200_000

_GONE, _DELETED, _STRING, _SKIP = 0, 1, 4, 10
_LEFT, _RIGHT, _HAS_SUB = 128, 64, 32
_LARGEST = 2**53
_LATEST = 2**32
"""Of a client's clock: beyond it the document would count from nought again."""


Ranges = Mapping[int, list[tuple[int, int]]]
"""By client, the runs of its clock: where each begins and ends."""


class Contents(Struct, frozen=True):
    """`inserted` maps a client to the clock where its new run begins and ends; `needs` to the clock that must be there.

    `length` is how much text comes in, in bytes. With a hole, not all between begin and end of a run is in it.
    """

    inserted: dict[int, tuple[int, int]]
    needs: dict[int, int]
    deleted: Ranges
    length: int
    has_hole: bool = False

    @property
    def deletes(self) -> bool:
        return bool(self.deleted)

    def lacks(self, known: Mapping[int, int]) -> bool:
        """Whether it builds on something that is neither known nor in it; with a hole it is taken to."""
        if self.has_hole:
            return True
        for client, (begin, _) in self.inserted.items():
            if begin > known.get(client, 0):
                return True
        return any(
            clock > known.get(client, 0) and clock > self.inserted.get(client, (0, 0))[1]
            for client, clock in self.needs.items()
        )

    def adds_to(self, known: Mapping[int, int]) -> bool:
        """Whether it inserts something new; what it deletes may be gone already."""
        return any(end > known.get(client, 0) for client, (_, end) in self.inserted.items())

    def builds_on(self, other: Contents) -> bool:
        """Whether it might not come before another."""
        return any(
            begin < max(self.needs.get(client, 0), self.inserted.get(client, (0, 0))[0])
            for client, (begin, _) in other.inserted.items()
        )

    def holds(self, other: Contents) -> bool:
        """Whether all of another is in this one; of one with a hole it is not known."""
        if self.has_hole:
            return False
        for client, (begin, end) in other.inserted.items():
            there = self.inserted.get(client)
            if there is None or there[0] > begin or there[1] < end:
                return False
        return not other.deleted or covers(joined(self.deleted), other.deleted)


def read_contents(update: bytes) -> Contents:
    """Raises `Malformed` for what is no update, or is more than plain text."""
    reader = Reader(update)
    inserted: dict[int, tuple[int, int]] = {}
    needs: dict[int, int] = {}
    length = runs = 0
    has_hole = False
    clients = reader.uint()
    if clients > MOST_CLIENTS:
        raise Malformed("too many clients")
    for _ in range(clients):
        count = reader.uint()
        client = _bounded(reader)
        begin = clock = _bounded(reader)
        runs += count
        if count > reader.left or runs > MOST_RUNS:
            raise Malformed("too many runs")
        if client in inserted:
            raise Malformed("a client comes twice")
        is_hole = False
        for _ in range(count):
            is_hole, written, units = read_run(reader, needs)
            has_hole = has_hole or is_hole
            length += written
            clock += units
        if is_hole:
            raise Malformed("a hole at the end")
        if clock >= _LATEST:
            raise Malformed("a clock is too large")
        if count:
            inserted[client] = (begin, clock)
    deleted = read_deleted(reader, needs)
    if reader.left:
        raise Malformed("something follows the end")
    return Contents(inserted, needs, deleted, length, has_hole)


def joined(ranges: Ranges) -> Ranges:
    """The same runs in their order, none touching another."""
    found: dict[int, list[tuple[int, int]]] = {}
    for client, runs in ranges.items():
        together = found.setdefault(client, [])
        for begin, end in sorted(runs):
            if together and together[-1][1] >= begin:
                together[-1] = (together[-1][0], max(end, together[-1][1]))
            else:
                together.append((begin, end))
    return found


def covers(known: Ranges, ranges: Ranges) -> bool:
    """Whether all of `ranges` is in `known`, which is joined."""
    for client, runs in ranges.items():
        there = known.get(client, [])
        for begin, end in runs:
            place = bisect_right(there, begin, key=itemgetter(0)) - 1
            if place < 0 or there[place][1] < end:
                return False
    return True


def read_state(vector: bytes) -> dict[int, int]:
    """A state vector: how far each client's clock is known."""
    reader = Reader(vector)
    count = reader.uint()
    if count > reader.left:
        raise Malformed("too many clients")
    known = {_bounded(reader): _bounded(reader) for _ in range(count)}
    if reader.left:
        raise Malformed("something follows the end")
    return known


def read_run(reader: Reader, needs: dict[int, int]) -> tuple[bool, int, int]:
    """One run: whether it is a hole, how many bytes of text it brings, and how many units of its client's clock it takes."""
    head = reader.byte()
    kind = head & 31
    if kind in (_GONE, _SKIP):
        if head & ~31:
            raise Malformed("an unknown run")
        return kind == _SKIP, 0, _units(reader)
    if head & _HAS_SUB:
        raise Malformed("not in the text")
    if head & _LEFT:
        _need(reader, needs)
    if head & _RIGHT:
        _need(reader, needs)
    if not head & (_LEFT | _RIGHT) and (reader.uint() != 1 or reader.string() != ROOT):
        raise Malformed("not in the text")
    if kind == _DELETED:
        return False, 0, _units(reader)
    if kind != _STRING:
        raise Malformed("not plain text")
    written = reader.bytes()
    if not written:
        raise Malformed("an empty run")
    if written.isascii():
        return False, len(written), len(written)
    try:
        return False, len(written), len(written.decode().encode("utf-16-le")) // 2
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


def read_deleted(reader: Reader, needs: dict[int, int]) -> Ranges:
    clients = reader.uint()
    if clients > reader.left:
        raise Malformed("too many clients")
    deleted: dict[int, list[tuple[int, int]]] = {}
    for _ in range(clients):
        client = _bounded(reader)
        count = reader.uint()
        if count > reader.left:
            raise Malformed("too many runs")
        ranges = deleted.setdefault(client, []) if count else []
        for _ in range(count):
            begin = _bounded(reader)
            end = begin + _units(reader)
            ranges.append((begin, end))
            if end > needs.get(client, 0):
                needs[client] = end
    return deleted


def _need(reader: Reader, needs: dict[int, int]) -> None:
    client = _bounded(reader)
    clock = _bounded(reader) + 1
    if clock > needs.get(client, 0):
        needs[client] = clock


def _units(reader: Reader) -> int:
    units = _bounded(reader)
    if units == 0:
        raise Malformed("an empty run")
    return units


def _bounded(reader: Reader) -> int:
    number = reader.uint()
    if number >= _LARGEST:
        raise Malformed("a number is too large")
    return number
