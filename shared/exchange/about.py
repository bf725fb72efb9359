"""What is said of goals (check-ins, acknowledgements, grades, how they ended) as cells of a table, for CSV and Markdown alike.

Values as they are: protecting and quoting them is the form's own work.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.exchange.drafts import AcknowledgementDraft, CheckInDraft, GradeDraft, OutcomeDraft, Sheet
from shared.exchange.lists import write_names
from shared.exchange.numbers import Quantity, read_number, write_number

Cells = dict[str, str]
"""Text by column; a column that says nothing is left out."""

COLUMNS = {
    "check_in": (
        "check_in_key", "who", "key_result", "date", "value", "unit", "said", "done", "confidence", "word", "word_reason",
        "note", "blocker", "next_step", "corrects",
    ),
    "acknowledgement": ("check_in_key", "who", "note"),
    "grade": ("key_result", "grade", "reason", "who"),
    "outcome": ("objective", "carry", "reason", "carried_to", "retrospective"),
}  # fmt: skip
RECORDS = {
    "check_in": "check-in",
    "acknowledgement": "acknowledgement",
    "grade": "grade",
    "outcome": "outcome",
}
"""How a row of a mixed table says what it is."""
NUMBERS = frozenset({"value", "confidence", "grade", "date"})
"""Columns that are no text: no spreadsheet runs them."""


def about(sheet: Sheet) -> Iterator[tuple[str, list[Cells]]]:
    """Kind by kind, in the order in which they are to be read."""
    yield "check_in", [_said(each, _check_in(each)) for each in sheet.check_ins]
    yield "acknowledgement", [_said(each, _acknowledgement(each)) for each in sheet.acknowledgements]
    yield "grade", [_said(each, _grade(each)) for each in sheet.grades]
    yield "outcome", [_said(None, _outcome(each)) for each in sheet.outcomes]


def _said(draft: CheckInDraft | AcknowledgementDraft | GradeDraft | None, cells: dict[str, str | None]) -> Cells:
    who = {} if draft is None else {"who": draft.who}
    return {column: text for column, text in {**cells, **who}.items() if text}


def _check_in(draft: CheckInDraft) -> dict[str, str | None]:
    day = None if draft.date is None else draft.date.isoformat()
    return {
        "check_in_key": draft.key,
        "key_result": draft.key_result,
        "value": None if draft.value is None else write_number(draft.value),
        "unit": draft.unit,
        "said": draft.said,
        "done": None if draft.done is None else write_names(draft.done) or "[]",
        "confidence": None if draft.confidence is None else str(draft.confidence),
        "word": None if draft.word is None else draft.word.replace("_", " "),
        "word_reason": draft.word_reason,
        "note": draft.note,
        "blocker": draft.blocker,
        "next_step": draft.next_step,
        "corrects": draft.corrects,
        "date": day if draft.at is None else draft.at.isoformat(),
    }


def with_unit(cells: Cells) -> Cells:
    """The value with its unit in one cell, where that reads back as the same two."""
    value, unit = read_number(cells.get("value", "")), cells.get("unit")
    if not isinstance(value, Quantity) or unit is None:
        return cells
    written = write_number(value.value, unit)
    if read_number(written) != Quantity(value.value, unit):
        return cells
    return {**cells, "value": written, "unit": ""}


def _acknowledgement(draft: AcknowledgementDraft) -> dict[str, str | None]:
    return {"check_in_key": draft.check_in, "note": draft.comment}


def _grade(draft: GradeDraft) -> dict[str, str | None]:
    return {"key_result": draft.key_result, "grade": write_number(draft.grade), "reason": draft.reason}


def _outcome(draft: OutcomeDraft) -> dict[str, str | None]:
    return {
        "objective": draft.objective,
        "carry": draft.carry,
        "reason": draft.reason,
        "carried_to": draft.carried_to,
        "retrospective": draft.retrospective,
    }
