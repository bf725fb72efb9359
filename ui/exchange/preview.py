"""What an import would do, line by line, and the decision about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from reactpy import component, html, use_state

from shared.cycles.model import CycleState
from shared.messages import Id, Refused
from shared.view import View
from ui.exchange.desk import PlannedRow, Preview
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.dialogs import choice, form
from ui.live.router import use_location, use_navigate
from ui.text import Text

Say = Callable[[str, str], Awaitable[None]]
"""Takes a question and its answer."""
WHATS = ("create", "same", "ask", "refused")


@component
def Previewed(
    found: Preview, into: Id | None, show: Callable[[Preview], Any], leave: Callable[[], Awaitable[None]]
) -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    view = use_view("cycles")
    place, navigate = use_location(), use_navigate()
    partly, set_partly = use_state(False)
    busy, set_busy = use_state(False)
    misread, set_misread = use_state(("", ""))
    new = found.counts.get("create", 0)
    left = found.counts.get("refused", 0) + found.counts.get("ask", 0)

    async def cancel(_: dict[str, Any]) -> None:
        await leave()

    async def change_partly(happened: dict[str, Any]) -> None:
        set_partly(bool(happened.get("target", {}).get("checked")))

    async def change_cycle(happened: dict[str, Any]) -> None:
        wanted = str(happened.get("target", {}).get("value", ""))
        navigate(place.with_query(into=wanted or None), replace=True)

    async def go(_: dict[str, Any]) -> None:
        if busy or not new or (left and not partly):
            return
        set_busy(True)
        try:
            show(await session.exchange.carry_out(found.id, into, partly=partly))
        except Refused as refusal:
            desk.say_refused(refusal)
            set_busy(False)
        else:
            set_busy(False)

    async def say(question: str, answer: str) -> None:
        """The preview is drawn again with the answer in it; what is still asked was not understood."""
        if not answer.strip():
            return
        try:
            outcome = await session.exchange.say(found.id, into, question, answer)
            is_open = any(each.question == question for each in outcome.rows)
            set_misread((question, answer.strip()) if is_open else ("", ""))
            show(outcome)
        except Refused as refusal:
            desk.say_refused(refusal)

    words = text("exchange.working") if busy else text("exchange.go_partly" if left else "exchange.go", n=new)
    return html.div(
        {"className": "page broad"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("exchange.preview")),
            html.p(text("exchange.nothing_written", name=found.filename)),
            html.div(
                {"className": "actions"},
                html.button(
                    {"type": "button", "className": "btn", "data-icon": "upload", "onClick": cancel},
                    text("exchange.again"),
                ),
            ),
        ),
        html.dl({"className": "tally", "key": "tally"}, *(_count(what, found, text) for what in WHATS)),
        *(html.p({"className": "quiet-text", "key": f"note:{n}"}, note) for n, note in enumerate(found.notes)),
        html.label(
            {"className": "field into", "key": "into"},
            text("exchange.cycle"),
            choice("into", _cycles(view, text), _chosen(view, into), onChange=change_cycle),
        ),
        rows_table(found.rows, found.hidden, text, say, misread),
        html.footer(
            {"className": "decide", "key": "decide"},
            *(
                [
                    html.label(
                        {"className": "check", "key": "partly"},
                        html.input({"type": "checkbox", "checked": partly, "onChange": change_partly}),
                        text("exchange.partly", n=left),
                    )
                ]
                if left and new
                else []
            ),
            html.button(
                {"type": "button", "className": "btn", "key": "cancel", "onClick": cancel}, text("exchange.cancel")
            ),
            html.button(
                {
                    "type": "button",
                    "className": "btn primary",
                    "key": "go",
                    "disabled": busy or not new or bool(left and not partly),
                    "onClick": go,
                },
                words,
            ),
        ),
    )


def _cycles(view: View, text: Text) -> list[tuple[str, str]]:
    """The current one first, and only there."""
    current = view.receiving_cycle()
    open_ones = [
        each for each in view.cycles() if each.state in (CycleState.DRAFT, CycleState.ACTIVE) and each != current
    ]
    first = text("exchange.into_named", cycle=current.name if current is not None else "–")
    return [("", first), *((each.id, each.name) for each in open_ones)]


def _chosen(view: View, into: Id | None) -> str:
    current = view.receiving_cycle()
    return "" if into is None or (current is not None and into == current.id) else into


def _count(what: str, found: Preview, text: Text) -> Any:
    count = found.counts.get(what, 0)
    return html.div(
        {"data-r": what, "key": what},
        html.dt(text(f"exchange.what.{what}")),
        html.dd({} if count else {"className": "zero"}, str(count)),
    )


def rows_table(
    rows: Sequence[PlannedRow], hidden: int, text: Text, say: Say | None = None, misread: tuple[str, str] = ("", "")
) -> Any:
    """Line by line; of `hidden` more there is only the number. Where one can `say` it, rows that ask take an answer.

    `misread` is a question and the answer to it that was not understood.
    """
    columns = ("where", "result", "content", "owner", "measure")
    return html.div(
        {"className": "scroll", "key": "table"},
        html.table(
            {"className": "table preview"},
            html.thead(
                html.tr(
                    *(
                        html.th(
                            {"key": each, "className": "num" if each in ("where", "measure") else ""},
                            text(f"exchange.column.{each}"),
                        )
                        for each in columns
                    )
                )
            ),
            html.tbody(*(_row(each, str(place), text, say, misread) for place, each in enumerate(rows))),
        ),
        *([html.p({"className": "quiet-text more", "key": "more"}, text("exchange.more", n=hidden))] if hidden else []),
    )


def _answer(row: PlannedRow, text: Text, say: Say, misread: tuple[str, str]) -> Any:
    is_misread = row.question == misread[0]

    async def sent(values: dict[str, str]) -> None:
        await say(row.question, values.get("answer", ""))

    # another question on the same line is another field, empty again
    return form(
        {"className": "answer", "key": row.question},
        sent,
        html.input(
            {
                "name": "answer",
                "aria-label": text("exchange.answer_for", title=row.title),
                "placeholder": text(f"exchange.answer.{row.form}"),
                "maxLength": 1000,
                "autoComplete": "off",
                **({"aria-invalid": "true"} if is_misread else {}),
            }
        ),
        html.button({"type": "submit", "className": "btn small"}, text("exchange.answer")),
        *([_misread(row, misread[1], text)] if is_misread else []),
    )


def _misread(row: PlannedRow, answer: str, text: Text) -> Any:
    asked, example = text(f"exchange.asked.{row.form}"), text(f"exchange.answer.{row.form}")
    words = text("exchange.misread", field=asked, answer=answer, example=example)
    return html.small({"className": "why", "role": "alert", "key": "misread"}, words)


def _row(row: PlannedRow, key: str, text: Text, say: Say | None, misread: tuple[str, str]) -> Any:
    why = "why" if row.what in ("ask", "refused") else "quiet-text"
    name = row.title or text(f"exchange.kind.{row.kind}")
    kind = [] if row.kind in ("objective", "key_result", "line") else [html.small(text(f"exchange.kind.{row.kind}"))]
    is_measure = row.kind == "key_result"
    about = [] if is_measure or not row.detail else [html.small({"className": "quiet-text"}, row.detail)]
    return html.tr(
        {"data-r": row.what, "key": key},
        html.td({"className": "num"}, row.where),
        html.td(html.span({"className": "verdict"}, text(f"exchange.what.{row.what}"))),
        html.td(
            {"className": "depth", "style": {"--in": row.depth}},
            name,
            *kind,
            *about,
            *(html.small({"className": why}, reason) for reason in row.reasons),
            *([html.code({"className": "source"}, row.source)] if row.source else []),
            *([_answer(row, text, say, misread)] if say is not None and row.question else []),
        ),
        html.td(row.owner),
        html.td({"className": "num"}, row.detail if is_measure else ""),
    )
