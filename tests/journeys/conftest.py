"""What a journey may ask for: a stage with a company on it, one for each module, windows for people, and
a small app for Ada. Says nothing of its own about what is seen there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, StorageState

from tests.journeys.client_app import App, Open, opened, running
from tests.journeys.stage import Stage, Windows, staged


@pytest.fixture(scope="module")
async def stage(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """The cookies of those who came in already."""
    return {}


@pytest.fixture
async def window(browser: Browser, stage: Stage, signed_in: dict[str, StorageState]) -> AsyncIterator[Windows]:
    windows = Windows(browser, stage.address, signed_in)
    yield windows
    await windows.close()


@pytest.fixture
def ada(browser: Browser, static: Path) -> Open:
    """Opens an app in Ada's browser; `before` is what happens to the page and the app before she goes there."""

    @asynccontextmanager
    async def open_page(
        root: Callable[[], Any], path: str = "/", before: Any = None
    ) -> AsyncIterator[tuple[Page, App]]:
        async with running(App(static, root)) as app, opened(browser) as page:
            if before:
                await before(page, app)
            await page.goto(app.url + path)
            yield page, app

    return open_page
