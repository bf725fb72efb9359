"""How stored things become rows and rows become things again. Runs no query.

Rows are the truth for SQL and for loading; the log is the truth for order, history and catch-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec
from msgspec import Struct, structs

from shared.alignment.model import Link
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.cycles.model import Cycle
from shared.directory.model import Person, Unit
from shared.inbox.model import Entry, Preferences
from shared.key_results.model import KeyResult
from shared.meetings.model import Meeting
from shared.numbers import scaled, unscaled
from shared.objectives.model import Objective

T = TypeVar("T", bound=Struct)
Value = Any


class Shape(Generic[T]):
    """A table's columns and the two ways between its rows and `kind`.

    Decimals are stored in millionths, tuples and objects as JSON, a nested Struct as columns of its own. `renamed` maps a field to
    its column where SQL has reserved the field's name.
    """

    def __init__(self, table: str, kind: type[T], renamed: Mapping[str, str] | None = None) -> None:
        self.table = table
        self.kind = kind
        self._fields = _flat(kind, dict(renamed or {}))
        self.columns = tuple(field.column for field in self._fields)
        names = ", ".join(self.columns)
        places = ", ".join("{}" for _ in self.columns)
        self.insert = f"INSERT INTO {table} ({names}) VALUES ({places})"
        updates = ", ".join(f"{each} = excluded.{each}" for each in self.columns if each != "id")
        self.upsert = f"{self.insert} ON CONFLICT (id) DO UPDATE SET {updates}"
        self.delete = f"DELETE FROM {table} WHERE id = {{}}"
        self.select = f"SELECT {names} FROM {table}"

    def row(self, thing: T) -> tuple[Value, ...]:
        return tuple(field.to_column(_dig(thing, field.path)) for field in self._fields)

    def thing(self, row: Mapping[str, Value]) -> T:
        tree: dict[str, Any] = {}
        for field in self._fields:
            branch = tree
            for step in field.path[:-1]:
                branch = branch.setdefault(step, {})
            branch[field.path[-1]] = field.from_column(row[field.column])
        return msgspec.convert(tree, self.kind)


class _Field(Struct, frozen=True):
    column: str
    path: tuple[str, ...]
    to_column: Callable[[Any], Value]
    from_column: Callable[[Value], Any]


def _flat(kind: type[Struct], renamed: dict[str, str], path: tuple[str, ...] = ()) -> list[_Field]:
    found: list[_Field] = []
    hints = get_type_hints(kind)
    for field in structs.fields(kind):
        hint = hints[field.name]
        here = (*path, field.name)
        if isinstance(hint, type) and issubclass(hint, Struct):
            found.extend(_flat(hint, renamed, here))
        else:
            found.append(_Field(renamed.get(field.name, field.name), here, *_ways(str(hint))))
    return found


def _ways(hint: str) -> tuple[Callable[[Any], Value], Callable[[Value], Any]]:
    if "Decimal" in hint and "tuple" not in hint:
        return _scaled, _unscaled
    if "tuple" in hint or "dict" in hint:
        return _packed, _unpacked
    if "datetime.datetime" in hint:
        return _same, moment
    if "datetime.date" in hint:
        return _same, _day
    if "bool" in hint:
        return _same, _claim
    return _plain, _same


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    """Enumerations as the text they are: drivers look at the exact type."""
    return str(value) if isinstance(value, str) else value


def _scaled(value: Decimal | None) -> int | None:
    return None if value is None else scaled(value)


def _unscaled(value: int | None) -> Decimal | None:
    return None if value is None else unscaled(value)


def _packed(value: tuple[Any, ...] | dict[str, Any] | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _unpacked(value: str | None) -> Any:
    return None if value is None else msgspec.json.decode(value)


def moment(value: datetime | str | None) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return None if value is None else value.astimezone(UTC)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _claim(value: bool | int) -> bool:
    return bool(value)


def _dig(thing: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        thing = getattr(thing, step)
    return thing


PEOPLE = Shape("person", Person)
UNITS = Shape("unit", Unit)
CYCLES = Shape("cycle", Cycle)
OBJECTIVES = Shape("objective", Objective)
KEY_RESULTS = Shape("key_result", KeyResult)
LINKS = Shape("link", Link, {"primary": "is_primary"})
ACKNOWLEDGEMENTS = Shape("acknowledgement", Acknowledgement)
INBOX_ENTRIES = Shape("inbox_entry", Entry)
PREFERENCES = Shape("preferences", Preferences)
MEETINGS = Shape("meeting", Meeting)
CHECK_INS = Shape("check_in", CheckIn)

SHAPES: dict[str, Shape[Any]] = {
    "people": PEOPLE,
    "units": UNITS,
    "cycles": CYCLES,
    "objectives": OBJECTIVES,
    "key_results": KEY_RESULTS,
    "links": LINKS,
    "meetings": MEETINGS,
    "preferences": PREFERENCES,
}
"""By the name of the map in State that holds such things."""
