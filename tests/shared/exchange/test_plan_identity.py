"""What is taken out comes back as it was: into an empty workspace of the same people, and as nothing new into its own."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.assemble import assemble
from shared.check_ins.messages import AcknowledgeCheckIn, CheckInAcknowledged, CheckInPosted, PostCheckIn
from shared.check_ins.model import CheckIn
from shared.cycles.model import CycleState
from shared.events import Envelope
from shared.exchange.collect import collect
from shared.exchange.csv_form import write_csv
from shared.exchange.drafts import Sheet
from shared.exchange.json_form import write_json
from shared.exchange.markdown_writer import write_markdown
from shared.exchange.plan import plan
from shared.exchange.reading import read
from shared.exchange.said_plan import Known
from shared.heart import decide, evolve
from shared.key_results.measures import check_value
from shared.key_results.model import Measure
from shared.messages import OPERATOR, Actor, Id, Refused
from shared.objectives.model import Objective, Visibility
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
    """What of the story is not refused; every check-in has an id of its own, and is spoken of by the latest of them."""
    story, latest = beginning(), uid("check-in")
    for number, (command, by) in enumerate(told):
        if isinstance(command, PostCheckIn):
            corrects = latest if command.corrects == uid("check-in") else command.corrects
            command = replace(command, check_in_id=uid(f"posted {number}"), corrects=corrects)
        elif isinstance(command, AcknowledgeCheckIn):
            command = replace(command, check_in_id=latest)
        with suppress(Refused):
            story.do(command, by)
            latest = getattr(command, "check_in_id", latest)
    return story


def fits(measure: Measure, value: Decimal) -> bool:
    try:
        return check_value(measure, value) == value
    except Refused:
        return False


def said(story: Story, state: State) -> Known:
    """What of the story's check-ins could be said of the key results as they are measured now."""
    found = [each.event.check_in for each in story.log if isinstance(each.event, CheckInPosted)]
    kept: dict[str, CheckIn] = {}
    for each in found:
        measure = state.key_results[each.key_result_id].measure
        fit = replace(
            each,
            value=each.value if each.value is not None and fits(measure, each.value) else None,
            done=each.done if set(each.done or ()) <= {stone.id for stone in measure.milestones} else None,
            corrects=each.corrects if each.corrects in kept else None,
        )
        if (fit.value, fit.done, fit.confidence, fit.word) != (None,) * 4 or fit.note or fit.blocker:
            kept[each.id] = fit
    read = [each.event.acknowledgement for each in story.log if isinstance(each.event, CheckInAcknowledged)]
    return Known(tuple(kept.values()), tuple(read))


def goes_on(state: State, each: Objective) -> bool:
    """Whether its copy can be made again: in a cycle that is open."""
    copy = state.objectives.get(each.carried_to or "")
    return each.carried_to is None or (
        copy is not None
        and not copy.archived
        and copy.visibility is Visibility.PUBLIC
        and state.cycles[copy.cycle_id].state in (CycleState.DRAFT, CycleState.ACTIVE)
    )


def settled(state: State) -> State:
    """Without what no import can make again: goals of people who left or of closed units, copies in closed cycles."""
    people = [replace(each, active=True) for each in state.people.values()]
    units = [replace(each, archived=False) for each in state.units.values()]
    return assemble(
        workspace=state.workspace,
        seq=state.seq,
        people=people,
        units=units,
        cycles=state.cycles.values(),
        objectives=[
            each if goes_on(state, each) else replace(each, carry=None, carry_reason="", carried_to=None)
            for each in state.objectives.values()
        ],
        key_results=state.key_results.values(),
        links=state.links.values(),
    )


def carried_out(state: State, sheet: Sheet, at: datetime) -> tuple[State, Known]:
    """The workspace that an import leaves, and what was said in it."""
    numbers, seq = count(), state.seq
    # later ones sort later, as the server's do
    found = plan(sheet, state, OPERATOR, at, lambda: f"{seq:08x}-0000-7000-8000-{next(numbers):012x}")
    assert {row.what for row in found.rows} <= {"create", "same"}, [row for row in found.rows if row.reasons]
    check_ins: dict[Id, CheckIn] = {}
    acknowledgements = []
    for act in found.acts:
        for event in decide(state, act.command, Actor(act.author_id), at, check_ins):
            envelope = Envelope(seq=state.seq + 1, at=at, actor_id=act.author_id, command_id="import", event=event)
            state = evolve(state, envelope).state
            if isinstance(event, CheckInPosted):
                check_ins[event.check_in.id] = event.check_in
            if isinstance(event, CheckInAcknowledged):
                acknowledgements.append(event.acknowledgement)
    return state, Known(tuple(check_ins.values()), tuple(acknowledgements))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(
    told=stories,
    titles=st.lists(st.sampled_from(TITLES), min_size=1, max_size=12),
    who=st.sampled_from(["root", "ada"]),
)
def test_export_then_import_is_the_identity(form: str, told: Told, titles: list[str], who: str) -> None:
    story = played(told)
    state = retitled(settled(story.state), titles)
    # what is called alike cannot be told apart by a document
    assume(all(len({each.name for each in some.values()}) == len(some) for some in (state.cycles, state.units)))
    known, by = said(story, state), Actor(uid(who))
    empty = assemble(workspace=state.workspace, seq=0, people=state.people.values(), units=state.units.values())

    def out(view: View, cycle_id: Id, known: Known) -> Sheet:
        return collect(view, cycle_id, known.check_ins, known.acknowledgements)

    # where copies are comes before that of which they are copies
    carried = {each.cycle_id for each in state.objectives.values() if each.carried_to is not None}
    cycles = sorted(state.cycles.values(), key=lambda each: each.id in carried)
    came = empty
    for cycle in cycles:
        sheet = out(View(state, by), cycle.id, known)
        again = read(FORMS[form](sheet).encode(), f"x.{form}")
        came, made_known = carried_out(came, again, story.now)
        made = next(each for each in came.cycles.values() if each.name == cycle.name)
        assert out(View(came, by), made.id, made_known) == sheet
        if sheet.objectives:
            found = plan(again, state, by, story.now, lambda: uid("never"), None, known)
            assert {row.what for row in found.rows} == {"same"}, [row for row in found.rows if row.what != "same"]
