"""What a page may ask about who is where just now. Only shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.messages import Id


class Page(Protocol):
    """One page that somebody has open. Of a person's pages the one with the greatest `moved` is where they went last."""

    @property
    def person_id(self) -> Id: ...
    @property
    def tab(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def moved(self) -> int: ...


class Presence(Protocol):
    """`presence:<place>` wakes who shows a place. A place is `objective:<id>` or `meeting:<id>`."""

    def enter(self, place: str, path: str = "") -> None:
        """This page is at a place, or shows another address there."""

    def leave(self, place: str) -> None: ...

    def here(self, place: str) -> Sequence[Page]:
        """Every page at a place, this one as well, in the order in which they moved last."""

    def has_left(self, place: str, person_id: Id) -> bool:
        """Whether somebody has had no page in a meeting for a while, so that they are not just reloading."""
