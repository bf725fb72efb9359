"""The first picture of a page as HTML, and the address as state."""

from __future__ import annotations

from typing import Any

import pytest
from reactpy import Vdom, component, html, use_effect, use_state
from reactpy.types import Location

from tests.ui.driver import screen
from ui.live.html import check_url, render_html
from ui.live.router import Place, parse_place, routed, use_location, use_navigate

pytestmark = pytest.mark.anyio

HERE = Location("/goals", "?cycle=2026-q4")
SVG = Vdom("svg")
PATH = Vdom("path")
CHART = Vdom("cairn-chart")


async def drawn(tree: Any) -> str:
    @component
    def page() -> Any:
        return tree

    return await render_html(page(), HERE)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (html.p({"key": "a"}, '<b> & "it\'s"', html.br()), '<p>&lt;b&gt; &amp; "it\'s"<br></p>'),
        (
            html.a({"href": "/goals?a=1&b=2", "title": 'x" onclick="y'}),
            '<a href="/goals?a=1&amp;b=2" title="x&quot; onclick=&quot;y"></a>',
        ),
        (
            html.label({"htmlFor": "t", "className": "k", "tabIndex": 0}),
            '<label for="t" class="k" tabindex="0"></label>',
        ),
        (
            html.input({"disabled": True, "hidden": False, "defaultValue": "1", "aria-busy": False}),
            '<input disabled value="1" aria-busy="false">',
        ),
        (html.input({"type": "checkbox", "defaultChecked": True}), '<input type="checkbox" checked>'),
        (html.textarea({"defaultValue": "</textarea>"}), "<textarea>\n&lt;/textarea&gt;</textarea>"),
        (
            html.select({"value": "b"}, html.option({"value": "a"}), html.option({"value": "b"})),
            '<select><option value="a"></option><option value="b" selected></option></select>',
        ),
        (
            html.i({"style": {"--part": 0.5, "backgroundColor": "red", "x": "a;b"}}),
            '<i style="--part:0.5;background-color:red"></i>',
        ),
        (
            SVG({"viewBox": "0 0 1 1"}, PATH({"strokeWidth": 2, "className": "l"})),
            '<svg viewBox="0 0 1 1"><path stroke-width="2" class="l"></path></svg>',
        ),
        (CHART({"points": [1, 2], "label": "x"}), '<cairn-chart data-points="[1, 2]" label="x"></cairn-chart>'),
        (html.button({"onClick": lambda event: None, "onclick": "x"}, "Go"), "<button>Go</button>"),
        (html.p({"dangerouslySetInnerHTML": {"__html": "<script>"}, 'a"b': 1}), "<p></p>"),
        (html.div(html.script("alert(1)"), html.p("after")), "<div><p>after</p></div>"),
        (html.a({"href": "java\nscript:alert(1)"}, "x"), "<a>x</a>"),
    ],
)
async def test_a_tree_becomes_html(tree: Any, expected: str) -> None:
    assert await drawn(tree) == expected


@pytest.mark.parametrize(
    "url",
    ["/", "goals?x=a:b#c", "#top", "https://example.org/a", "HTTP://x", "mailto:ada@example.org", "//example.org", ""],
)
def test_honest_addresses_pass(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:x",
        "java\tscript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "blob:x",
        "file:///etc",
        "x%3a:y",
        "http://[x",
    ],
)
def test_addresses_that_could_run_something_do_not(url: str) -> None:
    assert check_url(url) is None


async def test_the_picture_starts_no_effect() -> None:
    started = []

    @component
    def page() -> Any:
        place = use_location()

        @use_effect(dependencies=[])
        def live() -> None:
            started.append(1)

        return html.h1(place.query["cycle"])

    assert await render_html(page(), HERE) == "<h1>2026-q4</h1>"
    assert started == []


@component
def goals() -> Any:
    place, navigate = use_location(), use_navigate()
    clicks, set_clicks = use_state(0)

    async def narrow(_: Any) -> None:
        set_clicks(clicks + 1)
        navigate(place.with_query(owner="ada", cycle=None), replace=True)

    return html.main(html.h1(place.path), html.p(str(place.query)), html.button({"onClick": narrow}, str(clicks)))


async def test_the_address_is_state() -> None:
    async with screen(routed(goals), "/goals", "?cycle=2026-q4") as ada:
        assert ada.find("p").text == "{'cycle': '2026-q4'}"
        assert "go" not in ada.find("cairn-nav").attributes
        await ada.click(ada.find("button"))
        await ada.until(lambda screen: screen.find("p").text == "{'owner': 'ada'}")
        assert ada.find("button").text == "1"
        go = ada.find("cairn-nav").attributes["go"]
        assert (go["to"], go["replace"]) == ("/goals?owner=ada", True)
        await ada.go("/people?x=%E7%9B%AE")
        await ada.until(lambda screen: screen.find("h1").text == "/people")
        assert ada.find("p").text == "{'x': '目'}"
        assert "go" not in ada.find("cairn-nav").attributes


@pytest.mark.parametrize(
    "href", ["https://evil.example/", "//evil.example/a", "goals", "/\\evil.example", "javascript:x"]
)
def test_an_address_elsewhere_is_the_root(href: str) -> None:
    assert parse_place(href) == Place("/")


async def test_navigating_without_a_router_says_so() -> None:
    @component
    def page() -> Any:
        navigate = use_navigate()
        with pytest.raises(RuntimeError, match="routed"):
            navigate("/")
        return html.p("said")

    async with screen(page()) as ada:
        assert ada.has("p", text="said")
