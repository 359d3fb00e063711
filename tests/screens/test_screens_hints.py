"""Hints in the app speak of its keys: no flag and no command of the command line is left."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from borrower_desk import speech
from borrower_desk.letters.templates import kinds, template
from borrower_desk.screens.hints import in_app

ROOT = Path(__file__).parents[2] / "borrower_desk"
_NAMES_A_COMMAND = re.compile(
    r"(?<![\w-])--[a-z]|borrower-desk [a-z]|`(?:due|servicer|mailbox|analyze|delivered|remind|matter|loan)\b"
)
# Not said in the app: what is written into files, what the demo prints, how others are run.
_NOT_SHOWN = ("cli", "demo")
_NOT_SAID = (
    "actions/demo.py", "actions/handoff.py", "letters/own.py", "desk/export.py",
    "pdf/ocr.py: --", "intake/scans.py: --", "screens/keeping.py: borrower-desk --desk",
)  # fmt: skip


def _text(node: ast.AST) -> str:
    """The words of a string in the source; X1 where a value is put in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(one) if isinstance(one, ast.Constant) else "X1" for one in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return ""


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skip = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            skip |= {id(one) for one in ast.walk(node) if one is not node}
    for node in ast.walk(tree):
        if id(node) not in skip and _NAMES_A_COMMAND.search(_text(node)):
            yield _text(node)


def _said() -> list[str]:
    """Each string below the screens that names a command or a flag."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if where.startswith(_NOT_SHOWN):
            continue
        found += [one for one in _strings(path) if not f"{where}: {one}".startswith(_NOT_SAID)]
    return found


def test_there_is_something_to_say_anew() -> None:
    assert len(_said()) > 60


@pytest.mark.parametrize("said", _said())
def test_no_command_and_no_flag_is_left(said: str) -> None:
    told = in_app(said)

    assert not re.search(r"--[a-z]|borrower-desk|`", told), told


def test_what_a_template_advises_names_no_command_in_the_app() -> None:
    notes = [one for made in map(template, kinds()) for one in (*made.next_steps, *made.advice)]

    assert [one for one in notes if re.search(r"--[a-z]|borrower-desk", in_app(one))] == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "What is it? Put it in with `borrower-desk edit D3` --set sale_date=…",
            "What is it?",
        ),
        (
            "Mend it. `borrower-desk check D1` shows all; or let it stand with"
            " --despite attachment-format --reason TEXT.",
            "Mend it. The letter shows all below its fields; or let it stand: say why in the"
            " last field.",
        ),
        ("`borrower-desk loan list` shows it.", "“Go to Servicers” (ctrl+p) shows it."),
        (
            "Run borrower-desk verify --full, and try another disk.",
            "Run “Verify the desk in full” (ctrl+p), and try another disk.",
        ),
        (
            "If that day is wrong: borrower-desk event add M1 sent 2026-12-04 --replaces E2",
            "If that day is wrong: e in M1: sent, on the right day, with E2 under “It corrects”",
        ),
        ("Open it and save it as PDF.", "Open it and save it as PDF."),
    ],
)
def test_a_hint_says_what_to_press(said: str, told: str) -> None:
    assert in_app(said) == told


@pytest.fixture
def spanish() -> Iterator[None]:
    speech.use("es")
    yield
    speech.use("")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("There is no promise E12.", "No hay ninguna promesa E12."),
        ("`due --all` shows them.", "El calendario (5) las muestra."),
        ("`borrower-desk loan list` shows it.", "«Ir a Administradores» (ctrl+p) lo muestra."),
        (
            "Correct the one that counts: --replaces E4",
            "Corrija el que cuenta: elija E4 en «Corrige»",
        ),
        ("Choose both.", "Elija ambos."),
        ("Nobody translated this: M1.", "Nobody translated this: M1."),
    ],
)
def test_a_hint_speaks_the_users_language(spanish: None, said: str, told: str) -> None:
    assert in_app(said) == told


@pytest.mark.parametrize("said", _said())
def test_no_flag_is_left_in_another_language(spanish: None, said: str) -> None:
    told = in_app(said)

    assert not re.search(r"--[a-z]|borrower-desk|`", told), told


def test_a_translated_hint_names_the_same_acts_and_fields() -> None:
    """Between “ ” stands the English name, which is shown under the user's own."""
    quoted = re.compile("“[^”]+”")
    hints = speech.catalogue("es", "keys").items()

    assert [
        one for one in hints if sorted(quoted.findall(one[0])) != sorted(quoted.findall(one[1]))
    ] == []
    names = {one.strip("“”") for english, _ in hints for one in quoted.findall(english)}
    assert [one for one in names if one not in speech.catalogue("es", "screens")] == []
