"""The program's own words in the user's language: one folder a language, a file for each part.

The English sentence is its own key; `catalogues/es/` holds its Spanish: `screens.toml`
the app's words, `errors.toml` and `findings.toml` what the rooms say that speak to nobody,
`keys.toml` the same in the app's keys, `help.toml` the help of the commands, `output.toml`
what they print, `values.toml` and `days.toml` our own words in a sentence's blanks.  A
third language is one more folder.  What the law, a servicer or the user said is never
translated here: letters have their own templates, the law its own words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).with_name("catalogues")
ENGLISH = "en"
# The order in which they are looked at: a file is read when those before lack the words.
PARTS = ("screens", "errors", "findings", "output", "help", "keys")
SAID = ("errors", "findings")  # where a finished sentence is looked for
_LONGEST = 4_000  # characters of what can be a sentence of ours; what is longer is a text
_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z`])")
_HEAD = re.compile(r"[^:,(–]*[^:,(– ]")
_FEWEST = 5  # letters by which a sentence is known that begins and ends with a value
_chosen = ""


def languages() -> tuple[str, ...]:
    """English, and every language that has a catalogue."""
    return (ENGLISH, *sorted(one.name for one in CATALOGUES.iterdir() if one.is_dir()))


def language() -> str:
    """The language that is spoken: chosen by `use`, else by the environment, else English."""
    return _chosen or _of_environment()


def use(chosen: str) -> None:
    """Speak this language from now on; "" follows the environment, as does an unknown one."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = chosen if chosen in languages() else ""


def tr(text: str, /, *values: object, **named: object) -> str:
    """The text in the user's language, its `{}` and `{name}` filled in.

    A value is put in as it is: make it safe before, as everywhere.  What the
    catalogue lacks is said in English.
    """
    said = text if language() == ENGLISH else known(text, PARTS) or text
    return said.format(*values, **named) if values or named else said


def spoken(text: str, parts: tuple[str, ...] = SAID) -> str:
    """A finished sentence in the user's language, its values as they stand.

    An error is put together where it is raised, in rooms that speak to nobody.
    Its sentence is known by what stands around its values: `No rule {} is known.`
    Only for the program's own sentences: a stranger's words must never be changed.
    A blank of the translation may be `{:tr}` (words of ours, which are translated too)
    or `{:.0}` (an English ending, which is left out).
    """
    if language() == ENGLISH or not text or len(text) > _LONGEST:
        return text
    if (whole := known(text, parts)) is not None:
        return whole
    found = _found(text, parts)
    sentences = _SENTENCE.split(text)
    if len(sentences) > 1 and (found is None or any(map(_SENTENCE.search, found[1]))):
        said = [known(one, parts) or _filled(_found(one, parts)) for one in sentences]
        if said[0] and said[-1]:
            return " ".join(one or ours for one, ours in zip(said, sentences, strict=True))
    return _filled(found) or text


def _found(text: str, parts: tuple[str, ...]) -> tuple[str, list[str]] | None:
    """The translation of the sentence that this text is, and the values of its blanks."""
    for own, translated, numbers in _sentences(language(), parts):
        values = between(text, own)
        if values is not None and not (numbers and not all(map(str.isdigit, values))):
            return translated, values
    return None


def _filled(found: tuple[str, list[str]] | None) -> str | None:
    return None if found is None else found[0].format(*(_Value(one) for one in found[1]))


class _Value(str):
    """What stands in a blank: as it is, or itself in the user's language where it is `{:tr}`.

    A catalogue says which of its blanks hold the program's own words: `No existe: {:tr} {}.`
    """

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if form != "tr":
            return format(str(self), form)
        return known(self, ("values", *PARTS)) or spoken(str(self), ("values", "days", *SAID))


def headed(text: str) -> str:
    """A line that begins with words of ours, and goes on with anything: `Message: ‹subject›`.

    Only its beginning is translated; what follows may be a stranger's.
    """
    head = _HEAD.match(text)
    if language() == ENGLISH or head is None:
        return text
    said, own = head[0], known(head[0], PARTS)
    if own is None:
        own = tr(said[:1].lower() + said[1:])
        own = own[:1].upper() + own[1:]
    return own + text[head.end() :]


def known(text: str, parts: tuple[str, ...]) -> str | None:
    """What these parts of the catalogue say for this very text; None when they lack it."""
    of_parts = (catalogue(language(), part).get(text) for part in parts)
    return next((one for one in of_parts if one is not None), None)


def between(text: str, own: tuple[str, ...]) -> list[str] | None:
    """The values that stand between a sentence's own words; None when it is another sentence.

    The first words begin the text and the last end it, the others are taken where they
    come first: linear in the text, whatever a stranger put into it.
    """
    first, *rest, last = own
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return None
    values, at, end = [], len(first), len(text) - len(last)
    for one in rest:
        found = text.find(one, at, end)
        if found < 0:
            return None
        values.append(text[at:found])
        at = found + len(one)
    return [*values, text[at:end]]


@cache
def catalogue(chosen: str, part: str) -> Mapping[str, str]:
    """Each English text of a part with its translation; empty when there is no such file."""
    path = CATALOGUES / chosen / f"{part}.toml"
    if chosen == ENGLISH or not path.is_file():
        return {}
    import tomllib  # English, which most speak, needs no catalogue

    return {text: str(words) for text, words in tomllib.loads(path.read_text("utf-8")).items()}


@cache
def _sentences(chosen: str, parts: tuple[str, ...]) -> list[tuple[tuple[str, ...], str, bool]]:
    """The sentences that have blanks, the longest first; which of them take numbers alone."""
    found = []
    for part in parts:
        for english, translated in catalogue(chosen, part).items():
            own = tuple(_unbraced(one) for one in english.split("{}"))
            if len(own) > 1 and (part == "days" or _tells(own)):
                found.append((own, translated, part == "days"))
    found.sort(key=lambda one: -len("".join(one[0])))
    return found


def _tells(own: tuple[str, ...]) -> bool:
    """Are these words enough to know a sentence by?  `{} is {}.` would be half of all."""
    first, *_, last = own
    letters = sum(char.isalpha() for char in "".join(own))
    return bool(first) or any(char.isalpha() for char in last) or letters >= _FEWEST


def _unbraced(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


@cache
def _of_environment() -> str:
    """POSIX: LC_ALL beats LC_MESSAGES beats LANG; `es_US.UTF-8` asks for `es`."""
    names = ("BORROWER_DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[one] for one in names if os.environ.get(one)), "")
    short = said.partition(".")[0].partition("_")[0].casefold()
    return short if short in languages() else ENGLISH
