"""One request for each write of the API, in an order in which all of them have something to do. Makes no claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tests.factories import uid

Q1, GOAL, OTHER, KR, LATER = uid("q1"), uid("walk goal"), uid("walk other"), uid("walk kr"), uid("walk later")
M, CI, LINK, D, A, E = (uid(f"walk {name}") for name in ("meeting", "check-in", "link", "d", "a", "e"))
ITEM = {"objective_id": GOAL}
PASSWORD = "a long one that nobody guesses"


class Step(Struct, frozen=True):
    """`name` is the operation's; `by` who asks."""

    name: str
    method: str
    path: str
    body: Any = None
    by: str = "ada"


def steps(session_id: str) -> Iterator[Step]:
    yield from _directory()
    yield from _goals()
    yield from _meeting()
    yield from _own(session_id)
    yield from _closing()


def _directory() -> Iterator[Step]:
    yield Step("update_workspace", "PATCH", "/workspace", {"name": "Acme"}, "root")
    new = {"id": uid("walk new"), "email": "walk@example.org", "name": "Walk"}
    yield Step("create_person", "POST", "/people", new, "root")
    yield Step("update_person", "PATCH", f"/people/{new['id']}", {"title": "Engineer"}, "root")
    yield Step("create_unit", "POST", "/units", {"id": uid("walk unit"), "kind": "department", "name": "Law"}, "root")
    yield Step("update_unit", "PATCH", f"/units/{uid('walk unit')}", {"lead_id": uid("ada")}, "root")
    year = {"id": uid("walk year"), "name": "2031", "starts_on": "2031-01-01", "ends_on": "2031-12-31"}
    yield Step("create_cycle", "POST", "/cycles", year, "root")
    yield Step("update_cycle", "PATCH", f"/cycles/{year['id']}", {"kind": "year"}, "root")


def _goals() -> Iterator[Step]:
    goal = {"cycle_id": Q1, "level": "person", "title": "Goal"}
    for each in (GOAL, OTHER):
        yield Step("create_objective", "POST", "/objectives", {**goal, "id": each})
        yield Step("publish_objective", "POST", f"/objectives/{each}/publish")
    why = {"reason": "So."}
    yield Step("update_objective", "PATCH", f"/objectives/{GOAL}", {"title": "Goals", **why})
    yield Step("open_rewording", "POST", f"/objectives/{GOAL}/rewording/open", why)
    yield Step("close_rewording", "POST", f"/objectives/{GOAL}/rewording/close")
    yield Step("archive_objective", "POST", f"/objectives/{OTHER}/archive", why)
    yield Step("restore_objective", "POST", f"/objectives/{OTHER}/restore")
    measure = {"kind": "increase", "baseline": 0, "target": 100}
    for each in (KR, LATER):
        body = {"id": each, "name": each, "measure": measure}
        yield Step("create_key_result", "POST", f"/objectives/{GOAL}/key-results", body)
    yield Step("update_key_result", "PATCH", f"/key-results/{KR}", {"weight": 2, **why})
    yield Step("move_key_result", "POST", f"/key-results/{KR}/move", {"position": 1})
    yield Step("archive_key_result", "POST", f"/key-results/{LATER}/archive", why)
    yield Step("restore_key_result", "POST", f"/key-results/{LATER}/restore")
    yield Step("create_check_in", "POST", f"/key-results/{KR}/check-ins", {"id": CI, "value": 1, "confidence": 1})
    yield Step("acknowledge_check_in", "POST", f"/check-ins/{CI}/acknowledgements", {"comment": "Seen."}, "root")
    yield Step("escalate_key_result", "POST", f"/key-results/{KR}/escalations", {"id": E, "note": "Help."})
    yield Step("withdraw_escalation", "POST", f"/key-results/{KR}/escalations/withdraw", {"escalation_id": E})
    yield Step("create_link", "POST", "/links", {"id": LINK, "child_id": GOAL, "parent_id": OTHER})
    yield Step("update_link", "PATCH", f"/links/{LINK}", {"contributes": True})
    yield Step("delete_link", "DELETE", f"/links/{LINK}")
    command = {"command": "ChangeObjective", "objective_id": GOAL, "description": "Why", "reason": "So."}
    yield Step("execute_commands", "POST", "/commands", [command])


def _meeting() -> Iterator[Step]:
    plan = {"id": M, "cycle_id": Q1, "title": "Align", "objective_ids": [GOAL]}
    yield Step("create_meeting", "POST", "/meetings", plan)
    at = f"/meetings/{M}"
    yield Step("update_meeting", "PATCH", at, {"title": "Align us"})
    yield Step("start_meeting", "POST", f"{at}/start")
    yield Step("add_agenda_item", "POST", f"{at}/agenda", {"objective_id": OTHER})
    yield Step("move_agenda_item", "POST", f"{at}/agenda/move", {"objective_id": OTHER})
    yield Step("remove_agenda_item", "POST", f"{at}/agenda/remove", {"objective_id": OTHER})
    yield Step("open_agenda_item", "POST", f"{at}/open", ITEM)
    yield Step("set_timer", "POST", f"{at}/timer", {"seconds": 60})
    yield Step("start_vote", "POST", f"{at}/votes/start", ITEM)
    yield Step("cast_vote", "POST", f"{at}/votes", {**ITEM, "confidence": 5})
    yield Step("reveal_vote", "POST", f"{at}/votes/reveal", ITEM)
    yield Step("set_notes", "POST", f"{at}/notes", {**ITEM, "notes": "Costs first."})
    yield Step("record_decision", "POST", f"{at}/decisions", {**ITEM, "id": D, "text": "Go on."})
    yield Step("update_decision", "PATCH", f"{at}/decisions", {**ITEM, "decision_id": D, "text": "Go on!"})
    yield Step("record_action", "POST", f"{at}/actions", {**ITEM, "id": A, "text": "Ask."})
    yield Step("update_action", "PATCH", f"{at}/actions", {**ITEM, "action_id": A, "done": True})
    yield Step("end_meeting", "POST", f"{at}/end")
    yield Step("reopen_meeting", "POST", f"{at}/reopen")
    yield Step("take_over_meeting", "POST", f"{at}/take-over", by="root")


def _own(session_id: str) -> Iterator[Step]:
    yield Step("update_preferences", "PATCH", "/inbox/preferences", {"quiet_from": 60})
    yield Step("mark_inbox", "POST", "/inbox/mark", {"ids": [uid("entry")]})
    yield Step("mark_inbox_all", "POST", "/inbox/mark-all")
    yield Step(
        "import_file",
        "POST",
        "/import?mode=whole&filename=x.md",
        b"**O: Come in** (owner: Ada)\n- A 1 -> 2\n",
    )
    yield Step("end_session", "DELETE", f"/me/sessions/{session_id}")
    yield Step("create_token", "POST", "/me/tokens", {"name": "Numbers"})
    yield Step("revoke_token", "DELETE", f"/me/tokens/{uid('token')}")
    yield Step("change_password", "PUT", "/me/password", {"old": PASSWORD, "new": f"{PASSWORD}!"})
    yield Step("create_invitation", "POST", "/invitations", {"person_id": uid("ada")}, "root")
    yield Step("end_other_sessions", "DELETE", "/me/sessions")


def _closing() -> Iterator[Step]:
    yield Step("move_cycle", "POST", f"/cycles/{Q1}/state", {"state": "closing"}, "root")
    yield Step("grade_key_result", "POST", f"/key-results/{KR}/grade", {"grade": "0.7", "reason": "So."})
    yield Step("write_retrospective", "POST", f"/objectives/{GOAL}/retrospective", {"text": "Too late."})
    body = {"choice": "kept", "reason": "Still wanted.", "cycle_id": uid("q2")}
    yield Step("carry_objective", "POST", f"/objectives/{GOAL}/carry-over", body)
