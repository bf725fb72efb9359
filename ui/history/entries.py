"""Tells an event as a sentence with its before and after, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import UNSET, Struct
from reactpy import Vdom, html

from shared.alignment.messages import LinkChanged, ObjectiveLinked, ObjectiveUnlinked
from shared.cadence.model import Cadence
from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted
from shared.escalations.messages import EscalationWithdrawn, KeyResultEscalated
from shared.events import AnyEvent, Envelope, kind_of
from shared.grades.messages import KeyResultGraded, ObjectiveCarried, RetrospectiveWritten
from shared.key_results.messages import (
    KeyResultAdded,
    KeyResultChanged,
    KeyResultMoved,
)
from shared.key_results.model import Measure
from shared.meetings.events import ActionChanged, ActionRecorded, DecisionChanged, DecisionRecorded, VoteRevealed
from shared.messages import Id
from shared.objectives.messages import ObjectiveChanged
from shared.view import View
from ui.key_results.words import how_often
from ui.kit.marks import face
from ui.text import Text

_del = Vdom("del")

Diff = tuple[str, str, str]
"""(field's words, before, after)."""


def entry(envelope: Envelope, view: View, text: Text) -> Any:
    event = envelope.event
    person = view.state.people.get(envelope.actor_id) if envelope.actor_id is not None else None
    reason = getattr(event, "reason", "") or _quoted(event)
    return html.li(
        {"className": "entry", "key": str(envelope.seq)},
        face(person, text, named=True),
        html.p(
            html.b(_who(envelope, view, text)),
            " ",
            sentence(event, view, text),
            " ",
            html.time(text.hour(envelope.at)),
            *_as_of(envelope, text),
        ),
        *(
            html.p(
                {"className": "diff text" if len(before) + len(after) > 40 else "diff", "key": words},
                *([html.small(words)] if words else []),
                *([_del(before)] if before else []),
                html.ins(after),
            )
            for words, before, after in differences(event, view, text)
        ),
        *([html.q({"className": "reason"}, reason)] if reason else []),
    )


def _as_of(envelope: Envelope, text: Text) -> list[Any]:
    """The day for which a check-in speaks, where that is another than the one on which it was posted."""
    match envelope.event:
        case CheckInPosted(check_in=each) if text.today(each.at) != text.today(envelope.at):
            return [
                " ",
                html.small({"className": "as-of", "key": "as-of"}, text("event.as_of", day=text.month_day(each.at))),
            ]
        case _:
            return []


def _quoted(event: AnyEvent) -> str:
    """What somebody said with it."""
    match event:
        case CheckInPosted(check_in=each):
            return each.note or each.blocker or each.next_step
        case CheckInAcknowledged(acknowledgement=each):
            return each.comment
        case KeyResultEscalated(escalation=each):
            return each.note
        case _:
            return ""


def _who(envelope: Envelope, view: View, text: Text) -> str:
    """Everybody whose words it holds, or the one who did it."""
    people = view.state.people
    authors = [people[each] for each in getattr(envelope.event, "authors", ()) if each in people]
    if authors:
        return ", ".join(text.name(each) for each in authors)
    return text.name(people.get(envelope.actor_id) if envelope.actor_id is not None else None)


def sentence(event: AnyEvent, view: View, text: Text) -> str:
    """What happened, to be read after the name of whoever did it."""
    match event:
        case ObjectiveLinked(link=link) | ObjectiveUnlinked(link=link) | LinkChanged(after=link):
            parent = view.objective(link.parent_id)
            return text(f"event.{kind_of(event)}", title=parent.title if parent is not None else "…")
        case CheckInPosted(check_in=check_in):
            return text("event.check_in.posted", name=_key_result(check_in.key_result_id, view))
        case CheckInAcknowledged(acknowledgement=acknowledgement):
            return text("event.check_in.acknowledged", name=_key_result(acknowledgement.key_result_id, view))
        case DecisionRecorded(decision=thing) | DecisionChanged(after=thing):
            return text(f"event.{kind_of(event)}", name=thing.text)
        case ActionRecorded(action=thing) | ActionChanged(after=thing):
            return text(f"event.{kind_of(event)}", name=thing.text)
        case VoteRevealed(votes=votes):
            numbers = sorted(each.confidence for each in votes if each.confidence is not None)
            return text("event.meeting.vote_revealed", name=", ".join(map(str, numbers)))
        case KeyResultAdded(key_result=key_result):
            return text("event.key_result.added", name=key_result.name)
        case _:
            key_result_id = getattr(event, "key_result_id", None)
            name = _key_result(key_result_id, view) if key_result_id is not None else ""
            return text(f"event.{kind_of(event)}", name=name)


def _key_result(key_result_id: Id, view: View) -> str:
    found = view.state.key_results.get(key_result_id)
    return found.name if found is not None else "…"


def differences(event: AnyEvent, view: View, text: Text) -> list[Diff]:
    """Each field that changed, before and after; what was only said again is left out."""
    return [each for each in _told(event, view, text) if each[1] != each[2]]


def _told(event: AnyEvent, view: View, text: Text) -> list[Diff]:
    match event:
        case ObjectiveChanged() | KeyResultChanged():
            found = []
            for name in event.before.__struct_fields__:
                before, after = getattr(event.before, name), getattr(event.after, name)
                if after is not UNSET:
                    found.append(
                        (text(f"field.{name}"), _said(before, name, view, text), _said(after, name, view, text))
                    )
            return found
        case CheckInPosted(check_in=check_in):
            key_result = view.state.key_results.get(check_in.key_result_id)
            unit = key_result.measure.unit if key_result is not None else ""
            found = []
            if check_in.value is not None:
                before = "" if check_in.before is None else text.value(check_in.before, unit)
                found.append(("", before, text.value(check_in.value, unit)))
            if check_in.confidence is not None:
                found.append((text("field.confidence"), "", str(check_in.confidence)))
            if check_in.word is not None:
                found.append((text("check_in.word"), "", text(f"status.{check_in.word.value}")))
            if check_in.note and check_in.blocker:
                found.append((text("check_in.blocker"), "", check_in.blocker))
            if check_in.corrects is not None:
                found.append(("", "", text("check_ins.correction")))
            return found
        case KeyResultGraded(before=was, after=grade):
            return [(text("field.grade"), "" if was is None else f"{was:.1f}", f"{grade:.1f}")]
        case RetrospectiveWritten():
            return [("", event.before, event.after)]
        case ObjectiveCarried(choice=choice):
            return [(text("field.carry"), "", text(f"carry.{choice.value}"))]
        case KeyResultEscalated(escalation=said) | EscalationWithdrawn(escalation=said):
            return [("", "", text("escalation.to", name=text.name(view.state.people.get(said.to_id))))]
        case LinkChanged(before=old, after=new):
            return [
                (
                    text(f"field.{name}"),
                    text("yes" if getattr(old, name) else "no"),
                    text("yes" if getattr(new, name) else "no"),
                )
                for name in ("primary", "contributes")
                if getattr(old, name) != getattr(new, name)
            ]
        case KeyResultMoved():
            return []
        case _:
            return []


_PREFIX = {"level": "level", "visibility": "visibility", "driver": "driver", "commitment": "commitment"}


def _said(value: Any, name: str, view: View, text: Text) -> str:
    """A field's value in words."""
    match value:
        case None | "":
            return "–"
        case Measure():
            return text.goal(value)
        case Cadence():
            return how_often(value, text)
        case Decimal():
            return text.number(value)
        case StrEnum() if name in _PREFIX:
            return text(f"{_PREFIX[name]}.{value.value}")
        case tuple():
            return ", ".join(_said(each, name, view, text) for each in value) or "–"
        case str() if name in ("owner_id", "co_owner_ids"):
            return text.name(view.state.people.get(value))
        case str() if name == "unit_id":
            return text.name(view.state.units.get(value))
        case Struct():
            return str(value)
        case _:
            return str(value)
