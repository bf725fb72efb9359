"""The workspace: its name and how it judges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.workspace.messages import ChangeWorkspace, WorkspaceChanged
from shared.workspace.model import Thresholds
from tests.factories import company


def test_a_workspace_is_renamed_and_wakes_those_who_show_it() -> None:
    story = company()
    (evolved,) = story.do(ChangeWorkspace(name=" Acme "))
    assert story.log[-1].event == WorkspaceChanged(name="Acme", thresholds=Thresholds())
    assert evolved.touched == {"workspace", "workspace:test"}
    assert story.state.workspace.name == "Acme"
    assert story.decide(ChangeWorkspace(name="Acme", thresholds=Thresholds(on_track=Decimal("0.90")))) == []


@pytest.mark.parametrize(
    ("thresholds", "code", "field"),
    [
        ({"on_track": "0"}, "number.range", "on_track"),
        ({"on_track": "2.1"}, "number.range", "on_track"),
        ({"on_track": "NaN"}, "number.finite", "on_track"),
        ({"at_risk": "0.91"}, "number.range", "at_risk"),
        ({"at_risk": "-0.1"}, "number.range", "at_risk"),
        ({"silent": "1"}, "number.range", "silent"),
        ({"silent": "0.0000001"}, "number.places", "silent"),
    ],
)
def test_unsound_thresholds_are_refused(thresholds: dict[str, str], code: str, field: str) -> None:
    command = ChangeWorkspace(thresholds=Thresholds(**{key: Decimal(value) for key, value in thresholds.items()}))
    assert company().refusal(command) == (code, f"thresholds.{field}")


def test_a_name_cannot_be_blank() -> None:
    assert company().refusal(ChangeWorkspace(name=" ")) == ("blank", "name")
