"""An instance of Cairn on a port of its own, in this process, and people at browser windows in front of it.
Knows how to get there; what happens then is told by the journeys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, StorageState, expect

from server.accounts.passwords import Passwords
from server.cairn import Cairn
from server.ids import new_id
from server.serve import Server, listening_socket
from server.settings import Settings
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangeUnit
from shared.directory.model import Locale, UnitKind
from shared.events import AnyCommand
from shared.key_results.messages import AddKeyResult
from shared.messages import OPERATOR, Role
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level
from tests.browser import PATIENCE, be_patient
from tests.factories import actor, increase, person, uid

PASSWORD = "a sentence is best"
DESK = (1440, 900)
PHONE = (375, 812)


def company(today: date) -> list[AnyCommand]:
    """Marketing (Wang Min) with the Brand team (Ada; Bob, a guest), Engineering (Dan), Chen Li above them, Root the admin.

    A quarter is under way, for five weeks now.
    """
    marketing, brand, engineering = uid("marketing"), uid("brand"), uid("engineering")
    chen, wang = uid("chen"), uid("wang")
    starts = today - timedelta(days=35)
    return [
        AddUnit(unit_id=marketing, kind=UnitKind.DEPARTMENT, name="市场部", latin_name="Marketing"),
        AddUnit(unit_id=brand, kind=UnitKind.TEAM, name="品牌", latin_name="Brand", parent_id=marketing),
        AddUnit(unit_id=engineering, kind=UnitKind.DEPARTMENT, name="研发部", latin_name="Engineering"),
        person("root", role=Role.ADMIN),
        person("chen", name="陈立", latin_name="Chen Li", locale=Locale.ZH),
        person("wang", name="王敏", latin_name="Wang Min", locale=Locale.ZH, unit_id=marketing, manager_id=chen),
        person("ada", unit_id=brand, manager_id=wang),
        person("bob", unit_id=brand, role=Role.GUEST),
        person("dan", unit_id=engineering, manager_id=chen),
        ChangeUnit(unit_id=marketing, lead_id=wang),
        CreateCycle(cycle_id=uid("now"), name="This quarter", starts_on=starts, ends_on=starts + timedelta(days=90)),
        MoveCycle(cycle_id=uid("now"), state=CycleState.ACTIVE),
    ]


async def settle(cairn: Cairn) -> None:
    """The company is there, and everybody has a password."""
    commands = company(cairn.clock().date())
    await cairn.executor.execute_all(commands, OPERATOR)
    for each in commands:
        if isinstance(each, AddPerson):
            await cairn.accounts.set_password(each.person_id, each.email, PASSWORD)


def embedded(directory: Path, *, sample: bool = False) -> Cairn:
    """Not started; passwords are hashed fast."""
    cairn = Cairn(Settings(data_directory=directory, port=0, sample=sample), new_id=new_id)
    cairn.accounts._passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return cairn


class Stage:
    """A served instance that can be stopped and started again at the same address, with the same data."""

    def __init__(self, directory: Path, prepare: Callable[[Cairn], Any] = settle, *, sample: bool = False) -> None:
        self._directory, self._prepare, self._sample = directory, prepare, sample
        self._running: tuple[Server, asyncio.Task[None], Any] | None = None
        self.port = 0
        self.cairn = embedded(directory, sample=sample)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.cairn = embedded(self._directory, sample=self._sample)
        await self.cairn.start()
        if not self.cairn.hub.state.people:
            await self._prepare(self.cairn)
        sock = listening_socket("127.0.0.1", self.port)
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        server = Server(self.cairn, ready.set_result)
        served = asyncio.create_task(server._serve(sockets=[sock]))
        async with asyncio.timeout(10):
            await ready
        self.port = sock.getsockname()[1]
        self._running = (server, served, sock)

    async def stop(self) -> None:
        if self._running is None:
            return
        server, served, sock = self._running
        self._running = None
        server.should_exit = True
        async with asyncio.timeout(10):
            await served
        sock.close()
        await self.cairn.stop()

    async def do(self, *commands: AnyCommand, by: str | None = None) -> None:
        """Something happens that nobody on the stage is watched doing."""
        await self.cairn.executor.execute_all(commands, actor(by))

    async def goal(self, title: str, *key_results: str, owner: str = "ada", **fields: Any) -> str:
        """Somebody's published objective, its key results from 0 to 100; returns its path."""
        objective_id = uid(title)
        fields = {"cycle_id": uid("now"), "level": Level.PERSON, "draft": False, **fields}
        await self.do(
            CreateObjective(objective_id=objective_id, title=title, owner_id=uid(owner), **fields),
            *(
                AddKeyResult(key_result_id=uid(name), objective_id=objective_id, name=name, measure=increase(0, 100))
                for name in key_results
            ),
            by=owner,
        )
        return f"/o/{objective_id}"


@asynccontextmanager
async def staged(directory: Path, prepare: Callable[[Cairn], Any] = settle) -> AsyncIterator[Stage]:
    stage = Stage(directory, prepare)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()


class Windows:
    """Browser windows of one journey. Each person signs in once, by the page; whatever a page complains of is kept."""

    def __init__(self, browser: Browser, address: str, known: dict[str, StorageState]) -> None:
        self._browser, self.address, self._known = browser, address, known
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        """Complaints that the journey provokes, by a part of their text."""

    async def __call__(self, name: str, path: str = "/", size: tuple[int, int] = DESK, **options: Any) -> Page:
        """A person's window at an address, live."""
        if name not in self._known:
            page = await self.stranger()
            await page.goto("/signin")
            await sign_in(page, name)
            await online(page)
            self._known[name] = await page.context.storage_state()
            await page.close()
        page = await self.stranger(size, storage_state=self._known[name], **options)
        await page.goto(path)
        await online(page)
        return page

    async def fresh(self, name: str, path: str = "/") -> Page:
        """A window with a session of its own, which may be ended without anybody else noticing."""
        page = await self.stranger()
        await page.goto(f"/signin?next={path}")
        await sign_in(page, name)
        await online(page)
        return page

    async def stranger(self, size: tuple[int, int] = DESK, **options: Any) -> Page:
        """Somebody's first visit; nothing is opened yet."""
        context = be_patient(
            await self._browser.new_context(
                base_url=self.address, viewport={"width": size[0], "height": size[1]}, **options
            )
        )
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        return await context.new_page()

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()
        left = [each for each in self.complaints if not any(part in each for part in self.forgiven)]
        assert left == []


async def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    await page.locator("[name=email]").fill(f"{name}@example.com")
    await page.locator("[name=password]").fill(password)
    await page.locator("[name=password]").press("Enter")


async def online(page: Page) -> None:
    await expect(page.locator("html")).to_have_attribute("data-connection", "online", timeout=PATIENCE)


def row(page: Page, title: str) -> Locator:
    """A goal in the list on the left."""
    return page.locator("nav.list a.goal", has=page.locator(".title", has_text=title))


def card(page: Page, name: str) -> Locator:
    """A key result on the paper."""
    return page.locator(f"#kr-{uid(name)}")


def title(page: Page) -> Locator:
    """The objective's title on the paper, whether it may be written or only read."""
    return page.locator(".paper #title, .paper h1.title")
