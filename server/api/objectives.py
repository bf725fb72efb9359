"""Objectives, their history and their links over REST. Declares operations; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, structs

from server.api import answers
from server.api.bodies import LinkCreate, LinkUpdate, ObjectiveCreate, ObjectiveUpdate, Why
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
    CreateObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Level, Objective
from shared.view import View


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


def shown(call: Call, objective_id: Id) -> answers.Objective | None:
    view = call.view
    found = view.objective(objective_id)
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


@operation("GET", "/objectives", tag="Objectives", query=ObjectivesQuery, answer=Page[answers.Objective])
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


@operation("POST", "/objectives", tag="Objectives", body=ObjectiveCreate, answer=answers.Objective, status=201,
           may_vanish=True)  # fmt: skip
async def create_objective(call: Call, body: ObjectiveCreate, query: NoQuery) -> answers.Objective | None:
    """Create an objective."""
    given = structs.asdict(body)
    objective_id = call.new_id(given.pop("id"))
    given["owner_id"] = body.owner_id or call.identity.person_id
    await call.execute(CreateObjective(objective_id=objective_id, **given))
    return shown(call, objective_id)


@operation("GET", "/objectives/{id}", tag="Objectives", answer=answers.Objective)
async def get_objective(call: Call, body: None, query: NoQuery) -> answers.Objective:
    """Read an objective, archived or not."""
    return answers.objective(call.view, seen(call), call.now)


@operation("PATCH", "/objectives/{id}", tag="Objectives", body=ObjectiveUpdate, answer=answers.Objective,
           versioned=True, may_vanish=True)  # fmt: skip
async def update_objective(call: Call, body: ObjectiveUpdate, query: NoQuery) -> answers.Objective | None:
    """Change an objective."""
    objective_id = call.the("objective_id")
    await call.execute(ChangeObjective(objective_id=objective_id, if_version=call.if_version, **structs.asdict(body)))
    return shown(call, objective_id)


@operation("POST", "/objectives/{id}/publish", tag="Objectives", answer=answers.Objective, versioned=True)
async def publish_objective(call: Call, body: None, query: NoQuery) -> answers.Objective | None:
    """Publish a draft: it counts from now on."""
    objective_id = call.the("objective_id")
    await call.execute(PublishObjective(objective_id=objective_id, if_version=call.if_version))
    return shown(call, objective_id)


@operation("POST", "/objectives/{id}/archive", tag="Objectives", body=Why, body_optional=True,
           answer=answers.Objective, versioned=True)  # fmt: skip
async def archive_objective(call: Call, body: Why, query: NoQuery) -> answers.Objective | None:
    """Archive an objective: Cairn's deleting, which can be undone."""
    objective_id = call.the("objective_id")
    await call.execute(ArchiveObjective(objective_id=objective_id, reason=body.reason, if_version=call.if_version))
    return shown(call, objective_id)


@operation("POST", "/objectives/{id}/restore", tag="Objectives", answer=answers.Objective)
async def restore_objective(call: Call, body: None, query: NoQuery) -> answers.Objective | None:
    """Take an objective out of the archive."""
    objective_id = call.the("objective_id")
    await call.execute(RestoreObjective(objective_id=objective_id))
    return shown(call, objective_id)


@operation("GET", "/objectives/{id}/history", tag="Objectives", query=Paged, answer=Page[Item])
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


@operation("POST", "/links", tag="Links", body=LinkCreate, answer=answers.Link, status=201)
async def create_link(call: Call, body: LinkCreate, query: NoQuery) -> answers.Link:
    """Let one objective support another, or one of its key results."""
    given = structs.asdict(body)
    link_id = call.new_id(given.pop("id"))
    await call.execute(LinkObjective(link_id=link_id, **given))
    return _link(call, link_id)


@operation("GET", "/links/{id}", tag="Links", answer=answers.Link)
async def get_link(call: Call, body: None, query: NoQuery) -> answers.Link:
    """Read a link."""
    return _link(call, call.the("link_id"))


@operation("PATCH", "/links/{id}", tag="Links", body=LinkUpdate, answer=answers.Link)
async def update_link(call: Call, body: LinkUpdate, query: NoQuery) -> answers.Link:
    """Change a link."""
    link_id = call.the("link_id")
    await call.execute(ChangeLink(link_id=link_id, **structs.asdict(body)))
    return _link(call, link_id)


@operation("DELETE", "/links/{id}", tag="Links", status=204)
async def delete_link(call: Call, body: None, query: NoQuery) -> None:
    """Take a link away."""
    await call.execute(UnlinkObjective(link_id=call.the("link_id")))


def _link(call: Call, link_id: Id) -> answers.Link:
    found = call.view.link(link_id)
    if found is None:
        raise Refused("not_found")
    return answers.link(found)
