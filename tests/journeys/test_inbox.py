"""Every kind of entry leads to its place with a click, is read by that, and can be turned off; on both tabs at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from shared.escalations.messages import EscalateKeyResult
from shared.inbox.model import EntryKind
from shared.key_results.messages import ChangeKeyResult
from shared.telling.ladder import owing as reminders
from tests.factories import acknowledge, check_in, link, uid
from tests.journeys.stage import Stage, Windows, card

pytestmark = pytest.mark.anyio
SAID = uid("check-in Calls 10 ")


async def test_each_kind_lands_on_its_place(window: Windows, stage: Stage) -> None:
    mine = await stage.goal("Ada answers", "Calls", "Letters")
    theirs = await stage.goal("Dan delivers", "Parcels", "Vans", owner="dan")
    await stage.do(check_in("Calls", 10, confidence=8), by="ada")
    await stage.do(acknowledge("Calls", SAID, comment="Well done"), by="wang")
    await stage.do(check_in("Letters", 20, confidence=2, blocker="No stamps"), by="wang")
    await stage.do(EscalateKeyResult(key_result_id=uid("Letters"), escalation_id=uid("up"), note="Stuck"), by="wang")
    await stage.do(check_in("Parcels", 5, note="@Ada can you?"), by="dan")
    await stage.do(ChangeKeyResult(key_result_id=uid("Vans"), owner_id=uid("ada"), reason="Hers"), by="dan")
    await stage.do(link("Dan delivers", "Ada answers"), by="dan")
    # what the clock will say in a while
    later = stage.cairn.clock() + timedelta(days=9)
    await stage.cairn.inboxes.put(reminders(stage.cairn.hub.state, uid("Calls"), later).entries[:1])
    ada, other = await window("ada"), await window("ada", mine)
    landings = {
        "acknowledgement": (mine, "Calls"),
        "reminder": (mine, "Calls"),
        "warning": (mine, "Letters"),
        "mention": (theirs, "Parcels"),
        "assignment": (theirs, "Vans"),
        "alignment": (mine, None),
    }
    quotes = {"acknowledgement": "Well done", "mention": "@Ada can you?"}
    words = {
        "acknowledgement": "commented on your check-in",
        "reminder": "overdue",
        "warning": "“Letters”",
        "mention": "mentioned you",
        "assignment": "“Vans”",
        "alignment": "Dan delivers",
    }
    assert {each.value for each in EntryKind} == {*landings}
    await expect(other.locator(".to-inbox .count")).to_have_text("7")
    for kind, (path, name) in landings.items():
        await ada.locator(".to-inbox").click()
        await ada.locator(".told-row", has_text=words[kind]).locator(".told-of > a").click()
        await ada.wait_for_url(f"**{path}*")
        if name is not None:
            await expect(card(ada, name)).to_be_in_viewport()
        if kind in ("acknowledgement", "mention"):
            await expect(card(ada, name or "").locator(".check-ins").get_by_text(quotes[kind])).to_be_in_viewport()
    await expect(other.locator(".to-inbox .count")).to_have_count(0)
    await ada.locator(".to-inbox").click()
    await expect(ada.locator(".empty")).to_be_visible()
    await ada.locator(".seg a[href$='show=read']").click()
    await expect(ada.locator(".told-row")).to_have_count(6)
    # what she does not want to hear of does not come; the rest does
    await ada.locator(".telling > summary").click()
    await ada.locator("[name='kind:mention']").uncheck()
    await ada.locator(".telling .btn.primary").click()
    await expect(ada.locator(".toast")).to_be_visible()
    await stage.do(check_in("Parcels", 6, note="@Ada once more"), by="dan")
    await stage.do(acknowledge("Calls", SAID, name="2", comment="And again"), by="wang")
    for page in (ada, other):
        await expect(page.locator(".to-inbox .count")).to_have_text("1")
