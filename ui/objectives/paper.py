"""One objective: title, what it hangs on, progress, why it matters, its key results. Each part renders on its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from reactpy import component, html

from shared.gates import is_frozen
from shared.messages import Id
from shared.objectives.messages import ArchiveObjective, PublishObjective, RestoreObjective
from shared.objectives.model import Driver, Objective
from shared.progress import expected
from shared.status import Status
from shared.view import View
from ui.closing.marks import carried, closing_href
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.list import KeyResultList
from ui.key_results.words import why
from ui.kit.dialogs import item, menu
from ui.kit.glow import use_glow
from ui.kit.marks import SHAPE, bar, status
from ui.meetings.decided import Decided
from ui.objectives.properties import Properties
from ui.shell.empty import Lost
from ui.text import Text
from ui.wording.fields import DescriptionField, ReadDescription, ReadTitle, TitleField
from ui.wording.rewording import Rewording

SAVED = ("saved", "saving", "offline", "refused")
"""What the sign beside the crumbs says of all the texts on the paper; the browser shows the one that is true."""

TOLD = (Status.RED_FLAG, Status.OFF_TRACK, Status.STALE, Status.AT_RISK)
"""Statuses of an objective that somebody will ask about."""


@component
def Paper(objective_id: Id) -> Any:
    return html.article(
        {"className": "paper", "data-about": objective_id},
        Lead(objective_id, key="lead"),
        Head(objective_id, key="head"),
        KeyResultList(objective_id, key="key_results"),
        Decided(objective_id, key="decided"),
    )


@component
def Lead(objective_id: Id) -> Any:
    """Where the objective hangs, and what can be done with it whole."""
    view = use_view(f"objective:{objective_id}", f"links:{objective_id}", "directory", looks=_hangs(objective_id))
    text, desk = use_text(), use_desk()
    objective = view.objective(objective_id)
    if objective is None:
        return Lost(key="lost")
    title = objective.title

    async def archive() -> None:
        await desk.run(
            ArchiveObjective(objective_id=objective_id),
            done=text("objective.archived", title=title),
            undo=[RestoreObjective(objective_id=objective_id)],
        )

    async def restore(_: dict[str, Any] | None = None) -> None:
        await desk.run(RestoreObjective(objective_id=objective_id), done=text("objective.restored", title=title))

    async def publish(_: dict[str, Any] | None = None) -> None:
        await desk.run(PublishObjective(objective_id=objective_id), done=text("objective.published", title=title))

    may_edit = view.may_edit(objective_id) and not is_frozen(view.state, objective)
    crumbs = html.nav(
        {"className": "crumbs", "key": "crumbs", "aria-label": text("objective.crumbs")},
        *_crumbs(view, objective, text),
    )
    if not may_edit:
        return html._(html.div({"className": "lead"}, crumbs), *_banners(objective, text, None, None, view))
    items = [] if objective.archived else [item(text("archive"), archive, icon="archive", key="archive", danger=True)]
    return html._(
        html.div(
            {"className": "lead"},
            crumbs,
            html.p(
                {"className": "saved"},
                *(html.span({"data-when": when, "key": when}, text(f"saved.{when}")) for when in SAVED),
            ),
            *([menu(text("more"), items)] if items else []),
        ),
        *_banners(objective, text, restore, publish, view),
    )


def _banners(objective: Objective, text: Text, restore: Any, publish: Any, view: View) -> list[Any]:
    found: list[Any] = []
    if objective.archived:
        undo = (
            []
            if restore is None
            else [html.button({"className": "btn small", "data-icon": "undo", "onClick": restore}, text("restore"))]
        )
        found.append(
            html.p({"className": "banner", "data-s": "risk", "key": "archived"}, text("objective.is_archived"), *undo)
        )
    elif objective.draft:
        go = (
            []
            if publish is None
            else [html.button({"className": "btn small primary", "onClick": publish}, text("publish"))]
        )
        found.append(html.p({"className": "banner", "data-s": "none", "key": "draft"}, text("objective.is_draft"), *go))
    cycle = view.state.cycles[objective.cycle_id]
    if is_frozen(view.state, objective) and not objective.draft:
        link = html.a({"className": "btn small", "href": closing_href(cycle.id)}, text("closing.link"))
        words = text(f"closing.banner_{cycle.state.value}", cycle=cycle.name)
        found.append(html.p({"className": "banner", "data-s": "none", "key": "closed"}, words, link))
    me = view.me
    if me is not None and me.role == "guest":
        found.append(html.p({"className": "banner", "data-s": "none", "key": "guest"}, text("guest.reads")))
    return found


def _hangs(objective_id: Id) -> Callable[[View], object]:
    """What the lead shows: the objective itself, those above it, units and people."""

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        above = tuple((each.id, each.title) for each in _above(view, objective))
        state = view.state.cycles[objective.cycle_id].state
        return objective.version, above, view.may_edit(objective_id), view.state.units, state

    return looks


def _above(view: View, objective: Objective) -> list[Objective]:
    """What it primarily supports, and what that does, nearest first; at most four."""
    above: list[Objective] = []
    seen = {objective.id}
    step: Objective | None = objective
    while step is not None and len(above) < 4:
        primary = next((link for link in view.links_up(step.id) if link.primary), None)
        step = view.objective(primary.parent_id) if primary is not None else None
        if step is None or step.id in seen:
            break
        seen.add(step.id)
        above.append(step)
    return above


def _crumbs(view: View, objective: Objective, text: Text) -> list[Any]:
    """The levels above it, then what it primarily supports, then whose it is."""
    crumbs: list[Any] = []
    for each in reversed(_above(view, objective)):
        crumbs.append(html.a({"key": each.id, "href": f"/o/{each.id}"}, each.title))
    unit = view.state.units.get(objective.unit_id) if objective.unit_id is not None else None
    own = text.name(unit) if unit is not None else text(f"level.{objective.level.value}")
    crumbs.append(html.b({"key": "own"}, own))
    return crumbs


@component
def Head(objective_id: Id) -> Any:
    """Title, properties and the reason for it all, round the numbers that move."""

    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        return objective.version, view.may_edit(objective_id), is_frozen(view.state, objective)

    view, text = use_view(f"objective:{objective_id}", looks=looks), use_text()
    objective = view.objective(objective_id)
    glow = use_glow(view, objective)
    if objective is None:
        return None
    may_edit = view.may_edit(objective_id) and not objective.archived and not is_frozen(view.state, objective)
    heading: Any
    why: Any
    if may_edit:
        heading = TitleField(objective_id, glow, key="title")
        why = DescriptionField(objective_id, key="why")
    else:
        heading = ReadTitle(objective_id, glow, key="read")
        why = ReadDescription(objective_id, key="read-why")
    return html._(
        heading,
        html.div(
            {"className": "meta", "key": "meta"},
            Standing(objective_id, key="standing"),
            Properties(objective_id, key="properties"),
        ),
        StandingBar(objective_id, key="bar"),
        *carried(view, objective, text),
        *([why] if why is not None else []),
        Rewording(objective_id, key="rewording"),
    )


@component
def Standing(objective_id: Id) -> Any:
    """Status, progress and what is expected by now, in words."""
    view, verdict, progress, elapsed = _use_standing(objective_id)
    session, text = use_session(), use_text()
    if view.objective(objective_id) is None:
        return None
    words = text("closing.ended_at", percent=text.percent(progress))
    if elapsed is not None:
        words = text("objective.progress", percent=text.percent(progress), expected=text.percent(elapsed))
    because = _because(view, objective_id, verdict, session.now(), text)
    return html._(
        status(verdict, text),
        html.span({"key": "words"}, words),
        *([html.span({"className": "because", "key": "because"}, because)] if because else []),
    )


def _because(view: View, objective_id: Id, verdict: Status, now: datetime, text: Text) -> str:
    """Which key result the status comes from, and why it has it: an objective is as its worst key result."""
    objective = view.objective(objective_id)
    if objective is None or objective.driver is Driver.CHILDREN or verdict not in TOLD:
        return ""
    for each in view.key_results(objective_id):
        found = view.verdict(each, now)
        if found.status is verdict:
            return text("why.here", name=each.name, why=why(found, text))
    return ""


@component
def StandingBar(objective_id: Id) -> Any:
    _, verdict, progress, elapsed = _use_standing(objective_id)
    return bar(progress, elapsed, SHAPE[verdict], use_text()("progress"))


def _use_standing(objective_id: Id) -> tuple[View, Status, int | None, int | None]:
    session, text = use_session(), use_text()

    def looks(view: View) -> object:
        now = session.now()
        told = [(each.version, each.name, view.standing(each, now)) for each in view.key_results(objective_id)]
        return view.status(objective_id, now), view.progress(objective_id), told, text.today(now)

    view = use_view(f"objective:{objective_id}", text.day_key, looks=looks)
    objective = view.objective(objective_id)
    elapsed = None
    if objective is not None and not is_frozen(view.state, objective):
        elapsed = expected(view.state.cycles[objective.cycle_id], session.now())
    return view, view.status(objective_id, session.now()), view.progress(objective_id), elapsed
