"""The page of people as those who use it meet it: look, find, add, change, deactivate; and another screen follows."""

from __future__ import annotations

import pytest

from shared.directory.messages import AddPerson, ChangePerson, ChangeUnit
from shared.directory.model import Locale
from shared.messages import Refused, Role
from tests.factories import company, person, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World, held
from ui.directory.page import PeoplePage
from ui.directory.table import PAGE

pytestmark = pytest.mark.anyio


def row(shown: Screen, name: str) -> Element:
    return next(each for each in shown.find("tbody").find_all("tr") if name in each.text)


async def test_everybody_sees_the_company_and_only_admins_may_change_it() -> None:
    world = World()
    async with world.screen("bob", page=PeoplePage) as bob, world.screen("root", page=PeoplePage) as root:
        assert bob.find("nav", class_="tree").text == "Cairn6Engineering1Marketing3Brand2In no department2"
        assert "Marketing / Brand" in row(bob, "Ada").text
        assert "Wang Min" in row(bob, "Ada").text
        assert not bob.has("tr", text="Eve")
        assert not bob.has("a", text="Invite a person")
        assert not bob.has("a", data_icon="edit")
        assert not bob.has("a", class_="add")
        assert len(root.find_all("a", data_icon="edit")) == 6


async def test_a_guest_s_address_opens_no_form() -> None:
    async with World().screen("bob", "/people", f"person={uid('ada')}", page=PeoplePage) as bob:
        assert not bob.has("form")


async def test_a_unit_in_the_address_shows_its_people_and_those_below() -> None:
    world = World()
    async with world.screen("root", "/people", f"unit={uid('marketing')}", page=PeoplePage) as root:
        assert {"Ada", "Bob", "Wang Min"} == {
            each for each in ("Ada", "Bob", "Wang Min", "Dan") if root.has("tr", text=each)
        }
        assert root.find("span", class_="chip").text == "Wang Min"
        link = root.find("a", class_="node", text="Engineering").attributes["href"]
        await root.go(link)
        await root.until(lambda screen: screen.has("tr", text="Dan") and not screen.has("tr", text="Ada"))
        assert root.find("a", aria_current="true").text == "Engineering1"


async def test_search_looks_at_names_in_both_scripts_titles_and_addresses() -> None:
    async with World().screen("root", page=PeoplePage) as root:
        find = root.find("input", type="search")
        await root.type(find, "wang")
        await root.until(lambda screen: len(screen.find("tbody").find_all("tr")) == 1)
        await root.type(find, "王")
        await root.quiet()
        assert "Wang Min" in root.find("tbody").text
        await root.type(find, "nobody at all")
        await root.until(lambda screen: screen.has("h2", text="Nobody fits"))


async def test_those_who_left_are_found_and_come_back() -> None:
    world = World()
    async with world.screen("root", "/people", f"who=left&person={uid('eve')}", page=PeoplePage) as root:
        assert [each.text for each in root.find("tbody").find_all("span", class_="person")] == ["EEve"]
        await root.click(root.find("button", text="Activate again"))
        await root.until(lambda screen: screen.has("h2", text="Nobody fits") and not screen.has("form"))
    assert world.state.people[uid("eve")].active


async def test_a_person_is_added_with_a_link_and_appears_on_the_other_screen() -> None:
    world = World()
    query = f"unit={uid('brand')}&person=new"
    async with (
        world.screen("root", "/people", query, page=PeoplePage) as root,
        world.screen("ada", page=PeoplePage) as ada,
    ):
        form = root.find("form")
        assert form.find("select", name="unit_id").attributes["defaultValue"] == uid("brand")
        wanted = {"name": "孙悦", "latin_name": "Sun Yue", "email": "sun@example.com", "role": "guest"}
        await root.submit(form, **{**held(form), **wanted})
        await root.until(lambda screen: screen.has("cairn-copy"))
        new = next(each for each in world.state.people.values() if each.email == "sun@example.com")
        assert root.find("cairn-copy").attributes["value"].endswith(new.id)
        assert (new.role, new.unit_id, new.locale) == (Role.GUEST, uid("brand"), Locale.EN)
        await ada.until(lambda screen: screen.has("tr", text="Sun Yue"))
        assert "Cairn7" in ada.find("nav", class_="tree").text
        await root.submit(root.find("form"))
        await root.until(lambda screen: not screen.has("form") and not screen.has("cairn-copy"))


async def test_refusals_stand_beside_their_fields_and_the_form_keeps_its_text() -> None:
    world = World()
    world.tell(ChangePerson(person_id=uid("root"), locale=Locale.ZH))
    async with world.screen("root", "/people", "person=new", page=PeoplePage) as root:
        for name, wrong, said in (
            ("email", "sun@nowhere", "这不是完整的邮箱地址。"),
            ("email", "ada@example.com", "ada@example.com 已被使用。"),
            ("name", "", "此处不能为空。"),
            ("role", "emperor", "'emperor' 不在可选范围内。"),
            ("time_zone", "Mars/Olympus", "未知的时区：Mars/Olympus。"),
            ("manager_id", uid("nobody"), "内容不存在，或你无权查看。"),
        ):
            form = root.find("form")
            await root.submit(form, **{**held(form), "name": "孙悦", "email": "sun@example.com", name: wrong})
            await root.quiet()
            refused = root.find("label", class_="refused")
            assert refused.has(name=name), name
            assert refused.find("small", class_="why").text == said
            # uncontrolled: what was typed stays as long as no default moves
            assert held(root.find("form")) == held(form)
    assert world.done == []


async def test_only_what_was_changed_is_sent_so_that_two_admins_keep_each_other_s_changes() -> None:
    world = World()
    async with world.screen("root", "/people", f"person={uid('ada')}", page=PeoplePage) as root:
        form = root.find("form")
        world.tell(ChangePerson(person_id=uid("ada"), title="Countess"))
        await root.until(lambda screen: screen.has("td", text="Countess"))
        assert root.find("form").find("input", name="title").attributes["defaultValue"] == ""
        await root.submit(root.find("form"), **{**held(form), "manager_id": uid("chen")})
        await root.until(lambda screen: not screen.has("form"))
    assert world.done == [ChangePerson(person_id=uid("ada"), manager_id=uid("chen"))]
    assert world.state.people[uid("ada")].title == "Countess"


async def test_deactivating_takes_the_person_off_the_list_and_undo_brings_them_back() -> None:
    world = World()
    async with world.screen("root", "/people", f"person={uid('dan')}") as root:
        await root.click(root.find("form", class_="dialog").find("button", text="Deactivate"))
        await root.until(lambda screen: screen.has("p", class_="toast", text="Dan can no longer sign in"))
        assert not root.has("tr", text="Dan")
        await root.click(root.find("p", class_="toast").find("button", text="Undo"))
        await root.until(lambda screen: screen.has("tr", text="Dan"))
    assert world.state.people[uid("dan")].active


async def test_the_last_admin_is_told_why_not() -> None:
    world = World()
    async with world.screen("root", "/people", f"person={uid('root')}", page=PeoplePage) as root:
        await root.click(root.find("button", text="Deactivate"))
        await root.until(lambda screen: screen.has("p", class_="why", text="last admin"))
    assert world.state.people[uid("root")].active


async def test_a_link_is_shown_beside_the_form_and_a_refused_one_is_said() -> None:
    world = World()
    async with world.screen("root", "/people", f"person={uid('ada')}", page=PeoplePage) as root:
        await root.click(root.find("button", text="Sign-in link"))
        await root.until(lambda screen: screen.has("cairn-copy"))
        assert root.has("input", name="email")
        world.tell(AddPerson(person_id=uid("ruth"), email="ruth@example.com", name="Ruth", role=Role.ADMIN))
        world.tell(ChangePerson(person_id=uid("root"), role=Role.MEMBER))
        await root.until(lambda screen: not screen.has("form"))


async def test_a_failure_of_the_line_keeps_the_form() -> None:
    world = World()
    async with world.screen("root", "/people", f"person={uid('ada')}", page=PeoplePage) as root:
        world.failure = Refused("unavailable")
        await root.submit(root.find("form"), **{**held(root.find("form")), "name": "Ada L."})
        await root.until(lambda screen: screen.has("p", class_="why", text="could not be saved"))
        world.failure = None
        await root.submit(root.find("form"), **{**held(root.find("form")), "name": "Ada L."})
        await root.until(lambda screen: screen.has("tr", text="Ada L.") and not screen.has("form"))


async def test_a_long_list_is_drawn_by_pages() -> None:
    story = company().tell(*(person(f"p{n:03}") for n in range(PAGE + 30)))
    async with World(story).screen("ada", page=PeoplePage) as ada:
        assert len(ada.find("tbody").find_all("tr")) == PAGE
        await ada.click(ada.find("button", text="Show 36 more"))
        await ada.until(lambda screen: len(screen.find("tbody").find_all("tr")) == PAGE + 36)


async def test_a_change_of_one_person_is_on_everybody_s_screen() -> None:
    world = World()
    async with world.screen("ada", page=PeoplePage) as ada:
        world.tell(
            ChangePerson(person_id=uid("dan"), title="CTO"), ChangeUnit(unit_id=uid("engineering"), name="研发部")
        )
        await ada.until(lambda screen: screen.has("td", text="CTO") and screen.has("td", text="研发部"))
        assert "研发部1" in ada.find("nav", class_="tree").text


async def test_a_change_that_moves_nobody_draws_one_row() -> None:
    world = World()
    async with world.screen("ada", page=PeoplePage) as ada:
        drawn = len(ada.updates)
        world.tell(ChangePerson(person_id=uid("dan"), title="CTO"))
        await ada.until(lambda screen: screen.has("td", text="CTO"))
        assert [each["model"]["children"][0]["tagName"] for each in ada.updates[drawn:]] == ["tr"]
