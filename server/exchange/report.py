"""A plan in words, for a page, a program or a terminal. Decides nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from msgspec import Struct

from server.exchange.uploads import Upload
from shared.directory.model import Locale
from shared.exchange.answers import asked, written
from shared.exchange.drafts import Problem
from shared.exchange.plan import Plan
from shared.exchange.trial import Row
from shared.language.catalogue import tell, tr
from shared.messages import Id, Refused
from ui.exchange.desk import PlannedRow, Preview
from ui.text import Text

SHOWN = 200
"""Rows of a preview on a page; those that cannot come in are among them first."""


class Reason(Struct, frozen=True):
    code: str
    field: str | None
    detail: str


class ReportRow(Struct, frozen=True, kw_only=True):
    """`what`: create, same, ask (only a person can say) or refused. `where`: the line, or a JSON path."""

    where: str
    what: str
    kind: str
    title: str
    detail: str
    owner: str
    depth: int
    reasons: list[Reason]
    source: str


class Report(Struct, frozen=True, kw_only=True):
    """`upload` can be brought in later for a quarter of an hour; `done` says that it was now."""

    upload: Id
    filename: str
    done: bool
    counts: dict[str, int]
    created: dict[str, int]
    notes: list[Reason]
    rows: list[ReportRow]


def report(upload: Upload, plan: Plan, locale: Locale, *, done: bool, most: int | None = None) -> Report:
    """For programs: `most` rows at the most, None: all."""
    text = Text(locale)
    rows = plan.rows if most is None else plan.rows[:most]
    return Report(
        upload=upload.id,
        filename=upload.filename,
        done=done,
        counts=plan.counts,
        created=_created(plan),
        notes=[_reason(each, locale) for each in plan.notes],
        rows=[
            ReportRow(
                **_told(upload, each, text),
                reasons=[_reason(one, locale) for one in each.reasons],
            )
            for each in rows
        ],
    )


def preview(upload: Upload, plan: Plan, text: Text, *, done: bool) -> Preview:
    """For the page, which shows some of the rows and says how many there are besides."""
    rows = _important(plan.rows)
    return Preview(
        id=upload.id,
        filename=upload.filename,
        rows=tuple(
            PlannedRow(
                **_told(upload, each, text),
                reasons=tuple(_reason(one, text.locale).detail for one in each.reasons),
                **_question(each),
            )
            for each in rows
        ),
        counts=plan.counts,
        created=_created(plan),
        notes=tuple(
            f"{each.line}: {_reason(each, text.locale).detail}" if each.line else _reason(each, text.locale).detail
            for each in plan.notes[:20]
        ),
        hidden=len(plan.rows) - len(rows),
        done=done,
    )


def _told(upload: Upload, row: Row, text: Text) -> dict[str, Any]:
    """What a program and a page are told alike."""
    return {
        "where": _where(row),
        "what": row.what,
        "kind": row.kind,
        "title": row.title,
        "detail": _detail(row, text),
        "owner": text.name(row.owner) if row.owner is not None else "",
        "depth": row.depth,
        "source": _source(upload, row),
    }


def _question(row: Row) -> dict[str, Any]:
    found = asked(row)
    return {} if found is None else {"question": written(found[0]), "form": found[1]}


def _important(rows: tuple[Row, ...]) -> list[Row]:
    """In their order, but first of all those about which something is to be decided."""
    if len(rows) <= SHOWN:
        return list(rows)
    left = [place for place, row in enumerate(rows) if row.what in ("ask", "refused")]
    fine = (place for place, row in enumerate(rows) if row.what not in ("ask", "refused"))
    places = [*left, *fine][:SHOWN]
    return [rows[place] for place in sorted(places)]


def _created(plan: Plan) -> dict[str, int]:
    return dict(Counter(each.kind for each in plan.rows if each.what == "create"))


def _where(row: Row) -> str:
    return str(row.line) if row.line else row.where


def _detail(row: Row, text: Text) -> str:
    if row.measure is not None:
        return text.goal(row.measure)
    return text("exchange.linked", title=row.detail) if row.kind == "link" and row.detail else row.detail


def _source(upload: Upload, row: Row) -> str:
    return upload.line(row.line) if row.what in ("ask", "refused") else ""


def _reason(reason: Refused | Problem, locale: Locale) -> Reason:
    if isinstance(reason, Refused):
        return Reason(reason.code, reason.field, tell(locale, reason))
    return Reason(reason.code, reason.field, tr(locale, f"exchange.problem.{reason.code}", **reason.params))
