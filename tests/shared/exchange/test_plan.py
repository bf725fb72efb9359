"""What becomes of each line: created, there already, asked about or refused, with what hangs on it, and by whose rights."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from shared.check_ins.messages import CheckInPosted
from shared.exchange.plan import Plan, plan
from shared.exchange.reading import read
from shared.exchange.said_plan import Known
from shared.messages import Id
from shared.objectives.model import Level, Visibility
from tests.factories import START, Story, actor, company, key_result, objective, uid

HEAD = "objective,level,owner,key result,baseline,target,unit\n"


def ids(name: str = "planned") -> Callable[[], Id]:
    numbers = count()
    return lambda: uid(f"{name} {next(numbers)}")


def planned(text: str, by: str | None = None, story: Story | None = None, name: str = "x.csv") -> Plan:
    state = (story or company()).state
    return plan(read(text.encode(), name), state, actor(by), START, ids())


def verdicts(found: Plan) -> list[tuple[str, str, str, list[str]]]:
    return [(each.kind, each.title, each.what, [one.code for one in each.reasons]) for each in found.rows]


def test_a_goal_with_its_key_results() -> None:
    found = planned(HEAD + "Grow,person,Ada,New customers,0,50,\nGrow,person,Ada,Churn,8,2,%\n")
    assert verdicts(found) == [
        ("objective", "Grow", "create", []),
        ("key_result", "New customers", "create", []),
        ("key_result", "Churn", "create", []),
    ]
    assert found.is_whole


def test_what_cannot_come_in_takes_only_what_hangs_on_it() -> None:
    found = planned(
        HEAD + "Grow,person,Nobody,New customers,0,50,\nStay,person,Ada,Churn,8,8,%\nStay,person,Ada,Use,1,2,\n"
    )
    assert verdicts(found) == [
        ("objective", "Grow", "ask", ["owner_unknown"]),
        ("objective", "Stay", "create", []),
        ("key_result", "Churn", "ask", ["baseline_equals_target"]),
        ("key_result", "Use", "create", []),
    ]
    assert not found.is_whole


@pytest.mark.parametrize(
    ("by", "row", "what"),
    [
        ("ada", "Ours,company,Ada,K,0,1,", "refused"),
        ("root", "Ours,company,Ada,K,0,1,", "create"),
        (None, "Ours,company,Ada,K,0,1,", "create"),
        ("ada", "Mine,person,Ada,K,0,1,", "create"),
        ("ada", "Theirs,person,Dan,K,0,1,", "refused"),
        ("bob", "Mine,person,Bob,K,0,1,", "refused"),
    ],
)
def test_an_import_can_do_no_more_than_its_importer(by: str | None, row: str, what: str) -> None:
    found = planned(HEAD + row, by)
    assert found.rows[0].what == what
    assert (not found.acts) == (what == "refused")


def test_goals_that_one_may_not_see_are_not_there() -> None:
    story = company().tell(
        objective("Secret", owner="wang", level=Level.PERSON, visibility=Visibility.PRIVATE), key_result("K", "Secret")
    )
    found = planned("**O: Mine** (owner: Ada, parent: Secret)\n", "ada", story, "x.md")
    assert [(each.kind, each.what) for each in found.rows] == [("objective", "create"), ("link", "ask")]


def known(story: Story) -> Known:
    return Known([each.event.check_in for each in story.log if isinstance(each.event, CheckInPosted)])


def test_a_check_in_that_was_said_is_not_said_again() -> None:
    story = company().tell(objective("Grow"), key_result("Customers", "Grow"))
    text = (
        "## Check-ins\n\n| who | key result | value | date |\n|---|---|---|---|\n| Ada | Customers | 7 | 2026-01-02 |\n"
    )
    sheet = read(text.encode(), "x.md")
    first = plan(sheet, story.state, actor(None), START, ids())
    (act,) = first.acts
    story.do(act.command, "ada")
    second = plan(sheet, story.state, actor(None), START, ids(), None, known(story))
    assert [each.what for each in first.rows + second.rows] == ["create", "same"]


def test_two_goals_of_one_title_stay_two_when_they_have_keys() -> None:
    found = planned("**O1: Same** (owner: Ada)\n- K 0 → 1\n\n**O2: Same** (owner: Ada)\n- L 0 → 2\n", name="x.md")
    assert [each.what for each in found.rows if each.kind == "objective"] == ["create", "create"]


def test_an_unknown_unit_is_asked_about() -> None:
    found = planned("objective,level,department,owner\nGrow,department,Nowhere,Ada\n")
    assert verdicts(found) == [("objective", "Grow", "ask", ["unit_unknown"])]


def test_problems_of_the_file_itself() -> None:
    assert verdicts(planned("", name="x.csv")) == [("line", "", "refused", ["file_empty"])]
    assert [
        each.code for each in planned(HEAD.replace("unit", "favourite colour") + "G,person,Ada,K,0,1,red\n").notes
    ] == ["unknown_column"]
