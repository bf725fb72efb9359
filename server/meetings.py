"""Asks before a meeting is taken over whether its facilitator has left, which only the server knows. Decides nothing else."""

from __future__ import annotations

from realtime.attendance import Attendance
from realtime.hub import Hub
from shared.events import AnyCommand
from shared.meetings.commands import TakeOver
from shared.messages import OPERATOR, Actor, Refused, Role


class TakingOver:
    """An admin may at any time; everybody sees it, and sees who reveals a vote."""

    def __init__(self, hub: Hub, attendance: Attendance) -> None:
        self._hub = hub
        self._attendance = attendance

    def check(self, command: AnyCommand, actor: Actor) -> None:
        """Raises `Refused` while the facilitator is there, or may be back at once."""
        state = self._hub.state
        meeting = state.meetings.get(command.meeting_id) if isinstance(command, TakeOver) else None
        if meeting is None or actor == OPERATOR or actor.person_id == meeting.facilitator_id:
            return
        me = state.people.get(actor.person_id or "")
        leader = state.people[meeting.facilitator_id]
        if (me is not None and me.role is Role.ADMIN) or not leader.active or leader.role is Role.GUEST:
            return
        if not self._attendance.has_left(f"meeting:{meeting.id}", leader.id):
            raise Refused("meeting.led", field="meeting_id", name=leader.name)
