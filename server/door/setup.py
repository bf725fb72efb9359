"""The first admin of an empty workspace. Can happen once, on whichever instance is first."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid5
from zoneinfo import available_timezones

from msgspec import Meta, Struct

from server.accounts.passwords import check_password_rules
from server.cairn import Cairn
from server.middleware.language import locale_of
from shared.directory.messages import AddPerson, Email, PersonName
from shared.directory.model import Person
from shared.messages import OPERATOR, Refused, Role
from shared.workspace.messages import ChangeWorkspace


class SetUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    workspace: Annotated[str, Meta(min_length=1, max_length=120)]
    name: PersonName
    email: Email
    password: str
    time_zone: str = ""
    """Where the browser says it is; what is no zone is passed over, for it can be chosen later."""


async def set_up(cairn: Cairn, asked: SetUp, scope: Any) -> Person:
    """Raises `Refused`: not found once anybody is there.

    The command's id follows from the workspace, so that of two set-ups at once one is the other's repetition, and refused.
    The password is kept first: without its person it is nobody's, while an admin without a password could not enter.
    """
    if cairn.hub.state.people:
        raise Refused("not_found")
    check_password_rules(asked.password, asked.email.strip())
    person_id = cairn.new_id()
    await cairn.accounts.set_password(person_id, asked.email.strip(), asked.password)
    add = AddPerson(
        person_id=person_id,
        email=asked.email,
        name=asked.name,
        role=Role.ADMIN,
        locale=locale_of(scope),
        time_zone=asked.time_zone if asked.time_zone in available_timezones() else "UTC",
    )
    try:
        await cairn.executor.execute_all(
            [add, ChangeWorkspace(name=asked.workspace)],
            OPERATOR,
            command_id=str(uuid5(UUID(cairn.hub.state.workspace.id), "set-up")),
        )
    except Refused as refused:
        await cairn.accounts.forget(person_id)
        if refused.code == "idempotency.reused":
            raise Refused("not_found") from None
        params = {name: value for name, value in refused.params.items() if name != "place"}
        field = "workspace" if refused.params.get("place") == 1 else refused.field
        raise Refused(refused.code, field=field, **params) from None
    return cairn.hub.state.people[person_id]
