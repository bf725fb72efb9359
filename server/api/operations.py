"""What an API operation is: one declaration that is the route, the checks, the answer and its documentation.

A handler never sees a body of the wrong shape, a caller who is not signed in, or an id that cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.enums import HttpMethod, MediaType
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from server.api.calls import Call, Nothing
from server.cairn import Cairn
from server.identity import Identity
from shared.events import encoder
from shared.messages import Refused
from shared.shape import refusal

PREFIX = "/api/v1"
MOST_BYTES = 1024 * 1024
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

B = TypeVar("B")
Q = TypeVar("Q")
Handler = Callable[[Call, Any, Any], Awaitable[Any]]


class Page(Struct, Generic[B], frozen=True, kw_only=True):
    """One page of a list; without `next_cursor` it is the last."""

    items: list[B]
    next_cursor: str | None = None


class NoQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing can be asked for."""


class File(Struct, frozen=True, kw_only=True):
    """An answer that is to be saved, not JSON."""

    name: str
    kind: str
    content: bytes

    @property
    def disposition(self) -> str:
        plain = "".join(
            each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in self.name
        )
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"


class Operation(Struct, frozen=True, kw_only=True):
    method: HttpMethod
    path: str
    tag: str
    name: str
    summary: str
    description: str
    query: type[Any] = NoQuery
    body: Any = None
    body_optional: bool = False
    answer: Any = None
    """None: 204. `File`: CSV."""
    status: int = 200
    versioned: bool = False
    """Takes If-Match."""
    may_vanish: bool = False
    """A change can take the thing out of the caller's sight: then 204."""
    handler: Handler

    @property
    def writes(self) -> bool:
        return self.method is not HttpMethod.GET


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    answer: Any = None,
    query: type[Any] = NoQuery,
    body: Any = None,
    body_optional: bool = False,
    status: int = 200,
    versioned: bool = False,
    may_vanish: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare `handler(call, body, query)`. Its docstring is the documentation: the first line the summary."""

    def declare(handler: Handler) -> Handler:
        summary, _, description = (handler.__doc__ or "").strip().partition("\n")
        OPERATIONS.append(
            Operation(
                method=HttpMethod(method),
                path=path,
                tag=tag,
                name=getattr(handler, "__name__", ""),
                summary=summary.strip().rstrip("."),
                description="\n".join(line.strip() for line in description.strip().splitlines()),
                query=query,
                body=body,
                body_optional=body_optional,
                answer=answer,
                status=status,
                versioned=versioned,
                may_vanish=may_vanish,
                handler=handler,
            )
        )
        return handler

    return declare


def route(operation: Operation) -> HTTPRouteHandler:
    """The Litestar route of an operation."""

    async def handle(
        request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], identity: NamedDependency[Identity | None]
    ) -> Response[bytes] | Response[None]:
        call = Call(request=request, cairn=cairn, identity=signed_in(identity), versioned=operation.versioned)
        for place in request.path_params.values():
            if not _ID.fullmatch(place):
                raise Refused("not_found")
        query = read_query(request, operation.query)
        body = await _read_body(request, operation) if operation.writes else None
        try:
            answer = await operation.handler(call, body, query)
        except Refused as refused:
            # a thing named by the path is not a field that the caller could correct
            if refused.code == "not_found" and refused.field in {*call.path_fields, *request.path_params}:
                raise Refused("not_found") from None
            raise
        headers = {"Cache-Control": "no-store", **call.headers}
        if answer is None:
            return Response(None, status_code=204, headers=headers)
        if isinstance(answer, File):
            headers["Content-Disposition"] = answer.disposition
            return Response(answer.content, headers=headers, media_type=answer.kind)
        version = getattr(answer, "version", None)
        if version is not None:
            headers["ETag"] = f'"{version}"'
        return Response(
            encoder.encode(answer), status_code=operation.status, headers=headers, media_type=MediaType.JSON
        )

    return HTTPRouteHandler(
        PREFIX + re.sub(r"\{(\w+)\}", r"{\1:str}", operation.path),
        http_method=operation.method,
        name=f"api.{operation.name}",
        status_code=200,  # the response says its own
        request_max_body_size=MOST_BYTES,
        include_in_schema=False,
    )(handle)


def signed_in(identity: Identity | None) -> Identity:
    if identity is None:
        raise Refused("unauthenticated")
    return identity


def read_query(request: Request[Any, Any, Any], kind: type[Q]) -> Q:
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Refused("too_many", field=name, most=1)
        given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise refusal(problem) from None


async def _read_body(request: Request[Any, Any, Any], operation: Operation) -> Any:
    raw = await request.body()
    kind = operation.body or Nothing
    if not raw.strip() and (operation.body_optional or operation.body is None):
        raw = b"{}"
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as problem:
        raise refusal(problem) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("unreadable") from None
