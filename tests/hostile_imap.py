"""A mail server that was taken over: over TLS it answers what a test has written for it."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from dovecot import certificates

# What it answers to a command: pieces, which may never end; the tagged line comes by itself.
Answers = Callable[[str], "Iterator[bytes]"]


@dataclass
class HostileServer:
    """Where it listens, the commands that it got, and how much it could send."""

    port: int
    ca_file: Path
    commands: list[str] = field(default_factory=list)
    sent: int = 0


@contextmanager
def answering(answers: Answers) -> Iterator[HostileServer]:
    """The server, for as long as the test runs.  `answers` gets a command without its tag."""
    with tempfile.TemporaryDirectory() as home, socket.create_server(("127.0.0.1", 0)) as door:
        certificates(Path(home))
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(f"{home}/server.pem", f"{home}/server.key")
        made = HostileServer(door.getsockname()[1], Path(home) / "ca.pem")
        serving = threading.Thread(target=_serve, args=(made, door, trust, answers), daemon=True)
        serving.start()
        yield made
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        serving.join(10)


def _serve(made: HostileServer, door: socket.socket, trust: ssl.SSLContext, say: Answers) -> None:
    with suppress(OSError):  # the door was closed: the test is over
        while True:
            plain, _ = door.accept()
            with suppress(OSError), trust.wrap_socket(plain, server_side=True) as line:
                _talk(made, line, say)


def _talk(made: HostileServer, line: ssl.SSLSocket, say: Answers) -> None:
    line.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
    with line.makefile("rb") as heard:
        for command in heard:
            tag, _, rest = command.decode().strip().partition(" ")
            made.commands.append(rest)
            for piece in say(rest):
                line.sendall(piece)
                made.sent += len(piece)
            line.sendall(f"{tag} OK done\r\n".encode())
