"""What was to be filled in and was not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.phrases import phrases
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.model import Finding

_LEFT = re.compile(
    r"\[(?!REDACTED|SIC\b)[A-Z][A-Z0-9 ,.'/&#-]{1,60}\]"  # [FEE DATE]
    r"|(?i:\[(?:insert|your|enter|fill|add|name|date|amount|address|number|loan|account|phone|describe"
    r"|reason|servicer|borrower|city|company|property)\b[^\]\n]{0,60}\])"
    r"|(?i:<(?:insert|your|enter|fill|name|date|amount|address|number|loan|account)\b[^>\n]{0,60}>)"
    r"|\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\{\{|\}\}"
    r"|\b(?:TODO|TBD|FIXME|TKTK)\b|\bTK\b"
    r"|_{3,}|\$\s?[Xx]{2,}\b|\$_+|\b[Xx]{2}/[Xx]{2}/(?:[Xx]{2}){1,2}\b|\bMM/DD/YY(?:YY)?\b"
    r"|(?i:\blorem ipsum\b)|\?{3,}|(?<![\w*])[Xx]{4,}(?![\w-])"
)
_EMPTY = phrases("placeholders.empty")


def left(reading: Reading) -> Iterator[Finding]:
    """`[AMOUNT]`, `{{ }}`, `TODO`, a line to write on, a label with nothing after it."""
    for part, text in (("subject", reading.subject), ("body", reading.body)):
        seen = set()
        for one in (*_LEFT.finditer(text), *_EMPTY.finditer(text)):
            said = one.group().strip()
            if said in seen:
                continue
            seen.add(said)
            yield reading.found(
                "placeholder-left",
                f"{said} was never filled in.",
                said,
                part=part,
                fix="Put the fact in its place, or take the sentence out.",
            )


CHECKS = (Check("placeholder-left", left),)
