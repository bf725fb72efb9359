"""A sheet as Markdown that people like to read and edit, and that reads back as the same sheet.

Each line is first written as one would say it; only where that would read back differently is it spelled out in quotes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from shared.exchange.about import COLUMNS, about, with_unit
from shared.exchange.details import quote
from shared.exchange.drafts import CycleDraft, KeyResultDraft, MilestoneDraft, ObjectiveDraft, PersonDraft, Sheet
from shared.exchange.headings import write_cycle_heading, write_section_heading
from shared.exchange.lists import milestones_text
from shared.exchange.markdown_reader import read_cell
from shared.exchange.numbers import write_number
from shared.exchange.objective_lines import SIMPLE, read_objective_line, write_objective_line
from shared.exchange.phrases import read_phrase
from shared.exchange.records import UNSET
from shared.exchange.vocabulary import NOTHING


def write_markdown(sheet: Sheet) -> str:
    known = {name for person in sheet.people for name in (person.name, person.latin_name, person.email) if name}
    return "\n".join(_lines(sheet, known)) + "\n"


def _lines(sheet: Sheet, known: Collection[str]) -> Iterator[str]:
    yield "# OKRs"
    if sheet.people:
        yield from ("", "## People", "")
        yield from _table(_person_columns, [_person(person) for person in sheet.people])
    headed = _headed(sheet)
    if sheet.cycles and not headed:
        yield from ("", "## Cycles", "")
        yield from _table(_cycle_columns, [_cycle(cycle) for cycle in sheet.cycles])
    cycles = {cycle.name: cycle for cycle in sheet.cycles} if headed else {}
    at: tuple[object, ...] = ()
    for objective in sheet.objectives:
        if not at or at[0] != objective.cycle:
            name = objective.cycle
            plain = CycleDraft(name=name) if name is not None else None
            yield ""
            yield "## Objectives" if plain is None else write_cycle_heading(_unplaced(cycles.pop(plain.name, plain)))
            at = (objective.cycle, None, None)
        if at[1:] != (objective.level, objective.unit):
            yield from ("", write_section_heading(objective.level, objective.unit))
            at = (objective.cycle, objective.level, objective.unit)
        yield ""
        yield from _objective(objective, known)
    for kind, rows in about(sheet):
        if rows:
            columns = COLUMNS[kind]
            told = [with_unit(cells) for cells in rows]
            yield from ("", f"## {_CHAPTERS[kind]}", "")
            yield from _table(
                [column.replace("_", " ") for column in columns],
                [[cells.get(column) or None for column in columns] for cells in told],
            )


def _headed(sheet: Sheet) -> bool:
    """Whether the headings of the objectives can carry the cycles: all of them, in their order, each with something said."""
    used = [name for name in dict.fromkeys(objective.cycle for objective in sheet.objectives) if name is not None]
    told = all(cycle.starts or cycle.ends or cycle.kind or cycle.state or cycle.closed for cycle in sheet.cycles)
    return told and used == [cycle.name for cycle in sheet.cycles]


def _unplaced(cycle: CycleDraft) -> CycleDraft:
    return replace(cycle, line=0, where="")


def _objective(objective: ObjectiveDraft, known: Collection[str]) -> Iterator[str]:
    yield write_objective_line(objective, known)
    if objective.description:
        yield from (f"> {line}" for line in objective.description.split("\n"))
        if objective.key_results:
            yield ""
    for key_result in objective.key_results:
        yield f"- {write_key_result(key_result, known)}"


def write_key_result(key_result: KeyResultDraft, known: Collection[str] = ()) -> str:
    """The phrase that `read_key_result` reads back as the same draft, as close to speech as that allows."""
    for careful in (False, True):
        text = _phrase(key_result, careful)
        if "\n" in text or "**" in text or read_objective_line(f"- {text}") is not None:
            continue
        back = read_phrase(text, known=known)
        if back.visibility is None and _same(back.draft, key_result):
            return text
    return _spelled_out(key_result)


def _same(one: KeyResultDraft, other: KeyResultDraft) -> bool:
    return all(
        getattr(one, field) == getattr(other, field)
        for field in one.__struct_fields__
        if field not in ("line", "where")
    )


def _phrase(key_result: KeyResultDraft, careful: bool) -> str:
    unit, name = key_result.unit, key_result.name
    details: list[str] = []
    if key_result.kind == "milestone":
        stones = milestones_text(key_result.milestones)
        said = stones if name == ", ".join(stone.name for stone in key_result.milestones) else f"{name}: {stones}"
        details.append("milestones")
    elif key_result.kind == "binary":
        said = name
        details.append("binary")
    elif key_result.kind == "maintain":
        low, high = (
            None if end is None else write_number(end, unit, grouped=True) for end in (key_result.low, key_result.high)
        )
        band = f"between {low} and {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
        said = f"{name} {band}"
        details.append("maintain")
    elif key_result.baseline is not None and key_result.target is not None:
        start, end = (write_number(value, unit, grouped=True) for value in (key_result.baseline, key_result.target))
        said = f"{name} {start} → {end}"
    else:
        said = name
    details.extend(_more(key_result, careful))
    front = f"{key_result.key}: " if key_result.key else ""
    return f"{front}{said}" + (f" ({', '.join(details)})" if details else "")


def _more(key_result: KeyResultDraft, careful: bool) -> Iterator[str]:
    """Small print besides the numbers that the phrase itself has."""

    def text(value: str) -> str:
        return value if not careful and SIMPLE.fullmatch(value) else quote(value)

    if key_result.owner is not None:
        yield f"owner: {text(key_result.owner)}"
    for person in key_result.co_owners:
        yield f"with: {text(person)}"
    if key_result.weight is not None:
        yield f"weight: {write_number(key_result.weight)}"
    if key_result.commitment is not None:
        yield key_result.commitment
    if key_result.cadence is not None:
        yield f"cadence: {key_result.cadence}"
    if key_result.confidence is not None:
        yield f"confidence: {key_result.confidence}"
    if key_result.current is not None:
        yield f"now: {write_number(key_result.current)}"
    if key_result.tolerance is not None:
        yield f"tolerance: {write_number(key_result.tolerance)}"
    if key_result.archived:
        yield "archived"
    if key_result.note:
        yield f"note: {quote(key_result.note)}"


def _spelled_out(key_result: KeyResultDraft) -> str:
    details = [f"kind: {key_result.kind or UNSET}"]
    if key_result.key is not None:
        details.append(f"key: {quote(key_result.key)}")
    for word, value in (
        ("baseline", key_result.baseline),
        ("target", key_result.target),
        ("low", key_result.low),
        ("high", key_result.high),
    ):
        if value is not None:
            details.append(f"{word}: {write_number(value)}")
    if key_result.unit is not None:
        details.append(f"unit: {quote(key_result.unit)}")
    details.extend(_stone(stone) for stone in key_result.milestones)
    details.extend(_more(key_result, careful=True))
    return f"{quote(key_result.name)} ({', '.join(details)})"


def _stone(stone: MilestoneDraft) -> str:
    weight = "" if stone.weight == Decimal(1) else f" ×{write_number(stone.weight)}"
    return f"{'done' if stone.done else 'to do'}: {quote(stone.name)}{weight}"


_cycle_columns = ("cycle", "starts", "ends", "cycle kind", "state", "closed")
_person_columns = ("name", "latin name", "email", "department", "team", "title", "manager")
_CHAPTERS = {
    "check_in": "Check-ins",
    "acknowledgement": "Acknowledgements",
    "grade": "Grades",
    "outcome": "Looking back",
}


def _person(person: PersonDraft) -> list[str | None]:
    return [person.name, person.latin_name, person.email, person.department, person.team, person.title, person.manager]


def _cycle(cycle: CycleDraft) -> list[str | None]:
    days = [None if day is None else day.isoformat() for day in (cycle.starts, cycle.ends)]
    return [cycle.name, *days, cycle.kind, cycle.state, cycle.closed.isoformat() if cycle.closed else None]


def _table(columns: Sequence[str], rows: list[list[str | None]]) -> Iterator[str]:
    """Only the columns that something stands in; the first column always does."""
    used = [index for index in range(len(columns)) if any(row[index] is not None for row in rows)]
    yield "| " + " | ".join(columns[index] for index in used) + " |"
    yield "|" + "---|" * len(used)
    for row in rows:
        yield "| " + " | ".join(_written(row[index]) for index in used) + " |"


def _written(text: str | None) -> str:
    """Several lines stand in one cell with breaks, where that reads back as the same."""
    if text is None:
        return "–"
    broken = text.replace("\n", "<br>")
    safe = "|" not in text and read_cell(broken) == text and text.lower() not in NOTHING
    return broken if safe and not text.startswith("'") and not text.endswith("\\") else quote(text)
