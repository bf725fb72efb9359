"""Planning a meeting in a dialog: its title, and an agenda from the cycle's goals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reactpy import component, html, use_state

from shared.meetings.commands import PlanMeeting
from shared.messages import Id, Refused
from shared.objectives.model import Level, Objective
from shared.shape import shaped
from shared.view import View
from ui.cycles.calendar import weeks
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import Close, choice, dialog, field
from ui.kit.marks import SHAPE
from ui.live.router import use_navigate
from ui.meetings.seen import meeting_path

MOST = 100
_LEVELS = (Level.COMPANY, Level.DEPARTMENT, Level.TEAM, Level.PERSON)
_TROUBLE = {"flag": 0, "off": 1, "risk": 2}


def proposed(view: View, cycle_id: Id, start: str, now: datetime) -> list[Id]:
    """The goals for an agenda: the company's first and then down, or (`red`) those in trouble first; drafts stay out."""
    if start == "none":
        return []

    def place(each: Objective) -> tuple[int, int]:
        trouble = _TROUBLE.get(SHAPE[view.status(each.id, now)], len(_TROUBLE)) if start == "red" else 0
        return trouble, _LEVELS.index(each.level)

    goals = [each for each in view.goals(cycle_id) if not each.draft]
    return [each.id for each in sorted(goals, key=place)][:MOST]


@component
def PlanDialog(cycle_id: Id, close: Close) -> Any:
    view, session, text, desk = use_view(f"cycle:{cycle_id}"), use_session(), use_text(), use_desk()
    navigate = use_navigate()
    problem, set_problem = use_state(("", ""))
    cycle = view.state.cycles[cycle_id]
    week, _ = weeks(cycle, text.today(session.now()))

    async def submit(values: dict[str, str]) -> None:
        meeting_id = session.new_id()
        given = {"meeting_id": meeting_id, "cycle_id": cycle_id, "title": values.get("title", "").strip()}
        agenda = proposed(view, cycle_id, values.get("agenda", "all"), session.now())
        try:
            command = shaped({**given, "objective_ids": agenda}, PlanMeeting)
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refused = await desk.run(command, quietly=True)
        if refused is None:
            navigate(meeting_path(meeting_id))
        else:
            set_problem((refused.field or "", text.refusal(refused)))

    starts = [(each, text(f"meetings.agenda_{each}")) for each in ("all", "red", "none")]
    wrong, words = problem
    return dialog(
        text("meetings.new"),
        close,
        submit,
        text,
        field(
            text("meetings.title"),
            html.input(
                {
                    "name": "title",
                    "maxLength": 120,
                    "defaultValue": text("meetings.title_example", week=week),
                    "autoComplete": "off",
                }
            ),
            problem=words if wrong != "objective_ids" else "",
            key="title",
        ),
        field(
            text("meetings.agenda_from"),
            choice("agenda", starts, "all"),
            problem=words if wrong == "objective_ids" else "",
            key="agenda",
        ),
        footer=[html.button({"className": "btn primary"}, text("meetings.create"))],
    )
