"""Random stories: commands over few names, so that they meet. Makes no claims of its own about what must hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from shared.alignment.messages import ChangeLink, LinkObjective, UnlinkObjective
from shared.cadence.model import Cadence, Rhythm
from shared.check_ins.messages import AcknowledgeCheckIn, PostCheckIn
from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.inbox.model import EntryKind
from shared.key_results.messages import AddKeyResult, ArchiveKeyResult, ChangeKeyResult, MoveKeyResult, RestoreKeyResult
from shared.key_results.model import Commitment, Word
from shared.messages import Role
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CreateObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Driver, Level, Visibility
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import BINARY, START, Story, company, cycle, key_result, link, maintain, milestones, objective, uid
from tests.shared.dice import KEY_RESULTS, LINKS, OBJECTIVES, PEOPLE, Dice
from tests.shared.grades.stories import closing_begins, closing_commands
from tests.shared.meetings.stories import meeting_commands, meetings_begin


def beginning() -> Story:
    """A company with a few linked objectives, so that nearly every command has something to meet."""
    return company().tell(
        objective("o0", owner="chen", level=Level.COMPANY, driver=Driver.BOTH),
        objective("o1", owner="wang", unit="marketing", driver=Driver.BOTH),
        objective("o2", unit="brand", visibility=Visibility.TEAM),
        objective("o3", visibility=Visibility.PRIVATE, draft=True),
        objective("o4", owner="dan", cycle_id=uid("q2")),
        key_result("k0", "o1"),
        key_result("k1", "o2", milestones(1, 2)),
        key_result("k2", "o2", BINARY, owner_id=uid("dan")),
        key_result("k3", "o3", maintain(40, 60, 10)),
        link("o2", "o1", link_id=uid("link0"), contributes=True),
        link("o1", "o0", link_id=uid("link1"), contributes=True),
        link("o3", "o1", link_id=uid("link2")),
        *meetings_begin(),
        *closing_begins(),
    )


Told = list[tuple[AnyCommand, str | None]]
"""Commands and who gives them."""


def command(dice: Dice) -> AnyCommand:
    """Any command there is, nearly as likely as any other."""
    objective_id = dice.of(OBJECTIVES, 5)
    key_result_id = dice.of(KEY_RESULTS, 4)
    link_id = dice.of(LINKS, 3)
    level, unit_id = dice.mostly(
        (Level.COMPANY, None),
        (Level.PERSON, None),
        (Level.TEAM, uid("brand")),
        (Level.DEPARTMENT, uid("marketing")),
        rarely=((Level.TEAM, uid("marketing")),),
    )
    asked: list[Callable[[], AnyCommand]] = [
        lambda: CreateObjective(
            objective_id=uid(dice.mostly("o5", "o6", "o7", rarely=("o0",))),
            cycle_id=uid(dice.mostly("q1", rarely=("q2", "q9"))),
            title=dice.words(),
            level=level,
            unit_id=unit_id,
            owner_id=dice.person(),
            co_owner_ids=dice.co_owners(),
            visibility=dice.mostly(*Visibility),
            driver=dice.mostly(*Driver),
            draft=dice.yes(),
        ),
        lambda: ChangeObjective(
            objective_id=objective_id,
            title=dice.some(dice.words()),
            owner_id=dice.some(dice.person()),
            co_owner_ids=dice.some(dice.co_owners()),
            visibility=dice.some(*Visibility),
            driver=dice.some(*Driver),
            reason=dice.reason(),
            if_version=dice.version(),
        ),
        lambda: ChangeObjective(objective_id=objective_id, level=level, unit_id=unit_id),
        lambda: ChangeObjective(objective_id=objective_id, visibility=dice.mostly(*Visibility)),
        lambda: PublishObjective(objective_id=objective_id, if_version=dice.version()),
        lambda: ArchiveObjective(objective_id=objective_id, if_version=dice.version()),
        lambda: RestoreObjective(objective_id=objective_id),
        lambda: RestoreObjective(objective_id=objective_id),
        lambda: AddKeyResult(
            key_result_id=uid(dice.mostly("k4", "k5", "k6", "k7", rarely=("k0",))),
            objective_id=objective_id,
            name=dice.words(),
            measure=dice.measure(),
            owner_id=dice.mostly(None, dice.person()),
            weight=dice.weight(),
            current=dice.mostly(None, dice.number()),
        ),
        lambda: ChangeKeyResult(
            key_result_id=key_result_id,
            name=dice.some(dice.words()),
            measure=dice.some(dice.measure()),
            owner_id=dice.some(dice.person()),
            weight=dice.some(dice.weight()),
            commitment=dice.some(*Commitment),
            reason=dice.reason(),
            if_version=dice.version(),
        ),
        lambda: MoveKeyResult(
            key_result_id=key_result_id,
            position=dice.random.randrange(4),
            objective_id=dice.mostly(None, dice.of(OBJECTIVES, 5)),
        ),
        lambda: ArchiveKeyResult(key_result_id=key_result_id, if_version=dice.version()),
        lambda: RestoreKeyResult(key_result_id=key_result_id),
        lambda: LinkObjective(
            link_id=uid(dice.mostly("link3", "link4", "link5", "link6", rarely=("link0",))),
            child_id=objective_id,
            parent_id=dice.of(OBJECTIVES, 5),
            key_result_id=dice.mostly(None, rarely=(key_result_id,)),
            primary=dice.mostly(None, True, False),
            contributes=dice.yes(),
            weight=dice.weight(),
        ),
        lambda: ChangeLink(
            link_id=link_id, primary=dice.some(True, False), contributes=dice.some(True, False), weight=dice.weight()
        ),
        lambda: UnlinkObjective(link_id=link_id),
        lambda: PostCheckIn(
            check_in_id=uid("check-in"),
            key_result_id=key_result_id,
            value=dice.mostly(None, dice.number(), Decimal(1)),
            done=dice.mostly(None, (uid("m0"),), rarely=((uid("m9"),), ())),
            confidence=dice.mostly(None, 2, 8),
            note=dice.mostly("", "stuck"),
            at=dice.mostly(None, START, rarely=(START - timedelta(days=1), START + timedelta(days=1))),
        ),
        lambda: PostCheckIn(check_in_id=uid("check-in"), key_result_id=key_result_id, confidence=7),
        lambda: PostCheckIn(
            check_in_id=uid("check-in"),
            key_result_id=key_result_id,
            corrects=uid(dice.mostly("check-in", rarely=("?",))),
            value=dice.mostly(None, Decimal(1)),
            blocker=dice.mostly("@Ada @王敏", ""),
            word=dice.mostly(None, *Word),
            word_reason="seen",
        ),
        lambda: AcknowledgeCheckIn(
            acknowledgement_id=uid("read"),
            key_result_id=key_result_id,
            check_in_id=uid("check-in"),
            comment=dice.words(),
        ),
        lambda: ChangePreferences(
            person_id=uid(dice.mostly("ada", "wang", rarely=("zoe",))),
            quiet_from=dice.some(0, 600),
            away_from=dice.some(None, START.date()),
            away_until=dice.some(None, START.date()),
            muted=dice.some((), (EntryKind.MENTION,)),
        ),
        lambda: ChangeKeyResult(
            key_result_id=key_result_id, cadence=Cadence(rhythm=dice.mostly(*Rhythm), weekday=dice.random.randrange(7))
        ),
        lambda: AddPerson(
            person_id=uid(dice.mostly("zoe", rarely=("ada",))),
            email=dice.mostly("zoe@example.com", rarely=("ada@example.com",)),
            name=dice.words(),
            manager_id=dice.mostly(None, dice.person()),
        ),
        lambda: ChangePerson(
            person_id=uid(dice.mostly(*PEOPLE)),
            email=dice.rarely("ada@example.com", "ADA2@example.com"),
            role=dice.rarely(*Role),
            unit_id=dice.some(None, uid("brand"), uid("studio")),
            manager_id=dice.some(None, dice.person()),
            active=dice.rarely(True, False),
            if_version=dice.version(),
        ),
        lambda: AddUnit(
            unit_id=uid("studio"),
            kind=dice.mostly(*UnitKind),
            name=dice.words(),
            parent_id=dice.mostly(None, uid("marketing"), rarely=(uid("brand"),)),
        ),
        lambda: ChangeUnit(
            unit_id=uid(dice.mostly("marketing", "brand", "engineering", rarely=("studio",))),
            name=dice.some(dice.words()),
            lead_id=dice.some(None, dice.person()),
            archived=dice.rarely(True, False),
            if_version=dice.version(),
        ),
        lambda: cycle(dice.mostly("q3", rarely=("q1",)), parent_id=dice.mostly(None, uid("q2"))),
        lambda: ChangeCycle(cycle_id=uid(dice.mostly("q1", "q2")), name=dice.words(), parent_id=dice.some(uid("q2"))),
        lambda: MoveCycle(
            cycle_id=uid(dice.mostly("q1", "q2")),
            state=dice.mostly(CycleState.ACTIVE, rarely=(CycleState.DRAFT, CycleState.CLOSING, CycleState.ARCHIVED)),
        ),
        lambda: ChangeWorkspace(
            name=dice.some(dice.words()), thresholds=dice.some(Thresholds(on_track=dice.number(), at_risk=Decimal(0)))
        ),
    ]
    if dice.random.random() < 0.1:
        return dice.random.choice(closing_commands(dice))()
    if dice.random.random() < 0.04:
        # nearly nothing is red in a story
        escalation_id = dice.of(("e0", "e1"), 2)
        if dice.yes():
            return WithdrawEscalation(key_result_id=key_result_id, escalation_id=escalation_id)
        return EscalateKeyResult(escalation_id=escalation_id, key_result_id=key_result_id, note=dice.words())
    return dice.random.choice(meeting_commands(dice) if dice.random.random() < 0.3 else asked)()


def _told(seed: int, length: int) -> Told:
    """The same seed begins the same story, so that a failing one is cut to its shortest beginning."""
    dice = Dice(seed)
    by = (*[None] * 8, "root", "root", "ada", "wang", "chen", "bob", "eve")
    return [(command(dice), dice.mostly(*by)) for _ in range(length)]


stories = st.builds(_told, st.integers(0, 2**32), st.integers(1, 40))
