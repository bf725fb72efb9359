"""Import and export as a page may ask for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from server.exchange.imports import carried_out, planned
from server.exchange.report import preview
from server.execute import Unavailable
from server.identity import Identity
from shared.exchange import answers
from shared.messages import Id, Refused
from ui.exchange.desk import Preview
from ui.text import Text, text_for

if TYPE_CHECKING:
    from server.cairn import Cairn


class ExchangeDesk:
    def __init__(self, cairn: Cairn, identity: Identity) -> None:
        self._cairn = cairn
        self._identity = identity

    async def preview(self, upload_id: str, cycle_id: Id | None) -> Preview:
        upload = self._cairn.uploads.find(self._identity.actor, upload_id)
        plan = await planned(self._cairn, upload, cycle_id)
        return await asyncio.to_thread(preview, upload, plan, self._text(), done=False)

    async def say(self, upload_id: str, cycle_id: Id | None, question: str, text: str) -> Preview:
        upload = self._cairn.uploads.find(self._identity.actor, upload_id)
        place = answers.read(question)
        if place is None:
            raise Refused("not_found", field="question")
        async with upload.busy:
            upload.answer(place, text)
        return await self.preview(upload_id, cycle_id)

    async def carry_out(self, upload_id: str, cycle_id: Id | None, *, partly: bool) -> Preview:
        upload = self._cairn.uploads.find(self._identity.actor, upload_id)
        try:
            plan, done = await carried_out(self._cairn, upload, cycle_id, partly=partly)
        except Unavailable:
            raise Refused("unavailable") from None
        return await asyncio.to_thread(preview, upload, plan, self._text(), done=done)

    def _text(self) -> Text:
        person = self._cairn.hub.state.people[self._identity.person_id]
        return text_for(person.locale, person.time_zone)
