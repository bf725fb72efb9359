"""Key results: given what is, when a command comes, then these events, or a refusal that names the field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand, AnyEvent
from shared.key_results.messages import (
    ArchiveKeyResult,
    ChangeKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultChanged,
    KeyResultFields,
    KeyResultMoved,
    KeyResultRestored,
    MoveKeyResult,
    RestoreKeyResult,
)
from shared.key_results.model import Commitment, Kind, Measure
from shared.key_results.rules import MOST
from shared.objectives.messages import ArchiveObjective
from tests.factories import (
    BINARY,
    Story,
    check_in,
    company,
    decrease,
    increase,
    key_result,
    link,
    maintain,
    milestones,
    objective,
    uid,
)

NPS = uid("NPS")


def given(*more: AnyCommand) -> Story:
    return company().tell(objective("Be loved"), objective("Learn"), key_result("NPS", "Be loved"), *more)


def change(**fields: Any) -> ChangeKeyResult:
    return ChangeKeyResult(key_result_id=NPS, **fields)


def last(story: Story) -> AnyEvent:
    return story.log[-1].event


def order(story: Story, name: str = "Be loved") -> list[str]:
    state = story.state
    return [state.key_results[each].name for each in state.index.key_results.get(uid(name), ())]


def test_a_key_result_belongs_to_the_objectives_owner_unless_told() -> None:
    story = given(key_result("Dan's", "Be loved", owner_id=uid("dan"), commitment=Commitment.COMMITTED))
    assert story.state.key_results[NPS].owner_id == uid("ada")
    assert story.state.key_results[uid("Dan's")].owner_id == uid("dan")
    assert order(story) == ["NPS", "Dan's"]


@pytest.mark.parametrize(
    ("measure", "kept"),
    [
        (
            replace(increase("0.10", "1E+2"), low=Decimal(1), unit=" 分 "),
            replace(increase("0.1", "100"), unit="分"),
        ),
        (replace(BINARY, baseline=Decimal(3), unit="x"), BINARY),
        (maintain(40, 60, 0), maintain(40, 60)),
        (maintain(5, 5), maintain(5, 5)),
        (replace(milestones(1), target=Decimal(3)), milestones(1)),
    ],
)
def test_a_measure_is_kept_without_what_its_kind_does_not_use(measure: Measure, kept: Measure) -> None:
    (added,) = given().decide(key_result("new", "Be loved", measure))
    assert isinstance(added, KeyResultAdded)
    assert added.key_result.measure == kept


MEASURES: list[tuple[Measure, tuple[str, str]]] = [
    (Measure(kind=Kind.INCREASE, target=Decimal(1)), ("number.wanted", "measure.baseline")),
    (Measure(kind=Kind.DECREASE, baseline=Decimal(1)), ("number.wanted", "measure.target")),
    (increase(5, "5.0"), ("measure.same", "measure.target")),
    (increase(5, 4), ("measure.not_increase", "measure.target")),
    (decrease(4, 5), ("measure.not_decrease", "measure.target")),
    (increase(0, "NaN"), ("number.finite", "measure.target")),
    (increase("1e13", 5), ("number.limit", "measure.baseline")),
    (increase(0, "0.0000001"), ("number.places", "measure.target")),
    (replace(increase(0, 1), unit="x" * 41), ("too_long", "measure.unit")),
    (replace(increase(0, 1), unit="a\nb"), ("control_character", "measure.unit")),
    (maintain(None, None), ("measure.band_open", "measure.low")),
    (maintain(5, 4), ("measure.band_upside_down", "measure.high")),
    (maintain(4, 5, -1), ("number.range", "measure.tolerance")),
    (maintain(4, 5, baseline=Decimal("inf")), ("number.finite", "measure.baseline")),
    (milestones(), ("measure.no_milestones", "measure.milestones")),
    (milestones(*[1] * 51), ("measure.too_many_milestones", "measure.milestones")),
    (replace(milestones(1), milestones=milestones(1).milestones * 2), ("taken", "measure.milestones")),
    (milestones(1, -1), ("weight.range", "measure.milestones.1.weight")),
    (
        replace(milestones(1), milestones=(replace(milestones(1).milestones[0], name=" "),)),
        ("blank", "measure.milestones.0.name"),
    ),
]


@pytest.mark.parametrize(("measure", "refusal"), MEASURES)
def test_an_unsound_measure_is_refused_when_added_and_when_changed(measure: Measure, refusal: tuple[str, str]) -> None:
    assert given().refusal(key_result("new", "Be loved", measure)) == refusal
    assert given().refusal(change(measure=measure, reason="x")) == refusal


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (key_result("NPS", "Learn"), ("taken", "key_result_id")),
        (key_result("new", "?"), ("not_found", "objective_id")),
        (key_result("new", "Learn", name=" "), ("blank", "name")),
        (key_result("new", "Learn", owner_id=uid("?")), ("not_found", "owner_id")),
        (key_result("new", "Learn", owner_id=uid("eve")), ("person.inactive", "owner_id")),
        (key_result("new", "Learn", weight=Decimal(-1)), ("weight.range", "weight")),
        (key_result("new", "Learn", current=Decimal("1e13")), ("number.limit", "current")),
        (key_result("new", "Learn", BINARY, current=Decimal(2)), ("number.range", "current")),
        (key_result("new", "Learn", milestones(1), current=Decimal(1)), ("value.milestones", "current")),
        (change(name=""), ("blank", "name")),
        (change(name="x"), ("reason.wanted", "reason")),
        (change(weight=Decimal(2)), ("reason.wanted", "reason")),
        (change(measure=increase(0, 90)), ("reason.wanted", "reason")),
        (change(weight=Decimal(1001)), ("weight.range", "weight")),
        (change(owner_id=uid("eve")), ("person.inactive", "owner_id")),
        (change(was_name="older", name="x"), ("stale", "name")),
        (change(if_version=1), ("stale", "if_version")),
        (ArchiveKeyResult(key_result_id=NPS, if_version=1), ("stale", "if_version")),
        (MoveKeyResult(key_result_id=NPS, position=0, objective_id=uid("?")), ("not_found", "objective_id")),
        (
            MoveKeyResult(key_result_id=NPS, position=0, objective_id=uid("Next")),
            ("key_result.other_cycle", "objective_id"),
        ),
        (ChangeKeyResult(key_result_id=uid("?")), ("not_found", "key_result_id")),
        (RestoreKeyResult(key_result_id=uid("?")), ("not_found", "key_result_id")),
    ],
)
def test_an_unsound_command_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given(objective("Next", cycle_id=uid("q2"))).refusal(command) == refusal


@pytest.mark.parametrize(
    ("command", "before", "after"),
    [
        (change(name="eNPS", reason="x"), {"name": "NPS"}, {"name": "eNPS"}),
        (change(weight=Decimal("2.0"), reason="x"), {"weight": Decimal(1)}, {"weight": Decimal(2)}),
        (change(owner_id=uid("dan"), reason="x"), {"owner_id": uid("ada")}, {"owner_id": uid("dan")}),
        (
            change(commitment=Commitment.COMMITTED, name="NPS", reason="x"),
            {"commitment": Commitment.ASPIRATIONAL},
            {"commitment": Commitment.COMMITTED},
        ),
    ],
)
def test_a_change_tells_what_differs(command: AnyCommand, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert given().decide(command) == [
        KeyResultChanged(
            objective_id=uid("Be loved"),
            key_result_id=NPS,
            before=KeyResultFields(**before),
            after=KeyResultFields(**after),
            reason="x",
        )
    ]


def test_a_change_that_changes_nothing_leads_to_nothing() -> None:
    assert given().decide(change(name=" NPS", weight=Decimal("1.000"), measure=increase("0.0", 100))) == []


def test_who_owns_it_changes_without_a_reason() -> None:
    assert given().decide(change(owner_id=uid("dan")))


def test_archiving_and_restoring_undo_each_other() -> None:
    story = given(key_result("second", "Be loved"))
    assert story.decide(RestoreKeyResult(key_result_id=NPS)) == []
    (evolved,) = story.do(ArchiveKeyResult(key_result_id=NPS, reason="done"))
    assert last(story) == KeyResultArchived(objective_id=uid("Be loved"), key_result_id=NPS, reason="done")
    assert f"key_results:{uid('Be loved')}" in evolved.touched
    assert order(story) == ["second"]
    assert story.decide(ArchiveKeyResult(key_result_id=NPS)) == []
    assert story.refusal(change(name="x")) == ("key_result.archived", "key_result_id")
    assert story.refusal(MoveKeyResult(key_result_id=NPS, position=0)) == ("key_result.archived", "key_result_id")
    story.do(RestoreKeyResult(key_result_id=NPS))
    assert last(story) == KeyResultRestored(objective_id=uid("Be loved"), key_result_id=NPS)
    assert order(story) == ["NPS", "second"]


@pytest.mark.parametrize(
    ("name", "position", "found"),
    [("a", 2, ["b", "c", "a"]), ("c", 0, ["c", "a", "b"]), ("b", 99, ["a", "c", "b"]), ("b", 1, ["a", "b", "c"])],
)
def test_a_key_result_is_put_at_a_place_among_its_siblings(name: str, position: int, found: list[str]) -> None:
    story = company().tell(objective("Be loved"), *(key_result(each, "Be loved") for each in "abc"))
    story.do(MoveKeyResult(key_result_id=uid(name), position=position))
    assert order(story) == found


def test_a_key_result_moves_to_another_objective_with_its_progress() -> None:
    story = given(key_result("own", "Learn"), check_in("NPS", 50))
    story.do(MoveKeyResult(key_result_id=NPS, position=99, objective_id=uid("Learn")))
    assert last(story) == KeyResultMoved(
        objective_id=uid("Learn"), key_result_id=NPS, from_objective_id=uid("Be loved"), position=1
    )
    assert (order(story), order(story, "Learn")) == ([], ["own", "NPS"])
    assert (story.progress("Be loved"), story.progress("Learn")) == (None, 250_000)


def test_a_key_result_that_another_supports_stays_where_it_is_supported() -> None:
    story = given(objective("Dan"), link("Dan", "Be loved", key_result_id=NPS))
    command = MoveKeyResult(key_result_id=NPS, position=0, objective_id=uid("Learn"))
    assert story.refusal(command) == ("key_result.linked", "key_result_id")


def test_an_objective_holds_only_so_many() -> None:
    story = given().tell(*(key_result(f"k{number}", "Learn") for number in range(MOST)))
    assert story.refusal(key_result("new", "Learn")) == ("key_result.too_many", "objective_id")
    move = MoveKeyResult(key_result_id=NPS, position=0, objective_id=uid("Learn"))
    assert story.refusal(move) == ("key_result.too_many", "objective_id")
    story.tell(ArchiveKeyResult(key_result_id=uid("k0")), key_result("new", "Learn"))
    assert story.refusal(RestoreKeyResult(key_result_id=uid("k0"))) == ("key_result.too_many", "key_result_id")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (key_result("new", "Be loved"), "objective_id"),
        (change(name="x", reason="y"), "key_result_id"),
        (MoveKeyResult(key_result_id=NPS, position=0), "key_result_id"),
        (ArchiveKeyResult(key_result_id=NPS), "key_result_id"),
        (RestoreKeyResult(key_result_id=NPS), "key_result_id"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_frozen_cycle_or_an_archived_objective_takes_no_changes(command: AnyCommand, field: str) -> None:
    closing = MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING)
    assert given(closing).refusal(command) == ("cycle.closing", field)
    assert given(ArchiveObjective(objective_id=uid("Be loved"))).refusal(command) == ("objective.archived", field)
