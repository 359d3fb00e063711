"""What a command loads, and that the first one after an upgrade works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from borrower_desk.desk import export, keys, schema
from borrower_desk.desk.connection import connect
from borrower_desk.desk.keys import DeskKey

SCHEMA_1 = Path(__file__).parents[1] / "faults" / "schema_1"
LISTED = """
import sys
before = set(sys.modules)
from borrower_desk.cli.main import main
code = main(sys.argv[1:])
print(*(set(sys.modules) - before), file=sys.stderr)
sys.exit(code)
"""
ROOMS = {
    "due": {"actions", "cli", "desk", "law", "matters"},
    "list": {"actions", "cli", "desk"},
    "rules": {"actions", "cli", "law"},
}


@pytest.mark.parametrize("command", ROOMS)
def test_a_command_loads_what_it_uses(desk, command: str) -> None:
    """Of ours the rooms that it needs; of others typer and sqlcipher3 alone."""
    done = subprocess.run(
        [sys.executable, "-c", LISTED, command], capture_output=True, text=True, check=False,
        env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.splitlines()[-1].split())
    ours = {name.split(".")[1] for name in loaded if name.count(".") > 1
            and name.startswith("borrower_desk.")}  # fmt: skip
    assert ours <= ROOMS[command]
    others = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert others <= {"borrower_desk", "typer", "sqlcipher3", "shellingham", "annotated_doc"}
    assert not loaded & {"sqlite3", "email", "tomllib", "asyncio", "keyring", "ssl"}


def test_reading_is_enough_to_carry_an_older_desk_forward(run, tmp_path: Path, monkeypatch) -> None:
    """The first command after an upgrade may be `list`: it works, and keeps a copy beside."""
    key = DeskKey.new()
    (tmp_path / "desk.key").touch(0o600)
    (tmp_path / "desk.key").write_text(key.hex)
    path = tmp_path / "home.desk"
    keys.write(path, keys.new_keys(key))
    path.touch(0o600)
    with monkeypatch.context() as older:
        older.setattr(schema, "SCHEMA", 1)
        db = connect(path, key)
        db.run("PRAGMA journal_mode = WAL")
        export.fill_from(SCHEMA_1, db)
        db.close()

    found = run("list", "--json")

    assert found.code == 0, found.err
    assert len(found.json) == 12
    assert (tmp_path / "home.desk.before-2").exists()
    assert run("verify", "--full").code == 0


def test_init_says_how_to_take_the_recovery_code_off_the_terminal(run, tmp_path):
    """The window's scroll-back keeps it; beside the data, so that a script gets only the code."""
    made = run("init", "--key-file", tmp_path / "desk.key")

    assert "run `clear`" in made.err
    assert "scroll-back" in made.err
    assert "scroll-back" not in made.out


def test_the_list_of_commands_is_that_of_the_whole_program(run):
    """`--help` reads no command's options, and says the same as if it had."""
    from typer.main import get_command

    from borrower_desk.cli.main import build

    whole, listed = get_command(build(None)), get_command(build(None, listing=True))
    told = [
        (name, one.get_short_help_str(200), one.hidden, one.deprecated)
        for name, one in whole.commands.items()
    ]

    assert told == [
        (name, one.get_short_help_str(200), one.hidden, one.deprecated)
        for name, one in listed.commands.items()
    ]
    assert all(name in run("--help").out for name, _, hidden, _ in told if not hidden)
    assert "--within" in run("due", "--help").out  # what a command can do it still says itself


def test_a_shell_completes_commands(desk) -> None:
    """The shell asks through the environment, with no word on the command line."""
    asked = {
        "_BORROWER_DESK_COMPLETE": "complete_bash",
        "COMP_WORDS": "borrower-desk ba",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [Path(sys.executable).with_name("borrower-desk")], capture_output=True, text=True,
        check=False, env=os.environ | asked,
    )  # fmt: skip
    assert done.stdout.split() == ["backup"], done.stderr
