"""What random stories do in meetings, over few names so that they meet. Makes no claims of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from shared.events import AnyCommand
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
from tests.factories import uid
from tests.shared.dice import Dice


def meetings_begin() -> list[AnyCommand]:
    """One meeting under way about public and hidden goals, its first goal voted upon."""
    of: dict[str, Any] = {"meeting_id": uid("m0"), "objective_id": uid("o1")}
    return [
        PlanMeeting(
            meeting_id=uid("m0"),
            cycle_id=uid("q1"),
            title="Align",
            facilitator_id=uid("wang"),
            objective_ids=(uid("o0"), uid("o1"), uid("o2")),
        ),
        StartMeeting(meeting_id=uid("m0")),
        StartVote(**of),
        RecordDecision(decision_id=uid("d0"), text="Go on", **of),
        RecordAction(action_id=uid("a0"), text="Ask legal", owner_id=uid("ada"), **of),
    ]


def meeting_commands(dice: Dice) -> list[Callable[[], AnyCommand]]:
    """Every command there is about meetings."""
    meeting_id = uid(dice.mostly("m0", "m0", "m0", "m1", rarely=("m9",)))
    objective_id = uid(dice.mostly("o1", "o1", "o0", "o2", rarely=("o3", "o5")))
    of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
    return [
        lambda: PlanMeeting(
            meeting_id=uid(dice.mostly("m1", rarely=("m0",))),
            cycle_id=uid(dice.mostly("q1", rarely=("q2",))),
            title=dice.words(),
            facilitator_id=dice.mostly(None, dice.person()),
            objective_ids=dice.mostly((), (objective_id,), (uid("o1"), objective_id)),
        ),
        lambda: ChangeMeeting(
            meeting_id=meeting_id,
            title=dice.some(dice.words()),
            facilitator_id=dice.some(dice.person()),
            follow=dice.some(True, False),
        ),
        lambda: AddAgendaItem(**of),
        lambda: MoveAgendaItem(after_id=dice.mostly(None, uid("o0"), uid("o1"), uid("o2")), **of),
        lambda: RemoveAgendaItem(**of),
        lambda: StartMeeting(meeting_id=meeting_id),
        lambda: OpenItem(**of),
        lambda: SetTimer(
            meeting_id=meeting_id, seconds=dice.some(0, 60, 300), more=dice.mostly(0, 60), running=dice.yes()
        ),
        lambda: StartVote(**of),
        lambda: CastVote(
            confidence=dice.mostly(dice.random.randrange(11), rarely=(None,)), round=dice.mostly(None, 1), **of
        ),
        lambda: RevealVote(**of),
        lambda: SetNotes(
            notes=dice.mostly("", "说清楚\nand short", rarely=("a\x00b",)), was=dice.mostly(None, ""), **of
        ),
        lambda: RecordDecision(decision_id=uid(dice.mostly("d0", "d1", "d2")), text=dice.words(), **of),
        lambda: ChangeDecision(
            decision_id=uid("d0"), text=dice.some(dice.words()), dropped=dice.some(True, False), **of
        ),
        lambda: RecordAction(
            action_id=uid(dice.mostly("a0", "a1", "a2")),
            text=dice.words(),
            owner_id=dice.person(),
            due_on=dice.mostly(None, date(2026, 2, 1)),
            **of,
        ),
        lambda: ChangeAction(
            action_id=uid("a0"),
            owner_id=dice.some(dice.person()),
            due_on=dice.some(None, date(2026, 3, 1)),
            done=dice.some(True, False),
            dropped=dice.some(True, False),
            **of,
        ),
        lambda: TakeOver(meeting_id=meeting_id),
        lambda: EndMeeting(meeting_id=meeting_id),
        lambda: ReopenMeeting(meeting_id=meeting_id),
        lambda: ReopenMeeting(meeting_id=meeting_id),
    ]


def whole_meeting(facilitator: str, first: str, second: str, cycle: str) -> list[AnyCommand]:
    """Every command there is about meetings, each obeyed once, about two objectives of a cycle."""
    other: dict[str, Any] = {"meeting_id": uid("whole")}
    of: dict[str, Any] = {"objective_id": uid(first), **other}
    return [
        PlanMeeting(
            cycle_id=uid(cycle), title="Whole", facilitator_id=uid(facilitator), objective_ids=(uid(first),), **other
        ),
        AddAgendaItem(objective_id=uid(second), **other),
        MoveAgendaItem(objective_id=uid(second), **other),
        ChangeMeeting(title="Aligned", follow=False, **other),
        StartMeeting(**other),
        OpenItem(**of),
        SetTimer(seconds=300, **other),
        SetNotes(notes="一\ntwo", **of),
        StartVote(**of),
        CastVote(confidence=7, **of),
        RevealVote(**of),
        RecordDecision(decision_id=uid("whole d"), text="Go on", **of),
        ChangeDecision(decision_id=uid("whole d"), text="Go on!", **of),
        RecordAction(action_id=uid("whole a"), text="Ask", owner_id=uid(facilitator), due_on=date(2026, 3, 1), **of),
        ChangeAction(action_id=uid("whole a"), done=True, **of),
        RemoveAgendaItem(objective_id=uid(second), **other),
        TakeOver(**other),
        EndMeeting(**other),
        ReopenMeeting(**other),
    ]
