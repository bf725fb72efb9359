"""An office for every test of reminders: the company on the first Monday of its quarter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server.db.engine import Engine
from shared.directory.messages import ChangePerson
from shared.messages import OPERATOR
from tests.factories import key_result, objective, uid
from tests.server.api.conftest import FOUNDING
from tests.server.conftest import Clock
from tests.server.reminders.office import MINUTE, MONDAY, Office, opened


@pytest.fixture
async def office(database: Engine) -> AsyncIterator[Office]:
    """The company on the first Monday of its quarter, with one key result that nobody has spoken of."""
    clock = Clock()
    clock.now = MONDAY - timedelta(days=7) + MINUTE
    office = await opened(database, clock)
    zones = [ChangePerson(person_id=uid(each), time_zone="UTC") for each in ("ada", "wang", "chen", "dan")]
    commands = [*FOUNDING, *zones, objective("Be loved"), key_result("NPS", "Be loved")]
    await office.cairn.executor.execute_all(commands, OPERATOR)
    yield office
    await office.cairn.stop()
