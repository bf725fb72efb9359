"""A link between a supporting objective and what it supports. No rules."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from shared.messages import Id


class Link(Struct, frozen=True, kw_only=True):
    """`child_id` supports `parent_id`, or one of its key results where `key_result_id` is set.

    An objective has at most one primary link; only that one may contribute to the parent's roll-up.
    """

    id: Id
    child_id: Id
    parent_id: Id
    key_result_id: Id | None = None
    primary: bool = False
    contributes: bool = False
    weight: Decimal = Decimal(1)
    version: int = 0
