"""The page of exchange."""

from __future__ import annotations

from typing import Any

from reactpy import component, html


@component
def ExchangePage() -> Any:
    return html.div({"className": "page"})
