"""It talks to nobody: which modules may, that the contract knows them all, and that none does."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import no_internet
import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "borrower_desk").rglob("*.py"))
GUARD = Path(no_internet.__file__)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
(CONTRACT,) = (
    one
    for one in PYPROJECT["tool"]["importlinter"]["contracts"]
    if one["name"].startswith("Network only in")
)
FORBIDDEN = frozenset(CONTRACT["forbidden_modules"])

# Every exception, and just what of the package it is for.
ALLOWED = {
    ("intake.imap", "ssl"),
    ("intake.imap", "imaplib"),
    ("intake.imap", "imap_tools"),
    ("intake.imap", "imap_tools.errors"),
    ("cli.web", "socket"),
    ("cli.web_server", "aiohttp.web"),
    ("cli.web_server", "textual_serve.server"),
    ("cli.web_server", "urllib.parse"),
    ("intake.authenticity", "urllib.parse"),
    ("intake.mime", "urllib.parse"),
    ("intake.outlook", "urllib.parse"),
    ("intake.authentication", "dkim"),
    ("desk.keyring_way", "keyring"),
    ("limits", "multiprocessing"),
    ("limits", "multiprocessing.connection"),
    ("limits", "multiprocessing.context"),
    ("intake.parallel", "multiprocessing"),
    ("intake.parallel", "multiprocessing.connection"),
}
# Modules of Python's own that take a socket for the machine's own name alone.
NO_WAY_OUT = {"email", "mailbox", "platform"}
# Imports by a name that is put together: each of a name of ours, or of the list beside it.
MADE = {
    "actions.analysis": "import_module(f'borrower_desk.analysis.{MODULES[kind]}')",
    "cli.main": "import_module(f'{ROOM}.{module}')",
    "cli.plain": "import_module(f'{ROOM}.{module}')",
    "desk.keyring_way": "importlib.import_module('keyring.backends.SecretService')",
    "desk.migrations.__init__": "import_module(f'{__name__}.{STEPS[number]}')",
    "limits": "import_module(module)",  # a reader of ours, by the name that its parent sent
}


@cache
def trees() -> list[tuple[str, ast.AST]]:
    """Every module of ours, by its name within the program."""
    return [
        (
            ".".join(path.relative_to(ROOT / "borrower_desk").with_suffix("").parts),
            ast.parse(path.read_text("utf-8")),
        )
        for path in SOURCES
    ]


def imports() -> Iterator[tuple[str, str]]:
    """Each import of ours, wherever in a module it stands: who, and what by its full name."""
    for who, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((who, one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                for one in node.names:
                    yield who, _module_of(node.module, one.name)


def _module_of(package: str, name: str) -> str:
    """What `from package import name` takes: a module of the package, else the package."""
    return f"{package}.{name}" if (package, name) == ("aiohttp", "web") else package


def test_only_these_modules_import_what_can_reach_a_network() -> None:
    """Late imports inside functions too; and of `urllib` no more than what parses."""
    found = {(who, what) for who, what in imports() if what.partition(".")[0] in FORBIDDEN}
    assert found == ALLOWED


def test_the_contract_has_the_same_exceptions() -> None:
    """So that `lint-imports` says what SECURITY.md says."""
    said = {
        tuple(one.removeprefix("borrower_desk.").split(" -> "))
        for one in CONTRACT["ignore_imports"]
    }
    assert said == {(who, what.partition(".")[0]) for who, what in ALLOWED}
    assert CONTRACT["source_modules"] == ["borrower_desk"]


def test_no_module_is_imported_by_a_name_that_nobody_knows() -> None:
    """`import_module` and the like would go round every list."""
    made = {
        who: ast.unparse(node)
        for who, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__")
    }
    assert made == MADE


def test_the_contract_knows_what_of_pythons_own_opens_a_socket() -> None:
    """Each module of the standard library that imports one, but for those that are no way out."""
    found = set()
    for path in Path(os.__file__).parent.rglob("*.py"):
        top = path.relative_to(Path(os.__file__).parent).parts[0].removesuffix(".py")
        if top in ("site-packages", "dist-packages", "test", "idlelib", "__pycache__"):
            continue
        text = path.read_text("utf-8", "replace")
        if "import socket" in text or "import _socket" in text or "import ssl" in text:
            found.add(top)
    assert found & set(sys.stdlib_module_names) - FORBIDDEN - NO_WAY_OUT == set()


def test_the_contract_knows_what_of_the_installed_opens_a_socket() -> None:
    """Each package that we stand on, directly or not, whose source imports one."""
    names = {name: set(found) for name, found in packages_distributions().items()}
    found = set()
    for name in stood_on():
        for file in distribution(name).files or ():
            if file.suffix != ".py":
                continue
            text = Path(str(file.locate())).read_text("utf-8", "replace")
            lines = {line.strip() for line in text.splitlines()}
            if lines & {"import socket", "import ssl", "import asyncio", "import urllib.request"}:
                found.add(file.parts[0].removesuffix(".py"))
    # Textual and its tools run their own loop, which has no socket but a pair of its own.
    harmless = {"textual", "rich", "click", "PIL", "pip", "icalendar", "jinja2", "tornado"}
    assert (found & set(names)) - FORBIDDEN - harmless == set()


def stood_on() -> set[str]:
    """The names of all distributions that the program needs when it runs."""
    lines = (ROOT / "requirements" / "run.txt").read_text("utf-8").splitlines()
    named = {line.partition("==")[0] for line in lines if "==" in line and line[0].isalpha()}
    installed = {
        one.lower().replace("_", "-").replace(".", "-")
        for found in packages_distributions().values()
        for one in found
    }
    return named & installed


# ── and none does ────────────────────────────────────────────────────────────

linux = pytest.mark.skipif(sys.platform != "linux", reason="the guard is one of Linux's kernel")


def guarded(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """A command that ends at its first internet socket, in whatever process or library."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BORROWER_DESK", "DBUS", "XDG"))
    }
    return subprocess.run(
        [sys.executable, str(GUARD), sys.executable, *map(str, words)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=240,
        env={**kept, "HOME": str(home), "TMPDIR": str(home)},
    )  # fmt: skip


@linux
@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import socket; socket.getaddrinfo('mail.lakeshore-mortgage.example', 993)",
        "import urllib.request as u; u.urlopen('http://127.0.0.1:9/')",
        "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 9))",
        "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c',"
        " 'import socket; socket.socket()']))",
    ],
)
def test_the_guard_sees_each_way_out(tmp_path: Path, act: str) -> None:
    """Else the tests below would show nothing."""
    assert guarded(tmp_path, "-c", act).returncode not in (0, 1)


@linux
def test_the_whole_road_opens_no_internet_socket(tmp_path: Path) -> None:
    """The demo: import, matters, letters, checks, deadlines, packet; and each way to look at it."""
    plain = ("-m", "borrower_desk")
    made = guarded(tmp_path, *plain, "--json", "demo", tmp_path / "demo")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["imported"] > 20, "a reader of files that was ended would have read none"
    secret = tmp_path / "demo" / "passphrase.txt"
    there = (*plain, "--desk", told["desk"], "--passphrase-file", secret, "--as-of", "2027-01-29")
    for words in (
        ("brief",),
        ("whatif", "--kind", "notice-of-error", "--on", "2027-02-01", "--via", "mail"),
        ("handoff", "M1", "-o", tmp_path / "h.zip"),
        ("backup", tmp_path / "b.desk"),
        ("verify", "--full"),
        ("doctor",),
    ):
        done = guarded(tmp_path, *there, *words)
        assert done.returncode in (0, 3), (words, done.returncode, done.stderr)


@linux
def test_a_message_that_names_addresses_has_none_of_them_called(tmp_path: Path) -> None:
    """Pictures, style sheets, return paths and keys that lie elsewhere are not fetched."""
    (tmp_path / "m.eml").write_text(
        "From: Care <care@lakeshore-mortgage.example>\nTo: maria@fernmail.example\n"
        "Subject: Your fee\nMessage-ID: <1@lakeshore-mortgage.example>\n"
        "DKIM-Signature: v=1; a=rsa-sha256; d=lakeshore-mortgage.example; s=a; h=from; bh=x; b=x\n"
        "Date: Mon, 4 Jan 2027 10:00:00 -0500\nContent-Type: text/html\n\n"
        '<link rel=stylesheet href="http://127.0.0.1:9/s.css"><img src="http://127.0.0.1:9/p.png">'
        '<a href="http://127.0.0.1:9/">Pay</a><iframe src="http://127.0.0.1:9/"></iframe>'
    )
    at = ("-m", "borrower_desk", "--desk", tmp_path / "h.desk", "--key-file", tmp_path / "key")
    assert guarded(tmp_path, *at, "init", "--no-keyring").returncode == 0
    done = guarded(tmp_path, *at, "--json", "import", tmp_path / "m.eml")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["imported"] == 1
    assert guarded(tmp_path, *at, "show", "C1").returncode == 0


@linux
def test_a_mailbox_is_where_it_is_seen_to_call(tmp_path: Path) -> None:
    """The one verb that does, when it is asked for: the guard ends it there."""
    at = ("-m", "borrower_desk", "--desk", tmp_path / "h.desk", "--key-file", tmp_path / "key")
    (tmp_path / "secret").touch(0o600)
    (tmp_path / "secret").write_text("x")
    assert guarded(tmp_path, *at, "init", "--no-keyring").returncode == 0
    added = guarded(
        tmp_path, *at, "mailbox", "add", "home", "--host", "127.0.0.1", "--user", "maria",
        "--password-file", tmp_path / "secret",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert guarded(tmp_path, *at, "sync", "home", "--all").returncode == -31, "SIGSYS"
