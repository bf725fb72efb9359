"""People who write commands and texts until they are cut off, and what they were told. Decides nothing about who cuts."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from random import Random
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed

from tests.factories import uid
from tests.server.writing.editor import Editor

ROOT = "root@example.org"


class Heard(ABC):
    """Something that grows, and a way to wait for it."""

    def __init__(self) -> None:
        self._grew = asyncio.Event()

    def grew(self) -> None:
        self._grew.set()

    @property
    @abstractmethod
    def amount(self) -> int: ...

    async def reach(self, enough: int) -> None:
        while self.amount < enough:
            self._grew.clear()
            await self._grew.wait()


class Commands(Heard):
    """What was asked and what was answered: one request asks for two people at once, whole or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []
        self.answered: list[tuple[str, str]] = []

    @property
    def amount(self) -> int:
        return len(self.answered)

    async def write(self, address: str, header: dict[str, str]) -> None:
        """Asks for pairs of people until nobody answers."""
        async with httpx.AsyncClient(base_url=address, headers=header, timeout=10) as program:
            while True:
                number = len(self.asked)
                pair = (f"{number}a@example.org", f"{number}b@example.org")
                self.asked.append(pair)
                commands = [
                    {"command": "AddPerson", "person_id": uid(email), "email": email, "name": email} for email in pair
                ]
                try:
                    answer = await program.post("/api/v1/commands", json=commands)
                except httpx.HTTPError:
                    return
                if answer.status_code >= 500:
                    return
                assert answer.status_code == 200, answer.text
                self.answered.append(pair)
                self.grew()

    async def check(self, address: str, header: dict[str, str]) -> None:
        there = await everybody(address, header)
        for pair in self.answered:
            assert set(pair) <= there, "an answered command is lost"
        for pair in self.asked:
            assert len(set(pair) & there) in (0, 2), "half a command is there"
        assert there <= {email for pair in self.asked for email in pair} | {ROOT}


async def everybody(address: str, header: dict[str, str]) -> set[str]:
    found: set[str] = set()
    cursor: str | None = None
    async with httpx.AsyncClient(base_url=address, headers=header, timeout=10) as program:
        while True:
            query = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
            page: dict[str, Any] = (await program.get("/api/v1/people", params=query)).json()
            found |= {each["email"] for each in page["items"]}
            cursor = page.get("next_cursor")
            if cursor is None:
                return found


class Words(Heard):
    """What was written into texts, and how much of it was said to be saved. Each word is there once."""

    def __init__(self, mark: str = "") -> None:
        super().__init__()
        self._mark = mark
        self.saved: dict[str, set[str]] = {}
        self.typed: dict[str, set[str]] = {}
        self.is_enough = False
        """Nobody begins another word; who sees it waits until all they typed is saved."""
        self._number = 0
        self._editors: list[tuple[Editor, list[str]]] = []

    async def write(self, editor: Editor, dice: Random, ahead: int = 8) -> bool:
        """Types words until the socket is closed, so many before they are saved. True: all was saved before.

        With one ahead, it may go on for ever; else the limit of a socket ends it after some seconds.
        """
        # the answer to the server's first question is the first to be called saved
        sent = [""] * editor.sent
        self._editors.append((editor, sent))
        try:
            while editor.code is None and not self.is_enough:
                self._number += 1
                word = f"<{self._mark}{self._number}>"
                sent.append(word)
                self.typed.setdefault(editor.name, set()).add(word)
                await editor.type(word, 0 if dice.random() < 0.5 else None)
                await editor.until(lambda: editor.sent - editor.saved < ahead or editor.code is not None, 20)
                self.grew()
            await editor.until(lambda: editor.saved >= editor.sent or editor.code is not None, 20)
        except ConnectionClosed:
            await editor.until(lambda: editor.code is not None)
        return editor.synced and editor.saved >= editor.sent > 0

    @property
    def amount(self) -> int:
        """How much is saved by now."""
        for editor, sent in self._editors:
            words = self.saved.setdefault(editor.name, set())
            words.update(word for word in sent[: editor.saved] if word)
        return sum(map(len, self.saved.values()))

    def over(self) -> None:
        """Those who wrote have gone: nothing they hold will be heard of again."""
        assert self.amount >= 0
        self._editors.clear()

    def check(self, reader: Editor) -> None:
        assert reader.synced and reader.denied is None, (reader.code, reader.denied)
        value, words = reader.value, self.saved.get(reader.name, set())
        assert {word for word in words if word not in value} == set(), "a saved word is lost"
        assert all(value.count(word) == 1 for word in self.typed.get(reader.name, ()) if word in value)
