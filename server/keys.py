"""The keys of whoever looks, as a page may ask about them: signed-in browsers, tokens, the password. Adds no right of its own."""

from __future__ import annotations

from server.accounts.desk import AccountDesk
from server.cairn import Cairn
from server.identity import Identity


class Keys(AccountDesk):
    """An account desk at a page. Without a public address links are paths, which the browser completes: it knows the host."""

    def __init__(self, cairn: Cairn, identity: Identity) -> None:
        super().__init__(cairn, identity, cairn.settings.public_url)
