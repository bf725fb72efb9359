"""Rows under a header, from CSV or from a Markdown table, into drafts: one row per key result, person, cycle or check-in.

Columns nobody knows are named once and left out; blank objective columns mean "the same as above".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec.structs import replace

from shared.exchange.dates import order_of
from shared.exchange.drafts import KeyResultDraft, ObjectiveDraft, Problem
from shared.exchange.fields import Fields
from shared.exchange.gathered import MOST_ROWS, Gathered
from shared.exchange.phrases import read_phrase
from shared.exchange.records import read_alone, read_key_result_record, read_objective
from shared.exchange.vocabulary import COLUMNS, RECORDS, word

Record = Literal["objective", "key_result", "person", "cycle", "check_in", "acknowledgement", "grade", "outcome"]
Row = tuple[int, Sequence[str]]

_NUMBERS = ("baseline", "target", "low", "high", "current", "milestones", "kind")
_OBJECTIVE = ("objective_key", "objective", "cycle", "org_unit", "level", "objective_owner")


def columns_of(header: Sequence[str]) -> list[str | None]:
    """The canonical name of each column. Of two columns for a name, the second is the Latin form (姓名, name)."""
    found: list[str | None] = []
    for text in header:
        column = COLUMNS.get(word(text))
        if column == "name" and "name" in found:
            column = "latin_name"
        found.append(None if column in found else column)
    return found


def record_of(columns: Collection[str | None]) -> Record:
    """What the rows are when no column says it."""
    if "objective" in columns or "kr_key" in columns:
        return "objective"
    if "key_result" in columns:
        return "check_in" if "value" in columns or "who" in columns else "objective"
    if "starts" in columns or "ends" in columns:
        return "cycle"
    if "name" in columns or "email" in columns:
        return "person"
    return "objective"


def read_rows(
    gathered: Gathered,
    header: Row,
    rows: Iterable[Row],
    *,
    record: Record | None = None,
    day: date | None = None,
    cycle: str | None = None,
    known: Collection[str] = (),
    within: tuple[date, date] | None = None,
) -> None:
    """`day` is the check-ins' date, and `cycle` the objectives' cycle, where no column says another."""
    line, names = header
    columns = columns_of(names)
    for text, column in zip(names, columns, strict=True):
        if column is None and text.strip():
            params = {"column": text.strip()[:80]}
            gathered.problems.append(Problem(code="unknown_column", severity="warning", line=line, params=params))
    usual = record or record_of(columns)
    if not {"objective", "record"} & set(columns) and {"title", "key_result"} <= set(columns):
        columns[columns.index("title")] = "objective"
    if usual == "objective" and "starts" in columns and "target" in columns and not {"ends", "baseline"} & set(columns):
        columns[columns.index("starts")] = "baseline"  # "start, target" are numbers, "start, end" days
    if usual == "objective" and "owner" in columns:  # in front of the key result it can only be the objective's
        front = "key_result" not in columns or columns.index("owner") < columns.index("key_result")
        owner = "objective_owner" if front else "kr_owner"
        columns[columns.index("owner")] = None if owner in columns else owner
    kept = [(at, row) for at, row in rows if any(cell.strip() for cell in row)]
    dated = [index for index, column in enumerate(columns) if column in ("date", "starts", "ends")]
    order = order_of(row[index] for _, row in kept for index in dated if index < len(row))
    reader = _Objectives(gathered, cycle, known)
    for count, (at, row) in enumerate(kept):
        if count >= MOST_ROWS:
            gathered.problems.append(
                Problem(code="too_many_rows", severity="refused", line=at, params={"limit": MOST_ROWS})
            )
            return
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            counts = {"cells": len(row), "columns": len(columns)}
            gathered.problems.append(Problem(code="too_many_cells", severity="warning", line=at, params=counts))
        fields = Fields(cells, gathered.problems, line=at, order=order, within=within)
        _read_row(gathered, reader, fields, usual, day)


def _read_row(gathered: Gathered, reader: _Objectives, fields: Fields, usual: Record, day: date | None) -> None:
    said = word(fields.text("record"))
    kind = RECORDS.get(said) if said else usual
    match kind:
        case "check_in":
            if day is not None and not fields.has("date"):
                fields = Fields({**fields.cells, "date": day.isoformat()}, fields.problems, line=fields.line)
            read_alone(gathered, kind, fields)
        case "person" | "cycle" | "acknowledgement" | "grade" | "outcome":
            read_alone(gathered, kind, fields)
        case "objective" | "key_result":
            reader.read(fields, exact=bool(said), starts=bool(said) and kind == "objective")
        case _:
            fields.problem("unknown_choice", "record", text=said[:80])


class _Objectives:
    """Key-result rows find their objective: by its columns, or the one above where they are blank."""

    def __init__(self, gathered: Gathered, cycle: str | None, known: Collection[str]) -> None:
        self.gathered = gathered
        self.cycle = cycle
        self.known = known
        self.by_columns: dict[tuple[str, ...], list[KeyResultDraft]] = {}
        self.current: list[KeyResultDraft] | None = None

    def read(self, fields: Fields, *, exact: bool, starts: bool) -> None:
        """`exact`: the row says itself what it is, so nothing in it is read as a phrase."""
        fresh = self._objective(fields, starts=starts, repeats=exact and not starts)
        if not fields.has("key_result"):
            if not fresh and self.current is not None:
                fields.problem("duplicate", severity="warning", text=fields.text("objective")[:80])
            return
        if self.current is None:
            fields.problem("key_result_without_objective", "objective")
            return
        key_result = self._key_result(fields, exact)
        if key_result is not None:
            self.current.append(key_result)

    def _objective(self, fields: Fields, *, starts: bool, repeats: bool) -> bool:
        """Whether this row began a new objective."""
        if not fields.has("objective", "objective_key") or (repeats and self.current is not None):
            if not fields.has("key_result"):
                fields.problem("title_missing", "objective")
            return True
        columns = tuple(fields.cells.get(name, "") for name in _OBJECTIVE)
        same = self.by_columns.get(columns)
        if same is None and not starts:
            same = self._same_above(fields)
        if same is not None and not starts:
            self.current = same
            return False
        objective = read_objective(fields)
        if objective is None:
            self.current = None
            return True
        self.current = []
        self.by_columns.setdefault(columns, self.current)
        self._keep(objective, self.current)
        return True

    def _same_above(self, fields: Fields) -> list[KeyResultDraft] | None:
        """The objective above, when this row repeats a part of its columns and contradicts none."""
        if not self.gathered.objectives:
            return None
        above, key_results = self.gathered.objectives[-1]
        title, key = fields.text("objective"), fields.optional("objective_key")
        if (title and title != above.title) or (key and key != above.key) or fields.has("cycle", "org_unit", "level"):
            return None
        owner = fields.optional("objective_owner")
        if (owner and owner != above.owner) or (not fields.has("key_result")):
            return None
        return key_results if self.current is key_results else None

    def _keep(self, objective: ObjectiveDraft, key_results: list[KeyResultDraft]) -> None:
        if objective.cycle is None and self.cycle is not None:
            objective = replace(objective, cycle=self.cycle)
        self.gathered.objectives.append((objective, key_results))

    def _key_result(self, fields: Fields, exact: bool) -> KeyResultDraft | None:
        if exact or fields.has(*_NUMBERS):
            return read_key_result_record(fields)
        phrase = read_phrase(fields.text("key_result"), known=self.known, line=fields.line)
        silent: list[Problem] = []
        said = read_key_result_record(Fields(fields.cells, silent, line=fields.line))
        fields.problems.extend(phrase.problems)
        fields.problems.extend(problem for problem in silent if problem.field != "kind")
        if said is None:
            return None
        return replace(
            phrase.draft,
            key=said.key or phrase.draft.key,
            unit=said.unit or phrase.draft.unit,
            weight=phrase.draft.weight if said.weight is None else said.weight,
            owner=said.owner or phrase.draft.owner,
            co_owners=said.co_owners or phrase.draft.co_owners,
            commitment=said.commitment or phrase.draft.commitment,
            cadence=said.cadence or phrase.draft.cadence,
            confidence=phrase.draft.confidence if said.confidence is None else said.confidence,
            archived=said.archived or phrase.draft.archived,
            note=said.note or phrase.draft.note,
        )
