"""Says where a key result stands: value, confidence and a word, in a form inside its card; or a tick at a milestone."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_effect, use_state

from shared.check_ins.messages import PostCheckIn
from shared.check_ins.model import CheckIn
from shared.gates import is_frozen
from shared.key_results.model import Kind
from shared.messages import Id, Refused
from shared.policy import may_check_in
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.answers import (
    CALLS,
    FOLDED,
    kept,
    refusal_line,
    said_in,
    steps_control,
    value_control,
    words_fields,
)
from ui.kit.dialogs import choice, field, form

_focus = Vdom("cairn-focus")
_keys = Vdom("cairn-keys")


@component
def CheckInForm(key_result_id: Id, close: Any, corrected: CheckIn | None = None) -> Any:
    """`close` is called with the id of the check-in that was made, "" when none was. With `corrected` it puts that one right."""
    view = use_view(f"key_result:{key_result_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))

    @use_effect(dependencies=[])
    def enter() -> Any:
        def left() -> None:
            """The card may go from under whoever is writing: say where their words are."""
            found = session.state.key_results[key_result_id]
            if corrected is None and (found.archived or session.state.objectives[found.objective_id].archived):
                desk.say(text("check_in.left", name=found.name), bad=True)

        return left

    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None

    async def submit(values: dict[str, str]) -> None:
        check_in_id = session.new_id()
        try:
            command = said_in(
                values, key_result, check_in_id, text, session.now(), None if corrected is None else corrected.id
            )
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refusal_ = await desk.run(command, quietly=True)
        if refusal_ is None:
            close(check_in_id)
        else:
            set_problem((refusal_.field or "", text.refusal(refusal_)))

    async def leave(_: dict[str, Any]) -> None:
        close("")

    before = key_result.current if corrected is None else corrected.value
    level = key_result.confidence if corrected is None else corrected.confidence
    control = value_control(key_result, before, text, invalid=problem[0] == "value")
    levels = [("", text("check_in.no_confidence")), *((str(each), str(each)) for each in range(10, -1, -1))]
    body = form(
        {"className": "body check-in", "id": f"check-in-{key_result_id}", "aria-label": text("check_in.post")},
        submit,
        _keys({"map": {"escape": "close"}, "onKey": leave}),
        *(
            []
            if corrected is None
            else [html.p({"className": "hint", "key": "correcting"}, text("check_in.correcting"))]
        ),
        _focus(
            {"token": "check-in", "className": "fields", "select": True},
            *(
                [field(text("check_in.value"), control, problem=problem[1] if problem[0] == "value" else "")]
                if control is not None
                else []
            ),
            field(
                text("check_in.confidence"),
                choice("confidence", levels, "" if level is None else str(level)),
                hint=text("check_in.confidence_hint"),
            ),
        ),
        *(
            [steps_control(key_result, corrected.done, text)]
            if corrected is not None and key_result.measure.kind is Kind.MILESTONE
            else []
        ),
        field(
            text("check_in.note"),
            html.input(
                {
                    **CALLS,
                    "name": "note",
                    "maxLength": 5_000,
                    "placeholder": text("check_in.note_hint"),
                    "defaultValue": "" if corrected is None else corrected.note,
                    "autoComplete": "off",
                }
            ),
        ),
        words_fields(text, session.now(), corrected, problem),
        *refusal_line(problem, ("value", *FOLDED), text),
        html.div(
            {"className": "actions"},
            html.button({"type": "button", "className": "btn quiet small", "onClick": leave}, text("cancel")),
            html.button(
                {"className": "btn primary small"}, text("check_in.post" if corrected is None else "check_in.correct")
            ),
        ),
    )
    # what a correction says stands in no draft: it is about another day
    return body if corrected is not None else kept(view.actor.person_id, key_result_id, body)


@component
def Steps(key_result_id: Id) -> Any:
    """Milestones as a checklist; a tick is a check-in."""
    view = use_view(f"key_result:{key_result_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    done = [each.id for each in key_result.measure.milestones if each.done]
    may = may_check_in(view.actor, key_result_id, view.state)
    may = may and not is_frozen(view.state, view.state.objectives[key_result.objective_id])

    async def ticked(happened: dict[str, Any]) -> None:
        target = happened["target"]
        milestone_id, is_done = str(target.get("value", "")), bool(target.get("checked"))
        now = view.state.key_results[key_result_id].measure.milestones
        wanted = tuple(each.id for each in now if (is_done if each.id == milestone_id else each.id in done))
        await desk.run(PostCheckIn(check_in_id=session.new_id(), key_result_id=key_result_id, done=wanted))

    return html.ul(
        {"className": "steps", "aria-label": text("key_result.milestones")},
        *(
            html.li(
                {"key": each.id},
                html.label(
                    {"className": "check"},
                    html.input(
                        {
                            "type": "checkbox",
                            "value": each.id,
                            "checked": each.done,
                            "onChange": ticked,
                            **({} if may else {"disabled": True}),
                        }
                    ),
                    each.name,
                ),
            )
            for each in key_result.measure.milestones
        ),
    )
