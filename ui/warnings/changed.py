"""What changed since a week ago: worse, less sure, newly blocked, better, moved; each key result once. Draws only."""

from __future__ import annotations

from typing import Any

from reactpy import html

from shared.inbox.model import place_of
from shared.survey import Judged
from ui.kit.marks import confidence, status
from ui.text import Text
from ui.warnings.scope import Changes

LISTS = ("worse", "less_sure", "blocked", "better", "moved")
FEW = 4
"""Changes for the worse that are told at once; more of them wait in a fold, so that the worst stays in sight."""
MOST = 30


def changed(changes: Changes, text: Text) -> list[Any]:
    lists = [(name, getattr(changes, name)) for name in LISTS]
    if not changes.still and not any(found for _, found in lists):
        return []
    then, now = changes.progress
    return [
        html.section(
            {"className": "changed", "key": "changed", "aria-label": text("warnings.changed")},
            html.h2(
                {"className": "group"},
                text("warnings.changed"),
                html.small(text("warnings.mean_moved", before=text.percent(then), after=text.percent(now))),
            ),
            *(
                html.details(
                    {
                        "className": "fold",
                        "key": name,
                        **({"open": True} if name == "worse" and len(found) <= FEW else {}),
                    },
                    html.summary(text(f"warnings.{name}", n=len(found))),
                    html.ul(
                        *(_line(each, text) for each in found[:MOST]),
                        *(
                            [html.li({"className": "hint", "key": "more"}, text("warnings.and", n=len(found) - MOST))]
                            if len(found) > MOST
                            else []
                        ),
                    ),
                )
                for name, found in lists
                if found
            ),
            html.p({"className": "hint", "key": "still"}, text("warnings.still", n=changes.still)),
        )
    ]


def _line(each: Judged, text: Text) -> Any:
    was, key_result = each.was, each.key_result
    assert was is not None, "what was not there a week ago has not changed"
    parts: list[Any] = [
        html.a({"href": place_of(key_result.objective_id, key_result.id), "key": "name"}, key_result.name)
    ]
    if was.status is not each.verdict.status:
        parts.append(html.span({"key": "status"}, status(was.status, text), " → ", status(each.verdict.status, text)))
    if was.confidence is not None and key_result.confidence not in (None, was.confidence):
        parts.append(
            html.span({"key": "sure"}, confidence(was.confidence, text), " → ", confidence(key_result.confidence, text))
        )
    if abs(each.moved) >= 5_000:
        words = f"{text.percent(was.progress or 0)} → {text.percent(each.progress)}"
        parts.append(html.span({"className": "num", "key": "moved"}, words))
    if each.is_newly_blocked:
        parts.append(html.q({"className": "reason", "key": "blocker"}, each.blocker))
    return html.li({"key": key_result.id}, *parts)
