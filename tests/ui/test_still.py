"""Pieces that are the same on every page: shown, changed, taken away, and never alive."""

from __future__ import annotations

from typing import Any

import pytest
from reactpy import component, html, use_state

from tests.ui.driver import screen
from ui.live.still import Same, plain, still

pytestmark = pytest.mark.anyio

ONE = still(html.p({"className": "told", "title": None}, "told ", 1, None, still(html.b("once"))))
OTHER = still(html.p({"className": "told"}, "told twice"))


@component
def _Page() -> Any:
    step, set_step = use_state(0)

    async def on(_: dict[str, Any]) -> None:
        set_step(step + 1)

    shown = [ONE, OTHER, html.p({"className": "told"}, html.button({"onClick": on}, "alive")), ONE]
    return html.main(html.button({"onClick": on}, "go on"), shown[step])


async def test_one_piece_is_shown_on_two_pages_and_gives_way_to_others() -> None:
    async with screen(_Page()) as ada, screen(_Page()) as dan:
        for page in (ada, dan):
            assert page.find("p", class_="told").text == "told 1once"
            assert "title" not in page.find("p", class_="told").attributes
        for said in ("told twice", "alive", "told 1once"):
            await ada.click(ada.find("button", text="go on"))
            await ada.quiet()
            assert ada.has("p", text=said)
            assert not ada.has("button", text="alive") or said == "alive"
        assert dan.find("p", class_="told").text == "told 1once"


@component
def _Alive() -> Any:
    return html.i("alive")


async def _hear(_: dict[str, Any]) -> None: ...


@pytest.mark.parametrize("inside", [html.button({"onClick": _hear}, "listens"), _Alive()])
def test_what_lives_is_refused(inside: Any) -> None:
    with pytest.raises(TypeError, match="same on every page"):
        still(html.p(html.span(inside)))


def test_the_same_object_is_the_same_key_and_an_equal_one_is_not() -> None:
    held = {"a": 1}
    assert {Same(held): "found"}[Same(held)] == "found"
    assert Same(held) != Same(dict(held))


def test_what_neither_lives_nor_listens_is_finished_at_once() -> None:
    found = plain(html.p({"title": None, "className": "a"}, "b", None, 1, html.i("c")))
    assert found == {
        "tagName": "p",
        "attributes": {"className": "a"},
        "children": ["b", "1", {"tagName": "i", "children": ["c"]}],
    }
    for alive in (html.button({"onClick": _hear}, "x"), _Alive(), html.input({"value": "typed"})):
        assert plain(html.p(html.span("b"), html.div(alive))) is None
