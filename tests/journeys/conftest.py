"""What a journey may ask for: a stage with a company on it, one for each module, and windows for people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, StorageState, expect

from tests.journeys.stage import PATIENCE, Stage, Windows, staged
from ui import bundle


@pytest.fixture(scope="module")
async def stage(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    expect.set_options(timeout=PATIENCE)
    async with staged(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """The cookies of those who came in already."""
    return {}


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser code and the style sheets as they are now, built."""
    out = tmp_path_factory.mktemp("static")
    bundle.build(out)
    return out


@pytest.fixture
async def window(browser: Browser, stage: Stage, signed_in: dict[str, StorageState]) -> AsyncIterator[Windows]:
    windows = Windows(browser, stage.address, signed_in)
    yield windows
    await windows.close()
