"""The words every other module speaks: who acts, what they want, what happened, and why it was refused. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct

Id = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        max_length=36,  # a `$` lets a newline follow
        description="A UUID in lower case; Cairn makes version 7.",
    ),
]

Key = str
"""What a screen can be interested in: `kind:id`, such as `objective:0198…` or `goals:<cycle id>` (a list's membership)."""


class Role(StrEnum):
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"
    """May read what is public, and write nothing."""


class Actor(Struct, frozen=True):
    """Who acts. `person_id` None is the operator at the host's command line, who may do everything and see only what is public."""

    person_id: Id | None = None


OPERATOR = Actor()


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="command"):
    """What somebody wants, in the imperative. Checked by converting: msgspec validates on decode, not on construction."""


class Event(Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What happened, in the past tense. Stored for years: the tag never changes, fields are only added, with defaults.

    Unknown fields are ignored, so that an older instance survives a newer event.
    """


class Refused(Exception):
    """The rules say no: expected, shown to the person in their language, never logged as an error.

    `code` names a text in `shared.language` (`refused.<code>`), `field` the field at fault, `params` what the text mentions.
    """

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, field={self.field!r}, {self.params!r})"


class Stamp(Struct, frozen=True):
    """When and by whom an envelope's events came about; `seq` is its place in the log."""

    seq: int
    at: datetime
    actor_id: Id | None


def given(message: Struct, names: Iterable[str]) -> dict[str, Any]:
    """Those of the named fields that were not left out."""
    return {name: value for name in names if (value := getattr(message, name)) is not UNSET}
