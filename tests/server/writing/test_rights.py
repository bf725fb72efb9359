"""Who may write, read or not even know of a text: what is withdrawn ends at once, what is regained begins again."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from server.cairn import Cairn
from shared.directory.messages import ChangePerson
from shared.messages import OPERATOR, Role
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import uid
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import SECRET, TITLE, becomes, title
from tests.server.writing.editor import collab, editing

pytestmark = pytest.mark.anyio


async def test_a_reader_sees_and_cannot_write(company: Cairn, served: Running) -> None:
    ada, bob = await bearer(company, "Ada"), await bearer(company, "Bob")
    async with editing(served.address, ada, TITLE) as writer, editing(served.address, bob, TITLE) as reader:
        assert reader.scope == "readonly"
        await reader.all_saved()
        await reader.type("NO ", 0)
        await reader.until(lambda: reader.not_applied == 1)
        await writer.type("!")
        await reader.until(lambda: reader.value.endswith("!"))
        assert writer.value == "A goal!"


async def test_a_hidden_document_answers_like_one_that_is_not_there(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    for name in (SECRET, TITLE.replace(uid("goal"), uid("nothing")), "objective:x:title", "users", "", "a" * 299):
        async with editing(served.address, root, name) as outsider:
            assert outsider.denied == "permission-denied"
            assert outsider.frames == 1
    async with editing(served.address, await bearer(company, "Ada"), SECRET) as owner:
        assert owner.value == "A secret"


async def test_a_right_that_is_withdrawn_ends_the_writing_at_once(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    async with editing(served.address, root, TITLE) as editor:
        await editor.type(" kept")
        await editor.all_saved()
        change = ChangePerson(person_id=uid("Ada"), role=Role.ADMIN)
        await company.executor.execute(change, OPERATOR)
        await company.executor.execute(ChangePerson(person_id=uid("Root"), role=Role.GUEST), OPERATOR)
        await editor.until(lambda: editor.scope == "readonly")
        await editor.type(" lost")
        await editor.until(lambda: editor.not_applied == 1)
        await company.executor.execute(
            ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE), OPERATOR
        )
        await editor.until(lambda: editor.closed and editor.denied)
        await becomes(company, lambda: title(company) == "A goal kept")


async def test_who_regains_a_right_is_told_to_ask_again(company: Cairn, served: Running) -> None:
    root = await bearer(company, "Root")
    secret = ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PRIVATE)
    public = ChangeObjective(objective_id=uid("goal"), visibility=Visibility.PUBLIC)
    async with editing(served.address, root, TITLE) as editor:
        await company.executor.execute(secret, OPERATOR)
        await editor.until(lambda: editor.closed == editor.denied == "permission-denied")
        await company.executor.execute(public, OPERATOR)
        await editor.until(lambda: editor.closed == "again")
        await editor.open()
        await editor.type("!")
        await editor.until(lambda: editor.value == "A goal!")
    async with editing(served.address, root, SECRET) as outsider:
        await company.executor.execute(secret, OPERATOR)
        assert (outsider.denied, outsider.closed) == ("permission-denied", None)
        await company.executor.execute(
            ChangeObjective(objective_id=uid("secret"), visibility=Visibility.PUBLIC), OPERATOR
        )
        await outsider.until(lambda: outsider.closed == "again")


async def test_who_is_deactivated_or_signed_out_loses_the_socket(company: Cairn, served: Running) -> None:
    async with editing(served.address, await bearer(company, "Root"), TITLE) as editor:
        await company.executor.execute(ChangePerson(person_id=uid("Ada"), role=Role.ADMIN), OPERATOR)
        await company.executor.execute(ChangePerson(person_id=uid("Root"), active=False), OPERATOR)
        await editor.until(lambda: editor.code == 4401)
    headers = await bearer(company, "Ada")
    async with editing(served.address, headers, TITLE) as editor:
        (token,) = await company.accounts.tokens.of(uid("Ada"))
        await company.accounts.tokens.end(token.id, uid("Ada"))
        await editor.until(lambda: editor.code == 4401)


async def test_who_is_not_signed_in_or_comes_from_elsewhere_never_opens_a_socket(
    company: Cairn, served: Running
) -> None:
    for headers in ({}, {**await bearer(company, "Ada"), "Origin": "https://elsewhere.example"}):
        with pytest.raises(InvalidStatus, match="403"):
            async with collab(served.address, headers):
                pass
