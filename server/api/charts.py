"""The numbers of charts as CSV over REST. Declares operations; decides nothing, and draws nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, time
from decimal import Decimal

from msgspec import Struct

from server.api.calls import Call
from server.api.objectives import seen
from server.api.operations import NoQuery, operation
from server.api.told import File
from shared.directory.model import Person
from shared.exchange.cells import escape
from shared.messages import Id, Refused
from shared.numbers import unscaled
from shared.progress import expected
from shared.trend import trend
from shared.view import View

_BOM = "\ufeff"
_KIND = "text/csv"


@operation("GET", "/key-results/{id}/chart.csv", tag="Key results", answer=File, files=(_KIND,))
async def get_key_result_chart(call: Call, body: None, query: NoQuery) -> File:
    """Take out the numbers of a key result's chart, as CSV.

    A row for each moment at which somebody checked in, oldest first. `progress` goes from 0 to 1.
    """
    key_result_id = call.the("key_result_id")
    if call.view.key_result(key_result_id) is None:
        raise Refused("not_found")
    check_ins = await call.cairn.store.check_ins_of([key_result_id])
    # seen again: rights may have changed while the database was read
    view = call.view
    found = view.key_result(key_result_id)
    if found is None:
        raise Refused("not_found")
    start = datetime.combine(
        view.state.cycles[view.state.objectives[found.objective_id].cycle_id].starts_on, time(), UTC
    )
    marks = trend([found], check_ins, start).marks[found.id]
    people = view.state.people
    rows = [
        (
            each.at.isoformat(),
            _decimal(each.value) if each.tells_value else "",
            _share(each.progress),
            "" if each.confidence is None else str(each.confidence),
            _author(people.get(each.author_id or "")),
            escape(each.note),
            "true" if each.corrected else "",
        )
        for each in marks
    ]
    heads = ("at", "value", "progress", "confidence", "author", "note", "corrected")
    return File(name=f"{found.name}.csv", kind=_KIND, content=_written(heads, rows))


@operation("GET", "/objectives/{id}/chart.csv", tag="Objectives", answer=File, files=(_KIND,))
async def get_objective_chart(call: Call, body: None, query: NoQuery) -> File:
    """Take out the numbers of an objective's burn-up, as CSV.

    A row for each moment at which its progress was told, and a column for what each key result, and each objective that
    contributes and may be seen, gives of it; shares go from 0 to 1. A long history is thinned.
    """
    objective = seen(call)
    found = await call.cairn.trends.of(objective.id)
    # seen again: rights may have changed while the database was read
    objective, view = seen(call), call.view
    # what may not be seen has no column: a sum tells nothing, one number would
    parts = (*found.key_result_ids, *found.child_ids)
    named = [(place, name) for place, each in enumerate(parts) if (name := _name(view, each))]
    rows = [
        (each.at.isoformat(), _share(each.progress), *(_share(each.shares[place]) for place, _ in named))
        for each in found.moments
    ]
    heads = ("at", "progress", *(escape(name) for _, name in named))
    return File(name=f"{view.state.objectives[objective.id].title}.csv", kind=_KIND, content=_written(heads, rows))


class CycleChartQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    unit_id: Id | None = None
    """Left out: the company."""


@operation("GET", "/cycles/{id}/chart.csv", tag="Cycles", query=CycleChartQuery, answer=File, files=(_KIND,))
async def get_cycle_chart(call: Call, body: None, query: CycleChartQuery) -> File:
    """Take out how a cycle went for the company or a department, as CSV.

    A row for each day until now, of public objectives only. `progress` and `expected` go from 0 to 1, `confidence` from
    0 to 10. `unit_id` is a department that has such objectives.
    """
    cycle = call.view.state.cycles.get(call.the("cycle_id"))
    if cycle is None:
        raise Refused("not_found")
    overview = await call.cairn.overviews.of(cycle.id)
    line = next((each for each in overview.lines if each.unit_id == query.unit_id), None)
    if line is None:
        raise Refused("not_found", field="unit_id")
    rows = [
        (
            each.at.isoformat(),
            _share(each.progress),
            _share(expected(cycle, each.at)),
            "" if each.confidence is None else f"{Decimal(each.confidence).scaleb(-2).normalize():f}",
        )
        for each in line.days
    ]
    unit = call.view.state.units.get(query.unit_id or "")
    name = cycle.name if unit is None else f"{cycle.name} {unit.name}"
    return File(name=f"{name}.csv", kind=_KIND, content=_written(("at", "progress", "expected", "confidence"), rows))


def _name(view: View, part_id: Id) -> str:
    key_result, objective = view.key_result(part_id), view.objective(part_id)
    return key_result.name if key_result is not None else "" if objective is None else objective.title


def _author(person: Person | None) -> str:
    return "" if person is None else escape(person.name)


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _share(progress: int | None) -> str:
    return "" if progress is None else str(unscaled(progress))


def _written(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(heads)
    table.writerows(rows)
    # spreadsheets take a CSV without the mark for whatever the machine's old encoding is
    return f"{_BOM}{text.getvalue()}".encode()
