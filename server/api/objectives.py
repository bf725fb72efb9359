"""Objectives, their history and their links over REST. Declares operations; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Protocol

from msgspec import Meta

from server.api import answers
from server.api.asking import asks
from server.api.calls import Call
from server.api.directory import Words
from server.api.feed import Item, item_of
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, page, place_of
from shared.alignment.messages import ChangeLink, LinkObjective, UnlinkObjective
from shared.messages import Id, Refused
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    CreateObjective,
    OpenRewording,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Level, Objective
from shared.view import View

TAG = "Objectives"


class Asked(Protocol):
    """A command about an objective."""

    @property
    def objective_id(self) -> Id: ...


class ObjectivesQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cycle: Id | None = None
    group: Annotated[
        str, Meta(max_length=60, description="`all`, `company`, `mine`, a unit's id, or `person:` and a person's id.")
    ] = "all"
    owner: Id | None = None
    unit: Id | None = None
    level: Level | None = None
    archived: Annotated[bool, Meta(description="True lists the archived ones instead of the living.")] = False
    q: Words = ""


def seen(call: Call) -> Objective:
    """The objective in the path, if the caller may see it."""
    found = call.view.objective(call.the("objective_id"))
    if found is None:
        raise Refused("not_found")
    return found


def _shown(call: Call, asked: Asked) -> answers.Objective | None:
    view = call.view
    found = view.objective(asked.objective_id)
    return None if found is None else answers.objective(view, found, call.now)


def _goals(view: View, query: ObjectivesQuery) -> Iterator[Objective]:
    group = f"person:{view.actor.person_id}" if query.group == "mine" else query.group
    for cycle_id in view.state.cycles if query.cycle is None else (query.cycle,):
        if not query.archived:
            yield from view.goals(cycle_id, group)
            continue
        for each in view.goals(cycle_id, "archived"):
            names = {"all", each.level.value, each.unit_id, f"person:{each.owner_id}"}
            if group in names or group in {f"person:{other}" for other in each.co_owner_ids}:
                yield each


@operation("GET", "/objectives", tag=TAG, query=ObjectivesQuery, answer=Page[answers.Objective])
async def list_objectives(call: Call, body: None, query: ObjectivesQuery) -> Page[answers.Objective]:
    """List objectives, the oldest first.

    Only what the caller may see. `q` looks into titles and descriptions.
    """
    view = call.view
    if query.cycle is not None and query.cycle not in view.state.cycles:
        raise Refused("not_found", field="cycle")
    words = query.q.casefold()
    found = (
        each
        for each in _goals(view, query)
        if query.owner in (None, each.owner_id)
        and query.unit in (None, each.unit_id)
        and query.level in (None, each.level)
        and words in f"{each.title}\n{each.description}".casefold()
    )
    kept, following = page(found, lambda each: (each.created_at.timestamp(), each.id), query, tuple[float, str])
    return Page(items=[answers.objective(view, each, call.now) for each in kept], next_cursor=following)


asks("POST", "/objectives", CreateObjective, "Create an objective.",
     tag=TAG, makes="objective_id", mine="owner_id", body="ObjectiveCreate",
     answer=answers.Objective, shows=_shown, may_vanish=True,
     says="`owner_id` left out: the caller. A draft counts in no roll-up until it is published.")  # fmt: skip


@operation("GET", "/objectives/{id}", tag=TAG, answer=answers.Objective)
async def get_objective(call: Call, body: None, query: NoQuery) -> answers.Objective:
    """Read an objective, archived or not."""
    return answers.objective(call.view, seen(call), call.now)


asks("PATCH", "/objectives/{id}", ChangeObjective, "Change an objective.",
     tag=TAG, at="objective_id", body="ObjectiveUpdate", name="update_objective",
     answer=answers.Objective, shows=_shown, may_vanish=True,
     says="`was_title` and `was_description` are the words the writer began from: when they have changed since, the update "
     "is refused as stale. In an active cycle a change of a published objective's words wants a `reason`.")  # fmt: skip


asks("POST", "/objectives/{id}/publish", PublishObjective, "Publish a draft: it counts from now on.",
     tag=TAG, at="objective_id", answer=answers.Objective, shows=_shown)  # fmt: skip


asks("POST", "/objectives/{id}/archive", ArchiveObjective,
     "Archive an objective: Cairn's deleting, which can be undone.",
     tag=TAG, at="objective_id", body="Why", says="`reason` is kept in the history.",
     answer=answers.Objective, shows=_shown)  # fmt: skip


asks("POST", "/objectives/{id}/restore", RestoreObjective, "Take an objective out of the archive.",
     tag=TAG, at="objective_id", answer=answers.Objective, shows=_shown)  # fmt: skip
asks("POST", "/objectives/{id}/rewording/open", OpenRewording,
     """Let those who may edit write an objective's words together, in an active cycle too.

     What they write is told with the `reason`. `rewording` of the objective says it while it lasts.""",
     tag=TAG, at="objective_id", body="RewordingOpen", answer=answers.Objective, shows=_shown)  # fmt: skip
asks("POST", "/objectives/{id}/rewording/close", CloseRewording, "End the common writing of an objective's words.",
     tag=TAG, at="objective_id", answer=answers.Objective, shows=_shown)  # fmt: skip


@operation("GET", "/objectives/{id}/history", tag=TAG, query=Paged, answer=Page[Item])
async def list_objective_history(call: Call, body: None, query: Paged) -> Page[Item]:
    """List what happened to an objective, the latest first.

    With its key results, check-ins and links. A page may be shorter than `limit` where others are not to be seen.
    """
    found = seen(call)
    before = place_of(query.cursor, int)
    events = await call.cairn.store.history(found.id, before, query.limit + 1)
    kept = events[: query.limit]
    # seen again: rights may have changed while the log was read
    view = call.view
    return Page(
        items=[item_of(each) for each in kept if view.objective(found.id) and view.may_see_event(each.event)],
        next_cursor=next_cursor(kept[-1].seq) if len(events) > query.limit else None,
    )


@operation("GET", "/objectives/{id}/links", tag="Links", answer=answers.Links)
async def list_objective_links(call: Call, body: None, query: NoQuery) -> answers.Links:
    """What an objective supports and what supports it."""
    found, view = seen(call), call.view
    return answers.Links(
        up=[answers.link(each) for each in view.links_up(found.id)],
        down=[answers.link(each) for each in view.links_down(found.id)],
    )


def _link(call: Call, asked: LinkObjective | ChangeLink) -> answers.Link:
    return _seen_link(call, asked.link_id)


def _seen_link(call: Call, link_id: Id) -> answers.Link:
    found = call.view.link(link_id)
    if found is None:
        raise Refused("not_found")
    return answers.link(found)


asks("POST", "/links", LinkObjective, "Let one objective support another, or one of its key results.",
     tag="Links", makes="link_id", body="LinkCreate", name="create_link", answer=answers.Link, shows=_link,
     says="`primary` left out: the first link of an objective is its primary one.")  # fmt: skip


@operation("GET", "/links/{id}", tag="Links", answer=answers.Link)
async def get_link(call: Call, body: None, query: NoQuery) -> answers.Link:
    """Read a link."""
    return _seen_link(call, call.the("link_id"))


asks("PATCH", "/links/{id}", ChangeLink, "Change a link.",
     tag="Links", at="link_id", body="LinkUpdate", name="update_link", answer=answers.Link, shows=_link,
     says="Making a link primary takes that from the objective's other link.")  # fmt: skip


asks("DELETE", "/links/{id}", UnlinkObjective, "Take a link away.",
     tag="Links", at="link_id", name="delete_link")  # fmt: skip
