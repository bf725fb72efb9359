"""`cairn serve`: the server in this process. Starts nothing in the background."""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import click
import msgspec

from server.cli.problems import one_line, settings
from server.settings import Settings

INTERRUPTED = 130
"""The status of what Ctrl+C ended, as shells give it."""


@click.command()
@click.option("--host", help="The address to listen on. [CAIRN_HOST]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes any free one. [PORT]")
@click.option("--no-sample", is_flag=True, help="Leave an empty database empty. [CAIRN_SAMPLE=false]")
def serve(host: str | None, port: int | None, no_sample: bool) -> None:
    """Serve the product until SIGTERM or Ctrl+C."""
    try:
        _serve(_chosen(host, port, no_sample))
    except KeyboardInterrupt:
        # before it was ready there was nothing to finish
        click.echo("Cairn has stopped.")
        sys.exit(INTERRUPTED)
    click.echo("Cairn has stopped.")


def _chosen(host: str | None, port: int | None, no_sample: bool) -> Settings:
    chosen = settings()
    if host is not None:
        chosen = msgspec.structs.replace(chosen, host=host)
    if port is not None:
        chosen = msgspec.structs.replace(chosen, port=port)
    if no_sample:
        chosen = msgspec.structs.replace(chosen, sample=False)
    return chosen


def _serve(chosen: Settings) -> None:
    from server.serve import listening_socket

    try:
        sock = listening_socket(chosen.host, chosen.port)
    except (OSError, OverflowError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise click.ClickException(
            f"cannot listen on {chosen.host} port {chosen.port}: {reason}. Choose another with PORT or --port."
        ) from None
    with sock, one_line(chosen):
        _run(chosen, sock)


def _run(chosen: Settings, sock: socket.socket) -> None:
    from server.cairn import Cairn
    from server.operate.logs import configure_logs
    from server.serve import serve as run

    configure_logs(chosen)

    async def work() -> bool:
        return await run(Cairn(chosen), sock, lambda url: click.echo(f"Cairn is ready at {url}"))

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        if not runner.run(work()):
            # a thread still waits for the database, and the loop would wait for it: what was answered is durable
            click.echo("Cairn has stopped, without waiting for the database any longer.")
            sys.stdout.flush()
            os._exit(1)


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.Loop
