"""What a Markdown heading says: a cycle, a part of the company, a kind of list, or one objective.

Titles and chapters that are none of these change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from shared.exchange.dates import DATE_TEXT, RANGE_TEXT, order_of, read_date, read_moment
from shared.exchange.details import Details, groups, quote, split, unquote
from shared.exchange.drafts import CycleDraft, Level
from shared.exchange.objective_lines import read_objective_line, small_print
from shared.exchange.vocabulary import CYCLE_KINDS, CYCLE_STATES, LEVELS, word

Chapter = Literal["people", "cycles", "check_ins", "acknowledgements", "grades", "outcomes", "objectives"]

_CHAPTERS: dict[Chapter, re.Pattern[str]] = {
    "people": re.compile(r"people|persons|members|人员|成员|员工|人员名单", re.IGNORECASE),
    "cycles": re.compile(r"cycles|periods|周期|okr周期", re.IGNORECASE),
    "check_ins": re.compile(r"(?:weekly\s+)?check-?\s?ins?\b.*|签到.*|进展.*|周报.*", re.IGNORECASE),
    "acknowledgements": re.compile(r"acknowledge?ments|已阅", re.IGNORECASE),
    "grades": re.compile(r"grades|评分", re.IGNORECASE),
    "outcomes": re.compile(r"looking back|outcomes|复盘", re.IGNORECASE),
    "objectives": re.compile(r"objectives|okrs?|goals|目标|目标与关键结果", re.IGNORECASE),
}
_PERIOD = re.compile(
    r"\bQ[1-4]\b|\bH[12]\b|\bFY\s?\d{2,4}\b|第?[一二三四1-4]季度|\d{4}\s*年|[上下]半年|^\d{4}$|\d{1,2}\s*月$",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(
    r"(cycle|周期|company|department|team|personal|unit|公司|部门|团队|个人)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL
)
_LEVEL_MARKS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("company", re.compile(r"公司|集团|\bcompany\b", re.IGNORECASE)),
    ("person", re.compile(r"^个人|\bpersonal\b|\bindividuals?\b", re.IGNORECASE)),
    ("team", re.compile(r"团队|小组|组\b|\bteam\b", re.IGNORECASE)),
    ("department", re.compile(r"部\b|部门|部(?=\s)|\bdepartment\b|\bdept\b", re.IGNORECASE)),
)


class Section(Struct, frozen=True):
    """A part of the company, with small print that holds for every objective under it."""

    level: Level | None = None
    unit: str | None = None
    details: Details = Details()


class Heading(Struct, frozen=True):
    """Exactly one of the first three is set, or none for a heading that says nothing here."""

    cycle: CycleDraft | None = None
    section: Section | None = None
    chapter: Chapter | None = None
    day: date | None = None
    problems: tuple[str, ...] = ()


def read_heading(
    text: str,
    depth: int,
    *,
    known: Collection[str] = (),
    departments: Collection[str] = (),
    teams: Collection[str] = (),
) -> Heading:
    main, inside = groups(text)
    main = main.strip()
    for chapter, pattern in _CHAPTERS.items():
        if pattern.fullmatch(main):
            found = DATE_TEXT.search(text)
            day = read_date(found[0]) if found else None
            if isinstance(day, str):
                return Heading(chapter=chapter, problems=(day,))
            return Heading(chapter=chapter, day=day)
    explicit = _EXPLICIT.fullmatch(main)
    if explicit is not None and word(explicit[1]) in ("cycle", "周期"):
        return _cycle(_unquoted(explicit[2]), inside)
    dated = RANGE_TEXT.search(text)
    if depth <= 2 and explicit is None and (dated or _PERIOD.search(main)):
        name = RANGE_TEXT.sub("", main).strip(" :：,，-–—") or main
        return _cycle(name, inside or ([dated[0]] if dated else []))
    if depth == 1:
        return Heading()
    if explicit is not None:
        return Heading(section=Section(LEVELS.get(word(explicit[1])), _unquoted(explicit[2])))
    if (level := LEVELS.get(word(main))) is not None:
        return Heading(section=Section(level, None, small_print(_behind(text, main), known)))
    front = re.split(r"\s(?:—|–|--)\s", main)[0].strip()
    return Heading(section=_section(front, small_print(_behind(text, front), known), departments, teams))


def _behind(text: str, front: str) -> str:
    return text[len(front) :] if text.startswith(front) else ""


def _section(front: str, details: Details, departments: Collection[str], teams: Collection[str]) -> Section:
    pieces = [piece for piece in re.split(r"[\s/]+", front) if piece]
    for level, pattern in _LEVEL_MARKS[:2]:
        if pattern.search(front):
            return Section(level, None, details)
    for known_level, names, endings in (
        ("department", departments, ("", "部", "部门")),
        ("team", teams, ("", "组", "团队")),
    ):
        for name in sorted(names, key=len, reverse=True):
            if front == name or any(piece == name + ending for piece in pieces for ending in endings):
                return Section("team" if known_level == "team" else "department", name, details)
    for level, pattern in _LEVEL_MARKS[2:]:
        if pattern.search(front):
            return Section(level, front, details)
    return Section(None, front or None, details)


def _cycle(name: str, inside: list[str]) -> Heading:
    problems: list[str] = []
    starts = ends = None
    kind = state = None
    closed: datetime | None = None
    for item in (item for group in inside for item in split(group)):
        dated = RANGE_TEXT.fullmatch(item.strip())
        if dated is not None:
            order = order_of((dated[1], dated[2]))
            first, second = read_date(dated[1], order=order), read_date(dated[2], order=order)
            problems.extend(day for day in (first, second) if isinstance(day, str))
            starts = None if isinstance(first, str) else first
            ends = None if isinstance(second, str) else second
        elif (found := re.fullmatch(r"(from|until)\s+(\S+)", item)) and not isinstance(day := read_date(found[2]), str):
            starts, ends = (day, ends) if found[1] == "from" else (starts, day)
        elif item.startswith("closed:"):
            closed = read_moment(item.removeprefix("closed:").strip())
            problems.extend(["not_a_moment"] if closed is None else [])
        elif item.startswith("state:"):
            state = CYCLE_STATES.get(word(item.removeprefix("state:")), state)
        elif word(item) in CYCLE_KINDS:
            kind = CYCLE_KINDS[word(item)]
        elif word(item) in CYCLE_STATES:
            state = CYCLE_STATES[word(item)]
    return Heading(
        cycle=CycleDraft(name=name, starts=starts, ends=ends, kind=kind, state=state, closed=closed),
        problems=tuple(problems),
    )


def _unquoted(text: str) -> str:
    found = unquote(text.strip())
    return text.strip() if found is None else found


def write_cycle_heading(cycle: CycleDraft) -> str:
    """`## 2026 Q4 (2026-10-01 – 2026-12-31)`, with a plainer or a more careful name as it needs."""
    details = []
    if cycle.starts and cycle.ends:
        details.append(f"{cycle.starts} – {cycle.ends}")
    elif cycle.starts or cycle.ends:
        details.append(f"from {cycle.starts}" if cycle.starts else f"until {cycle.ends}")
    if cycle.kind:
        details.append(cycle.kind)
    if cycle.state:
        details.append(f"state: {cycle.state}")
    if cycle.closed:
        details.append(f"closed: {cycle.closed.isoformat()}")
    behind = f" ({', '.join(details)})" if details else ""
    for name in (cycle.name, f"Cycle: {cycle.name}"):
        if _is_plain(f"{name}{behind}") and read_heading(f"{name}{behind}", 2).cycle == cycle:
            return f"## {name}{behind}"
    return f"## Cycle: {quote(cycle.name)}{behind}"


def write_section_heading(level: Level | None, unit: str | None) -> str:
    title = "Unit" if level is None else "Personal" if level == "person" else level.capitalize()
    if unit is None:
        return "### Objectives" if level is None else f"### {title}"
    for name in (unit, quote(unit)):
        if _is_plain(f"{title}: {name}") and read_heading(f"{title}: {name}", 3).section == Section(level, unit):
            return f"### {title}: {name}"
    return f"### {title}: {quote(unit)}"


def _is_plain(heading: str) -> bool:
    """One line, without a closing mark of headings, and no objective's line."""
    return "\n" not in heading and not heading.endswith("#") and read_objective_line(heading) is None
