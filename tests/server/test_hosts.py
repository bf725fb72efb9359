"""Under which names an instance answers while nobody has said which one is its own."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from server.cairn import Cairn
from server.middleware.hosts import Hosts
from server.settings import Settings
from tests.server.conftest import Running, serving
from tests.server.test_door_guards import knock

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("192.168.1.7", True),
        ("localhost:8000", True),
        ("cairn.localhost", True),
        ("app-1:8000", True),
        ("cairn.lan:8000", True),
        ("Box.Local.", True),
        (f"{socket.gethostname()}:8000", True),
        ("its.example.org", True),
        ("", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example:8000", False),
        ("evil.example:127.0.0.1", False),
        ("lan.evil.example", False),
        ("user@evil.example", False),
        ("[::1", False),
        (":8000", False),
    ],
)
def test_names_that_others_can_make_lead_here_are_not_known(host: str, known: bool) -> None:
    hosts = Hosts(None, Settings(host="its.example.org"), _never)
    assert hosts.is_known(host) is known


def _never(scope: Any, problem: Exception) -> Any:
    raise AssertionError


async def test_who_comes_under_another_name_is_told_what_to_set(served: Running) -> None:
    visitor = served.visitor(headers={"Host": "okr.example.org:8000"})
    answer = await visitor.get("/signin", headers={"Accept": "text/html"})
    assert answer.status_code == 421
    assert "CAIRN_PUBLIC_URL=http://okr.example.org:8000" in answer.text
    assert (await visitor.get("/api/v1/me")).json()["code"] == "host"
    assert (await visitor.post("/setup", json={})).status_code == 421
    assert (await visitor.get("/healthz")).status_code == 200
    port = served.address.rpartition(":")[2]
    name = f"evil.example:{port}"
    assert await knock(served, "/live", Host=name, Origin=f"http://{name}") == 403


async def test_with_a_public_address_any_name_may_lead_here(cairn: Cairn) -> None:
    cairn.settings = type(cairn.settings)(public_url="https://okr.example.org")
    async with serving(cairn) as served:
        answer = await served.visitor(headers={"Host": "okr.example.org"}).get("/signin")
        assert answer.status_code == 200
