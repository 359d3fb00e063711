"""The interview at a real terminal: a pseudo-terminal with the program at the other end."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


class Terminal:
    """The program at a pseudo-terminal: wait for words, then type."""

    def __init__(self, *argv: str) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "borrower_desk", *argv],
            stdin=slave, stdout=slave, stderr=slave, close_fds=True, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.said = ""

    def until(self, words: str, seconds: float = 30) -> None:
        """Read until the program said `words`; everything said so far is in `said`."""
        end = time.monotonic() + seconds
        while words not in self.said:
            assert time.monotonic() < end, f"never said {words!r}:\n{self.said}"
            ready, _, _ = select.select([self.master], [], [], 0.2)
            if ready:
                try:
                    self.said += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert words in self.said, self.said
        self.said = self.said.split(words, 1)[1]

    def type(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())

    def leave(self) -> int:
        self.process.wait(timeout=30)
        os.close(self.master)
        return self.process.returncode


@pytest.fixture
def at_terminal(desk, tmp_path: Path):
    """Start a command at a terminal; what is still running at the end is stopped."""
    started: list[Terminal] = []

    def start(*argv: str) -> Terminal:
        started.append(Terminal(*argv))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_the_most_important_fact_is_asked_first_with_an_example(desk, at_terminal):
    seen = at_terminal("draft", "late-fee-dispute", "--matter", "M1")

    seen.until("How much was the late fee?")
    seen.until("for example: $71.61")
    seen.type("seventy")
    seen.until("is not an amount of money")
    seen.type("92.75")
    seen.until("On which day was the fee charged?")
    seen.type("?")
    seen.until(">")
    seen.type("2026-09-16")
    seen.until("On which day did the servicer receive the payment?")
    seen.type("2026-09-10")
    seen.until("How much was the payment?")
    seen.type("1855")
    seen.until("charged a late fee of $92.75")
    assert seen.leave() == 0
    assert desk("drafts", "--json").json[0]["missing"] == []


def test_what_was_answered_survives_a_crash_and_the_questions_go_on(desk, at_terminal):
    """Killed between two answers, the draft holds the first; --ask begins with the second."""
    seen = at_terminal("draft", "late-fee-dispute", "--matter", "M1")
    seen.until("How much was the late fee?")
    seen.type("92.75")
    seen.until("On which day was the fee charged?")
    os.killpg(seen.process.pid, signal.SIGKILL)
    seen.process.wait()

    kept = desk("drafts", "--json").json[0]
    assert kept["fields"] == {"fee_amount": "92.75"}
    again = at_terminal("edit", kept["id"], "--ask")
    again.until("On which day was the fee charged?")
    again.type("")
    again.until("On which day did the servicer receive the payment?")
    again.type("")
    again.until("How much was the payment?")
    again.type("")
    again.until(f"borrower-desk edit {kept['id']} --ask")
    assert again.leave() == 0


def test_a_list_is_typed_line_by_line_and_the_facts_of_the_error_follow(desk, at_terminal):
    seen = at_terminal("draft", "notice-of-error", "--matter", "M1")

    seen.until("What went wrong?")
    seen.type("On September 16, 2026 you charged a late fee of $92.75.")
    seen.until("an empty line ends the list")
    seen.type("2026-09-16: You charged the fee.")
    seen.type("2026-09-10: You received the payment.")
    seen.type("")
    seen.until("These facts make it stronger")
    seen.until("On which day was the fee charged?")
    seen.type("2026-09-16")
    seen.until("What does the servicer say the fee is for?")
    seen.type("")
    seen.until("Subject:")
    assert seen.leave() == 0
    body = desk("drafts", "--json").json[0]["body"]
    assert body.index("September 10, 2026: You received") < body.index("September 16, 2026: You")


def test_an_address_that_lacks_is_asked_and_kept_with_the_sender(run, at_terminal, desk):
    desk("me", "edit", "--address", "")
    seen = at_terminal("draft", "owner-identity", "--matter", "M1")

    seen.until("To which postal address should the answer go?")
    seen.type("12 Oak Street; Dayton, OH 45402")
    seen.until("Subject:")
    assert seen.leave() == 0
    assert desk("me", "show", "--json").json["address"] == "12 Oak Street\nDayton, OH 45402"
