"""What meetings leave behind: the summary, an objective's decisions, and what somebody has to do."""

from __future__ import annotations

from datetime import date

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.meetings.commands import CastVote, EndMeeting, RecordAction, RecordDecision, RevealVote, SetNotes, StartVote
from shared.meetings.model import MeetingState
from tests.factories import uid
from tests.ui.meetings.table import HIDDEN, PATH, A, M, by_id, meeting, running, screens

pytestmark = pytest.mark.anyio


async def test_what_a_meeting_left_is_on_the_goals_page_and_with_whom_it_was_given() -> None:
    world = running()
    world.tell(
        RecordDecision(decision_id=uid("d"), text="Go on", **A),
        RecordDecision(decision_id=uid("s"), text="A secret", meeting_id=M, objective_id=HIDDEN),
        RecordAction(action_id=uid("a"), text="Ask legal", owner_id=uid("dan"), due_on=date(2025, 12, 1), **A),
        RecordAction(action_id=uid("b"), text="Hush", owner_id=uid("dan"), meeting_id=M, objective_id=HIDDEN),
        EndMeeting(meeting_id=M),
        by="ada",
    )
    async with world.screen("dan", f"/o/{uid('Grow')}") as goal, world.screen("dan", "/meetings") as mine:
        decided = goal.find("section", class_="decided")
        assert decided.has("p", text="Go on")
        assert decided.has("a", text="Align", href=f"{PATH}?item={uid('Grow')}")
        listed = mine.find("section", class_="mine")
        assert len(listed.find_all("li")) == 1, "what one may not see is not one's own either"
        assert listed.has(class_="late")
        box = listed.find("input", type="checkbox")
        target = {"value": box.attributes["value"], "checked": True}
        await mine.send(box, "change", target=target, currentTarget=target)
        await mine.until(lambda screen: not screen.has("section", class_="mine"))
        await goal.until(lambda screen: not screen.has("li", text="Ask legal"))


async def test_the_summary_links_each_decision_to_its_goal() -> None:
    world = running()
    world.tell(
        StartVote(**A), CastVote(confidence=7, **A), RevealVote(**A), SetNotes(notes="Costs first", **A),
        RecordDecision(decision_id=uid("d"), text="Go on", **A),
        RecordAction(action_id=uid("a"), text="Ask legal", owner_id=uid("dan"), due_on=date(2026, 2, 1), **A),
        RecordDecision(decision_id=uid("s"), text="A secret", meeting_id=M, objective_id=HIDDEN),
        by="ada",
    )  # fmt: skip
    async with screens(world, "ada", "dan") as (ada, dan):
        world.tell(EndMeeting(meeting_id=M), by="ada")
        for screen, sections in ((ada, 2), (dan, 1)):
            await screen.until(lambda screen: screen.has("article", class_="summary"))
            summary = screen.find("article", class_="summary")
            assert len(summary.find_all("section")) == sections
            part = summary.find("section", text="Go on")
            assert part.find("a").attributes["href"] == f"/o/{uid('Grow')}"
            for words in ("Median 7", "Ask legal", "Dan", "Costs first"):
                assert words in part.text
        assert "A secret" not in dan.text
        await ada.click(by_id(ada, "reopen"))
        await dan.until(lambda screen: screen.has("section", class_="vote"))
        assert meeting(world).state is MeetingState.RUNNING


@pytest.mark.parametrize("elsewhere", [f"{PATH}?item={uid('Learn')}&apart=1", f"/o/{uid('Learn')}?meeting={M}&apart=1"])
async def test_whoever_was_on_their_own_finds_the_summary(elsewhere: str) -> None:
    world = running()
    path, _, query = elsewhere.partition("?")
    async with world.screen("dan", path, query) as dan:
        assert not dan.has("a", text="See the summary")
        world.tell(EndMeeting(meeting_id=M), by="ada")
        await dan.until(lambda screen: screen.has("a", text="See the summary"))
        await dan.go(dan.find("a", text="See the summary").attributes["href"])
        await dan.until(lambda screen: screen.has("article", class_="summary"))
        assert not dan.has("a", text="See the summary")


async def test_a_meeting_of_an_archived_cycle_is_not_offered_to_be_opened_again() -> None:
    world = running()
    world.tell(EndMeeting(meeting_id=M), by="ada")
    async with world.screen("ada", PATH) as ada:
        assert ada.has(id="reopen")
        for state in (CycleState.CLOSING, CycleState.ARCHIVED):
            world.tell(MoveCycle(cycle_id=uid("q1"), state=state, reason="Over"), by="root")
        await ada.until(lambda screen: not screen.has(id="reopen"))
