"""`cairn import` and `cairn export`: files in and out at the host, also while the server runs. Asks for no password: the host is trusted."""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import msgspec

from server.cli.problems import one_line, settings
from server.settings import LogLevel, Settings
from shared.directory.model import Locale
from shared.messages import OPERATOR, Actor, Refused

if TYPE_CHECKING:
    from server.cairn import Cairn
    from server.exchange.report import Report, ReportRow

T = TypeVar("T")
LANGUAGES = {"zh": Locale.ZH, "en": Locale.EN}
_language = click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
_person = click.option("--as", "email", help="Act as the person with this address; otherwise as the host.")
_cycle = click.option("--cycle", default="", help="The cycle's name; the current one if left out.")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@_cycle
@click.option("--preview", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--partly", is_flag=True, help="Bring in all but the rows that cannot come in.")
@_person
@_language
def bring_in(file: Path, cycle: str, preview: bool, partly: bool, email: str | None, lang: str) -> None:
    """Bring in objectives from FILE: CSV, Markdown or JSON. All or nothing, unless --partly."""
    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    locale = LANGUAGES[lang]

    async def work(cairn: Cairn) -> Report:
        from server.exchange.imports import carried_out, cycle_called, planned
        from server.exchange.report import report

        upload = cairn.uploads.keep(_actor(cairn, email), file.name, content)
        cycle_id = cycle_called(cairn, cycle)
        if preview:
            return report(upload, await planned(cairn, upload, cycle_id), locale, done=False)
        plan, done = await carried_out(cairn, upload, cycle_id, partly=partly)
        return report(upload, plan, locale, done=done)

    told = _with_cairn(work, locale)
    _show(told, locale)
    left = told.counts["refused"] + told.counts["ask"]
    if not preview and not told.done:
        raise click.ClickException(_say(locale, "refused.import.incomplete", n=left))
    if left:
        sys.exit(1)


@click.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "md", "json"]), required=True)
@_cycle
@_person
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file; otherwise the terminal.")
@_language
def take_out(form: str, cycle: str, email: str | None, output: Path | None, lang: str) -> None:
    """Write a cycle's objectives. The host sees only what is public; --as takes out what one person sees."""

    async def work(cairn: Cairn) -> bytes:
        from server.exchange.exports import exported

        return (await exported(cairn, _actor(cairn, email), form, cycle))[1]

    content = _with_cairn(work, LANGUAGES[lang])
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        try:
            output.write_bytes(content)
        except OSError as problem:
            raise click.ClickException(f"{output} cannot be written: {problem.strerror}") from None


def _with_cairn(work: Callable[[Cairn], Awaitable[T]], locale: Locale) -> T:
    from server.cairn import Cairn
    from server.db.engine import DATABASE_FILE
    from server.execute import Unavailable
    from server.operate.logs import configure_logs

    chosen: Settings = msgspec.structs.replace(settings(), log_level=LogLevel.ERROR)
    if not chosen.database_url and not (chosen.data_directory / DATABASE_FILE).is_file():
        raise click.ClickException(f"there is no database in {chosen.data_directory} yet: run `cairn serve` first")
    configure_logs(chosen)

    async def run() -> T:
        cairn = Cairn(chosen)
        try:
            await cairn.start(alone=False)
            return await work(cairn)
        finally:
            await cairn.stop()

    with one_line(chosen):
        try:
            return asyncio.run(run())
        except Refused as refused:
            field = f"{refused.field}: " if refused.field is not None else ""
            raise click.ClickException(field + _say(locale, f"refused.{refused.code}", **refused.params)) from None
        except Unavailable as problem:
            raise click.ClickException(f"it could not be written: {problem}") from None


def _actor(cairn: Cairn, email: str | None) -> Actor:
    if email is None:
        return OPERATOR
    person_id = cairn.hub.state.index.emails.get(email.strip().lower())
    if person_id is None:
        raise click.ClickException(f"there is nobody with the address {email}")
    if not cairn.hub.state.people[person_id].active:
        raise click.ClickException(f"{email} is deactivated")
    return Actor(person_id)


def _show(told: Report, locale: Locale) -> None:
    """A table whose columns hold also where letters are two cells wide."""
    rows = [_cells(each, locale) for each in told.rows]
    widths = [max((_width(row[place]) for row in rows), default=0) for place in range(3)]
    for row, each in zip(rows, told.rows, strict=True):
        click.echo(
            "  ".join([*(_padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
        )
        for reason in each.reasons:
            click.echo(f"{' ' * (sum(widths) + 6)}{'  ' * each.depth}→ {reason.detail}")
        if each.source:
            click.echo(f"{' ' * (sum(widths) + 6)}{'  ' * each.depth}| {each.source}")
    for note in told.notes:
        click.echo(f"! {note.detail}")
    click.echo(", ".join(f"{_say(locale, f'exchange.what.{what}')} {n}" for what, n in told.counts.items() if n))


def _cells(row: ReportRow, locale: Locale) -> tuple[str, str, str, str]:
    about = " · ".join(each for each in (row.title, row.detail, row.owner) if each)
    what, kind = _say(locale, f"exchange.what.{row.what}"), _say(locale, f"exchange.kind.{row.kind}")
    return row.where, what, kind, "  " * row.depth + about


def _say(locale: Locale, key: str, **params: object) -> str:
    from shared.language.catalogue import tr

    return tr(locale, key, **params)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
