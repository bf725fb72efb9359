"""History tells what became different, and not what was only said again."""

from __future__ import annotations

from datetime import timedelta

from shared.directory.model import Locale
from tests.factories import START, check_in, company, key_result, objective
from ui.history.entries import differences, entry
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


def test_a_check_in_for_an_earlier_day_says_so() -> None:
    story = company().tell(objective("Grow"), key_result("Books", "Grow"))
    story.now = START + timedelta(days=9)
    story.tell(check_in("Books", 8), check_in("Books", 7, at=START + timedelta(days=4)), by="ada")
    view, text = story.view("ada"), Text(Locale.EN, "Europe/Berlin")
    told = [str(entry(each, view, text)) for each in story.log[-2:]]
    assert ["as of" in each for each in told] == [False, True]
    assert f"as of {text.month_day(START + timedelta(days=4))}" in told[1]
