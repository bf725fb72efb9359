"""One objective of a cycle that closes: its key results with their grades, the look back, and what becomes of it."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.carrying import carry_over
from shared.cycles.model import CycleState
from shared.grades.messages import WriteRetrospective
from shared.grades.model import Carry
from shared.messages import Id, Refused, Role
from shared.objectives.model import Objective
from shared.view import View
from ui.closing.draft import retrospective_draft
from ui.closing.marks import carried, objective_mark, objective_words
from ui.closing.row import GradeRow
from ui.closing.walk import Walk
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import choice, field, form
from ui.kit.written import Words, Written
from ui.live.router import Place
from ui.text import Text


@component
def ClosingObjective(objective_id: Id, walk: Walk) -> Any:
    keys = (f"objective:{objective_id}", f"key_results:{objective_id}")
    text = use_text()

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        key_results = view.key_results(objective_id)
        ids = tuple(each.id for each in key_results)
        return (
            objective.version,
            objective_words(key_results, text),
            ids,
            view.may_edit(objective_id),
            _state(view, objective),
        )

    view = use_view(*keys, "cycles", looks=looks)
    objective = view.objective(objective_id)
    if objective is None:
        return None
    key_results = view.key_results(objective_id)
    may = view.may_edit(objective_id) and _state(view, objective) is CycleState.CLOSING
    return html.article(
        {"className": "closing", "aria-label": objective.title},
        html.header(
            {"key": "head"},
            html.h2(html.a({"href": f"/o/{objective_id}"}, objective.title)),
            html.small(text.name(view.state.people.get(objective.owner_id))),
            objective_mark(key_results, text),
        ),
        html.ul(
            {"className": "grades", "key": "grades"}, *(GradeRow(each.id, walk, key=each.id) for each in key_results)
        ),
        Retrospective(objective_id, may, key="retrospective"),
        *carried(view, objective, text),
        *([CarryOver(objective_id, key="carry")] if may and objective.carried_to is None else []),
    )


def _state(view: View, objective: Objective) -> CycleState:
    return view.state.cycles[objective.cycle_id].state


@component
def Retrospective(objective_id: Id, may: bool) -> Any:
    """Folded until somebody asks: only then is it read what happened."""
    text = use_text()
    is_open, set_open = use_state(False)

    async def toggle(_: dict[str, Any]) -> None:
        set_open(lambda before: not before)

    return html.section(
        {"className": "retrospective"},
        html.button(
            {
                "type": "button",
                "key": "fold",
                "className": "btn quiet small fold-button",
                "aria-expanded": "true" if is_open else "false",
                "onClick": toggle,
            },
            text("closing.retrospective"),
        ),
        *([LookBack(objective_id, may, key="text")] if is_open else []),
    )


@component
def LookBack(objective_id: Id, may: bool) -> Any:
    """What was written; else, for those who may write, what could be begun with."""
    view = use_view(f"objective:{objective_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    draft, set_draft = use_state("")
    objective = view.objective(objective_id)
    wants_draft = may and objective is not None and not objective.retrospective

    @use_async_effect(dependencies=[wants_draft])
    async def load() -> None:
        if not wants_draft:
            return
        check_ins = {
            each.id: (await session.check_ins(each.id, limit=500))[::-1] for each in view.key_results(objective_id)
        }
        points = await session.trend(objective_id)
        history = (await session.history(objective_id, limit=500))[::-1]
        now = View(session.state, session.actor)
        set_draft(retrospective_draft(now, objective_id, check_ins, points, history, text))

    async def keep(_: dict[str, Any]) -> None:
        await desk.run(WriteRetrospective(objective_id=objective_id, text=draft, was=""))

    async def commit(words: Words) -> Refused | None:
        return await desk.run(
            WriteRetrospective(objective_id=objective_id, text=words.now, was=words.was), quietly=True
        )

    if objective is None:
        return None
    if not may:
        return html.p({"className": "note"}, objective.retrospective or text("closing.retrospective_none"))
    field_ = Written(
        objective.retrospective,
        commit,
        label=text("closing.retrospective"),
        class_name="input",
        long=True,
        most=20_000,
        key="written",
    )
    if objective.retrospective or not draft:
        return html.div({"className": "look-back"}, field_)
    return html.div(
        {"className": "look-back"},
        html.small({"key": "why"}, text("closing.draft")),
        html.pre({"className": "sketch", "key": "draft", "tabIndex": 0}, draft),
        html.button(
            {"type": "button", "className": "btn small", "key": "keep", "onClick": keep}, text("closing.draft_keep")
        ),
        html.small({"key": "own"}, text("closing.draft_own")),
        field_,
    )


def _no_cycle(view: View, text: Text) -> Any:
    """There is none to go on in: the way to one, for those who may make it."""
    admin = view.me is not None and view.me.role is Role.ADMIN
    way = html.a({"href": Place("/cycles", {"edit": "new"}).href, "key": "new"}, text("cycles.new"))
    words = text("closing.target_none" if admin else "closing.target_ask")
    return html.p({"className": "note", "key": "no-cycle"}, words, *([" ", way] if admin else []))


@component
def CarryOver(objective_id: Id) -> Any:
    """The choice of what becomes of it, with the copy made at once."""
    view = use_view(f"objective:{objective_id}", "cycles")
    session, text, desk = use_session(), use_text(), use_desk()
    chosen, set_chosen = use_state("")
    problem, set_problem = use_state("")

    async def choose(happened: dict[str, Any]) -> None:
        set_chosen(str(happened["target"].get("value", "")))

    async def submit(values: dict[str, str]) -> None:
        wanted = values.get("choice", "")
        if wanted not in {each.value for each in Carry}:
            return
        now = View(session.state, session.actor)
        try:
            commands = carry_over(
                now,
                objective_id,
                Carry(wanted),
                values.get("reason", ""),
                values.get("cycle_id") or None,
                session.new_id(),
            )
        except Refused as refused:
            set_problem(text.refusal(refused))
            return
        failure = await desk.run(*commands, quietly=True)
        set_problem("" if failure is None else text.refusal(failure))

    if view.objective(objective_id) is None:
        return None
    choices = [("", "–"), *((each.value, text(f"carry.{each.value}")) for each in Carry)]
    open_ = [each for each in view.cycles() if each.state in (CycleState.DRAFT, CycleState.ACTIVE)]
    targets = [(each.id, each.name) for each in open_]
    more: list[Any] = []
    if chosen not in ("", Carry.ABANDONED.value) and not targets:
        more.append(_no_cycle(view, text))
    elif chosen:
        if chosen != Carry.ABANDONED.value:
            target = choice("cycle_id", targets, targets[0][0])
            more.append(field(text("closing.target"), target, key="target"))
        reason = html.input({"name": "reason", "maxLength": 1_000, "autoComplete": "off"})
        more.append(field(text("closing.reason_carry"), reason, key="reason"))
        more.append(html.button({"className": "btn small", "key": "go"}, text("closing.carry_go")))
    return form(
        {"className": "carry fields"},
        submit,
        field(text("closing.carry"), choice("choice", choices, chosen, onChange=choose), key="choice"),
        *more,
        *([html.p({"className": "why", "role": "alert", "key": "why"}, problem)] if problem else []),
    )
