"""The page of import and export: guests take out, others see a preview, decide, and read the report."""

from __future__ import annotations

import pytest

from shared.messages import Refused
from tests.factories import company, objective
from tests.ui.belongings import WorldExchange
from tests.ui.world import World, WorldSession
from ui.exchange.desk import PlannedRow, Preview

pytestmark = pytest.mark.anyio

ROWS = (
    PlannedRow(where="2", what="create", kind="objective", title="Grow", owner="Ada"),
    PlannedRow(where="3", what="create", kind="key_result", title="Customers", detail="0 → 50", depth=1),
    PlannedRow(
        where="4", what="ask", kind="key_result", title="Mood", depth=1, reasons=("No number",), source="KR3 Mood"
    ),
)
FINE = Preview(id="up", filename="x.md", rows=ROWS[:2], counts={"create": 2, "same": 0, "ask": 0, "refused": 0})
MIXED = Preview(
    id="up", filename="x.md", rows=ROWS, counts={"create": 2, "same": 0, "ask": 1, "refused": 0}, hidden=7,
    created={"objective": 1, "key_result": 1}, notes=("1: a column was not read",),
)  # fmt: skip


class Exchanging(World):
    """Everybody's pages ask one desk, so that a test can say what it answers."""

    def __init__(self, answer: Preview | None) -> None:
        super().__init__(company().tell(objective("North")))
        self.exchange = WorldExchange()
        self.exchange.answer = answer

    def session(self, name: str) -> WorldSession:
        session = super().session(name)
        session.exchange = self.exchange
        return session


async def test_a_guest_takes_out_and_brings_nothing_in() -> None:
    async with Exchanging(None).screen("bob", "/exchange") as screen:
        await screen.until(lambda seen: seen.has("a", text="CSV"))
        assert not screen.has("cairn-upload")
        links = [each.attributes for each in screen.find_all("a") if "download" in each.attributes]
        assert [each["href"].split("&")[0] for each in links] == [
            f"/api/v1/export?format={form}" for form in ("csv", "md", "json")
        ]
        assert all("data-native" in each for each in links)


async def test_a_file_that_was_sent_leads_to_its_preview() -> None:
    world = Exchanging(FINE)
    async with world.screen("ada", "/exchange") as screen:
        upload = screen.find("cairn-upload")
        await screen.send(upload, "uploaded", detail={"name": "x.md", "answer": {"upload": "up"}})
        await screen.until(lambda seen: seen.has("table"))
        assert screen.find("footer").find("button", text="2").attributes["disabled"] is False
        assert screen.has("td", text="0 → 50")
        await screen.click(screen.find("footer").find("button", text="2"))
        await screen.quiet()
        assert world.exchange.carried_out == [("up", False)]


async def test_rows_that_cannot_come_in_have_to_be_left_out_knowingly() -> None:
    world = Exchanging(MIXED)
    async with world.screen("ada", "/exchange", "?upload=up") as screen:
        await screen.until(lambda seen: seen.has("small", text="No number"))
        assert screen.has("code", text="KR3 Mood")
        assert screen.has("p", text="a column was not read")
        assert screen.has("p", text="7")
        button = screen.find("footer").find("button", text="2")
        assert button.attributes["disabled"] is True
        await screen.click(button)
        await screen.quiet()
        assert not world.exchange.carried_out
        target = {"checked": True}
        await screen.send(screen.find("footer").find("input"), "change", target=target, currentTarget=target)
        await screen.until(lambda seen: not seen.find("footer").find("button", text="2").attributes["disabled"])
        world.exchange.answer = Preview(
            id="up", filename="x.md", rows=ROWS, counts=MIXED.counts, created=MIXED.created, done=True
        )
        await screen.click(screen.find("footer").find("button", text="2"))
        await screen.until(lambda seen: seen.has("div", class_="report"))
        assert world.exchange.carried_out == [("up", True)]
        assert screen.has("h2", text="2")
        assert "1 objective, 1 key result." in screen.find("div", class_="report").text
        assert not screen.has("footer"), "nothing is to be decided any more"
        assert {each.attributes["data-r"] for each in screen.find_all("tr") if "data-r" in each.attributes} == {"ask"}
        assert screen.has("code", text="KR3 Mood"), "what was left out is still told"


async def test_what_was_forgotten_or_failed_is_said() -> None:
    async with Exchanging(None).screen("ada", "/exchange", "?upload=old") as screen:
        await screen.until(lambda seen: seen.has("cairn-upload"))
        upload = screen.find("cairn-upload")
        await screen.send(upload, "failed", detail={"name": "y.zip", "status": 413, "detail": "Too large."})
        await screen.until(lambda seen: "y.zip" in seen.text and "Too large." in seen.text)
        await screen.send(upload, "uploaded", detail={"name": "x", "answer": "nonsense"})
        await screen.quiet()
        assert screen.has("cairn-upload")


async def test_a_refusal_while_it_is_brought_in_leaves_the_preview() -> None:
    world = Exchanging(FINE)
    async with world.screen("ada", "/exchange", "?upload=up") as screen:
        await screen.until(lambda seen: seen.has("table"))

        async def refuse(*_: object, **__: object) -> Preview:
            raise Refused("unavailable")

        world.exchange.carry_out = refuse  # type: ignore[method-assign]
        await screen.click(screen.find("footer").find("button", text="2"))
        await screen.until(lambda seen: seen.has("div", class_="toast") or "again" in seen.text)
        assert screen.has("table")


async def test_a_row_that_asks_takes_an_answer() -> None:
    asking = PlannedRow(
        where="4",
        what="ask",
        kind="key_result",
        title="Mood",
        depth=1,
        question="{q}",
        form="measure",
        reasons=("No number",),
    )
    world = Exchanging(Preview(id="up", filename="x.md", rows=(asking,), counts={"ask": 1}))
    async with world.screen("ada", "/exchange", "?upload=up") as screen:
        await screen.until(lambda seen: seen.has("form", class_="answer"))
        field = screen.find("form", class_="answer").find("input")
        assert "Mood" in field.attributes["aria-label"]
        assert "31%" in field.attributes["placeholder"]
        assert not screen.has("small", role="alert")
        await screen.submit(screen.find("form", class_="answer"), answer="banana")
        await screen.until(lambda seen: seen.has("small", role="alert"))
        words = screen.find("form", class_="answer").find("small", role="alert").text
        assert words.startswith("Start and target: “banana” was not understood. Expected: 31%")
        world.exchange.answer = FINE
        await screen.submit(screen.find("form", class_="answer"), answer="6 → 8")
        await screen.until(lambda seen: not seen.has("form", class_="answer"))
        assert world.exchange.said == [("{q}", "banana"), ("{q}", "6 → 8")]
        into = [each.text for each in screen.find("select", name="into").find_all("option")]
        assert into == ["q1 (the usual one)", "q2"], "no cycle is offered twice"
        assert not screen.find("footer").find("button", text="2").attributes["disabled"]


async def test_the_example_can_be_copied() -> None:
    async with Exchanging(None).screen("ada", "/exchange") as screen:
        await screen.until(lambda seen: seen.has("cairn-copy"))
        copy = screen.find("cairn-copy").attributes
        assert copy["value"] == screen.find("pre").text
        assert copy["bare"] and copy["label"] and copy["done"]
