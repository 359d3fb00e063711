"""What the rooms below say, as the app says it: with its keys, in the user's language.

`in_app` is the one door of a screen for words that it did not make itself.

Errors, findings and notes name the command that helps: right on the command line, of no
use on a screen.  `hints.toml` has the words for those that need their own; any other
command is the act of the palette that does the same, which the registry knows.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from borrower_desk import speech

TABLE = Path(__file__).with_name("hints.toml")
_COMMAND = "borrower-desk "
_QUOTED = re.compile("“([^”]+)”")
# What follows a command on its line: options, ids, words in capitals, quoted names.
_ARGUMENT = r"(?: (?:--?[a-z][\w-]*(?:=\S+)?|'[^']*'|…|[A-Z⟨][\w⟨⟩]*(?![a-z])))*"


def in_app(said: str) -> str:
    """The same advice with the app's keys where it names the command line, as the user speaks.

    The keys come first: what they replace is told by its English words.
    """
    if speech.language() == speech.ENGLISH:
        return in_keys(said)
    told = in_keys(said)
    if told != said:
        return _named(speech.spoken(told, ("keys", *speech.SAID)))
    return speech.known(said, speech.PARTS) or speech.spoken(said)


def in_keys(said: str) -> str:
    """English advice with the app's keys where it names the command line; else as it is."""
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
    return f"“{_acts()[found['quoted'] or found['bare']]}” (ctrl+p)"


def _named(said: str) -> str:
    """Acts and fields, named in quotation marks, by the names that this user sees."""
    return _QUOTED.sub(
        lambda found: found[0] if (name := speech.tr(found[1])) == found[1] else f"«{name}»", said
    )
