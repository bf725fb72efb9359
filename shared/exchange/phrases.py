"""A key result as one says it, "渠道线索成本 ¥86 → ¥60, 赵倩", read into its parts; also live, as somebody types.

Total and quick: any text gives a draft, and what it does not say becomes a problem instead of a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from msgspec import Struct

from shared.exchange.cadences import read_cadence
from shared.exchange.cores import Core, find_core
from shared.exchange.decoding import clean
from shared.exchange.details import Details, leading_quote, read_details, split, unquote
from shared.exchange.drafts import KeyResultDraft, MilestoneDraft, Problem, Visibility
from shared.exchange.fields import Fields
from shared.exchange.gathered import LONGEST_TITLE
from shared.exchange.lists import before_milestones, read_milestones, read_names
from shared.exchange.numbers import Unread, read_number
from shared.exchange.records import UNSET, judged
from shared.exchange.vocabulary import COMMITMENTS, KINDS, VISIBILITIES, word

LONGEST_PHRASE = 4000

_KEY = re.compile(
    r"(?:KR|K\.R\.|Key\s+Result|关键结果|关键成果)\s?(\d+(?:\.\d+)*)?(?:\s*[:：.、]\s*|\s*[–—]\s+|\s+-\s+|\s+|(?<=\d)(?=[^\w\s]))",
    re.IGNORECASE,
)
_GROUP = re.compile(r"[(（]([^()（）\n]*(?:[(（][^()（）\n]*[)）][^()（）\n]*)?)[)）]")
_REMARK = re.compile(r"\s*(?:←|<--|//\s|#\s)\s*")
_MARKER = re.compile(r"(?:(?:[-*+•]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?")
_EDGE = " \t\n:：,，;；—–|"


class Phrase(Struct, frozen=True):
    """`visibility` was said of a key result but can only belong to its objective."""

    draft: KeyResultDraft
    problems: tuple[Problem, ...] = ()
    visibility: Visibility | None = None


def read_key_result(
    text: str, *, known: Collection[str] = (), line: int = 0, where: str = ""
) -> tuple[KeyResultDraft, tuple[Problem, ...]]:
    """`known` are names of people, which makes a bare name after a comma certain. Problem codes: see `judged`."""
    phrase = read_phrase(text, known=known, line=line, where=where)
    return phrase.draft, phrase.problems


def read_phrase(text: str, *, known: Collection[str] = (), line: int = 0, where: str = "") -> Phrase:
    """Any text is read: what it does not say, or says too long, is among the phrase's problems."""
    problems: list[Problem] = []
    text = clean(text)
    if len(text) > LONGEST_PHRASE:
        params = {"limit": LONGEST_TITLE, "length": len(text)}
        problem = Problem(code="too_long", severity="refused", line=line, where=where, field="name", params=params)
        return Phrase(KeyResultDraft(line=line, where=where, name=text[:LONGEST_TITLE]), (problem,))
    key, rest = read_key(text[_mark(text) :])
    quoted = leading_quote(rest)
    parts = _Parts(known)
    if quoted is not None:
        name, rest = quoted
        for group in _strict_groups(rest):
            parts.take(read_details(group, known), trusted=True)
    else:
        name = parts.read(rest)
    fields = Fields({}, problems, line=line, where=where)
    draft = parts.draft(key, name, fields)
    if not draft.name:
        fields.problem("name_missing", "name")
    else:
        draft = judged(draft, fields, infer=parts.kind != UNSET)
    return Phrase(draft, tuple(problems), parts.visibility)


def read_key(text: str) -> tuple[str | None, str]:
    """("KR1", the rest) of "KR 1: …"; None where there is no number."""
    found = _KEY.match(text)
    if found is None or (found[1] is None and found.end() == len(text)):
        return None, text
    return (f"KR{found[1]}" if found[1] else None), text[found.end() :].strip()


def _mark(text: str) -> int:
    """Where the text begins behind a list mark and a task box."""
    found = _MARKER.match(text)
    return found.end() if found else 0


def _strict_groups(rest: str) -> list[str]:
    rest = rest.strip()
    return [rest[1:-1]] if rest.startswith("(") and rest.endswith(")") else ([rest] if rest else [])


class _Parts:
    """The parts found so far, in the order of trust: small print, then the numbers, then bare names."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self.texts: dict[str, str] = {}
        self.co_owners: list[str] = []
        self.notes: list[str] = []
        self.milestones: list[MilestoneDraft] = []
        self.core: Core | None = None
        self.visibility: Visibility | None = None

    @property
    def kind(self) -> str | None:
        return self.texts.get("kind")

    def read(self, text: str) -> str:
        """The name; everything else goes into the parts."""
        if (remark := _REMARK.search(text)) is not None and remark.start() > 0:
            self.notes.append(text[remark.end() :].strip())
            text = text[: remark.start()]
        text = self._groups(text)
        front, boxes = before_milestones(text)
        if boxes:
            self.milestones = list(read_milestones(boxes))
            if self.milestones:
                names = ", ".join(stone.name for stone in self.milestones)
                return _name(front) or names
        core = find_core(text, maintain=self.kind == "maintain")
        if core is None:
            if band := self.texts.pop("band", None):
                self.texts["kind"] = "maintain"
                self.core = find_core(band, maintain=True)
            return _name(self._tail(text))
        self.core = core
        if "band" in self.texts:
            self.texts.pop("band")
            self.texts["kind"] = "maintain"
        name, after = text[: core.start], text[core.end :]
        rest = after.lstrip()
        pieces = split(after)
        if pieces and rest[:1] not in ",，;；":
            self.notes.append(pieces.pop(0).strip(_EDGE))
        for piece in pieces:
            self.take(read_details(piece, self.known))
        return _name(name)

    def _tail(self, text: str) -> str:
        """Without numbers a comma may belong to the name: only understood items behind the last ones are taken."""
        pieces = re.split(r"[,，;；]", text)
        while len(pieces) > 1:
            found = read_details(pieces[-1], self.known)
            if found.rest or not (found.items or found.people):
                break
            self.take(found)
            pieces.pop()
        kept = sum(len(piece) + 1 for piece in pieces) - 1
        return text[:kept]

    def _groups(self, text: str) -> str:
        """Parenthesised small print taken out; a group that says nothing we know stays where it is in the name."""
        last = 0
        out: list[str] = []
        for found in _GROUP.finditer(text):
            inner = found[1].strip()
            out.append(text[last : found.start()])
            last = found.end()
            core = find_core(inner)
            if core is not None and core.pair:
                out.append(f" {inner} ")
                continue
            details = read_details(inner, self.known)
            behind = text[: found.start()]
            if details.items or details.people:
                self.take(details)
            elif find_core(behind) is not None:
                self.notes.append(inner)
            else:
                out.append(found[0])
        out.append(text[last:])
        return "".join(out)

    def take(self, details: Details, trusted: bool = False) -> None:
        for field, text in details.items:
            match field:
                case "with" | "co_owners":
                    quoted = unquote(text)
                    self.co_owners.extend(read_names(text) if quoted is None else (quoted,))
                case "visibility":
                    self.visibility = VISIBILITIES.get(word(text), self.visibility)
                case "done" | "todo":
                    self._milestone(text, field == "done")
                case "note":
                    quoted = unquote(text)
                    self.notes.append(text if quoted is None else quoted)
                case "kind" if word(text) in KINDS or text == UNSET:
                    self.texts.setdefault("kind", KINDS.get(word(text), UNSET))
                case "cadence" if read_cadence(text) is not None:
                    self.texts.setdefault(field, text)
                case "owner" | "unit" | "key" | "weight" | "commitment" | "confidence" | "archived" | "band":
                    self.texts.setdefault(field, text)
                case "current" | "baseline" | "target" | "low" | "high" | "tolerance":
                    if isinstance(read_number(text), Unread):
                        self.notes.append(f"{field} {text}")
                    else:
                        self.texts.setdefault(field, text)
                case _:
                    self.notes.append(f"{field.replace('_', ' ')} {text}")
        for person in details.people:
            if "owner" in self.texts:
                self.co_owners.append(person)
            else:
                self.texts["owner"] = person
        for text in details.rest:
            if not trusted:
                self.notes.append(text)

    def _milestone(self, text: str, done: bool) -> None:
        quoted = leading_quote(text)
        name, rest = quoted if quoted is not None else (text, "")
        weight = read_number(rest.strip(" ×x")) if rest.strip() else None
        self.milestones.append(
            MilestoneDraft(name, done, Decimal(1) if weight is None or isinstance(weight, Unread) else weight.value)
        )

    def draft(self, key: str | None, name: str, fields: Fields) -> KeyResultDraft:
        texts, core = self.texts, self.core
        values: dict[str, Decimal | None] = {}
        unit = core.unit if core else None
        if core is not None:
            for field in ("baseline", "target", "low", "high"):
                values[field] = getattr(core, field)
            for code in core.problems:
                fields.problem(code, "target", text=core.text[:80])
        for field in ("baseline", "target", "low", "high", "current", "tolerance", "weight"):
            if field in texts:
                found = read_number(texts[field])
                if isinstance(found, Unread):
                    fields.problem(found.code, field, text=texts[field][:80])
                    continue
                values[field] = found.value
                if field not in ("tolerance", "weight"):
                    unit = unit or found.unit
        if core is not None and core.units_differ:
            fields.problem("unit_mismatch", "unit", "warning", units=list(core.units))
        written: dict[str, Any] = {**texts}
        confidence = Fields(
            {name: texts.get(name, "") for name in ("confidence", "cadence")},
            fields.problems,
            line=fields.line,
            where=fields.where,
        )
        kind = None if self.kind == UNSET else self.kind or (core.kind if core else None)
        return KeyResultDraft(
            line=fields.line,
            where=fields.where,
            key=_plain(written.get("key")) or key,
            name=name,
            kind=kind,  # type: ignore[arg-type]
            **values,
            unit=_plain(written.get("unit")) or unit,
            owner=_plain(written.get("owner")),
            co_owners=tuple(dict.fromkeys(self.co_owners)),
            commitment=COMMITMENTS.get(word(written.get("commitment", ""))),
            cadence=confidence.cadence("cadence"),
            confidence=confidence.confidence("confidence"),
            milestones=tuple(self.milestones),
            archived="archived" in texts,
            note="; ".join(note for note in self.notes if note),
        )


def _plain(text: str | None) -> str | None:
    if text is None:
        return None
    quoted = unquote(text)
    return (clean(text) if quoted is None else quoted) or None


def _name(text: str) -> str:
    """What stands before the numbers, without the words that led to them."""
    text = re.sub(r"\s+", " ", text).strip(_EDGE)
    return re.sub(r"(?:\s+from|(?<=[\u4e00-\u9fff\s])[从由])$", "", text, flags=re.IGNORECASE).strip(_EDGE)
