"""What a person says to a line that asks: the missing number, owner, date, put into the document as if it had stood there. Pure.

Decides nothing: the document is planned anew, and what is still not clear is asked about again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, structs

from shared.exchange.dates import read_date
from shared.exchange.drafts import CycleDraft, KeyResultDraft, ObjectiveDraft, Problem, Sheet
from shared.exchange.fields import Fields
from shared.exchange.numbers import Quantity, read_number
from shared.exchange.phrases import read_phrase
from shared.exchange.records import judged
from shared.exchange.trial import Row

LONGEST_ANSWER = 1_000
MOST_ANSWERS = 2_000
FORMS = {
    "cycle_without_dates": ("dates", "dates"),
    "owner_missing": ("owner", "person"),
    "owner_unknown": ("owner", "person"),
    "unit_unknown": ("unit", "unit"),
    "person_without_email": ("email", "email"),
    "manager_unknown": ("manager", "person"),
    "support_unknown": ("target", "objective"),
    "objective_unknown": ("objective", "objective"),
    "key_result_unknown": ("key_result", "key_result"),
    "author_unknown": ("who", "person"),
}
"""By the reason for asking: the field that the answer fills, and the form that it has. Of a key result it is its measure."""
_BETWEEN = re.compile(r"\s+(?:-|to|bis)\s+|\s*[–—~～至到]\s*")
_MEASURE = ("kind", "baseline", "target", "low", "high", "tolerance", "milestones")

D = TypeVar("D", bound=Struct)


class Place(Struct, frozen=True):
    """What is asked about: a field of what stands on that line. `title` tells the links of an objective apart."""

    kind: str
    line: int
    where: str
    title: str
    field: str


def asked(row: Row) -> tuple[Place, str] | None:
    """The question that a row puts, and the form of its answer; None where no answer could help."""
    if row.what != "ask":
        return None
    if row.kind == "key_result":
        return Place("key_result", row.line, row.where, row.title, "measure"), "measure"
    for reason in row.reasons:
        found = FORMS.get(reason.code)
        if found is not None:
            return Place(row.kind, row.line, row.where, row.title, found[0]), found[1]
    return None


def written(place: Place) -> str:
    return msgspec.json.encode(place).decode()


def read(text: str) -> Place | None:
    try:
        return msgspec.json.decode(text, type=Place)
    except msgspec.DecodeError:
        return None


def answered(sheet: Sheet, answers: Mapping[Place, str]) -> Sheet:
    """The document with all answers in it, those of later questions after those of earlier ones."""
    for place, text in answers.items():
        sheet = _answered(sheet, place, text.strip())
    return sheet


def _answered(sheet: Sheet, place: Place, text: str) -> Sheet:
    match place.kind:
        case "objective":
            return _with_objectives(sheet, place, lambda each: _filled(each, place.field, text))
        case "link":
            return _with_objectives(sheet, place, lambda each: _linked(each, place.title, text))
        case "key_result":
            return _measured(sheet, place, text)
        case "person" | "check_in" | "acknowledgement" | "grade" | "outcome" | "cycle":
            many = {"person": "people"}.get(place.kind, f"{place.kind}s")
            drafts = (
                _filled(each, place.field, text) if _is_at(each, place) else each for each in getattr(sheet, many)
            )
            return structs.replace(sheet, **{many: tuple(drafts)})
        case _:
            return sheet


def _is_at(draft: Any, place: Place) -> bool:
    return bool((draft.line, draft.where) == (place.line, place.where))


def _filled(draft: D, field: str, text: str) -> D:
    if field == "dates" and isinstance(draft, CycleDraft):
        days = _days(text)
        return draft if days is None else structs.replace(draft, starts=days[0], ends=days[1])
    return structs.replace(draft, **{field: text}) if field in draft.__struct_fields__ else draft


def _days(text: str) -> tuple[date, date] | None:
    parts = _BETWEEN.split(text)
    if len(parts) != 2:
        return None
    first, last = (read_date(each) for each in parts)
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def _with_objectives(sheet: Sheet, place: Place, change: Callable[[ObjectiveDraft], ObjectiveDraft]) -> Sheet:
    is_named = place.kind == "objective"
    return structs.replace(
        sheet,
        objectives=tuple(
            change(each) if _is_at(each, place) and (not is_named or each.title == place.title) else each
            for each in sheet.objectives
        ),
    )


def _linked(draft: ObjectiveDraft, target: str, text: str) -> ObjectiveDraft:
    links = (structs.replace(each, target=text) if each.target == target else each for each in draft.supports)
    return structs.replace(draft, supports=tuple(links))


def _measured(sheet: Sheet, place: Place, text: str) -> Sheet:
    problems: list[Problem] = []

    def measured(draft: KeyResultDraft) -> KeyResultDraft:
        if not _is_at(draft, place) or draft.name != place.title:
            return draft
        return judged(_measure(draft, text), Fields({}, problems, line=draft.line, where=draft.where))

    objectives = tuple(
        structs.replace(each, key_results=tuple(map(measured, each.key_results))) for each in sheet.objectives
    )
    # what was wrong with its numbers before is said no more
    left = [
        each
        for each in sheet.problems
        if (each.line, each.where) != (place.line, place.where) or (each.field not in _MEASURE and each.field != "unit")
    ]
    return structs.replace(sheet, objectives=objectives, problems=(*left, *problems))


def _measure(draft: KeyResultDraft, text: str) -> KeyResultDraft:
    """A lone number is the end that is missing; else it says all of it, as after a name."""
    number = read_number(text)
    # a unit with a number in it is another end: "40% → 90%"
    if isinstance(number, Quantity) and number.comparator is None and not re.search(r"\d", number.unit or ""):
        unit = draft.unit or number.unit
        if draft.target is not None and draft.baseline is None:
            return structs.replace(draft, baseline=number.value, unit=unit, kind=None)
        if draft.baseline is not None and draft.target is None:
            return structs.replace(draft, target=number.value, unit=unit, kind=None)
    phrases = (read_phrase(each).draft for each in (f"K {text}", f"K ({text})"))
    said = next((each for each in phrases if each.kind is not None), None)
    if said is None:
        return draft
    given = {field: getattr(said, field) for field in _MEASURE}
    return structs.replace(draft, **given, unit=said.unit or draft.unit)
