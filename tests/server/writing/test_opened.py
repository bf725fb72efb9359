"""How far a plain value has followed a text, when other instances write into it in between."""

from __future__ import annotations

from server.writing.documents import document_of
from server.writing.opened import Opened
from tests.realtime.writing.writers import room_of
from tests.server.writing.conftest import TITLE


def opened() -> Opened:
    document = document_of(TITLE)
    assert document is not None
    return Opened(document, room_of(), "", 0)


def test_what_was_on_its_way_counts_when_nothing_is_missing_before_it() -> None:
    text = opened()
    for place in (5, 6):
        text.logged(place)
    assert text.covered(4, 2) == 6


def test_an_entry_of_somebody_else_in_between_is_not_claimed() -> None:
    text = opened()
    for place in (5, 7):
        text.logged(place)
    assert text.covered(4, 2) == 5
    assert text.covered(6, 2) == 7


def test_what_was_taken_afterwards_is_not_claimed() -> None:
    text = opened()
    for place in (5, 6, 7):
        text.logged(place)
    assert text.covered(4, 1) == 5


def test_who_wrote_last_comes_last() -> None:
    text = opened()
    text.typed(("ada", "bob"), "why", 1.0)
    text.typed(("ada",), "", 2.0)
    assert (list(text.authors), text.reason, text.ahead_since) == (["bob", "ada"], "why", 1.0)
