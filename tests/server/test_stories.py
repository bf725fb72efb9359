"""The test that matters most: after every step of every story, what is shown, what the rows say and what the log says agree."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from decimal import Decimal
from random import Random
from typing import get_args

import pytest

from server.db.engine import Engine
from shared.alignment.messages import ChangeLink, UnlinkObjective
from shared.check_ins.messages import AcknowledgeCheckIn
from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import (
    ArchiveKeyResult,
    ChangeKeyResult,
    MoveKeyResult,
    ProjectKeyResult,
    RestoreKeyResult,
)
from shared.messages import Refused
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    OpenRewording,
    ProjectObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Visibility
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import check_in, cycle, decrease, key_result, link, maintain, milestones, objective, person, uid
from tests.server.workshop import instance
from tests.shared.dice import Dice
from tests.shared.grades.stories import whole_closing
from tests.shared.meetings.stories import whole_meeting
from tests.shared.stories import command

pytestmark = pytest.mark.anyio

QUARTER: list[AnyCommand] = [
    ChangeWorkspace(name="Summit", thresholds=Thresholds(on_track=Decimal("0.9"), at_risk=Decimal("0.4"))),
    person("zoe", unit_id=uid("brand"), manager_id=uid("wang"), title="设计"),
    ChangePerson(person_id=uid("zoe"), manager_id=uid("chen"), unit_id=None),
    AddUnit(unit_id=uid("studio"), kind=UnitKind.TEAM, name="Studio", parent_id=uid("marketing")),
    ChangeUnit(unit_id=uid("studio"), name="工作室", lead_id=uid("zoe")),
    cycle("q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)),
    ChangeCycle(cycle_id=uid("q3"), name="夏"),
    MoveCycle(cycle_id=uid("q2"), state=CycleState.ACTIVE),
    objective("o5", owner="dan", unit="engineering", co_owner_ids=(uid("zoe"),), description="why\nnot"),
    objective("o6", draft=True),
    PublishObjective(objective_id=uid("o6")),
    ChangeObjective(objective_id=uid("o5"), title="Be fast", visibility=Visibility.PRIVATE, reason="agreed"),
    OpenRewording(objective_id=uid("o5"), reason="clearer"),
    ProjectObjective(objective_id=uid("o5"), field="title", text="Be quick", was="Be fast", authors=(uid("dan"),)),
    CloseRewording(objective_id=uid("o5")),
    key_result("k4", "o5", decrease("9.5", "0.125"), current=Decimal("8.25")),
    key_result("k5", "o5", maintain(None, "0.000001")),
    key_result("k6", "o6", milestones(1, "2.5"), weight=Decimal("2.5")),
    ChangeKeyResult(key_result_id=uid("k4"), name="Latency", measure=decrease(9, 1), reason="agreed"),
    ProjectKeyResult(key_result_id=uid("k4"), text="Delay", was="Latency", authors=(uid("dan"),)),
    MoveKeyResult(key_result_id=uid("k5"), position=0),
    MoveKeyResult(key_result_id=uid("k5"), position=0, objective_id=uid("o6")),
    check_in("k4", "4.5", confidence=7, note="half-way\n一半"),
    check_in("k6", done=(uid("m1"),)),
    AcknowledgeCheckIn(
        acknowledgement_id=uid("read"), key_result_id=uid("k4"), check_in_id=uid("check-in k4 4.5 "), comment="好"
    ),
    check_in("k2", confidence=1),
    EscalateKeyResult(escalation_id=uid("e0"), key_result_id=uid("k2"), note="We wait\n等法务"),
    EscalateKeyResult(escalation_id=uid("e1"), key_result_id=uid("k2"), note="still"),
    WithdrawEscalation(key_result_id=uid("k2"), escalation_id=uid("e1")),
    ChangePreferences(person_id=uid("ada"), quiet_from=22 * 60),
    link("o5", "o0", contributes=True),
    link("o6", "o5", key_result_id=uid("k4")),
    ChangeLink(link_id=uid("o5 > o0"), weight=Decimal("0.5")),
    UnlinkObjective(link_id=uid("o6 > o5")),
    ArchiveKeyResult(key_result_id=uid("k4")),
    RestoreKeyResult(key_result_id=uid("k4")),
    ArchiveObjective(objective_id=uid("o6")),
    RestoreObjective(objective_id=uid("o6")),
    *whole_closing(),
    MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
]


async def test_a_quarter_in_which_every_command_is_obeyed(database: Engine) -> None:
    obeyed: set[type] = set()
    async with instance(database) as here:
        meeting = whole_meeting("wang", "o0", "o1", "q1")
        for each in (*meeting, *QUARTER):
            outcome = await here.tell(each, by="root" if each in meeting else None)
            assert outcome.envelopes, each
            obeyed.add(type(each))
            await here.check()
    assert set(get_args(AnyCommand)) == obeyed


@pytest.mark.parametrize("seed", range(6))
async def test_random_stories(database: Engine, seed: int) -> None:
    dice = Dice(seed)
    obeyed = 0
    async with instance(database) as here:
        for _ in range(40):
            each, by = command(dice), dice.mostly(None, None, None, "root", "ada", "wang", "bob", "eve")
            before = here.hub.state
            try:
                obeyed += bool((await here.tell(each, by=by)).envelopes)
            except Refused:
                assert here.hub.state is before
            await here.check()
    assert obeyed >= 3


async def test_commands_of_twenty_people_at_once(database: Engine) -> None:
    async with instance(database) as here:

        async def work(seed: int) -> None:
            dice, hurry = Dice(seed), Random(seed)
            for _ in range(15):
                with suppress(Refused):
                    await here.tell(command(dice))
                if hurry.random() < 0.3:
                    await here.check_rows()

        async with asyncio.timeout(60):
            await asyncio.gather(*(work(seed) for seed in range(20)))
        await here.check()
        assert len(here.store.written) < sum(here.store.written)
