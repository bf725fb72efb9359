"""Servers that a test may stop and start again on the same port. What PostgreSQL has acknowledged survives its death."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import services


class Restartable:
    """`stop` is without mercy to clients; both return when the server has ended or is ready."""

    def __init__(self, url: str, argv: Sequence[str], stop_signal: str, **options: Any) -> None:
        self.url = url
        self._argv = argv
        self._stop_signal = stop_signal
        self._options = options
        self._running = ExitStack()

    def start_now(self) -> None:
        self._running.enter_context(services.running(self._argv, stop_signal=self._stop_signal, **self._options))

    def stop_now(self) -> None:
        self._running.close()

    async def start(self) -> None:
        await asyncio.to_thread(self.start_now)

    async def stop(self) -> None:
        await asyncio.to_thread(self.stop_now)


@contextmanager
def redis(scratch: Path) -> Iterator[Restartable]:
    port = services.free_port()
    argv = [services._redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    argv += ["--dir", str(scratch)]
    server = Restartable(f"redis://127.0.0.1:{port}/0", argv, "KILL", environment={}, cwd=scratch)
    server.start_now()
    try:
        yield server
    finally:
        server.stop_now()


@contextmanager
def postgres(scratch: Path) -> Iterator[Restartable]:
    binaries = services._postgres_binaries()
    user = services._unprivileged()
    if user:
        os.chown(scratch, user["user"], user["group"])
        if not services._may_run(binaries / "initdb", scratch, user):
            binaries = services._copy_install(binaries, scratch / "install")
    environment = {"HOME": str(scratch), "PATH": f"{binaries}:/usr/bin:/bin", "LC_ALL": "C"}
    subprocess.run(
        [binaries / "initdb", "-D", scratch / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
        cwd=scratch, env=environment, capture_output=True, check=True, **user,
    )  # fmt: skip
    port = services.free_port()
    argv = [str(binaries / "postgres"), "-D", str(scratch / "data")]
    # fsync is against the death of the machine; that of the server alone it survives without
    for setting in (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"):
        argv += ["-c", setting]
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    server = Restartable(url, argv, "QUIT", environment=environment, cwd=scratch, **user)
    server.start_now()
    try:
        yield server
    finally:
        server.stop_now()
