"""The API's description in OpenAPI 3.1, made from the declared operations so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from server.api.bodies import Commands
from server.api.calls import Nothing
from server.api.events import PATH, EventsPage, EventsQuery
from server.api.examples import EXAMPLES
from server.api.feed import Item, Notice
from server.api.operations import OPERATIONS, PREFIX, Operation
from server.api.said import FILE, HEADERS, INTRODUCTION, PROBLEMS
from server.api.told import File
from server.middleware.problems import Problem

Schema = dict[str, Any]
REF = "#/components/schemas/"


@cache
def document() -> bytes:
    return msgspec.json.encode(describe())


def describe() -> Schema:
    schemas, ref = _schemas()
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        paths.setdefault(PREFIX + operation.path, {})[operation.method.value.lower()] = _operation(
            operation, schemas, ref
        )
    paths[PATH] = {"get": _events(schemas, ref)}
    for each in _queries():
        schemas.pop(each.__name__)
    tags = dict.fromkeys([*(each.tag for each in OPERATIONS), "Events"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cairn",
            "version": version("cairn"),
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": each} for each in tags],
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "parameters": HEADERS,
            "responses": {f"Problem{status}": _problem(text) for status, text in PROBLEMS.items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A personal API token."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "cairn_session",
                    "description": "A signed-in browser.",
                },
            },
        },
    }


def _queries() -> list[type[Any]]:
    return list({each.query: None for each in OPERATIONS} | {EventsQuery: None})


def _schemas() -> tuple[dict[str, Schema], Callable[[Any], Schema]]:
    """All components, and what refers to one of them."""
    answers = [each.answer for each in OPERATIONS if each.answer not in (None, File)]
    bodies = [each.body or Nothing for each in OPERATIONS if each.writes and not each.takes_file]
    refusals = [each.refusal for each in OPERATIONS if each.refusal is not None]
    named = [*answers, *bodies, *refusals, *_queries(), EventsPage, Item, Notice, Problem]
    kinds = list({str(each): each for each in named}.values())
    found, components = msgspec.json.schema_components(kinds, ref_template=REF + "{name}")
    names = {name: _readable(name) for name in components}
    if len(set(names.values())) < len(names):
        raise ValueError("two schemas have one name")
    schemas = {names[name]: _renamed(schema, names) for name, schema in components.items()}
    refs = {str(kind): _renamed(schema, names) for kind, schema in zip(kinds, found, strict=True)}
    schemas["Commands"] = refs[str(Commands)]
    refs[str(Commands)] = {"$ref": REF + "Commands"}
    schemas["EventsPage"]["properties"]["items"]["items"] = {"anyOf": [refs[str(Item)], refs[str(Notice)]]}
    for each in {name for body in bodies for name in _reached(refs[str(body)], schemas)}:
        schemas[each] = _taken(schemas[each])
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
    return schemas, lambda kind: refs[str(kind)]


def _readable(name: str) -> str:
    """Page_Person_ is a page of persons; a stored thing that shares its name with an answer is the model's."""
    if name.startswith("Page_"):
        return name.removeprefix("Page_").rstrip("_").rpartition(".")[2] + "Page"
    module, _, short = name.rpartition(".")
    return short if not module or module.startswith("server") else f"Recorded{short}"


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    match schema:
        case {"$ref": str(ref), **rest}:
            return {"$ref": REF + names[ref.removeprefix(REF)], **rest}
        case dict():
            return {
                key: _mapping(each, names) if key == "mapping" else _renamed(each, names)
                for key, each in schema.items()
            }
        case list():
            return [_renamed(each, names) for each in schema]
    return schema


def _mapping(mapping: Any, names: dict[str, str]) -> Any:
    return {tag: REF + names[ref.removeprefix(REF)] for tag, ref in mapping.items()}


def _reached(schema: Any, schemas: dict[str, Schema]) -> set[str]:
    """The components that a schema leads to."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(ref)} if (name := ref.removeprefix(REF)) not in found:
                found.add(name)
                waiting.append(schemas[name])
            case dict() as parts:
                waiting.extend(parts.values())
            case list() as parts:
                waiting.extend(parts)
    return found


def _taken(schema: Any) -> Any:
    """Decimals are taken as numbers too."""
    match schema:
        case {"type": "string", "format": "decimal"}:
            return {**schema, "type": ["string", "number"]}
        case dict():
            return {key: _taken(each) for key, each in schema.items()}
        case list():
            return [_taken(each) for each in schema]
    return schema


def _operation(operation: Operation, schemas: dict[str, Schema], ref: Callable[[Any], Schema]) -> Schema:
    parameters: list[Schema] = []
    if "{id}" in operation.path:
        parameters.append({"$ref": "#/components/parameters/Id"})
    parameters += _query(operation.query, schemas)
    if operation.writes:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if operation.versioned:
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        **({"description": operation.description} if operation.description else {}),
        **({"parameters": parameters} if parameters else {}),
    }
    if operation.takes_file:
        described["requestBody"] = FILE
    elif operation.body is not None:
        described["requestBody"] = {
            "required": not operation.body_optional,
            "content": {"application/json": {"schema": ref(operation.body)}},
        }
    described["responses"] = _responses(operation, ref)
    return described


def _responses(operation: Operation, ref: Callable[[Any], Schema]) -> Schema:
    responses: Schema = {}
    if operation.answer is None:
        responses["204"] = {"description": "Done."}
    elif operation.answer is File:
        content = {kind: {"schema": {"type": "string"}} for kind in operation.files}
        responses["200"] = {"description": "A file.", "content": content}
    else:
        done: Schema = {
            "description": "Created." if operation.status == 201 else "Done.",
            "content": {"application/json": {"schema": ref(operation.answer)}},
        }
        if operation.versioned or operation.status == 201:
            done["headers"] = {"ETag": {"description": "The version, if it has one.", "schema": {"type": "string"}}}
        responses[str(operation.status)] = done
    if operation.may_vanish:
        responses["204"] = {"description": "Done; the caller can no longer see it."}
    problems = [400, 401, 422]
    if "{id}" in operation.path:
        problems.append(404)
    if operation.writes:
        problems += [403, 404, 409, 413, 503]
    for status in sorted(set(problems)):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if operation.refusal is not None:
        responses["422"] = _problem(PROBLEMS[422], operation.refusal.__name__)
    return responses


def _query(kind: type[Any], schemas: dict[str, Schema]) -> list[Schema]:
    parameters = []
    for name, schema in schemas[kind.__name__].get("properties", {}).items():
        if "anyOf" in schema:
            (schema,) = (each for each in schema["anyOf"] if each != {"type": "null"})
        described = {key: each for key, each in schema.items() if key != "description"}
        if described.get("default", "") is None:
            del described["default"]
        parameter = {"name": name, "in": "query", "schema": described}
        if "description" in schema:
            parameter["description"] = schema["description"]
        parameters.append(parameter)
    return parameters


def _problem(text: str, name: str = "Problem") -> Schema:
    return {"description": text, "content": {"application/problem+json": {"schema": {"$ref": REF + name}}}}


def _events(schemas: dict[str, Schema], ref: Callable[[Any], Schema]) -> Schema:
    return {
        "operationId": "get_events",
        "tags": ["Events"],
        "summary": "Follow or read the log",
        "description": "With a WebSocket: one text message for each event, as in the items of a page. With "
        "`Accept: text/event-stream`: server-sent events, whose `id` is the `seq`. Else a page of JSON. Only what the "
        "caller may see now; a hidden event is left out, and the position moves on. Every 15 quiet seconds a "
        "`heartbeat` says that everything up to its `seq` has been sent. `reset`: the position asked for does not "
        "exist here; read everything again. `objective.withdrawn`: that objective can no longer be seen.",
        "parameters": [
            *_query(EventsQuery, schemas),
            {
                "name": "Last-Event-ID",
                "in": "header",
                "description": "What a browser sends when it reconnects; goes before `since`.",
                "schema": {"type": "string"},
            },
        ],
        "responses": {
            "101": {"description": "A WebSocket. Closed with 4401 when the session or token ends, 1012 on a restart."},
            "200": {
                "description": "A page, or a stream.",
                "content": {
                    "application/json": {"schema": ref(EventsPage)},
                    "text/event-stream": {
                        "schema": {"type": "string"},
                        "example": 'id: 12\ndata: {"seq": 12, "kind": "objective.published", …}\n\n'
                        'id: 12\nevent: heartbeat\ndata: {"seq": 12, "kind": "heartbeat"}\n\n',
                    },
                },
            },
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in (400, 401)},
        },
    }
