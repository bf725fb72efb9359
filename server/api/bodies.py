"""Bodies of writes, made from the commands that they ask for, so that bounds and names of fields are said once. Knows no slice."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

import msgspec
from msgspec import NODEFAULT, Meta, Struct, structs

from shared.events import AnyCommand
from shared.messages import Command, Id

VERSION = "if_version"
"""Said by the header If-Match."""


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No field that is not listed."""


Commands = AnyCommand | Annotated[list[AnyCommand], Meta(min_length=1, max_length=500)]
"""One command, or several that happen whole or not at all."""

_made: dict[str, type[Struct]] = {}


def body_of(
    command: type[Command],
    name: str,
    *,
    makes: str | None = None,
    mine: str | None = None,
    without: Collection[str] = (),
    says: str | None = None,
) -> type[Struct] | None:
    """The body that asks for a command; None where nothing is left to say in it.

    The field `makes` is called `id` and may be left out, as may `mine`, which is the caller then; those of `without` are
    said elsewhere. Commands that want the same share one body, which has one `name`; `says` describes it, where the
    command's own words do not.
    """
    fields: list[tuple[str, Any, Any]] = [] if makes is None else [("id", Id | None, None)]
    for each in structs.fields(command):
        if each.name == makes or each.name == VERSION or each.name in without:
            continue
        if each.name == mine:
            fields.append((each.name, each.type | None, None))
        elif each.default_factory is not NODEFAULT:
            fields.append((each.name, each.type, msgspec.field(default_factory=each.default_factory)))
        elif each.default is not NODEFAULT:
            fields.append((each.name, each.type, each.default))
        else:
            fields.append((each.name, each.type, NODEFAULT))
    if not fields:
        return None
    made = _made.get(name)
    if made is None:
        made = _made[name] = msgspec.defstruct(
            name,
            [(field, kind) if default is NODEFAULT else (field, kind, default) for field, kind, default in fields],
            bases=(Body,),
            module=__name__,
            namespace={"__doc__": says or command.__doc__},
            frozen=True,
            kw_only=True,
        )
    elif _told(made) != fields:
        raise ValueError(f"two bodies are called {name}")
    return made


def _told(made: type[Struct]) -> list[tuple[str, Any, Any]]:
    return [(each.name, each.type, each.default) for each in structs.fields(made)]


def wants_nothing(body: type[Struct]) -> bool:
    """Whether every field may be left out."""
    return not any(each.required for each in structs.fields(body))
