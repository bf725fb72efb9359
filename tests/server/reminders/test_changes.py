"""What changes meanwhile is heard of, at the moment when it matters, and nothing else is looked at."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from server.reminders import reminders
from shared.directory.messages import ChangePerson
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import ChangeKeyResult
from shared.messages import OPERATOR, Id
from shared.telling.ladder import owing
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import check_in, key_result, uid
from tests.server.reminders.office import MINUTE, MONDAY, Office

pytestmark = pytest.mark.anyio


async def test_a_check_in_a_new_owner_and_a_new_cadence_are_heard_of(office: Office) -> None:
    execute = office.cairn.executor.execute
    await office.run()
    await office.run(days=6, hours=12)
    await execute(check_in("NPS", 90), OPERATOR)
    assert await office.run(days=3) == 0
    assert await office.run(days=4, hours=12) == 1  # the Monday after
    await execute(ChangeKeyResult(key_result_id=uid("NPS"), owner_id=uid("dan")), OPERATOR)
    assert await office.run() == 1
    assert (await office.sent())[("dan", "reminder.due")] == 1


async def test_a_manager_who_is_away_and_comes_back_is_heard_of(office: Office) -> None:
    away = ChangePreferences(person_id=uid("wang"), away_from=MONDAY.date(), away_until=None)
    await office.cairn.executor.execute(away, OPERATOR)
    await office.run(days=10)
    assert (await office.sent())[("chen", "warning.stale")] == 1


async def test_what_did_not_change_is_not_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.cairn.executor.execute(key_result("Other", "Be loved", owner_id=uid("dan")), OPERATOR)
    await office.run()
    looked: list[Id] = []

    def noted(state: Any, key_result_id: Id, now: datetime) -> Any:
        looked.append(key_result_id)
        return owing(state, key_result_id, now)

    monkeypatch.setattr(reminders, "owing", noted)
    await office.run(hours=1)
    assert looked == []
    await office.cairn.executor.execute(ChangePerson(person_id=uid("dan"), time_zone="Asia/Tokyo"), OPERATOR)
    await office.run(hours=1)
    assert looked == [uid("Other")]


async def test_pages_are_woken_when_something_turns_and_at_no_other_time(office: Office) -> None:
    """Hour by hour through two weeks: what names Ada's key result, and what names the days of the two calendars in use."""
    await office.run()
    turned: dict[str, list[str]] = {}
    for _ in range(24 * 14):
        office.woken.clear()
        await office.run(hours=1)
        for each in office.woken:
            turned.setdefault(each, []).append(f"{office.clock.now - MINUTE:%d %H}")
    days = [f"{day:02}" for day in range(6, 20)]
    overdue = ["13 00", "13 09", "14 00", "15 00", "15 09", "16 00", "17 00", "18 00", "19 00", "19 09"]
    assert turned == {
        f"key_result:{uid('NPS')}": ["11 00", "11 09", "12 00", "12 09", *overdue],
        f"objective:{uid('Be loved')}": ["11 00", "11 09", "12 00", "12 09", *overdue],
        f"owed:{uid('ada')}": ["11 00", "11 09", "12 00", "12 09", *overdue],
        "day:UTC": [f"{each} 00" for each in days],
        "day:Asia/Shanghai": [f"{day:02} 16" for day in range(5, 19)],
    }


async def test_a_moment_that_has_passed_wakes_before_a_change_hides_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "TOGETHER", 0)  # as when so much is due that it is written in pieces
    await office.run(days=7)
    office.woken.clear()
    office.clock.move(days=1)
    await office.cairn.executor.execute(
        ChangeKeyResult(key_result_id=uid("NPS"), weight=Decimal(2), reason="x"), OPERATOR
    )
    await office.reminders.step()
    assert f"key_result:{uid('NPS')}" in office.woken


async def test_overdue_things_that_change_do_not_write_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.run(days=8)
    await office.cairn.executor.execute(
        ChangeKeyResult(key_result_id=uid("NPS"), weight=Decimal(2), reason="more"), OPERATOR
    )
    assert await office.run() == 0


async def test_who_falls_behind_hears_of_it_once_and_their_manager_once(office: Office) -> None:
    """Spoken of every day, at ten, with confidence, and always too little; looked at by one instance after another."""
    office.clock.move(hours=1)
    for day in range(60):
        command = check_in("NPS", day // 10, name=str(day), confidence=8)
        await office.cairn.executor.execute(command, OPERATOR)
        await office.run(days=1)
        office.restarted()
        await office.run()
    assert await office.sent() == {("ada", "warning.behind"): 1, ("wang", "warning.still_behind"): 1}


async def test_other_thresholds_are_heard_of_the_next_morning(office: Office) -> None:
    command = check_in("NPS", 3, confidence=8, at=office.clock.now)
    await office.cairn.executor.execute(command, OPERATOR)
    await office.run(days=2)
    assert await office.sent() == {}
    none = Thresholds(on_track=Decimal("0.2"), at_risk=Decimal("0.1"), silent=Decimal("0.01"))
    await office.cairn.executor.execute(ChangeWorkspace(thresholds=none), OPERATOR)
    await office.run(days=5)
    assert ("ada", "warning.behind") not in await office.sent()
    strict = Thresholds(on_track=Decimal(1), at_risk=Decimal(1), silent=Decimal("0.01"))
    await office.cairn.executor.execute(ChangeWorkspace(thresholds=strict), OPERATOR)
    await office.run(days=1)
    assert (await office.sent())["ada", "warning.behind"] == 1
