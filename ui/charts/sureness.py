"""The strip of confidence below a plot, from 0 to 10: a wash for each band, and a line over them. Knows no key result."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct

from shared.status import RED_FLAG_AT, WATCH_AT
from ui.charts import drawing
from ui.charts.geometry import Scale
from ui.text import Text


class Strip(Struct, frozen=True):
    """In pixels: from the end of the plot to its own."""

    top: float
    bottom: float

    def level(self, confidence: float) -> float:
        scale = Scale(Decimal(0), Decimal(10), self.top + 20, self.bottom - 4)
        return scale.down(Decimal(str(confidence)))

    def drawn(self, name: str, path: str, text: Text) -> list[Any]:
        """With its heading; `name` is the class of the line that is `path`."""
        edges = (10, WATCH_AT + 0.5, RED_FLAG_AT + 0.5, 0)
        return [
            *(
                drawing.band(self.level(upper), self.level(lower), f"sure {kind}")
                for kind, upper, lower in zip(("on", "risk", "flag"), edges, edges[1:], strict=False)
            ),
            drawing.words(text("chart.confidence"), "0%", self.top + 15, "label heading"),
            drawing.words("10", "0%", self.level(10) + 4, dx=-8, anchor="end", middle=True),
            drawing.words("0", "0%", self.level(0) - 4, dx=-8, anchor="end", middle=True),
            drawing.paths(self.bottom, (name, path, "")),
        ]


def band_of(confidence: int) -> str:
    return "flag" if confidence <= RED_FLAG_AT else "risk" if confidence <= WATCH_AT else "on"
