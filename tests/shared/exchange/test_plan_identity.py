"""What is taken out comes back as it was: into an empty workspace of the same people, and as nothing new into its own."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.assemble import assemble
from shared.events import Envelope
from shared.exchange.collect import collect
from shared.exchange.csv_form import write_csv
from shared.exchange.drafts import Sheet
from shared.exchange.json_form import write_json
from shared.exchange.markdown_writer import write_markdown
from shared.exchange.plan import plan
from shared.exchange.reading import read
from shared.heart import decide, evolve
from shared.messages import OPERATOR, Actor, Refused
from shared.state import State
from shared.texts import check_line
from shared.view import View
from tests.factories import Story, uid
from tests.shared.exchange.drafts_strategy import NASTY
from tests.shared.stories import Told, beginning, stories

FORMS = {"csv": write_csv, "md": write_markdown, "json": write_json}


def _line(text: str) -> bool:
    try:
        return check_line(text, "title") == text and len(text) > 0
    except Refused:
        return False


TITLES = [each for each in NASTY if _line(each)]


def retitled(state: State, titles: list[str]) -> State:
    """The same state with other words."""
    words = iter(titles * 100)
    objectives = [
        replace(each, title=next(words)) for each in sorted(state.objectives.values(), key=lambda each: each.id)
    ]
    key_results = [
        replace(each, name=next(words)) for each in sorted(state.key_results.values(), key=lambda each: each.id)
    ]
    return assemble(
        workspace=state.workspace,
        seq=state.seq,
        people=state.people.values(),
        units=state.units.values(),
        cycles=state.cycles.values(),
        objectives=objectives,
        key_results=key_results,
        links=state.links.values(),
    )


def played(told: Told) -> Story:
    """What of the story is not refused."""
    story = beginning()
    for command, by in told:
        with suppress(Refused):
            story.do(command, by)
    return story


def settled(state: State) -> State:
    """Without what no import can make again: goals of people who left or of closed units."""
    people = [replace(each, active=True) for each in state.people.values()]
    units = [replace(each, archived=False) for each in state.units.values()]
    return assemble(
        workspace=state.workspace,
        seq=state.seq,
        people=people,
        units=units,
        cycles=state.cycles.values(),
        objectives=state.objectives.values(),
        key_results=state.key_results.values(),
        links=state.links.values(),
    )


def carried_out(state: State, sheet: Sheet, at) -> State:
    ids = (f"00000000-0000-7000-8000-{number:012x}" for number in count())  # later ones sort later, as the server's do
    found = plan(sheet, state, OPERATOR, at, lambda: next(ids))
    assert {row.what for row in found.rows} <= {"create", "same"}, [row for row in found.rows if row.reasons]
    for act in found.acts:
        for event in decide(state, act.command, Actor(act.author_id), at):
            envelope = Envelope(seq=state.seq + 1, at=at, actor_id=None, command_id="import", event=event)
            state = evolve(state, envelope).state
    return state


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(
    told=stories,
    titles=st.lists(st.sampled_from(TITLES), min_size=1, max_size=12),
    who=st.sampled_from(["root", "ada"]),
)
def test_export_then_import_is_the_identity(form, told, titles, who):
    story = played(told)
    state = retitled(settled(story.state), titles)
    empty = assemble(workspace=state.workspace, seq=0, people=state.people.values(), units=state.units.values())
    for cycle in state.cycles.values():
        sheet = collect(View(state, Actor(uid(who))), cycle.id)
        text = FORMS[form](sheet)
        again = read(text.encode(), f"x.{form}")
        came = carried_out(empty, again, story.now)
        (made,) = came.cycles.values()
        assert collect(View(came, Actor(uid(who))), made.id) == sheet
        if sheet.objectives:
            found = plan(again, state, Actor(uid(who)), story.now, lambda: uid("never"))
            assert {row.what for row in found.rows} == {"same"}, [row for row in found.rows if row.what != "same"]
