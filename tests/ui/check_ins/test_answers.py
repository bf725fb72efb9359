"""What somebody types into a row: numbers as people write them, and what is wrong, said at its field."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.messages import Refused
from shared.state import State
from tests.factories import BINARY, START, company, key_result, milestones, objective, uid
from tests.ui.check_ins.owing import form, owing, priced
from tests.ui.world import World

pytestmark = pytest.mark.anyio


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [("１２", 12), ("1,5", "1.5"), ("1。5", "1.5"), (".5", "0.5"), ("¥1,2万", 12_000), ("1,200元", 1_200), ("86", 86)],
)
async def test_a_number_as_people_type_it(typed: str, said: str | int) -> None:
    world = World(company().tell(objective("Grow"), key_result("Cost", "Grow", priced("¥"))))
    world.story.now = START + timedelta(days=8)
    async with world.screen("ada", "/check-ins") as ada:
        await ada.submit(form(ada, "Cost"), value=typed)
        await ada.until(lambda screen: screen.has("div", class_="done", text="Cost"))
    assert world.state.key_results[uid("Cost")].current == Decimal(said)


@pytest.mark.parametrize(
    ("unit", "values", "name", "en", "zh"),
    [
        ("", {"value": "ten"}, "value", "This is not a number.", "这不是一个有效数字。"),
        ("", {"value": "0.1234567"}, "value", "At most 6 decimal places.", "最多 6 位小数。"),
        ("", {"value": "50%"}, "value", "without %", "请去掉「%」"),
        ("", {"value": "12abc"}, "value", "without abc", "请去掉「abc」"),
        ("", {"value": ">=95"}, "value", "without ≥", "去掉「≥」"),
        ("次", {"value": "12 天"}, "value", "counted in 次, not in 天", "单位是「次」，不是「天」"),
        ("家", {"value": "50%"}, "value", "counted in 家, not in %", "单位是「家」，不是「%」"),
        ("¥", {"value": "$5"}, "value", "counted in ¥, not in $", "单位是「¥」，不是「$」"),
        ("", {"confidence": "11"}, "confidence", "Confidence: At most 10.", "信心：不能大于 10。"),
        ("", {"at": "2026-02-01"}, "at", "This cannot be in the future.", "不能晚于现在。"),
        ("", {"at": "yesterday"}, "at", "This is not a date.", "这不是有效的日期。"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    unit: str, values: dict[str, str], name: str, en: str, zh: str
) -> None:
    for person, words in (("ada", en), ("wang", zh)):
        grow = objective("Grow", owner=person)
        world = World(company().tell(grow, key_result("Books", "Grow", priced(unit))))
        world.story.now = START + timedelta(days=8)
        async with world.screen(person, "/check-ins") as screen:
            await screen.submit(form(screen, "Books"), **{"note": "kept", **values})
            await screen.until(lambda seen: form(seen, "Books").has(role="alert"))
            shown = form(screen, "Books")
            assert words in shown.find(role="alert").text
            if name != "confidence":
                assert shown.find("label", class_="refused").find("input").attributes["name"] == name
        assert world.done == []


async def test_a_day_before_today_is_told_as_such() -> None:
    world = owing()
    async with world.screen("ada", "/check-ins") as ada:
        await ada.submit(form(ada, "Books"), value="7", at="2026-01-09")
        # the Monday after it is still owed, in an empty form
        await ada.until(
            lambda screen: form(screen, "Books").find("input", name="value").attributes["defaultValue"] == "7"
        )
    assert world.state.key_results[uid("Books")].value_at == datetime.fromisoformat("2026-01-09T10:00:00+00:00")
