"""Meetings of the sample's company for the pictures: planned, running, voting, revealed, led by somebody else, ended.
Knows only what is in them; nobody is asked for a right that they would not have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from server.cairn import Cairn
from shared.events import AnyCommand
from shared.meetings.commands import (
    CastVote,
    EndMeeting,
    OpenItem,
    PlanMeeting,
    RecordAction,
    RecordDecision,
    RevealVote,
    SetNotes,
    SetTimer,
    StartMeeting,
    StartVote,
)
from shared.messages import Actor, Id
from shared.objectives.model import Level
from shared.view import View
from tests.factories import uid

HELD = ("planned", "running", "led", "voting", "revealed", "ended")
"""Each is a meeting of that name (`uid`)."""
NUMBERS = {"陈立": 7, "王敏": 3, "赵倩": 8, "刘洋": 6, "孙悦": 7, "周宁": 4, "何欣": 9}
NOTES = "法务：合同模板还差两轮，最快下周三定稿。\n销售希望先用旧模板签三家，风险由大客户组评估。\nTom: two banks are waiting for our answer."


async def hold_meetings(cairn: Cairn) -> None:
    state = cairn.hub.state
    people = {each.name: each.id for each in state.people.values()}
    levels = list(Level)
    cycle = next(each.id for each in state.cycles.values() if each.state == "active")
    # what is private stays off an agenda that others are to see as well
    goals = [each for each in View(state, Actor(people["何欣"])).goals(cycle) if not each.draft]
    agenda = [each.id for each in sorted(goals, key=lambda each: levels.index(each.level))][:12]
    first, second = agenda[0], agenda[1]
    today = cairn.clock().date()

    async def do(name: str, *commands: AnyCommand) -> None:
        for each in commands:
            await cairn.executor.execute(each, Actor(people[name]))

    async def begin(meeting: str, title: str, leader: str = "陈立", at: Id = second) -> dict[str, Any]:
        of: dict[str, Any] = {"meeting_id": uid(meeting)}
        await do(
            leader,
            PlanMeeting(**of, cycle_id=cycle, title=title, objective_ids=tuple(agenda)),
            StartMeeting(**of),
            OpenItem(**of, objective_id=at),
        )
        for place, each in enumerate(NUMBERS):
            if each != "何欣":
                cairn.presence.enter(
                    f"meeting:{uid(meeting)}", f"tab-{place}", people[each], f"/meeting/{uid(meeting)}"
                )
        return {**of, "objective_id": at}

    async def vote(of: dict[str, Any], *absent: str) -> None:
        await do("陈立", StartVote(**of))
        for name, number in NUMBERS.items():
            if name not in absent:
                await do(name, CastVote(confidence=number, **of))

    async def record(of: dict[str, Any]) -> None:
        await do(
            "陈立",
            SetNotes(notes=NOTES, **of),
            RecordDecision(decision_id=uid(f"d1 {of}"), text="先用旧模板签三家银行，新模板定稿后补签。", **of),
            RecordDecision(decision_id=uid(f"d2 {of}"), text="投诉超过 24 小时的工单由周宁每天早上过一遍。", **of),
            RecordAction(
                action_id=uid(f"a1 {of}"),
                text="和法务敲定旧模板的免责条款",
                owner_id=people["陈立"],
                due_on=today + timedelta(days=4),
                **of,
            ),
            RecordAction(
                action_id=uid(f"a2 {of}"),
                text="Ask both banks whether the old contract will do until December",
                owner_id=people["Tom Becker"],
                due_on=today - timedelta(days=2),
                **of,
            ),
        )

    planned = PlanMeeting(
        meeting_id=uid("planned"), cycle_id=cycle, title="第 48 周对齐会", objective_ids=tuple(agenda)
    )
    await do("陈立", planned)
    await record(await begin("running", "第 47 周对齐会"))
    await do("陈立", SetTimer(meeting_id=uid("running"), seconds=300))
    await record(await begin("led", "Legal and sales, weekly", "王敏", first))
    await vote(await begin("voting", "信心摸底：双十一之后"), "孙悦", "陈立")
    revealed = await begin("revealed", "季中复盘会")
    await vote(revealed)
    await do("陈立", RevealVote(**revealed))
    ended = await begin("ended", "第 46 周对齐会")
    await vote(ended, "孙悦")
    await do("陈立", RevealVote(**ended))
    await record(ended)
    await record({**ended, "objective_id": first})
    await do("陈立", EndMeeting(meeting_id=uid("ended")))
