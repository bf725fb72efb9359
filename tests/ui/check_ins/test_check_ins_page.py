"""What one owes, row by row: posted, folded, refused with nothing lost; and the number in the bar."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.cadence.standing import DueState, Standing
from shared.check_ins.messages import PostCheckIn
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.key_results.model import Word
from shared.messages import Refused
from shared.state import State
from tests.factories import BINARY, START, check_in, company, key_result, milestones, objective, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World, held
from ui.check_ins.due import due_words
from ui.text import Text

pytestmark = pytest.mark.anyio


def owing(days: int = 8) -> World:
    """Ada's three key results, a week after the Monday that they were made on."""
    world = World(company().tell(objective("Grow"), *(key_result(each, "Grow") for each in ("Books", "Fans", "Shops"))))
    world.story.now = START + timedelta(days=days)
    return world


def form(screen: Screen, name: str) -> Element:
    return screen.find("form", aria_label=name)


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
        await other.until(lambda screen: not screen.has("b", class_="count"))
    said = world.done[0]
    assert isinstance(said, PostCheckIn)
    assert (said.value, said.confidence, said.note, said.blocker) == (Decimal("1200.5"), 7, "Good week", "Legal")


async def test_a_refusal_stays_in_its_row_and_posts_nothing() -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada:
        await ada.submit(form(ada, "Books"), value="lots")
        await ada.until(lambda screen: form(screen, "Books").has(role="alert"))
        await ada.submit(form(ada, "Fans"), value="1", word="at_risk")
        await ada.until(lambda screen: form(screen, "Fans").has("small", role="alert", text="Say why"))
        world.failure = Refused("forbidden")
        await ada.submit(form(ada, "Shops"), value="1")
        await ada.until(lambda screen: form(screen, "Shops").has(role="alert"))
    assert world.done == []


async def test_the_same_row_sent_twice_is_one_check_in() -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada:
        row = form(ada, "Books")
        await ada.submit(row, value="3")
        await ada.submit(row, value="3")
        await ada.until(lambda screen: not screen.has("form", aria_label="Books"))
        await ada.quiet()
    assert len(world.done) == 1


async def test_milestones_are_ticked_and_a_switch_is_turned() -> None:
    world = owing()
    world.tell(key_result("Parts", "Grow", milestones(1, 1)), key_result("Licence", "Grow", BINARY), by="ada")
    world.story.now += timedelta(days=8)
    async with world.screen("ada", "/check-ins") as ada:
        await ada.submit(form(ada, "Parts"), **{"steps": "1", f"step:{uid('m1')}": "1"})
        await ada.submit(form(ada, "Licence"), value="1")
        await ada.until(lambda screen: len(screen.find_all("div", class_="done")) == 2)
    state: State = world.state
    assert [each.done for each in state.key_results[uid("Parts")].measure.milestones] == [False, True]
    assert state.key_results[uid("Licence")].current == 1


async def test_nothing_owed_says_when_the_next_is() -> None:
    world = owing(days=1)
    async with world.screen("ada", "/check-ins") as ada:
        assert ada.has("h2", text="All done")
        assert ada.find("div", class_="empty").has("p", text="Jan 12, 2026")
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
            await ada.until(lambda seen, words=words: form(seen, "Books").find("span", class_="chip").text == words)
            if why is not None:
                card = f"kr-{uid('Books')}"
                await dan.until(lambda seen, why=why: seen.find("li", id=card).has("span", class_="because", text=why))
                await dan.until(
                    lambda seen, why=why: seen.find("div", class_="meta").has("span", class_="because", text=why)
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
