"""What is said when there is nothing to show: how to begin, or that one is lost."""

from __future__ import annotations

from itertools import islice
from typing import Any

from reactpy import component, html

from shared.gates import why_closed
from shared.messages import Id, Role
from shared.objectives.model import Objective
from ui.hooks import use_text, use_view

OFFERED = 5
"""The company's goals that are offered to who has none."""


@component
def Beginning(cycle_id: Id | None = None) -> Any:
    """The first objective of a cycle, or the first cycle, and who may make it."""
    view, text = use_view("cycles"), use_text()
    me = view.me
    if cycle_id is None:
        may = me is not None and me.role is Role.ADMIN
        return html.div(
            {"className": "paper"},
            html.div(
                {"className": "empty"},
                html.h1(text("begin.cycle")),
                html.p(text("begin.cycle_why" if may else "begin.cycle_ask")),
                *(
                    [
                        html.div(
                            {"className": "actions"},
                            html.a({"className": "btn primary", "href": "/cycles?edit=new"}, text("begin.cycle_make")),
                        )
                    ]
                    if may
                    else []
                ),
            ),
        )
    if (closed := why_closed(view.state, cycle_id)) is not None:
        return html.div(
            {"className": "paper"},
            html.div({"className": "empty"}, html.h1(text("goals.none")), html.p(text.refusal(closed))),
        )
    return html.div(
        {"className": "paper"},
        html.div(
            {"className": "empty"},
            html.h1(text("begin.goal")),
            html.p(text("begin.goal_why")),
            html.p(text("guest.reads"))
            if me is None or me.role is Role.GUEST
            else html.div(
                {"className": "actions"},
                html.a(
                    {"className": "btn primary", "href": f"/new?cycle={cycle_id}"},
                    text("begin.goal_make"),
                    " ",
                    html.kbd("C"),
                ),
                html.a({"className": "btn", "href": "/exchange", "data-icon": "upload"}, text("begin.import")),
            ),
            html.ol(
                {"className": "steps-first"},
                *(
                    html.li({"key": str(n)}, html.b(text(f"begin.step_{n}")), text(f"begin.step_{n}_why"))
                    for n in (1, 2, 3)
                ),
            ),
        ),
    )


@component
def NothingMine(cycle_id: Id) -> Any:
    """Nothing of one's own yet: the company's goals, each to be supported or read."""
    view, text = use_view(f"goals:{cycle_id}", "cycles"), use_text()
    me = view.me
    may = me is not None and me.role is not Role.GUEST and why_closed(view.state, cycle_id) is None
    offered = list(islice(view.goals(cycle_id, "company"), OFFERED))

    def row(goal: Objective) -> Any:
        return html.li(
            {"key": goal.id},
            html.a({"href": f"/o/{goal.id}"}, goal.title),
            *(
                [html.a({"className": "btn small", "href": f"/new?supports={goal.id}"}, text("begin.support"))]
                if may
                else []
            ),
        )

    return html.div(
        {"className": "paper"},
        html.div(
            {"className": "empty"},
            html.h1(text("begin.mine")),
            html.p(text("guest.reads" if me is None or me.role is Role.GUEST else "begin.mine_why")),
            *([html.ul({"className": "offered"}, *(row(each) for each in offered))] if offered else []),
            *(
                [
                    html.div(
                        {"className": "actions"},
                        html.a(
                            {"className": "btn primary", "href": "/new", "data-icon": "plus"}, text("objective.new")
                        ),
                    )
                ]
                if may
                else []
            ),
        ),
    )


@component
def Lost() -> Any:
    """Not there, or not for this person: the two look the same."""
    text = use_text()
    return html.div(
        {"className": "page"},
        html.div(
            {"className": "empty lost"},
            html.h1(text("lost.title")),
            html.p(text("lost.why")),
            html.div({"className": "actions"}, html.a({"className": "btn primary", "href": "/"}, text("lost.back"))),
        ),
    )
