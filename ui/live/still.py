"""Pieces that look the same on every page that shows them: built once, walked by no layout. Nothing in them lives or listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from reactpy.types import Component

T = TypeVar("T")

_PLAIN = frozenset({"tagName", "attributes", "children"})
_TYPED = frozenset({"input", "select", "textarea", "form"})
"""What people type into is acknowledged by the layout."""


class Still(dict[str, Any]):
    """A finished model. Many pages hold the same one, so nobody may change it."""


class Same(Generic[T]):
    """Something immutable as a key of a cache: the same object, whatever it holds."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it


def plain(element: Mapping[str, Any]) -> Still | None:
    """An element with all that is in it, finished, if nothing in it lives or listens: the layout keeps no state of its parts."""
    if not (element.keys() <= _PLAIN) or element["tagName"] in _TYPED:
        return None
    model = Still(tagName=element["tagName"])
    children = []
    for child in element.get("children", ()):
        if isinstance(child, dict):
            child = child if isinstance(child, Still) else plain(child)
            if child is None:
                return None
        elif isinstance(child, Component):
            return None
        elif child is None:
            continue
        else:
            child = str(child)
        children.append(child)
    given = {name: value for name, value in element.get("attributes", {}).items() if value is not None}
    if given:
        model["attributes"] = given
    if children:
        model["children"] = children
    return model


def still(element: Mapping[str, Any]) -> Still:
    """As `plain`, where that is expected. Raises `TypeError` for what lives or listens inside."""
    found = plain(element)
    if found is None:
        raise TypeError(f"something in <{element['tagName']}> lives or listens: it cannot be the same on every page")
    return found
