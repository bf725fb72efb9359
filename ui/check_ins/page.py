"""My check-ins: what I owe, what is owed longest first, and a line for each that is done. Keeps no check-in; the rows post them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reactpy import Vdom, component, html, use_ref
from reactpy.utils import Ref

from shared.asked import coming_ids
from shared.inbox.model import place_of
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.view import View
from ui.check_ins.due import due_words
from ui.check_ins.row import CheckInRow, RowState
from ui.closing.marks import is_over, over_notice
from ui.hooks import use_session, use_text, use_view
from ui.text import Text

_rows = Vdom("cairn-rows")

MOST = 60
"""Rows to fill in, and lines of what comes, at once; who has more is told how many, and is shown more as they are done."""

Coming = tuple[KeyResult, datetime, str]
"""What is not owed yet, when it will be due, and that in words."""


@component
def CheckInsPage() -> Any:
    session, text = use_session(), use_text()
    me = session.actor.person_id or ""
    opened: Ref[datetime] = use_ref(session.now())
    listed: Ref[list[Id]] = use_ref(list[Id]())

    def looks(view: View) -> object:
        now = session.now()
        said = [(each.id, each.version, words) for each, _, words in _later(view, me, now, text)]
        return (
            _waiting(view, me, now),
            view.owed_count(now),
            [_is_owed(view, each, now) for each in listed.current],
            said,
            view.current_cycle(),
        )

    before = View(session.state, session.actor)
    shown = [*listed.current, *_waiting(before, me, session.now()), *coming_ids(before.state, me, session.now())[:MOST]]
    view = use_view(
        f"owed:{me}", f"person:{me}", "cycles", *(f"key_result:{each}" for each in dict.fromkeys(shown)), looks=looks
    )
    waiting, count = _waiting(view, me, session.now()), view.owed_count(session.now())
    # a row stays where it was until the page is left: somebody may be writing in it, whatever became of it
    listed.current += [each for each in waiting if each not in listed.current]
    states = {each: _state(view, each, session.now(), opened.current) for each in listed.current}
    coming = _later(view, me, session.now(), text)
    # what was posted here is a line above already, and is as much to come as the rest
    above = {each for each in states if states[each] is not RowState.LEFT}
    later = [each for each in coming if each[0].id not in above]
    return html.div(
        {"className": "page narrow owed"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("check_ins")),
            html.p({"role": "status"}, text("check_ins.owed", n=count) if waiting else text("check_ins.lede")),
        ),
        *([_nothing(view, coming, text, RowState.DONE in states.values())] if not waiting else []),
        _rows(
            {"className": "check-in-rows", "key": "rows"},
            *(CheckInRow(each, states[each], first=place == 0, key=each) for place, each in enumerate(listed.current)),
        ),
        *([_more(count - len(waiting), text)] if count > len(waiting) else []),
        *([html.p({"className": "keys", "key": "keys"}, *_keys(text))] if waiting else []),
        *(
            [_coming(later, len(coming_ids(view.state, me, session.now())) - len(coming) + len(later), text)]
            if later
            else []
        ),
    )


def _waiting(view: View, me: Id, now: datetime) -> list[Id]:
    """What is asked for in rows."""
    return [each.id for each, _ in view.owed_by(me, now, MOST)] if view.owed_count(now) else []


def _is_owed(view: View, key_result_id: Id, now: datetime) -> bool:
    found = view.key_result(key_result_id)
    return found is not None and found.owner_id == view.actor.person_id and view.standing(found, now).is_owed


def _state(view: View, key_result_id: Id, now: datetime, opened: datetime) -> RowState:
    if _is_owed(view, key_result_id, now):
        return RowState.OWED
    found = view.key_result(key_result_id)
    is_done = found is not None and found.checked_in_at is not None and found.checked_in_at >= opened
    return RowState.DONE if is_done and found is not None and not found.archived else RowState.LEFT


def _later(view: View, me: Id, now: datetime, text: Text) -> list[Coming]:
    """One's own that are not due yet, the next first."""
    found = []
    for each in coming_ids(view.state, me, now)[:MOST]:
        key_result = view.key_result(each)
        if key_result is None:
            continue
        standing = view.standing(key_result, now)
        if standing.due_at is not None:
            found.append((key_result, standing.due_at, due_words(standing, now, text)))
    return sorted(found, key=lambda each: (each[1], each[0].id))


def _nothing(view: View, coming: list[Coming], text: Text, was_busy: bool) -> Any:
    cycle = view.current_cycle()
    if cycle is not None and is_over(cycle) and not coming:
        return over_notice(cycle, text)
    return _all_done(coming, text, was_busy)


def _all_done(coming: list[Coming], text: Text, was_busy: bool) -> Any:
    is_new = bool(coming) and all(each.checked_in_at is None for each, _, _ in coming)
    if coming:
        words = "check_ins.first" if is_new else "check_ins.next"
        said = text(words, day=text.day(text.today(coming[0][1])))
    else:
        said = text("check_ins.nothing_asked")
    return html.div(
        {"className": "empty done", "key": "done", "role": "status"},
        html.h2(text("check_ins.thanks" if was_busy else "check_ins.not_yet" if is_new else "check_ins.done")),
        html.p(said),
    )


def _keys(text: Text) -> list[Any]:
    caps = (("Tab", "check_ins.key_tab"), ("0–9", "check_ins.key_digit"), ("↵", "check_ins.key_enter"))
    return [html.span({"key": key}, html.kbd(cap), " ", text(key)) for cap, key in caps]


def _more(count: int, text: Text) -> Any:
    return html.p({"className": "hint", "key": "more", "role": "status"}, text("check_ins.more", n=count))


def _coming(later: list[Coming], count: int, text: Text) -> Any:
    return html.details(
        {"className": "fold coming", "key": "later"},
        html.summary(text("check_ins.later", n=count)),
        html.ul(
            {"className": "rows"},
            *(
                html.li(
                    {"key": each.id},
                    html.span(
                        html.a({"href": place_of(each.objective_id, each.id)}, each.name),
                        html.small(words),
                    ),
                    html.span({"className": "value"}, text.value(each.current, each.measure.unit)),
                )
                for each, _, words in later
            ),
        ),
    )
