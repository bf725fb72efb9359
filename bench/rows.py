"""One measured number as `bench.json` holds it, and the table that people read."""

from __future__ import annotations

from typing import TypedDict


class Row(TypedDict):
    name: str
    value: float
    unit: str
    peer: str | None
    peer_value: float | None
    ratio: float | None


def row(name: str, value: float, unit: str, peer: str | None = None, peer_value: float | None = None) -> Row:
    """`ratio` is value / peer_value."""
    return Row(
        name=name,
        value=round(value, 4),
        unit=unit,
        peer=peer,
        peer_value=None if peer_value is None else round(peer_value, 4),
        ratio=None if not peer_value else round(value / peer_value, 3),
    )


def table(rows: list[Row]) -> str:
    lines = [("name", "value", "unit", "peer", "peer value", "ratio")]
    for each in rows:
        peer_value = "" if each["peer_value"] is None else f"{each['peer_value']:,}"
        ratio = "" if each["ratio"] is None else f"{each['ratio']}"
        lines.append((each["name"], f"{each['value']:,}", each["unit"], each["peer"] or "", peer_value, ratio))
    widths = [max(len(line[place]) for line in lines) for place in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
