"""Operations that carry out one command, each declared in a line: what the path, the caller or a header says goes into the command,
the rest is its body. Decides nothing and names no slice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct, structs

from server.api.bodies import VERSION, body_of, wants_nothing
from server.api.calls import Call
from server.api.operations import operation
from shared.messages import Command

Shows = Callable[[Call, Any], Any]
"""What is answered once the command was carried out; None when the caller can no longer see it."""


def asks(
    method: str,
    path: str,
    command: type[Command],
    summary: str,
    *,
    tag: str,
    answer: Any = None,
    shows: Shows | None = None,
    at: str | None = None,
    makes: str | None = None,
    mine: str | None = None,
    me: str | None = None,
    without: Collection[str] = (),
    body: str | None = None,
    says: str | None = None,
    name: str | None = None,
    may_vanish: bool = False,
) -> None:
    """Declare what asks for `command`. Its `summary` may have further lines, which describe it.

    The path's id is the field `at`, the caller is `me`; `makes`, `mine`, `without`, `body` and `says` are as in `body_of`.
    The operation is called as the command is, unless it has a `name`.
    """
    filled = {each for each in (at, me, *without) if each is not None}
    wanted = body_of(command, body or f"{command.__name__}Body", makes=makes, mine=mine, without=filled, says=says)
    versioned = VERSION in command.__struct_fields__

    async def handle(call: Call, given: Struct | None, query: Any) -> Any:
        fields: dict[str, Any] = {} if given is None or wanted is None else structs.asdict(given)
        if makes is not None:
            fields[makes] = call.new_id(fields.pop("id"))
        if at is not None:
            fields[at] = call.the(at)
        if me is not None:
            fields[me] = call.identity.person_id
        if mine is not None:
            fields[mine] = fields[mine] or call.identity.person_id
        if versioned:
            fields[VERSION] = call.if_version
        asked: Any = command(**fields)
        await call.execute(asked)
        return None if shows is None else shows(call, asked)

    handle.__name__ = name or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", command.__name__).lower()
    handle.__doc__ = summary
    operation(
        method,
        path,
        tag=tag,
        answer=answer,
        body=wanted,
        body_optional=method == "POST" and wanted is not None and wants_nothing(wanted),
        status=204 if answer is None else 200 if makes is None else 201,
        versioned=versioned,
        may_vanish=may_vanish,
        commands=(command,),
    )(handle)
