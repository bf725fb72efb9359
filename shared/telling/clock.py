"""All that the clock has to tell of a key result: what is owed, and that it falls behind. Pure; decides neither."""

from __future__ import annotations

from datetime import datetime

from shared.messages import Id
from shared.state import State
from shared.telling import ladder, pace
from shared.telling.ladder import Owing


def owing(state: State, key_result_id: Id, now: datetime) -> Owing:
    """What is out by now, and the moment of what comes next."""
    asked, paced = ladder.owing(state, key_result_id, now), pace.owing(state, key_result_id, now)
    moments = [each for each in (asked.next_at, paced.next_at) if each is not None]
    return Owing(entries=(*asked.entries, *paced.entries), next_at=min(moments, default=None))
