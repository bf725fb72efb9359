"""What an event puts into whose inbox."""

from __future__ import annotations

from typing import Any

from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.inbox.model import Entry, EntryKind, grouped
from shared.key_results.messages import ChangeKeyResult
from shared.key_results.model import Word
from shared.meetings.commands import ChangeAction, PlanMeeting, RecordAction
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from shared.telling.causes import entries_of
from tests.factories import Story, acknowledge, check_in, company, key_result, link, objective, uid

SAID = uid("check-in NPS 10 ")


def scene(*more: AnyCommand) -> Story:
    return company().tell(
        objective("Be loved"),
        objective("Grow", owner="dan"),
        key_result("NPS", "Be loved"),
        *more,
    )


def told(story: Story, command: AnyCommand, by: str | None) -> dict[str, str]:
    """Who is told what of the last command; also proves that who is told is woken."""
    names = {uid(each): each for each in ("root", "chen", "wang", "ada", "bob", "dan", "eve")}
    (evolved,) = story.do(command, by)
    found: list[Entry] = entries_of(story.log[-1], story.state)
    assert {key for key in evolved.touched if key.startswith("inbox:")} == {f"inbox:{each.person_id}" for each in found}
    assert entries_of(story.log[-1], story.state) == found
    assert len({each.id for each in found}) == len(found)
    return {names[each.person_id]: each.what for each in found}


def test_a_mention_tells_whom_it_calls_but_not_its_author() -> None:
    assert told(scene(), check_in("NPS", note="@Dan @Ada @Eve?"), "ada") == {"dan": "mention.check_in"}


def test_a_red_flag_tells_owners_and_the_manager() -> None:
    assert told(scene(), check_in("NPS", confidence=3), "ada") == {"wang": "warning.red_flag"}
    assert told(scene(), check_in("NPS", confidence=3), "root") == {
        "ada": "warning.red_flag",
        "wang": "warning.red_flag",
    }
    assert told(scene(), check_in("NPS", confidence=4), "ada") == {}
    off = check_in("NPS", word=Word.OFF_TRACK, word_reason="lost the deal")
    assert told(scene(), off, "ada") == {"wang": "warning.red_flag"}


def test_a_red_flag_of_the_past_alarms_nobody() -> None:
    story = scene(check_in("NPS", 10))
    assert told(story, check_in("NPS", confidence=1, at=story.now.replace(day=4)), "ada") == {}


def test_an_acknowledgement_tells_the_author() -> None:
    story = scene().tell(check_in("NPS", 10), by="ada")
    assert told(story, acknowledge("NPS", SAID), "wang") == {"ada": "acknowledgement.read"}
    assert told(story, acknowledge("NPS", SAID, name="2", comment="good"), "chen") == {
        "ada": "acknowledgement.commented"
    }


def test_a_comment_calls_whom_it_names_and_the_author_hears_of_it_once() -> None:
    story = scene().tell(check_in("NPS", 10), by="ada")
    comment = "@Dan can you help @Ada? Not @Bobby, nor @Wang Min herself"
    assert told(story, acknowledge("NPS", SAID, comment=comment), "wang") == {
        "ada": "acknowledgement.commented",
        "dan": "mention.comment",
    }
    (_, entry) = entries_of(story.log[-1], story.state)
    assert (entry.kind, entry.about) == (EntryKind.MENTION, f"/o/{uid('Be loved')}#kr-{uid('NPS')}")


def test_who_may_not_see_it_is_not_called() -> None:
    story = scene(ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.TEAM)).tell(
        check_in("NPS", 10), by="ada"
    )
    assert told(story, acknowledge("NPS", SAID, comment="@Dan @Chen Li look"), "wang") == {
        "ada": "acknowledgement.commented",
        "chen": "mention.comment",
    }
    assert told(story, check_in("NPS", 11, note="@Dan @王敏 看一下"), "ada") == {"wang": "mention.check_in"}


def test_an_alignment_tells_the_owners_of_what_is_supported() -> None:
    story = scene()
    assert told(story, link("Be loved", "Grow"), "ada") == {"dan": "alignment.linked"}
    (entry,) = entries_of(story.log[-1], story.state)
    assert (entry.objective_id, entry.other_id, entry.about) == (uid("Grow"), uid("Be loved"), f"/o/{uid('Grow')}")


def test_new_owners_are_told_and_those_who_were_are_not() -> None:
    assert told(scene(), objective("New"), "root") == {"ada": "assignment.objective"}
    change = ChangeObjective(objective_id=uid("Be loved"), owner_id=uid("wang"), co_owner_ids=(uid("ada"), uid("dan")))
    assert told(scene(), change, "root") == {"wang": "assignment.objective", "dan": "assignment.objective"}
    give = ChangeKeyResult(key_result_id=uid("NPS"), owner_id=uid("dan"))
    assert told(scene(), give, "ada") == {"dan": "assignment.key_result"}
    assert told(scene(), key_result("Churn", "Be loved"), "root") == {}
    assert told(scene(), key_result("Churn", "Be loved", owner_id=uid("dan")), "ada") == {
        "dan": "assignment.key_result"
    }


def test_nobody_is_told_of_what_they_may_not_see() -> None:
    story = scene(ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE))
    assert told(story, check_in("NPS", note="@Dan", confidence=0), "ada") == {}
    story.do(link("Be loved", "Grow"), "ada")
    assert entries_of(story.log[-1], story.state) == []


def test_what_is_muted_does_not_come() -> None:
    story = scene(ChangePreferences(person_id=uid("dan"), muted=(EntryKind.MENTION,)))
    assert told(story, check_in("NPS", note="@Dan @Wang"), "ada") == {"wang": "mention.check_in"}


def test_what_the_host_does_is_told_nobody() -> None:
    assert told(scene(), check_in("NPS", note="@Dan"), None) == {}


def test_an_entry_leads_to_its_place_and_groups_with_its_like() -> None:
    story = scene()
    story.tell(check_in("NPS", note="@Dan one"), by="ada")
    first = entries_of(story.log[-1], story.state)
    story.tell(check_in("NPS", note="@Dan two", name="2"), by="ada")
    second = entries_of(story.log[-1], story.state)
    (group,) = grouped([*second, *first])
    assert [each.params["text"] for each in group.entries] == ["@Dan two", "@Dan one"]
    assert (group.unread, first[0].about) == (2, f"/o/{uid('Be loved')}#kr-{uid('NPS')}")


def test_an_entry_is_ones_own_and_goes_with_the_sight_of_its_objective() -> None:
    story = scene()
    story.tell(check_in("NPS", note="@Dan one"), by="ada")
    (entry,) = entries_of(story.log[-1], story.state)
    assert story.view("dan").may_see_entry(entry)
    assert not story.view("ada").may_see_entry(entry)
    story.do(ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE))
    assert not story.view("dan").may_see_entry(entry)


def test_an_action_tells_whoever_is_to_do_it_and_leads_to_the_meeting() -> None:
    given_to: dict[str, Any] = {"cycle_id": uid("q1"), "facilitator_id": uid("ada"), "objective_ids": (uid("Grow"),)}
    story = scene(PlanMeeting(meeting_id=uid("m"), title="Align", **given_to))
    of: dict[str, Any] = {"meeting_id": uid("m"), "objective_id": uid("Grow"), "action_id": uid("a")}
    given = RecordAction(text="Ask legal", owner_id=uid("wang"), **of)
    assert told(story, given, "ada") == {"wang": "assignment.action"}
    (entry,) = entries_of(story.log[-1], story.state)
    assert (entry.about, entry.params) == (f"/meeting/{uid('m')}?item={uid('Grow')}", {"text": "Ask legal"})
    assert told(story, ChangeAction(done=True, **of), "wang") == {}
    assert told(story, ChangeAction(owner_id=uid("dan"), **of), "ada") == {"dan": "assignment.action"}
    assert told(story, ChangeAction(owner_id=uid("ada"), **of), "ada") == {}, "one's own doing"
