"""The one door for reading: a state as one person may see it. Pages, API, events, search and export all read through it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from shared.alignment.model import Link
from shared.asked import owed_count, owed_ids
from shared.cadence.anchors import local_day
from shared.cadence.standing import Standing, due
from shared.cycles.model import Cycle, CycleState
from shared.directory.messages import PersonAdded, PersonChanged
from shared.directory.model import Locale, Person, Unit
from shared.events import AnyCommand, AnyEvent
from shared.inbox.messages import PreferencesChanged
from shared.inbox.model import Entry, Preferences
from shared.key_results.messages import KeyResultArchived, KeyResultChanged, KeyResultMoved
from shared.key_results.model import KeyResult
from shared.meetings.model import AgendaItem, Meeting, Round, Vote
from shared.messages import OPERATOR, Actor, Id, Key, Role, given
from shared.objectives.messages import ObjectiveChanged
from shared.objectives.model import Driver, Objective
from shared.policy import active, may, may_edit, may_lead, may_view
from shared.progress import expected
from shared.state import State, preferences_of
from shared.status import Status, Verdict, key_result_status, pace, worst


class View(Struct, frozen=True):
    """What `actor` may see of `state`. Asking for what is hidden answers as if it were not there."""

    state: State
    actor: Actor

    @property
    def me(self) -> Person | None:
        """The person who looks, unless deactivated."""
        return active(self.actor, self.state)

    @property
    def locale(self) -> Locale:
        me = self.me
        return Locale.EN if me is None else me.locale

    def may(self, command: AnyCommand) -> bool:
        return may(self.actor, command, self.state)

    def may_edit(self, objective_id: Id) -> bool:
        return may_edit(self.actor, objective_id, self.state)

    def known(self, person: Person) -> Person:
        """As this person may know somebody: guests are told names and work, not addresses."""
        me = self.me
        if me is None or me.role is not Role.GUEST or me.id == person.id:
            return person
        return replace(person, email="")

    def objective(self, objective_id: Id) -> Objective | None:
        found = self.state.objectives.get(objective_id)
        return found if found is not None and may_view(self.actor, found, self.state) else None

    def key_result(self, key_result_id: Id) -> KeyResult | None:
        found = self.state.key_results.get(key_result_id)
        return found if found is not None and self.objective(found.objective_id) is not None else None

    def key_results(self, objective_id: Id) -> list[KeyResult]:
        """An objective's living key results in their order."""
        if self.objective(objective_id) is None:
            return []
        return [self.state.key_results[each] for each in self.state.index.key_results.get(objective_id, ())]

    def progress(self, objective_id: Id) -> int | None:
        """The roll-up; None where there is no value or nothing to be seen."""
        return None if self.objective(objective_id) is None else self.state.index.progress.get(objective_id)

    def status(self, objective_id: Id, now: datetime) -> Status:
        """The worst of an objective's key results; without any, its own pace where it has progress."""
        objective = self.objective(objective_id)
        if objective is None:
            return Status.NONE
        cycle, thresholds = self.state.cycles[objective.cycle_id], self.state.workspace.thresholds
        if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
            return Status.CLOSED
        ids = () if objective.driver is Driver.CHILDREN else self.state.index.key_results.get(objective_id, ())
        if ids:
            things = (self.state.key_results[each] for each in ids)
            return worst(self.verdict(each, now).status for each in things)
        progress = self.progress(objective_id)
        return Status.NONE if progress is None else pace(progress, expected(cycle, now), thresholds).status

    def standing(self, key_result: KeyResult, now: datetime) -> Standing:
        """Whether a check-in is due. Who asks has seen the key result."""
        objective = self.state.objectives[key_result.objective_id]
        owner = self.state.people[key_result.owner_id]
        return due(key_result, objective, self.state.cycles[objective.cycle_id], owner, now)

    def verdict(self, key_result: KeyResult, now: datetime) -> Verdict:
        """What is shown of a key result, and why. Who asks has seen the key result."""
        cycle = self.state.cycles[self.state.objectives[key_result.objective_id].cycle_id]
        return key_result_status(
            key_result, cycle, self.state.workspace.thresholds, now, self.standing(key_result, now)
        )

    def owed_by(self, person_id: Id, now: datetime, most: int | None = None) -> list[tuple[KeyResult, Standing]]:
        """The key results of a person that want a check-in now, what is owed longest first; at most as many as asked for."""
        seen = (self.key_result(each) for each in owed_ids(self.state, person_id, now)[:most])
        found = [(each, self.standing(each, now)) for each in seen if each is not None]
        return sorted(found, key=lambda each: (each[1].due_at, each[0].objective_id, each[0].position, each[0].id))

    def owed_count(self, now: datetime) -> int:
        """How many check-ins whoever looks owes, at a cost that does not grow with them. Guests only read; owners see
        what is theirs."""
        me = self.me
        return 0 if me is None or me.role is Role.GUEST else owed_count(self.state, me.id, now)

    @property
    def preferences(self) -> Preferences | None:
        """How whoever looks wants to be told; nobody sees another's."""
        me = self.me
        return None if me is None else preferences_of(self.state, me.id)

    def is_away(self, person_id: Id, now: datetime) -> bool:
        """Whether somebody is out of office today, by their own calendar."""
        person = self.state.people.get(person_id)
        if person is None:
            return False
        return preferences_of(self.state, person_id).is_away(local_day(now, person.time_zone))

    def may_see_entry(self, entry: Entry) -> bool:
        """Whether an inbox entry is one's own and about something that is visible now."""
        me = self.me
        if me is None or me.id != entry.person_id:
            return False
        return all(each is None or self.objective(each) is not None for each in (entry.objective_id, entry.other_id))

    def goals(self, cycle_id: Id, group: str = "all") -> Iterator[Objective]:
        """The objectives of a cycle's list, oldest first. Groups: see `shared.state.Group`."""
        for each in self.state.index.groups.get((cycle_id, group), ()):
            objective = self.objective(each)
            if objective is not None:
                yield objective

    def count(self, cycle_id: Id, group: str = "all") -> int:
        return sum(1 for _ in self.goals(cycle_id, group))

    def links_up(self, objective_id: Id) -> list[Link]:
        """What the objective supports, the primary link first, as far as both ends are visible."""
        return self._links(self.state.index.links_from.get(objective_id, ()))

    def links_down(self, objective_id: Id) -> list[Link]:
        """What supports the objective, as far as both ends are visible and the supporter lives."""
        links = self._links(self.state.index.links_to.get(objective_id, ()))
        return [each for each in links if not self.state.objectives[each.child_id].archived]

    def _links(self, ids: tuple[Id, ...]) -> list[Link]:
        links = [self.state.links[each] for each in ids]
        seen = [each for each in links if self.objective(each.child_id) and self.objective(each.parent_id)]
        return sorted(seen, key=lambda each: (not each.primary, each.id))

    def link(self, link_id: Id) -> Link | None:
        found = self.state.links.get(link_id)
        return found if found is not None and self._links((link_id,)) else None

    def heads(self) -> list[Person]:
        """Those whom nobody manages and who manage somebody: their goals are on everybody's first page."""
        index = self.state.index
        people = (self.state.people[each] for each in index.reports)
        return sorted((each for each in people if each.active and each.manager_id is None), key=lambda each: each.id)

    def units(self, parent_id: Id | None = None) -> list[Unit]:
        """Living units directly under another, by name."""
        found = (each for each in self.state.units.values() if each.parent_id == parent_id and not each.archived)
        return sorted(found, key=lambda each: (each.name, each.id))

    def cycles(self) -> list[Cycle]:
        """All cycles, the latest first."""
        return sorted(
            self.state.cycles.values(), key=lambda each: (each.starts_on, each.ends_on, each.id), reverse=True
        )

    def current_cycle(self) -> Cycle | None:
        """The active cycle that began last; else one that closes, for there is something to do; else a draft; else the latest."""
        return self._first(CycleState.ACTIVE, CycleState.CLOSING, CycleState.DRAFT)

    def receiving_cycle(self) -> Cycle | None:
        """Where imported goals go that name no cycle: like the current one, but one that takes goals before one that closes."""
        return self._first(CycleState.ACTIVE, CycleState.DRAFT, CycleState.CLOSING)

    def _first(self, *states: CycleState) -> Cycle | None:
        cycles = self.cycles()
        for wanted in states:
            found = next((each for each in cycles if each.state is wanted), None)
            if found is not None:
                return found
        return cycles[0] if cycles else None

    def meeting(self, meeting_id: Id) -> Meeting | None:
        """With the items whose objectives may be seen, and no number of a vote that is not revealed, one's own neither."""
        found = self.state.meetings.get(meeting_id)
        if found is None or (self.me is None and self.actor != OPERATOR):
            return None
        items = tuple(veiled(each) for each in found.items if self.objective(each.objective_id) is not None)
        current = found.current_id if any(each.objective_id == found.current_id for each in items) else None
        return replace(found, items=items, current_id=current)

    def meetings(self, cycle_id: Id) -> list[Meeting]:
        """A cycle's meetings, the latest first."""
        found = (self.meeting(each) for each in reversed(self.state.index.meetings.get(cycle_id, ())))
        return [each for each in found if each is not None]

    def meeting_keys(self, meeting_id: Id) -> list[Key]:
        """What changes how a meeting looks: itself, and whatever hides or shows its items."""
        found = self.state.meetings.get(meeting_id)
        items = () if found is None else found.items
        return [f"meeting:{meeting_id}", "directory", *(f"objective:{each.objective_id}" for each in items)]

    def may_lead(self, meeting_id: Id) -> bool:
        return may_lead(self.actor, meeting_id, self.state)

    def may_see_event(self, event: AnyEvent) -> bool:
        """Whether an event is about something visible now. Directory, cycles and workspace are everybody's."""
        me = self.me
        if me is None:
            return False
        if isinstance(event, PreferencesChanged):
            return event.preferences.id == me.id
        if isinstance(event, PersonAdded | PersonChanged) and me.role is Role.GUEST:
            # it holds an address
            return (event.person if isinstance(event, PersonAdded) else event.after).id == me.id
        return all(self.objective(each) is not None for each in objectives_in(event))

    def lost_sight(self, event: AnyEvent) -> Id | None:
        """The objective that this event took out of sight, if it could be seen before: a screen that shows it must drop it."""
        me, state = self.me, self.state
        if me is None:
            return None
        match event:
            case ObjectiveChanged(objective_id=objective_id, before=before):
                was = replace(state.objectives[objective_id], **given(before, before.__struct_fields__))
                seen = may_view(self.actor, was, state)
            case KeyResultChanged(objective_id=objective_id, before=fields):
                seen = fields.owner_id == me.id
            case KeyResultArchived(objective_id=objective_id, key_result_id=key_result_id):
                seen = state.key_results[key_result_id].owner_id == me.id
            case KeyResultMoved(from_objective_id=objective_id, key_result_id=key_result_id):
                seen = state.key_results[key_result_id].owner_id == me.id
            case _:
                return None
        return objective_id if seen and self.objective(objective_id) is None else None


def veiled(item: AgendaItem) -> AgendaItem:
    """An item of an agenda as anybody may see it: who has voted, and what once it is revealed."""
    rounds = tuple(
        each if each.revealed else Round(votes=tuple(Vote(person_id=vote.person_id) for vote in each.votes))
        for each in item.rounds
    )
    decisions = tuple(each for each in item.decisions if not each.dropped)
    return replace(
        item,
        rounds=rounds,
        decisions=decisions,
        actions=tuple(each for each in item.actions if not each.dropped),
    )


def objectives_in(event: AnyEvent) -> tuple[Id, ...]:
    """The objectives without whose sight an event must not be seen."""
    for name in ("link", "after"):
        link = getattr(event, name, None)
        if isinstance(link, Link):
            return (link.child_id, link.parent_id)
    objective = getattr(event, "objective", None)
    if isinstance(objective, Objective):
        return (objective.id,)
    return tuple(
        each
        for each in (getattr(event, name, None) for name in ("objective_id", "from_objective_id", "copy_id"))
        if each is not None
    )
