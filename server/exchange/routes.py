"""Import and export over HTTP: for pages that send a file, links that download one, and programs."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from server.api.operations import PREFIX, read_query, signed_in
from server.cairn import Cairn
from server.exchange.exports import FORMS, exported
from server.exchange.imports import carried_out, cycle_called, planned
from server.exchange.report import Report, report
from server.identity import Identity
from server.middleware.language import locale_of
from server.middleware.problems import MEDIA_TYPE, Problem, described
from server.middleware.sizes import LONGEST_IMPORT
from shared.messages import Refused

LONGEST_NAME = 200


class ImportQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """`cycle`, a name or an id, is where goals go that name none; `rows` limits the rows that are answered."""

    mode: Literal["preview", "whole", "partly"] = "preview"
    cycle: str = ""
    filename: str = ""
    rows: int | None = None


class ExportQuery(Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["csv", "md", "json"] = "csv"
    cycle: str = ""


class Incomplete(Problem, frozen=True, kw_only=True, omit_defaults=True):
    """The problem of an import of which nothing was written, with the report that says why."""

    report: Report


@post(f"{PREFIX}/import", status_code=200, request_max_body_size=LONGEST_IMPORT, include_in_schema=False)
async def bring_in(
    request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], identity: NamedDependency[Identity | None]
) -> Response[bytes]:
    actor = signed_in(identity).actor
    query = read_query(request, ImportQuery)
    filename, content = await _file(request, query.filename)
    upload = cairn.uploads.keep(actor, filename, content)
    cycle_id = cycle_called(cairn, query.cycle)
    locale = locale_of(request.scope)
    if query.mode == "preview":
        plan, done = await planned(cairn, upload, cycle_id), False
    else:
        plan, done = await carried_out(cairn, upload, cycle_id, partly=query.mode == "partly")
    told = report(upload, plan, locale, done=done, most=query.rows)
    headers = {"Cache-Control": "no-store"}
    if done or query.mode == "preview":
        return Response(msgspec.json.encode(told), media_type="application/json", headers=headers)
    left = plan.counts["refused"] + plan.counts["ask"]
    problem = described(Refused("import.incomplete", n=left), locale, request.scope["state"].get("request_id", ""))
    body = Incomplete(**msgspec.structs.asdict(problem), report=told)
    return Response(
        msgspec.json.encode(body),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


@get(f"{PREFIX}/export", include_in_schema=False)
async def take_out(
    request: Request[Any, Any, Any], cairn: NamedDependency[Cairn], identity: NamedDependency[Identity | None]
) -> Response[bytes]:
    actor = signed_in(identity).actor
    query = read_query(request, ExportQuery)
    filename, content = await exported(cairn, actor, query.format, query.cycle)
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in filename)
    return Response(
        content,
        media_type=FORMS[query.format][1],
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}",
            "Cache-Control": "no-store",
        },
    )


async def _file(request: Request[Any, Any, Any], named: str) -> tuple[str, bytes]:
    """The file of a form, or the body itself. Raises `Refused` when a form holds none."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile):
            raise Refused("missing", field="file")
        return (named or file.filename)[:LONGEST_NAME], await file.read()
    return named[:LONGEST_NAME], await request.body()


ROUTES: list[Any] = [bring_in, take_out]
