"""Tries an import on a copy of the state: each row's commands are decided and applied, or refused with the reason.

What a preview shows is what would happen, for it did, to a state that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from shared.check_ins.messages import CheckInPosted
from shared.check_ins.model import CheckIn
from shared.directory.model import Person
from shared.events import AnyCommand, AnyEvent, Envelope
from shared.exchange.drafts import Problem
from shared.exchange.names import Names
from shared.heart import decide, evolve
from shared.key_results.model import Measure
from shared.messages import OPERATOR, Actor, Id, Refused
from shared.policy import require
from shared.shape import checked
from shared.state import State

WHATS = ("create", "same", "ask", "refused")


class Row(Struct, frozen=True, kw_only=True):
    """What becomes of one line. `what` is create, same, ask (only a person can say) or refused."""

    line: int = 0
    where: str = ""
    what: str
    kind: str
    title: str
    detail: str = ""
    owner: Person | None = None
    measure: Measure | None = None
    depth: int = 0
    reasons: tuple[Refused | Problem, ...] = ()


class Act(Struct, frozen=True):
    """A command and in whose name it is done; None is whoever imports."""

    command: AnyCommand
    author_id: Id | None = None


class Trial:
    """The state so far, the rows said so far, and the acts that would lead there."""

    def __init__(self, state: State, actor: Actor, at: datetime, new_id: Callable[[], Id]) -> None:
        self.state = state
        self.actor = actor
        self.at = at
        self.new_id = new_id
        self.names = Names(state, actor)
        self.rows: list[Row] = []
        self.acts: list[Act] = []
        self.known: dict[Id, CheckIn] = {}
        """Check-ins that a command may name, those of this import too."""

    def say(self, row: Row) -> None:
        self.rows.append(row)

    def do(self, *commands: AnyCommand, author_id: Id | None = None) -> Refused | None:
        """Try the commands of one row: all of them or none. Only the operator acts in somebody's name."""
        state = self.state
        author = Actor(author_id) if author_id is not None and self.actor == OPERATOR else self.actor
        happened: list[AnyEvent] = []
        try:
            for command in map(checked, commands):
                require(self.actor, command, state)
                for event in decide(state, command, author, self.at, self.known):
                    envelope = Envelope(
                        seq=state.seq + 1, at=self.at, actor_id=author.person_id, command_id="trial", event=event
                    )
                    state = evolve(state, envelope).state
                    happened.append(event)
        except Refused as refusal:
            return refusal
        self.state = state
        self.known |= {each.check_in.id: each.check_in for each in happened if isinstance(each, CheckInPosted)}
        self.names.follow(state, happened)
        self.acts += [Act(command, author.person_id) for command in commands]
        return None


def counts(rows: Sequence[Row]) -> dict[str, int]:
    found = dict.fromkeys(WHATS, 0)
    for row in rows:
        found[row.what] += 1
    return found
