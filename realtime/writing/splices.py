"""The smallest edits between texts, and one text's edits carried over to another that has moved on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from msgspec import Struct

CLOSE_LOOK = 4_000
"""Characters up to which the words that moved on are matched one by one; longer texts by their two ends."""

Block = tuple[int, int, int]
"""A stretch that two texts share: its place in each, and its length."""


class Splice(Struct, frozen=True):
    """Replace `old` characters from `at` by `new`."""

    at: int
    old: int
    new: str


def splice(before: str, after: str) -> Splice | None:
    """The one smallest edit that leads from a text to another."""
    if before == after:
        return None
    shortest = min(len(before), len(after))
    start = 0
    while start < shortest and before[start] == after[start]:
        start += 1
    end = 0
    while end < shortest - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return Splice(start, len(before) - start - end, after[start : len(after) - end])


def applied(text: str, edits: Iterable[Splice]) -> str:
    for edit in edits:
        text = text[: edit.at] + edit.new + text[edit.at + edit.old :]
    return text


def carried_over(before: str, after: str, now: str) -> list[Splice]:
    """What was changed between `before` and `after`, as edits of `now`: what others wrote since `before` stays."""
    edit = splice(before, after)
    if edit is None:
        return []
    if now == before:
        return [edit]
    blocks = _shared(before, now)
    until = edit.at + edit.old
    edits = [Splice(_place(blocks, edit.at, len(now)), 0, edit.new)] if edit.new else []
    moved = edits[0] if edits else None
    # from the end, so that places before it stay true
    for at, place, length in reversed(blocks):
        begin, end = max(at, edit.at), min(at + length, until)
        if begin < end:
            where = place + begin - at
            shift = len(moved.new) if moved is not None and where >= moved.at else 0
            edits.append(Splice(where + shift, end - begin, ""))
    return edits


def _shared(before: str, now: str) -> list[Block]:
    if len(before) <= CLOSE_LOOK and len(now) <= CLOSE_LOOK:
        found = SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
        return [(each.a, each.b, each.size) for each in found if each.size]
    edit = splice(before, now)
    assert edit is not None
    rest = len(before) - edit.at - edit.old
    blocks = [(0, 0, edit.at), (edit.at + edit.old, edit.at + len(edit.new), rest)]
    return [each for each in blocks if each[2]]


def _place(blocks: list[Block], at: int, end: int) -> int:
    """Where a place of the one text is in the other: behind what stood before it."""
    found = 0
    for begin, place, length in blocks:
        if begin <= at < begin + length:
            return place + at - begin
        if begin + length <= at:
            found = place + length
    return min(found, end)
