"""The command line's own words: what its commands print, and their help."""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterator
from typing import Any

from words_of_rooms import calls, note, template, worded
from words_of_screens import ROOT, target_of, words_in

BLANK = re.compile(r"\{[^{}]*\}")

# Tables of words that are translated where they are printed.
CLI_TABLES = ("WORDS", "AFTER_THE_CODE", "MANNERS", "GROUPS", "GOOD", "ALONE", "MARKS", "SURE")

# Words that come from values: sides, states, seasons, ways in, what stands before a check.
NAMES = (
    *("servicer", "borrower", "sent", "received", "accepted", "proposed", "undone"),
    *("notice address", "payment address", "correspondence address", "fax address"),
    *(
        "payoff address",
        "insurance address",
        "confirmed",
        "open",
        "closed",
        "day",
        "suspicious",
        "days",
        "now",
    ),
    *("passphrase", "key file", "system keyring", "recovery code", "ok  ", "look", "ok", "BAD"),
    *(
        "consistent",
        "unknown",
        "shut",
        "LATE",
        "late?",
        "soon",
        "came",
        "next",
        "body",
        "attachment",
    ),
)

TYPERS_HEADINGS = ("Options", "Arguments", "Commands", "required", "default: {default}", "Usage: ")


def of_output() -> dict[str, str]:
    """Each text of the command line's own: through `tr`, a table, a fact."""
    found = dict.fromkeys((*calendar.day_name, *NAMES), "name")
    for place, name, node in _printed():
        for said in _of_call(name, node):
            if worded(said):
                found.setdefault(said, place)
    for file in sorted((ROOT / "cli").glob("*.py")):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and (
                getattr(target_of(statement), "id", "") in CLI_TABLES
            ):
                note(found, f"cli/{file.name}", _told_of(statement.value))
    return found


def _printed() -> Iterator[tuple[str, str, ast.Call]]:
    doors = {"tr", "table", "_print_rows", "facts", "progress", "say", "talk"}
    for place, node in calls(ROOT / "cli", doors):
        yield place, getattr(node.func, "id", None) or getattr(node.func, "attr", ""), node


def _of_call(name: str, node: ast.Call) -> Iterator[str]:
    """The words that this door translates; what `say` and `talk` are given went through `tr`."""
    if name == "_print_rows":
        yield from (one.value for one in node.args[1:2] if _text(one))
    if name in ("tr", "progress"):
        for one in node.args[name == "progress" : 1 + (name == "progress")]:
            yield from (part.value for part in words_in(one) if _text(part))
    elif name == "table":
        given = [*ast.walk(node.args[0]), *(k.value for k in node.keywords if k.arg == "empty")]
        yield from (one.value for one in given if _text(one))
    elif name == "facts":
        for one in ast.walk(node):
            if isinstance(one, ast.Tuple) and len(one.elts) == len(("name", "value")):
                yield from (part.value for part in one.elts[:1] if _text(part))


def _text(node: ast.AST) -> Any:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _told_of(value: ast.expr) -> Iterator[ast.expr]:
    """The words of a table: not the ids that stand beside them."""
    if isinstance(value, ast.Dict):
        yield from value.values
    elif isinstance(value, ast.Tuple):
        yield from (one.elts[0] for one in value.elts if isinstance(one, ast.Tuple))
    else:
        yield value


def loose_output() -> list[str]:
    """Sentences that reach the terminal without `tr`."""
    found = []
    for place, name, node in _printed():
        if name in ("say", "talk"):
            for given in node.args:
                found += [
                    f"{place}: {name}({ast.unparse(one)})"
                    for one in _chosen(given)
                    if worded(BLANK.sub("", template(one) or ""))
                ]
    return found


def _chosen(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that an argument may turn out to be."""
    if isinstance(node, ast.Starred):
        yield from _chosen(node.value)
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield from _chosen(node.elt)
    else:
        yield from words_in(node)


def of_help() -> dict[str, str]:
    """Each help text of the commands, a paragraph a line, as `cli.tongue` looks it up."""
    import typer

    from borrower_desk.cli import main as cli
    from borrower_desk.cli.tongue import paragraphs

    found = dict.fromkeys((*TYPERS_HEADINGS, "Show this message and exit."), "typer")

    def of(command: Any, name: str) -> None:
        texts = [command.help, *(getattr(one, "help", None) for one in command.params)]
        for text in filter(None, texts):
            for one in paragraphs(text):
                found.setdefault(one, name)
        for below, inner in getattr(command, "commands", {}).items():
            of(inner, f"{name} {below}")

    of(typer.main.get_command(cli.build(None)), "borrower-desk")
    return found
