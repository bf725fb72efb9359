"""History tells what became different, and not what was only said again."""

from __future__ import annotations

from shared.directory.model import Locale
from tests.factories import check_in, company, key_result, objective
from ui.history.entries import differences
from ui.text import Text


def test_a_value_that_stayed_is_left_out() -> None:
    story = company().tell(objective("Grow"), key_result("Books", "Grow"))
    story.tell(check_in("Books", 8), check_in("Books", 8, confidence=3, note="Still"), check_in("Books", 9), by="ada")
    view, text = story.view("ada"), Text(Locale.EN, "Europe/Berlin")
    told = [differences(each.event, view, text) for each in story.log[-3:]]
    assert [[(before, after) for _, before, after in each] for each in told] == [
        [("", "8")],
        [("", "3")],
        [("8", "9")],
    ]
