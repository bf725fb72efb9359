"""Departments and teams side by side: how many key results stand how, and how far they are on average. A table first, bars beside it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct
from reactpy import component, html

from shared.directory.model import Unit
from shared.messages import Id
from shared.numbers import mean
from shared.progress import expected
from shared.status import Status
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import SHAPE, bar
from ui.text import Text

COLUMNS = (
    ("red", (Status.RED_FLAG, Status.OFF_TRACK), Status.OFF_TRACK),
    ("stale", (Status.STALE,), Status.STALE),
    ("risk", (Status.AT_RISK,), Status.AT_RISK),
    ("good", (Status.ON_TRACK,), Status.ON_TRACK),
    ("open", (Status.PENDING, Status.EARLY, Status.NONE, Status.CLOSED), Status.PENDING),
)
"""What is counted together, and the status whose colour it has."""


class Compared(Struct, frozen=True):
    unit: Unit
    depth: int
    counts: tuple[int, ...]
    progress: int | None
    """The mean of the objectives that have any."""


def compared(view: View, cycle_id: Id, now: datetime) -> list[Compared]:
    """Every living unit that has objectives in the cycle, or holds one that has; each with what is inside it."""
    found: list[Compared] = []

    def count(unit: Unit, depth: int) -> tuple[list[Status], list[tuple[Decimal, int]]]:
        place = len(found)
        inner = [count(each, depth + 1) for each in view.units(unit.id)]
        statuses = [each for statuses, _ in inner for each in statuses]
        parts = [each for _, parts in inner for each in parts]
        for objective in view.goals(cycle_id, unit.id):
            if objective.draft:
                continue
            statuses += [view.verdict(each, now).status for each in view.key_results(objective.id)]
            progress = view.progress(objective.id)
            if progress is not None:
                parts.append((Decimal(1), progress))
        if statuses or parts:
            counts = tuple(sum(each in group for each in statuses) for _, group, _ in COLUMNS)
            found.insert(place, Compared(unit, depth, counts, mean(parts)))
        return statuses, parts

    for each in view.units():
        count(each, 0)
    return found


@component
def Comparison(cycle_id: Id) -> Any:
    """Drawn again with the page it stands on."""
    session, text = use_session(), use_text()
    view = use_view(f"goals:{cycle_id}", "directory")
    rows = compared(view, cycle_id, session.now())
    if not rows:
        return None
    elapsed = expected(view.state.cycles[cycle_id], session.now())
    return html.section(
        {"className": "part comparison"},
        html.h2(text("warnings.compare")),
        html.div(
            {"className": "scroll"},
            html.table(
                {"className": "table"},
                html.thead(
                    html.tr(
                        html.th({"scope": "col"}, text("warnings.unit")),
                        *(
                            html.th({"scope": "col", "className": "num", "key": name}, text(f"warnings.count_{name}"))
                            for name, _, _ in COLUMNS
                        ),
                        html.th({"scope": "col"}, text("warnings.share")),
                        html.th({"scope": "col"}, text("warnings.mean")),
                    )
                ),
                html.tbody(*(_row(each, elapsed, text) for each in rows)),
            ),
        ),
    )


def _row(row: Compared, elapsed: int, text: Text) -> Any:
    total = sum(row.counts)
    name = text.name(row.unit)
    return html.tr(
        {"key": row.unit.id},
        html.th({"scope": "row", "style": {"--in": row.depth}}, name),
        *(
            html.td({"className": "num" if count else "num zero", "key": column}, str(count))
            for (column, _, _), count in zip(COLUMNS, row.counts, strict=True)
        ),
        html.td(
            html.div(
                {"className": "shares", "aria-hidden": "true"},
                *(
                    html.span({"key": column, "data-s": SHAPE[colour], "style": {"--share": count}})
                    for (column, _, colour), count in zip(COLUMNS, row.counts, strict=True)
                    if count
                ),
            )
            if total
            else "–"
        ),
        html.td(
            {"className": "mean"},
            html.span(text.percent(row.progress)),
            bar(row.progress, elapsed, "none", text("progress")),
        ),
    )
