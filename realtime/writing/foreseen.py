"""What other instances said they are about to write: applied here already, and not yet seen in the log. Applies nothing itself.

Somebody must see to it that it gets there. Whoever said so does, unless it dies first; so each of these is kept until an entry
of the log holds it, or until the room has put it into a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from realtime.writing.contents import Contents, read_contents
from realtime.writing.wire import Malformed


class Foretold(Struct, frozen=True):
    update: bytes
    authors: tuple[str, ...]
    heard_at: float


class Foreseen:
    def __init__(self) -> None:
        self._known: dict[bytes, Foretold] = {}

    def __bool__(self) -> bool:
        return bool(self._known)

    @property
    def updates(self) -> list[bytes]:
        """In the order in which they were heard: none builds on a later one."""
        return list(self._known)

    @property
    def since(self) -> float | None:
        """When the oldest was heard."""
        return next(iter(self._known.values())).heard_at if self._known else None

    def add(self, foretold: Foretold) -> None:
        self._known[foretold.update] = foretold

    def settle(self, entry: bytes) -> int:
        """An entry is in the log: what it holds is looked after. Returns how many bytes that were."""
        if not self._known:
            return 0
        if entry in self._known:
            return len(self._known.pop(entry).update)
        # several in one: another instance has taken them along, or the log was folded
        try:
            contents = read_contents(entry)
            held = [each for each in self._known if _holds(contents, each)]
        except Malformed:
            return 0
        return sum(len(self._known.pop(each).update) for each in held)

    def take(self) -> list[Foretold]:
        taken = list(self._known.values())
        self._known.clear()
        return taken


def _holds(contents: Contents, update: bytes) -> bool:
    return contents.holds(read_contents(update))


def builds_on_any(update: bytes, collected: Iterable[tuple[object, str, bytes]]) -> bool:
    """Whether it might build on what a room collected: it would go to the log before that. Raises `Malformed`."""
    contents = read_contents(update)
    return any(contents.builds_on(read_contents(each)) for _, _, each in collected)
