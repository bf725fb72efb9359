"""Characters that take two units of a clock, as emoji do, and those that somebody cuts in two. Refuses nothing.

Yjs puts two signs for what is unreadable in the place of such a character, in every document that learns of the cut. The
library here would keep it and count its units wrongly ever after, so it is told of the signs and never of the cut.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from realtime.writing.wire import Malformed, Reader, string

Unit = tuple[int, int]
"""A client, and a place of its clock."""

_GONE, _DELETED, _SKIP = 0, 1, 10
_LEFT, _RIGHT = 128, 64
_SIGNS = "\ufffd\ufffd"
_perhaps = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")


class Halves:
    def __init__(self) -> None:
        self._seconds: set[Unit] = set()
        """The second unit of each whole character of two."""

    def cut_by(self, update: bytes) -> set[Unit]:
        """The characters, by their second units, that an update cuts in two: they are whole no more."""
        if not self._seconds and _perhaps.search(update) is None:
            return set()
        try:
            pairs, cuts, _ = _read(update)
        except (Malformed, UnicodeDecodeError):
            return set()
        self._seconds |= pairs
        cut = self._seconds & cuts
        self._seconds -= cut
        return cut


def mended(update: bytes, cut: Collection[Unit]) -> bytes:
    """The same update with two signs in the place of each character that was cut."""
    written, copied = bytearray(), 0
    for client, clock, begin, end, text in _read(update)[2]:
        mended_text = ""
        for each in text:
            clock += _units(each)
            mended_text += _SIGNS if (client, clock - 1) in cut else each
        if mended_text != text:
            written += update[copied:begin] + string(mended_text)
            copied = end
    return bytes(written) + update[copied:]


def _units(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _read(update: bytes) -> tuple[set[Unit], set[Unit], list[tuple[int, int, int, int, str]]]:
    """Characters of two units; units before which something is separated; and texts that have any, with where they are."""
    reader = Reader(update)
    pairs: set[Unit] = set()
    cuts: set[Unit] = set()
    texts: list[tuple[int, int, int, int, str]] = []
    for _ in range(reader.uint()):
        count, client, clock = reader.uint(), reader.uint(), reader.uint()
        for _ in range(count):
            head = reader.byte()
            kind = head & 31
            if kind not in (_GONE, _SKIP):
                if head & _LEFT:
                    cuts.add((reader.uint(), reader.uint() + 1))
                if head & _RIGHT:
                    cuts.add((reader.uint(), reader.uint()))
                if not head & (_LEFT | _RIGHT):
                    reader.uint()
                    reader.bytes()
            if kind in (_GONE, _SKIP, _DELETED):
                clock += reader.uint()
                continue
            begin = reader.place
            written = reader.bytes()
            text = written.decode()
            if _perhaps.search(written) is None:
                clock += len(text)
                continue
            texts.append((client, clock, begin, reader.place, text))
            for each in text:
                clock += _units(each)
                if each > "\uffff":
                    pairs.add((client, clock - 1))
    for _ in range(reader.uint()):
        client = reader.uint()
        for _ in range(reader.uint()):
            begin = reader.uint()
            cuts |= {(client, begin), (client, begin + reader.uint())}
    return pairs, cuts, texts
