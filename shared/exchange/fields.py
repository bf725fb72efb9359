"""One record's named cells, read one by one into typed values; what cannot be read becomes a problem with its place.

Knows no record kinds: which fields make a person or a key result is decided by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from shared.exchange.cadences import read_cadence, write_cadence
from shared.exchange.cells import unescape
from shared.exchange.dates import Order, read_date, read_moment
from shared.exchange.decoding import clean
from shared.exchange.drafts import Problem, Severity
from shared.exchange.numbers import Quantity, Unread, read_number
from shared.exchange.vocabulary import NO, NOTHING, YES, word

Choice = TypeVar("Choice")
_SHOWN = 80


class Fields:
    """Cells by canonical column name. `literal`: the cells are values (JSON), where no dash means "nothing"
    and no apostrophe protects."""

    def __init__(
        self,
        cells: Mapping[str, str],
        problems: list[Problem],
        *,
        line: int = 0,
        where: str = "",
        order: Order | None = None,
        within: tuple[date, date] | None = None,
        literal: bool = False,
    ) -> None:
        self.cells = cells
        self.problems = problems
        self.line = line
        self.where = where
        self.order = order
        self.within = within
        self.literal = literal

    def problem(self, code: str, field: str | None = None, severity: Severity = "refused", **params: Any) -> None:
        self.problems.append(
            Problem(code=code, severity=severity, line=self.line, where=self.where, field=field, params=params)
        )

    def has(self, *names: str) -> bool:
        return any(self.cells.get(name) for name in names)

    def text(self, name: str) -> str:
        """Cleaned, "" where the cell is empty. A dash is kept: for prose it may be all there is to say."""
        found = clean(self.cells.get(name, ""))
        return found if self.literal else unescape(found)

    def optional(self, name: str) -> str | None:
        """Like `text`, None where nothing or only a dash stands."""
        found = clean(self.cells.get(name, ""))
        if self.literal:
            return found or None
        return None if found.lower() in NOTHING else unescape(found)

    def said(self, name: str) -> str:
        """Like `optional`, "" where nothing or only a dash stands."""
        return self.optional(name) or ""

    def quantity(self, name: str) -> Quantity | None:
        text = self.text(name)
        if text.lower() in NOTHING:
            return None
        found = read_number(text)
        if isinstance(found, Unread):
            self.problem(found.code, name, text=text[:_SHOWN])
            return None
        return found

    def decimal(self, name: str) -> Decimal | None:
        """A plain number; as per cent it is as good."""
        found = self.quantity(name)
        if found is not None and found.unit not in (None, "%"):
            self.problem("not_a_number", name, text=self.text(name)[:_SHOWN])
            return None
        return None if found is None else found.value

    def confidence(self, name: str) -> int | None:
        """0 to 10, also written "7/10"."""
        found = self.quantity(name)
        if found is None:
            return None
        if (
            found.value != found.value.to_integral_value()
            or not 0 <= found.value <= 10
            or found.unit not in (None, "/10")
        ):
            self.problem("confidence_out_of_range", name, text=self.text(name)[:_SHOWN])
            return None
        return int(found.value)

    def choice(self, name: str, words: Mapping[str, Choice]) -> Choice | None:
        text = self.text(name)
        if text.lower() in NOTHING:
            return None
        found = words.get(word(text))
        if found is None:
            self.problem("unknown_choice", name, text=text[:_SHOWN])
        return found

    def flag(self, name: str) -> bool:
        text = word(self.text(name))
        if text not in YES and text not in NO:
            self.problem("unknown_choice", name, severity="warning", text=text[:_SHOWN])
        return text in YES

    def cadence(self, name: str) -> str | None:
        text = self.text(name)
        if text.lower() in NOTHING:
            return None
        found = read_cadence(text)
        if found is None:
            self.problem("unknown_choice", name, text=text[:_SHOWN])
            return None
        return write_cadence(found)

    def moment(self, name: str) -> datetime | None:
        return read_moment(self.text(name))

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if text.lower() in NOTHING:
            return None
        found = read_date(text, order=self.order, within=self.within)
        if isinstance(found, str):
            self.problem(found, name, text=text[:_SHOWN])
            return None
        return found
