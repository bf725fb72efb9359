"""Forks instances from a process that has read the program already: the real command, ready in a moment. Kills none itself.

Over a Unix socket comes one order as a line of JSON; back go the process's id, what the command prints, and how it ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from importlib import import_module
from typing import Any, NoReturn

from server.cairn import Cairn
from server.cli import main as command
from server.serve import Server
from server.settings import Settings

ENDED = "ended "


def main(path: str) -> None:
    # read and compiled once, here, is what each instance would read and compile at its start
    Server(Cairn(Settings()), lambda _: None).config.load()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        os.write(1, b"listening\n")
        while True:
            ready, _, _ = select.select([listening, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _ = listening.accept()
            if os.fork() == 0:
                _keep(connection)
            connection.close()


def _keep(connection: socket.socket) -> NoReturn:
    """Stay with one process until it has ended, and say how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with connection.makefile("r") as orders:
        order = json.loads(orders.readline())
    process = os.fork()
    if process == 0:
        _be(connection, order)
    _, status = os.waitpid(process, 0)
    connection.sendall(f"{ENDED}{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _be(connection: socket.socket, order: dict[str, Any]) -> NoReturn:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for place, descriptor in enumerate((nowhere, connection.fileno(), nowhere)):
        os.dup2(descriptor, place)
    os.write(1, f"{os.getpid()}\n".encode())
    os.environ.update(order["environment"])
    for name, value in order["constants"].items():
        module, _, constant = name.rpartition(".")
        setattr(import_module(module), constant, value)
    code: Any = 1
    try:
        command(order["words"])
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc(file=sys.stdout)
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    main(sys.argv[1])
