"""The numbers of charts as files: for whoever may see the thing, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from httpx import AsyncClient, Response

from server.cairn import Cairn
from shared.objectives.model import Driver, Visibility
from tests.factories import START, check_in, key_result, link, objective, uid
from tests.server.api.conftest import tell

pytestmark = pytest.mark.anyio
Caller = Callable[..., AsyncClient]


def rows(answer: Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_key_results_chart_is_a_file(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("North"), key_result("增长 A", "North"), by="ada")
    wrong = check_in("增长 A", 30, confidence=4, note="=1+1", at=START)
    await tell(cairn, wrong, by="ada")
    await tell(cairn, check_in("增长 A", 25, at=START, corrects=wrong.check_in_id), by="ada")
    answer = await caller("bob").get(f"/key-results/{uid('增长 A')}/chart.csv")
    assert rows(answer) == [
        ["at", "value", "progress", "confidence", "author", "note", "corrected"],
        ["2026-01-05T09:00:00+00:00", "25", "0.25", "4", "Ada", "'=1+1", "true"],
    ]
    assert "filename*=UTF-8''%E5%A2%9E%E9%95%BF%20A.csv" in answer.headers["content-disposition"]


async def test_an_objectives_chart_has_a_column_for_each_key_result(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("North"), key_result("A", "North"), key_result("B", "North"), by="ada")
    path = f"/objectives/{uid('North')}/chart.csv"
    assert [each[1:] for each in rows(await caller("bob").get(path))] == [["progress", "A", "B"], ["0", "0", "0"]]
    await tell(cairn, check_in("A", 50, at=START), by="ada")
    assert [each[1:] for each in rows(await caller("bob").get(path))][2] == ["0.25", "0.25", "0"]


async def test_what_may_not_be_seen_has_no_chart(cairn: Cairn, caller: Caller) -> None:
    await tell(cairn, objective("Mine", visibility=Visibility.PRIVATE), key_result("A", "Mine"), by="ada")
    for path in (f"/objectives/{uid('Mine')}/chart.csv", f"/key-results/{uid('A')}/chart.csv"):
        assert (await caller("ada").get(path)).status_code == 200
        assert (await caller("dan").get(path)).status_code == 404
        assert (await caller("").get(path)).status_code == 401


async def test_a_late_check_in_is_in_the_trend_that_is_asked_for_after_it(cairn: Cairn) -> None:
    """Though it changes nothing of the key result; and asking twice works it out once."""
    await tell(cairn, objective("North"), key_result("A", "North"), by="ada")
    await tell(cairn, check_in("A", 50), by="ada")
    first = await cairn.trends.of(uid("North"))
    assert await cairn.trends.of(uid("North")) is first
    await tell(cairn, check_in("A", 10, at=START), by="ada")
    second = await cairn.trends.of(uid("North"))
    assert [each.value for each in second.marks[uid("A")]] == [10, 50]


async def test_a_cycles_chart_has_a_row_for_each_day_of_the_company_and_of_a_department(
    cairn: Cairn, caller: Caller
) -> None:
    await tell(
        cairn,
        objective("North", unit="brand"),
        key_result("A", "North"),
        objective("Mine", visibility=Visibility.PRIVATE),
        key_result("B", "Mine"),
        by="ada",
    )
    await tell(cairn, check_in("A", 50, confidence=7, at=START), check_in("B", 90, confidence=1, at=START), by="ada")
    path = f"/cycles/{uid('q1')}/chart.csv"
    found = rows(await caller("bob").get(path))
    assert found[0] == ["at", "progress", "expected", "confidence"]
    assert found[5] == ["2026-01-05T00:00:00+00:00", "0", "0.044444", ""]
    assert found[6] == ["2026-01-06T00:00:00+00:00", "0.5", "0.055556", "7"]
    assert rows(await caller("bob").get(f"{path}?unit_id={uid('marketing')}")) == found
    assert (await caller("bob").get(f"{path}?unit_id={uid('engineering')}")).status_code == 404
    assert (await caller("bob").get(f"/cycles/{uid('North')}/chart.csv")).status_code == 404
    assert (await caller("").get(path)).status_code == 401


async def test_a_burn_up_has_a_column_for_what_contributes_but_not_for_what_is_hidden(
    cairn: Cairn, caller: Caller
) -> None:
    await tell(
        cairn,
        objective("North", driver=Driver.BOTH),
        key_result("A", "North"),
        objective("South"),
        key_result("B", "South"),
        link("South", "North", contributes=True),
        by="root",
    )
    await tell(cairn, check_in("B", 50, at=START), by="root")
    found = rows(await caller("bob").get(f"/objectives/{uid('North')}/chart.csv"))
    assert [each[1:] for each in found] == [["progress", "A", "South"], ["0", "0", "0"], ["0.25", "0", "0.25"]]
