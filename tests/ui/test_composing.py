"""Where a new goal may begin: not in a cycle that closes or is archived, and that is said before anything is written."""

from __future__ import annotations

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from tests.factories import company, objective, uid
from tests.ui.world import World

pytestmark = pytest.mark.anyio
HERE = f"cycle={uid('q1')}"


@pytest.mark.parametrize("has_goals", [True, False])
async def test_a_closing_cycle_offers_no_new_goal_and_says_why(has_goals: bool) -> None:
    world = World(company().tell(objective("Grow", owner="ada")) if has_goals else None)
    async with world.screen("ada", "/", HERE) as shown, world.screen("ada", "/new", HERE) as sheet:
        assert shown.has("a", href=f"/new?{HERE}")
        assert sheet.has("cairn-lines")
        world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING), by="root")
        await shown.until(lambda screen: not screen.has("a", href=f"/new?{HERE}"))
        await sheet.until(lambda screen: not screen.has("cairn-lines"))
        assert sheet.has("p", text="q1 is closing: its values are frozen.")
        assert shown.has("p", text="q1 is closing: its values are frozen.") is not has_goals
