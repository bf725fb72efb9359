"""What may be asked of escalations and what then happened. Decides nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.key_results.model import Escalation
from shared.messages import Command, Event, Id

Note = Annotated[str, Meta(max_length=1_000)]


class EscalateKeyResult(Command, frozen=True, kw_only=True):
    """Hand a red key result to the next one up the line. To the same person again only with another note."""

    escalation_id: Id
    key_result_id: Id
    note: Note


class WithdrawEscalation(Command, frozen=True, kw_only=True):
    key_result_id: Id
    escalation_id: Id


class KeyResultEscalated(Event, frozen=True, kw_only=True, tag="key_result.escalated"):
    objective_id: Id
    key_result_id: Id
    escalation: Escalation


class EscalationWithdrawn(Event, frozen=True, kw_only=True, tag="key_result.escalation_withdrawn"):
    objective_id: Id
    key_result_id: Id
    escalation: Escalation


EscalationCommand = EscalateKeyResult | WithdrawEscalation
EscalationEvent = KeyResultEscalated | EscalationWithdrawn
