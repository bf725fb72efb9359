"""One objective as a row: a ring, a title, a number. Renders again only when that objective looks different."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.messages import Id
from shared.objectives.model import Visibility
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import SHAPE
from ui.text import whole_percent


@component
def GoalRow(objective_id: Id, href: str, depth: int = 0, is_current: bool = False) -> Any:
    session, text = use_session(), use_text()

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        progress = view.progress(objective_id)
        percent = None if progress is None else whole_percent(progress)
        status = view.status(objective_id, session.now())
        return objective.title, objective.visibility, objective.draft, percent, status

    view = use_view(f"objective:{objective_id}", looks=looks)
    objective = view.objective(objective_id)
    if objective is None:
        return None
    progress = view.progress(objective_id)
    status = view.status(objective_id, session.now())
    number = "–" if progress is None else str(whole_percent(progress))
    style: dict[str, Any] = {} if progress is None else {"--p": number}
    if depth:
        style["--in"] = depth
    words = text("draft") if objective.draft else text(f"status.{status.value}")
    attributes: dict[str, Any] = {
        "className": "goal",
        "href": href,
        "data-s": "draft" if objective.draft else SHAPE[status],
        "aria-label": text("goals.row", title=objective.title, status=words, percent=text.percent(progress)),
    }
    if style:
        attributes["style"] = style
    if is_current:
        attributes["aria-current"] = "page"
    if objective.visibility is not Visibility.PUBLIC:
        attributes["data-v"] = objective.visibility.value
    return html.a(attributes, html.span({"className": "title"}, objective.title), " ", html.small(number))
