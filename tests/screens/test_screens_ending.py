"""A closed window, TERM or a killed app: no readable copy stays, and no letter on the terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import pytest
from screen_samples import Sample
from terminal import Terminal, plain

from borrower_desk.actions import leftovers
from borrower_desk.actions.desks import open_desk


def window(sample: Sample, home: Path) -> Terminal:
    """The app on this desk, in a terminal window; the system's opener of files does nothing."""
    programs = home / "bin"
    programs.mkdir(exist_ok=True)
    opener = programs / "xdg-open"
    opener.write_text("#!/bin/sh\n")
    opener.chmod(0o755)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    path = f"{programs}:{os.environ['PATH']}"
    return Terminal(sample.path, home / "desk.key", {"XDG_RUNTIME_DIR": str(runtime), "PATH": path})


def open_an_attachment(terminal: Terminal, home: Path) -> Path:
    """By the keys that a user presses; the private copy that was made."""
    terminal.await_words("Call Dana")
    terminal.press("2")
    terminal.await_words("Account message 24")
    terminal.press("j" * 9)
    terminal.read(1.0)
    since = terminal.press("o")
    terminal.read(0.5)
    terminal.press("\r")
    terminal.await_words("in another program?", since)
    terminal.press("y")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        terminal.read(0.1)
        for copy in (home / "runtime").glob("borrower-desk-*/*.pdf"):
            return copy
    raise AssertionError(plain(terminal.shown)[-2000:])


def test_a_closed_window_takes_the_copies_with_it(full: Sample, tmp_path: Path):
    with window(full, tmp_path) as terminal:
        copy = open_an_attachment(terminal, tmp_path)
        assert copy.read_bytes().startswith(b"%PDF")
        terminal.close()

        assert terminal.ended() == 128 + signal.SIGHUP
    assert list((tmp_path / "runtime").iterdir()) == []
    with open_desk(full.path, full.ways) as store:
        assert store.verify(full=True).ok


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_clears_copies_and_screen_and_gives_the_terminal_back(
    full: Sample, tmp_path: Path, number: signal.Signals
):
    """As `q` does: the other screen is left, the mouse is the terminal's own, keys are echoed."""
    with window(full, tmp_path) as terminal:
        open_an_attachment(terminal, tmp_path)
        terminal.read(0.5)
        since = len(terminal.shown)
        os.kill(terminal.pid, number)

        assert terminal.ended() == 128 + number
        terminal.read(0.2)
        left = terminal.shown[since:]
        after = left[left.index(b"\x1b[?1049l") :]  # what stays on the user's own screen
        assert termios.tcgetattr(terminal.slave) == terminal.before
    assert list((tmp_path / "runtime").iterdir()) == []
    for mode in (b"1000", b"1003", b"1006", b"2004", b"1004"):
        assert terminal.shown.rindex(b"\x1b[?" + mode + b"l") >= since, mode
    assert b"\x1b[?25h" in after
    assert plain(after).strip() == ""
    assert b"\x1b[?1049h" not in left


def test_what_a_killed_app_left_the_next_command_removes(full: Sample, tmp_path: Path):
    """Nobody can catch kill -9; whatever opens the desk next cleans up."""
    with window(full, tmp_path) as terminal:
        copy = open_an_attachment(terminal, tmp_path)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    assert copy.exists()
    argv = [sys.executable, "-m", "borrower_desk", "--desk", str(full.path), "--key-file",
            str(tmp_path / "desk.key"), "due"]  # fmt: skip
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "runtime")}

    subprocess.run(argv, env=env, check=True, capture_output=True)

    assert list((tmp_path / "runtime").iterdir()) == []


class TestLeftovers:
    """Only what is surely ours, and surely left over, is removed."""

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    def folder(self, place: Path, prefix: str, mode: int = 0o700) -> Path:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        (made / "letter.pdf").write_bytes(b"words")
        made.chmod(mode)
        return made

    def dead(self) -> str:
        """How the names of a process begin that has ended."""
        code = "from borrower_desk.actions import leftovers; print(leftovers.own_prefix())"
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()

    def test_those_of_a_dead_process_go(self, tmp_path: Path):
        left = self.folder(tmp_path, self.dead())

        assert leftovers.sweep() == 1
        assert not left.exists()

    def test_those_of_a_living_one_stay(self, tmp_path: Path):
        ours = self.folder(tmp_path, leftovers.own_prefix())

        assert leftovers.sweep() == 0
        assert (ours / "letter.pdf").exists()

    def test_a_process_that_only_got_the_number_of_the_dead_one_does_not_keep_them(
        self, tmp_path: Path
    ):
        left = self.folder(tmp_path, f"{leftovers.PREFIX}{os.getpid()}-12-")

        leftovers.sweep()

        assert not left.exists()

    @pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
    def test_a_folder_that_others_may_enter_is_not_ours(self, tmp_path: Path, mode: int):
        other = self.folder(tmp_path, self.dead(), mode)

        leftovers.sweep()

        assert (other / "letter.pdf").exists()

    def test_a_link_with_such_a_name_leads_nowhere(self, tmp_path: Path):
        """A stranger's link in /tmp must not make us remove what it points to."""
        precious = tmp_path / "precious"
        precious.mkdir(mode=0o700)
        (precious / "will.txt").write_text("words")
        (tmp_path / f"{self.dead()}abc").symlink_to(precious)

        leftovers.sweep()

        assert (precious / "will.txt").exists()

    @pytest.mark.parametrize(
        "name",
        ["borrower-desk-demo-abc", "borrower-desk-shown-abc", "borrower-desk-shown-1-2-a.b",
         "x-borrower-desk-shown-1-2-ab", "borrower-desk-shown-99999999999-1-ab"],
    )  # fmt: skip
    def test_other_names_are_left_alone(self, tmp_path: Path, name: str):
        (tmp_path / name).mkdir(mode=0o700)

        leftovers.sweep()

        assert (tmp_path / name).exists()

    def test_a_runtime_folder_that_is_not_private_is_not_used(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        assert leftovers.runtime_folder() == tmp_path
        tmp_path.chmod(0o755)
        assert leftovers.runtime_folder() is None
        tmp_path.chmod(0o700)
        link = tmp_path / "link"
        link.symlink_to(tmp_path)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(link))
        assert leftovers.runtime_folder() is None

    def test_the_name_of_a_folder_tells_its_process(self):
        assert re.fullmatch(rf"borrower-desk-shown-{os.getpid()}-\d+-", leftovers.own_prefix())


def test_an_app_that_hangs_is_ended_all_the_same(full: Sample, tmp_path: Path):
    """Work in a thread that does not end, and a loop that does not come round: five seconds."""
    program = tmp_path / "hangs.py"
    program.write_text(
        "import sys, time\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from borrower_desk.actions.desks import Ways\n"
        "from borrower_desk.screens import app, ending\n"
        "ending.PATIENCE = 1.0\n"
        "class Hangs(app.DeskApp):\n"
        "    def action_search(self) -> None:\n"
        "        self.copies._written('letter.pdf', b'words')\n"
        "        while True:\n"
        "            time.sleep(0.1)\n"
        "app.DeskApp = Hangs\n"
        "ways = Ways(key_file=Path(sys.argv[2]), keyring=False)\n"
        "app.run_app(Path(sys.argv[1]), ways, lambda: date(2026, 11, 20))\n"
    )
    argv = [sys.executable, str(program), str(full.path), str(tmp_path / "desk.key")]
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    with Terminal(full.path, tmp_path, {"XDG_RUNTIME_DIR": str(runtime)}, argv) as terminal:
        terminal.await_words("Call Dana")
        terminal.press("/")
        until = time.monotonic() + 10
        while not list(runtime.glob("*/letter.pdf")):
            assert time.monotonic() < until
            terminal.read(0.1)
        since = len(terminal.shown)
        os.kill(terminal.pid, signal.SIGTERM)

        assert terminal.ended() == 128 + signal.SIGTERM
        terminal.read(0.2)
        left = terminal.shown[since:]
        assert termios.tcgetattr(terminal.slave) == terminal.before
    assert list(runtime.iterdir()) == []
    assert plain(left[left.rindex(b"\x1b[?1049l") :]).strip() == ""
    assert b"\x1b[?1003l" in left
