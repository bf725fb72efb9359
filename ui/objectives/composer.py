"""The sheet on which a new objective is drafted: a title and key results, with the keyboard alone.

Each line is read as it is typed and shows what it was read as. Nothing is saved until the whole is; it is saved whole.
"""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, event, html, use_state

from shared.alignment.messages import LinkObjective
from shared.events import AnyCommand
from shared.gates import why_closed
from shared.messages import Id, Refused
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level, Visibility
from shared.policy import may
from shared.view import View
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.reading import Reading, command_for, read_line
from ui.kit.dialogs import choice
from ui.live.router import use_location, use_navigate
from ui.objectives.properties import places

_lines = Vdom("cairn-lines")
_focus = Vdom("cairn-focus")

MOST_LINES = 12
FIRST_LINES = 3


@component
def Composer(cycle_id: Id) -> Any:
    view = use_view("directory", "cycles")
    session, text, desk = use_session(), use_text(), use_desk()
    place, navigate = use_location(), use_navigate()
    count, set_count = use_state(FIRST_LINES)
    problem, set_problem = use_state(("", ""))
    me = view.me
    cycle = view.state.cycles[cycle_id]
    if me is None:
        return None

    async def more(_: dict[str, Any]) -> None:
        set_count(min(MOST_LINES, count + 1))

    async def submit(happened: dict[str, Any]) -> None:
        """`detail`: the named fields, as texts; lines are kr-0, kr-1, …"""
        values = happened.get("detail")
        if not isinstance(values, dict):
            return
        fields = {str(name): str(value)[:20_000] for name, value in values.items()}
        readings = [read_line(fields.get(f"kr-{n}", ""), session.state) for n in range(MOST_LINES)]
        unread = next((n for n, each in enumerate(readings) if each.draft.name and each.measure is None), None)
        if unread is not None:
            refusal = readings[unread].refusal
            set_problem(
                (f"kr-{unread}", text.refusal(refusal) if refusal is not None else text("key_result.no_number"))
            )
            return
        objective_id = session.new_id()
        commands = _commands(fields, cycle_id, me.id, objective_id, readings, session.new_id)
        try:
            await session.execute(*commands)
        except Refused as refusal_:
            number = refusal_.params.get("place", 0)
            field = refusal_.field or ""
            if isinstance(number, int) and 0 < number <= len([each for each in readings if each.measure is not None]):
                field = f"kr-{number - 1}"
            set_problem((field, text.refusal(refusal_)))
            return
        desk.say(text("objective.created", title=fields.get("title", "").strip()))
        navigate(f"/o/{objective_id}")

    options = [(value, words) for value, words in places(view, text) if _may(view, cycle_id, me.id, value)]
    if not options:
        return html.div(
            {"className": "paper"},
            html.div({"className": "empty"}, html.h1(text("compose.no_right")), html.p(text("guest.reads"))),
        )
    if (closed := why_closed(view.state, cycle_id)) is not None:
        return html.div(
            {"className": "paper"},
            html.div({"className": "empty"}, html.h1(text("compose.closed")), html.p(text.refusal(closed))),
        )
    goals = [(each.id, each.title) for each in view.goals(cycle_id) if not each.draft][:200]
    chosen = next((value for value, _ in options if me.unit_id and value.endswith(me.unit_id)), options[-1][0])
    wanted_parent = place.query.get("supports", "")
    shared_problem = problem[1] if problem[1] and problem[0] != "title" and not problem[0].startswith("kr-") else ""
    return _lines(
        {"className": "compose paper", "onMore": more, "onSubmit": submit, "data-last": str(count - 1)},
        html.div(
            {"className": "lead"},
            html.nav({"className": "crumbs"}, html.a({"href": "/"}, cycle.name), html.h1(text("objective.new"))),
        ),
        _focus(
            {"token": "compose"},
            html.input(
                {
                    "className": "title",
                    "name": "title",
                    "maxLength": 300,
                    "autoComplete": "off",
                    "placeholder": text("compose.title"),
                    "aria-label": text("objective.title"),
                    **({"aria-invalid": "true"} if problem[0] == "title" else {}),
                }
            ),
        ),
        *([html.p({"className": "why", "role": "alert"}, problem[1])] if problem[0] == "title" else []),
        html.div(
            {"className": "fields props"},
            choice("place", options, chosen, **{"className": "input", "aria-label": text("objective.level")}),
            choice(
                "visibility",
                [(each.value, text(f"visibility.{each.value}")) for each in Visibility],
                Visibility.PUBLIC.value,
                **{"className": "input", "aria-label": text("objective.visibility")},
            ),
            choice(
                "supports",
                [("", text("link.none")), *goals],
                wanted_parent,
                **{"className": "input", "aria-label": text("link.title")},
            ),
        ),
        html.h2({"className": "group"}, text("key_results"), html.small(text("compose.three_to_five"))),
        html.ol(
            {"className": "drafts"},
            *(DraftLine(n, problem[1] if problem[0] == f"kr-{n}" else "", key=str(n)) for n in range(count)),
        ),
        html.p(
            {"className": "keys"},
            html.span(html.kbd("↵"), f" {text('compose.next')}"),
            html.span(html.kbd("⌫"), f" {text('compose.back')}"),
            html.span(html.kbd("Ctrl ↵"), f" {text('compose.create')}"),
        ),
        *([html.p({"className": "why", "role": "alert"}, shared_problem)] if shared_problem else []),
        html.footer(
            {"className": "actions"},
            html.button(
                {"type": "button", "className": "btn primary", "data-submit": "publish"},
                text("compose.create"),
                " ",
                html.kbd("Ctrl ↵"),
            ),
            html.button({"type": "button", "className": "btn quiet", "data-submit": "draft"}, text("compose.draft")),
        ),
    )


@component
def DraftLine(number: int, problem: str) -> Any:
    session, text = use_session(), use_text()
    words, set_words = use_state("")

    @event(debounce=180)
    async def typed(happened: dict[str, Any]) -> None:
        set_words(str(happened["target"].get("value", ""))[:400])

    reading: Reading = read_line(words, session.state)
    attributes: dict[str, Any] = {
        "name": f"kr-{number}",
        "maxLength": 400,
        "autoComplete": "off",
        "placeholder": text("key_result.example") if number == 0 else text("compose.another"),
        "aria-label": f"{text('key_result')} {number + 1}",
        "onChange": typed,
    }
    if problem:
        attributes["aria-invalid"] = "true"
    return html.li(
        {"className": "draft"},
        html.input(attributes),
        *([reading.chips(text)] if words.strip() and not problem else []),
        *([html.p({"className": "why", "role": "alert"}, problem)] if problem else []),
    )


def _commands(
    fields: dict[str, str], cycle_id: Id, me: Id, objective_id: Id, readings: list[Reading], new_id: Any
) -> list[AnyCommand]:
    level, _, unit_id = fields.get("place", "person").partition(":")
    commands: list[AnyCommand] = [
        CreateObjective(
            objective_id=objective_id,
            cycle_id=cycle_id,
            title=fields.get("title", ""),
            level=Level(level),
            unit_id=unit_id or None,
            owner_id=me,
            visibility=Visibility(fields.get("visibility", "public")),
            draft=fields.get("submit") == "draft",
        )
    ]
    commands += [command_for(each, objective_id, new_id(), new_id) for each in readings if each.measure is not None]
    if fields.get("supports"):
        commands.append(LinkObjective(link_id=new_id(), child_id=objective_id, parent_id=fields["supports"]))
    return commands


def _may(view: View, cycle_id: Id, me: Id, place: str) -> bool:
    level, _, unit_id = place.partition(":")
    command = CreateObjective(
        objective_id=cycle_id, cycle_id=cycle_id, title="-", level=Level(level), unit_id=unit_id or None, owner_id=me
    )
    return may(view.actor, command, view.state)
