"""The shape of the code: who may import whom, how long a file may be, and what must not be in any."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("shared", "realtime", "ui", "server")
MOST_LINES = 300
WAITING = {
    "tests/faults/test_database.py": "a writer that was told to try again later, while the database is away",
    "tests/realtime/network.py": "`until`: waits under a timeout for facts that announce themselves to nobody",
}
"""Files with a moment's sleep between two looks at a fact, each with the reason."""
WRITTEN = (".py", ".md", ".toml", ".yaml", ".yml", ".ts", ".tsx", ".css", ".html", ".json", ".txt", ".cfg", ".sh")
MACHINE = re.compile(r"/(?:home|Users|root|work)/\w|/tmp/\w+|[A-Z]:\\Users\\")


def tracked() -> list[Path]:
    """Every file that git keeps and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def python(*folders: str) -> list[Path]:
    return [each for each in tracked() if each.suffix == ".py" and each.relative_to(ROOT).parts[0] in folders]


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def slices() -> set[str]:
    """The features of the domain: folders with rules."""
    return {path.parent.name for path in (ROOT / "shared").glob("*/rules.py")}


def test_the_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_there_are_slices_to_look_at() -> None:
    assert slices() >= {"objectives", "key_results", "alignment", "check_ins", "cycles", "directory", "workspace"}


@pytest.mark.parametrize("name", sorted(slices()))
def test_a_slice_knows_only_the_models_of_others(name: str) -> None:
    """What a thing is may be known; what may be asked of it and what follows is its own slice's business."""
    own = f"shared.{name}"
    for path in (ROOT / "shared" / name).glob("*.py"):
        for module in imports(path):
            parts = module.split(".")
            if parts[0] == "shared" and len(parts) > 2 and parts[1] in slices() and not module.startswith(f"{own}."):
                allowed = parts[2] == "model" or parts[1:3] == ["key_results", "measures"]
                assert allowed, f"{path.relative_to(ROOT)} imports {module}"


def test_files_are_short() -> None:
    lengths = {
        path.relative_to(ROOT): len(path.read_text().splitlines()) for path in python(*PACKAGES, "tests", "bench")
    }
    assert {str(name): length for name, length in lengths.items() if length > MOST_LINES} == {}


def _sleeps(path: Path) -> Iterator[int]:
    """Lines on which a test waits for a while, and not for a fact."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = node.args[0].value
            if called == "sleep" and isinstance(given, (int, float)) and given > 0:
                yield node.lineno


def test_no_test_sleeps() -> None:
    sleeping = {str(path.relative_to(ROOT)): lines for path in python("tests") if (lines := list(_sleeps(path)))}
    assert {name: lines for name, lines in sleeping.items() if name not in WAITING} == {}
    assert WAITING.keys() <= sleeping.keys()


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix in WRITTEN and path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python(*PACKAGES)
        if path.read_text().strip()
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
