"""One person cannot take an instance's memory with pages."""

from __future__ import annotations

from server.screens import MOST_PAGES, Screens
from tests.factories import uid


class Silent:
    """A hub, a presence and an inbox in one, that never say anything."""

    def listen(self, _: object) -> None: ...


def test_a_person_has_only_so_many_pages_and_gets_a_place_back_when_one_closes() -> None:
    silent = Silent()
    screens = Screens(silent, silent, silent)  # type: ignore[arg-type]
    ada, dan = uid("ada"), uid("dan")
    assert all(screens.open(ada) for _ in range(MOST_PAGES))
    assert not screens.open(ada)
    assert screens.open(dan)
    screens.close(ada)
    assert screens.open(ada)
