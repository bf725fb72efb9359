"""Three links that download a cycle, and what each form is good for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from reactpy import component, html

from ui.hooks import use_text, use_view
from ui.live.router import use_location

FORMS = {"csv": "CSV", "md": "Markdown", "json": "JSON"}


@component
def TakeOut() -> Any:
    place, text = use_location(), use_text()
    chosen = place.query.get("cycle", "")
    view = use_view("cycles")
    cycle = view.state.cycles.get(chosen) or view.current_cycle()
    if cycle is None:
        return None
    return html.section(
        {"className": "part"},
        html.h2(text("exchange.export")),
        html.p(text("exchange.export_count", cycle=cycle.name, n=view.count(cycle.id))),
        html.div(
            {"className": "choices"},
            *(
                html.a(
                    {
                        "key": form,
                        "className": "choice download",
                        "data-icon": "download",
                        "data-native": "",
                        "download": "",
                        "href": f"/api/v1/export?{urlencode({'format': form, 'cycle': cycle.id})}",
                    },
                    name,
                    html.small(text(f"exchange.export_{form}")),
                )
                for form, name in FORMS.items()
            ),
        ),
    )
