"""Every command is obeyed and every event happens in one whole quarter; their stored form is read back, also by older versions."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest

from shared.alignment.messages import ChangeLink, UnlinkObjective
from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.events import AnyCommand, AnyEvent, Envelope, decode_event, encoder, kind_of, subject
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import (
    ArchiveKeyResult,
    ChangeKeyResult,
    MoveKeyResult,
    ProjectKeyResult,
    RestoreKeyResult,
)
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    OpenRewording,
    ProjectObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Visibility
from shared.workspace.messages import ChangeWorkspace
from tests.factories import (
    Story,
    acknowledge,
    check_in,
    company,
    cycle,
    decrease,
    key_result,
    link,
    maintain,
    milestones,
    objective,
    person,
    uid,
)
from tests.shared.grades.stories import closing_begins, whole_closing
from tests.shared.meetings.stories import whole_meeting

QUARTER: list[tuple[AnyCommand, str | None]] = [
    (ChangeWorkspace(name="Acme"), "root"),
    (AddUnit(unit_id=uid("design"), kind=UnitKind.TEAM, name="Design", parent_id=uid("marketing")), "root"),
    (ChangeUnit(unit_id=uid("design"), lead_id=uid("ada")), "root"),
    (person("yu", unit_id=uid("design")), "root"),
    (ChangePerson(person_id=uid("ada"), name="Ada L."), "ada"),
    *((each, None) for each in (*closing_begins(), *whole_closing())),
    (cycle("year"), "root"),
    (ChangeCycle(cycle_id=uid("q2"), parent_id=uid("year")), "root"),
    (MoveCycle(cycle_id=uid("q2"), state=CycleState.ACTIVE), "root"),
    (objective("Lead the market", owner="wang", unit="marketing"), "wang"),
    (objective("Be loved", unit="brand", draft=True, co_owner_ids=(uid("dan"),)), "ada"),
    (key_result("NPS", "Be loved"), "ada"),
    (key_result("Launch", "Be loved", milestones(1, 2)), "ada"),
    (key_result("Latency", "Be loved", maintain(None, "0.25", "0.1")), "ada"),
    (PublishObjective(objective_id=uid("Be loved")), "ada"),
    (ChangeObjective(objective_id=uid("Be loved"), title="Be loved by all", reason="wider"), "ada"),
    (OpenRewording(objective_id=uid("Be loved"), reason="clearer"), "ada"),
    (
        ProjectObjective(
            objective_id=uid("Be loved"), field="title", text="Be loved", was="Be loved by all", authors=(uid("ada"),)
        ),
        None,
    ),
    (ProjectKeyResult(key_result_id=uid("NPS"), text="NPS, weekly", was="NPS", reason="clearer"), None),
    (CloseRewording(objective_id=uid("Be loved")), "ada"),
    *((each, "root") for each in whole_meeting("wang", "Be loved", "Lead the market", "q1")),
    (ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.TEAM), "ada"),
    (ChangeKeyResult(key_result_id=uid("NPS"), measure=decrease(9, "0.5"), reason="agreed"), "ada"),
    (MoveKeyResult(key_result_id=uid("Launch"), position=0), "ada"),
    (link("Be loved", "Lead the market", contributes=True), "ada"),
    (ChangeLink(link_id=uid("Be loved > Lead the market"), contributes=False), "ada"),
    (UnlinkObjective(link_id=uid("Be loved > Lead the market")), "ada"),
    (check_in("NPS", "4.25", confidence=8, note="卡在法务"), "ada"),
    (check_in("Launch", done=(uid("m1"),)), "dan"),
    (acknowledge("NPS", uid("check-in NPS 4.25 "), comment="Legal is told."), "wang"),
    (check_in("Launch", confidence=2), "dan"),
    (EscalateKeyResult(escalation_id=uid("e"), key_result_id=uid("Launch"), note="卡在法务"), "ada"),
    (WithdrawEscalation(key_result_id=uid("Launch"), escalation_id=uid("e")), "ada"),
    (ChangePreferences(person_id=uid("ada"), quiet_from=20 * 60), "ada"),
    (ArchiveKeyResult(key_result_id=uid("NPS"), reason="done with"), "ada"),
    (RestoreKeyResult(key_result_id=uid("NPS")), "ada"),
    (ArchiveObjective(objective_id=uid("Be loved")), "ada"),
    (RestoreObjective(objective_id=uid("Be loved")), "ada"),
]


def told() -> Story:
    story = company()
    for command, by in QUARTER:
        assert story.do(command, by), f"nothing came of {command!r}"
    return story


LOG = told().log


def test_every_command_that_there_is_was_obeyed() -> None:
    assert {type(command) for command, _ in QUARTER} == set(get_args(AnyCommand))


def test_every_event_that_there_is_happened() -> None:
    assert {type(envelope.event) for envelope in LOG} == set(get_args(AnyEvent))


def test_the_log_is_numbered_without_gaps() -> None:
    assert [envelope.seq for envelope in LOG] == list(range(1, len(LOG) + 1))


@pytest.mark.parametrize("envelope", LOG, ids=lambda envelope: f"{envelope.seq}-{kind_of(envelope.event)}")
def test_an_envelope_is_read_back_as_it_was(envelope: Envelope) -> None:
    assert msgspec.json.decode(encoder.encode(envelope), type=Envelope) == envelope
    assert decode_event(encoder.encode(envelope.event)) == envelope.event


def _newer(value: Any) -> Any:
    """What a later version might have stored: every object holds a field that this version does not know."""
    if isinstance(value, dict):
        return {**{key: _newer(each) for key, each in value.items()}, "since_next_year": ["x"]}
    return [_newer(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("envelope", LOG, ids=lambda envelope: f"{envelope.seq}-{kind_of(envelope.event)}")
def test_fields_that_are_not_known_yet_are_ignored(envelope: Envelope) -> None:
    stored = _newer(json.loads(encoder.encode(envelope)))
    assert msgspec.json.decode(json.dumps(stored), type=Envelope) == envelope


def test_an_event_of_an_unknown_kind_is_not_taken_for_another() -> None:
    stored = json.loads(encoder.encode(LOG[0])) | {"event": {"kind": "objective.danced"}}
    with pytest.raises(msgspec.ValidationError, match=r"objective\.danced"):
        msgspec.json.decode(json.dumps(stored), type=Envelope)


def test_the_kinds_stay_what_they_were_for_they_are_stored_for_years() -> None:
    assert {kind_of(envelope.event) for envelope in LOG} == {
        "workspace.changed", "person.added", "person.changed", "unit.added", "unit.changed",
        "cycle.created", "cycle.changed", "cycle.moved",
        "objective.created", "objective.changed", "objective.published", "objective.archived", "objective.restored",
        "objective.rewording_opened", "objective.rewording_closed",
        "key_result.added", "key_result.changed", "key_result.moved", "key_result.archived", "key_result.restored",
        "key_result.escalated", "key_result.escalation_withdrawn",
        "objective.linked", "link.changed", "objective.unlinked", "check_in.posted", "check_in.acknowledged", "preferences.changed",
        "meeting.planned", "meeting.changed", "meeting.started", "meeting.item_added", "meeting.item_moved",
        "meeting.item_opened", "meeting.item_removed", "meeting.timer_set", "meeting.notes_set",
        "meeting.vote_started", "meeting.vote_cast", "meeting.vote_revealed",
        "meeting.decision_recorded", "meeting.decision_changed", "meeting.action_recorded", "meeting.action_changed",
        "meeting.taken_over", "meeting.ended", "meeting.reopened",
        "key_result.graded", "objective.retrospective_written", "objective.carried",
    }  # fmt: skip


@pytest.mark.parametrize("command", [command for command, _ in QUARTER], ids=lambda command: type(command).__name__)
def test_a_command_is_read_back_as_it_was_and_refuses_unknown_fields(command: AnyCommand) -> None:
    sent = json.loads(encoder.encode(command))
    assert msgspec.convert(sent, AnyCommand, strict=False) == command
    with pytest.raises(msgspec.ValidationError, match="unknown field `danced`"):
        msgspec.convert(sent | {"danced": 1}, AnyCommand, strict=False)


def test_history_is_kept_by_what_an_event_is_about() -> None:
    about = {kind_of(envelope.event): subject(envelope.event) for envelope in LOG}
    be_loved = uid("Be loved")
    assert {kind for kind, thing in about.items() if thing == be_loved} == {
        "objective.created", "objective.changed", "objective.published", "objective.archived", "objective.restored",
        "objective.rewording_opened", "objective.rewording_closed",
        "key_result.added", "key_result.changed", "key_result.moved", "key_result.archived", "key_result.restored",
        "key_result.escalated", "key_result.escalation_withdrawn",
        "objective.linked", "link.changed", "objective.unlinked", "check_in.posted", "check_in.acknowledged",
        "meeting.vote_revealed", "meeting.decision_recorded", "meeting.decision_changed", "meeting.action_recorded",
        "meeting.action_changed",
    }  # fmt: skip
    assert about["meeting.vote_cast"] == about["meeting.planned"] == about["meeting.ended"] == uid("whole")
    assert about["workspace.changed"] is None
    assert about["person.changed"] == uid("ada")
    assert about["unit.changed"] == uid("design")
    assert about["cycle.changed"] == about["cycle.moved"] == uid("q2")


def test_an_event_wakes_the_history_of_what_it_is_about() -> None:
    story = company().tell(objective("Be loved"))
    (moved,) = story.do(ArchiveObjective(objective_id=uid("Be loved")))
    assert f"history:{uid('Be loved')}" in moved.touched


def test_one_command_of_several_events_stamps_them_together() -> None:
    story = company().tell(objective("a"), objective("b"), objective("c"), link("a", "b"))
    story.now += timedelta(hours=1)
    story.do(link("a", "c", primary=True))
    first, second = story.log[-2:]
    assert (first.command_id, first.at, first.ordinal) == (second.command_id, second.at, 0)
    assert (second.ordinal, second.seq) == (1, first.seq + 1)
