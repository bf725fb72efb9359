"""A file of goals is tried out, understood line by line, and brought in; the others see what came without a reload."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.async_api import FilePayload, expect

from tests.journeys.stage import Stage, Windows, row

pytestmark = pytest.mark.anyio

PLAN = 'objective,key result,baseline,target,unit,owner\nOpen the mountain shop,Visitors,0,"1,200",,Ada\n,Returns,8,3.5,%,Ada\n'
BROKEN = PLAN + ",No numbers at all,,,,Ada\n"


def file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()}


async def test_a_file_comes_in_after_it_was_seen(window: Windows) -> None:
    root, dan = await window("root", "/exchange"), await window("dan")
    await root.locator("input[type=file]").set_input_files(file("plan.csv", BROKEN))
    table = root.locator("table.preview")
    await expect(table.locator("tr[data-r=create]")).to_have_count(3)
    refused = table.locator("tr[data-r=refused], tr[data-r=ask]")
    await expect(refused).to_have_count(1)
    await expect(refused.locator(".why").first).to_be_visible()
    await expect(refused.locator("td").first).to_have_text("4")
    await expect(root.locator(".decide .btn.primary")).to_be_disabled()
    # It is all or nothing unless one says otherwise; a reload leads to the same preview.
    await root.reload()
    await expect(table.locator("tr[data-r=create]")).to_have_count(3)
    await expect(row(dan, "Open the mountain shop")).to_have_count(0)
    await root.locator(".decide .check input").check()
    await root.locator(".decide .btn.primary").click()
    await expect(root.locator(".report")).to_be_visible()
    await row(dan, "Open the mountain shop").click()
    await expect(dan.locator(".kr .name")).to_have_text(["Visitors", "Returns"])
    await expect(dan.locator(".kr .line").first).to_contain_text("0 → 1,200")
    # The same file again brings nothing new.
    await root.locator("input[type=file]").set_input_files(file("plan.csv", PLAN))
    await expect(table.locator("tr[data-r=same]").first).to_be_visible()
    await expect(table.locator("tr[data-r=create]")).to_have_count(0)


async def test_what_is_taken_out_is_what_is_there(window: Windows, stage: Stage) -> None:
    await stage.goal("Plant a forest", "Trees")
    ada = await window("ada", "/exchange")
    async with ada.expect_download() as waiting:
        await ada.locator("a.download[href*='format=csv']").click()
    path = await (await waiting.value).path()
    cells = [cell for line in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in line]
    assert "Plant a forest" in cells
    assert "Trees" in cells


async def test_a_missing_number_is_typed_and_the_file_comes_in(window: Windows) -> None:
    root = await window("root", "/exchange")
    await root.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await root.locator("cairn-copy button").click()
    await expect(root.locator("cairn-copy button")).to_have_text("Copied")
    copied = await root.evaluate("navigator.clipboard.readText()")
    assert copied == await root.locator("pre.example").text_content()
    await root.locator("input[type=file]").set_input_files(file("plan.csv", BROKEN.replace("mountain", "valley")))
    answer = root.locator(".preview form.answer input")
    await answer.fill("4 → 9")
    await answer.press("Enter")
    await expect(root.locator("table.preview tr[data-r=create]")).to_have_count(4)
    await expect(answer).to_have_count(0)
    await root.locator(".decide .btn.primary").click()
    await expect(root.locator(".report")).to_be_visible()
