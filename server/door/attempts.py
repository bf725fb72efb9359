"""Slows down whoever guesses passwords: a few tries a minute for each address and email. Forgets on a restart."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from shared.messages import Refused

WINDOW = timedelta(minutes=1)
OF_ONE = 5
"""Tries of one address for one email within the window."""
OF_ADDRESS = 30
"""Tries of one address for any email: an office shares one."""
OF_EMAIL = 30
"""Tries for one email from any address."""
REMEMBERED = 20_000


class Attempts:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tries: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def begin(self, address: str, email: str) -> None:
        """Counts before the password is looked at, so that tries at the same time count too. Raises `Refused`."""
        now = self._clock()
        counted = {(address, email): OF_ONE, (address, ""): OF_ADDRESS, ("", email): OF_EMAIL}
        for key, most in counted.items():
            tries = self._tries.get(key, deque())
            while tries and now - tries[0] >= WINDOW:
                tries.popleft()
            if len(tries) >= most:
                seconds = math.ceil((WINDOW - (now - tries[0])).total_seconds())
                raise Refused("too_many_attempts", seconds=max(seconds, 1))
        for key in counted:
            self._tries.setdefault(key, deque()).append(now)
            self._tries.move_to_end(key)
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def succeeded(self, address: str, email: str) -> None:
        """Whoever knows the password may mistype it again."""
        self._tries.pop((address, email), None)
