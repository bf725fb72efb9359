"""The description says what is there, all of it, and its reference loads nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient
from litestar.handlers import HTTPRouteHandler

from server.api.bodies import Commands
from server.api.calls import Nothing
from server.api.examples import EXAMPLES
from server.api.openapi import describe
from server.api.operations import OPERATIONS
from server.api.routes import ROUTES
from shared.directory.model import Locale
from shared.language.api import API
from shared.language.catalogue import tr

Caller = Callable[..., AsyncClient]
METHODS = ("get", "post", "put", "patch", "delete")


def everything(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from everything(each)


def test_every_route_is_described_and_nothing_else() -> None:
    described = {
        (method.upper(), path)
        for path, methods in describe()["paths"].items()
        for method in methods
        if method in METHODS
    }
    routes = {
        (method, re.sub(r"\{(\w+):\w+\}", r"{\1}", path))
        for handler in ROUTES
        if isinstance(handler, HTTPRouteHandler) and handler.name not in ("api.openapi", "api.docs")
        for path in handler.paths
        for method in handler.http_methods
    }
    assert described == routes


def test_every_reference_leads_somewhere_and_every_schema_is_reached() -> None:
    document = describe()
    reached = set()
    for part in everything(document):
        references = (
            [part.get("$ref"), *part.get("mapping", {}).values()] if "$ref" in part or "mapping" in part else []
        )
        for reference in references:
            if not isinstance(reference, str):
                continue
            found: Any = document
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
            reached.add(reference.rpartition("/")[2])
    assert set(document["components"]["schemas"]) <= reached | {"Nothing"}


def test_every_operation_says_what_it_takes_and_answers() -> None:
    document = describe()
    names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            assert each["summary"] and each["tags"], path
            assert set(each["tags"]) <= {tag["name"] for tag in document["tags"]}
            assert "401" in each["responses"] and any(status.startswith("2") for status in each["responses"])
            references = [parameter.get("$ref", "") for parameter in each.get("parameters", [])]
            assert ("{id}" in path) == ("#/components/parameters/Id" in references)
            assert (method != "get") == ("#/components/parameters/IdempotencyKey" in references)
    assert document["openapi"] == "3.1.0"
    assert set(document["components"]["securitySchemes"]) == {"bearer", "session"}


def test_every_body_has_an_example_that_can_be_read() -> None:
    kinds = {
        "Commands" if each.body is Commands else each.body.__name__: each.body
        for each in OPERATIONS
        if each.body is not None and not each.takes_file
    }
    described = describe()["components"]["schemas"]
    for name, kind in {**kinds, "Nothing": Nothing}.items():
        example = described[name]["examples"][0]
        msgspec.json.decode(msgspec.json.encode(example), type=kind)
    assert set(EXAMPLES) <= set(described)


def test_decimals_are_strings_in_answers_and_either_in_bodies() -> None:
    schemas = describe()["components"]["schemas"]
    assert schemas["LinkCreate"]["properties"]["weight"]["type"] == ["string", "number"]
    assert schemas["Link"]["properties"]["weight"]["type"] == "string"
    assert {"type": "null"} in schemas["Objective"]["properties"]["progress"]["anyOf"]


@pytest.mark.anyio
async def test_answers_are_of_the_form_that_is_described(sqlite_caller: Caller) -> None:
    ada = sqlite_caller("ada")
    schemas = describe()["components"]["schemas"]
    for path, name in (("/people", "Person"), ("/units", "Unit"), ("/cycles", "Cycle")):
        for item in (await ada.get(path)).json()["items"]:
            assert set(item) == set(schemas[name]["properties"])
    assert set((await ada.get("/workspace")).json()) == set(schemas["Workspace"]["properties"])


@pytest.mark.anyio
async def test_the_description_and_the_reference_are_served(sqlite_caller: Caller) -> None:
    nobody = sqlite_caller("")
    assert (await nobody.get("/openapi.json")).json() == msgspec.json.decode(msgspec.json.encode(describe()))
    page = (await nobody.get("/docs")).text
    for each in OPERATIONS:
        assert f'id="{each.name}"' in page
    assert not re.search(r"<script|\son\w+=|(?:src|href)=\"(?:https?:)?//|javascript:|style=", page)
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))
    assert "API reference" in page
    assert "Authorization: Bearer" in page.partition("<nav")[0]
    chinese = (await sqlite_caller("", "zh-CN").get("/docs")).text
    assert "API 参考" in chinese and 'lang="zh-CN"' in chinese


def test_every_text_is_there_in_both_languages() -> None:
    for key in API:
        assert tr(Locale.EN, key) and tr(Locale.ZH, key)
