"""Escalating: to the next one up the line, with a note, not twice the same; withdrawn, and over when it is no longer red."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared.directory.messages import ChangePerson
from shared.escalations.messages import EscalateKeyResult, EscalationWithdrawn, KeyResultEscalated, WithdrawEscalation
from shared.inbox.messages import ChangePreferences
from shared.messages import Refused
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from shared.telling.causes import entries_of
from tests.factories import Story, check_in, company, key_result, objective, uid

NAMES = {uid(each): each for each in ("root", "chen", "wang", "ada", "bob", "dan")}


def red(**fields: Any) -> Story:
    return company().tell(objective("Grow", **fields), key_result("Books", "Grow"), check_in("Books", 1, confidence=2))


def escalate(note: str = "Call legal", name: str = "1") -> EscalateKeyResult:
    return EscalateKeyResult(escalation_id=uid(f"escalation {name}"), key_result_id=uid("Books"), note=note)


def withdraw(name: str = "1") -> WithdrawEscalation:
    return WithdrawEscalation(key_result_id=uid("Books"), escalation_id=uid(f"escalation {name}"))


def standing(story: Story) -> list[tuple[str, str]]:
    return [(NAMES[each.to_id], each.note) for each in story.state.key_results[uid("Books")].escalations]


def told(story: Story) -> dict[str, str]:
    return {NAMES[each.person_id]: each.what for each in entries_of(story.log[-1], story.state)}


@pytest.mark.parametrize(("by", "to"), [("ada", "wang"), ("wang", "chen"), ("root", "wang")])
def test_it_goes_to_the_next_one_up(by: str, to: str) -> None:
    assert standing(red().tell(escalate(), by=by)) == [(to, "Call legal")]


def test_both_ends_are_told_but_not_who_does_it() -> None:
    assert told(red().tell(escalate(), by="ada")) == {"wang": "warning.escalated"}
    story = red().tell(escalate(), by="wang")
    assert told(story) == {"chen": "warning.escalated", "ada": "warning.handed_up"}
    (entry, _) = entries_of(story.log[-1], story.state)
    assert (entry.params["text"], entry.about) == ("Call legal", f"/o/{uid('Grow')}#kr-{uid('Books')}")
    story.tell(withdraw(), by="wang")
    assert told(story) == {"chen": "warning.withdrawn"}


def test_not_twice_to_the_same_person_without_something_new() -> None:
    story = red().tell(escalate(), by="ada")
    with pytest.raises(Refused) as refused:
        story.do(escalate(" Call legal ", name="2"), by="ada")
    assert (refused.value.code, refused.value.field) == ("escalation.again", "note")
    story.tell(escalate("Now the customer calls", name="2"), by="ada")
    story.tell(escalate(name="3"), by="wang")
    assert standing(story) == [("wang", "Call legal"), ("wang", "Now the customer calls"), ("chen", "Call legal")]


def test_who_is_away_is_passed_over() -> None:
    away = ChangePreferences(person_id=uid("wang"), away_from=date(2026, 1, 1), away_until=date(2026, 1, 30))
    assert standing(red().tell(away).tell(escalate(), by="ada")) == [("chen", "Call legal")]


def test_it_is_withdrawn_by_whoever_did_it() -> None:
    story = red().tell(escalate(), by="ada")
    with pytest.raises(Refused, match="forbidden"):
        story.do(withdraw(), by="wang")
    story.tell(withdraw(), by="ada")
    assert standing(story) == []
    assert isinstance(story.log[-1].event, EscalationWithdrawn)
    assert isinstance(story.log[-2].event, KeyResultEscalated)
    with pytest.raises(Refused, match="not_found"):
        story.do(withdraw())


def test_it_is_over_with_a_check_in_that_is_not_red() -> None:
    story = red().tell(escalate(), by="ada").tell(check_in("Books", 2, confidence=3), by="ada")
    assert standing(story) == [("wang", "Call legal")]
    assert standing(story.tell(check_in("Books", 30, confidence=7), by="ada")) == []


@pytest.mark.parametrize(
    ("by", "command", "code"),
    [
        ("ada", escalate("  "), "escalation.note"),
        ("chen", escalate(), "escalation.nobody"),
        ("dan", escalate(), "forbidden"),
        ("bob", escalate(), "forbidden"),
    ],
)
def test_what_is_refused(by: str, command: EscalateKeyResult, code: str) -> None:
    with pytest.raises(Refused) as refused:
        red().do(command, by=by)
    assert refused.value.code == code


def test_only_what_is_red() -> None:
    story = red().tell(check_in("Books", 50, confidence=7), by="ada")
    with pytest.raises(Refused, match=r"escalation\.not_red"):
        story.do(escalate(), by="ada")


def test_nobody_is_told_of_what_they_may_not_see() -> None:
    story = red().tell(ChangeObjective(objective_id=uid("Grow"), visibility=Visibility.PRIVATE))
    with pytest.raises(Refused, match=r"escalation\.nobody"):
        story.do(escalate(), by="ada")
    with pytest.raises(Refused, match="not_found"):
        story.do(escalate(), by="wang")


def test_a_line_without_end_has_one() -> None:
    with pytest.raises(Refused, match=r"escalation\.nobody"):
        red().tell(ChangePerson(person_id=uid("ada"), manager_id=None)).do(escalate(), by="ada")
