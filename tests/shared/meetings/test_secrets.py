"""What meetings keep to themselves: votes before the reveal, and items about goals that somebody may not see."""

from __future__ import annotations

from typing import Any

import pytest

from shared.events import Envelope, encoder, public, subject, told
from shared.meetings.commands import (
    CastVote,
    MoveAgendaItem,
    OpenItem,
    PlanMeeting,
    RecordDecision,
    RevealVote,
    StartMeeting,
    StartVote,
)
from shared.meetings.events import DecisionRecorded, VoteCast
from shared.messages import Id
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import Story, company, objective, uid

M = uid("align")
OPEN: dict[str, Any] = {"meeting_id": M, "objective_id": uid("open")}
HIDDEN: dict[str, Any] = {"meeting_id": M, "objective_id": uid("hidden")}
EVERYBODY = ("root", "chen", "wang", "ada", "bob", "dan", None)


def voting() -> Story:
    """Ada leads; Dan and she have voted on the open goal, she alone on her private one, which is open now."""
    story = company().tell(objective("open"), objective("hidden", visibility=Visibility.PRIVATE))
    return story.tell(
        PlanMeeting(meeting_id=M, cycle_id=uid("q1"), title="Align", objective_ids=(uid("hidden"), uid("open"))),
        StartMeeting(meeting_id=M),
        OpenItem(**HIDDEN),
        StartVote(**OPEN),
        CastVote(confidence=8, **OPEN),
        RecordDecision(decision_id=uid("x"), text="A secret", **HIDDEN),
        by="ada",
    ).tell(CastVote(confidence=3, **OPEN), by="dan")


def numbers(story: Story, name: str | None) -> set[int | None]:
    shown = story.view(name).meeting(M)
    assert shown is not None
    return {vote.confidence for item in shown.items for each in item.rounds for vote in each.votes}


@pytest.mark.parametrize("name", EVERYBODY)
def test_before_the_reveal_no_view_holds_a_number(name: str | None) -> None:
    story = voting()
    assert numbers(story, name) == {None}
    story.do(RevealVote(**OPEN), "ada")
    assert numbers(story, name) == {3, 8}


def test_an_abstention_is_as_secret_as_a_number() -> None:
    story = voting().tell(CastVote(confidence=None, **OPEN), by="wang")
    cast = story.log[-1]
    assert isinstance(cast.event, VoteCast)
    assert cast.event.abstains
    assert b"abstains" not in encoder.encode(public(cast.event))
    shown = story.view("wang").meeting(M)
    assert shown is not None
    assert not any(vote.abstains for vote in shown.items[0].rounds[0].votes)
    story.do(RevealVote(**OPEN), "ada")
    shown = story.view("dan").meeting(M)
    assert shown is not None
    held = shown.items[0].rounds[0]
    assert [vote.person_id for vote in held.votes if vote.abstains] == [uid("wang")]
    assert held.revealed_by_id == uid("ada")


def test_who_has_voted_is_public() -> None:
    shown = voting().view("bob").meeting(M)
    assert shown is not None
    assert {vote.person_id for vote in shown.items[0].rounds[0].votes} == {uid("ada"), uid("dan")}


def test_a_round_that_is_open_again_hides_its_own_numbers_only() -> None:
    story = voting().tell(RevealVote(**OPEN), StartVote(**OPEN), CastVote(confidence=1, **OPEN), by="ada")
    assert numbers(story, "dan") == {3, 8, None}


def test_no_event_tells_a_number_before_the_reveal() -> None:
    story = voting()
    cast = [each for each in story.log if isinstance(each.event, VoteCast)]
    assert [each.event.confidence for each in cast if isinstance(each.event, VoteCast)] == [8, 3]
    for each in cast:
        assert b"confidence" not in encoder.encode(public(each.event))
        assert told(each).event == public(each.event)
    others = [each for each in story.log if each not in cast]
    assert [told(each) for each in others] == others


def test_an_item_about_a_hidden_goal_is_in_no_view() -> None:
    story = voting()
    for name, seen in (("ada", ["hidden", "open"]), ("dan", ["open"]), ("bob", ["open"]), ("root", ["open"])):
        shown = story.view(name).meeting(M)
        assert shown is not None
        assert [each.objective_id for each in shown.items] == [uid(each) for each in seen]
        assert (shown.current_id is not None) == (name == "ada")


def test_what_happens_to_a_hidden_item_is_told_to_nobody_else() -> None:
    story = voting()
    about = [each for each in story.log if uid("hidden").encode() in encoder.encode(each.event)]
    in_meeting = [each for each in about if each.event.__struct_config__.tag != "objective.created"]
    assert len(in_meeting) == 3
    for each in in_meeting:
        assert story.view("ada").may_see_event(each.event)
        assert not story.view("dan").may_see_event(each.event)


def test_an_item_comes_and_goes_with_the_sight_of_its_goal() -> None:
    story = voting()
    assert story.state.seq
    keys = story.view("dan").meeting_keys(M)
    assert f"objective:{uid('hidden')}" in keys, "the page is drawn again when the goal is shown to it"
    story.do(ChangeObjective(objective_id=uid("hidden"), visibility=Visibility.PUBLIC), "ada")
    shown = story.view("dan").meeting(M)
    assert shown is not None
    assert len(shown.items) == 2


@pytest.mark.parametrize(
    "command",
    [
        OpenItem(**HIDDEN),
        CastVote(confidence=1, **HIDDEN),
        StartVote(**HIDDEN),
        MoveAgendaItem(**HIDDEN),
        RecordDecision(decision_id=uid("z"), text="x", **HIDDEN),
    ],
)
def test_a_hidden_item_answers_as_if_it_were_not_there(command: OpenItem) -> None:
    assert voting().refusal(command, "root") == ("not_found", "objective_id")


def test_a_hidden_neighbour_is_not_there_either() -> None:
    after = MoveAgendaItem(meeting_id=M, objective_id=uid("open"), after_id=uid("hidden"))
    assert voting().refusal(after, "dan") == ("not_found", "after_id")


def test_those_who_have_left_see_no_meeting() -> None:
    assert voting().view("eve").meeting(M) is None
    assert voting().view("eve").meetings(uid("q1")) == []


def test_what_a_meeting_leaves_behind_is_in_the_history_of_the_goal() -> None:
    story = voting()
    assert {subject(each.event) for each in story.log if isinstance(each.event, VoteCast)} == {M}
    left: list[Envelope] = [each for each in story.log if isinstance(each.event, DecisionRecorded)]
    found: set[Id | None] = {subject(each.event) for each in left}
    assert found == {uid("hidden")}
