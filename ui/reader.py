"""In which language and time zone a page is read. Holds nothing."""

from __future__ import annotations

from shared.directory.model import Locale
from ui.session import Session
from ui.text import Text, text_for


def text_of(session: Session) -> Text:
    """The words of whoever looks, as they are set now."""
    person_id = session.actor.person_id
    person = session.state.people.get(person_id) if person_id is not None else None
    return text_for(Locale.EN, "UTC") if person is None else text_for(person.locale, person.time_zone)
