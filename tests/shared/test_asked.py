"""Who owes what by when, looked up: the same as asking every key result, after every story and at any time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.asked import coming_ids, owed_count, owed_ids
from shared.cadence.standing import DueState, due
from shared.messages import Id
from tests.factories import START
from tests.shared.stories import Told, stories
from tests.shared.test_stories import steps


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.integers(0, 24 * 90))
def test_what_is_looked_up_is_what_every_key_result_says(story: Told, hours: int) -> None:
    done = steps(story)
    if not done:
        return
    state, now = done[-1][2].state, START + timedelta(hours=hours)
    for person_id, person in state.people.items():
        owed, coming = set[Id](), set[Id]()
        for each in state.index.owned.get(person_id, ()):
            objective = state.objectives[state.key_results[each].objective_id]
            standing = due(state.key_results[each], objective, state.cycles[objective.cycle_id], person, now)
            if standing.state is not DueState.SILENT:
                (owed if standing.is_owed else coming).add(each)
        assert set(owed_ids(state, person_id, now)) == owed
        assert set(coming_ids(state, person_id, now)) == coming
        assert owed_count(state, person_id, now) == len(owed)
