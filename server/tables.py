"""The tables, as Piccolo sees them. Queries live with the slices that ask them.

A change here needs a migration in `server/migrations` that works on both engines: uniqueness by a raw index, in the
file after the one that makes the table; new columns nullable or with a constant default; no change of type. Lists are
JSON arrays, `settings` and `params` JSON objects.
"""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class WorkspaceRow(Table, tablename="workspace"):
    id = Text(primary_key=True)
    name = Text()
    seq = BigInt(default=0)
    """The last event of the log, moved forward by the transaction that writes the events."""
    created_at = Timestamptz()
    settings = Text(default="{}")
    sample = Boolean(default=False)


class EventRow(Table, tablename="event"):
    """The log. Append only; `seq` has no gaps."""

    seq = BigInt(primary_key=True)
    at = Timestamptz()
    actor_id = Text(null=True, default=None)
    command_id = Text()
    ordinal = Integer(default=0)
    digest = Text(default="")
    """What the command said, so that a repeated id with other words is noticed."""
    kind = Text()
    subject = Text(null=True, default=None)
    body = Text()
    """The event as a JSON object."""


class PersonRow(Table, tablename="person"):
    id = Text(primary_key=True)
    email = Text()
    name = Text()
    latin_name = Text(default="")
    title = Text(default="")
    role = Text()
    unit_id = Text(null=True, default=None)
    manager_id = Text(null=True, default=None)
    locale = Text()
    time_zone = Text()
    active = Boolean(default=True)
    version = BigInt(default=0)


class UnitRow(Table, tablename="unit"):
    id = Text(primary_key=True)
    kind = Text()
    name = Text()
    latin_name = Text(default="")
    parent_id = Text(null=True, default=None)
    lead_id = Text(null=True, default=None)
    archived = Boolean(default=False)
    version = BigInt(default=0)


class CycleRow(Table, tablename="cycle"):
    id = Text(primary_key=True)
    name = Text()
    kind = Text()
    starts_on = Date()
    ends_on = Date()
    state = Text()
    parent_id = Text(null=True, default=None)
    active_since = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    version = BigInt(default=0)


class ObjectiveRow(Table, tablename="objective"):
    id = Text(primary_key=True)
    cycle_id = Text()
    level = Text()
    unit_id = Text(null=True, default=None)
    owner_id = Text()
    co_owner_ids = Text(default="[]")
    title = Text()
    description = Text(default="")
    visibility = Text()
    driver = Text()
    draft = Boolean(default=False)
    archived = Boolean(default=False)
    rewording = Text(default="")
    retrospective = Text(default="")
    carry = Text(null=True, default=None)
    carry_reason = Text(default="")
    carried_to = Text(null=True, default=None)
    carried_from = Text(null=True, default=None)
    open_since = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    changed_at = Timestamptz()
    changed_by = Text(null=True, default=None)
    version = BigInt(default=0)


class KeyResultRow(Table, tablename="key_result"):
    """Numbers are in millionths."""

    id = Text(primary_key=True)
    objective_id = Text()
    name = Text()
    owner_id = Text()
    kind = Text()
    baseline = BigInt(null=True, default=None)
    target = BigInt(null=True, default=None)
    low = BigInt(null=True, default=None)
    high = BigInt(null=True, default=None)
    tolerance = BigInt(null=True, default=None)
    unit = Text(default="")
    milestones = Text(default="[]")
    weight = BigInt()
    commitment = Text()
    current = BigInt(null=True, default=None)
    value_at = Timestamptz(null=True, default=None)
    confidence = Integer(null=True, default=None)
    confidence_at = Timestamptz(null=True, default=None)
    word = Text(null=True, default=None)
    word_reason = Text(default="")
    checked_in_at = Timestamptz(null=True, default=None)
    rhythm = Text(default="weekly")
    weekday = Integer(default=0)
    month_day = Integer(default=1)
    asked_since = Timestamptz(null=True, default=None)
    behind_since = Timestamptz(null=True, default=None)
    escalations = Text(default="[]")
    grade = BigInt(null=True, default=None)
    grade_reason = Text(default="")
    graded_at = Timestamptz(null=True, default=None)
    graded_by = Text(null=True, default=None)
    position = Integer(default=0)
    archived = Boolean(default=False)
    created_at = Timestamptz()
    changed_at = Timestamptz()
    changed_by = Text(null=True, default=None)
    version = BigInt(default=0)


class LinkRow(Table, tablename="link"):
    id = Text(primary_key=True)
    child_id = Text()
    parent_id = Text()
    key_result_id = Text(null=True, default=None)
    is_primary = Boolean(default=False)
    contributes = Boolean(default=False)
    weight = BigInt()
    version = BigInt(default=0)


class CheckInRow(Table, tablename="check_in"):
    """Append only. Numbers are in millionths."""

    id = Text(primary_key=True)
    key_result_id = Text()
    objective_id = Text()
    author_id = Text(null=True, default=None)
    at = Timestamptz()
    value = BigInt(null=True, default=None)
    done = Text(null=True, default=None)
    before = BigInt(null=True, default=None)
    confidence = Integer(null=True, default=None)
    note = Text(default="")
    blocker = Text(default="")
    next_step = Text(default="")
    mentions = Text(default="[]")
    word = Text(null=True, default=None)
    word_reason = Text(default="")
    corrects = Text(null=True, default=None)


class AcknowledgementRow(Table, tablename="acknowledgement"):
    """Append only."""

    id = Text(primary_key=True)
    check_in_id = Text()
    key_result_id = Text()
    objective_id = Text()
    author_id = Text(null=True, default=None)
    at = Timestamptz()
    to_id = Text()
    comment = Text(default="")


class PreferencesRow(Table, tablename="preferences"):
    """How a person wants to be told; `id` is the person's. Times are minutes after local midnight."""

    id = Text(primary_key=True)
    quiet_from = Integer()
    quiet_until = Integer()
    away_from = Date(null=True, default=None)
    away_until = Date(null=True, default=None)
    muted = Text(default="[]")
    version = BigInt(default=0)


class InboxEntryRow(Table, tablename="inbox_entry"):
    """What a person is told. Its id follows from its cause: told twice is told once. Not in the log."""

    id = Text(primary_key=True)
    person_id = Text()
    kind = Text()
    what = Text()
    at = Timestamptz()
    objective_id = Text(null=True, default=None)
    other_id = Text(null=True, default=None)
    key_result_id = Text(null=True, default=None)
    by_id = Text(null=True, default=None)
    about = Text()
    group_key = Text()
    params = Text(default="{}")
    read_at = Timestamptz(null=True, default=None)


class MeetingRow(Table, tablename="meeting"):
    id = Text(primary_key=True)
    cycle_id = Text()
    title = Text()
    facilitator_id = Text()
    state = Text()
    items = Text(default="[]")
    """Holds votes that are not revealed."""
    current_id = Text(null=True, default=None)
    ticks_from = Timestamptz(null=True, default=None)
    seconds = Integer(default=0)
    follow = Boolean(default=True)
    created_at = Timestamptz()
    started_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    version = BigInt(default=0)


class AccountRow(Table, tablename="account"):
    """How a person proves who they are. Never in the log."""

    person_id = Text(primary_key=True)
    password_hash = Text()
    changed_at = Timestamptz()


class SessionRow(Table, tablename="session"):
    """A signed-in browser. The token itself is only in its cookie."""

    id = Text(primary_key=True)
    token_hash = Text()
    person_id = Text()
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    agent = Text(default="")
    address = Text(default="")


class TokenRow(Table, tablename="token"):
    """A personal API token. The token itself is shown once."""

    id = Text(primary_key=True)
    token_hash = Text()
    person_id = Text()
    name = Text()
    created_at = Timestamptz()
    seen_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)


class InvitationRow(Table, tablename="invitation"):
    """Lets a person choose a password once."""

    token_hash = Text(primary_key=True)
    person_id = Text()
    created_at = Timestamptz()
    expires_at = Timestamptz()


TABLES: list[type[Table]] = [
    WorkspaceRow,
    EventRow,
    PersonRow,
    UnitRow,
    CycleRow,
    ObjectiveRow,
    KeyResultRow,
    LinkRow,
    CheckInRow,
    AcknowledgementRow,
    PreferencesRow,
    InboxEntryRow,
    MeetingRow,
    AccountRow,
    SessionRow,
    TokenRow,
    InvitationRow,
]
