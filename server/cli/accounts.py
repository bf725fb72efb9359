"""`cairn token` and `cairn invite`: keys made at the host, also while the server runs. Asks for no password: the host is trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from server.cli.problems import one_line, settings
from server.settings import Settings

T = TypeVar("T")


@click.command()
@click.argument("email")
@click.option("--name", default="cairn token", show_default=True, help="What the token is for.")
def token(email: str, name: str) -> None:
    """Print a new API token of the person with EMAIL. It is shown this once."""

    async def make(accounts: Any, person_id: str) -> str:
        secret, _ = await accounts.tokens.make(person_id, name[:120])
        return str(secret)

    click.echo(_for_person(settings(), email, make))


@click.command()
@click.argument("email")
def invite(email: str) -> None:
    """Print a link, good once, with which the person with EMAIL chooses a password."""
    chosen = settings()

    async def make(accounts: Any, person_id: str) -> str:
        secret, _ = await accounts.invite(person_id)
        return str(secret)

    secret = _for_person(chosen, email, make)
    click.echo(f"{chosen.public_url or f'http://{chosen.host}:{chosen.port}'}/invitation/{secret}")


def _for_person(chosen: Settings, email: str, make: Callable[[Any, str], Awaitable[T]]) -> T:
    from server.accounts.accounts import Accounts
    from server.db.engine import DATABASE_FILE, make_engine, use_engine
    from server.ids import new_id, now

    if not chosen.database_url and not (chosen.data_directory / DATABASE_FILE).is_file():
        raise click.ClickException(f"there is no database in {chosen.data_directory} yet: run `cairn serve` first")

    async def work() -> T:
        engine = make_engine(chosen.database_url, chosen.data_directory)
        use_engine(engine)
        await engine.start()
        try:
            rows = await engine.fetch("SELECT id, active FROM person WHERE email = {}", email.strip().lower())
            if not rows:
                raise click.ClickException(f"there is nobody with the address {email}")
            if not rows[0]["active"]:
                raise click.ClickException(f"{email} is deactivated")
            return await make(Accounts(engine, now, new_id), rows[0]["id"])
        finally:
            await engine.stop()

    with one_line(chosen):
        return asyncio.run(work())
