"""Chooses what an objective supports: a searchable list of objectives and key results with levels and owners."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from reactpy import Vdom, component, html, use_state

from shared.alignment.messages import ChangeLink, LinkObjective, UnlinkObjective
from shared.alignment.rules import reaches
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective
from shared.progress import key_result_progress
from shared.view import View
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.text import Text

_focus = Vdom("cairn-focus")
_choose = Vdom("cairn-choose")

MOST = 30


class Target(Struct, frozen=True):
    """Something that can be supported, and why not where it cannot."""

    objective: Objective
    key_result: KeyResult | None = None
    link_id: Id | None = None
    is_loop: bool = False

    @property
    def value(self) -> str:
        """What names it to the browser, whatever the list shows by the time somebody chooses."""
        return f"{self.objective.id}:{self.key_result.id if self.key_result is not None else ''}"


@component
def Picker(objective_id: Id, close: Any) -> Any:
    view = use_view(f"links:{objective_id}")
    session, text, desk = use_session(), use_text(), use_desk()
    wanted, set_wanted = use_state("")
    objective = view.objective(objective_id)
    if objective is None:
        return None
    found = targets(view, objective, wanted.strip()[:200])

    async def typed(happened: dict[str, Any]) -> None:
        set_wanted(str(happened["target"].get("value", "")))

    async def chosen(happened: dict[str, Any]) -> None:
        """`detail`: {"value": what was chosen, "shift": only supports, without becoming the parent}."""
        detail = happened.get("detail") or {}
        target = next((each for each in found if each.value == detail.get("value")), None)
        if target is None:
            return
        if target.link_id is not None:
            await desk.run(UnlinkObjective(link_id=target.link_id), done=text("link.removed"))
            return
        if target.is_loop:
            return
        refusal = await desk.run(
            LinkObjective(
                link_id=session.new_id(),
                child_id=objective_id,
                parent_id=target.objective.id,
                key_result_id=target.key_result.id if target.key_result is not None else None,
                primary=False if detail.get("shift") else None,
            ),
            done=text(
                "link.made", title=target.key_result.name if target.key_result is not None else target.objective.title
            ),
        )
        if refusal is None:
            close()

    async def left(_: dict[str, Any]) -> None:
        close()

    return html.div(
        {"className": "veil", "onClick": left},
        _choose(
            {
                "className": "dialog wide picker",
                "role": "dialog",
                "aria-modal": "true",
                "aria-label": text("link.title"),
                "data-answers": wanted,
                "onChoose": chosen,
                "onLeave": left,
            },
            _focus(
                {"token": "picker"},
                html.label(
                    {"className": "find", "data-icon": "search"},
                    html.input(
                        {
                            "type": "search",
                            "placeholder": text("link.find"),
                            "aria-label": text("link.find"),
                            "role": "combobox",
                            "aria-expanded": "true",
                            "aria-controls": "targets",
                            "onChange": typed,
                        }
                    ),
                ),
            ),
            html.ul(
                {"className": "options", "role": "listbox", "id": "targets", "aria-label": text("link.title")},
                *(_option(place, each, view, text) for place, each in enumerate(found)),
                *([] if found else [html.li({"className": "hint", "key": "none"}, text("goals.not_found"))]),
            ),
            Chosen(objective_id, key="chosen"),
            html.p(
                {"className": "keys"},
                html.span(html.kbd("↑"), " ", html.kbd("↓"), f" {text('keys.choose')}"),
                html.span(html.kbd("↵"), f" {text('link.parent')}"),
                html.span(html.kbd("⇧ ↵"), f" {text('link.only_supports')}"),
                html.span(html.kbd("Esc"), f" {text('close')}"),
            ),
        ),
    )


@component
def Chosen(objective_id: Id) -> Any:
    """What the objective supports already, and how each link counts."""
    view = use_view(f"links:{objective_id}")
    text, desk = use_text(), use_desk()
    rows = []
    for link in view.links_up(objective_id):
        parent = view.objective(link.parent_id)
        if parent is None:
            continue

        async def counts(happened: dict[str, Any], link_id: Id = link.id) -> None:
            await desk.run(ChangeLink(link_id=link_id, contributes=bool(happened["target"].get("checked"))))

        async def primary(_: dict[str, Any], link_id: Id = link.id) -> None:
            await desk.run(ChangeLink(link_id=link_id, primary=True))

        rows.append(
            html.li(
                {"key": link.id},
                html.span(
                    html.b(parent.title), html.small(text("link.primary") if link.primary else text("link.side"))
                ),
                html.label(
                    {"className": "check"},
                    html.input({"type": "checkbox", "checked": link.contributes, "onChange": counts}),
                    text("link.contributes"),
                )
                if link.primary
                else html.button(
                    {"type": "button", "className": "btn small", "onClick": primary}, text("link.make_primary")
                ),
            )
        )
    return html.ul({"className": "rows links"}, *rows) if rows else None


def targets(view: View, objective: Objective, wanted: str) -> list[Target]:
    """Objectives of the cycle and of those above it that fit the words, each followed by its key results that fit."""
    folded = wanted.casefold()
    links = {(link.parent_id, link.key_result_id): link.id for link in view.links_up(objective.id)}
    cycle = view.state.cycles[objective.cycle_id]
    cycles = [cycle.id, *([cycle.parent_id] if cycle.parent_id is not None else [])]
    found: list[Target] = []
    for cycle_id in cycles:
        for each in view.goals(cycle_id):
            if len(found) >= MOST:
                return found
            if each.id == objective.id:
                continue
            owner = view.state.people.get(each.owner_id)
            names = f"{each.title} {owner.name if owner else ''} {owner.latin_name if owner else ''}".casefold()
            key_results = [
                one
                for one in view.key_results(each.id)
                if not folded or folded in one.name.casefold() or folded in names
            ]
            if folded and folded not in names and not key_results:
                continue
            is_loop = reaches(view.state, each.id, objective.id)
            found.append(Target(each, None, links.get((each.id, None)), is_loop))
            if folded:
                found.extend(Target(each, one, links.get((each.id, one.id)), is_loop) for one in key_results)
    return found[: MOST + 10]


def _option(place: int, target: Target, view: View, text: Text) -> Any:
    thing = target.key_result or target.objective
    owner = view.state.people.get(thing.owner_id)
    attributes: dict[str, Any] = {
        "className": "option sub" if target.key_result is not None else "option",
        "role": "option",
        "id": f"option-{place}",
        "data-value": target.value,
        "key": f"{target.objective.id}:{thing.id}",
    }
    if target.link_id is not None:
        attributes["aria-checked"] = "true"
    if target.is_loop:
        attributes["aria-disabled"] = "true"
    level = text("key_result.short") if target.key_result is not None else text(f"level.{target.objective.level.value}")
    name = target.key_result.name if target.key_result is not None else target.objective.title
    progress = view.progress(thing.id) if target.key_result is None else key_result_progress(target.key_result)
    if target.is_loop:
        note = html.small({"className": "why"}, text("link.loop"))
    else:
        note = html.small(f"{text.name(owner)} · {text.percent(progress)}")
    return html.li(attributes, html.span({"className": "level"}, level), html.b(name), note)
