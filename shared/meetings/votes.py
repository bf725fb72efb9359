"""A vote on confidence about one item: opened, cast in private, revealed, held again. Pure. Hides nothing: the view does."""

from __future__ import annotations

from typing import Any, assert_never

from msgspec.structs import replace

from shared.meetings.agenda import on_agenda
from shared.meetings.commands import CastVote, RevealVote, StartVote
from shared.meetings.events import VoteCast, VoteRevealed, VoteStarted
from shared.meetings.model import AgendaItem, Meeting, Round, Vote
from shared.messages import Id, Refused, Stamp

VoteCommand = StartVote | CastVote | RevealVote
VoteEvent = VoteStarted | VoteCast | VoteRevealed


def decide(meeting: Meeting, command: VoteCommand, actor_id: Id | None) -> list[VoteEvent]:
    """The meeting is running."""
    item = on_agenda(meeting, command.objective_id)
    of: dict[str, Any] = {"meeting_id": meeting.id, "objective_id": item.objective_id}
    match command:
        case StartVote():
            return [] if item.is_voting else [VoteStarted(**of)]
        case CastVote():
            return _cast(item, command, actor_id, of)
        case RevealVote():
            if not item.is_voting:
                return []
            votes = item.rounds[-1].votes
            if not votes:
                raise Refused("meeting.no_votes", field="objective_id")
            return [VoteRevealed(round=len(item.rounds), votes=votes, **of)]
        case _:
            assert_never(command)


def _cast(item: AgendaItem, command: CastVote, actor_id: Id | None, of: dict[str, Any]) -> list[VoteEvent]:
    if actor_id is None:
        raise Refused("forbidden")
    if not item.is_voting:
        raise Refused("meeting.not_voting", field="objective_id")
    if command.round is not None and command.round != len(item.rounds):
        raise Refused("meeting.round_over", field="round")
    given: dict[str, Any] = {
        "person_id": actor_id,
        "confidence": command.confidence,
        "abstains": command.confidence is None,
    }
    return [] if Vote(**given) in item.rounds[-1].votes else [VoteCast(**given, **of)]


def evolve(item: AgendaItem, event: VoteEvent, stamp: Stamp) -> AgendaItem:
    match event:
        case VoteStarted():
            return replace(item, rounds=(*item.rounds, Round()))
        case VoteCast():
            others = (each for each in item.rounds[-1].votes if each.person_id != event.person_id)
            cast = Vote(person_id=event.person_id, confidence=event.confidence, abstains=event.abstains)
            held = Round(votes=tuple(sorted((*others, cast), key=lambda each: each.person_id)))
        case VoteRevealed():
            held = Round(votes=event.votes, revealed=True, revealed_by_id=stamp.actor_id)
        case _:
            assert_never(event)
    return replace(item, rounds=(*item.rounds[:-1], held))
