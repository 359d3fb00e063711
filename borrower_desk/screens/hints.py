"""What the rooms below say of commands and flags, said again in the keys of the app.

Errors, findings and notes name the command that helps: right on the command line, of no
use on a screen.  `hints.toml` has the words for those that need their own; any other
command is the act of the palette that does the same, which the registry knows.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from borrower_desk.speech import tr

TABLE = Path(__file__).with_name("hints.toml")
_COMMAND = "borrower-desk "
# What follows a command on its line: options, ids, words in capitals, quoted names.
_ARGUMENT = r"(?: (?:--?[a-z][\w-]*(?:=\S+)?|'[^']*'|…|[A-Z⟨][\w⟨⟩]*(?![a-z])))*"


def in_app(said: str) -> str:
    """The same advice with the app's keys where it names the command line; else as it is."""
    if "--" not in said and "`" not in said and _COMMAND not in said and "init" not in said:
        return said
    for find, app in _own_words():
        said = find.sub(app, said)
    if _COMMAND in said or "`" in said:
        said = _commands().sub(_act, said)
    return said


@cache
def _own_words() -> list[tuple[re.Pattern[str], str]]:
    with TABLE.open("rb") as file:
        return [(re.compile(one["find"]), one["app"]) for one in tomllib.load(file)["said"]]


@cache
def _acts() -> dict[str, str]:
    """The act of each command; the first is the one for which the command is best known."""
    from borrower_desk.screens import registry

    found: dict[str, str] = {}
    for act in registry.ALL:
        for command in act.commands:
            found.setdefault(command, act.name)
    return found


@cache
def _commands() -> re.Pattern[str]:
    known = "|".join(re.escape(one) for one in sorted(_acts(), key=len, reverse=True))
    return re.compile(
        rf"`(?:borrower-desk )?(?P<quoted>{known})\b[^`]*`"
        rf"|borrower-desk (?P<bare>{known})\b(?!-){_ARGUMENT}"
    )


def _act(found: re.Match[str]) -> str:
    name = _acts()[found["quoted"] or found["bare"]]
    return tr("“{}” (ctrl+p)", tr(name))
