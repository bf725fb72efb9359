"""Founds an empty database as the sample workspace: its document goes through the importer, and in with everything else.

Never touches a database that has a workspace. The row that says "sample" and all it holds are one transaction, so a
server that is killed meanwhile leaves nothing, and a real workspace can never become a sample.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from server.sample.scene import FORGOTTEN, WORKSPACE, earlier, settle
from shared.assemble import assemble
from shared.check_ins.messages import PostCheckIn
from shared.events import AnyCommand, Envelope
from shared.exchange.drafts import CheckInDraft, CycleDraft, ObjectiveDraft, Sheet
from shared.exchange.plan import plan
from shared.exchange.reading import read
from shared.heart import decide, evolve
from shared.key_results.messages import AddKeyResult
from shared.messages import OPERATOR, Actor, Id
from shared.objectives.messages import CreateObjective
from shared.state import State, Thing
from shared.workspace.model import Workspace

if TYPE_CHECKING:
    from server.cairn import Cairn

SEED = Path(__file__).with_name("seed_okrs.md")
_PAUSE = timedelta(seconds=20)
"""Between two things that people do one after the other."""


class Founding(Struct, frozen=True):
    """A whole workspace: where it ends, how it came there, and the stored things that it altered."""

    state: State
    envelopes: tuple[Envelope, ...]
    stored: frozenset[Thing]


async def fill(cairn: Cairn) -> bool:
    """False when there is a workspace already. Call before the instance loads its state."""
    if await cairn.store.is_founded():
        return False
    founding = founded(cairn.clock(), cairn.new_id)
    return await cairn.store.found(
        founding.state.workspace,
        founding.envelopes[0].at,
        envelopes=founding.envelopes,
        stored=founding.stored,
        state=founding.state,
    )


def founded(now: datetime, new_id: Callable[[], Id]) -> Founding:
    """The sample as of `now`."""
    empty = assemble(workspace=Workspace(id=new_id(), name=WORKSPACE, sample=True), seq=0)
    sheet = present(read(SEED.read_bytes(), SEED.name), now.date())
    planned = plan(sheet, empty, OPERATOR, now, new_id)
    begun = datetime.combine(sheet.cycles[0].starts or now.date(), time(1), UTC)
    state, envelopes, stored = empty, list[Envelope](), set[Thing]()

    def happen(command: AnyCommand, author_id: Id | None, at: datetime) -> None:
        nonlocal state
        command_id = new_id()
        for ordinal, event in enumerate(decide(state, command, Actor(author_id), at)):
            envelope = Envelope(
                seq=state.seq + 1, at=at, actor_id=author_id, command_id=command_id, ordinal=ordinal, event=event
            )
            change = evolve(state, envelope)
            state = change.state
            envelopes.append(envelope)
            stored.update(change.stored)

    at = min(begun, now)
    spoken: list[tuple[PostCheckIn, Id | None]] = []
    for act in planned.acts:
        if isinstance(act.command, PostCheckIn):
            spoken.append((act.command, act.author_id))
            continue
        happen(act.command, _author(state, act.command), at)
        at = min(at + _PAUSE, now)
    for command in settle(state, new_id):
        happen(command, None, at)
    for check_in, author_id in sorted(spoken, key=lambda each: each[0].at or now):
        at = max(at, check_in.at or now)
        happen(check_in, author_id, at)
    return Founding(state, tuple(envelopes), frozenset(stored))


def _author(state: State, command: AnyCommand) -> Id | None:
    """People write their own goals; the rest is set up at the host."""
    if isinstance(command, CreateObjective):
        return command.owner_id
    if isinstance(command, AddKeyResult):
        return state.objectives[command.objective_id].owner_id
    return None


def present(sheet: Sheet, today: date) -> Sheet:
    """The document as if it were written this quarter, with its earlier weeks and with what counts towards what.

    Its own quarter stays; in any other, all of its days move together. What would lie ahead is drawn nearer, in order.
    """
    (cycle,) = sheet.cycles
    assert cycle.starts is not None and cycle.ends is not None
    moved = cycle if cycle.starts <= today <= cycle.ends else _quarter(today, cycle)
    assert moved.starts is not None
    check_ins = (*earlier(cycle.starts.year), *sheet.check_ins)
    last = max((each.date - cycle.starts).days for each in check_ins if each.date is not None)
    passed = max((today - moved.starts).days - 1, 0)
    share = min(passed / last, 1.0)
    said = tuple(_said(each, cycle.starts, moved.starts, share) for each in check_ins)
    return replace(
        sheet,
        cycles=(moved,),
        objectives=tuple(_counting(each, moved.name) for each in sheet.objectives),
        check_ins=(*said, *_confirmed(said, today)),
    )


def _confirmed(said: tuple[CheckInDraft, ...], today: date) -> list[CheckInDraft]:
    """This Monday most people said that nothing had moved; a few forgot, as people do."""
    monday = today - timedelta(days=today.weekday())
    last = {(each.who, each.key_result): each for each in sorted(said, key=lambda each: each.date or today)}
    return [
        replace(each, date=monday, note="")
        for (_, key_result), each in last.items()
        if each.date is not None and each.date < monday and key_result not in FORGOTTEN
    ]


def _quarter(today: date, cycle: CycleDraft) -> CycleDraft:
    number = (today.month - 1) // 3
    starts = date(today.year, 3 * number + 1, 1)
    after = date(today.year + 1, 1, 1) if number == 3 else date(today.year, 3 * number + 4, 1)
    return replace(
        cycle, name=f"{today.year} Q{number + 1}", starts=starts, ends=after - timedelta(days=1), state="active"
    )


def _counting(objective: ObjectiveDraft, cycle: str) -> ObjectiveDraft:
    """What departments reach counts towards the company's goals; company goals are driven by both."""
    supports = tuple(
        replace(each, primary=not place, contributes=not place and objective.level == "department")
        for place, each in enumerate(objective.supports)
    )
    driver = "both" if objective.level == "company" else objective.driver
    return replace(objective, supports=supports, driver=driver, cycle=cycle)


def _said(check_in: CheckInDraft, written: date, moved: date, share: float) -> CheckInDraft:
    assert check_in.date is not None
    return replace(check_in, date=moved + timedelta(days=round((check_in.date - written).days * share)))
