"""One cycle: where it stands in time and in its life, and its one next step. Renders again when it or its goals change."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.cycles.messages import MoveCycle
from shared.cycles.model import Cycle, CycleState
from shared.messages import Id
from shared.progress import reckoned
from shared.view import View
from ui.closing.marks import closing_href
from ui.cycles.calendar import over, weeks
from ui.cycles.move import BACK, NEXT, move_words
from ui.hooks import use_session, use_text, use_view
from ui.live.router import Place
from ui.text import Text

SHAPE = {
    CycleState.DRAFT: "draft",
    CycleState.ACTIVE: "active",
    CycleState.CLOSING: "risk",
    CycleState.ARCHIVED: "closed",
}


@component
def CycleCard(cycle_id: Id, is_current: bool) -> Any:
    view = use_view(f"cycle:{cycle_id}", f"goals:{cycle_id}", "workspace")
    session, text = use_session(), use_text()
    cycle = view.state.cycles[cycle_id]
    today = text.today(reckoned(cycle, session.now()))
    week, count = weeks(cycle, today)
    parent = view.state.cycles.get(cycle.parent_id) if cycle.parent_id is not None else None
    dates = [text.days(cycle.starts_on, cycle.ends_on), text(f"cycle_kind.{cycle.kind.value}")]
    if cycle.state is CycleState.ACTIVE and week:
        dates.append(text("cycles.week", week=week, weeks=count))
    if cycle.closed_at is not None:
        dates.append(text("cycles.closed_on", day=text.day(today)))
    if parent is not None:
        dates.append(text("cycles.inside", name=parent.name))
    shape = SHAPE[cycle.state]
    attributes: dict[str, Any] = {"className": "cycle", "data-s": shape}
    if is_current:
        attributes["aria-current"] = "true"
    spent = over(cycle, today)
    return html.li(
        attributes,
        html.h2(cycle.name, html.span({"className": "status", "data-s": shape}, text(f"cycle.{cycle.state.value}"))),
        html.small(text("cycles.joint").join(dates)),
        html.div(
            {
                "className": "when",
                "style": {"--e": spent},
                "role": "img",
                "aria-label": text("cycles.week", week=week, weeks=count),
            }
        ),
        html.p(_counts(view, cycle, text)),
        *([_stages(cycle, text)] if cycle.state is not CycleState.ARCHIVED else []),
        html.div({"className": "actions"}, *_actions(view, cycle, text)),
    )


def _counts(view: View, cycle: Cycle, text: Text) -> str:
    """As far as this person may see it: what others keep private is not counted either."""
    goals = [each.id for each in view.goals(cycle.id)]
    key_results = sum(len(view.state.index.key_results.get(each, ())) for each in goals)
    return text(
        "cycles.counts",
        objectives=text("cycles.objectives", n=len(goals)),
        key_results=text("cycles.key_results", n=key_results),
        mean=text(f"cycles.mean_{cycle.state.value}"),
    )


def _stages(cycle: Cycle, text: Text) -> Any:
    return html.ol(
        {"className": "stages", "aria-label": text("cycles.stages")},
        *(
            html.li(
                {"key": each.value, **({"aria-current": "step"} if each is cycle.state else {})},
                text(f"cycle.{each.value}"),
            )
            for each in CycleState
        ),
    )


def _actions(view: View, cycle: Cycle, text: Text) -> list[Any]:
    goals = Place("/", {"cycle": cycle.id}).href
    see = html.a({"className": "btn quiet", "href": goals, "key": "see"}, text("cycles.open"))
    if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        # what everybody has to do now comes before what an admin does last
        is_next = cycle.state is CycleState.CLOSING
        look_back = {"className": "btn" if is_next else "btn quiet", "href": closing_href(cycle.id), "key": "closing"}
        return [html.a(look_back, text("closing.link")), see, *_steps(view, cycle, text)]
    return [see, *_steps(view, cycle, text)]


def _steps(view: View, cycle: Cycle, text: Text) -> list[Any]:
    step = NEXT[cycle.state]
    if step is None or not view.may(MoveCycle(cycle_id=cycle.id, state=step)):
        return []
    items = [_item(text("cycles.edit_item"), "edit", Place("/cycles", {"edit": cycle.id}))]
    if (back := BACK.get(cycle.state)) is not None:
        items.append(_item(move_words(cycle.state, back, text), "undo", _move(cycle, back)))
    return [
        html.a(
            {
                "className": "btn quiet" if step is CycleState.ARCHIVED else "btn",
                "href": _move(cycle, step).href,
                "key": "next",
            },
            move_words(cycle.state, step, text),
        ),
        html.details(
            {"className": "drop end", "key": "more"},
            html.summary({"className": "btn quiet icon", "data-icon": "more", "aria-label": text("more")}),
            html.div({"className": "menu", "role": "menu"}, *items),
        ),
    ]


def _move(cycle: Cycle, to: CycleState) -> Place:
    return Place("/cycles", {"move": cycle.id, "to": to.value})


def _item(words: str, icon: str, place: Place) -> Any:
    attributes = {"className": "item", "role": "menuitem", "data-icon": icon, "href": place.href, "key": icon}
    return html.a(attributes, words)
