"""What a text may contain before it is kept."""

from __future__ import annotations

import pytest

from shared.messages import Refused
from shared.texts import check_line, check_lines


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [("  Be loved ", "Be loved"), ("被人喜爱", "被人喜爱"), ("👩‍👩‍👧 é", "👩‍👩‍👧 é"), ("a\u202eb", "a\u202eb")],
)
def test_a_line_is_kept_without_the_blanks_around_it(given_as: str, kept_as: str) -> None:
    assert check_line(given_as, "title") == kept_as


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        (" \u3000\t\n", "blank"),
        ("a\nb", "control_character"),
        ("a\tb", "control_character"),
        ("a\x00b", "control_character"),
        ("a\x7fb", "control_character"),
        ("half \ud83d", "control_character"),
    ],
)
def test_a_line_that_cannot_be_shown_is_refused_naming_its_field(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_line(text, "title")
    assert (refused.value.code, refused.value.field) == (code, "title")


def test_a_line_may_be_blank_where_that_is_said() -> None:
    assert check_line("  ", "latin_name", blank=True) == ""


def test_lines_keep_their_breaks_in_one_form() -> None:
    assert check_lines("one\r\n\ttwo\nthree\n", "note") == "one\n\ttwo\nthree"


@pytest.mark.parametrize("text", ["a\rb", "a\x1bb", "\x00"])
def test_lines_with_other_control_characters_are_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_lines(text, "note")
    assert (refused.value.code, refused.value.field) == ("control_character", "note")
