"""An objective's trend in a component, read again whenever one of its key results is spoken of. Draws nothing."""

from __future__ import annotations

from reactpy import use_state
from reactpy.core.hooks import use_async_effect

from shared.burn_up import contributing
from shared.messages import Id
from shared.trend import Trend
from ui.hooks import use_session, use_view


def use_trend(objective_id: Id) -> Trend | None:
    """None until it has come. One computation serves every screen that asks."""
    session = use_session()
    view = use_view(f"objective:{objective_id}", f"key_results:{objective_id}", "cycles")
    state = view.state
    tree = contributing(state, objective_id) if view.objective(objective_id) is not None else []
    ids = [each for one in tree for each in state.index.key_results.get(one, ())]
    use_view(
        *(f"{kind}:{each}" for each in tree for kind in ("objective", "links")),
        *(f"{kind}:{each}" for each in ids for kind in ("check_ins", "key_result")),
    )
    nothing: Trend | None = None
    loaded, set_loaded = use_state(nothing)

    @use_async_effect(dependencies=[objective_id, session.state.seq])
    async def load() -> None:
        found = await session.trend(objective_id)
        # drawn again only for something new
        if found is not loaded and found != loaded:
            set_loaded(found)

    return loaded
