"""The caller's inbox and how they want to be told, over REST. Declares operations; decides nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, structs

from server.api import answers
from server.api.asking import asks
from server.api.bodies import Body
from server.api.calls import Call
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, place_of
from server.inbox.desk import InboxDesk, place
from shared.inbox.messages import ChangePreferences
from shared.inbox.model import Entry, EntryKind, Which
from shared.messages import Id, Refused


class InboxEntry(answers.Answer, frozen=True, kw_only=True):
    """`what` says what happened, such as `reminder.due`; `about` is a path in the product. `by_id` null: the clock."""

    id: Id
    kind: EntryKind
    what: str
    at: datetime
    objective_id: Id | None
    other_id: Id | None
    key_result_id: Id | None
    by_id: Id | None
    about: str
    group_key: str
    params: dict[str, str | int]
    read_at: datetime | None


class Unread(answers.Answer, frozen=True, kw_only=True):
    unread: int


class Preferences(answers.Answer, frozen=True, kw_only=True):
    """Quiet hours in minutes after local midnight; out of office with both days included; kinds that are not wanted."""

    quiet_from: int
    quiet_until: int
    away_from: date | None
    away_until: date | None
    muted: tuple[EntryKind, ...]


class InboxMark(Body, frozen=True, kw_only=True):
    ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]
    read: bool = True


class InboxQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    which: Which = Which.ALL


def _desk(call: Call) -> InboxDesk:
    return InboxDesk(call.cairn, call.identity)


def _shown(entry: Entry) -> InboxEntry:
    given = structs.asdict(entry)
    given.pop("person_id")
    return InboxEntry(**given)


def _preferences(call: Call) -> Preferences:
    found = call.view.preferences
    if found is None:
        raise Refused("forbidden")
    given = structs.asdict(found)
    return Preferences(**{name: given[name] for name in Preferences.__struct_fields__})


@operation("GET", "/inbox", tag="Inbox", query=InboxQuery, answer=Page[InboxEntry])
async def list_inbox(call: Call, body: None, query: InboxQuery) -> Page[InboxEntry]:
    """List the caller's inbox, the latest first: all, unread or read entries."""
    before = place_of(query.cursor, tuple[datetime, str])
    if before is not None and before[0].tzinfo is None:
        raise Refused("cursor.unreadable", field="cursor")
    found = await _desk(call).entries(query.which, before, query.limit + 1)
    kept = found[: query.limit]
    following = next_cursor(place(kept[-1])) if len(found) > query.limit else None
    return Page(items=[_shown(each) for each in kept], next_cursor=following)


@operation("GET", "/inbox/unread", tag="Inbox", answer=Unread)
async def count_unread(call: Call, body: None, query: NoQuery) -> Unread:
    """Count the unread entries."""
    return Unread(unread=await _desk(call).unread())


@operation("POST", "/inbox/mark", tag="Inbox", body=InboxMark, answer=Unread)
async def mark_inbox(call: Call, body: InboxMark, query: NoQuery) -> Unread:
    """Mark entries as read or unread; says how many are unread then. Others' entries are passed over."""
    await _desk(call).mark(body.ids, read=body.read)
    return Unread(unread=await _desk(call).unread())


@operation("POST", "/inbox/mark-all", tag="Inbox", answer=Unread)
async def mark_inbox_all(call: Call, body: None, query: NoQuery) -> Unread:
    """Mark all entries as read."""
    await _desk(call).mark_all()
    return Unread(unread=await _desk(call).unread())


@operation("GET", "/inbox/preferences", tag="Inbox", answer=Preferences)
async def get_preferences(call: Call, body: None, query: NoQuery) -> Preferences:
    """Read how the caller wants to be told."""
    return _preferences(call)


asks("PATCH", "/inbox/preferences", ChangePreferences,
     "Change quiet hours, out of office, and the kinds that are not wanted.",
     tag="Inbox", me="person_id", body="PreferencesUpdate", name="update_preferences",
     answer=Preferences, shows=lambda call, _: _preferences(call),
     says="Quiet hours in minutes after local midnight, equal for none. `away_from` null is back at work; both days are "
     "included.")  # fmt: skip
