"""Markdown as a company keeps its OKRs: headings for cycles and departments, bold objectives, bullets, tables.

Refuses to be strict about form, and to be silent about what it left out under an objective.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from shared.exchange.cells import escape
from shared.exchange.decoding import without_controls
from shared.exchange.details import unquote
from shared.exchange.drafts import CycleDraft, KeyResultDraft, ObjectiveDraft, Problem, Severity, Sheet
from shared.exchange.gathered import Gathered
from shared.exchange.headings import Chapter, Section, read_heading
from shared.exchange.objective_lines import objective_values, read_objective_line
from shared.exchange.phrases import read_key, read_phrase
from shared.exchange.tables import Record, columns_of, read_rows, record_of

_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_BULLET = re.compile(r"(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.*)", re.DOTALL)
_BOX = re.compile(r"\[([ xX])\]\s+(.*)", re.DOTALL)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CELL_END = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LIKE_OBJECTIVE = re.compile(
    r"\*\*(?:O|Objective|目标)(?![A-Za-z'’])|(?:[-*+•]\s+)?(?:O\d*|Objective\s?\d*|目标\s?\d*)\s*[:：]"
)

_CHAPTER_RECORDS: dict[Chapter, Record] = {
    "people": "person",
    "cycles": "cycle",
    "check_ins": "check_in",
    "acknowledgements": "acknowledgement",
    "grades": "grade",
    "outcomes": "outcome",
}


class _Table(Struct, frozen=True):
    header: tuple[int, list[str]]
    rows: list[tuple[int, list[str]]]


class _Text(Struct, frozen=True):
    line: int
    text: str


def read_markdown(text: str) -> Sheet:
    text, warnings = without_controls(text)
    reader = _Reader()
    reader.gathered.problems.extend(warnings)
    blocks = list(_blocks(text))
    reader.learn_names(blocks)
    for block in blocks:
        if isinstance(block, _Table):
            reader.table(block)
        else:
            reader.text(block)
    reader.close()
    return reader.gathered.sheet()


def _blocks(text: str) -> Iterator[_Table | _Text]:
    lines = text.split("\n")
    fenced, at = False, 0
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            if "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _RULE.fullmatch(lines[at + 1]):
                end = at + 2
                while end < len(lines) and lines[end].strip() and "|" in lines[end]:
                    end += 1
                rows = [(index + 1, _cells(lines[index])) for index in range(at + 2, end)]
                yield _Table((at + 1, _cells(line)), rows)
                at = end
                continue
            yield _Text(at + 1, line)
        at += 1


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [read_cell(cell.strip()) for cell in _CELL_END.split(line)]


def read_cell(text: str) -> str:
    """A quoted cell is a value to the letter, so that it is protected like a spreadsheet's."""
    quoted = unquote(text)
    return escape(quoted) if quoted is not None else _BREAK.sub("\n", text.replace("\\|", "|"))


class _Open:
    """The objective whose lines are still coming."""

    def __init__(self, draft: ObjectiveDraft) -> None:
        self.draft = draft
        self.description: list[str] = []
        self.bullets: list[tuple[int, list[str], list[str]]] = []  # line, text pieces, notes
        self.indent: int | None = None


class _Reader:
    def __init__(self) -> None:
        self.gathered = Gathered()
        self.known: set[str] = set()
        self.departments: set[str] = set()
        self.teams: set[str] = set()
        self.cycle: CycleDraft | None = None
        self.section = Section()
        self.chapter: Chapter | None = None
        self.day: date | None = None
        self.open: _Open | None = None

    def learn_names(self, blocks: list[_Table | _Text]) -> None:
        """People may be listed behind the objectives that name them: their table is read ahead, its problems later."""
        ahead = Gathered()
        for block in blocks:
            if isinstance(block, _Table) and record_of(columns_of(block.header[1])) == "person":
                read_rows(ahead, block.header, block.rows, record="person")
        for person in ahead.people:
            self.known.update(name for name in (person.name, person.latin_name, person.email) if name)
            self.departments.update(filter(None, (person.department,)))
            self.teams.update(filter(None, (person.team,)))

    def problem(self, code: str, line: int, severity: Severity = "warning", **params: object) -> None:
        self.gathered.problems.append(Problem(code=code, severity=severity, line=line, params=params))

    def table(self, block: _Table) -> None:
        self.close()
        record = _CHAPTER_RECORDS.get(self.chapter) if self.chapter else None
        cycle = self.cycle.name if self.cycle else None
        within = (self.cycle.starts, self.cycle.ends) if self.cycle and self.cycle.starts and self.cycle.ends else None
        read_rows(
            self.gathered,
            block.header,
            block.rows,
            record=record,
            day=self.day,
            cycle=cycle,
            known=self.known,
            within=within,
        )

    def text(self, block: _Text) -> None:
        line, text = block.line, block.text
        if (heading := _HEADING.fullmatch(text)) is not None:
            self.heading(line, len(heading[1]), heading[2])
        elif not text.strip():
            return
        elif text.lstrip().startswith(">"):
            if self.open is not None:
                quoted = text.lstrip()[1:]
                self.open.description.append(quoted.removeprefix(" "))
        elif not self.objective(line, text):
            self.inner(line, text)

    def heading(self, line: int, depth: int, text: str) -> None:
        self.close()
        if self.objective(line, text):
            return
        found = read_heading(text, depth, known=self.known, departments=self.departments, teams=self.teams)
        for code in found.problems:
            self.problem(code, line, "refused", text=text[:80])
        if found.chapter is not None:
            self.chapter, self.day, self.section = found.chapter, found.day, Section()
            if depth <= 2 and found.chapter == "objectives":
                self.cycle = None
        elif found.cycle is not None:
            self.chapter, self.section = None, Section()
            self.cycle = replace(found.cycle, line=line)
            same = next((cycle for cycle in self.gathered.cycles if cycle.name == found.cycle.name), None)
            if same is None and found.cycle != CycleDraft(name=found.cycle.name):
                self.gathered.cycles.append(self.cycle)
        elif found.section is not None:
            self.chapter, self.section = None, found.section

    def objective(self, line: int, text: str) -> bool:
        """Whether the line was an objective: alone, or with its key results behind pipes on the same line."""
        if not _LIKE_OBJECTIVE.search(text):
            return False
        pieces = text.split(" | ")
        found = None
        if len(pieces) > 1 and all(read_key(piece.strip())[1] != piece.strip() for piece in pieces[1:]):
            found = read_objective_line(pieces[0], known=self.known, line=line)
        if found is None:
            pieces = [text]
            found = read_objective_line(text, known=self.known, line=line)
        if found is None:
            return False
        self.close()
        self.open = _Open(self.inherited(found.draft))
        for unread in found.unread:
            self.problem("detail_not_read", line, text=unread[:80])
        self.open.bullets = [(line, [piece.strip()], []) for piece in pieces[1:] if piece.strip()]
        if len(pieces) > 1:
            self.close(one_line=True)
        return True

    def inherited(self, draft: ObjectiveDraft) -> ObjectiveDraft:
        """What the heading says holds where the objective does not say otherwise."""
        values = objective_values(self.section.details)
        return replace(
            draft,
            cycle=self.cycle.name if self.cycle else None,
            level=draft.level or self.section.level,
            unit=draft.unit or self.section.unit,
            owner=draft.owner or values.get("owner"),
            visibility=draft.visibility or values.get("visibility"),
            supports=draft.supports or values.get("supports", ()),
            co_owners=draft.co_owners or values.get("co_owners", ()),
            joint_with=draft.joint_with or values.get("joint_with", ()),
            draft=draft.draft or values.get("draft", False),
        )

    def inner(self, line: int, text: str) -> None:
        """A line under an objective: a key result, a step of one, more of its text, or the description."""
        bullet = _BULLET.fullmatch(text)
        content = text.strip() if bullet is None else bullet[2]
        is_key_result = read_key(content)[1] != content
        if self.open is None:
            if is_key_result and self.chapter is None:
                self.problem("key_result_without_objective", line, "refused", text=content[:80])
            return
        indent = len(text) - len(text.lstrip())
        under = self.open
        if bullet is None and not is_key_result:
            if not under.bullets:
                under.description.append(content)
            elif indent >= 2:
                under.bullets[-1][1].append(content)
            else:
                self.problem("line_not_read", line, text=content[:80])
            return
        if under.indent is None:
            under.indent = indent
        if not under.bullets or is_key_result or indent < under.indent + 2:
            under.bullets.append((line, [content], []))
        elif (box := _BOX.fullmatch(content)) is not None:
            under.bullets[-1][1].append(f"{'☐' if box[1] == ' ' else '☑'} {box[2]}")
        else:
            under.bullets[-1][2].append(content)

    def close(self, one_line: bool = False) -> None:
        """`one_line`: what is said at the end of the line is said of the whole objective."""
        if self.open is None:
            return
        closing, self.open = self.open, None
        objective, key_results = closing.draft, list[KeyResultDraft]()
        for line, pieces, notes in closing.bullets:
            phrase = read_phrase(" ".join(pieces), known=self.known, line=line)
            self.gathered.problems.extend(phrase.problems)
            draft = phrase.draft
            if notes:
                draft = replace(draft, note="; ".join(filter(None, (draft.note, *notes))))
            if phrase.visibility is not None and phrase.visibility != objective.visibility:
                objective = replace(objective, visibility=phrase.visibility)
                if not one_line:
                    self.problem("visibility_of_objective", line, visibility=phrase.visibility)
            if draft.name:
                key_results.append(draft)
        objective = replace(objective, description="\n".join(closing.description).strip())
        self.gathered.objectives.append((objective, key_results))
