"""The page of import and export: a file is dropped, tried out, and brought in when its preview was seen. Writes nothing by itself.

The address holds the upload and the cycle it goes to, so that Back and a reconnect lead to the same preview.
"""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.messages import Refused, Role
from shared.view import View
from ui.exchange.desk import Preview
from ui.exchange.preview import Previewed, rows_table
from ui.exchange.take_out import TakeOut
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.live.router import Place, use_location, use_navigate
from ui.text import Text

_upload = Vdom("cairn-upload")
_copy = Vdom("cairn-copy")


@component
def ExchangePage() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    view = use_view("cycles", f"person:{session.actor.person_id}")
    place, navigate = use_location(), use_navigate()
    nothing: Preview | None = None
    found, set_found = use_state(nothing)
    report, set_report = use_state(nothing)
    guest = view.me is None or view.me.role is Role.GUEST
    upload_id, into = place.query.get("upload", ""), _into(place, view)

    @use_async_effect(dependencies=[upload_id, into])
    async def load() -> None:
        if not upload_id or guest:
            set_found(None)
            return
        try:
            set_found(await session.exchange.preview(upload_id, into))
        except Refused as refusal:
            set_found(None)
            desk.say_refused(refusal)
            navigate(place.with_query(upload=None), replace=True)

    async def sent(happened: dict[str, Any]) -> None:
        detail = happened.get("detail")
        answer = detail.get("answer") if isinstance(detail, dict) else None
        if isinstance(answer, dict) and isinstance(answer.get("upload"), str):
            navigate(place.with_query(upload=answer["upload"]))

    async def failed(happened: dict[str, Any]) -> None:
        detail = happened.get("detail")
        if isinstance(detail, dict):
            name, why = str(detail.get("name", "")), str(detail.get("detail", ""))
            desk.say(text("exchange.failed", name=name[:80], why=why[:200]), bad=True)

    async def leave() -> None:
        navigate(place.with_query(upload=None), replace=True)

    def show(outcome: Preview) -> None:
        """A report when it was done; else what has changed since, to look at again."""
        if outcome.done:
            set_report(outcome)
            navigate(place.with_query(upload=None), replace=True)
        else:
            set_found(outcome)

    if guest:
        return html.div(
            {"className": "page"},
            _head(text),
            html.p({"className": "quiet-text aside", "key": "guest"}, text("exchange.guest")),
            TakeOut(key="out"),
        )
    if found is not None and found.id == upload_id:
        return Previewed(found, into, show, leave, key=found.id)
    return html.div(
        {"className": "page"},
        _head(text),
        *([_report(report, text)] if report is not None and not upload_id else []),
        html.p({"className": "quiet-text", "role": "status", "key": "busy"}, text("exchange.sending"))
        if upload_id
        else _upload(
            {
                "key": "upload",
                "action": "/api/v1/import?mode=preview&rows=0",
                "onUploaded": sent,
                "onFailed": failed,
            },
            html.label(
                {"className": "dropzone", "data-icon": "upload"},
                html.b(text("exchange.drop")),
                html.small(text("exchange.drop_forms")),
                html.input({"className": "sr", "type": "file", "accept": ".csv,.tsv,.md,.markdown,.json,.txt"}),
            ),
        ),
        html.p({"className": "quiet-text aside", "key": "whole"}, text("exchange.whole")),
        _example(text),
        TakeOut(key="out"),
    )


def _into(place: Place, view: View) -> str | None:
    """The cycle that was chosen; nonsense counts as none."""
    wanted = place.query.get("into", "")
    return wanted if wanted in view.state.cycles else None


def _head(text: Text) -> Any:
    return html.header({"className": "head", "key": "head"}, html.h1(text("exchange")), html.p(text("exchange.lede")))


def _example(text: Text) -> Any:
    return html.section(
        {"className": "part", "key": "example"},
        html.h2(text("exchange.example")),
        html.div({"className": "scroll"}, html.pre({"className": "example"}, text("exchange.example_text"))),
        _copy(
            {
                "bare": True,
                "value": text("exchange.example_text"),
                "label": text("exchange.copy"),
                "done": text("exchange.copied"),
            }
        ),
    )


def _report(found: Preview, text: Text) -> Any:
    """What came in, and what did not."""
    n, left = found.counts.get("create", 0), found.counts.get("refused", 0) + found.counts.get("ask", 0)
    made = dict(found.created)
    objectives, key_results = made.pop("objective", 0), made.pop("key_result", 0)
    kinds = (
        ("cycles.objectives", objectives),
        ("cycles.key_results", key_results),
        ("exchange.others", sum(made.values())),
    )
    said = text("exchange.joint").join(text(key, n=count) for key, count in kinds if count)
    report = html.div(
        {"className": "report", "data-s": "on", "role": "status", "key": "report"},
        html.h2(text("exchange.done", n=n) if n else text("exchange.done_nothing")),
        html.p(
            text("exchange.done_kinds", kinds=said) if n and said else "",
            *([" ", text("exchange.done_left", n=left)] if left else []),
        ),
        html.div(
            {"className": "actions"},
            html.a({"className": "btn small", "href": "/?scope=all"}, text("exchange.see_goals")),
        ),
    )
    rows = [each for each in found.rows if each.what in ("ask", "refused")]
    listed = [html.div({"className": "left-out", "key": "left"}, rows_table(rows, 0, text))] if rows else []
    return html._({"key": "done"}, report, *listed)
