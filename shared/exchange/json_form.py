"""JSON in and out: the sheet as it is, with exact decimals as text, read as leniently as a table's cells.

No lines: a problem names its place as a path (`objectives[3].key_results[0]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import structs

from shared.exchange.dates import order_of
from shared.exchange.decoding import decode
from shared.exchange.drafts import Problem, Sheet
from shared.exchange.fields import Fields
from shared.exchange.gathered import MOST_ROWS, Gathered, refused
from shared.exchange.numbers import write_number
from shared.exchange.phrases import read_phrase
from shared.exchange.records import READERS, UNSET, read_alone, read_key_result_record, read_objective
from shared.exchange.vocabulary import COLUMNS, word

FORM = "cairn-okr"
_PLURALS = {
    "people": ("people", "persons", "users", "人员"),
    "cycles": ("cycles", "periods", "周期"),
    "objectives": ("objectives", "okrs", "goals", "目标"),
    "check_ins": ("check_ins", "checkins", "check-ins", "进展"),
    "acknowledgements": ("acknowledgements", "已阅"),
    "grades": ("grades", "评分"),
    "outcomes": ("outcomes", "复盘"),
}
_KINDS = {many: kind for kind, (many, _) in READERS.items()}
_KEY_RESULTS = ("key_results", "keyResults", "krs", "key results", "关键结果")
_OFFSET = re.compile(r"\(byte (\d+)\)")
# What a plain word means inside each kind of record, where a table's flat header needs longer names.
_INSIDE = {
    "objective": {
        "key": "objective_key", "id": "objective_key", "title": "objective", "name": "objective", "owner": "objective_owner",
        "unit": "org_unit", "负责人": "objective_owner", "标题": "objective",
    },
    "key_result": {
        "key": "kr_key", "id": "kr_key", "name": "key_result", "title": "key_result", "owner": "kr_owner",
        "co owners": "kr_co_owners", "type": "kind", "负责人": "kr_owner", "名称": "key_result", "类型": "kind",
    },
    "cycle": {"name": "cycle", "kind": "cycle_kind", "名称": "cycle"},
    "person": {},
    "check_in": {"key": "check_in_key", "id": "check_in_key"},
    "acknowledgement": {},
    "grade": {},
    "outcome": {},
}  # fmt: skip


def read_json(content: bytes) -> Sheet:
    gathered = Gathered()
    try:
        document = _DECODER.decode(decode(content))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        offset = _OFFSET.search(str(error))
        line = content.count(b"\n", 0, int(offset[1])) + 1 if offset else 0
        problem = Problem(code="json_unreadable", severity="refused", line=line, params={"reason": str(error)[:200]})
        return Sheet(problems=(problem,))
    if isinstance(document, list):
        document = {"objectives": document}
    if not isinstance(document, dict):
        return refused("json_not_a_document")
    used = {"format", "version"}
    for plural, names in _PLURALS.items():
        for name in names:
            if isinstance(entries := document.get(name), list):
                used.add(name)
                _read_all(gathered, plural, entries)
    for name in document.keys() - used:
        gathered.problems.append(
            Problem(code="unknown_column", severity="warning", where=name[:80], params={"column": name[:80]})
        )
    return gathered.sheet()


def _read_all(gathered: Gathered, plural: str, entries: list[Any]) -> None:
    if len(entries) > MOST_ROWS:
        params = {"rows": len(entries), "limit": MOST_ROWS}
        gathered.problems.append(Problem(code="too_many_rows", severity="refused", where=plural, params=params))
        return
    order = order_of(
        text for entry in entries if isinstance(entry, dict) for text in entry.values() if isinstance(text, str)
    )
    for index, entry in enumerate(entries):
        where = f"{plural}[{index}]"
        if not isinstance(entry, dict):
            gathered.problems.append(Problem(code="json_not_a_record", severity="refused", where=where))
            continue
        kind = _KINDS.get(plural)
        if kind is None:
            _objective(gathered, entry, where)
            continue
        fields = _fields(gathered, entry, kind, where)
        if kind in ("cycle", "check_in"):
            fields.order = order
        read_alone(gathered, kind, fields)


def _objective(gathered: Gathered, entry: Mapping[str, Any], where: str) -> None:
    nested: list[Any] = next((entry[name] for name in _KEY_RESULTS if isinstance(entry.get(name), list)), [])
    own = {name: value for name, value in entry.items() if name not in _KEY_RESULTS}
    objective = read_objective(_fields(gathered, own, "objective", where))
    if objective is None:
        return
    key_results = []
    for index, inner in enumerate(nested):
        place = f"{where}.key_results[{index}]"
        if isinstance(inner, str):
            phrase = read_phrase(inner, where=place)
            gathered.problems.extend(phrase.problems)
            key_results.append(phrase.draft)
        elif isinstance(inner, dict):
            fields = _fields(gathered, inner, "key_result", place)
            if "kind" in inner and inner["kind"] is None:
                fields.cells = {**fields.cells, "kind": UNSET}
            if key_result := read_key_result_record(fields):
                key_results.append(key_result)
        else:
            gathered.problems.append(Problem(code="json_not_a_record", severity="refused", where=place))
    gathered.objectives.append((objective, key_results))


def _fields(gathered: Gathered, entry: Mapping[str, Any], record: str, where: str) -> Fields:
    cells: dict[str, str] = {}
    for name, value in entry.items():
        alias = word(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
        column = _INSIDE[record].get(alias) or COLUMNS.get(alias)
        if column is None:
            params = {"column": name[:80]}
            gathered.problems.append(Problem(code="unknown_column", severity="warning", where=where, params=params))
        elif value is not None:
            cells.setdefault(column, _cell(value))
    return Fields(cells, gathered.problems, where=where, literal=True)


def _cell(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}" if abs(value.adjusted()) < 40 else str(value)
        case list() | dict():
            return msgspec.json.encode(value if isinstance(value, list) else [value]).decode()
        case _:
            return str(value)


def _exact(literal: str) -> Decimal | str:
    try:
        return Decimal(literal)
    except InvalidOperation:
        return literal


_DECODER = msgspec.json.Decoder(float_hook=_exact)


def write_json(sheet: Sheet) -> str:
    """Indented, defaults left out; `"kind": null` is written out because a missing kind is inferred."""
    document: dict[str, Any] = {"format": FORM, "version": 1}
    for plural in ("people", "cycles", "objectives", "check_ins", "acknowledgements", "grades", "outcomes"):
        if drafts := getattr(sheet, plural):
            document[plural] = [dict(_written(draft)) for draft in drafts]
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _written(draft: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    defaults = {field.name: field.default for field in structs.fields(draft)}
    defaults |= {field.name: None for field in structs.fields(draft) if field.required}
    for field in draft.__struct_fields__:
        value = getattr(draft, field)
        if field in ("line", "where") or (value == defaults[field] and not (field == "kind" and "target" in defaults)):
            continue
        if field in ("supports", "milestones", "key_results"):
            yield field, [dict(_written(inner)) for inner in value]
        elif isinstance(value, Decimal):
            yield field, write_number(value)
        elif isinstance(value, date):
            yield field, value.isoformat()
        else:
            yield field, value
