"""A chart is taken away as a picture, under the product's own rules of what a page may load."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.factories import check_in
from tests.journeys.stage import Stage, Windows, card

pytestmark = pytest.mark.anyio


async def test_a_chart_is_saved_as_a_picture_twice_as_fine_as_the_screen(
    window: Windows, stage: Stage, tmp_path: Path
) -> None:
    path = await stage.goal("Be known", "Reach: all")
    await stage.do(check_in("Reach: all", 42, confidence=8), by="ada")
    ada = await window("ada", path)
    reach = card(ada, "Reach: all")
    await reach.locator("button.pct").click()
    await expect(reach.locator("circle.point")).to_have_count(1)
    await stage.do(check_in("Reach: all", 55), by="ada")
    await expect(reach.locator("circle.point")).to_have_count(2)
    box = await reach.locator("svg.plot").bounding_box()
    assert box is not None
    async with ada.expect_download() as saving:
        await reach.locator("cairn-png button").click()
    saved = await saving.value
    assert saved.suggested_filename == "Reach all.png"
    picture = tmp_path / "chart.png"
    await saved.save_as(picture)
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, _ = struct.unpack(">II", head[16:24])
    assert abs(width - 2 * (box["width"] + 32)) <= 2
    shades = await ada.evaluate(
        """async (bytes) => {
            const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, image.width, image.height);
            const shades = new Set();
            for (let at = 0; at < data.length; at += 4) shades.add(data.slice(at, at + 3).join());
            return shades.size;
        }""",
        list(picture.read_bytes()),
    )
    assert shades > 20  # lines, words and washes, and not an empty sheet


@pytest.mark.parametrize("size", [(1440, 900), (375, 812)])
async def test_no_words_of_a_chart_lie_on_others(window: Windows, stage: Stage, size: tuple[int, int]) -> None:
    views = f"Views at {size[0]}"
    path = await stage.goal(f"Be seen at {size[0]}", views)
    await stage.do(check_in(views, 97, confidence=5), by="ada")
    ada = await window("ada", path, size)
    await card(ada, views).locator("button.pct").click()
    await expect(card(ada, views).locator("svg.plot")).to_be_visible()
    overlaps = await ada.evaluate(
        """() => {
            const found = [];
            for (const plot of document.querySelectorAll("svg.plot")) {
                const words = [...plot.querySelectorAll("text")].map((each) => [each.textContent, each.getBoundingClientRect()]);
                words.forEach(([one, a], at) => {
                    for (const [other, b] of words.slice(at + 1)) {
                        if (a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push([one, other]);
                    }
                });
            }
            return found;
        }"""
    )
    assert overlaps == []
