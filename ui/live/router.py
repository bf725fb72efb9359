"""The address of the page as state: read it, change it, follow links without a reload. Decides no route and no right.

The address lives in the browser; this holds a copy. `routed` goes round the page once; below it `use_location`
gives the copy and `use_navigate` changes both. A click on a plain `<a href>` of this site arrives here as well, and so
do Back and Forward, through the one custom element `cairn-nav`.
"""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from reactpy import Vdom, component
from reactpy.core.hooks import create_context, use_connection, use_context, use_ref, use_state
from reactpy.types import Context, Location
from reactpy.utils import Ref

_nav = Vdom("cairn-nav")

LONGEST = 4_000


class Place(msgspec.Struct, frozen=True):
    """An address within this site. ``query`` keeps the last of repeated names."""

    path: str
    query: dict[str, str] = {}

    @property
    def href(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def with_query(self, **changes: str | None) -> Place:
        """The same path; ``None`` takes a name out."""
        merged = {**self.query, **changes}
        return Place(self.path, {name: value for name, value in merged.items() if value is not None})


def place_of(location: Location) -> Place:
    return Place(location.path or "/", dict(parse_qsl(location.query_string.lstrip("?"))))


def parse_place(href: str) -> Place:
    """``/path?query`` of this site; anything that leads elsewhere is the site's root."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in href:
        return Place("/")
    return Place(parts.path, dict(parse_qsl(parts.query)))


class Navigate(Protocol):
    def __call__(self, to: str | Place, *, replace: bool = False) -> None:
        """Go to ``to``: a new entry in the browser's history, or with ``replace`` instead of this one."""


def _nowhere(to: str | Place, *, replace: bool = False) -> None:
    raise RuntimeError("use_navigate needs routed(...) round the page")


_Route: Context[tuple[Place | None, Navigate]] = create_context((None, _nowhere))


def use_location() -> Place:
    place, _ = use_context(_Route)
    return place if place is not None else place_of(use_connection().location)


def use_navigate() -> Navigate:
    return use_context(_Route)[1]


@component
def routed(page: Callable[[], Any]) -> Any:
    """``page()`` with an address. The page renders again whenever the address changes."""
    connection = use_connection()
    place, set_place = use_state(lambda: place_of(connection.location))
    go: Ref[dict[str, Any] | None] = use_ref(None)

    def navigate(to: str | Place, *, replace: bool = False) -> None:
        there = parse_place(to) if isinstance(to, str) else to
        # The token makes two journeys to one place two journeys, also across a reconnect.
        go.current = {"to": there.href, "replace": replace, "token": token_hex(4)}
        set_place(there)

    async def went(event: dict[str, Any]) -> None:
        detail = event.get("detail")
        href = detail.get("href") if isinstance(detail, dict) else None
        if isinstance(href, str) and len(href) <= LONGEST:
            go.current = None
            set_place(parse_place(href))

    attributes: dict[str, Any] = {"key": "nav", "onNav": went}
    if go.current is not None:
        attributes["go"] = go.current
    return _Route(_nav(attributes), page(), value=(place, navigate))
