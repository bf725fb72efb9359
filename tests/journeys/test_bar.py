"""The bar stays within the window at any width, whatever stands in it, and every sign in it can be reached."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from tests.factories import uid
from tests.journeys.stage import Stage, Windows

pytestmark = pytest.mark.anyio

WIDTHS = (320, 375, 719, 720, 800, 960, 1024, 1119, 1120, 1200, 1280, 1366, 1440, 1600, 1920)
PAST = """() => {
  const [bar, right] = [document.querySelector("header.top"), document.documentElement.clientWidth];
  const parts = [...bar.children].map((part) => [part, part.getBoundingClientRect()]).filter(([, { width }]) => width);
  const names = (part) => part.className || part.tagName;
  const out = parts.filter(([, box]) => box.left < 0 || box.right > right + 0.5).map(([part]) => names(part));
  const row = parts.filter(([part]) => getComputedStyle(part).position !== "fixed");
  const over = row.slice(1).filter(([, box], at) => box.left < row[at][1].right - 0.5).map(([part]) => names(part));
  const links = [...bar.querySelectorAll(".places > a")].filter((link) => link.getClientRects().length);
  const nav = bar.querySelector(".places").getBoundingClientRect();
  const cut = links.filter((link) => link.getBoundingClientRect().right > nav.right + 0.5).map((link) => link.dataset.icon);
  if (bar.scrollWidth > bar.clientWidth) out.push("bar");
  if (document.documentElement.scrollWidth > right) out.push("page");
  return [...out, ...over, ...cut].join(" ");
}"""


async def test_the_bar_holds_four_others_at_every_width(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Fit into every window", "Widths")
    page = await window("ada", path)
    for name in ("chen", "wang", "dan", "root"):
        stage.cairn.presence.enter(f"objective:{uid('Fit into every window')}", uid(f"tab {name}"), uid(name))
    await expect(page.locator(".top > .faces > .face")).to_have_count(4)
    found = {}
    for locale in (Locale.ZH, Locale.EN):
        await stage.do(ChangePerson(person_id=uid("ada"), locale=locale), by="ada")
        await expect(page.locator(".app")).to_have_attribute("lang", locale.value)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            found[locale.value, width] = await page.evaluate(PAST)
    assert {at: parts for at, parts in found.items() if parts} == {}
    words = page.locator(".places [data-icon=settings] > .words")
    await expect(words).to_have_css("position", "static")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(words).to_have_css("position", "absolute")
