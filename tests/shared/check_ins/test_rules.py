"""Check-ins: given what is, when a command comes, then this event, or a refusal that names the field."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.check_ins.messages import CheckInPosted
from shared.check_ins.model import CheckIn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand
from shared.key_results.messages import ArchiveKeyResult
from shared.objectives.messages import ArchiveObjective
from tests.factories import BINARY, START, Story, check_in, company, key_result, milestones, objective, uid


def given(*more: AnyCommand) -> Story:
    return company().tell(
        objective("Be loved"),
        objective("Next", cycle_id=uid("q2")),
        key_result("NPS", "Be loved", current=Decimal(10)),
        key_result("Launch", "Be loved", milestones(1, 2)),
        key_result("Signed", "Be loved", BINARY),
        key_result("Later", "Next"),
        *more,
    )


def test_a_check_in_tells_by_whom_when_and_what_was_before() -> None:
    story = given()
    assert story.decide(check_in("NPS", "42.50", confidence=8, note=" 稳 "), "ada") == [
        CheckInPosted(
            objective_id=uid("Be loved"),
            check_in=CheckIn(
                id=uid("check-in NPS 42.50 "),
                key_result_id=uid("NPS"),
                objective_id=uid("Be loved"),
                author_id=uid("ada"),
                at=story.now,
                value=Decimal("42.5"),
                before=Decimal(10),
                confidence=8,
                note="稳",
            ),
        )
    ]


def test_a_key_result_shows_its_latest_check_in() -> None:
    story = given(check_in("NPS", 42, confidence=3))
    found = story.state.key_results[uid("NPS")]
    assert (found.current, found.confidence, found.version) == (Decimal(42), 3, story.state.seq)
    story.do(check_in("NPS", note="only a word"))
    found = story.state.key_results[uid("NPS")]
    assert (found.current, found.confidence) == (Decimal(42), 3)
    assert found.checked_in_at == story.log[-1].at


def test_milestones_done_are_those_named() -> None:
    story = given(check_in("Launch", done=(uid("m0"), uid("m1"))), check_in("Launch", done=(uid("m1"),)))
    assert [each.done for each in story.state.key_results[uid("Launch")].measure.milestones] == [False, True]


def test_a_check_in_of_the_past_does_not_speak_over_a_later_one() -> None:
    story = given(check_in("NPS", 42))
    before = story.state.key_results[uid("NPS")]
    (evolved,) = story.do(check_in("NPS", 7, at=START - timedelta(days=7)))
    assert story.state.key_results[uid("NPS")] is before
    assert evolved.stored == frozenset()
    assert {f"check_ins:{uid('NPS')}", f"history:{uid('Be loved')}"} <= evolved.touched


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (check_in("?", 1), ("not_found", "key_result_id")),
        (check_in("NPS"), ("check_in.empty", "value")),
        (check_in("NPS", note=" \n"), ("check_in.empty", "value")),
        (check_in("NPS", note="a\x00b"), ("control_character", "note")),
        (check_in("NPS", "NaN"), ("number.finite", "value")),
        (check_in("NPS", "1e13"), ("number.limit", "value")),
        (check_in("NPS", "0.0000001"), ("number.places", "value")),
        (check_in("Launch", 1), ("value.milestones", "value")),
        (check_in("Launch", done=(uid("?"),)), ("not_found", "done")),
        (check_in("NPS", done=()), ("check_in.no_milestones", "done")),
        (check_in("Signed", "0.5"), ("number.range", "value")),
        (check_in("NPS", 1, at=START + timedelta(days=1)), ("date.future", "at")),
        (check_in("NPS", 1, at=datetime(2026, 1, 1)), ("date.zone", "at")),
        (check_in("Later", 1), ("cycle.not_started", "key_result_id")),
    ],
)
def test_an_unsound_check_in_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given().refusal(command) == refusal


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ArchiveKeyResult(key_result_id=uid("NPS")), "key_result.archived"),
        (ArchiveObjective(objective_id=uid("Be loved")), "objective.archived"),
        (MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING), "cycle.closing"),
    ],
)
def test_what_is_closed_takes_no_check_in(command: AnyCommand, code: str) -> None:
    assert given(command).refusal(check_in("NPS", 1)) == (code, "key_result_id")
