"""Cursors: a place in a list as an opaque text. Stable when things are added, since it names the last thing seen, not a count."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import gt, lt
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from shared.days import check_moment
from shared.messages import Refused

T = TypeVar("T")
K = TypeVar("K")
A = TypeVar("A")

Limit = Annotated[int, Meta(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str, Meta(max_length=1000, description="`next_cursor` of the page before; opaque. Left out: the first page.")
]


class Paged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every list takes."""

    limit: Limit = 50
    cursor: Cursor | None = None


def next_cursor(place: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str | None, kind: type[K]) -> K | None:
    """The place that a cursor names; refused when this list did not write it."""
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(text, type=kind)
        for each in place if isinstance(place, tuple) else (place,):
            # what no database could compare with
            if isinstance(each, int) and not -(2**63) <= each < 2**63:
                raise ValueError("too large")
            if isinstance(each, datetime):
                check_moment(each, "cursor")
        return place
    except (binascii.Error, ValueError, TypeError, RecursionError, Refused):
        raise Refused("cursor.unreadable", field="cursor") from None


def page(
    things: Iterable[T], key: Callable[[T], K], asked: Paged, kind: type[K], *, latest_first: bool = False
) -> tuple[list[T], str | None]:
    """A page of `things` in the order of `key`, and the cursor of the next one. `kind` is the key's type."""
    place = place_of(asked.cursor, kind)
    beyond: Callable[[Any, Any], bool] = lt if latest_first else gt
    found = [each for each in things if place is None or beyond(key(each), place)]
    found.sort(key=key, reverse=latest_first)  # type: ignore[arg-type]
    kept = found[: asked.limit]
    return kept, next_cursor(key(kept[-1])) if len(found) > asked.limit else None
