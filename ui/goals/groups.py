"""Which goals the left pane shows under which heading, for whom. Pure.

Mine, my team's, my department's and the company's come first, the heads' with the company's; everybody else's follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from shared.directory.model import Unit
from shared.messages import Id
from shared.objectives.model import Objective
from shared.view import View

SCOPES = ("mine", "team", "department", "company", "all")
FEW = 8
"""Rows of a group of one's own before it is folded."""
OTHERS = 24
"""Rows of all other groups together; if there are more, each group gets its share, at least two. A row costs the server
some 8 KB for each page."""
MANY = 40
"""Rows of a group that was asked for before it is cut, and of what a search finds."""


class Group(Struct, frozen=True):
    """A heading and its rows (objective, depth). `more` are left out and found under `scope`."""

    name: str
    """A text's key, or with `is_name` the heading itself."""
    rows: tuple[tuple[Objective, int], ...]
    scope: str = ""
    more: int = 0
    unit: Unit | None = None


def groups(view: View, cycle_id: Id, scope: str, wanted: str) -> list[Group]:
    """`scope` is one of SCOPES or `unit:<id>`; `wanted` is what titles must contain."""
    if wanted:
        return [_found(view, cycle_id, wanted)]
    if scope.startswith("unit:"):
        unit = view.state.units.get(scope.removeprefix("unit:"))
        return [] if unit is None else [_group("unit", view.goals(cycle_id, unit.id), MANY, scope, unit)]
    if scope == "people":
        return [_group("goals.people", view.goals(cycle_id, "people"), MANY, scope)]
    if scope != "all":
        return [each for each in _own(view, cycle_id, MANY) if each.scope == scope]
    own = _once(_own(view, cycle_id, FEW))
    return [*own, *_others(view, cycle_id, {objective.id for group in own for objective, _ in group.rows})]


def _once(found: Iterable[Group]) -> list[Group]:
    """Each goal under the first heading that fits; headings without any are left out."""
    shown: set[Id] = set()
    kept = []
    for group in found:
        rows = tuple(row for row in group.rows if row[0].id not in shown)
        shown.update(objective.id for objective, _ in rows)
        if rows or group.more:
            kept.append(replace(group, rows=rows))
    return kept


def _own(view: View, cycle_id: Id, most: int) -> Iterator[Group]:
    me = view.me
    heads = [goal for head in view.heads() for goal in view.goals(cycle_id, f"person:{head.id}")]
    company = {goal.id: goal for goal in [*view.goals(cycle_id, "company"), *heads] if goal.unit_id is None}
    yield _group("goals.company", iter(company.values()), most, "company")
    if me is None:
        return
    yield _group("goals.mine", view.goals(cycle_id, f"person:{me.id}"), most, "mine")
    unit = view.state.units.get(me.unit_id) if me.unit_id is not None else None
    department = view.state.units.get(unit.parent_id) if unit is not None and unit.parent_id is not None else None
    if department is None and unit is not None:
        department, unit = unit, None
    if department is not None:
        yield _group("goals.department", view.goals(cycle_id, department.id), most, "department", department)
    if unit is not None:
        yield _group("goals.team", view.goals(cycle_id, unit.id), most, "team", unit)


def _others(view: View, cycle_id: Id, shown: set[Id]) -> Iterator[Group]:
    """Units, then people, without what was `shown` already: nothing is counted twice."""
    units = [unit for department in view.units() for unit in (department, *view.units(department.id))]
    living = [each for each in units if (cycle_id, each.id) in view.state.index.groups]
    found = [(unit, [goal for goal in view.goals(cycle_id, unit.id) if goal.id not in shown]) for unit in living]
    people = [goal for goal in view.goals(cycle_id, "people") if goal.id not in shown]
    count = len(people) + sum(len(goals) for _, goals in found)
    few = count if count <= OTHERS else max(2, min(FEW, OTHERS // (len(living) + 1)))
    for unit, goals in found:
        if goals:
            yield _group("unit", goals, few, f"unit:{unit.id}", unit)
    if people:
        yield _group("goals.people", people, few, "people")


def _group(name: str, goals: Iterable[Objective], most: int, scope: str = "", unit: Unit | None = None) -> Group:
    found = list(goals)
    return Group(name, tuple((each, 0) for each in found[:most]), scope, max(0, len(found) - most), unit)


def _found(view: View, cycle_id: Id, wanted: str) -> Group:
    folded = wanted.casefold()
    found = [goal for goal in view.goals(cycle_id) if folded in goal.title.casefold()]
    return Group("goals.found", tuple((each, 0) for each in found[:MANY]), "", max(0, len(found) - MANY))
