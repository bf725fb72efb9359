"""Edits carried over to a text that has moved on: what others wrote stays, what was changed is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.writing.splices import Splice, applied, carried_over, splice
from realtime.writing.text import SharedText
from tests.realtime.writing.writers import update_of

WORDS = st.text("ab é😀王", max_size=12)


@given(WORDS, WORDS)
def test_the_smallest_edit_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    edit = splice(before, after)
    assert applied(before, [edit] if edit else []) == after
    assert applied(before, carried_over(before, after, before)) == after


@pytest.mark.parametrize(
    ("before", "after", "now", "then"),
    [
        ("A goal", "A great goal", "A goal now", "A great goal now"),
        ("A goal", "Goals", "Our A goal", "Our Goals"),
        ("one two", "two", "one big two", "big two"),
        ("one two three", "one three", "one two three four", "one three four"),
        ("x", "y", "", "y"),
        ("", "new", "typed ", "newtyped "),
        ("same", "same", "other", "other"),
    ],
)
def test_what_others_wrote_stays(before: str, after: str, now: str, then: str) -> None:
    assert applied(now, carried_over(before, after, now)) == then


@given(WORDS, WORDS, WORDS)
def test_edits_of_a_text_in_bytes_are_the_edits_in_characters(before: str, after: str, now: str) -> None:
    text = SharedText([update_of(now)])
    edits = carried_over(before, after, now)
    if edits:
        text.receive(text.edit(edits))
    assert text.value == applied(now, edits)


@given(WORDS, st.text("cd", min_size=1, max_size=5), st.integers(0, 12))
def test_what_was_typed_meanwhile_is_never_lost(before: str, typed: str, at: int) -> None:
    place = at % (len(before) + 1)
    now = before[:place] + typed + before[place:]
    then = applied(now, carried_over(before, "", now))
    assert [each for each in then if each in "cd"] == list(typed)


def test_a_long_text_is_matched_by_its_ends() -> None:
    before = "x" * 5_000 + " end"
    now = before + " more"
    assert applied(now, carried_over(before, "new " + before, now)) == "new " + now
    assert splice("", "words") == Splice(0, 0, "words")
