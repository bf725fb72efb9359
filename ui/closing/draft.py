"""A retrospective's first words, made from what happened: numbers, check-ins, and what changed on the way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shared.check_ins.model import CheckIn
from shared.events import Envelope
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id
from shared.progress import key_result_progress
from shared.trend import Trend
from shared.view import View
from ui.closing.marks import objective_words, tenths
from ui.history.entries import differences, sentence
from ui.text import Text

MOST_STEPS = 8
"""Steps of a series that are shown; the first and the last always are."""
MOST_QUOTED = 12
LONGEST = 18_000


def retrospective_draft(
    view: View,
    objective_id: Id,
    check_ins: Mapping[Id, Sequence[CheckIn]],
    trend: Trend,
    history: Iterable[Envelope],
    text: Text,
) -> str:
    """`check_ins` by key result, oldest first; `history` oldest first."""
    key_results = view.key_results(objective_id)
    said = objective_words(key_results, text)
    lines = [text("retro.result", progress=text.percent(view.progress(objective_id)), grade=said)]
    if len(trend.moments) > 1:
        lines.append(
            text(
                "retro.trend",
                series=_series([text.percent(value) for value in (each.progress for each in trend.moments)]),
            )
        )
    for each in key_results:
        lines += ["", *_of_key_result(each, check_ins.get(each.id, ()), text)]
    changes = [each for each in history if getattr(each.event, "before", None) is not None and _is_change(each)]
    if changes:
        lines += ["", text("retro.changes"), *(_change(each, view, text) for each in changes)]
    lines += ["", text("retro.learned"), "- ", "", text("retro.next"), "- "]
    return "\n".join(lines)[:LONGEST]


def _is_change(envelope: Envelope) -> bool:
    """Whether it changed a goal mid-cycle and said why."""
    event = envelope.event
    return bool(getattr(event, "reason", "")) and type(event).__name__ in ("KeyResultChanged", "ObjectiveChanged")


def _of_key_result(key_result: KeyResult, check_ins: Sequence[CheckIn], text: Text) -> list[str]:
    lines = [
        text(
            "retro.key_result",
            name=key_result.name,
            start=began(key_result, text),
            end=ended(key_result, text),
            target=_wanted(key_result, text),
            progress=text.percent(key_result_progress(key_result)),
        )
    ]
    facts = [text("retro.check_ins", n=len(check_ins))]
    levels = [str(each.confidence) for each in check_ins if each.confidence is not None]
    if levels:
        facts.append(text("retro.confidence", series=_series(levels)))
    if key_result.grade is not None:
        facts.append(text("retro.grade", grade=tenths(key_result.grade)))
        facts.append(key_result.grade_reason)
    lines.append("- " + " · ".join(facts))
    corrected = {each.corrects for each in check_ins}
    for each in [each for each in check_ins if each.id not in corrected][-MOST_QUOTED:]:
        if each.blocker:
            lines.append("- " + text("retro.blocker", text=_one_line(each.blocker)))
        if each.note:
            lines.append("- " + text("retro.note", text=_one_line(each.note)))
    return lines


def _change(envelope: Envelope, view: View, text: Text) -> str:
    event = envelope.event
    what = "; ".join(f"{words} {before} ⇒ {after}" for words, before, after in differences(event, view, text))
    told = f"{sentence(event, view, text)} ({what})" if what else sentence(event, view, text)
    return "- " + text("retro.reason", what=_one_line(told), reason=_one_line(getattr(event, "reason", "")))


def _series(steps: Sequence[str]) -> str:
    """Evenly thinned; what repeats itself is said once."""
    kept = [each for place, each in enumerate(steps) if not place or each != steps[place - 1]]
    if len(kept) > MOST_STEPS:
        last = len(kept) - 1
        kept = [kept[place * last // (MOST_STEPS - 1)] for place in range(MOST_STEPS)]
    return " → ".join(kept)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def began(key_result: KeyResult, text: Text) -> str:
    measure = key_result.measure
    match measure.kind:
        case Kind.MILESTONE:
            return f"0/{len(measure.milestones)}"
        case Kind.BINARY:
            return text("not_yet")
        case _:
            return text.value(measure.baseline, measure.unit)


def ended(key_result: KeyResult, text: Text) -> str:
    measure = key_result.measure
    match measure.kind:
        case Kind.MILESTONE:
            return f"{sum(each.done for each in measure.milestones)}/{len(measure.milestones)}"
        case Kind.BINARY:
            return text("yes" if key_result.current else "not_yet")
        case _:
            current = measure.baseline if key_result.current is None else key_result.current
            return text.value(current, measure.unit)


def _wanted(key_result: KeyResult, text: Text) -> str:
    measure = key_result.measure
    match measure.kind:
        case Kind.MILESTONE:
            return f"{len(measure.milestones)}/{len(measure.milestones)}"
        case Kind.BINARY:
            return text("yes")
        case Kind.MAINTAIN:
            return text.goal(measure)
        case _:
            return text.value(measure.target, measure.unit)
