"""The root of every page: who looks, which address, which panes. Only routes."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html

from shared.cycles.model import Cycle
from shared.directory.model import Person
from shared.messages import Id
from shared.view import View
from ui.check_ins.page import CheckInsPage
from ui.closing.page import ClosingPage
from ui.cycles.page import CyclesPage
from ui.directory.page import PeoplePage
from ui.exchange.page import ExchangePage
from ui.goals.pane import GoalPane
from ui.history.side import Side
from ui.hooks import Page, PageContext, use_session, use_text, use_view
from ui.inbox.page import InboxPage
from ui.live.router import Navigate, Place, routed, use_location, use_navigate
from ui.live.watch import Watchers, WatchersContext
from ui.meetings.following import Following
from ui.meetings.page import MeetingsPage
from ui.meetings.room import room
from ui.objectives.composer import Composer
from ui.objectives.paper import Paper
from ui.session import Session
from ui.settings.page import SettingsPage
from ui.settings.shortcuts import KeyboardHelp
from ui.shell.empty import Beginning, Lost, NothingMine
from ui.shell.name import PageName
from ui.shell.notices import Notices
from ui.shell.panes import pane_of, panes
from ui.shell.top import TopBar
from ui.text import Text
from ui.warnings.page import WarningsPage

_keys = Vdom("cairn-keys")

WIDE = {
    "check-ins": CheckInsPage,
    "warnings": WarningsPage,
    "inbox": InboxPage,
    "people": PeoplePage,
    "cycles": CyclesPage,
    "closing": ClosingPage,
    "meetings": MeetingsPage,
    "exchange": ExchangePage,
    "settings": SettingsPage,
}
KEYS = {
    "c": "new",
    "k": "add-key-result",
    "/": "find",
    "l": "supports",
    "g g": "goals",
    "g k": "check-ins",
    "g w": "warnings",
    "g i": "inbox",
    "g p": "people",
    "g c": "cycles",
    "g m": "meetings",
    "g s": "settings",
    "?": "keys",
}
_MAIN = {"className": "main", "id": "main", "tabIndex": -1}
"""Where the first Tab leads, past the bar."""
MEETING_KEYS = {**KEYS, "j": "next", "k": "previous", "v": "vote"}


def root(session: Session, watchers: Watchers | None) -> Any:
    """The page of one session. Without watchers it stands still: the first picture."""
    return PageContext(WatchersContext(routed(App), value=watchers), value=Page(session))


@component
def App() -> Any:
    session, text, place, navigate = use_session(), use_text(), use_location(), use_navigate()
    empty = _empty(View(session.state, session.actor), place)
    goals = [] if empty is None else [f"goals:{empty.id}"]
    view = use_view(f"person:{session.actor.person_id}", "workspace", "cycles", *goals)
    me = view.me
    if me is None:
        return html.div({"className": "app wide"}, Lost(key="lost"))
    body, is_wide = _body(view, me, place, text)
    return html._(
        _keys(
            {
                "map": MEETING_KEYS if place.path.startswith("/meeting/") else KEYS,
                "onKey": _pressed(place, navigate),
                "key": "keys",
            }
        ),
        html.div(
            {
                "className": "app wide" if is_wide else "app",
                "data-pane": pane_of(place) if empty is None else "main",
                "lang": text.locale.value,
                "key": "app",
            },
            html.a({"className": "skip btn", "href": "#main", "key": "skip"}, text("skip")),
            TopBar(key="top"),
            *body,
        ),
        PageName(key="name"),
        Following(key="following"),
        Notices(key="notices"),
        KeyboardHelp(key="help"),
    )


def _empty(view: View, place: Place) -> Cycle | None:
    """The cycle whose first page has nothing to show yet, and waits for a first goal."""
    cycle = chosen_cycle(view, place)
    if view.me is None or cycle is None or place.path != "/":
        return None
    return cycle if _first(view, cycle.id, view.me) is None else None


def _pressed(place: Place, navigate: Navigate) -> Any:
    async def pressed(happened: dict[str, Any]) -> None:
        action = str((happened.get("detail") or {}).get("action", ""))
        targets = {"new": "/new", "goals": "/", **{each: f"/{each}" for each in WIDE}}
        if action == "new" and "cycle" in place.query:
            navigate(Place("/new", {"cycle": place.query["cycle"]}))
        elif action in targets:
            navigate(targets[action])

    return pressed


def _body(view: View, me: Person, place: Place, text: Text) -> tuple[list[Any], bool]:
    """The panes of an address, and whether they take the whole width."""
    name = place.path.strip("/")
    if name in WIDE:
        return [html.main({**_MAIN, "key": name}, WIDE[name](key=name))], True
    if name.startswith("meeting/") and (found := room(view, name.removeprefix("meeting/"), text)) is not None:
        return found, False
    cycle = chosen_cycle(view, place)
    objective_id = name.removeprefix("o/") if name.startswith("o/") else None
    objective = view.objective(objective_id) if objective_id is not None else None
    if objective is not None:
        cycle = view.state.cycles[objective.cycle_id]
    if cycle is None:
        return [html.main({**_MAIN, "key": "begin"}, Beginning(key="begin"))], True
    if name and objective is None and name != "new":
        main: Any = Lost(key="lost")
    elif name == "new":
        main = Composer(cycle.id, key=f"new:{cycle.id}")
    elif objective is not None:
        main = Paper(objective.id, key=f"paper:{objective.id}")
    else:
        return _home(view, cycle, me, place, text), False
    return [
        GoalPane(cycle.id, objective_id, key="goals"),
        html.main({**_MAIN, "key": "main"}, panes(place, text, "main", beside=objective is not None), main),
        Side(objective.id, key=f"side:{objective.id}") if objective is not None else _beside(text),
    ], False


def _home(view: View, cycle: Cycle, me: Person, place: Place, text: Text) -> list[Any]:
    """The first objective that concerns this person, on paper at once."""
    first = _first(view, cycle.id, me)
    if place.query.get("scope") == "mine" and next(view.goals(cycle.id, f"person:{me.id}"), None) is None:
        main, side, first = NothingMine(cycle.id, key="mine"), _beside(text), None
    elif first is None:
        main, side = Beginning(cycle.id, key="begin"), _beside(text)
    else:
        main, side = Paper(first, key=f"paper:{first}"), Side(first, key=f"side:{first}")
    return [
        GoalPane(cycle.id, first, key="goals"),
        html.main({**_MAIN, "key": "main"}, *([panes(place, text, "main")] if first is not None else []), main),
        side,
    ]


def _first(view: View, cycle_id: Id, me: Person) -> Id | None:
    for group in (f"person:{me.id}", me.unit_id or "", "company", "all"):
        found = next(view.goals(cycle_id, group), None)
        if found is not None:
            return found.id
    return None


def _beside(text: Text) -> Any:
    return html.aside({"className": "side", "key": "side"}, html.p({"className": "hint"}, text("side.empty")))


def chosen_cycle(view: View, place: Place) -> Cycle | None:
    """The one the address names, else the current one."""
    return view.state.cycles.get(place.query.get("cycle", "")) or view.current_cycle()
