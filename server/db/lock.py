"""Keeps a second process out of a data directory.
Protects no single file, which SQLite does: one process is what the embedded broker and the writer's lock can serve."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_FILE = "lock"


class DataDirectoryInUse(Exception):
    """`pid` is the process that holds the directory, or None when it has not written its number yet."""

    def __init__(self, directory: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid is not None else "another process"
        super().__init__(f"{directory} is in use by {holder}. Stop it, or choose another directory with CAIRN_DATA.")
        self.pid = pid


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """The lock ends with the process, however that ends: no stale lock is left behind."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Not truncated on opening: until the lock is ours, the number inside is the holder's.
    descriptor = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            written = os.pread(descriptor, 32, 0).strip()
            raise DataDirectoryInUse(directory, int(written) if written.isdigit() else None) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
