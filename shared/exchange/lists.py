"""Several things in one cell: names, links, milestones, each as people write them or, where that is unclear, as JSON.

Writing always gives what reading takes back unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from shared.exchange.decoding import clean
from shared.exchange.drafts import MilestoneDraft, SupportDraft
from shared.exchange.numbers import Unread, read_number

_SEPARATOR = re.compile(r"\s*(?:[,，;；、\n]|\s(?:and|&)\s|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fff]))\s*")
_LINK_SEPARATOR = re.compile(r"\s*(?:[,，;；、\n]|\s(?:and|&)\s|(?<=[A-Za-z\d])\s*[和及与]\s*(?=[A-Za-z]))\s*")
_BOX = re.compile(r"([☐□▢◻⬜☑☒✅✔✓]|\[[ xX]?\])\s*")
_DONE = frozenset("☑☒✅✔✓")
_TIMES = re.compile(r"\s*[×x*]\s*(\d+(?:\.\d+)?)$")


def read_names(text: str) -> tuple[str, ...]:
    found = _structured(text)
    parts = _SEPARATOR.split(text) if found is None else [part for part in found if isinstance(part, str)]
    return tuple(dict.fromkeys(name for part in parts if (name := clean(part))))


def write_names(names: Sequence[str]) -> str:
    return _written(tuple(names), "; ".join(names), read_names, list(names))


def read_supports(text: str) -> tuple[SupportDraft, ...]:
    """The first is the primary parent, unless JSON says otherwise."""
    found = _structured(text)
    if found is None:
        targets = dict.fromkeys(part for raw in _LINK_SEPARATOR.split(text) if (part := clean(raw)))
        return tuple(SupportDraft(target, primary=index == 0) for index, target in enumerate(targets))
    links: dict[str, SupportDraft] = {}
    for entry in found:
        if isinstance(entry, str):
            entry = {"target": entry, "primary": not links}
        if isinstance(entry, dict) and isinstance(entry.get("target"), str) and (target := clean(entry["target"])):
            links.setdefault(
                target,
                SupportDraft(target, entry.get("primary") is True, entry.get("contributes") is True),
            )
    return tuple(links.values())


def write_supports(links: Sequence[SupportDraft]) -> str:
    return _written(
        tuple(links),
        "; ".join(link.target for link in links),
        read_supports,
        [msgspec.to_builtins(link) for link in links],
    )


def read_milestones(text: str) -> tuple[MilestoneDraft, ...]:
    """`☐ index ☑ prototype ×2`; without boxes, names separated by semicolons, none of them done."""
    found = _structured(text)
    if found is not None:
        return tuple(stone for entry in found if (stone := _milestone(entry)))
    pieces = _BOX.split(text)
    if len(pieces) == 1:
        names = (clean(part) for part in re.split(r"[;；\n]", text))
        return tuple(MilestoneDraft(name) for name in names if name)
    stones = []
    for box, raw in zip(pieces[1::2], pieces[2::2], strict=True):
        name, weight = clean(raw).rstrip(" ,，;；、"), Decimal(1)
        if times := _TIMES.search(name):
            quantity = read_number(times[1])
            if not isinstance(quantity, Unread):
                name, weight = name[: times.start()], quantity.value
        if name:
            stones.append(MilestoneDraft(name, box in _DONE or "x" in box.lower(), weight))
    return tuple(stones)


def before_milestones(text: str) -> tuple[str, str]:
    """The text in front of the first box, and the rest from that box on."""
    found = _BOX.search(text)
    return (text, "") if found is None else (text[: found.start()], text[found.start() :])


def milestones_text(stones: Sequence[MilestoneDraft]) -> str:
    return " ".join(
        f"{'☑' if stone.done else '☐'} {stone.name}{'' if stone.weight == 1 else f' ×{stone.weight:f}'}"
        for stone in stones
    )


def write_milestones(stones: Sequence[MilestoneDraft]) -> str:
    exact = [{"name": stone.name, "done": stone.done, "weight": f"{stone.weight:f}"} for stone in stones]
    return _written(tuple(stones), milestones_text(stones), read_milestones, exact)


def _milestone(entry: Any) -> MilestoneDraft | None:
    if isinstance(entry, str):
        return MilestoneDraft(name) if (name := clean(entry)) else None
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not (name := clean(entry["name"])):
        return None
    weight = read_number(str(entry.get("weight", "1")))
    return MilestoneDraft(name, entry.get("done") is True, Decimal(1) if isinstance(weight, Unread) else weight.value)


def _structured(text: str) -> list[Any] | None:
    """The list a cell spells out as JSON, or None where it is ordinary text."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    return found if isinstance(found, list) else None


def _written(things: object, pleasant: str, read: Callable[[str], object], exact: list[Any]) -> str:
    """The pleasant form where it reads back as the same things, JSON where it does not."""
    return pleasant if read(pleasant) == things else msgspec.json.encode(exact).decode()
