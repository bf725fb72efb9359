"""How an objective's progress came about: its weighted progress after each check-in. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.numbers import mean
from shared.progress import key_result_progress

Point = tuple[datetime, int]
"""A moment and the progress from then on, in parts per million."""


def trend(key_results: list[KeyResult], check_ins: Iterable[CheckIn], start: datetime) -> list[Point]:
    """The objective's weighted progress at the start and after each check-in, oldest first."""
    now: dict[Id, KeyResult] = {each.id: replace(each, current=None) for each in key_results}
    steps = sorted((each for each in check_ins if each.key_result_id in now), key=lambda each: each.at)
    found: list[Point] = []

    def note(at: datetime) -> None:
        parts = [(each.weight, value) for each in now.values() if (value := key_result_progress(each)) is not None]
        total = mean(parts)
        if total is not None:
            found.append((at, total))

    for each in key_results:
        if each.measure.milestones:
            undone = tuple(replace(one, done=False) for one in each.measure.milestones)
            now[each.id] = replace(now[each.id], measure=replace(each.measure, milestones=undone))
    note(start)
    for step in steps:
        key_result = now[step.key_result_id]
        if step.value is not None:
            key_result = replace(key_result, current=step.value)
        if step.done is not None:
            done = tuple(replace(one, done=one.id in step.done) for one in key_result.measure.milestones)
            key_result = replace(key_result, measure=replace(key_result.measure, milestones=done))
        now[step.key_result_id] = key_result
        note(step.at)
    return found
