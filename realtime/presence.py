"""Who is where just now: pages that are open at a place, on all instances. Keeps no log, and nothing of it is ever stored.

Each instance speaks for its own pages: at once when one comes, moves or goes, and of all of them every few seconds. What the
broker loses is put right by the next of these; an instance that is silent for too long is taken to be gone, with its pages.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec
import structlog
from msgspec import Struct

from realtime.broker import Broker
from realtime.tasks import stopped
from shared.messages import Id, Key

log = structlog.get_logger(__name__)

CHANNEL = "presence"
BEAT = 10.0
"""Seconds after which an instance speaks of all its pages again."""
EXPIRES = 30.0
"""Seconds of silence after which an instance's pages are taken to be gone."""

Place = str
"""`objective:<id>` or `meeting:<id>`."""
Woken = Callable[[frozenset[Key]], None]


class Here(Struct, frozen=True):
    """One page at a place. `path` is the address that it shows; of a person's pages the one with the greatest `moved` is
    where they went last."""

    place: Place
    tab: str
    person_id: Id
    path: str = ""
    moved: int = 0


class Said(Struct, frozen=True, omit_defaults=True):
    """`whole`: these are all pages of the instance. `asks`: the others are to speak of all of theirs."""

    instance: str
    workspace: str
    pages: tuple[Here, ...] = ()
    gone: tuple[tuple[Place, str], ...] = ()
    whole: bool = False
    asks: bool = False


_decoder = msgspec.json.Decoder(Said)
_encoder = msgspec.json.Encoder()


class Pages:
    """An instance's pages by their place, so that what one place asks does not cost all the others."""

    def __init__(self, pages: Iterable[Here] = ()) -> None:
        self._tabs: dict[Place, dict[str, Here]] = {}
        for page in pages:
            self.put(page)

    def __iter__(self) -> Iterator[Here]:
        return (page for tabs in self._tabs.values() for page in tabs.values())

    def at(self, place: Place) -> Iterable[Here]:
        return self._tabs.get(place, {}).values()

    def find(self, place: Place, tab: str) -> Here | None:
        return self._tabs.get(place, {}).get(tab)

    def put(self, page: Here) -> bool:
        """Whether that is news."""
        tabs = self._tabs.setdefault(page.place, {})
        before = tabs.get(page.tab)
        tabs[page.tab] = page
        return before != page

    def drop(self, place: Place, tab: str) -> bool:
        tabs = self._tabs.get(place, {})
        is_there = tabs.pop(tab, None) is not None
        if is_there and not tabs:
            del self._tabs[place]
        return is_there


class Presence:
    def __init__(
        self,
        broker: Broker,
        instance: str,
        workspace: str = "",
        *,
        clock: Callable[[], float] = time.monotonic,
        beat: float = BEAT,
    ) -> None:
        self._broker = broker
        self._instance = instance
        self.workspace = workspace
        """Others of its kind are listened to. Until it is known nothing is said or heard."""
        self._clock = clock
        self._beat_every = beat
        self._pages: defaultdict[str, Pages] = defaultdict(Pages)
        """By instance."""
        self._here: dict[Place, tuple[set[str], tuple[Here, ...]]] = {}
        """Answers that are still true while the same instances are silent: every screen of a place asks the same."""
        self._heard_at: dict[str, float] = {}
        self._moves = 0
        """Counts on from the greatest number seen, so that later moves have greater ones on all instances."""
        self._woken: list[Woken] = []
        self._task: asyncio.Task[None] | None = None
        broker.subscribe(CHANNEL, self._hear, self._missed)

    def listen(self, woken: Woken) -> Callable[[], None]:
        """Call `woken({"presence:<place>", ...})` when who is there has changed; returns what ends it."""
        self._woken.append(woken)
        return lambda: self._woken.remove(woken)

    async def start(self, workspace: str) -> None:
        self.workspace = workspace
        self._missed()
        self._task = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        await stopped(self._task)
        self._pages.pop(self._instance, None)
        self._say(whole=True)

    def enter(self, place: Place, tab: str, person_id: Id, path: str = "") -> None:
        """A page is at a place, or shows another address there."""
        own = self._pages[self._instance]
        before = own.find(place, tab)
        if before is not None and (before.person_id, before.path) == (person_id, path):
            return
        self._moves += 1
        page = Here(place, tab, person_id, path, self._moves)
        own.put(page)
        self._say(pages=(page,))
        self._wake([place])

    def leave(self, place: Place, tab: str) -> None:
        if self._pages[self._instance].drop(place, tab):
            self._say(gone=((place, tab),))
            self._wake([place])

    def here(self, place: Place) -> tuple[Here, ...]:
        """Every page at a place, in the order in which they moved last."""
        silent = self._silent()
        kept = self._here.get(place)
        if kept is None or kept[0] != silent:
            found = [
                page for instance, pages in self._pages.items() if instance not in silent for page in pages.at(place)
            ]
            kept = silent, tuple(sorted(found, key=lambda each: (each.moved, each.tab)))
            if found:
                self._here[place] = kept
        return kept[1]

    def tick(self) -> None:
        """Say that this instance's pages are still there, and drop those of instances that have fallen silent."""
        self._say(whole=True)
        for instance in self._silent():
            gone = self._pages.pop(instance, ())
            self._heard_at.pop(instance, None)
            self._wake(each.place for each in gone)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._beat_every)
            self.tick()

    def _silent(self) -> set[str]:
        return {instance for instance, at in self._heard_at.items() if self._clock() - at >= EXPIRES}

    def _missed(self) -> None:
        """(Again) connected: the others learn what there is here, and are asked what there is with them."""
        self._say(whole=True, asks=True)

    def _say(
        self,
        *,
        pages: tuple[Here, ...] = (),
        gone: tuple[tuple[Place, str], ...] = (),
        whole: bool = False,
        asks: bool = False,
    ) -> None:
        if whole:
            pages = tuple(self._pages[self._instance])
        if not self.workspace:
            return
        said = Said(self._instance, self.workspace, pages, gone, whole, asks)
        self._broker.publish(CHANNEL, _encoder.encode(said))

    def _hear(self, message: bytes) -> None:
        try:
            said = _decoder.decode(message)
        except msgspec.MsgspecError:
            log.warning("presence.unreadable")
            return
        if said.instance == self._instance or said.workspace != self.workspace:
            return
        self._heard_at[said.instance] = self._clock()
        for page in said.pages:
            self._moves = max(self._moves, page.moved)
        if said.whole:
            before = {(each.place, each.tab): each for each in self._pages[said.instance]}
            after = {(each.place, each.tab): each for each in said.pages}
            self._pages[said.instance] = Pages(said.pages)
            self._wake(place for place, tab in before | after if before.get((place, tab)) != after.get((place, tab)))
        else:
            pages = self._pages[said.instance]
            came = [page.place for page in said.pages if pages.put(page)]
            self._wake([*came, *(place for place, tab in said.gone if pages.drop(place, tab))])
        if said.asks:
            self._say(whole=True)

    def _wake(self, places: Iterable[Place]) -> None:
        changed = set(places)
        if not changed:
            return
        for place in changed:
            self._here.pop(place, None)
        keys = frozenset(f"presence:{place}" for place in changed)
        for woken in tuple(self._woken):
            woken(keys)
