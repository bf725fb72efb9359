"""How a key result and its objective came to where they are: what was true after each check-in. Pure; draws nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id
from shared.numbers import mean, scaled
from shared.progress import key_result_progress


class Mark(Struct, frozen=True, kw_only=True):
    """A moment at which somebody checked in, and what was true of the key result from then on."""

    at: datetime
    value: Decimal | None
    """Milestones: per cent done. None before the first value was said."""
    progress: int | None
    tells_value: bool
    confidence: int | None
    """As said at this moment; None where nothing was said of it."""
    author_id: Id | None
    note: str
    corrected: bool = False


class Moment(Struct, frozen=True, kw_only=True):
    """The objective's weighted progress from then on, and what each key result gives of it, in parts per million."""

    at: datetime
    progress: int
    shares: tuple[int, ...]
    """In the order of the trend's key results, then of its children; rounded down."""


class Trend(Struct, frozen=True, kw_only=True):
    key_result_ids: tuple[Id, ...] = ()
    child_ids: tuple[Id, ...] = ()
    """Objectives that contribute to it."""
    moments: tuple[Moment, ...] = ()
    marks: dict[Id, tuple[Mark, ...]] = {}


def trend(key_results: list[KeyResult], check_ins: Iterable[CheckIn], start: datetime) -> Trend:
    """At the start and after each check-in, oldest first. What no check-in ever spoke of was always so."""
    ids = {each.id for each in key_results}
    steps = in_order(each for each in check_ins if each.key_result_id in ids)
    told = {each.key_result_id for each in steps if each.value is not None or each.done is not None}
    now: dict[Id, KeyResult] = {each.id: unsaid(each) if each.id in told else each for each in key_results}
    moments = [each for each in [_moment(start, now)] if each is not None]
    marks: dict[Id, list[Mark]] = {each: [] for each in now}
    for step in steps:
        now[step.key_result_id] = after(now[step.key_result_id], step)
        _mark(marks[step.key_result_id], now[step.key_result_id], step)
        moment = _moment(step.at, now)
        if moment is not None:
            if moments and moments[-1].at == moment.at:
                moments.pop()
            moments.append(moment)
    return Trend(
        key_result_ids=tuple(now), moments=tuple(moments), marks={name: tuple(found) for name, found in marks.items()}
    )


def in_order(check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """By the time of which they speak; a correction after what it puts right, which speaks of the same moment."""
    known = {each.id: each for each in check_ins}

    def depth(check_in: CheckIn) -> int:
        corrects, steps = check_in.corrects, 0
        while corrects in known and steps < len(known):
            corrects, steps = known[corrects].corrects, steps + 1
        return steps

    return sorted(known.values(), key=lambda each: (each.at, depth(each), each.id))


def unsaid(key_result: KeyResult) -> KeyResult:
    """As it was before anybody checked in."""
    undone = tuple(replace(each, done=False) for each in key_result.measure.milestones)
    return replace(key_result, current=None, measure=replace(key_result.measure, milestones=undone))


def after(key_result: KeyResult, step: CheckIn) -> KeyResult:
    if step.value is not None:
        key_result = replace(key_result, current=step.value)
    if step.done is not None:
        done = tuple(replace(one, done=one.id in step.done) for one in key_result.measure.milestones)
        key_result = replace(key_result, measure=replace(key_result.measure, milestones=done))
    return key_result


def charted(key_result: KeyResult) -> Decimal | None:
    """The value as a number that can be drawn."""
    if key_result.measure.kind is Kind.MILESTONE:
        progress = key_result_progress(key_result)
        return None if progress is None else Decimal(progress).scaleb(-4)
    return key_result.current


def _mark(marks: list[Mark], key_result: KeyResult, step: CheckIn) -> None:
    tells = step.value is not None or step.done is not None
    before = marks[-1] if marks else None
    mark = Mark(
        at=step.at,
        value=charted(key_result) if tells else None if before is None else before.value,
        progress=key_result_progress(key_result),
        tells_value=tells,
        confidence=step.confidence,
        author_id=step.author_id,
        note=step.note,
        corrected=step.corrects is not None,
    )
    if before is not None and before.at == mark.at:
        # several speak of one moment: the later one counts as far as it goes
        marks.pop()
        mark = replace(
            mark,
            tells_value=tells or before.tells_value,
            confidence=before.confidence if mark.confidence is None else mark.confidence,
            note=mark.note or before.note,
            corrected=mark.corrected or before.corrected,
        )
    marks.append(mark)


def _moment(at: datetime, now: dict[Id, KeyResult]) -> Moment | None:
    return moment(at, [(each.weight, key_result_progress(each)) for each in now.values()])


def moment(at: datetime, parts: list[tuple[Decimal, int | None]]) -> Moment | None:
    """The mean of (weight, progress) pairs, and what each gives of it; None where nothing has a value."""
    counted = [(weight, progress) for weight, progress in parts if progress is not None]
    total = mean(counted)
    if total is None:
        return None
    equal = not any(weight for weight, _ in counted)
    weights = [0 if progress is None else 1 if equal else scaled(weight) for weight, progress in parts]
    whole = sum(weights)
    shares = tuple(weight * (progress or 0) // whole for weight, (_, progress) in zip(weights, parts, strict=True))
    return Moment(at=at, progress=total, shares=shares)
