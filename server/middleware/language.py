"""In which language to answer a request. Translates nothing."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from server.identity import Via, identity_of
from shared.directory.model import Locale

COOKIE = "cairn_lang"
PARAMETER = "lang"


def chosen_locale(scope: Any) -> Locale | None:
    """What the address asks for (`?lang=`), when it is a language we have."""
    return _locale(ASGIConnection(scope).query_params.get(PARAMETER, ""))


def picked_locale(scope: Any) -> Locale | None:
    """What somebody chose themselves, now or before; None where only their browser said something."""
    return chosen_locale(scope) or _locale(ASGIConnection(scope).cookies.get(COOKIE, ""))


def locale_of(scope: Any, default: Locale = Locale.EN) -> Locale:
    """A signed-in person's own; else what the address, the cookie or the browser asks for.

    A program with a token may ask with Accept-Language for another language than its owner's.
    """
    connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    own = _own_locale(scope)
    identity = identity_of(scope)
    if own is not None and identity is not None and identity.via is Via.SESSION:
        return own
    return picked_locale(scope) or _accepted(connection.headers.get("accept-language", "")) or own or default


def _own_locale(scope: Any) -> Locale | None:
    identity = identity_of(scope)
    cairn = scope.get("state", {}).get("cairn")
    person = cairn.hub.state.people.get(identity.person_id) if identity is not None and cairn is not None else None
    return None if person is None else person.locale


def _locale(tag: str) -> Locale | None:
    match tag.strip().lower().split("-")[0]:
        case "zh":
            return Locale.ZH
        case "en":
            return Locale.EN
    return None


def _accepted(header: str) -> Locale | None:
    """The first of the header's languages that we have, by weight."""
    weighed: list[tuple[float, int, Locale]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if (locale := _locale(tag)) is not None and quality > 0:
            weighed.append((-quality, place, locale))
    return min(weighed)[2] if weighed else None
