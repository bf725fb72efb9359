"""What was said of a key result lately: its check-ins, what they corrected, who read them. The place to acknowledge and to comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.check_ins.messages import AcknowledgeCheckIn
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id
from shared.policy import may_acknowledge
from shared.view import View
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.answers import CALLS
from ui.kit.dialogs import form
from ui.kit.marks import confidence, face
from ui.live.elements import ago
from ui.text import Text

SHOWN = 8


class Said(Struct, frozen=True):
    check_ins: list[CheckIn]
    acknowledgements: list[Acknowledgement]


@component
def CheckInList(key_result_id: Id, correct: Callable[[CheckIn], None] | None) -> Any:
    """The latest first. `correct` opens the form that puts one right; None where nobody may."""
    view = use_view(f"check_ins:{key_result_id}", f"key_result:{key_result_id}", "directory")
    session, text = use_session(), use_text()
    nothing: Said | None = None
    loaded, set_loaded = use_state(nothing)
    wanted, set_wanted = use_state(SHOWN)

    @use_async_effect(dependencies=None)
    async def load() -> None:
        found = Said(
            await session.check_ins(key_result_id, limit=wanted + 1), await session.acknowledgements(key_result_id)
        )
        # drawn again only for something new, or this would never rest
        if found != loaded:
            set_loaded(found)

    async def more(_: dict[str, Any]) -> None:
        set_wanted(wanted + 3 * SHOWN)

    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    if loaded is None:
        return html.div(
            {"className": "body bones", "aria-busy": "true"}, *(html.span({"className": "bone"}) for _ in range(3))
        )
    corrected = {each.corrects for each in loaded.check_ins}
    shown = loaded.check_ins[:wanted]
    return html.div(
        {"className": "body"},
        html.ol(
            {"className": "check-ins", "aria-label": text("check_ins.last")},
            *(
                html.li(
                    {"key": each.id, **({"className": "corrected"} if each.id in corrected else {})},
                    *told(each, key_result, view, text),
                    *seen(each, loaded.acknowledgements, view, text),
                    *_doing(
                        each,
                        loaded.acknowledgements,
                        view,
                        text,
                        None if each.id in corrected else correct,
                        latest=place == 0,
                    ),
                )
                for place, each in enumerate(shown)
            ),
            *([] if shown else [html.li({"className": "hint", "key": "none"}, text("check_ins.none"))]),
        ),
        *(
            [html.button({"type": "button", "className": "btn small", "onClick": more}, text("history.more"))]
            if len(loaded.check_ins) > wanted
            else []
        ),
    )


def told(each: CheckIn, key_result: KeyResult, view: View, text: Text) -> list[Any]:
    """Who said what, and when it was true."""
    person = view.state.people.get(each.author_id) if each.author_id is not None else None
    head: list[Any] = [html.b({"key": "who"}, text.name(person))]
    value = value_said(each, key_result, text)
    if value:
        head.append(html.span({"className": "value", "key": "value"}, value))
    if each.confidence is not None:
        head.append(html._({"key": "confidence"}, confidence(each.confidence, text)))
    if each.word is not None:
        head.append(html.span({"className": "chip", "key": "word"}, text(f"status.{each.word.value}")))
    if each.corrects is not None:
        head.append(html.span({"className": "chip", "key": "corrects"}, text("check_ins.correction")))
    head.append(html._({"key": "when"}, ago(each.at, text)))
    lines = [("word_reason", each.word_reason), ("note", each.note), ("blocker", each.blocker)]
    return [
        html._({"key": "face"}, face(person, text, named=True)),
        html.p({"className": "head-line", "key": "head"}, *head),
        *said_lines([*lines, ("next_step", each.next_step)], text),
    ]


def said_lines(lines: list[tuple[str, str]], text: Text) -> list[Any]:
    """Texts with what they are before them, except for the note, which needs no name."""
    return [
        html.p(
            {"className": f"said-line {name}", "key": name},
            *([] if name == "note" else [html.small(text(f"check_in.{name}")), " "]),
            words,
        )
        for name, words in lines
        if words
    ]


def value_said(each: CheckIn, key_result: KeyResult, text: Text) -> str:
    measure = key_result.measure
    if each.done is not None:
        return f"{len(each.done)}/{len(measure.milestones)}"
    if each.value is None:
        return ""
    if measure.kind is Kind.BINARY:
        return text("yes" if each.value else "not_yet")
    return text.value(each.value, measure.unit)


def seen(each: CheckIn, acknowledgements: list[Acknowledgement], view: View, text: Text) -> list[Any]:
    """Who has read it, and what they said to it, in the order in which they did."""
    found = []
    for said in reversed(acknowledgements):
        if said.check_in_id == each.id:
            person = view.state.people.get(said.author_id) if said.author_id is not None else None
            words = text("check_ins.seen", name=text.name(person))
            comment = [html.q(said.comment)] if said.comment else []
            found.append(html.p({"className": "seen", "key": said.id}, html.small(words), *comment))
    return found


def _doing(
    each: CheckIn, acknowledgements: list[Acknowledgement], view: View, text: Text, correct: Any, *, latest: bool
) -> list[Any]:
    """What whoever looks can do with it; the latest waits for an answer."""
    found: list[Any] = []
    me = view.actor.person_id
    if each.author_id != me and may_acknowledge(view.actor, each.key_result_id, view.state):
        is_read = any(said.check_in_id == each.id and said.author_id == me for said in acknowledgements)
        answer = Acknowledge(each.key_result_id, each.id, is_read, key="acknowledge")
        words = text("check_ins.say" if is_read else "check_ins.acknowledge")
        found.append(
            answer if latest else html.details({"className": "fold", "key": "answer"}, html.summary(words), answer)
        )
    if correct is not None:

        async def put_right(_: dict[str, Any]) -> None:
            correct(each)

        found.append(
            html.button(
                {"type": "button", "className": "btn quiet small", "key": "correct", "onClick": put_right},
                text("check_in.correct"),
            )
        )
    return found


@component
def Acknowledge(key_result_id: Id, check_in_id: Id, is_read: bool) -> Any:
    """One line: a comment, if there is something to say, and the button. Who has read it may still comment."""
    session, text, desk = use_session(), use_text(), use_desk()
    times, set_times = use_state(0)

    async def submit(values: dict[str, str]) -> None:
        comment = values.get("comment", "").strip()
        if is_read and not comment:
            return
        refusal = await desk.run(
            AcknowledgeCheckIn(
                acknowledgement_id=session.new_id(),
                key_result_id=key_result_id,
                check_in_id=check_in_id,
                comment=comment,
            )
        )
        if refusal is None:
            set_times(times + 1)

    return form(
        # an answer that was given makes room for another
        {"className": "acknowledge", "key": f"form:{times}"},
        submit,
        html.input(
            {
                **CALLS,
                "name": "comment",
                "className": "input",
                "maxLength": 1_000,
                "autoComplete": "off",
                "placeholder": text("check_ins.comment"),
                "aria-label": text("check_ins.comment"),
            }
        ),
        html.button({"className": "btn small"}, text("check_ins.say" if is_read else "check_ins.acknowledge")),
    )
