"""One example for each body, shown in the description and the reference. A test decodes every one."""

from __future__ import annotations

from typing import Any

from server.api.closing import EXAMPLES as CLOSING_EXAMPLES
from server.api.meeting_forms import EXAMPLES as MEETING_EXAMPLES

ADA = "0198c7a0-0000-7000-8000-0000000000a1"
CYCLE = "0198c7a0-0000-7000-8000-0000000000c1"
OBJECTIVE = "0198c7a0-0000-7000-8000-000000000001"
COMPANY_OBJECTIVE = "0198c7a0-0000-7000-8000-000000000002"
DEPARTMENT = "0198c7a0-0000-7000-8000-0000000000d1"

EXAMPLES: dict[str, Any] = {
    **MEETING_EXAMPLES,
    **CLOSING_EXAMPLES,
    "WorkspaceUpdate": {"name": "Acme", "thresholds": {"on_track": "0.9", "at_risk": "0.7", "silent": "0.1"}},
    "PersonCreate": {"email": "ada@example.com", "name": "Ada", "role": "member", "locale": "en"},
    "PersonUpdate": {"title": "Engineer", "time_zone": "Europe/Berlin"},
    "UnitCreate": {"kind": "team", "name": "Brand", "parent_id": DEPARTMENT},
    "UnitUpdate": {"lead_id": ADA},
    "CycleCreate": {"name": "2026 Q1", "kind": "quarter", "starts_on": "2026-01-01", "ends_on": "2026-03-31"},
    "CycleUpdate": {"ends_on": "2026-04-05"},
    "CycleMove": {"state": "active"},
    "ObjectiveCreate": {"cycle_id": CYCLE, "title": "Customers recommend us", "level": "person"},
    "ObjectiveUpdate": {"title": "Customers recommend us to others", "reason": "Said more exactly."},
    "RewordingOpen": {"reason": "The board asked for plainer words."},
    "Why": {"reason": "Given up after the review."},
    "Nothing": {},
    "KeyResultCreate": {
        "name": "Recommendation score from 20 to 45",
        "measure": {"kind": "increase", "baseline": 20, "target": "45", "unit": "points"},
    },
    "KeyResultUpdate": {"weight": 2, "reason": "It matters more than the others."},
    "KeyResultMove": {"position": 0},
    "CheckInCreate": {"value": "31.5", "confidence": 7, "note": "The survey of February."},
    "AcknowledgementCreate": {"comment": "Thank you; I shall ask legal."},
    "EscalationCreate": {"note": "Legal has had it for two weeks; please ask them."},
    "EscalationEnd": {"escalation_id": "0198c7a0-0000-7000-8000-0000000000e5"},
    "InboxMark": {"ids": ["0198c7a0-0000-8000-8000-0000000000e1"]},
    "PreferencesUpdate": {
        "quiet_from": 1200,
        "away_from": "2026-08-03",
        "away_until": "2026-08-14",
        "muted": ["alignment"],
    },
    "LinkCreate": {"child_id": OBJECTIVE, "parent_id": COMPANY_OBJECTIVE, "contributes": True},
    "LinkUpdate": {"weight": "0.5"},
    "TokenCreate": {"name": "Nightly numbers", "expires_at": "2027-01-01T00:00:00Z"},
    "PasswordChange": {"old": "the one until now", "new": "a longer one that nobody guesses"},
    "InvitationCreate": {"person_id": ADA},
    "Commands": [
        {"command": "PublishObjective", "objective_id": OBJECTIVE},
        {"command": "ChangeObjective", "objective_id": OBJECTIVE, "visibility": "team"},
    ],
}
