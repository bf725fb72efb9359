"""Up to six units and people, found by their names with the keyboard alone. Keeps nothing: the address holds what was chosen."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, event, html, use_state

from shared.directory.model import Person, Unit
from shared.messages import Id
from shared.view import View
from ui.hooks import use_text, use_view
from ui.kit.marks import face
from ui.live.router import use_location, use_navigate
from ui.text import Text
from ui.warnings.tally import key_of

_choose = Vdom("cairn-choose")

MOST = 6
FOUND = 8


@component
def Choosing(keys: tuple[str, ...]) -> Any:
    """Up to six units and people, found by their names."""
    text, place, navigate = use_text(), use_location(), use_navigate()
    view = use_view("directory")
    wanted, set_wanted = use_state("")

    @event
    async def typed(happened: dict[str, Any]) -> None:
        set_wanted(str(happened["target"].get("value", "")))

    def choose(wished: tuple[str, ...]) -> None:
        navigate(place.with_query(**{"with": ",".join(wished) or None}), replace=True)

    async def pick(happened: dict[str, Any]) -> None:
        key = str((happened.get("detail") or {}).get("value", ""))
        if key and key not in keys and len(keys) < MOST:
            set_wanted("")
            choose((*keys, key))

    async def left(_: dict[str, Any]) -> None:
        set_wanted("")

    async def drop(happened: dict[str, Any]) -> None:
        key = str(happened["currentTarget"].get("value", ""))
        choose(tuple(each for each in keys if each != key))

    names = {key: text.name(_thing(view, key)) for key in keys}
    words = wanted.strip()[:100]
    found = [each for each in _matching(view, words) if key_of(each) not in keys][:FOUND] if words else []
    is_open = bool(words) and len(keys) < MOST
    return html.div(
        {"className": "choosing"},
        _choose(
            {
                "className": "finding",
                "key": "finding",
                "data-answers": wanted,
                "data-clears": "",
                "onChoose": pick,
                "onLeave": left,
            },
            html.label(
                {"className": "find find-one", "data-icon": "search", "key": "find"},
                html.input(
                    {
                        "type": "search",
                        "placeholder": text("compare.find"),
                        "aria-label": text("compare.find"),
                        "role": "combobox",
                        "aria-expanded": "true" if is_open else "false",
                        "aria-controls": "found",
                        "autoComplete": "off",
                        "disabled": len(keys) >= MOST,
                        "onChange": typed,
                    }
                ),
            ),
            *([_found(found, view, text)] if is_open else []),
        ),
        *(
            html.span(
                {"className": "chip", "key": key},
                name,
                html.button(
                    {"type": "button", "value": key, "aria-label": text("compare.drop", name=name), "onClick": drop},
                    "×",
                ),
            )
            for key, name in names.items()
        ),
        html.small(
            {"className": "hint", "key": "hint", "role": "status"},
            text("compare.full") if len(keys) >= MOST else text("compare.one_more") if len(keys) == 1 else "",
        ),
    )


def _found(found: list[Unit | Person], view: View, text: Text) -> Any:
    """What the arrows go through; the first is chosen with Enter at once."""
    return html.ul(
        {"className": "found", "key": "found", "role": "listbox", "id": "found", "aria-label": text("compare.find")},
        *(
            html.li(
                {"role": "option", "id": f"found-{place}", "data-value": key_of(each), "key": key_of(each)},
                *([] if isinstance(each, Unit) else [face(each, text, "small", named=True)]),
                html.b(text.name(each)),
                html.small(_kind(each, view, text)),
            )
            for place, each in enumerate(found)
        ),
        *([] if found else [html.li({"className": "hint", "key": "none"}, text("compare.not_found"))]),
    )


def _matching(view: View, wanted: str) -> list[Unit | Person]:
    """What begins so first; units before people, of whom those who are there."""
    folded = wanted.casefold()
    things: list[Unit | Person] = [
        *(each for each in view.state.units.values() if not each.archived),
        *(each for each in view.state.people.values() if each.active),
    ]
    fit = [each for each in things if folded in f"{each.name} {each.latin_name}".casefold()]

    def rank(each: Unit | Person) -> tuple[bool, bool, str, Id]:
        begins = any(each_name.casefold().startswith(folded) for each_name in (each.name, each.latin_name))
        return not begins, not isinstance(each, Unit), each.name, each.id

    return sorted(fit, key=rank)


def _thing(view: View, key: str) -> Any:
    kind, _, thing_id = key.partition(":")
    return (view.state.units if kind == "unit" else view.state.people).get(thing_id)


def _kind(thing: Any, view: View, text: Text) -> str:
    if isinstance(thing, Unit):
        return text(f"level.{thing.kind.value}")
    unit = view.state.units.get(thing.unit_id or "")
    return thing.title or ("" if unit is None else text.name(unit))
