"""A template's sections, filled: Jinja2 in its sandbox, then paragraphs and lists.

What the borrower typed is only ever a value here: it cannot be executed, and
its line breaks and marks mean nothing to the layout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import TemplateInvalid
from borrower_desk.letters.anatomy import Block, numbers
from borrower_desk.letters.templates import Template
from borrower_desk.letters.values import leading_date
from borrower_desk.letters.words import named
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

# Signs that only this module puts into a text: safe_text() turns a stranger's
# private-use characters into U+FFFD, so no value can pass for one.
_ITEM, _STEP, _BREAK = "\ue000", "\ue001", "\ue002"
# What a template of the user's own may take (a stranger may have written it): seconds,
# and characters of one part.  Ours take milliseconds and under 6,000.
_SECONDS = 5.0
_LONGEST = 200_000


def joined(names: Sequence[str], word: str = "and") -> str:
    """Names as a sentence has them: "A, B and C"."""
    if len(names) < 3:
        return f" {word} ".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _clean(value: object) -> object:
    """A value as it enters a section: one line; line breaks in it mean nothing to the layout."""
    return " ".join(str(value).split(" ")).replace("\n", " ") if isinstance(value, str) else value


def _paragraphs(value: str) -> str:
    """A filter: empty lines in what the borrower wrote stay paragraphs."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", value)]
    return _BREAK.join(part for part in parts if part)


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # the result is plain text; each rendering escapes for itself
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    made.filters["paragraphs"] = _paragraphs
    made.filters["joined"] = joined
    made.filters["named"] = lambda letter: named(str(letter), "es")  # courtesy copies only
    made.filters["no_dot"] = lambda text: text.rstrip(" .")  # in the midst of a sentence
    return made


def _marked(source: str) -> str:
    """The source of a section with its own list marks and empty lines made into signs."""
    lines = []
    for line in source.split("\n"):
        bare = line.strip()
        if not bare:
            lines.append(_BREAK)
        elif found := re.match(r"\s*(?:\d+\.|-) +", line):
            lines.append((_ITEM if "-" in found.group() else _STEP) + line[found.end() :])
        else:
            lines.append(line)
    return "\n".join(lines)


@cache
def _compiled(source: str) -> Any:
    return _environment().from_string(source)


def render_section(template: Template, section: str, values: Mapping[str, Any]) -> str:
    """A section with the values in it; `blocks_of` tells its parts.  Failing is TemplateInvalid."""
    return _run(template, section, _marked(template.sections.get(section, "")), values)


def _run(template: Template, part: str, source: str, values: Mapping[str, Any]) -> str:
    if not template.own:
        return _filled(template.kind, part, source, values)
    from borrower_desk.limits import OutOfBoundsError, apart

    try:
        return apart(_filled, template.kind, part, source, dict(values), seconds=_SECONDS)
    except OutOfBoundsError as why:
        raise _failing(
            template.kind, part, str(why).replace("reading it", "filling it in")
        ) from None


def _filled(kind: str, part: str, source: str, values: Mapping[str, Any]) -> str:
    """The words of a part; for a template of the user's own in a process with bounds."""
    from jinja2 import TemplateError

    words: list[str] = []
    left = _LONGEST
    try:
        for piece in _compiled(source).generate(values):
            words.append(piece)
            left -= len(piece)
            if left < 0:
                break
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as why:
        raise _failing(kind, part, str(why)) from None
    if left < 0:
        raise _failing(kind, part, f"it makes more than {_LONGEST:,} characters")
    return "".join(words).strip()


def _failing(kind: str, part: str, why: str) -> TemplateInvalid:
    return TemplateInvalid(
        f"The template {kind} fails in its {part}: {safe_line(why, 200)}.",
        hint="Correct the template; `borrower-desk letters KIND` names the fields it may use.",
    )


def render_line(template: Template, part: str, values: Mapping[str, Any]) -> str:
    """The template's subject or salutation with the values in it."""
    return safe_line(_run(template, part, str(getattr(template, part)), values))


def blocks_of(rendered: str) -> list[Block]:
    """The paragraphs and lists of a rendered section."""
    blocks: list[Block] = []
    for part in rendered.split(_BREAK):
        pieces = re.split(f"([{_ITEM}{_STEP}])", part)
        _append(blocks, "paragraph", pieces[0])
        for sign, text in zip(pieces[1::2], pieces[2::2], strict=True):
            _append(blocks, "dashed" if sign == _ITEM else "numbered", text)
    return [
        Block(one.form, one.items, numbers(len(one.items)) if one.form == "numbered" else ())
        for one in blocks
    ]


def in_order(block: Block) -> Block:
    """A dashed list whose every item begins with a day, in the order of the days."""
    if block.form != "dashed":
        return block
    dated = [(leading_date(item)[0], n, item) for n, item in enumerate(block.items)]
    if any(day is None for day, _, _ in dated):
        return block
    return Block(block.form, tuple(item for _, _, item in sorted(dated)))


def _append(blocks: list[Block], form: str, text: str) -> None:
    said = " ".join(text.split())
    if not said:
        return
    if blocks and blocks[-1].form == form != "paragraph":
        blocks[-1] = Block(form, (*blocks[-1].items, said))
    else:
        blocks.append(Block(form, (said,)))
