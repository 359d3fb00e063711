"""The user's own kinds of letter, and the servicer's own words: files beside the desk, no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.letters.templates import template
from borrower_desk.model import Servicer
from borrower_desk.text import safe_line

WORDS = "words.toml"
LABELS = ("loan_number", "property", "borrower", "borrowers", "reference", "salutation")
_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_LONGEST = 60

_STARTER = """+++
# A letter of your own.  Keep the form of this file: facts between the +++ lines,
# then the letter.  `borrower-desk letters new {kind}` tries it out again.
kind = "{kind}"
title = "{title}"
group = "account inquiries"
summary = "Say here what the letter is for."
subject = "Question about {{{{ topic }}}}"
next_steps = ["Send it, and record it with borrower-desk sent."]
advice = ["Keep paying while you ask: a letter does not suspend the loan."]

# How to send it; the first way is advised.  One of: email, portal, certified-mail, mail, fax.
[[channel]]
use = "email"
why = "A simple question; the answer often comes in days."

# One block for each fact.  Types: text, money, date, number, list, choice (with choices = [...]).
[[field]]
name = "topic"
type = "text"
required = true
question = "What is the letter about, in a few words?"
example = "my statement of November 2026"

[[field]]
name = "question_asked"
type = "text"
required = true
question = "What do you want to know?"
example = "Why did the amount due change from $1,855.00 to $1,902.40?"

[[field]]
name = "facts"
type = "list"
question = "What happened, day by day? One fact a line, each beginning with its day."
example = "2026-11-02: I paid $1,855.00."
+++
## issue
I have a question about {{{{ topic }}}}: {{{{ question_asked }}}} Please answer it in writing.
## facts
{{% if facts %}}
The facts:

{{% for fact in facts %}}
- {{{{ fact }}}}
{{% endfor %}}
{{% endif %}}
## request
Please:

1. Answer the question, with the figures behind your answer.
1. Give a telephone number for further help.
"""


def make(folder: Path, kind: str, like: str | None = None) -> tuple[Path, str]:
    """The path and the text of a new template; UsageError for a name that cannot be one."""
    if not _KIND.match(kind) or len(kind) > _LONGEST:
        raise UsageError(
            f"{safe_line(kind, 60)!r} cannot be a kind of letter.",
            hint="Use lower-case words joined by -, as in insurance-question.",
        )
    path = folder / f"{kind}.en.md"
    if like is None:
        title = kind.replace("-", " ").capitalize()
        return path, _STARTER.format(kind=kind, title=title)
    return path, re.sub(
        r'^kind = ".*"$', f'kind = "{kind}"', source(like, folder), count=1, flags=re.MULTILINE
    )


def source(kind: str, folder: Path | None = None) -> str:
    """The text of a kind's template, the user's own before the shipped one."""
    from importlib.resources import files

    template(kind, folder=folder)  # says what is near when there is none
    own = folder / f"{kind}.en.md" if folder is not None else None
    if own is not None and own.is_file():
        return own.read_text(encoding="utf-8")
    shipped = files("borrower_desk.letters") / "templates" / f"{kind}.en.md"
    return shipped.read_text(encoding="utf-8")


def servicer_words(folder: Path | None, servicer: Servicer) -> Mapping[str, str]:
    """What this servicer calls things, from `words.toml`: the account block's labels, a salutation.

    A table is named for the servicer's id or its name.  TemplateInvalid says
    what in the file is not right.
    """
    path = folder / WORDS if folder is not None else None
    if path is None or not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as why:
        raise _invalid(servicer, str(why)) from None
    told: dict[str, str] = {}
    for name, words in tables.items():
        if not isinstance(words, dict):
            raise _invalid(servicer, f"{name} is no table: write [{servicer.id}] above the words")
        if unknown := sorted(set(words) - set(LABELS)):
            raise _invalid(servicer, f"{unknown[0]} is none of {', '.join(LABELS)}")
        if name.casefold() in (servicer.id.casefold(), servicer.name.casefold()):
            told |= {key: safe_line(str(said), _LONGEST) for key, said in words.items()}
    return {key: said for key, said in told.items() if said}


def _invalid(servicer: Servicer, why: str) -> TemplateInvalid:
    return TemplateInvalid(
        f"Your {WORDS} is not right: {why}.",
        hint=f'For example: [{servicer.id}] and below it loan_number = "Account number".',
    )
