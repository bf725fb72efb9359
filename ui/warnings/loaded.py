"""The survey of a cycle in a component, and how much of it whoever looks may see. Draws nothing."""

from __future__ import annotations

from reactpy import use_state
from reactpy.core.hooks import use_async_effect

from shared.company import Overview
from shared.messages import Id
from shared.survey import Survey
from shared.view import View
from ui.hooks import use_session, use_view
from ui.live.still import Same


def use_survey(cycle_id: Id | None) -> Survey | None:
    """None until it has come. One survey serves every screen; `survey:<cycle>` wakes them when it is another one."""
    session = use_session()
    use_view(f"survey:{cycle_id}")
    nothing: Survey | None = None
    loaded, set_loaded = use_state(nothing)

    @use_async_effect(dependencies=None)
    async def load() -> None:
        if cycle_id is not None:
            found = await session.survey(cycle_id)
            # drawn again only for something new, or this would never rest
            if found is not loaded:
                set_loaded(found)

    return loaded if loaded is not None and loaded.cycle_id == cycle_id else None


def use_overview(cycle_id: Id) -> Overview | None:
    """None until it has come."""
    session = use_session()
    use_view(f"survey:{cycle_id}", f"goals:{cycle_id}")
    nothing: Overview | None = None
    loaded, set_loaded = use_state(nothing)

    @use_async_effect(dependencies=None)
    async def load() -> None:
        found = await session.overview(cycle_id)
        if found is not loaded and found != loaded:
            set_loaded(found)

    return loaded if loaded is not None and loaded.cycle_id == cycle_id else None


def hidden_from(view: View, survey: Survey) -> frozenset[Id]:
    """The objectives of it that whoever looks may not see: who sees the same shares what is made of it."""
    return frozenset(each for each in survey.guarded if view.objective(each) is None)


def key_of(survey: Survey) -> Same[Survey]:
    return Same(survey)
