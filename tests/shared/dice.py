"""Chances of random stories, each drawn from the few names that stories are told of. Makes no claims of its own."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from msgspec import UNSET

from shared.key_results.model import Measure
from shared.messages import Id
from tests.factories import BINARY, decrease, increase, maintain, milestones, uid

PEOPLE = ("root", "chen", "wang", "ada", "bob", "dan", "eve", "zoe")
"""Zoe is unknown until a story adds her."""
OBJECTIVES = tuple(f"o{number}" for number in range(8))
KEY_RESULTS = tuple(f"k{number}" for number in range(8))
LINKS = tuple(f"link{number}" for number in range(7))

T = TypeVar("T")


class Dice:
    """Evenly thrown, from a seed: Hypothesis alone prefers the odd values so much that few commands would be obeyed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def mostly(self, *usual: T, rarely: tuple[T, ...] = ()) -> T:
        """One of the usual values, one time of twelve one of the others."""
        return self.random.choice(rarely if rarely and self.random.random() < 1 / 12 else usual)

    def some(self, *values: Any) -> Any:
        """The value of a field that a change may leave out."""
        return self.random.choice((UNSET, self.random.choice(values)))

    def rarely(self, *values: Any) -> Any:
        """Mostly left out."""
        return self.random.choice(values) if self.random.random() < 1 / 12 else UNSET

    def yes(self) -> bool:
        return self.random.random() < 0.5

    def of(self, names: tuple[str, ...], usual: int) -> Id:
        """The id of one of the first `usual` names, rarely of the others, which are often unknown."""
        return uid(self.mostly(*names[:usual], rarely=names[usual:]))

    def person(self) -> Id:
        return uid(self.mostly("ada", "dan", "wang", "chen", rarely=("eve", "zoe", "bob")))

    def words(self) -> str:
        return self.mostly("Be loved", "被人喜爱", " Be known ", rarely=("", "a\x00b"))

    def reason(self) -> str:
        return self.mostly("agreed", rarely=("",))

    def version(self) -> int | None:
        return self.mostly(None, rarely=(1, 20))

    def number(self) -> Decimal:
        return Decimal(self.mostly("0", "0.1", "1", "45", "-3", rarely=("1e20",)))

    def weight(self) -> Decimal:
        return Decimal(self.mostly("0", "1", "2.5", rarely=("1001",)))

    def measure(self) -> Measure:
        return self.mostly(
            increase(0, 100), decrease(9, 1), maintain(40, 60, 10), milestones(1, 2), BINARY, rarely=(increase(1, 0),)
        )

    def co_owners(self) -> tuple[Id, ...]:
        return self.mostly((), (uid("dan"),), (uid("dan"), uid("wang")), rarely=((uid("zoe"),),))
