"""Everything that goes wrong, as RFC 9457 problems in the caller's language. Logs nothing and handles nothing else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Response

from server.db.problems import is_unwell
from server.execute import Unavailable
from server.middleware.language import locale_of
from shared.directory.model import Locale
from shared.language.catalogue import tell
from shared.messages import Refused
from shared.shape import refusal

MEDIA_TYPE = "application/problem+json"

Respond = Callable[[Any, Exception], Response[Any]]
"""A problem as a page for a browser, or as RFC 9457 for everybody else, from the request's scope."""

STATUS = {
    "csrf": 403,
    "failed": 500,
    "forbidden": 403,
    "host": 421,
    "idempotency.reused": 422,
    "invitation.gone": 404,
    "method": 405,
    "not_found": 404,
    "origin": 403,
    "session_wanted": 403,
    "signin.wrong": 401,
    "stale": 409,
    "taken": 409,
    "too_large": 413,
    "too_many_attempts": 429,
    "too_many_requests": 429,
    "unauthenticated": 401,
    "unavailable": 503,
    "unreadable": 400,
    "unsupported": 415,
}
"""Where the code alone says which."""
SHAPE = frozenset(
    {
        "choice", "control_character", "date.unreadable", "format", "invalid", "missing", "number.high", "number.low",
        "number.unreadable", "too_long", "too_many", "unknown_field", "wrong_type",
    }
)  # fmt: skip
"""Codes of what cannot even be read as what it should be."""
CODES = {status: code for code, status in STATUS.items() if code in ("method", "not_found", "forbidden", "too_large",
         "too_many_requests", "unauthenticated", "unavailable", "unreadable", "unsupported")}  # fmt: skip
"""How a bare status of the framework is called."""


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to correct. `place` counts from 0 in a request that asks for several things."""

    code: str
    detail: str
    field: str | None = None
    place: int | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str = ""
    errors: list[FieldProblem] = []


def is_expected(problem: BaseException) -> bool:
    """No bug, and so not for the log of errors."""
    if isinstance(problem, HTTPException):
        return problem.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(problem, Refused | Unavailable) or is_unwell(problem)


def refusals(problem: BaseException) -> list[Refused]:
    """Any exception as what the person is told; never empty."""
    match problem:
        case Refused():
            return [problem]
        case Unavailable():
            return [Refused("unavailable")]
        case ValidationException(extra=list(found)) if found:
            return [_shape(each) for each in found]
        case HTTPException(extra={"code": str(code)}):
            return [Refused(code)]
        case HTTPException(status_code=status) if status in CODES:
            return [Refused(CODES[status])]
        case HTTPException(status_code=status) if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return [Refused("unreadable")]
        case _ if is_unwell(problem):
            return [Refused("unavailable")]
        case _:
            return [Refused("failed")]


def status_of(refused: Refused) -> int:
    return STATUS.get(refused.code, 400 if refused.code in SHAPE else 422)


def described(problem: BaseException, locale: Locale, request_id: str = "") -> Problem:
    found = refusals(problem)
    status = problem.status_code if isinstance(problem, HTTPException) else status_of(found[0])
    details = [
        FieldProblem(code=each.code, detail=tell(locale, each), field=each.field, place=_place(each)) for each in found
    ]
    return Problem(
        type=f"urn:cairn:problem:{found[0].code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=found[0].code,
        detail=details[0].detail,
        request_id=request_id,
        errors=[each for each in details if each.field is not None],
    )


def answer(scope: Any, problem: BaseException) -> Response[bytes]:
    """The problem as the response to a request."""
    told = described(problem, locale_of(scope), scope.get("state", {}).get("request_id", ""))
    headers = {"Cache-Control": "no-store"}
    if told.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(problem, Refused) and (seconds := problem.params.get("seconds")) is not None:
        headers["Retry-After"] = str(seconds)
    if told.code == "unavailable":
        headers["Retry-After"] = "1"
    if isinstance(problem, HTTPException) and problem.headers:
        headers.update({name: value for name, value in problem.headers.items() if name.lower() == "allow"})
    return Response(msgspec.json.encode(told), status_code=told.status, media_type=MEDIA_TYPE, headers=headers)


async def send_answer(scope: Any, receive: Any, send: Any, problem: BaseException) -> None:
    """For those who stand outside the routes."""
    await send_response(answer(scope, problem), scope, receive, send)


async def send_response(response: Response[Any], scope: Any, receive: Any, send: Any) -> None:
    from litestar import Request

    await response.to_asgi_response(app=None, request=Request(scope))(scope, receive, send)


def _shape(found: Any) -> Refused:
    message = str(found.get("message", ""))
    key = found.get("key", "").removeprefix("data").removeprefix(".")
    return refusal(msgspec.ValidationError(f"{message} - at `$.{key}`" if key else message))


def _place(refused: Refused) -> int | None:
    place = refused.params.get("place")
    return place if isinstance(place, int) else None
