"""Words that several people write: when they are unlocked, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.key_results.messages import KeyResultChanged, ProjectKeyResult
from shared.objectives.messages import (
    ArchiveObjective,
    CloseRewording,
    ObjectiveChanged,
    OpenRewording,
    ProjectObjective,
    RewordingClosed,
    RewordingOpened,
)
from tests.factories import Story, company, key_result, objective, uid

GOAL = uid("Be loved")
OPEN = OpenRewording(objective_id=GOAL, reason=" clearer ")
CLOSE = CloseRewording(objective_id=GOAL)


def given(**fields: Any) -> Story:
    return company().tell(objective("Be loved", **{"unit": "brand", **fields}))


def projection(**fields: Any) -> ProjectObjective:
    fields = {"field": "title", "text": "Be adored", "was": "Be loved", "authors": (uid("ada"), uid("wang")), **fields}
    return ProjectObjective(objective_id=GOAL, **fields)


def test_rewording_is_opened_with_a_reason_and_closed() -> None:
    story = given()
    assert story.decide(OPEN, "ada") == [RewordingOpened(objective_id=GOAL, reason="clearer")]
    story.do(OPEN, "ada")
    assert story.state.objectives[GOAL].rewording == "clearer"
    assert story.decide(OPEN, "ada") == []
    assert story.decide(CLOSE, "ada") == [RewordingClosed(objective_id=GOAL)]
    story.do(CLOSE, "ada")
    assert story.state.objectives[GOAL].rewording == ""
    assert story.decide(CLOSE, "ada") == []


def test_rewording_needs_a_reason_an_open_objective_and_somebody_who_may_edit() -> None:
    story = given()
    assert story.refusal(OpenRewording(objective_id=GOAL, reason="  "), "ada") == ("reason.wanted", "reason")
    assert story.refusal(OPEN, "dan") == ("forbidden", None)
    assert story.refusal(OPEN, "bob") == ("forbidden", None)
    assert given(draft=True).refusal(OPEN, "ada") == ("rewording.unneeded", "objective_id")
    assert given(cycle_id=uid("q2")).refusal(OPEN, "ada") == ("rewording.unneeded", "objective_id")
    story.do(ArchiveObjective(objective_id=GOAL), "ada")
    assert story.refusal(OPEN, "ada") == ("objective.archived", "objective_id")
    assert story.refusal(OpenRewording(objective_id=uid("nothing"), reason="x"), "ada") == ("not_found", "objective_id")


def test_rewording_can_be_closed_after_the_cycle_has_moved() -> None:
    story = given().tell(OPEN, by="ada")
    story.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert story.decide(CLOSE) == [RewordingClosed(objective_id=GOAL)]


def test_what_was_written_becomes_a_change_with_its_authors() -> None:
    (event,) = given().decide(projection(reason="clearer"))
    assert isinstance(event, ObjectiveChanged)
    assert (event.before.title, event.after.title) == ("Be loved", "Be adored")
    assert (event.authors, event.reason) == ((uid("ada"), uid("wang")), "clearer")
    assert event.after.description is UNSET


def test_nothing_comes_of_words_that_are_there_already() -> None:
    assert given().decide(projection(text=" Be loved ", was="anything")) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"was": "Be liked"}, "stale", "was"),
        ({"text": "  "}, "blank", "text"),
        ({"text": "x" * 301}, "too_long", "text"),
        ({"text": "a\nb"}, "control_character", "text"),
    ],
)
def test_what_cannot_be_kept_is_refused(fields: dict[str, Any], code: str, field: str) -> None:
    assert given().refusal(projection(**fields)) == (code, field)


def test_what_was_saved_before_the_cycle_closed_is_kept() -> None:
    story = given().tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert len(story.decide(projection())) == 1


def test_only_the_server_projects() -> None:
    story = given().tell(key_result("NPS", "Be loved"))
    name = ProjectKeyResult(key_result_id=uid("NPS"), text="Score", was="NPS", authors=(uid("ada"),))
    for person in ("ada", "root", "bob"):
        assert story.refusal(projection(), person) == ("forbidden", None)
        assert story.refusal(name, person) == ("forbidden", None)
    (event,) = story.decide(name)
    assert isinstance(event, KeyResultChanged)
    assert (event.before.name, event.after.name, event.authors) == ("NPS", "Score", (uid("ada"),))
    assert story.refusal(ProjectKeyResult(key_result_id=uid("NPS"), text="Score", was="x")) == ("stale", "was")
    assert story.decide(ProjectKeyResult(key_result_id=uid("NPS"), text="NPS", was="x")) == []


def test_a_description_has_lines_and_may_be_empty() -> None:
    story = given(description="why")
    (event,) = story.decide(projection(field="description", text="a\n\nb ", was="why"))
    assert isinstance(event, ObjectiveChanged)
    assert event.after.description == "a\n\nb"
    (event,) = story.decide(projection(field="description", text="", was="why"))
    assert isinstance(event, ObjectiveChanged)
    assert event.after.description == ""
