"""An objective's own line, `**O1: title** (owner 赵倩, draft) — supports O2`: read, and written so that it reads back.

Nothing of key results, sections or cycles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct

from shared.exchange.decoding import clean
from shared.exchange.details import Details, groups, leading_quote, quote, read_details, unquote
from shared.exchange.drafts import Level, ObjectiveDraft, SupportDraft, Visibility
from shared.exchange.lists import read_names, read_supports
from shared.exchange.vocabulary import DRIVERS, VISIBILITIES, word

_KEY = re.compile(
    r"(?:(?P<o>O\d+(?:\.\d+)*)|O(?![A-Za-z'’])|(?:Objective|目标)\s?(?P<n>\d+)?(?=\s*[:：.–—]|\s-\s))"
    r"(?:\s*[:：]\s*|\s*[–—]\s*|\s*\.\s+|\s+-\s+|\s+|(?=[^\w\s]|[\u4e00-\u9fff]))"
)
_BOLD = re.compile(
    r"(?:(?:[-*+•]|\d{1,3}[.)])\s+)?(?:(?P<owner>[^*|:：]{1,60}?)\s*[:：]\s*)?\*\*(?P<inner>(?:[^*]|\*(?!\*))+)\*\*(?P<rest>.*)",
    re.DOTALL,
)
_PLAIN = re.compile(
    r"(?:(?:[-*+•]|\d{1,3}[.)])\s+)?(?P<inner>(?:O\d+(?:\.\d+)*|O|Objective\s?\d*|目标\s?\d*)\s*[:：].+)"
)
_DASH = re.compile(r"(?:^|\s)(?:—|–|--)(?:\s|$)")
_LINKS = ("supports", "parent", "rolls_up", "contributes", "also_supports")
_PLAIN_KEY = re.compile(r"O\d+(?:\.\d+)*")
SIMPLE = re.compile(r"[\w.@\-]+(?: [\w.@\-]+)*")


class ObjectiveLine(Struct, frozen=True):
    """`draft` has only what the line says; `unread` are the pieces of small print nobody understood."""

    draft: ObjectiveDraft
    unread: tuple[str, ...] = ()


def read_objective_line(text: str, *, known: Collection[str] = (), line: int = 0) -> ObjectiveLine | None:
    """None where the text is no objective's line."""
    text = text.strip()
    found = _BOLD.fullmatch(text)
    owner, rest = None, ""
    if found is not None:
        inner, rest, owner = found["inner"].strip(), found["rest"], found["owner"]
    elif (plain := _PLAIN.fullmatch(text)) is not None:
        inner = plain["inner"]
    else:
        return None
    mark = _KEY.match(inner)
    if mark is None:
        return None
    key = mark["o"] or (f"O{mark['n']}" if mark["n"] else None)
    title = inner[mark.end() :].strip()
    if (quoted := leading_quote(title)) is not None and not quoted[1].strip():
        title = quoted[0]
    elif found is None:  # without bold, small print begins at the first parenthesis that says something known
        title, rest = _title_and_rest(title, known)
    if not clean(title):
        return None
    details = small_print(rest, known)
    values = objective_values(details)
    if owner is not None and "owner" not in values:
        values["owner"] = owner.strip()
    unread = tuple(values.pop("unread"))
    draft = ObjectiveDraft(line=line, title=clean(title), **{"key": key, **values})
    return ObjectiveLine(draft, unread)


def _title_and_rest(text: str, known: Collection[str]) -> tuple[str, str]:
    for found in re.finditer(r"\s*[(（]|\s+[—–]\s+", text):
        details = small_print(text[found.start() :], known)
        if found.start() > 0 and (details.items or details.people):
            return text[: found.start()], text[found.start() :]
    return text, ""


def small_print(rest: str, known: Collection[str]) -> Details:
    """Everything behind a title: parenthesised groups and what follows dashes."""
    outside, inside = groups(rest)
    pieces = [piece.strip(" ,，;；") for piece in (*inside, *_DASH.split(outside))]
    found = [read_details(piece, known) for piece in pieces if piece]
    return Details(
        tuple(item for details in found for item in details.items),
        tuple(person for details in found for person in details.people),
        tuple(text for details in found for text in details.rest),
    )


def objective_values(details: Details) -> dict[str, Any]:
    """Fields of an objective, plus "unread"."""
    values: dict[str, Any] = {}
    unread = list(details.rest)
    co_owners: list[str] = []
    joint: list[str] = []
    for field, text in details.items:
        bare = unquote(text)
        one = clean(text) if bare is None else bare
        match field:
            case "owner" | "key":
                values.setdefault(field, one)
            case "co_owners" | "with":
                co_owners.extend(read_names(text) if bare is None else (bare,))
            case "joint_with":
                joint.extend(read_names(text) if bare is None else (bare,))
            case "team" | "department":
                values["level"], values["unit"] = _level(field), one
            case "visibility" if (visibility := _visibility(one)) is not None:
                values["visibility"] = visibility
            case "draft":
                values["draft"] = True
            case "driver" if word(one) in DRIVERS:
                values["driver"] = DRIVERS[word(one)]
            case _ if field not in _LINKS:
                unread.append(f"{field} {text}")
    people = list(details.people)
    if people and "owner" not in values:
        values["owner"] = people.pop(0)
    co_owners.extend(people)
    if co_owners:
        values["co_owners"] = tuple(dict.fromkeys(co_owners))
    if joint:
        values["joint_with"] = tuple(dict.fromkeys(joint))
    if links := _links(details.all(*_LINKS)):
        values["supports"] = links
    return {**values, "unread": unread}


def _level(field: str) -> Level:
    return "team" if field == "team" else "department"


def _visibility(text: str) -> Visibility | None:
    return VISIBILITIES.get(word(text))


def _links(items: Iterable[tuple[str, str]]) -> tuple[SupportDraft, ...]:
    links: dict[str, SupportDraft] = {}
    for field, text in items:
        bare = unquote(text)
        for target in (bare,) if bare is not None else [link.target for link in read_supports(text)]:
            primary = field in ("parent", "rolls_up") or (field == "supports" and not links)
            links.setdefault(target, SupportDraft(target, primary, field in ("rolls_up", "contributes")))
    return tuple(links.values())


def write_objective_line(objective: ObjectiveDraft, known: Collection[str]) -> str:
    """The pleasantest of three forms that reads back as the same draft."""
    said = ObjectiveDraft(
        title=objective.title,
        key=objective.key,
        owner=objective.owner,
        co_owners=objective.co_owners,
        joint_with=objective.joint_with,
        visibility=objective.visibility,
        draft=objective.draft,
        supports=objective.supports,
        driver=objective.driver,
    )
    for title, careful in ((objective.title, False), (objective.title, True)):
        text = _line(said, title, careful)
        back = read_objective_line(text, known=known) if "\n" not in text else None
        if back is not None and back.draft == said and not back.unread:
            return text
    return _line(said, quote(objective.title), True)


def _line(objective: ObjectiveDraft, title: str, careful: bool) -> str:
    def text(value: str) -> str:
        return value if not careful and SIMPLE.fullmatch(value) else quote(value)

    plain_key = objective.key is not None and _PLAIN_KEY.fullmatch(objective.key)
    details = [] if objective.key is None or plain_key else [f"key: {text(objective.key)}"]
    if objective.owner is not None:
        details.append(f"owner: {text(objective.owner)}")
    if objective.co_owners:
        details.append("co-owners: " + ", ".join(map(text, objective.co_owners)))
    if objective.joint_with:
        details.append("joint with: " + ", ".join(map(text, objective.joint_with)))
    if objective.draft:
        details.append("draft")
    if objective.visibility is not None:
        details.append("visible to the team only" if objective.visibility == "team" else objective.visibility)
    for link in objective.supports:
        words = {(True, True): "rolls up to", (True, False): "parent", (False, True): "contributes to"}
        verb = words.get((link.primary, link.contributes), "also supports")
        target = link.target if not careful and re.fullmatch(r"O\d+(?:/KR\d+)?", link.target) else quote(link.target)
        details.append(f"{verb}: {target}")
    if objective.driver is not None:
        details.append(f"driven by: {objective.driver.replace('_', ' ')}")
    behind = f" ({', '.join(details)})" if details else ""
    return f"**{objective.key if plain_key else 'O'}: {title}**{behind}"
