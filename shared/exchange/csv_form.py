"""CSV in and out: one row per key result, and every other draft in the same table with its kind in `record`.

What is written opens in a spreadsheet without running anything, and reads back as the same sheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from msgspec import structs

from shared.exchange.about import NUMBERS, RECORDS, about
from shared.exchange.cells import escape
from shared.exchange.decoding import without_controls
from shared.exchange.drafts import KeyResultDraft, ObjectiveDraft, Problem, Sheet
from shared.exchange.gathered import Gathered, refused
from shared.exchange.lists import write_milestones, write_names, write_supports
from shared.exchange.numbers import write_number
from shared.exchange.records import UNSET
from shared.exchange.tables import columns_of, read_rows

DELIMITERS = (",", ";", "\t", "|")
_SNIFFED = 65_536


def read_csv(text: str) -> Sheet:
    """The delimiter is the one under which the header has the most known columns."""
    text, warnings = without_controls(text)
    gathered = Gathered()
    gathered.problems.extend(warnings)
    rows = _rows(text, _delimiter(text), gathered)
    header = next((row for row in rows if any(cell.strip() for cell in row[1])), None)
    if header is None:
        return refused("file_empty")
    if not any(columns_of(header[1])):
        return refused("no_known_columns", columns=[cell[:80] for cell in header[1][:20]])
    read_rows(gathered, header, rows)
    return gathered.sheet()


def is_table(text: str) -> bool:
    """Whether a text of unknown form starts with a header that has two known columns."""
    first = text.lstrip().split("\n", 1)[0]
    return any(sum(map(bool, columns_of(first.split(delimiter)))) > 1 for delimiter in DELIMITERS)


def _delimiter(text: str) -> str:
    start = text.lstrip("\n")[:_SNIFFED]

    def known(delimiter: str) -> int:
        try:
            header = next(csv.reader(io.StringIO(start), delimiter=delimiter), [])
        except csv.Error:
            return 0
        return sum(map(bool, columns_of(header)))

    return max(DELIMITERS, key=known)


def _rows(text: str, delimiter: str, gathered: Gathered) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        params = {"reason": str(error)[:80]}
        gathered.problems.append(Problem(code="csv_unreadable", severity="refused", line=line, params=params))


def write_csv(sheet: Sheet) -> str:
    """Only columns that something is written in."""
    rows = list(_records(sheet))
    columns = list(dict.fromkeys(("record", *_ORDER)))
    used = [column for column in columns if column == "record" or any(row.get(column) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(used)
    writer.writerows([row.get(column, "") for column in used] for row in rows)
    return out.getvalue()


_ORDER = (
    "cycle", "starts", "ends", "cycle_kind", "state", "closed", "objective_key", "objective", "description", "level", "org_unit",
    "joint_with", "objective_owner", "co_owners", "visibility", "draft", "supports", "driver", "kr_key", "key_result",
    "kind", "baseline", "target", "low", "high", "tolerance", "current", "value", "said", "unit", "weight", "kr_owner",
    "kr_co_owners", "commitment", "cadence", "milestones", "archived", "check_in_key", "who", "confidence", "date", "done",
    "word", "word_reason", "note", "blocker", "next_step", "corrects", "grade", "reason", "carry", "carried_to",
    "retrospective", "name", "latin_name", "email", "department", "team", "title", "manager",
)  # fmt: skip


def _records(sheet: Sheet) -> Iterator[dict[str, str]]:
    for person in sheet.people:
        values = {field: getattr(person, field) for field in person.__struct_fields__ if field not in ("line", "where")}
        yield {"record": "person", **{field: escape(text) for field, text in values.items() if text}}
    for cycle in sheet.cycles:
        yield {
            "record": "cycle",
            "cycle": escape(cycle.name),
            "starts": cycle.starts.isoformat() if cycle.starts else "",
            "ends": cycle.ends.isoformat() if cycle.ends else "",
            "cycle_kind": cycle.kind or "",
            "state": cycle.state or "",
            "closed": cycle.closed.isoformat() if cycle.closed else "",
        }
    for objective in sheet.objectives:
        cells = _objective(objective)
        repeated = {field: cells[field] for field in ("objective_key", "objective", "cycle")}
        yield {
            "record": "objective",
            **cells,
            **(_key_result(objective.key_results[0]) if objective.key_results else {}),
        }
        for key_result in objective.key_results[1:]:
            yield {"record": "key result", **repeated, **_key_result(key_result)}
    for kind, rows in about(sheet):
        for cells in rows:
            escaped = {column: text if column in NUMBERS else escape(text) for column, text in cells.items()}
            yield {"record": RECORDS[kind], **escaped}


def _objective(objective: ObjectiveDraft) -> dict[str, str]:
    return {
        "objective_key": escape(objective.key or ""),
        "objective": escape(objective.title),
        "description": escape(objective.description),
        "level": objective.level or "",
        "org_unit": escape(objective.unit or ""),
        "joint_with": escape(write_names(objective.joint_with)),
        "objective_owner": escape(objective.owner or ""),
        "co_owners": escape(write_names(objective.co_owners)),
        "cycle": escape(objective.cycle or ""),
        "visibility": objective.visibility or "",
        "draft": "yes" if objective.draft else "",
        "supports": escape(write_supports(objective.supports)),
        "driver": (objective.driver or "").replace("_", " "),
    }


def _key_result(key_result: KeyResultDraft) -> dict[str, str]:
    cells = {
        field: write_number(value)
        for field, value in structs.asdict(key_result).items()
        if field in ("baseline", "target", "low", "high", "tolerance", "current", "weight") and value is not None
    }
    return cells | {
        "kr_key": escape(key_result.key or ""),
        "key_result": escape(key_result.name),
        "kind": key_result.kind or UNSET,
        "unit": escape(key_result.unit or ""),
        "kr_owner": escape(key_result.owner or ""),
        "kr_co_owners": escape(write_names(key_result.co_owners)),
        "commitment": key_result.commitment or "",
        "cadence": key_result.cadence or "",
        "confidence": "" if key_result.confidence is None else str(key_result.confidence),
        "milestones": escape(write_milestones(key_result.milestones)),
        "archived": "yes" if key_result.archived else "",
        "note": escape(key_result.note),
    }
