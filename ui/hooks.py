"""What components use to read the workspace, speak the person's language and carry out commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reactpy import use_context
from reactpy.core.hooks import create_context
from reactpy.types import Context

from shared.view import View
from ui.desk import Desk
from ui.live.watch import use_watch
from ui.reader import text_of
from ui.session import Session
from ui.text import Text


class Page:
    """What every component of one page shares. Stands still while the page lives."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.desk = Desk(session)


PageContext: Context[Page | None] = create_context(None)


def use_page() -> Page:
    page = use_context(PageContext)
    assert page is not None, "a component needs a page round it"
    return page


def use_session() -> Session:
    return use_page().session


def use_desk() -> Desk:
    return use_page().desk


def use_view(*keys: str, looks: Callable[[View], object] | None = None) -> View:
    """The workspace as this person may see it; the component renders again when one of `keys` changes.

    With `looks`, only when what that returns has changed as well: the cheap facts that the component shows.
    """
    session = use_session()
    use_watch(*keys, looks=None if looks is None else lambda: looks(View(session.state, session.actor)))
    return View(session.state, session.actor)


def use_text() -> Text:
    """The person's words. Rendered again from the top when the language changes, so no key is needed."""
    return text_of(use_session())


Handler = Callable[[dict[str, Any]], Any]
