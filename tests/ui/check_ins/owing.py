"""Ada owes check-ins, and a way to the form of each. Makes no claims of its own."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from shared.key_results.model import Measure
from tests.factories import START, company, increase, key_result, objective
from tests.ui.driver import Element, Screen
from tests.ui.world import World


def owing(days: int = 8) -> World:
    """Ada's three key results, a week after the Monday that they were made on."""
    world = World(company().tell(objective("Grow"), *(key_result(each, "Grow") for each in ("Books", "Fans", "Shops"))))
    world.story.now = START + timedelta(days=days)
    return world


def priced(unit: str) -> Measure:
    return replace(increase(0, 100), unit=unit)


def form(screen: Screen, name: str) -> Element:
    return screen.find("form", aria_label=name)
