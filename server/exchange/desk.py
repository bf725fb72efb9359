"""Import and export as a page may ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.identity import Identity
from shared.messages import Id, Refused
from ui.exchange.desk import Preview

if TYPE_CHECKING:
    from server.cairn import Cairn


class ExchangeDesk:
    def __init__(self, cairn: Cairn, identity: Identity) -> None:
        self._cairn = cairn
        self._identity = identity

    async def preview(self, upload_id: str, cycle_id: Id | None) -> Preview:
        raise Refused("not_found", field="upload_id")

    async def carry_out(self, upload_id: str, cycle_id: Id | None, *, partly: bool) -> Preview:
        raise Refused("not_found", field="upload_id")
