"""What an API operation is: one declaration that is the route, the checks, the answer and its documentation.

A handler never sees a body of the wrong shape, a caller who is not signed in, or an id that cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from server.api.calls import Call, Nothing
from server.api.repeats import once
from server.api.told import File, Told
from server.cairn import Cairn
from server.identity import Identity
from server.middleware.sizes import LONGEST, LONGEST_IMPORT
from shared.events import encoder
from shared.messages import Command, Refused
from shared.shape import refusal

PREFIX = "/api/v1"
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


class Sent(Struct, frozen=True, kw_only=True):
    """A file that came: the body itself, or `file` of a form."""

    name: str
    content: bytes


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
    """None: 204. `File`: one of `files`."""
    files: tuple[str, ...] = ()
    status: int = 200
    refusal: Any = None
    """What a 422 says besides a problem's fields."""
    versioned: bool = False
    """Takes If-Match."""
    may_vanish: bool = False
    """A change can take the thing out of the caller's sight: then 204."""
    commands: tuple[type[Command], ...] = ()
    """What it carries out: the log knows a repeat. Of what carries out none the answer is kept, by the route or else by
    the handler, which then `knows_repeats`."""
    knows_repeats: bool = False
    secret: bool = False
    """The body or the answer holds a secret: neither is kept."""
    handler: Handler

    @property
    def writes(self) -> bool:
        return self.method is not HttpMethod.GET

    @property
    def takes_file(self) -> bool:
        return self.body is Sent


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
    files: tuple[str, ...] = (),
    status: int = 200,
    refusal: Any = None,
    versioned: bool = False,
    may_vanish: bool = False,
    commands: tuple[type[Command], ...] = (),
    knows_repeats: bool = False,
    secret: bool = False,
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
                files=files,
                status=status,
                refusal=refusal,
                versioned=versioned,
                may_vanish=may_vanish,
                commands=commands,
                knows_repeats=knows_repeats,
                secret=secret,
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

        async def act() -> Told | File | None:
            return _told(operation, call, await operation.handler(call, body, query))

        try:
            if operation.writes and not operation.commands and not operation.knows_repeats:
                told = await once(call, _asked(request, query, body), act, secret=operation.secret)
            else:
                told = await act()
        except Refused as refused:
            # a thing named by the path is not a field that the caller could correct
            if refused.code == "not_found" and refused.field in {*call.path_fields, *request.path_params}:
                raise Refused("not_found") from None
            raise
        headers = {"Cache-Control": "no-store", **call.headers}
        if told is None:
            return Response(None, status_code=204, headers=headers)
        if isinstance(told, File):
            headers["Content-Disposition"] = told.disposition
            return Response(told.content, headers=headers, media_type=told.kind)
        return Response(told.content, status_code=told.status, headers=headers, media_type=told.kind)

    return HTTPRouteHandler(
        PREFIX + re.sub(r"\{(\w+)\}", r"{\1:str}", operation.path),
        http_method=operation.method,
        name=f"api.{operation.name}",
        status_code=200,  # the response says its own
        request_max_body_size=LONGEST_IMPORT if operation.takes_file else LONGEST,
        include_in_schema=False,
    )(handle)


def _told(operation: Operation, call: Call, answer: Any) -> Told | File | None:
    if answer is None or isinstance(answer, Told | File):
        return answer
    version = getattr(answer, "version", None)
    if version is not None:
        call.headers["ETag"] = f'"{version}"'
    return Told(content=encoder.encode(answer), status=operation.status)


def _asked(request: Request[Any, Any, Any], query: Any, body: Any) -> bytes:
    """What was asked for, to the letter."""
    return encoder.encode((request.method, request.scope["path"], query, body))


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
    if operation.takes_file:
        return await _read_file(request)
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


async def _read_file(request: Request[Any, Any, Any]) -> Sent:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return Sent(name="", content=await request.body())
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile):
        raise Refused("missing", field="file")
    return Sent(name=file.filename, content=await file.read())
