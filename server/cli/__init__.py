"""The command `cairn`. One file for each group of commands; this one only gathers them."""

from __future__ import annotations

import click

from server.cli.accounts import invite, token
from server.cli.exchange import bring_in, take_out
from server.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cairn")
def main() -> None:
    """Cairn, a self-hosted, real-time OKR workspace."""


main.add_command(serve)
main.add_command(token)
main.add_command(invite)
main.add_command(bring_in)
main.add_command(take_out)
