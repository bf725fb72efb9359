"""What a reader has collected so far, and the last checks that every format shares: length limits and duplicates.

Refuses to repair: a draft that is too long is left out with a problem, a repeated one is kept once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from msgspec import structs

from shared.exchange.drafts import (
    AcknowledgementDraft,
    CheckInDraft,
    CycleDraft,
    GradeDraft,
    KeyResultDraft,
    ObjectiveDraft,
    OutcomeDraft,
    PersonDraft,
    Problem,
    Sheet,
)

LONGEST_TITLE = 300
LONGEST_TEXT = 20_000
MOST_ROWS = 20_000

_PROSE = frozenset(("blocker", "comment", "description", "next_step", "note", "reason", "retrospective", "word_reason"))
AnyDraft = (
    PersonDraft
    | CycleDraft
    | ObjectiveDraft
    | KeyResultDraft
    | CheckInDraft
    | AcknowledgementDraft
    | GradeDraft
    | OutcomeDraft
)
Draft = TypeVar("Draft", bound=AnyDraft)


class Gathered:
    """Mutable while reading; `sheet()` makes the finished, frozen form."""

    def __init__(self) -> None:
        self.people: list[PersonDraft] = []
        self.cycles: list[CycleDraft] = []
        self.objectives: list[tuple[ObjectiveDraft, list[KeyResultDraft]]] = []
        self.check_ins: list[CheckInDraft] = []
        self.acknowledgements: list[AcknowledgementDraft] = []
        self.grades: list[GradeDraft] = []
        self.outcomes: list[OutcomeDraft] = []
        self.problems: list[Problem] = []

    def rows(self) -> int:
        key_results = sum(len(key_results) for _, key_results in self.objectives)
        goals = len(self.people) + len(self.cycles) + len(self.objectives) + key_results
        return goals + len(self.check_ins) + len(self.acknowledgements) + len(self.grades) + len(self.outcomes)

    def sheet(self) -> Sheet:
        rows = self.rows()
        if rows > MOST_ROWS:
            return refused("too_many_rows", rows=rows, limit=MOST_ROWS)
        problems = self.problems
        if not rows and not any(problem.severity == "refused" for problem in problems):
            problems.append(Problem(code="nothing_found", severity="refused"))
        objectives = []
        for objective, key_results in self.objectives:
            objectives.append(structs.replace(objective, key_results=_kept(key_results, problems)))
        sheet = Sheet(
            people=_kept(self.people, problems),
            cycles=_kept(self.cycles, problems),
            objectives=_kept(objectives, problems),
            check_ins=_kept(self.check_ins, problems),
            acknowledgements=_kept(self.acknowledgements, problems),
            grades=_kept(self.grades, problems),
            outcomes=_kept(self.outcomes, problems),
        )
        problems.sort(key=lambda problem: problem.line)
        return structs.replace(sheet, problems=tuple(problems))


def refused(code: str, **params: object) -> Sheet:
    """A document of which nothing is taken."""
    return Sheet(problems=(Problem(code=code, severity="refused", params=params),))


def _kept(drafts: Iterable[Draft], problems: list[Problem]) -> tuple[Draft, ...]:
    seen: dict[Hashable, int] = {}
    kept: list[Draft] = []
    for draft in drafts:
        if (problem := _too_long(draft)) is not None:
            problems.append(problem)
            continue
        same = _content(draft)
        if same in seen:
            problems.append(
                Problem(
                    code="duplicate",
                    severity="warning",
                    line=draft.line,
                    where=draft.where,
                    params={"first": seen[same], "text": _name(draft)[:80]},
                )
            )
            continue
        seen[same] = draft.line
        kept.append(draft)
    return tuple(kept)


def _content(draft: AnyDraft) -> Hashable:
    """Everything but the place, down to the key results inside."""
    values = structs.astuple(draft)[2:]  # line and where come first in every draft
    if isinstance(draft, ObjectiveDraft):
        return (*values[:-1], tuple(_content(key_result) for key_result in draft.key_results))
    return values


def _name(draft: AnyDraft) -> str:
    match draft:
        case ObjectiveDraft():
            return draft.title
        case CheckInDraft() | GradeDraft():
            return draft.key_result
        case AcknowledgementDraft():
            return draft.check_in
        case OutcomeDraft():
            return draft.objective
        case _:
            return draft.name


def _too_long(draft: AnyDraft) -> Problem | None:
    for field, limit, length in _lengths(draft):
        if length > limit:
            return Problem(
                code="too_long",
                severity="refused",
                line=draft.line,
                where=draft.where,
                field=field,
                params={"limit": limit, "length": length, "text": _name(draft)[:80]},
            )
    return None


def _lengths(draft: AnyDraft) -> Iterable[tuple[str, int, int]]:
    for field in draft.__struct_fields__:
        value = getattr(draft, field)
        if isinstance(value, str):
            yield field, LONGEST_TEXT if field in _PROSE else LONGEST_TITLE, len(value)
        elif isinstance(value, tuple) and field != "key_results":
            for part in value:
                text = part if isinstance(part, str) else getattr(part, "target", None) or getattr(part, "name", "")
                yield field, LONGEST_TITLE, len(str(text))
