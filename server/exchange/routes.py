"""Import and export over HTTP: for pages that send a file, links that download one, and programs. Declares operations;
decides nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from server.api import repeats
from server.api.calls import Call
from server.api.operations import NoQuery, Sent, operation
from server.api.told import File, Told
from server.exchange.exports import FORMS, exported
from server.exchange.imports import carried_out, cycle_called, planned
from server.exchange.report import Report, report
from server.middleware.language import locale_of
from server.middleware.problems import MEDIA_TYPE, Problem, described
from shared.directory.model import Locale
from shared.exchange.plan import Plan
from shared.messages import Refused

TAG = "Import and export"
LONGEST_NAME = 200

CycleCalled = Annotated[str, Meta(max_length=200, description="A cycle's name or id. Left out: the current one.")]


class ImportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mode: Annotated[
        Literal["preview", "whole", "partly"],
        Meta(description="`preview` writes nothing; `whole` all or nothing; `partly` all but what cannot come in."),
    ] = "preview"
    cycle: Annotated[str, Meta(max_length=200, description="Name or id: where goals go that name none.")] = ""
    filename: Annotated[str, Meta(max_length=1_000, description="Its ending says the form; else the content does.")] = (
        ""
    )
    rows: Annotated[int, Meta(ge=0, description="At most so many rows are answered.")] | None = None


class ExportQuery(NoQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["csv", "md", "json"] = "csv"
    cycle: CycleCalled = ""


class Incomplete(Problem, frozen=True, kw_only=True, omit_defaults=True):
    """The problem of an import of which nothing was written, with the report that says why."""

    report: Report


@operation("POST", "/import", tag=TAG, query=ImportQuery, body=Sent, answer=Report, refusal=Incomplete,
           knows_repeats=True)  # fmt: skip
async def import_file(call: Call, body: Sent, query: ImportQuery) -> Told | None:
    """Preview a file of goals, or bring it in.

    CSV, Markdown or JSON, as the body or as a form's `file`. The report says of every row what becomes of it: `create`,
    `same`, `ask` (only a person can say) or `refused`, with the reasons. Without `mode` nothing is written. When nothing was
    written because a row cannot come in, the answer is a problem (422, `import.incomplete`) with that report.
    """
    locale = locale_of(call.scope)
    upload = call.cairn.uploads.keep(call.identity.actor, (query.filename or body.name)[:LONGEST_NAME], body.content)
    cycle_id = cycle_called(call.cairn, query.cycle)
    if query.mode == "preview":
        plan = await planned(call.cairn, upload, cycle_id)
        return _told(report(upload, plan, locale, done=False, most=query.rows))
    partly = query.mode == "partly"

    async def before(plan: Plan) -> None:
        """The answer is kept before it is true: it counts once the log has the import."""
        if call.command_id is not None:
            await repeats.keep(call, digest, _told(report(upload, plan, locale, done=True, most=query.rows)))

    async def act() -> Told:
        plan, done = await carried_out(
            call.cairn, upload, cycle_id, partly=partly, command_id=call.command_id, before=before
        )
        told = report(upload, plan, locale, done=done, most=query.rows)
        return _told(told) if done else _incomplete(call, plan, told, locale)

    digest = repeats.digest_of(msgspec.json.encode(query) + b"\0" + body.content)
    return await _once(call, digest, act)


async def _once(call: Call, digest: str, act: Callable[[], Awaitable[Told]]) -> Told | None:
    """Does it, or tells again what an import under the same key led to. What wrote nothing is not remembered."""
    if call.command_id is None:
        return await act()
    async with repeats.lock(call.command_id):
        if await repeats.in_log(call):
            return await _again(call, digest)
        try:
            return await act()
        except Refused as refused:
            # another instance was doing the same
            if refused.code == "idempotency.reused" and await repeats.in_log(call):
                return await _again(call, digest)
            raise


async def _again(call: Call, digest: str) -> Told | None:
    kept = await repeats.find(call)
    if kept is None:
        raise Refused("idempotency.reused", field=repeats.FIELD)
    return repeats.again(call, kept, digest)


def _told(told: Report) -> Told:
    return Told(content=msgspec.json.encode(told))


def _incomplete(call: Call, plan: Plan, told: Report, locale: Locale) -> Told:
    left = plan.counts["refused"] + plan.counts["ask"]
    problem = described(Refused("import.incomplete", n=left), locale, call.scope["state"].get("request_id", ""))
    body = Incomplete(**msgspec.structs.asdict(problem), report=told)
    return Told(content=msgspec.json.encode(body), status=problem.status, kind=MEDIA_TYPE)


@operation("GET", "/export", tag=TAG, query=ExportQuery, answer=File, files=tuple(kind for _, kind in FORMS.values()))
async def export_cycle(call: Call, body: None, query: Any) -> File:
    """Take out a cycle as a file, with what the caller may see of it.

    Import reads the same forms: what is taken out and brought in again is the same.
    """
    name, content = await exported(call.cairn, call.identity.actor, query.format, query.cycle)
    return File(name=name, kind=FORMS[query.format][1], content=content)
