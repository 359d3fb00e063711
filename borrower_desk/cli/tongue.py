"""The command line in the user's language: settings or locale, help texts, usage errors.

JSON is for programs and stays English; words for a person go through the catalogue.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from borrower_desk import speech
from borrower_desk.config import APP


def follow_settings() -> None:
    """Speak the language of `settings.toml`, where there is one; else that of the locale."""
    try:
        found = settings_file().is_file()  # most have none, and reading one takes ten milliseconds
    except OSError:  # a home that is not ours to look into says nothing of a language
        return
    if not found:
        return
    from borrower_desk.settings import settings

    speech.use(settings()[0].language)


def settings_file() -> Path:
    """As `settings.folder` finds it, without loading what knows every system's folders."""
    if sys.platform != "linux":
        from borrower_desk.settings import folder

        return folder() / "settings.toml"
    beside = os.environ.get("XDG_CONFIG_HOME", "").strip() or Path.home() / ".config"
    return Path(beside) / APP / "settings.toml"


def translate(command: Any) -> None:
    """Put every help text of a typer command, and of those below it, into the user's language."""
    if speech.language() == speech.ENGLISH:
        return
    import typer.core

    vars(typer.core)["_"] = helped  # its headings: gettext itself would want a .mo file
    _translate(command, None)


def _translate(command: Any, above: Any) -> None:
    if command.help:
        command.help = "\n\n".join(helped(one) for one in paragraphs(command.help))
    context = command.context_class(command, parent=above, **command.context_settings)
    context_class = type(context)
    context_class.formatter_class = _with_usage(context_class.formatter_class)
    for parameter in command.get_params(context):  # `--help` itself, too
        if getattr(parameter, "help", None):
            parameter.help = helped(paragraph(parameter.help))
    for below in getattr(command, "commands", {}).values():
        _translate(below, context)


@cache
def _with_usage(formatter: Any) -> Any:
    """The same formatter, whose line of usage begins with this language's word for it."""
    begins = helped("Usage: ")
    if hasattr(formatter, "begins"):
        return formatter

    class Spoken(formatter):  # type: ignore[misc]
        """Help in the user's language."""

        begins = ""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or begins)

    return Spoken


def helped(text: str) -> str:
    """A help text, one paragraph, in the user's language."""
    return speech.known(text, ("help",)) or text


def paragraphs(text: str) -> list[str]:
    """A docstring's paragraphs, each on one line: as they stand in the catalogue."""
    return [paragraph(one) for one in text.split("\n\n")]


def paragraph(text: str) -> str:
    """A help text on one line."""
    return " ".join(text.split())
