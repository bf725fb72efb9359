"""What was true of a key result after each of its check-ins, as it is known today; and how it stood at any moment. Pure.

A correction is no step of its own: what it says counts from the moment of what it puts right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult, Word
from shared.messages import Id
from shared.progress import key_result_progress
from shared.trend import after, in_order, unsaid


class Step(Struct, frozen=True):
    """From `at` on; everything that was said until then, not only what was said at that moment."""

    at: datetime
    current: Decimal | None
    done: tuple[Id, ...]
    progress: int | None
    confidence: int | None
    word: Word | None
    word_reason: str
    blocker: str


def steps(key_result: KeyResult, check_ins: Iterable[CheckIn]) -> tuple[Step, ...]:
    """Oldest first, one for each moment."""
    said = in_order(check_ins)
    is_told = any(each.value is not None or each.done is not None for each in said)
    now = unsaid(key_result) if is_told else key_result
    confidence: int | None = None
    found: list[Step] = []
    for each in said:
        now = after(now, each)
        confidence = confidence if each.confidence is None else each.confidence
        before = found[-1] if found else None
        mends = each.corrects is not None and before is not None
        keeps_word = mends and each.word is None
        step = Step(
            at=each.at,
            current=now.current,
            done=tuple(one.id for one in now.measure.milestones if one.done),
            progress=key_result_progress(now),
            confidence=confidence,
            word=before.word if keeps_word and before is not None else each.word,
            word_reason=before.word_reason if keeps_word and before is not None else each.word_reason,
            blocker=before.blocker if mends and not each.blocker and before is not None else each.blocker,
        )
        if before is not None and before.at == step.at:
            found.pop()
        found.append(step)
    return tuple(found)


def step_at(past: tuple[Step, ...], at: datetime) -> Step | None:
    """The last one until then."""
    place = bisect_right(past, at, key=lambda each: each.at)
    return past[place - 1] if place else None


def as_of(key_result: KeyResult, past: tuple[Step, ...], at: datetime) -> KeyResult:
    """The key result, measured as it is today, with what had been said of it by then."""
    step = step_at(past, at)
    if past and step is past[-1]:
        return key_result
    before = replace(key_result, word=None, word_reason="", confidence=None, checked_in_at=None, behind_since=None)
    if step is None:
        return unsaid(before) if past and _tells(past) else before
    return replace(
        before,
        current=step.current,
        confidence=step.confidence,
        checked_in_at=step.at,
        word=step.word,
        word_reason=step.word_reason,
        measure=replace(
            key_result.measure,
            milestones=tuple(replace(each, done=each.id in step.done) for each in key_result.measure.milestones),
        ),
    )


def _tells(past: tuple[Step, ...]) -> bool:
    return any(each.current is not None or each.done for each in past)
