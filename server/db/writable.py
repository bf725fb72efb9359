"""Remembers whether the last write of this process met a full disk or a database that takes none. Writes nothing unasked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from server.db.problems import is_unwritable


class Writable:
    """One for each engine, which tells it how its writes end."""

    def __init__(self) -> None:
        self.problem = ""
        """Why the last write that met such a thing failed; empty since a later one has succeeded."""

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Around what may write."""
        try:
            yield
        except Exception as problem:
            if is_unwritable(problem):
                self.problem = type(problem).__name__
            raise

    def worked(self) -> None:
        """Something was written and is durable."""
        self.problem = ""
