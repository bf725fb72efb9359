"""Check-ins of a document, and what was said to them: by the rules of whoever posts one today. Pure.

What is there already is left alone: a check-in never changes, and nobody's is posted twice. Only the host speaks in
somebody else's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.cadence.anchors import local_day, moment
from shared.check_ins.messages import AcknowledgeCheckIn, PostCheckIn
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.directory.model import Person
from shared.exchange.drafts import AcknowledgementDraft, CheckInDraft, Problem
from shared.exchange.links_plan import Places
from shared.exchange.milestones import milestone_called
from shared.exchange.trial import Row, Trial
from shared.exchange.units import is_counted_in
from shared.key_results.model import KeyResult, Kind, Word
from shared.messages import OPERATOR, Id, Refused
from shared.texts import check_lines

NINE = time(9)
_DONE = {
    **dict.fromkeys(("done", "yes", "是", "完成", "已完成", "1"), Decimal(1)),
    **dict.fromkeys(("no", "not yet", "否", "未完成", "0"), Decimal(0)),
}
Content = tuple[object, ...]


class Known(Struct, frozen=True):
    """What was said of the goals of a document's cycles before: states do not hold it."""

    check_ins: Sequence[CheckIn] = ()
    acknowledgements: Sequence[Acknowledgement] = ()


class SaidPlanner:
    def __init__(self, trial: Trial, places: Places, known: Known) -> None:
        self._trial = trial
        self._places = places
        self._there: defaultdict[Content, list[CheckIn]] = defaultdict(list)
        for each in known.check_ins:
            trial.known[each.id] = each
            self._there[_content(each)].append(each)
        self._read = {(each.check_in_id, each.author_id, each.comment) for each in known.acknowledgements}
        self._keys: dict[str, CheckIn] = {}
        """Check-ins by what the document calls them."""

    def check_in(self, draft: CheckInDraft, cycles: list[Id]) -> None:
        author = self._trial.names.person(draft.who) if draft.who else None
        row = Row(
            what="create",
            line=draft.line,
            where=draft.where,
            kind="check_in",
            title=draft.key_result,
            detail=draft.note,
            owner=author,
        )
        key_result = self._places.key_result(draft.key_result, cycles, author)
        if key_result is None:
            self._say(row, "ask", Problem(code="key_result_unknown", severity="refused", field="key_result"))
            return
        reason = self._unfit(draft, author, key_result)
        if reason is not None:
            self._say(row, "ask" if reason.code == "author_unknown" else "refused", reason)
            return
        command = self._command(draft, author, key_result)
        there = self._same(draft, command, author)
        if there is not None:
            self._keep(draft, there)
            self._trial.say(replace(row, what="same"))
            return
        by = author.id if author is not None else None
        refusal: Refused | Problem | None = self._another(author) or self._trial.do(command, author_id=by)
        if refusal is None:
            self._keep(draft, self._trial.known[command.check_in_id])
        self._trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)

    def acknowledgement(self, draft: AcknowledgementDraft) -> None:
        author = self._trial.names.person(draft.who) if draft.who else None
        row = Row(
            what="create",
            line=draft.line,
            where=draft.where,
            kind="acknowledgement",
            title=draft.check_in,
            detail=draft.comment,
            owner=author,
        )
        check_in = self._keys.get(draft.check_in)
        if check_in is None:
            self._say(row, "refused", Problem(code="check_in_unknown", severity="refused", field="check_in_key"))
            return
        if draft.who and author is None:
            self._say(row, "ask", _author_unknown(draft.who))
            return
        by = author.id if author is not None else self._trial.actor.person_id
        if (check_in.id, by, draft.comment) in self._read or (
            not draft.who and (check_in.id, None, draft.comment) in self._read
        ):
            self._trial.say(replace(row, what="same"))
            return
        refusal = self._another(author) or self._trial.do(
            AcknowledgeCheckIn(
                acknowledgement_id=self._trial.new_id(),
                key_result_id=check_in.key_result_id,
                check_in_id=check_in.id,
                comment=draft.comment,
            ),
            author_id=author.id if author is not None else None,
        )
        self._trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)

    def _say(self, row: Row, what: str, reason: Problem) -> None:
        self._trial.say(replace(row, what=what, reasons=(reason,)))

    def _keep(self, draft: CheckInDraft, check_in: CheckIn) -> None:
        if draft.key is not None:
            self._keys[draft.key] = check_in

    def _another(self, author: Person | None) -> Problem | None:
        actor = self._trial.actor
        if author is None or actor == OPERATOR or actor.person_id == author.id:
            return None
        return Problem(code="said_by_another", severity="refused", field="who", params={"name": author.name})

    def _unfit(self, draft: CheckInDraft, author: Person | None, key_result: KeyResult) -> Problem | None:
        """What the document itself leaves open."""
        if draft.who and author is None:
            return _author_unknown(draft.who)
        if draft.corrects is not None and draft.corrects not in self._keys:
            return Problem(code="check_in_unknown", severity="refused", field="corrects")
        unit = key_result.measure.unit
        if draft.value is not None and draft.unit is not None and not is_counted_in(draft.unit, unit):
            params = {"typed": draft.unit, "unit": unit or "–"}
            return Problem(code="other_unit", severity="refused", field="value", params=params)
        for each in draft.done or ():
            if milestone_called(key_result.measure.milestones, each) is None:
                return Problem(code="milestone_unknown", severity="refused", field="done", params={"name": each})
        return None

    def _command(self, draft: CheckInDraft, author: Person | None, key_result: KeyResult) -> PostCheckIn:
        stones = key_result.measure.milestones
        done = None if draft.done is None else {milestone_called(stones, each) for each in draft.done}
        value = draft.value
        if value is None and key_result.measure.kind is Kind.BINARY:
            value = _DONE.get((draft.said or "").strip().casefold())
        at = draft.at
        if at is None and draft.date is not None:
            at = self._on(draft.date, author)
        return PostCheckIn(
            check_in_id=self._trial.new_id(),
            key_result_id=key_result.id,
            value=value,
            done=None if done is None else tuple(each.id for each in stones if each.id in done),
            confidence=draft.confidence,
            note=draft.note,
            blocker=draft.blocker,
            next_step=draft.next_step,
            word=None if draft.word is None else Word(draft.word),
            word_reason=draft.word_reason,
            corrects=None if draft.corrects is None else self._keys[draft.corrects].id,
            at=None if draft.corrects is not None else at,
        )

    def _on(self, day: date, author: Person | None) -> datetime:
        """Nine o'clock of that day; of a day that is not so far yet, its beginning. A later day stays in the future."""
        zone = self._zone(author)
        nine = moment(day, NINE, zone)
        return nine if nine <= self._trial.at else moment(day, time(), zone)

    def _zone(self, author: Person | None) -> str:
        person = author or self._trial.state.people.get(self._trial.actor.person_id or "")
        return "UTC" if person is None else person.time_zone

    def _same(self, draft: CheckInDraft, command: PostCheckIn, author: Person | None) -> CheckIn | None:
        """The one that was there before and says this: at that moment, on that day, or whenever where none is named."""
        by = [author.id] if author is not None else [self._trial.actor.person_id, None]
        for each in dict.fromkeys(by):
            there = self._there.get(_wanted(command, each), [])
            for found in there:
                is_then = draft.at is None and draft.date is None
                if draft.at is not None:
                    is_then = found.at == draft.at
                elif draft.date is not None:
                    is_then = local_day(found.at, self._zone(author)) == draft.date
                if is_then:
                    there.remove(found)
                    return found
        return None


def _author_unknown(who: str) -> Problem:
    return Problem(code="author_unknown", severity="refused", field="who", params={"name": who})


def _content(found: CheckIn) -> Content:
    return (
        found.key_result_id,
        found.author_id,
        found.value,
        None if found.done is None else frozenset(found.done),
        found.confidence,
        found.note,
        found.blocker,
        found.next_step,
        found.word,
        found.word_reason,
        found.corrects,
    )


def _wanted(command: PostCheckIn, author_id: Id | None) -> Content:
    try:
        note, blocker, next_step, word_reason = (
            check_lines(getattr(command, field), field) for field in ("note", "blocker", "next_step", "word_reason")
        )
    except Refused:
        return ()
    return (
        command.key_result_id,
        author_id,
        command.value,
        None if command.done is None else frozenset(command.done),
        command.confidence,
        note,
        blocker,
        next_step,
        command.word,
        word_reason if command.word is not None else "",
        command.corrects,
    )
