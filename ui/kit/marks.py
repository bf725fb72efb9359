"""Faces, statuses and bars: marks that say something in one element."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from reactpy import html

from shared.directory.model import Person
from shared.messages import Id
from shared.status import RED_FLAG_AT, WATCH_AT, Status
from ui.text import Text, whole_percent

SHAPE = {
    Status.RED_FLAG: "flag",
    Status.OFF_TRACK: "off",
    Status.STALE: "stale",
    Status.AT_RISK: "risk",
    Status.PENDING: "pending",
    Status.ON_TRACK: "on",
    Status.EARLY: "pending",
    Status.CLOSED: "closed",
    Status.NONE: "none",
}
"""A status as the style sheet calls it (`data-s`)."""


def colour(person_id: Id) -> str:
    """A person's colour, 0 to 9, the same on every screen."""
    return str(crc32(person_id.encode()) % 10)


def face(person: Person | None, text: Text, size: str = "", *, named: bool = False) -> Any:
    """A person's initial. `named`: the name stands beside it, and is not read out twice."""
    name = text("person.host") if person is None else text.name(person)
    spoken = {"aria-hidden": "true"} if named else {"role": "img", "aria-label": name}
    return html.span(
        {
            "className": f"face {size}".strip(),
            "data-c": "9" if person is None else colour(person.id),
            "title": name,
            **spoken,
        },
        "·" if person is None else text.initial(person),
    )


def status(value: Status, text: Text) -> Any:
    return html.span({"className": "status", "data-s": SHAPE[value]}, text(f"status.{value.value}"))


def confidence(value: int, text: Text) -> Any:
    shape = "flag" if value <= RED_FLAG_AT else "risk" if value <= WATCH_AT else "on"
    return html.span(
        {
            "className": "conf",
            "data-s": shape,
            "style": {"--n": value},
            "role": "img",
            "aria-label": text("key_result.confidence", n=value),
        },
        str(value),
    )


def bar(progress: int | None, expected: int | None, shape: str, label: str) -> Any:
    """Progress, and a tick where time says it should be (None: pace does not apply)."""
    style: dict[str, Any] = {"--p": _percent(progress)}
    if expected is not None:
        style["--e"] = _percent(expected)
    return html.div(
        {
            "className": "bar",
            "data-s": shape,
            "style": style,
            "role": "progressbar",
            "aria-valuenow": _percent(progress),
            "aria-label": label,
        }
    )


def _percent(progress: int | None) -> int:
    return 0 if progress is None else whole_percent(progress)
