"""Commands run in this process, on a real encrypted desk that a key file opens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from borrower_desk.cli import context
from borrower_desk.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and how it left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        return json.loads(self.err.strip().splitlines()[-1])["error"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run one command on the desk `tmp_path/home.desk`, as of 29 January 2027."""
    monkeypatch.setenv("BORROWER_DESK", str(tmp_path / "home.desk"))
    monkeypatch.setenv("BORROWER_DESK_KEY_FILE", str(tmp_path / "desk.key"))
    monkeypatch.setenv("BORROWER_DESK_AS_OF", "2027-01-29")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def run_command(*argv: object) -> Ran:
        monkeypatch.setattr(context, "current", context.Context())
        capfd.readouterr()
        code = main([str(word) for word in argv])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run_command


@pytest.fixture
def desk(run, tmp_path: Path):
    """A desk with a servicer, a loan and a matter about a late fee; gives `run` back."""
    made = run("init", "--key-file", tmp_path / "desk.key")
    assert made.code == 0, made.err
    for words in (
        ("me", "edit", "--name", "Maria Lopez", "--address", "12 Oak Street; Dayton, OH 45402",
         "--email", "maria@fernmail.example"),
        ("servicer", "add", "Lakeshore Mortgage Servicing",
         "--notice-address", "P.O. Box 9002; Columbus, OH 43216",
         "--payment-address", "P.O. Box 17; Chicago, IL 60601",
         "--domain", "lakeshore-mortgage.example", "--address-checked", "2026-12-01"),
        ("loan", "add", "0001234567", "--servicer", "S1", "--property",
         "12 Oak Street, Dayton, OH 45402", "--borrower", "Maria Lopez"),
        ("matter", "open", "Late fee of September", "--loan", "L1", "--issue", "fee-without-basis"),
    ):  # fmt: skip
        done = run(*words)
        assert done.code == 0, done.err
    return run
