"""Corrections, back-dated check-ins and words besides the number: what each leaves on the key result."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.check_ins.model import CheckIn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand
from shared.key_results.model import KeyResult, Word
from shared.messages import Refused
from shared.shape import checked
from tests.factories import START, Story, acknowledge, check_in, company, key_result, objective, uid

WEEK = timedelta(days=7)
FIRST = uid("check-in NPS 10 ")


def story_of(*more: AnyCommand) -> Story:
    story = company().tell(objective("Be loved"), key_result("NPS", "Be loved"), key_result("Churn", "Be loved"))
    story.tell(check_in("NPS", 10, confidence=8), by="ada")
    return story.tell(*more)


def nps(story: Story) -> KeyResult:
    return story.state.key_results[uid("NPS")]


def posted(story: Story) -> CheckIn:
    found = getattr(story.log[-1].event, "check_in", None)
    assert isinstance(found, CheckIn)
    return found


def test_a_correction_of_the_latest_changes_what_is_shown_and_keeps_its_time() -> None:
    story = story_of()
    at = posted(story).at
    story.now += WEEK
    story.do(check_in("NPS", 12, corrects=FIRST), "ada")
    assert (posted(story).at, posted(story).corrects, posted(story).before) == (at, FIRST, Decimal(10))
    assert (nps(story).current, nps(story).confidence, nps(story).checked_in_at) == (Decimal(12), 8, at)


def test_a_correction_of_an_older_one_is_history() -> None:
    story = story_of()
    story.now += WEEK
    story.do(check_in("NPS", 20, confidence=6), "ada")
    before = nps(story)
    story.do(check_in("NPS", 11, confidence=1, corrects=FIRST), "ada")
    assert posted(story).before is None
    assert nps(story) is before


def test_a_correction_keeps_the_word_unless_it_gives_one() -> None:
    story = story_of(check_in("NPS", 11, word=Word.AT_RISK, word_reason="legal"))
    story.do(check_in("NPS", 12, corrects=uid("check-in NPS 11 ")))
    assert (nps(story).word, nps(story).word_reason) == (Word.AT_RISK, "legal")
    story.do(check_in("NPS", 12, name="2", word=Word.ON_TRACK, word_reason="signed", corrects=uid("check-in NPS 11 ")))
    assert nps(story).word is Word.ON_TRACK


def test_a_word_alone_does_not_stand_in_the_way_of_an_older_value() -> None:
    """A note of today, then the number of yesterday: the number is the newest there is."""
    story = story_of()
    story.now += WEEK
    story.do(check_in("NPS", note="asked for the numbers"))
    noted = nps(story).checked_in_at
    story.do(check_in("NPS", 30, at=story.now - timedelta(days=1)))
    assert (nps(story).current, nps(story).value_at) == (Decimal(30), posted(story).at)
    assert nps(story).checked_in_at == noted


@given(st.permutations(range(4)))
def test_in_whatever_order_check_ins_arrive_the_latest_by_its_time_is_shown(order: list[int]) -> None:
    story = story_of()
    story.now += 4 * WEEK
    for each in order:
        value = {0: 1, 2: 3}.get(each)
        confidence = {1: 5, 3: 4}.get(each)
        story.do(
            check_in("NPS", value, name=str(each), confidence=confidence, at=START + (each + 1) * timedelta(days=1))
        )
    shown = nps(story)
    assert (shown.current, shown.value_at) == (Decimal(3), START + timedelta(days=3))
    assert (shown.confidence, shown.confidence_at) == (4, START + timedelta(days=4))
    assert shown.checked_in_at == START + timedelta(days=4)


def test_blocker_next_step_and_whom_they_call_are_kept() -> None:
    story = story_of(check_in("NPS", blocker=" 卡在法务 @王敏 ", next_step="ask @Dan"))
    assert (posted(story).blocker, posted(story).next_step) == ("卡在法务 @王敏", "ask @Dan")
    assert posted(story).mentions == (uid("wang"), uid("dan"))


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (check_in("NPS", 1, corrects=uid("?")), ("not_found", "corrects")),
        (check_in("Churn", 1, corrects=FIRST), ("not_found", "corrects")),
        (check_in("NPS", 1, corrects=FIRST, at=START), ("check_in.correction_at", "at")),
        (check_in("NPS", corrects=FIRST), ("check_in.empty", "value")),
        (check_in("NPS", 1, word=Word.AT_RISK), ("check_in.word_reason", "word_reason")),
        (check_in("NPS", 1, word=Word.AT_RISK, word_reason="  "), ("check_in.word_reason", "word_reason")),
        (check_in("NPS", blocker="a\x00"), ("control_character", "blocker")),
        (acknowledge("NPS", uid("?")), ("not_found", "check_in_id")),
        (acknowledge("Churn", FIRST), ("not_found", "check_in_id")),
        (acknowledge("?", FIRST), ("not_found", "key_result_id")),
    ],
)
def test_what_makes_no_sense_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert story_of().refusal(command) == refusal


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("confidence", 11, "number.high"), ("confidence", -1, "number.low"), ("blocker", "x" * 1_001, "too_long")],
)
def test_what_is_out_of_range_is_refused_naming_its_field(field: str, value: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(check_in("NPS", **{field: value}))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_only_the_author_or_an_editor_corrects() -> None:
    story = story_of()
    command = check_in("NPS", 12, corrects=FIRST)
    for stranger in ("dan", "bob"):
        assert story.refusal(command, stranger) == ("forbidden", "key_result_id")
    for editor in ("ada", "wang", "root"):
        assert story.decide(command, editor)


def test_nobody_acknowledges_their_own() -> None:
    story = story_of()
    assert story.refusal(acknowledge("NPS", FIRST), "ada") == ("acknowledgement.own", "check_in_id")
    assert story.decide(acknowledge("NPS", FIRST), "wang")


def test_a_closed_cycle_can_still_be_acknowledged_but_not_checked_in() -> None:
    story = story_of(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert story.refusal(check_in("NPS", 12, corrects=FIRST)) == ("cycle.closing", "key_result_id")
    assert story.decide(acknowledge("NPS", FIRST), "wang")


def test_read_is_read_once_and_every_comment_counts() -> None:
    story = story_of()
    story.do(acknowledge("NPS", FIRST), "wang")
    assert story.decide(acknowledge("NPS", FIRST, name="again"), "wang") == []
    assert story.decide(acknowledge("NPS", FIRST, name="blank", comment="  "), "wang") == []
    assert len(story.decide(acknowledge("NPS", FIRST, name="said", comment="Well done"), "wang")) == 1
    assert len(story.decide(acknowledge("NPS", FIRST, name="chen"), "chen")) == 1  # who has not read it yet
    story.do(acknowledge("NPS", FIRST, name="root", comment="Thank you"), "root")
    assert story.decide(acknowledge("NPS", FIRST, name="root too"), "root") == []  # a comment has read it as well


def test_what_is_said_now_counts_although_the_clock_was_put_back() -> None:
    story = story_of()
    before = posted(story).at
    story.now -= WEEK
    story.do(check_in("NPS", 30, confidence=4), "ada")
    assert (nps(story).current, nps(story).confidence) == (Decimal(30), 4)
    assert before < posted(story).at < before + timedelta(seconds=1)
    # a day that somebody names is meant as it is said
    story.do(check_in("NPS", 1, at=story.now), "ada")
    assert nps(story).current == Decimal(30)
