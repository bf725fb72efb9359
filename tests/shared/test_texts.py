"""What a text may contain before it is kept."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from shared.cycles.messages import ChangeCycle
from shared.directory.messages import AddPerson, AddUnit
from shared.directory.model import UnitKind
from shared.events import AnyCommand
from shared.key_results.messages import ChangeKeyResult
from shared.meetings.commands import PlanMeeting
from shared.messages import Refused
from shared.objectives.messages import ChangeObjective
from shared.texts import check_line, check_lines
from shared.workspace.messages import ChangeWorkspace
from tests.factories import company, key_result, objective, uid


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("  Be loved ", "Be loved"),
        ("被人喜爱", "被人喜爱"),
        ("👩‍👩‍👧 é", "👩‍👩‍👧 é"),
        ("a\u202eb", "a\u202eb"),
        ("\u200bé", "\u200bé"),
        ("❤️", "❤️"),
    ],
)
def test_a_line_is_kept_without_the_blanks_around_it(given_as: str, kept_as: str) -> None:
    assert check_line(given_as, "title") == kept_as


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        (" \u3000\t\n", "blank"),
        ("\u200b", "blank"),
        ("\ufeff \u200d\u2060 \u00ad", "blank"),
        ("\u3164\u2800\ufe0f\u115f\uffa0", "blank"),
        ("\u202e\u2066\u2069", "blank"),
        ("\u200b\x07", "control_character"),
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


@pytest.mark.parametrize("text", ["\u200b", "\u3164\n\u2800", "\ufeff"])
def test_what_shows_nothing_is_kept_as_nothing(text: str) -> None:
    assert check_lines(text, "note") == "" == check_line(text.split("\n")[0], "title", blank=True)


NOTHING_SHOWS = "\u200b\u3164"
NAMED: list[tuple[AnyCommand, str]] = [
    (ChangeWorkspace(name=NOTHING_SHOWS), "name"),
    (AddPerson(person_id=uid("new"), email="new@example.org", name=NOTHING_SHOWS), "name"),
    (AddUnit(unit_id=uid("new"), kind=UnitKind.DEPARTMENT, name=NOTHING_SHOWS), "name"),
    (ChangeCycle(cycle_id=uid("q1"), name=NOTHING_SHOWS), "name"),
    (ChangeObjective(objective_id=uid("goal"), title=NOTHING_SHOWS, reason="So."), "title"),
    (ChangeKeyResult(key_result_id=uid("kr"), name=NOTHING_SHOWS, reason="So."), "name"),
    (PlanMeeting(meeting_id=uid("m"), cycle_id=uid("q1"), title=NOTHING_SHOWS), "title"),
]


@pytest.mark.parametrize(("command", "field"), NAMED, ids=[type(each).__name__ for each, _ in NAMED])
@pytest.mark.parametrize(("text", "code"), [(NOTHING_SHOWS, "blank"), ("a\x1bb", "control_character")])
def test_no_thing_is_called_by_what_does_not_show(command: AnyCommand, field: str, text: str, code: str) -> None:
    story = company()
    story.do(objective("goal"), "ada")
    story.do(key_result("kr", "goal"), "ada")
    with pytest.raises(Refused) as refused:
        story.do(replace(command, **{field: text}), "root")
    assert (refused.value.code, refused.value.field) == (code, field)
