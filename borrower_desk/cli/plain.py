"""`borrower-desk --plain`: every act as a numbered menu, line by line on the normal screen.

For screen readers and braille lines: nothing is repainted, nothing moves, one
fact a line.  The menu is made from the commands themselves, so an act that is
a command is here too; each answer becomes an argument, and what will run is
said before it runs.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from borrower_desk.cli import context, tongue
from borrower_desk.cli.output import say
from borrower_desk.speech import tr

GROUPS = (
    ("What is due, and when", "clock"),
    ("Mail, papers and calls", "mail"),
    ("Letters: draft, check, send", "letters"),
    ("Matters: your disputes and requests", "matters"),
    ("Your servicers, your loans and you", "people"),
    ("The dispute packet, to hand on", "packets"),
    ("The servicer's arithmetic, checked", "analyze"),
    ("The desk itself: keys, checks, undo", "desks"),
    ("Copies of the desk: back up, restore, export", "copies"),
    ("The app in a browser", "web"),
)
# Where a name or an id is asked for, `?` lists those that there are.
LISTS = {
    "matter": ("matter", "list"),
    "loan": ("loan", "list"),
    "servicer": ("servicer", "list"),
    "draft": ("drafts",),
    "kind": ("letters",),
    "rule": ("rules",),
}
MANNERS = (
    "Type a number, or the beginning of a name, then enter. ? says it again, 0 goes back, q leaves."
)


class Left(Exception):
    """The user wants out of the whole menu."""


class Back(Exception):
    """The user wants one level back; nothing was done."""


@dataclass(frozen=True)
class Act:
    """One line of a menu: its name, what it does, the words of its command."""

    name: str
    help: str
    argv: tuple[str, ...]
    command: Any  # a typer command, with the parameters that are asked for


def run(ask: Callable[[str], str] | None = None) -> int:
    """The menu, until the user leaves; the exit code of the program."""
    read = ask or _read
    with context.asked_once():
        return _menu(read)


def _menu(read: Callable[[str], str]) -> int:
    _introduce()
    try:
        while True:
            try:
                group = _chosen("Borrower Desk.", [words for words, _ in _groups()], read)
                _in_group(*_groups()[group], read)
            except Back:
                say(tr("This is the first menu. q leaves."))
    except (Left, EOFError, KeyboardInterrupt):
        say(tr("Closed. What was done is kept."))
    return 0


def acts() -> Iterator[Act]:
    """Every act of the menu."""
    for _, module in _groups():
        yield from _acts_of(module)


def _introduce() -> None:
    from borrower_desk import __version__

    say(tr("Borrower Desk {}, as a menu. {}", __version__, tr(MANNERS)))
    if context.desk_path().exists():
        _perform(("brief",))
    else:
        say(
            tr(
                "There is no desk yet. Make one: the desk itself, then init. Or look at a"
                " sample: demo."
            )
        )


def _groups() -> list[tuple[str, str]]:
    from borrower_desk.cli.main import MODULES

    named = {module for _, module in GROUPS}
    return [(tr(words), module) for words, module in GROUPS if module in MODULES] + [
        (tr("More: {}", ", ".join(commands)), module)
        for module, commands in MODULES.items()
        if module not in named
    ]


def _in_group(title: str, module: str, read: Callable[[str], str]) -> None:
    found = list(_acts_of(module))
    lines = [f"{one.name}: {one.help}" if one.help else one.name for one in found]
    tell = True
    while True:
        try:
            number = _chosen(f"{title}.", lines, read, tell=tell)
        except Back:
            return
        try:
            _do(found[number], read)
        except Back:
            say(tr("Left out; nothing was done."))
        tell = False


def _acts_of(module: str) -> Iterator[Act]:
    from importlib import import_module

    import typer

    from borrower_desk.cli.main import MODULES, ROOM

    app = typer.Typer()
    app.callback()(lambda: None)
    app.add_typer(import_module(f"{ROOM}.{module}").app)
    group: Any = typer.main.get_command(app)
    tongue.translate(group)
    for name in MODULES[module]:
        command = group.commands[name]
        below = getattr(command, "commands", None)
        if below is None:
            yield Act(name, _first_line(command), (name,), command)
        else:
            for second, inner in below.items():
                yield Act(f"{name} {second}", _first_line(inner), (name, second), inner)


def _first_line(command: Any) -> str:
    return str(command.help or "").strip().split("\n")[0]


def _chosen(
    title: str, lines: Sequence[str], read: Callable[[str], str], *, tell: bool = True
) -> int:
    """The index of the line that the user chose; without `tell` the lines are not read out."""
    said = "?" if tell else ""
    while True:
        if said:
            say("", title, *(f"{n}. {line}" for n, line in enumerate(lines, 1)), tr("0. Back."))
        said = read(tr("Which? ") if said else tr("\n{} Which? Enter lists them. ", title)).strip()
        if said in ("?", "h", "help", ""):
            say(tr(MANNERS))
            said = "?"
            continue
        if said == "0":
            raise Back
        if said.casefold() in ("q", "quit", "exit"):
            raise Left
        near = [n for n, line in enumerate(lines) if line.casefold().startswith(said.casefold())]
        if said.isdigit() and 1 <= int(said) <= len(lines):
            return int(said) - 1
        exact = [n for n in near if lines[n].casefold().split(":")[0] == said.casefold()]
        if len(exact or near) == 1:
            return (exact or near)[0]
        say(tr("{} is none of them. {}", said, tr(MANNERS)))
        said = ""


def _do(act: Act, read: Callable[[str], str]) -> None:
    """Ask for what the act needs, say what will run, run it."""
    say("", f"{act.name}. {act.help}")
    argv = [*act.argv]
    options = [one for one in act.command.params if one.param_type_name == "option"]
    options = [one for one in options if one.name != "help"]
    arguments = [one for one in act.command.params if one.param_type_name == "argument"]
    given: list[str] = []
    for one in arguments:
        given += _values(one, read)
    flags: list[str] = []
    for one in (one for one in options if one.required):
        flags += _as_option(one, read)
    further = [one for one in options if not one.required]
    if further:
        say(tr("More can be said: {}.", "; ".join(_asked_of(one) for one in further)))
        if _yes(read(tr("Say more? y or n, enter for n: "))):
            for one in further:
                flags += _as_option(one, read)
    argv += flags
    if given:
        argv += ["--", *given] if any(value.startswith("-") for value in given) else given
    say(tr("This runs: {}", "borrower-desk " + shlex.join(argv)))
    _perform(argv)


def _perform(argv: Sequence[str]) -> None:
    """Run one command as if it had been typed; its trouble is said and the menu goes on."""
    from dataclasses import replace

    from borrower_desk.cli.main import main

    before = replace(context.current)
    glob = ["--plain"]
    for name, value in (
        ("--desk", before.desk), ("--as-of", before.as_of),
        ("--passphrase-file", before.passphrase_file), ("--key-file", before.key_file),
    ):  # fmt: skip
        if value is not None:
            glob += [name, str(value)]
    code = main([*glob, *argv])
    if code == 3:
        say(tr("Done; the answer is bad news, above."))
    elif code:
        say(tr("That did not go well; the reason is above. Nothing half-done was kept."))


def _asked_of(one: Any) -> str:
    words = (one.help or "").strip().rstrip(".") if one.param_type_name == "option" else ""
    return words or str(one.name).strip("_").replace("_", " ")


def _values(one: Any, read: Callable[[str], str]) -> list[str]:
    """What the user says for one parameter: none, one, or several when it takes several."""
    name = str(one.name).strip("_").replace("_", " ")
    words = (getattr(one, "help", None) or "").strip()
    several = one.nargs == -1 or getattr(one, "multiple", False)
    choices = list(getattr(one.type, "choices", None) or [])
    if choices:
        say(tr("{}: one of {}", name, ", ".join(str(getattr(c, "value", c)) for c in choices)))
    prompt = f"{name}{f' ({words})' if words else ''}"
    prompt += (
        tr(", one a line, enter alone ends: ")
        if several
        else ": "
        if one.required
        else tr(", enter leaves it out: ")
    )
    found: list[str] = []
    while True:
        said = read(prompt).strip()
        if said == "?" and _listed(name, choices):
            continue
        if said == "0" and not found:
            raise Back
        if said:
            found.append(said)
        if found and not several:
            return found
        if not said and (found or not one.required):
            return found
        if not said:
            say(tr("This is needed. 0 goes back without doing anything."))


def _listed(name: str, choices: Sequence[Any]) -> bool:
    command = LISTS.get(name)
    if command:
        _perform(command)
    elif choices:
        say(*(str(getattr(one, "value", one)) for one in choices))
    else:
        say(tr("There is no list of these."))
    return True


def _as_option(one: Any, read: Callable[[str], str]) -> list[str]:
    flag = one.opts[0]
    if getattr(one, "is_flag", False):
        return [flag] if _yes(read(tr("{}? y or n, enter for n: ", _asked_of(one)))) else []
    return [word for value in _values(one, read) for word in (flag, value)]


def _yes(said: str) -> bool:
    return said.strip().casefold() in ("y", "yes", "s", "si", "sí")


def _read(prompt: str) -> str:
    sys.stdout.flush()
    return input(prompt)
