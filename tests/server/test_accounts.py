"""Passwords, sessions, tokens and invitations, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher

from realtime.broker import MemoryBroker
from server.accounts.accounts import Accounts
from server.accounts.passwords import Passwords
from server.cairn import Cairn
from server.db.engine import Engine
from server.ids import new_id
from shared.messages import Refused
from tests.factories import uid
from tests.server.conftest import CHEAP, PASSWORD, Clock, deactivate

pytestmark = pytest.mark.anyio

ADA = uid("Ada")
MAIL = "ada@example.org"


@pytest.fixture
async def accounts(cairn: Cairn) -> Accounts:
    return cairn.accounts


async def refusal(call: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        await call  # type: ignore[misc]
    return refused.value.code, refused.value.field


async def test_a_password_is_known_only_to_its_person(accounts: Accounts) -> None:
    assert await accounts.check_password(ADA, PASSWORD)
    assert not await accounts.check_password(ADA, PASSWORD + "!")
    assert not await accounts.check_password(uid("nobody"), PASSWORD)
    assert not await accounts.check_password(None, "nobody's password")


async def test_the_same_characters_typed_otherwise_are_the_same_password(accounts: Accounts) -> None:
    await accounts.set_password(ADA, MAIL, "cafe\u0301 und ﬁsch")
    assert await accounts.check_password(ADA, "café und fisch")


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password.short"), ("x" * 201, "too_long"), ("ada@example.org", "password.email")],
)
async def test_bad_passwords_are_refused_and_the_old_one_stays(accounts: Accounts, password: str, code: str) -> None:
    assert await refusal(accounts.set_password(ADA, MAIL, password)) == (code, "password")
    assert await accounts.check_password(ADA, PASSWORD)


async def test_nothing_secret_is_kept_in_clear(accounts: Accounts, database: Engine) -> None:
    session = await accounts.sessions.begin(ADA)
    token, _ = await accounts.tokens.make(ADA, "laptop")
    invitation, _ = await accounts.invite(ADA)
    kept = ""
    for table in ("account", "session", "token", "invitation", "event"):
        kept += repr(await database.fetch(f"SELECT * FROM {table}"))
    for secret in (session, token, invitation, PASSWORD):
        assert secret not in kept


async def test_an_old_hash_is_made_anew_at_the_next_sign_in(database: Engine, clock: Clock) -> None:
    await Accounts(database, clock, new_id, hasher=CHEAP).set_password(ADA, MAIL, PASSWORD)
    stronger = Accounts(database, clock, new_id, hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    before = await database.fetch("SELECT password_hash FROM account")
    assert await stronger.check_password(ADA, PASSWORD)
    after = await database.fetch("SELECT password_hash FROM account")
    assert "t=1" in before[0]["password_hash"]
    assert "t=2" in after[0]["password_hash"]
    assert await stronger.check_password(ADA, PASSWORD)


async def test_a_session_lasts_thirty_days_after_the_last_visit(accounts: Accounts, clock: Clock) -> None:
    secret = await accounts.sessions.begin(ADA)
    for _ in range(3):
        clock.move(days=29)
        found = await accounts.sessions.find(secret)
        assert found is not None
        assert found.renewed
    clock.move(days=30)
    assert await accounts.sessions.find(secret) is None
    assert await accounts.sessions.of(ADA) == []


async def test_visits_are_noted_once_a_minute(accounts: Accounts, clock: Clock) -> None:
    secret = await accounts.sessions.begin(ADA)
    begun = clock.now
    clock.move(seconds=59)
    found = await accounts.sessions.find(secret)
    assert found is not None
    assert not found.renewed
    assert (await accounts.sessions.of(ADA))[0].seen_at == begun
    clock.move(seconds=1)
    await accounts.sessions.find(secret)
    assert (await accounts.sessions.of(ADA))[0].seen_at == clock.now


async def test_a_visit_cannot_bring_a_session_back(accounts: Accounts, clock: Clock, database: Engine) -> None:
    secret = await accounts.sessions.begin(ADA)
    found = await accounts.sessions.find(secret)
    assert found is not None
    clock.move(minutes=5)
    await asyncio.gather(accounts.sessions.find(secret), accounts.sessions.end(found.identity.key_id))
    assert await accounts.sessions.find(secret) is None
    assert await database.fetch("SELECT id FROM session") == []


async def test_only_ones_own_sessions_can_be_ended(accounts: Accounts) -> None:
    secret = await accounts.sessions.begin(ADA)
    (session,) = await accounts.sessions.of(ADA)
    assert await refusal(accounts.sessions.end(session.id, uid("Bob"))) == ("not_found", None)
    assert await accounts.sessions.find(secret) is not None


async def test_a_new_password_ends_every_other_session_and_invitation(accounts: Accounts) -> None:
    kept, lost = await accounts.sessions.begin(ADA), await accounts.sessions.begin(ADA)
    others = await accounts.sessions.begin(uid("Bob"))
    link, _ = await accounts.invite(ADA)
    keep = await accounts.sessions.find(kept)
    assert keep is not None
    await accounts.set_password(ADA, MAIL, "another long one", keep=keep.identity.key_id)
    assert await accounts.sessions.find(kept) is not None
    assert await accounts.sessions.find(lost) is None
    assert await accounts.sessions.find(others) is not None
    assert await accounts.find_invitation(link) is None


async def test_a_token_is_found_until_it_runs_out_or_is_revoked(accounts: Accounts, clock: Clock) -> None:
    for_ever, first = await accounts.tokens.make(ADA, "laptop")
    for_a_day, _ = await accounts.tokens.make(ADA, "script", clock.now.replace(day=22))
    assert for_ever.startswith("cairn_")
    assert await accounts.tokens.find(for_a_day) is not None
    clock.move(days=1)
    assert await accounts.tokens.find(for_a_day) is None
    found = await accounts.tokens.find(for_ever)
    assert found is not None
    assert found.identity.person_id == ADA
    assert [(each.name, each.seen_at) for each in await accounts.tokens.of(ADA)][1] == ("laptop", clock.now)
    assert await refusal(accounts.tokens.end(first.id, uid("Bob"))) == ("not_found", None)
    await accounts.tokens.end(first.id, ADA)
    assert await accounts.tokens.find(for_ever) is None


async def test_a_session_is_no_token_and_a_token_no_session(accounts: Accounts) -> None:
    token, _ = await accounts.tokens.make(ADA, "laptop")
    session = await accounts.sessions.begin(ADA)
    assert await accounts.tokens.find(session) is None
    assert await accounts.sessions.find(token) is None


async def test_a_token_that_has_run_out_already_is_refused(accounts: Accounts, clock: Clock) -> None:
    assert await refusal(accounts.tokens.make(ADA, "late", clock.now)) == ("date.past", "expires_at")


async def test_an_invitation_works_once(accounts: Accounts) -> None:
    link, _ = await accounts.invite(ADA)
    assert await accounts.find_invitation(link) == ADA
    outcomes = await asyncio.gather(
        accounts.accept_invitation(link, MAIL, "the first password"),
        accounts.accept_invitation(link, MAIL, "the second password"),
        return_exceptions=True,
    )
    assert sorted(repr(each) for each in outcomes) == ["None", "Refused('invitation.gone', field=None, {})"]
    works = [await accounts.check_password(ADA, f"the {which} password") for which in ("first", "second")]
    assert sorted(works) == [False, True]


async def test_a_newer_invitation_replaces_the_older_and_both_run_out(accounts: Accounts, clock: Clock) -> None:
    older, _ = await accounts.invite(ADA)
    newer, until = await accounts.invite(ADA)
    assert await accounts.find_invitation(older) is None
    assert await accounts.find_invitation(newer) == ADA
    clock.now = until
    assert await accounts.find_invitation(newer) is None
    assert await refusal(accounts.accept_invitation(newer, MAIL, "a good password")) == ("invitation.gone", None)


async def test_whoever_watches_a_key_is_told_once_on_every_instance(database: Engine, clock: Clock) -> None:
    broker = MemoryBroker()
    here, there = (Accounts(database, clock, new_id, broker=broker, hasher=CHEAP) for _ in range(2))
    secret = await here.sessions.begin(ADA)
    found = await here.sessions.find(secret)
    assert found is not None
    told: list[str] = []
    here.watch(found.identity.key_id, lambda: told.append("here"))
    there.watch(found.identity.key_id, lambda: told.append("there"))
    stop = there.watch(found.identity.key_id, lambda: told.append("left"))
    stop()
    await here.sessions.end(found.identity.key_id)
    assert sorted(told) == ["here", "there"]


async def test_a_lost_message_is_made_up_for_by_looking(database: Engine, clock: Clock) -> None:
    broker = MemoryBroker()
    here = Accounts(database, clock, new_id, broker=broker, hasher=CHEAP)
    elsewhere = Accounts(database, clock, new_id, hasher=CHEAP)
    secrets = [await here.sessions.begin(ADA) for _ in range(2)]
    ids = [found.identity.key_id for each in secrets if (found := await here.sessions.find(each)) is not None]
    gone = asyncio.Event()
    still: list[str] = []
    here.watch(ids[0], gone.set)
    here.watch(ids[1], lambda: still.append(ids[1]))
    await here.start()
    await elsewhere.sessions.end(ids[0])
    assert not gone.is_set()
    for _, missed in broker._subscribers["revoked"]:
        missed()
    async with asyncio.timeout(20):
        await gone.wait()
    await here.stop()
    assert still == []


async def test_whoever_is_deactivated_is_signed_out_and_stays_so(cairn: Cairn, clock: Clock) -> None:
    accounts = cairn.accounts
    secret = await accounts.sessions.begin(ADA)
    token, _ = await accounts.tokens.make(ADA, "laptop")
    found = await accounts.sessions.find(secret)
    assert found is not None
    gone = asyncio.Event()
    accounts.watch(found.identity.key_id, gone.set)
    clock.move(seconds=1)
    await deactivate(cairn, "Ada")
    async with asyncio.timeout(20):
        await gone.wait()
    await deactivate(cairn, "Ada", active=True)
    assert await accounts.sessions.find(secret) is None
    assert await accounts.tokens.find(token) is None


async def test_unknown_people_take_as_long_as_wrong_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(CHEAP)
    verified: list[str] = []
    real = passwords._verify

    def noted(known: str, given: str) -> bool:
        verified.append(known)
        return real(known, given)

    monkeypatch.setattr(passwords, "_verify", noted)
    assert not await passwords.matches(None, "a guess of it")
    assert not await passwords.matches(CHEAP.hash("something else"), "a guess of it")
    assert len(verified) == 2
