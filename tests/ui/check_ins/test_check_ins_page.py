"""What one owes, row by row: posted, folded, refused with nothing lost; and the number in the bar."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.cadence.standing import DueState, Standing
from shared.check_ins.messages import PostCheckIn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.events import AnyCommand
from shared.key_results.messages import ArchiveKeyResult, ChangeKeyResult
from shared.key_results.model import Word
from shared.objectives.messages import ArchiveObjective, ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import START, check_in, company, key_result, objective, uid
from tests.ui.check_ins.owing import form, owing
from tests.ui.world import World, held
from ui.check_ins.due import due_words
from ui.text import Text

pytestmark = pytest.mark.anyio


async def test_rows_fold_when_they_are_posted_and_the_number_follows() -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada, world.screen("ada") as other:
        assert other.find("b", class_="count").text == "3"
        await ada.submit(form(ada, "Fans"), value="1,200.5", confidence="7", note="Good week", blocker="Legal")
        await ada.until(lambda screen: len(screen.find_all("form", class_="owed-row")) == 2)
        assert ada.find("div", class_="done").text.startswith("✓Fans")
        await other.until(lambda screen: screen.find("b", class_="count").text == "2")
        for each in ("Books", "Shops"):
            await ada.submit(form(ada, each), value="5", confidence="5")
        await ada.until(lambda screen: screen.has("h2", text="Done, thank you"))
        async with world.screen("ada", "/check-ins") as anew:
            for screen in (ada, anew):
                assert screen.find("div", class_="empty").find("p").text == "The next one is due on Jan 19, 2026."
        await other.until(lambda screen: not screen.has("b", class_="count"))
    said = world.done[0]
    assert isinstance(said, PostCheckIn)
    assert (said.value, said.confidence, said.note, said.blocker) == (Decimal("1200.5"), 7, "Good week", "Legal")


async def test_the_number_is_right_for_any_number_and_rows_come_up_as_others_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.check_ins.page.MOST", 2)
    world = owing()
    goals = [objective(f"Goal {each}") for each in range(5)]
    more = [key_result(f"KR {each}", f"Goal {each // 20}") for each in range(80)]
    # so old that nothing is asked of it any more, and first in every list of what Ada owns
    world.story.tell(*goals, *more, ArchiveObjective(objective_id=uid("Goal 4")))
    world.story.now += timedelta(days=8)
    async with world.screen("ada", "/check-ins") as ada:
        assert ada.find("b", class_="count").text == "83"
        rows = ada.find_all("form", class_="owed-row")
        assert (len(rows), ada.has("p", class_="hint", text="81 more")) == (2, True)
        first = rows[0].attributes["aria-label"]
        await ada.submit(rows[0], value="5", confidence="5")
        await ada.until(lambda screen: screen.find("b", class_="count").text == "82")
        waiting = [each.attributes["aria-label"] for each in ada.find_all("form", class_="owed-row")]
        assert (len(waiting), first in waiting, ada.has("p", class_="hint", text="80 more")) == (2, False, True)


async def test_the_same_row_sent_twice_is_one_check_in() -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada:
        row = form(ada, "Books")
        await ada.submit(row, value="3")
        await ada.submit(row, value="3")
        await ada.until(lambda screen: not screen.has("form", aria_label="Books"))
        await ada.quiet()
    assert len(world.done) == 1


async def test_nothing_owed_says_when_the_next_is() -> None:
    world = owing(days=1)
    async with world.screen("ada", "/check-ins") as ada:
        assert ada.has("h2", text="Nothing to do yet")
        assert ada.find("div", class_="empty").has("p", text="Your first one is due on Jan 12, 2026.")
    async with world.screen("dan", "/check-ins") as dan:
        assert dan.has("p", text="Nothing is asked of you")


@pytest.mark.parametrize(
    ("state", "due", "days", "said"),
    [
        (DueState.STALE, START - timedelta(days=5), 5, "5 days overdue"),
        (DueState.OVERDUE, START - timedelta(days=1), 1, "1 day overdue"),
        (DueState.OVERDUE, START - timedelta(hours=1), 0, "Due today"),
        (DueState.DUE, START + timedelta(days=1), 0, "Due tomorrow"),
        (DueState.CURRENT, START + timedelta(days=3), 0, "Due on Jan 8, 2026"),
        (DueState.SILENT, None, 0, "Not asked for"),
    ],
)
def test_due_in_words(state: DueState, due: datetime | None, days: int, said: str) -> None:
    standing = Standing(state=state, due_at=due, overdue_days=days)
    assert due_words(standing, START, Text(Locale.EN, "Europe/Berlin")) == said


async def test_the_goal_page_and_the_list_count_the_same_days() -> None:
    """The owner's: at half past eight seven times twenty-four hours are not over yet, but the eighth day has long begun."""
    world = owing()
    world.tell(ChangePerson(person_id=uid("ada"), time_zone="UTC"))
    world.story.now = START + timedelta(days=15, minutes=-30)
    path = f"/o/{uid('Grow')}"
    async with world.screen("ada", "/check-ins") as ada, world.screen("dan", path) as dan:
        listed = ada.find("form", id=f"owed-{uid('Books')}").find("span", class_="chip").text
        said = dan.find("li", id=f"kr-{uid('Books')}").find("span", class_="because").text
    assert (listed, said) == ("8 days overdue", "Stale: 8 days overdue.")


async def test_words_turn_on_an_open_page_when_the_day_does() -> None:
    """Nothing happens but that time passes and wakes what turns."""
    world = owing()
    world.tell(ChangePerson(person_id=uid("ada"), time_zone="UTC"))
    monday = START + timedelta(days=7)  # nine o'clock
    path = f"/o/{uid('Grow')}"
    async with world.screen("ada", "/check-ins") as ada, world.screen("dan", path) as dan:
        for now, words, why in (
            (monday + timedelta(days=2, hours=14), "2 days overdue", None),
            (monday + timedelta(days=3), "3 days overdue", None),
            (monday + timedelta(days=3, seconds=1), "3 days overdue", "Stale: 3 days overdue."),
            (monday + timedelta(days=3, hours=15), "4 days overdue", "Stale: 4 days overdue."),
        ):
            world.story.now = now
            world.watchers.wake([f"key_result:{uid('Books')}", f"objective:{uid('Grow')}"])
            await ada.until(lambda seen, words=words: form(seen, "Books").find("span", class_="chip").text == words)  # type: ignore[misc]
            for place, class_ in (("ol", "krs"), ("div", "meta")) if why is not None else ():
                await dan.until(
                    lambda seen, place=place, class_=class_, why=why: (  # type: ignore[misc]
                        seen.find(place, class_=class_).has("span", class_="because", text=why)
                    )
                )


async def test_a_correction_says_so_and_what_it_corrects_stays() -> None:
    world = owing(days=1)
    world.tell(check_in("Books", 40, confidence=5), check_in("Fans", 5, confidence=9), by="ada")
    async with world.screen("ada", f"/o/{uid('Grow')}") as ada, world.screen("wang", f"/o/{uid('Grow')}") as wang:
        for screen in (ada, wang):
            await screen.click(screen.find("li", id=f"kr-{uid('Books')}").find("button", class_="said"))
            await screen.until(lambda seen: seen.has("ol", class_="check-ins"))
        await ada.click(ada.find("ol", class_="check-ins").find("button", text="Correct"))
        await ada.until(lambda screen: screen.has("form", class_="check-in"))
        asked = held(ada.find("form", class_="check-in"))
        assert (asked["value"], asked["confidence"]) == ("40", "5")
        await ada.submit(ada.find("form", class_="check-in"), **{**asked, "value": "14", "confidence": "6"})
        await wang.until(lambda screen: screen.find("li", class_="corrected"))
        assert wang.has("span", class_="chip", text="更正")
        await wang.submit(wang.find("ol", class_="check-ins").find_all("form")[0], comment="Thanks")
        await wang.until(lambda screen: screen.has("q", text="Thanks"))
    said = world.done[0]
    assert isinstance(said, PostCheckIn)
    assert (said.value, said.corrects) == (Decimal(14), next(iter(world.known())))


async def test_the_card_and_the_paper_say_why_and_where_word_and_numbers_part() -> None:
    world = owing(days=1)
    world.tell(
        check_in("Books", 40, confidence=2, word=Word.ON_TRACK, word_reason="It will come"),
        check_in("Fans", 5, confidence=2),
        by="ada",
    )
    async with world.screen("dan", f"/o/{uid('Grow')}") as dan:
        books = dan.find("li", id=f"kr-{uid('Books')}").find("span", class_="because")
        assert books.text == "The owner says: It will come The numbers say: Red flag."
        assert dan.find("div", class_="meta").find("span", class_="because").text == "“Fans”: Confidence is 2."


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (ArchiveKeyResult(key_result_id=uid("Books")), "was archived meanwhile"),
        (ArchiveObjective(objective_id=uid("Grow")), "was archived meanwhile"),
        (MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING), "q1 takes no more check-ins"),
        (ChangeKeyResult(key_result_id=uid("Books"), owner_id=uid("dan"), reason="His"), "not asked of you any more"),
        (check_in("Books", 9), "A check-in was posted meanwhile"),
    ],
)
async def test_a_row_in_which_somebody_writes_stays_whatever_becomes_of_it(command: AnyCommand, words: str) -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada:
        world.tell(command, by=None)
        await ada.until(lambda seen: seen.find("form", id=f"owed-{uid('Books')}").has("p", text=words))
        row = ada.find("form", id=f"owed-{uid('Books')}")
        assert "left" in row.attributes["className"]  # shown where the browser has kept something of it
        assert row.has("input", name="note")
        await ada.submit(row, value="5", note="Mine")
        if isinstance(command, ChangeKeyResult | PostCheckIn):  # hers to speak of still: the objective is
            await ada.until(lambda seen: not seen.has("form", id=f"owed-{uid('Books')}"))
        else:
            await ada.until(lambda seen: seen.find("form", id=f"owed-{uid('Books')}").has("p", class_="why"))


async def test_what_may_not_be_seen_any_more_is_not_named() -> None:
    world = World(company().tell(objective("Grow", owner="dan"), key_result("Books", "Grow", owner_id=uid("ada"))))
    world.story.now = START + timedelta(days=8)
    async with world.screen("ada", "/check-ins") as ada:
        assert ada.has("h2", text="Books")
        world.tell(
            ChangeKeyResult(key_result_id=uid("Books"), owner_id=uid("dan"), reason="His"),
            ChangeObjective(objective_id=uid("Grow"), visibility=Visibility.PRIVATE, reason="Ours"),
        )
        await ada.until(lambda seen: seen.has("p", text="You may not see this key result any more"))
        assert "Books" not in ada.find("main").text
