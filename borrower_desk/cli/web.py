"""`web`: the app in a browser on this machine."""

from __future__ import annotations

import socket  # to find a free port of 127.0.0.1, and for nothing else
import sys
from typing import Annotated

import typer

from borrower_desk.cli import context
from borrower_desk.errors import DeskError
from borrower_desk.speech import tr

app = typer.Typer()


@app.command("web")
def serve(
    port: Annotated[int, typer.Option(help="The port of 127.0.0.1; 0 takes a free one.")] = 0,
) -> None:
    """Open the app in a browser on this machine only, behind an address that works once."""
    from borrower_desk.cli.output import emit, say
    from borrower_desk.cli.web_server import HOST, DeskServer

    chosen = _free(HOST, port)
    server = DeskServer(_command(), chosen)

    def ready(address: str) -> None:
        emit(
            {"address": address, "port": chosen},
            lambda: say(
                tr("Open this address in a browser on this machine. It works once:"),
                address,
                tr("ctrl+c here closes the desk."),
            ),
        )
        sys.stdout.flush()

    server.serve_until_stopped(ready)


def _command() -> list[str]:
    """The app, as a command, on the desk and the day that were named."""
    now = context.current
    words = [sys.executable, "-m", "borrower_desk", "--desk", str(context.desk_path().absolute())]
    for name, value in (
        ("--passphrase-file", now.passphrase_file),
        ("--key-file", now.key_file),
        ("--as-of", now.as_of),
    ):
        if value is not None:
            words += [name, str(value)]
    return words


def _free(host: str, port: int) -> int:
    """The port, when it can be had; 0 gives a free one."""
    with socket.socket() as trial:
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as why:
            raise DeskError(
                f"Port {port} of this machine cannot be used: {why}.",
                hint="Leave --port out, and a free one is found.",
            ) from None
        return int(trial.getsockname()[1])
