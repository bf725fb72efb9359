"""What can go wrong before anything is served, each as one line for the person at the host. Hides no bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.db.lock import DataDirectoryInUse
from server.db.migrate import DatabaseTooNew
from server.db.problems import is_unreachable
from server.settings import Settings, SettingsProblem


def settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None


@contextmanager
def one_line(chosen: Settings) -> Iterator[None]:
    """Says what is wrong with the database or its directory, and never the database URL, which may hold a password."""
    try:
        yield
    except (DataDirectoryInUse, DatabaseTooNew) as problem:
        raise click.ClickException(str(problem)) from None
    except Exception as problem:
        if is_unreachable(problem) and chosen.database_url:
            raise click.ClickException(f"the database at DATABASE_URL cannot be reached: {problem}") from None
        if isinstance(problem, OSError) and not chosen.database_url:
            raise click.ClickException(
                f"the data directory {chosen.data_directory} cannot be used: {problem}"
            ) from None
        raise
