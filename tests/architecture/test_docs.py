"""What the documentation says of settings, commands, rights, files and links is what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import click
import pytest

from server.asgi import Application
from server.cairn import Cairn
from server.cli import main
from server.operate.metrics import REGISTRY
from server.settings import Settings
from shared.events import AnyCommand
from tests.architecture.test_structure import ROOT, tracked

DOCS = ROOT / "docs"
DECISION_LINES = 40
"""Half a page."""
ROW = re.compile(r"^\| `(\w+)` \| (?:`([^`]*)`|empty) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)")
NAMED = re.compile(r"`((?:shared|realtime|ui|server|tests|docs|bench)/[\w./*-]*)`")
"""A path of this repository, as the documentation writes it."""


def pages() -> list[Path]:
    return [each for each in tracked() if each.suffix == ".md" and "seed" not in each.name]


def read(name: str) -> str:
    return (DOCS / name).read_text()


def kinds(union: object) -> set[str]:
    return {each.__name__ for each in get_args(union)}


def commands(group: click.Group, path: tuple[str, ...] = ("cairn",)) -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, (*path, name))
        else:
            found[" ".join((*path, name))] = command
    return found


def sections(text: str) -> dict[str, str]:
    """The texts under the headings of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented_as_it_is() -> None:
    written = [(variable, default, says) for variable, default, says in ROW.findall(read("settings.md"))]
    assert written == [(each.variable, each.default, each.description) for each in Settings.documented()]


def test_every_command_is_documented_with_its_options() -> None:
    written = sections(read("commands.md"))
    there = commands(main)
    assert written.keys() == there.keys()
    for name, command in there.items():
        options = {each for given in command.params if isinstance(given, click.Option) for each in given.opts}
        said = set(re.findall(r"^\| `(--[\w-]+)`", written[name], re.MULTILINE))
        assert said == {each for each in options if each.startswith("--")}, name
        for argument in command.params:
            if isinstance(argument, click.Argument):
                assert (
                    f"{name} {argument.make_metavar(click.Context(command)).strip('[]').rstrip('.')}" in written[name]
                )


def test_rights_tell_of_every_command() -> None:
    names = set(re.findall(r"`([A-Z][A-Za-z]+)`", read("rights.md")))
    assert kinds(AnyCommand) <= names


def test_rights_tell_of_no_command_that_there_is_not() -> None:
    said = set(re.findall(r"`([A-Z][a-z]+[A-Z][A-Za-z]+)`", read("rights.md")))
    assert said <= kinds(AnyCommand)


def test_every_metric_is_documented() -> None:
    there = {each.name for each in REGISTRY.collect() if each.name.startswith("cairn_")}
    written = set(re.findall(r"`(cairn_\w+?)(?:_total)?`", read("operations.md")))
    assert written == there


def test_addresses_in_operations_are_routes() -> None:
    paths = {route.path for route in Application(Cairn(Settings())).routes}
    asked = set(re.findall(r"`(/[a-z][\w/]*)`", read("operations.md")))
    assert asked
    assert asked <= paths


def test_decisions_are_numbered_and_short() -> None:
    found = sorted((DOCS / "decisions").glob("*.md"))
    assert [each.name[:4] for each in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for each in found:
        text = each.read_text()
        assert text.startswith("# "), each.name
        assert len(text.splitlines()) <= DECISION_LINES, each.name
        assert {"Decided", "Why", "Cost"} <= sections(text).keys(), each.name


@pytest.mark.parametrize("page", pages(), ids=lambda each: str(each.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        target
        for target in LINK.findall(page.read_text())
        if not target.startswith(("http://", "https://", "mailto:")) and not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=lambda each: str(each.relative_to(ROOT)))
def test_files_that_are_named_are_there(page: Path) -> None:
    """Except in the worked example, which tells of files that one would write."""
    text = page.read_text().split("## A worked example")[0]
    assert [name for name in NAMED.findall(text) if not list(ROOT.glob(name.rstrip("/")))] == []


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    written = re.compile(r"(?:`|^)(?:[A-Z_]+=\S+ )*make ([a-z]+) *(?:`|$|#|ARGS=)", re.MULTILINE)
    named = {name for page in pages() for name in written.findall(page.read_text())}
    assert {"run", "test", "check", "fix"} <= named
    assert named <= targets
