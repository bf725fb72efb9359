"""The page on the API speaks of what there is: every call in it exists, and every body in it is taken."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from server.api.events import EventsQuery
from server.api.operations import OPERATIONS, PREFIX, NoQuery, Operation
from server.api.routes import ROUTES
from server.middleware.problems import STATUS, Problem

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
SHELL = [each for each in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if each.startswith("curl")]


def _operation(method: str, path: str) -> Operation | None:
    for each in OPERATIONS:
        pattern = re.sub(r"\{id\}", "[0-9a-f-]{36}", PREFIX + each.path)
        if each.method.value == method and re.fullmatch(pattern, path):
            return each
    return None


@pytest.mark.parametrize("text", SHELL)
def test_a_call_on_the_page_would_be_taken(text: str) -> None:
    words = shlex.split(text.replace("\\\n", " "))
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    url = urlsplit(words[-1].replace("$CAIRN", "http://cairn.test"))
    query = dict(parse_qsl(url.query))
    headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
    assert headers["Authorization"] == "Bearer $TOKEN"
    if url.path == f"{PREFIX}/events":
        msgspec.convert(query, EventsQuery, strict=False)
        return
    found = _operation(method, url.path)
    assert found is not None, url.path
    msgspec.convert(query, found.query or NoQuery, strict=False)
    if method != "GET":
        assert headers["Idempotency-Key"]
        msgspec.json.decode(words[words.index("-d") + 1], type=found.body)


def test_the_page_names_routes_that_exist() -> None:
    assert ROUTES
    known = {PREFIX + each.path for each in OPERATIONS} | {
        f"{PREFIX}/{name}" for name in ("events", "docs", "openapi.json")
    }
    named = set(re.findall(r"`(?:GET |POST )?(/api/v1/[a-z.{}/-]+)`", PAGE))
    assert named and named <= known


def test_the_problem_on_the_page_is_one() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    problem = msgspec.convert(json.loads(text), Problem)
    assert problem.status == 400
    for code in re.findall(r"\(\d+,\s*`([a-z_.]+)`\)", PAGE):
        assert code in STATUS


def test_there_are_calls_on_the_page() -> None:
    assert len(SHELL) >= 5
