"""A grade as it is shown, and where an objective came from and went on. Marks only; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reactpy import html

from shared.cycles.model import Cycle, CycleState
from shared.grading import Colour, colour, objective_colour, objective_grade, ungraded
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective
from shared.view import View
from ui.live.router import Place
from ui.text import Text

SHAPE = {Colour.RED: "off", Colour.YELLOW: "risk", Colour.GREEN: "on"}
"""A colour as the style sheet calls it: each has a sign of its own as well."""


def tenths(grade: Decimal) -> str:
    """Always with its one place: 1.0, as both languages write it."""
    return f"{grade:.1f}"


def grade_mark(grade: Decimal | None, text: Text) -> Any:
    if grade is None:
        return html.span({"className": "status", "data-s": "none"}, text("closing.none_yet"))
    found = colour(grade)
    words = f"{tenths(grade)} {text(f'grade.{found.value}')}"
    return html.span({"className": "status", "data-s": SHAPE[found]}, words)


def objective_words(key_results: Sequence[KeyResult], text: Text) -> str:
    """What an objective comes to; while some of its key results have no grade, how many have one."""
    grade = objective_grade(key_results)
    if grade is None:
        return "–"
    done = sum(each.grade is not None for each in key_results)
    if done == len(key_results):
        return tenths(grade)
    return text("closing.so_far", grade=tenths(grade), done=done, n=len(key_results))


def objective_mark(key_results: Sequence[KeyResult], text: Text) -> Any:
    """As of a single grade, but without a colour until it is final."""
    grade = objective_grade(key_results)
    if grade is None or objective_colour(key_results) is not None:
        return grade_mark(grade, text)
    return html.span({"className": "status", "data-s": "none"}, objective_words(key_results, text))


def ungraded_lines(view: View, cycle_id: Id, text: Text) -> list[str]:
    """What still has no grade: that which this person sees, and that which only others can grade; none where all is graded."""
    left = ungraded(view.state, cycle_id)
    seen = sum(view.key_result(each.id) is not None for each in left)
    counted = (("closing.archive_left", seen), ("closing.archive_hidden", len(left) - seen))
    return [text(key, n=n) for key, n in counted if n]


def is_over(cycle: Cycle | None) -> bool:
    """Whether nobody is asked or warned any more: grades and the look back are what is left."""
    return cycle is not None and cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED)


def over_notice(cycle: Cycle, text: Text) -> Any:
    """On a page that has nothing to say of a cycle that closed: why, and where to go on."""
    link = html.a({"className": "btn", "href": closing_href(cycle.id)}, text("closing.link"))
    return html.div(
        {"className": "empty", "key": "over", "role": "status"},
        html.h2(text(f"cycle.{cycle.state.value}")),
        html.p(text(f"closing.banner_{cycle.state.value}", cycle=cycle.name)),
        link,
    )


def closing_href(cycle_id: str) -> str:
    return Place("/closing", {"cycle": cycle_id}).href


def carried(view: View, objective: Objective, text: Text) -> list[Any]:
    """Lines that lead to the other side, as far as that may be seen."""
    lines: list[Any] = []
    source = view.objective(objective.carried_from) if objective.carried_from is not None else None
    if source is not None:
        cycle = view.state.cycles[source.cycle_id].name
        words = text("closing.carried_from", title=source.title, cycle=cycle)
        lines.append(html.p({"className": "carried", "key": "from"}, html.a({"href": f"/o/{source.id}"}, words)))
    if objective.carry is not None:
        copy = view.objective(objective.carried_to) if objective.carried_to is not None else None
        cycle = "…" if copy is None else view.state.cycles[copy.cycle_id].name
        words = text(f"carry_done.{objective.carry.value}", cycle=cycle)
        link = words if copy is None else html.a({"href": f"/o/{copy.id}"}, words)
        reason = html.q({"className": "reason"}, objective.carry_reason)
        lines.append(html.p({"className": "carried", "key": "to"}, link, " ", reason))
    return lines
