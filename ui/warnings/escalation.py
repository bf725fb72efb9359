"""Handing a red key result up the line, with a note; and what was handed up, for all who see it. Decides nothing."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.line import next_up
from shared.messages import Id, Refused
from shared.policy import may_escalate, may_withdraw
from shared.status import RED
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import dialog, field
from ui.kit.marks import face
from ui.live.elements import ago


@component
def Escalate(key_result_id: Id) -> Any:
    """A button where somebody is above who has not got it yet and it is red, and the note that it asks for."""
    session, text, desk = use_session(), use_text(), use_desk()
    view = use_view(f"key_result:{key_result_id}", "directory")
    is_open, set_open = use_state(False)
    nothing: Refused | None = None
    problem, set_problem = use_state(nothing)
    key_result = view.key_result(key_result_id)
    if key_result is None or not may_escalate(view.actor, key_result_id, view.state):
        return None
    if view.verdict(key_result, session.now()).status not in RED:
        return None
    to_id = next_up(view.state, key_result, view.actor.person_id, session.now())
    # who has it already is not handed it again; what stands is taken back first
    if to_id is None or any(each.to_id == to_id for each in key_result.escalations):
        return None
    name = text.name(view.state.people[to_id])

    async def begin(_: dict[str, Any]) -> None:
        set_problem(None)
        set_open(True)

    async def submit(values: dict[str, str]) -> None:
        escalation_id = session.new_id()
        refusal = await desk.run(
            EscalateKeyResult(
                escalation_id=escalation_id, key_result_id=key_result_id, note=values.get("note", "")[:1_000]
            ),
            done=text("escalation.done", name=name),
            undo=(WithdrawEscalation(key_result_id=key_result_id, escalation_id=escalation_id),),
            quietly=True,
        )
        if refusal is None:
            set_open(False)
        else:
            set_problem(refusal)

    button = html.button(
        {
            "type": "button",
            "className": "btn small escalate",
            "data-icon": "upload",
            "key": "button",
            "aria-haspopup": "dialog",
            "onClick": begin,
        },
        text("escalation.button"),
    )
    if not is_open:
        return button
    note = html.textarea(
        {
            "name": "note",
            "required": True,
            "maxLength": 1_000,
            "rows": 4,
            "placeholder": text("escalation.note_example"),
        }
    )
    return html._(
        button,
        dialog(
            text("escalation.title", name=key_result.name),
            lambda: set_open(False),
            submit,
            text,
            html.p(text("escalation.why", name=name)),
            field(text("escalation.note"), note, problem="" if problem is None else text.refusal(problem)),
            footer=[html.button({"className": "btn primary"}, text("escalation.send", name=name))],
        ),
    )


@component
def Escalated(key_result_id: Id) -> Any:
    """The escalations that stand, the latest first; whoever made one may take it back."""
    text, desk = use_text(), use_desk()
    view = use_view(f"key_result:{key_result_id}", "directory")
    key_result = view.key_result(key_result_id)
    if key_result is None or not key_result.escalations:
        return None
    people = view.state.people

    def row(each: Any) -> Any:
        by, to = people.get(each.by_id or ""), people.get(each.to_id)

        async def withdraw(_: dict[str, Any]) -> None:
            command = WithdrawEscalation(key_result_id=key_result_id, escalation_id=each.id)
            await desk.run(command, done=text("escalation.done_withdrawn"))

        return html.li(
            {"key": each.id},
            face(by, text, "small", named=True),
            html.p(
                text("escalation.said", by=text.name(by), to=text.name(to)),
                " · ",
                ago(each.at, text),
                html.q({"className": "reason"}, each.note),
            ),
            *(
                [
                    html.button(
                        {"type": "button", "className": "btn quiet small", "key": "withdraw", "onClick": withdraw},
                        text("escalation.withdraw"),
                    )
                ]
                if may_withdraw(view.actor, key_result_id, each.id, view.state)
                else []
            ),
        )

    return html.ul({"className": "escalations"}, *(row(each) for each in reversed(key_result.escalations)))
