"""Meetings: given what happened, when somebody asks, then these events or this refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.meetings.commands import (
    AddAgendaItem,
    CastVote,
    ChangeAction,
    ChangeDecision,
    ChangeMeeting,
    EndMeeting,
    MoveAgendaItem,
    OpenItem,
    PlanMeeting,
    RecordAction,
    RecordDecision,
    RemoveAgendaItem,
    ReopenMeeting,
    RevealVote,
    SetNotes,
    SetTimer,
    StartMeeting,
    StartVote,
    TakeOver,
)
from shared.meetings.events import AgendaItemMoved, MeetingPlanned, VoteRevealed
from shared.meetings.model import Meeting, MeetingState, median, seconds_left
from shared.objectives.messages import ArchiveObjective
from tests.factories import Story, company, objective, uid

M = uid("align")
A: dict[str, Any] = {"meeting_id": M, "objective_id": uid("a")}
B: dict[str, Any] = {"meeting_id": M, "objective_id": uid("b")}
C = uid("c")


def planned(**fields: Any) -> Story:
    story = company().tell(*(objective(name) for name in "abcd"), objective("e", cycle_id=uid("q2")))
    given = {"title": "Align", "objective_ids": (uid("a"), uid("b"), C), "cycle_id": uid("q1"), **fields}
    return story.tell(PlanMeeting(meeting_id=M, **given), by="ada")


def running() -> Story:
    return planned().tell(StartMeeting(meeting_id=M), OpenItem(**A), by="ada")


def meeting(story: Story) -> Meeting:
    return story.state.meetings[M]


def order(story: Story) -> str:
    names = {uid(name): name for name in "abcd"}
    return "".join(names[each.objective_id] for each in meeting(story).items)


def test_whoever_plans_it_leads_it_and_the_agenda_is_in_the_order_given() -> None:
    story = planned(title="  Align ")
    assert meeting(story).facilitator_id == uid("ada")
    assert meeting(story).title == "Align"
    assert order(story) == "abc"
    assert isinstance(story.log[-4].event, MeetingPlanned)
    assert story.log[-4].event.meeting.items == (), "each item is told by an event of its own"
    assert story.state.index.meetings[uid("q1")] == (M,)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"title": " "}, ("blank", "title")),
        ({"cycle_id": uid("q9")}, ("not_found", "cycle_id")),
        ({"facilitator_id": uid("bob")}, ("meeting.guest_leads", "facilitator_id")),
        ({"facilitator_id": uid("eve")}, ("person.inactive", "facilitator_id")),
        ({"objective_ids": (uid("e"),)}, ("meeting.other_cycle", "objective_ids")),
        ({"objective_ids": (uid("nothing"),)}, ("not_found", "objective_ids")),
        ({"meeting_id": M}, ("taken", "meeting_id")),
    ],
)
def test_a_plan_that_makes_no_sense_names_its_field(given: dict[str, Any], refusal: tuple[str, str]) -> None:
    fields = {"meeting_id": uid("other"), "cycle_id": uid("q1"), "title": "Align", **given}
    assert planned().refusal(PlanMeeting(**fields), "ada") == refusal


def test_an_archived_cycle_and_an_archived_goal_are_not_talked_about() -> None:
    story = planned().tell(ArchiveObjective(objective_id=uid("d")))
    assert story.refusal(AddAgendaItem(meeting_id=M, objective_id=uid("d")), "ada") == (
        "objective.archived",
        "objective_id",
    )
    story.tell(
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.ARCHIVED),
    )
    again = PlanMeeting(meeting_id=uid("n"), cycle_id=uid("q1"), title="Late")
    assert story.refusal(again, "ada") == ("cycle.archived", "cycle_id")
    for late in (StartMeeting(meeting_id=M), SetNotes(notes="late", **A), EndMeeting(meeting_id=M)):
        assert story.refusal(late, "ada") == ("cycle.archived", "meeting_id")


def test_what_was_to_be_done_is_ticked_off_also_when_its_cycle_is_archived() -> None:
    story = running().tell(RecordAction(action_id=uid("x"), text="Ask", owner_id=uid("dan"), **A), by="ada")
    story.tell(
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.ARCHIVED),
    )
    story.do(ChangeAction(action_id=uid("x"), done=True, **A), "dan")
    assert meeting(story).items[0].actions[0].done


def test_items_move_beside_a_neighbour() -> None:
    story = planned().tell(AddAgendaItem(meeting_id=M, objective_id=uid("d")), by="ada")
    assert order(story) == "abcd"
    story.do(MoveAgendaItem(meeting_id=M, objective_id=uid("d"), after_id=uid("a")), "ada")
    assert order(story) == "adbc"
    story.do(MoveAgendaItem(meeting_id=M, objective_id=C, after_id=None), "dan")
    assert order(story) == "cadb"
    assert story.decide(MoveAgendaItem(meeting_id=M, objective_id=C, after_id=None), "dan") == []
    assert story.decide(MoveAgendaItem(meeting_id=M, objective_id=C, after_id=C), "dan") == []
    lost = MoveAgendaItem(meeting_id=M, objective_id=C, after_id=uid("e"))
    assert story.refusal(lost, "ada") == ("meeting.not_on_agenda", "after_id")


def test_a_gap_that_is_full_is_made_room_in() -> None:
    story = planned()
    for _ in range(40):  # the last goes between the first two, again and again
        last, first = meeting(story).items[-1].objective_id, meeting(story).items[0].objective_id
        story.do(MoveAgendaItem(meeting_id=M, objective_id=last, after_id=first), "ada")
        assert [each.objective_id for each in meeting(story).items][:2] == [first, last]
    assert any(len([e for e in story.log if e.command_id == each.command_id]) > 1 for each in story.log[-40:])
    assert all(isinstance(each.event, AgendaItemMoved) for each in story.log[-40:])


def test_two_who_drag_at_once_end_with_one_order() -> None:
    drags = [
        (MoveAgendaItem(meeting_id=M, objective_id=uid("a"), after_id=C), "ada"),
        (MoveAgendaItem(meeting_id=M, objective_id=uid("b"), after_id=None), "dan"),
    ]
    for each in (drags, drags[::-1]):
        story = planned()
        for command, by in each:
            story.do(command, by)
        assert order(story) == "bca"


def test_what_something_was_recorded_for_stays_on_the_agenda() -> None:
    story = running().tell(SetNotes(notes="said", **A), by="dan")
    assert story.refusal(RemoveAgendaItem(**A), "ada") == ("meeting.item_used", "objective_id")
    story.do(OpenItem(**B), "ada")
    story.do(RemoveAgendaItem(**B), "ada")
    assert order(story) == "ac"
    assert meeting(story).current_id is None


def test_votes_are_opened_cast_changed_revealed_and_held_again() -> None:
    story = running().tell(StartVote(**A), by="ada")
    assert story.decide(StartVote(**A), "ada") == []
    assert story.refusal(RevealVote(**A), "ada") == ("meeting.no_votes", "objective_id")
    story.do(CastVote(confidence=3, **A), "dan")
    story.do(CastVote(confidence=8, **A), "ada")
    story.do(CastVote(confidence=5, round=1, **A), "dan")
    assert story.decide(CastVote(confidence=5, **A), "dan") == []
    story.do(RevealVote(**A), "ada")
    revealed = story.log[-1].event
    assert isinstance(revealed, VoteRevealed)
    assert {each.person_id: each.confidence for each in revealed.votes} == {uid("ada"): 8, uid("dan"): 5}
    assert story.decide(RevealVote(**A), "ada") == []
    assert story.refusal(CastVote(confidence=1, **A), "dan") == ("meeting.not_voting", "objective_id")
    story.do(StartVote(**A), "ada")
    assert story.refusal(CastVote(confidence=1, round=1, **A), "dan") == ("meeting.round_over", "round")
    assert [each.revealed for each in meeting(story).items[0].rounds] == [True, False]


def test_nothing_is_led_before_the_start_and_after_the_end() -> None:
    story = planned()
    for command in (OpenItem(**A), StartVote(**A), SetTimer(meeting_id=M, seconds=60), RevealVote(**A)):
        assert story.refusal(command, "ada") == ("meeting.not_running", "meeting_id")
    story = running().tell(RecordAction(action_id=uid("x"), text="Ask", owner_id=uid("dan"), **A), by="ada")
    story.do(EndMeeting(meeting_id=M), "ada")
    assert meeting(story).state is MeetingState.ENDED
    for late in (OpenItem(**B), SetNotes(notes="late", **A), TakeOver(meeting_id=M), AddAgendaItem(**A)):
        assert story.refusal(late, "ada") == ("meeting.ended", "meeting_id")
    assert story.refusal(ChangeAction(action_id=uid("x"), text="Ask twice", **A), "dan") == (
        "meeting.ended",
        "meeting_id",
    )
    story.do(ChangeAction(action_id=uid("x"), done=True, **A), "dan")
    assert meeting(story).items[0].actions[0].done
    story.do(ReopenMeeting(meeting_id=M), "ada")
    assert meeting(story).state is MeetingState.RUNNING
    assert story.decide(ReopenMeeting(meeting_id=M), "ada") == []


def test_the_timer_runs_stands_and_runs_out() -> None:
    story = running().tell(SetTimer(meeting_id=M, seconds=300), by="ada")
    began = meeting(story).timer.ticks_from
    assert began is not None
    story.now = began + timedelta(seconds=100)
    story.do(SetTimer(meeting_id=M, running=False), "ada")
    assert (meeting(story).timer.ticks_from, meeting(story).timer.seconds) == (None, 200)
    assert story.decide(SetTimer(meeting_id=M, running=False), "ada") == []
    story.do(SetTimer(meeting_id=M), "ada")
    assert seconds_left(meeting(story).timer, story.now + timedelta(hours=1)) == 0
    for _ in range(2):  # two who add a minute add two
        story.do(SetTimer(meeting_id=M, more=60), "ada")
    assert 298 <= seconds_left(meeting(story).timer, story.now) <= 320
    story.now += timedelta(hours=1)
    story.do(SetTimer(meeting_id=M, more=60), "ada")
    assert meeting(story).timer.seconds == 60, "also when it has run out"
    story.do(SetTimer(meeting_id=M, seconds=0), "ada")
    assert meeting(story).timer.ticks_from is None


def test_notes_decisions_and_actions_are_recorded_for_an_item() -> None:
    story = running().tell(SetNotes(notes="One\ntwo ", was="", **A), by="dan")
    assert story.refusal(SetNotes(notes="mine", was="", **A), "ada") == ("stale", "was")
    decision: dict[str, Any] = {"decision_id": uid("x"), **A}
    action: dict[str, Any] = {"action_id": uid("y"), **A}
    story.do(RecordDecision(text="Go on", **decision), "dan")
    story.do(RecordAction(text="Ask legal", owner_id=uid("dan"), due_on=date(2026, 2, 1), **action), "ada")
    assert story.refusal(RecordDecision(text="again", **decision), "dan") == ("taken", "decision_id")
    assert story.refusal(RecordAction(text="x", owner_id=uid("eve"), action_id=uid("z"), **A), "ada") == (
        "person.inactive",
        "owner_id",
    )
    assert story.refusal(ChangeDecision(decision_id=uid("none"), text="x", **A), "ada") == ("not_found", "decision_id")
    story.do(ChangeDecision(dropped=True, **decision), "ada")
    story.do(ChangeAction(owner_id=uid("ada"), due_on=None, done=True, **action), "dan")
    item = meeting(story).items[0]
    assert (item.notes, item.decisions[0].dropped, item.actions[0].owner_id) == ("One\ntwo", True, uid("ada"))
    assert (item.actions[0].due_on, item.actions[0].done) == (None, True)
    shown = story.view("ada").meeting(M)
    assert shown is not None
    assert shown.items[0].decisions == (), "what was dropped is not shown"


def test_somebody_takes_over_when_the_facilitator_has_gone() -> None:
    story = running()
    assert story.refusal(OpenItem(**B), "dan") == ("forbidden", None)
    story.do(TakeOver(meeting_id=M), "dan")
    assert story.decide(TakeOver(meeting_id=M), "dan") == []
    story.do(OpenItem(**B), "dan")
    assert story.refusal(OpenItem(**A), "ada") == ("forbidden", None)
    story.do(ChangeMeeting(meeting_id=M, facilitator_id=uid("ada"), title="Aligned", follow=False), "dan")
    assert (meeting(story).facilitator_id, meeting(story).title, meeting(story).follow) == (
        uid("ada"),
        "Aligned",
        False,
    )
    assert story.decide(ChangeMeeting(meeting_id=M, follow=False), "ada") == []


@pytest.mark.parametrize(("numbers", "middle"), [([], None), ([7], 7), ([2, 9], 2), ([9, 1, 5], 5)])
def test_the_median_is_the_lower_of_two(numbers: list[int], middle: int | None) -> None:
    assert median(numbers) == middle
