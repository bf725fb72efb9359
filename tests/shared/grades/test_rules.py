"""Closing as tables: who grades what when, what is refused, what is carried over, and when a cycle may be archived."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.carrying import carry_over, continued
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand
from shared.grades.messages import CarryObjective, GradeKeyResult, KeyResultGraded, WriteRetrospective
from shared.grades.model import Carry
from shared.grading import colour, objective_grade, proposed, ungraded
from shared.key_results.model import Measure
from shared.messages import Refused
from shared.objectives.model import Visibility
from shared.progress import key_result_progress
from tests.factories import (
    BINARY,
    Story,
    check_in,
    company,
    decrease,
    increase,
    key_result,
    maintain,
    milestones,
    objective,
    uid,
)


def begun() -> Story:
    """Ada's published "o" with "a" (62 of 100) and Dan's "b"; a draft; all in "q1", which is active."""
    return company().tell(
        objective("o"),
        objective("private", visibility=Visibility.PRIVATE),
        objective("draft", draft=True),
        key_result("a", "o"),
        key_result("b", "o", BINARY, owner_id=uid("dan")),
        key_result("hidden", "private"),
        key_result("never", "draft"),
        check_in("a", 62),
    )


def move(state: CycleState, reason: str = "") -> MoveCycle:
    return MoveCycle(cycle_id=uid("q1"), state=state, reason=reason)


def closing() -> Story:
    return begun().tell(move(CycleState.CLOSING))


def grade(name: str, value: str, reason: str = "counted") -> GradeKeyResult:
    return GradeKeyResult(key_result_id=uid(name), grade=Decimal(value), reason=reason)


def write(name: str, text: str = "We learned", **fields: Any) -> WriteRetrospective:
    return WriteRetrospective(objective_id=uid(name), text=text, **fields)


def carry(choice: Carry, copy: str | None = None, name: str = "o", reason: str = "agreed") -> CarryObjective:
    copy_id = None if copy is None else uid(copy)
    return CarryObjective(objective_id=uid(name), choice=choice, reason=reason, copy_id=copy_id)


@pytest.mark.parametrize(
    ("command", "by", "refusal"),
    [
        (grade("a", "1.1"), "ada", ("grade.range", "grade")),
        (grade("a", "-0.1"), "ada", ("grade.range", "grade")),
        (grade("a", "NaN"), "ada", ("grade.range", "grade")),
        (grade("a", "1e-999999"), "ada", ("grade.tenths", "grade")),
        (grade("a", "0.65"), "ada", ("grade.tenths", "grade")),
        (grade("a", "0.7", " "), "ada", ("closing.reason", "reason")),
        (grade("?", "0.7"), "ada", ("not_found", "key_result_id")),
        (grade("hidden", "0.7"), "dan", ("not_found", "key_result_id")),
        (grade("a", "0.7"), "dan", ("forbidden", None)),
        (grade("a", "0.7"), "bob", ("forbidden", None)),
        (write("o"), "dan", ("forbidden", None)),
        (write("o", was="something else"), "ada", ("stale", "text")),
        (carry(Carry.KEPT), "ada", ("missing", "copy_id")),
        (carry(Carry.ABANDONED, "new"), "ada", ("closing.copy_unwanted", "copy_id")),
        (carry(Carry.ABANDONED, reason=""), "ada", ("closing.reason", "reason")),
        (carry(Carry.KEPT, "private"), "ada", ("cycle.closing", "copy_id")),
        (carry(Carry.KEPT, "?"), "ada", ("not_found", "copy_id")),
        (carry(Carry.KEPT, "new"), "dan", ("forbidden", None)),
    ],
)
def test_what_is_refused_while_a_cycle_closes(command: AnyCommand, by: str, refusal: tuple[str, str | None]) -> None:
    story = closing().tell(objective("new", cycle_id=uid("q2")))
    assert story.refusal(command, by) == refusal


@pytest.mark.parametrize("command", [grade("a", "0.7"), write("o"), carry(Carry.ABANDONED)])
def test_nobody_looks_back_before_or_after(command: AnyCommand) -> None:
    story = begun()
    assert story.refusal(command)[0] == "closing.not_yet"
    story.tell(move(CycleState.CLOSING), move(CycleState.ARCHIVED, "over"))
    assert story.refusal(command)[0] == "cycle.archived"


def test_a_grade_is_kept_beside_progress_with_who_when_why_and_what_it_was() -> None:
    story = closing()
    before = story.state.index.progress[uid("o")]
    story.tell(grade("a", "0.60", "counted"), grade("a", "0.7", "counted again"), by="ada")
    story.tell(grade("b", "0"), by="dan")
    found = story.state.key_results[uid("a")]
    assert (found.grade, found.grade_reason, found.graded_by) == (Decimal("0.7"), "counted again", uid("ada"))
    assert found.graded_at is not None
    assert (found.current, story.state.index.progress[uid("o")]) == (Decimal(62), before)
    told = [each.event for each in story.log if isinstance(each.event, KeyResultGraded)]
    assert [(each.before, each.after) for each in told][:2] == [
        (None, Decimal("0.6")),
        (Decimal("0.6"), Decimal("0.7")),
    ]
    assert not story.do(grade("a", "0.7", "counted again"), "ada"), "the same again is nothing to do"


@pytest.mark.parametrize(
    ("measure", "value", "wanted"),
    [
        (increase(0, 100), 62, "0.6"),
        (increase(0, 100), 65, "0.7"),
        (increase(0, 100), None, "0"),
        (increase(0, 100), 150, "1"),
        (increase(0, 100), -20, "0"),
        (decrease(9, 1), 5, "0.5"),
        (maintain(40, 60, 10), None, None),
        (maintain(40, 60, 10), 65, "0.5"),
        (milestones(1, 2, done=(1,)), None, "0.7"),
        (BINARY, 1, "1"),
        (BINARY, 0, "0"),
    ],
)
def test_progress_proposes_a_grade(measure: Measure, value: int | None, wanted: str | None) -> None:
    story = company().tell(objective("o"), key_result("k", "o", measure))
    if value is not None:
        story.tell(check_in("k", value))
    assert proposed(story.state.key_results[uid("k")]) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("grades", "wanted"),
    [
        ([], None),
        ([(1, None), (5, None)], None),
        ([(1, "0.7"), (5, None)], "0.7"),
        ([(1, "0.1"), (1, "0.2")], "0.2"),
        ([(2, "0.9"), (1, "0.3")], "0.7"),
        ([(0, "0.9"), (0, "0.3")], "0.6"),
        ([(0, "0.9"), (1, "0.3")], "0.3"),
        ([("0.5", "1"), ("0.5", "1")], "1"),
    ],
)
def test_an_objective_comes_to_the_weighted_mean_of_what_is_confirmed(
    grades: list[tuple[int | str, str | None]], wanted: str | None
) -> None:
    story = company().tell(objective("o"))
    for place, (weight, _) in enumerate(grades):
        story.tell(key_result(f"k{place}", "o", weight=Decimal(weight)))
    story.tell(move(CycleState.CLOSING))
    for place, (_, value) in enumerate(grades):
        if value is not None:
            story.tell(grade(f"k{place}", value))
    found = objective_grade(story.view("ada").key_results(uid("o")))
    assert found == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("0", "red"), ("0.3", "red"), ("0.4", "yellow"), ("0.6", "yellow"), ("0.7", "green"), ("1", "green")],
)
def test_colours(value: str, wanted: str) -> None:
    assert colour(Decimal(value)) == wanted


def test_archiving_waits_for_the_grades_of_published_goals_or_for_a_reason() -> None:
    story = closing().tell(grade("a", "0.6"))
    with pytest.raises(Refused) as refused:
        story.decide(move(CycleState.ARCHIVED), "root")
    assert (refused.value.code, refused.value.field) == ("closing.ungraded_partly", "reason")
    assert refused.value.params == {"n": 2, "names": "“b”", "hidden": 1}, "the private one is counted and not named"
    assert {each.name for each in ungraded(story.state, uid("q1"))} == {"b", "hidden"}
    anyway = closing().tell(move(CycleState.ARCHIVED, "nobody is left to ask"))
    assert anyway.state.cycles[uid("q1")].state is CycleState.ARCHIVED
    story.tell(grade("b", "0"))
    assert story.refusal(move(CycleState.ARCHIVED), "root") == ("closing.ungraded_hidden", "reason")
    story.tell(grade("hidden", "0.3"), move(CycleState.ARCHIVED))
    assert story.state.key_results[uid("a")].grade == Decimal("0.6"), "nothing is lost"


@pytest.mark.parametrize(
    ("measure", "value", "wanted"),
    [
        (increase(0, 100), 62, increase(62, 100)),
        (increase(0, 100), -5, increase(-5, 100)),
        (increase(0, 100), None, increase(0, 100)),
        (increase(0, 100), 100, None),
        (decrease(9, 1), 4, decrease(4, 1)),
        (maintain(40, 60), 50, maintain(40, 60)),
        (maintain(40, 60, baseline=Decimal(45)), None, maintain(40, 60)),
        (BINARY, 0, BINARY),
        (BINARY, 1, None),
        (milestones(1, done=(0,)), None, None),
    ],
)
def test_what_goes_on_begins_where_it_has_come_to(measure: Measure, value: int | None, wanted: Measure | None) -> None:
    story = company().tell(objective("o"), key_result("k", "o", measure))
    if value is not None:
        story.tell(check_in("k", value))
    found = continued(story.state.key_results[uid("k")])
    assert found == wanted
    if found is not None:
        story.tell(key_result("copy", "o", found))
        assert not key_result_progress(story.state.key_results[uid("copy")]), "no progress before the first check-in"


def test_milestones_that_are_done_stay_behind() -> None:
    story = company().tell(objective("o"), key_result("k", "o", milestones(1, 2, done=(0,))))
    left = continued(story.state.key_results[uid("k")])
    assert left is not None and [each.name for each in left.milestones] == ["m1"]


@pytest.mark.parametrize(("choice", "is_draft"), [(Carry.KEPT, False), (Carry.CHANGED, True)])
def test_carrying_over_is_recorded_on_both_sides_and_done_once(choice: Carry, is_draft: bool) -> None:
    story = closing()

    def commands(copy: str) -> list[AnyCommand]:
        return carry_over(story.view("ada"), uid("o"), choice, "half-way", uid("q2"), uid(copy))

    story.tell(*commands("copy"), by="ada")
    source, copy = story.state.objectives[uid("o")], story.state.objectives[uid("copy")]
    assert (source.carry, source.carry_reason, source.carried_to) == (choice, "half-way", uid("copy"))
    assert (copy.carried_from, copy.cycle_id, copy.draft, copy.title) == (uid("o"), uid("q2"), is_draft, "o")
    went = story.view("ada").key_results(uid("copy"))
    assert [(each.name, each.measure) for each in went] == [("a", increase(62, 100)), ("b", BINARY)]
    assert went[1].owner_id == uid("dan")
    (again,) = commands("second")
    assert story.refusal(again, "ada") == ("closing.carried", "objective_id")


def test_what_was_abandoned_may_still_be_kept() -> None:
    story = closing().tell(carry(Carry.ABANDONED), by="ada")
    assert story.state.objectives[uid("o")].carry is Carry.ABANDONED
    story.tell(objective("new", cycle_id=uid("q2")), carry(Carry.KEPT, "new", reason="after all"), by="ada")
    assert story.state.objectives[uid("o")].carried_to == uid("new")
    assert story.refusal(carry(Carry.KEPT, "new", "private"), "ada") == ("closing.copy_taken", "copy_id")
