"""The fields of a check-in, and what was said in them as a command. Shared by the card and by the page of what one owes."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reactpy import Vdom, html

from shared.check_ins.messages import PostCheckIn
from shared.check_ins.model import CheckIn
from shared.days import check_day
from shared.key_results.model import KeyResult, Kind, Word
from shared.messages import Id, Refused
from ui.key_results.numbers import typed_value
from ui.kit.dialogs import choice, field
from ui.text import Text

_draft = Vdom("cairn-draft")

STEP = "step:"
FOLDED = ("blocker", "next_step", "word", "word_reason", "at")
"""Fields that show their refusals themselves, in the fold."""
CALLS = {"data-mentions": "true"}
"""A field in which an @ brings the list of people."""


def kept(person_id: Id | None, key_result_id: Id, *children: Any, spent: Id = "", key: str = "draft") -> Any:
    """Round a form: the browser keeps what is typed in it until `spent` names the check-in that was made of it."""
    attributes: dict[str, Any] = {"name": f"check-in:{person_id}:{key_result_id}", "key": key}
    return _draft({**attributes, **({"spent": spent} if spent else {})}, *children)


def value_control(key_result: KeyResult, current: Decimal | None, text: Text, *, invalid: bool = False) -> Any:
    """A number with its unit, or a switch. None where neither is asked for."""
    match key_result.measure.kind:
        case Kind.MILESTONE:
            return None
        case Kind.BINARY:
            return html.span(
                {"className": "switch"},
                html.input(
                    {
                        "type": "checkbox",
                        "name": "value",
                        "value": "1",
                        "aria-label": text("kind.binary"),
                        "defaultChecked": bool(current),
                    }
                ),
            )
    control = html.input(
        {
            "name": "value",
            "type": "text",
            "inputMode": "decimal",
            "defaultValue": "" if current is None else text.number(current),
            "autoComplete": "off",
            **({"aria-invalid": "true"} if invalid else {}),
        }
    )
    unit = key_result.measure.unit
    return html.span({"className": "unit-field"}, control, html.span(unit)) if unit else control


def steps_control(key_result: KeyResult, done: tuple[Id, ...] | None, text: Text) -> Any:
    """Milestones as a checklist that is sent with the form."""
    ticked = [each.id for each in key_result.measure.milestones if each.done] if done is None else done
    return html.ul(
        {"className": "steps", "aria-label": text("key_result.milestones"), "key": "steps"},
        html.input({"type": "hidden", "name": "steps", "value": "1", "key": "sent"}),
        *(
            html.li(
                {"key": each.id},
                html.label(
                    {"className": "check"},
                    html.input(
                        {
                            "type": "checkbox",
                            "name": f"{STEP}{each.id}",
                            "value": "1",
                            "defaultChecked": each.id in ticked,
                        }
                    ),
                    each.name,
                ),
            )
            for each in key_result.measure.milestones
        ),
    )


def words_fields(text: Text, now: datetime, said: CheckIn | None = None, problem: tuple[str, str] = ("", "")) -> Any:
    """What is not said every week: a blocker, a next step, the owner's own word. Open where something of it is said."""

    def line(name: str, value: str, most: int = 1_000) -> Any:
        attributes = {"name": name, "defaultValue": value, "maxLength": most, "autoComplete": "off"}
        if name != "word_reason":
            attributes |= CALLS
        wrong = problem[1] if problem[0] == name else ""
        return field(
            text(f"check_in.{name}"),
            html.input({**attributes, **({"aria-invalid": "true"} if wrong else {})}),
            problem=wrong,
            key=name,
        )

    blocker, next_step, reason = ("", "", "") if said is None else (said.blocker, said.next_step, said.word_reason)
    word = "" if said is None or said.word is None else said.word.value
    options = [("", text("check_in.word_none")), *((each.value, text(f"status.{each.value}")) for each in Word)]
    is_open = bool(blocker or next_step or word) or problem[0] in FOLDED
    return html.details(
        {"className": "fold", "key": "more", **({"open": True} if is_open else {})},
        html.summary(text("check_in.more")),
        html.div(
            {"className": "fields"},
            line("blocker", blocker),
            line("next_step", next_step),
            field(text("check_in.word"), choice("word", options, word), hint=text("check_in.word_hint"), key="word"),
            line("word_reason", reason),
            *([_day(text, now, problem)] if said is None else []),
        ),
        html.small({"className": "hint"}, text("check_in.mention_hint")),
    )


def _day(text: Text, now: datetime, problem: tuple[str, str]) -> Any:
    """The day that a back-dated check-in speaks of."""
    wrong = problem[1] if problem[0] == "at" else ""
    limits = {"max": text.today(now).isoformat(), **({"aria-invalid": "true"} if wrong else {})}
    control = html.input({"type": "date", "name": "at", **limits})
    return field(text("check_in.at"), control, problem=wrong, hint=text("check_in.at_hint"), key="at")


def refusal_line(problem: tuple[str, str], shown: tuple[str, ...], text: Text) -> list[Any]:
    """A refusal that no field shows, with what it is about."""
    name, words = problem
    if not words or name in shown:
        return []
    if name in ("value", "confidence", "note"):
        words = text("check_in.named", field=text(f"check_in.{name}"), problem=words)
    return [html.p({"className": "why", "role": "alert", "key": "why"}, words)]


def said_in(
    values: dict[str, str],
    key_result: KeyResult,
    check_in_id: Id,
    text: Text,
    now: datetime,
    corrects: Id | None = None,
) -> PostCheckIn:
    """The form as a command. Raises `Refused` for a value that is no number, or not one of its unit, and for a day to come."""
    value: Decimal | None
    match key_result.measure.kind:
        case Kind.BINARY:
            value = Decimal(1 if values.get("value") else 0)
        case Kind.MILESTONE:
            value = None
        case _:
            value = typed_value(values.get("value", ""), key_result.measure.unit, "value")
    done = None
    if values.get("steps"):
        done = tuple(each.id for each in key_result.measure.milestones if values.get(f"{STEP}{each.id}"))
    confidence, word = values.get("confidence", ""), values.get("word", "")
    return PostCheckIn(
        check_in_id=check_in_id,
        key_result_id=key_result.id,
        value=value,
        done=done,
        confidence=int(confidence) if confidence.isdecimal() else None,
        note=values.get("note", ""),
        blocker=values.get("blocker", ""),
        next_step=values.get("next_step", ""),
        word=Word(word) if word in {each.value for each in Word} else None,
        word_reason=values.get("word_reason", "") if word else "",
        corrects=corrects,
        at=_as_of(values.get("at", ""), text, now),
    )


def _as_of(day: str, text: Text, now: datetime) -> datetime | None:
    """The evening of a day before today; None is now."""
    if not day.strip():
        return None
    try:
        found = date.fromisoformat(day.strip())
    except ValueError:
        raise Refused("date.unreadable", field="at") from None
    today = text.today(now)
    if found > today:
        raise Refused("date.future", field="at")
    return None if found == today else text.moment(check_day(found, "at"), time(18))
