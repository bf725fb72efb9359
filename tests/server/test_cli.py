"""The command at the host, in a process of its own, as an operator runs it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

FIRST = {"workspace": "Yunfan", "name": "Root", "email": "root@example.org", "password": "correct horse"}


def environment(directory: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {**kept, "CAIRN_DATA": str(directory / "data"), "PORT": "0", "CAIRN_SAMPLE": "false", **more}


def cairn(directory: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *words],
        env=environment(directory, **more), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def serving(directory: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "server", "serve"],
        env=environment(directory, **more), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found is not None, line
            yield process, found[0]
        finally:
            process.kill()


def set_up(address: str) -> None:
    with httpx.Client(base_url=address, timeout=20) as visitor:
        found = re.search(r'name="csrf" content="(\w+)"', visitor.get("/setup").text)
        assert found is not None
        visitor.post("/setup", json=FIRST, headers={"X-CSRF-Token": found[1]}).raise_for_status()


def test_it_serves_prints_keys_while_it_runs_and_ends_in_time(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, address):
        set_up(address)
        token = cairn(tmp_path, "token", "Root@example.org", "--name", "host").stdout.strip()
        header = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/api/v1/me", headers=header).json()["person"]["email"] == "root@example.org"
        link = cairn(tmp_path, "invite", "root@example.org", CAIRN_PUBLIC_URL=address).stdout.strip()
        assert "root@example.org" in httpx.get(link).text
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert (process.wait(10), time.monotonic() - begun < 5) == (0, True)
    with serving(tmp_path) as (process, again):
        assert httpx.get(f"{again}/api/v1/me", headers=header).json()["person"]["name"] == "Root"
        # Ctrl+C: one line, and no error for whoever called it
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert (process.wait(10), process.stdout.read()) == (0, "Cairn has stopped.\n")


def says(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a failure."""
    assert done.returncode != 0
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


def test_a_second_server_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, _):
        line = says(cairn(tmp_path, "serve"))
    assert "is in use by process" in line
    assert str(process.pid) in line


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = says(cairn(tmp_path, "serve", "--port", port))
    assert f"port {port}" in line
    assert "PORT" in line


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("PORT", "many", "PORT must be a number"),
        ("DATABASE_URL", "mysql://me:secret@host/x", "DATABASE_URL must start with"),
        ("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/x", "DATABASE_URL cannot be reached"),
    ],
)
def test_a_wrong_setting_is_one_line_without_secrets(tmp_path: Path, setting: str, value: str, told: str) -> None:
    line = says(cairn(tmp_path, "serve", **{setting: value}))
    assert told in line
    assert "secret" not in line


def test_keys_need_a_database_and_a_person(tmp_path: Path) -> None:
    assert "run `cairn serve` first" in says(cairn(tmp_path, "token", "root@example.org"))
    with serving(tmp_path):
        assert "nobody with the address" in says(cairn(tmp_path, "invite", "root@example.org"))
