"""The page on which a cycle closes: how far grading is, every objective, and the step into the archive."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_ref
from reactpy.utils import Ref

from shared.cycles.messages import MoveCycle
from shared.cycles.model import Cycle, CycleState
from shared.messages import Id
from shared.numbers import WHOLE
from shared.view import View
from ui.closing.marks import ungraded_lines
from ui.closing.objective import ClosingObjective
from ui.closing.walk import Walk
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import bar
from ui.live.router import Place, use_location
from ui.shell.empty import Beginning
from ui.text import Text


def chosen(view: View, place: Place) -> Cycle | None:
    """The one the address names; else the latest that is closing; else the current one."""
    named = view.state.cycles.get(place.query.get("cycle", ""))
    closing = next((each for each in view.cycles() if each.state is CycleState.CLOSING), None)
    return named or closing or view.current_cycle()


def shown(view: View, cycle_id: Id) -> list[Id]:
    """Its published objectives, as far as this person may see them."""
    return [each.id for each in view.goals(cycle_id) if not each.draft]


@component
def ClosingPage() -> Any:
    session, place, text = use_session(), use_location(), use_text()
    walk: Ref[Walk] = use_ref(Walk())
    cycle = chosen(View(session.state, session.actor), place)
    view = use_view("cycles", *([f"goals:{cycle.id}"] if cycle is not None else []))
    if cycle is None:
        return Beginning(key="begin")
    everything = shown(view, cycle.id)
    mine = [each for each in everything if is_mine(view, each)]
    # whoever has something to do finds it first; what is over is read whole
    usual = "mine" if mine and cycle.state is CycleState.CLOSING else "all"
    which = place.query.get("show", usual) if mine else "all"
    ids = mine if which == "mine" else everything
    lede = CycleState.ACTIVE if cycle.state is CycleState.DRAFT else cycle.state
    return html.div(
        {"className": "page narrow"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(f"{text('closing')} · {cycle.name}"),
            html.p(text(f"closing.lede_{lede.value}", cycle=cycle.name)),
        ),
        *([Graded(cycle.id, key=f"graded:{cycle.id}")] if ids else []),
        *([_which(place, which, text)] if 0 < len(mine) < len(everything) else []),
        html.div(
            {"className": "closings", "key": "all"}, *(ClosingObjective(each, walk.current, key=each) for each in ids)
        )
        if ids
        else html.div(
            {"className": "empty", "key": "none"},
            html.h2(text("closing.nobody")),
            html.p(text("closing.nobody_why", cycle=cycle.name)),
        ),
        Archive(cycle.id, key=f"archive:{cycle.id}"),
    )


def is_mine(view: View, objective_id: Id) -> bool:
    """Whether one owns it, or a key result of it."""
    objective, me = view.state.objectives[objective_id], view.actor.person_id
    owners = {objective.owner_id, *objective.co_owner_ids, *(each.owner_id for each in view.key_results(objective_id))}
    return me in owners


def _which(place: Place, which: str, text: Text) -> Any:
    return html.nav(
        {"className": "seg", "key": "which", "aria-label": text("closing.which")},
        *(
            html.a(
                {
                    "key": each,
                    "href": place.with_query(show=each).href,
                    **({"aria-current": "true"} if each == which else {}),
                },
                text(f"closing.{each}"),
            )
            for each in ("mine", "all")
        ),
    )


@component
def Graded(cycle_id: Id) -> Any:
    """How many of the key results that one sees have a grade."""

    def counted(view: View) -> tuple[int, int]:
        found = [each for one in shown(view, cycle_id) for each in view.key_results(one)]
        return sum(each.grade is not None for each in found), len(found)

    view = use_view(f"grades:{cycle_id}", f"goals:{cycle_id}", looks=counted)
    text = use_text()
    done, count = counted(view)
    words = text("closing.progress", done=done, n=count)
    return html.div(
        {"className": "so-far"},
        html.p({"role": "status", "key": "words"}, words),
        bar(done * WHOLE // count if count else WHOLE, None, "on", words),
    )


@component
def Archive(cycle_id: Id) -> Any:
    """The last step, for admins; the question itself is asked on the page of cycles."""

    def left(view: View) -> object:
        return ungraded_lines(view, cycle_id, text), view.state.cycles[cycle_id].state

    text = use_text()
    view = use_view(f"grades:{cycle_id}", f"goals:{cycle_id}", f"cycle:{cycle_id}", looks=left)
    to = CycleState.ARCHIVED
    is_closing = view.state.cycles[cycle_id].state is CycleState.CLOSING
    if not is_closing or not view.may(MoveCycle(cycle_id=cycle_id, state=to)):
        return None
    lines = ungraded_lines(view, cycle_id, text)
    href = Place("/cycles", {"move": cycle_id, "to": to.value}).href
    return html.section(
        {"className": "archiving"},
        *(html.p({"key": each}, each) for each in lines or [text("closing.archive_ready")]),
        html.a({"className": "btn" if lines else "btn primary", "href": href, "key": "go"}, text("closing.archive")),
    )
