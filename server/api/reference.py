"""The API's reference as a page made here from the description: no script, nothing from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from markdown_it import MarkdownIt
from markupsafe import Markup
from msgspec import Struct

from server.api.openapi import Schema, describe, document
from server.api.operations import PREFIX
from server.assets import Assets
from server.middleware.language import locale_of
from shared.language.catalogue import tr

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_inline = MarkdownIt("commonmark", {"html": False})
_environment.filters["inline"] = lambda text: Markup(_inline.renderInline(text))
"""Descriptions are written with backticks; whatever else they hold is escaped."""


class Field(Struct, frozen=True):
    name: str
    type: str
    required: bool
    description: str


class Shown(Struct, frozen=True):
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: str
    answers: list[tuple[str, str, str]]
    """Status, meaning, type."""
    curl: str


@get(f"{PREFIX}/openapi.json", include_in_schema=False, sync_to_thread=False, name="api.openapi")
def get_openapi() -> Response[bytes]:
    return Response(document(), media_type=MediaType.JSON, headers={"Cache-Control": "no-cache"})


@get(f"{PREFIX}/docs", include_in_schema=False, sync_to_thread=False, name="api.docs")
def get_reference(request: Request[Any, Any, Any], assets: NamedDependency[Assets]) -> Response[str]:
    locale = locale_of(request.scope)
    described = describe()
    origin = str(request.base_url).rstrip("/")
    groups = [
        (tag["name"], [each for each in _operations(described, origin) if each[0] == tag["name"]])
        for tag in described["tags"]
    ]
    html = _environment.get_template("reference.html").render(
        t=lambda key, **places: tr(locale, key, **places),
        lang=locale.value,
        icon=assets.url("icon.svg"),
        style=assets.url("app.css"),
        description=f"{PREFIX}/openapi.json",
        introduction=described["info"]["description"],
        groups=[(name, [shown for _, shown in found]) for name, found in groups],
        schemas=[
            (name, schema.get("description", ""), _fields(schema), schema.get("enum", []), _pretty(schema))
            for name, schema in described["components"]["schemas"].items()
        ],
    )
    headers = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"}
    return Response(html, media_type=MediaType.HTML, headers=headers)


def _operations(described: Schema, origin: str) -> list[tuple[str, Shown]]:
    return [
        (operation["tags"][0], _shown(described, origin, path, method, operation))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def _shown(described: Schema, origin: str, path: str, method: str, operation: Schema) -> Shown:
    components = described["components"]
    parameters = [
        components["parameters"][_name(each)] if "$ref" in each else each for each in operation.get("parameters", [])
    ]
    taken = operation.get("requestBody", {}).get("content", {})
    is_file = "multipart/form-data" in taken
    body = {} if is_file else taken.get("application/json", {}).get("schema", {})
    answers = []
    for status, each in operation["responses"].items():
        each = components["responses"][_name(each)] if "$ref" in each else each
        types = [_type(content["schema"]) for content in each.get("content", {}).values()]
        answers.append((status, each["description"], " | ".join(types)))
    examples = components["schemas"][_name(body)].get("examples", []) if body else []
    return Shown(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[
            Field(each["name"], _type(each["schema"]), each.get("required", False), each.get("description", ""))
            for each in parameters
        ],
        body=_name(body) if body else "",
        answers=answers,
        curl=_curl(origin, path, method.upper(), examples[0] if examples else None, is_file=is_file),
    )


def _curl(origin: str, path: str, method: str, body: Any, *, is_file: bool) -> str:
    parts = ['curl -H "Authorization: Bearer $TOKEN"']
    if method != "GET":
        parts.append(f'-X {method} -H "Idempotency-Key: $(uuidgen)"')
    if body is not None:
        text = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
        parts += ['-H "Content-Type: application/json"', f"-d '{text}'"]
    if is_file:
        parts.append('-F "file=@goals.md"')
    parts.append(f'"{origin}{path.replace("{id}", "$ID")}"')
    return " \\\n  ".join(parts)


def _fields(schema: Schema) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(name, _type(each), name in required, each.get("description", ""))
        for name, each in schema.get("properties", {}).items()
    ]


def _type(schema: Schema) -> str:
    """A schema in a few words: `string | null`, `Objective`, `[uuid]`."""
    match schema:
        case {"$ref": str()}:
            return _name(schema)
        case {"anyOf": list(several)}:
            return " | ".join(_type(each) for each in several)
        case {"enum": list(values)}:
            return " | ".join(f'"{each}"' for each in values)
        case {"type": "array", "items": dict(items)}:
            return f"[{_type(items)}]"
        case {"format": str(form)}:
            return form
        case {"type": list(types)}:
            return " | ".join(types)
        case {"type": str(kind)}:
            return "uuid" if "0-9a-f" in schema.get("pattern", "") else kind
    return "any"


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _pretty(schema: Schema) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False, indent=2) for each in schema.get("examples", []))
