"""What was to be filled in and was not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks.phrases import phrases, words
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.model import Finding

_LEFT = re.compile(
    r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\{\{|\}\}|\$?\{[A-Za-z][\w .-]{0,40}\}|<<[^<>\n]{1,60}>>"
    r"|(?i:<(?:insert|your|enter|fill|name|date|amount|address|number|loan|account|servicer"
    r"|borrower|property)\b[^>\n]{0,60}>)"
    r"|%[A-Z][A-Z_]{2,30}%|@@\w{1,30}@@"
    r"|\b(?:TODO|TBD|TBA|FIXME|TKTK)\b|\bTK\b|\bINSERT [A-Z][A-Z ]{2,40}\b"
    r"|(?i:\(\s?(?:insert|enter|fill in|add|your) [^)\n]{2,60}\))"
    r"|(?i:\((?:fill in|to be filled in|insert|tbd|date|amount|name)\))"
    r"|(?<=with )(?:NAME|AGENT|AGENT NAME|NAME OF AGENT)\b"
    rf"|(?i:\b(?:{'|'.join(MONTHS)}) _{{2,}})"
    r"|(?i:\binsert (?:the |your |an? )?(?:\w+ ){1,3}here\b)|\$#[#,.]+"
    r"|_{3,}|_{2}/_{2}|\$\s?[Xx]{2,}\b|\$\s?[Xx]+\.[Xx]+|\$_+|\b[Xx]{1,2}/[Xx]{1,2}/(?:\d{2,4}|[Xx]{2,4})"
    r"|\b[Xx]{3}-[Xx]{3}-[Xx]{4}\b|\([Xx]{3}\) ?[Xx]{3}-[Xx]{4}\b"
    r"|\bMM/DD/YY(?:YY)?\b|\bDD/MM/YYYY\b|\bYYYY-MM-DD\b"
    r"|(?i:\blorem ipsum\b)|(?<![\w?!])\?{3,}"
    r"|(?<![\w*.-])(?<![Xx] )[Xx]{4,}(?![\w*-]| ?[Xx\d])|(?<![\w#])#{4,}(?!\w)"
)
_BRACKETS = re.compile(r"\[(?P<inside>[^\[\]\n]{0,80})\]")
_IN_BRACKETS = words("placeholders.brackets")
_NO_PLACEHOLDER = words("placeholders.not_brackets")
_EMPTY = phrases("placeholders.empty")
_FOR_A_FACT = re.compile(
    r"(?:\$|#|\b(?:dated|number|no\.|amount of|ending(?: in)?)) ?\Z", re.IGNORECASE
)
_TICKED = re.compile(r"\b(?:box|boxes|checkbox|square) \Z", re.IGNORECASE)
_MASKED = re.compile(r"(?:birth|d\.?o\.?b\.?)\W{0,3}(?:is|was|:)?\s*\Z", re.IGNORECASE)


def _is_left(inside: str) -> bool:
    """Do brackets hold a place for a fact, and not a word about a quotation or a note?"""
    bare = inside.strip(" .,:;")
    if bare in ("", "$", "#"):
        return True
    said = [one.strip(".,:;/#()'").casefold() for one in re.split(r"[\s/]+", bare)]
    if said[0] in ("insert", "your", "enter", "fill", "describe", "add"):
        return True
    if any(char.isdigit() for char in bare):
        return False
    if bare.isupper() and len(bare) > 1:
        return said[0] not in ("sic", "redacted")
    if said[0] in _NO_PLACEHOLDER:
        return False
    return any(one in _IN_BRACKETS for one in said) and (len(said) < 9)


def unfilled(text: str) -> bool:
    """Does a text hold a place for a fact that was never filled in?"""
    return _LEFT.search(text) is not None


def left(reading: Reading) -> Iterator[Finding]:
    """`[AMOUNT]`, `{{ }}`, `TODO`, a line to write on, a label with nothing after it."""
    for part, text in (("subject", reading.subject), ("body", reading.body)):
        seen = set()
        brackets = (
            one
            for one in _BRACKETS.finditer(text)
            if _is_left(one["inside"])
            or _FOR_A_FACT.search(text[max(0, one.start() - 12) : one.start()])
        )
        for one in (*brackets, *_LEFT.finditer(text), *_EMPTY.finditer(text)):
            said = one.group().strip()
            if _TICKED.search(text[max(0, one.start() - 16) : one.start()]):
                continue
            if said in seen or _MASKED.search(text[max(0, one.start() - 24) : one.start()]):
                continue
            seen.add(said)
            if said.isalpha() and text[one.start() - 1 : one.start()] in ('"', "“"):
                continue  # a word that somebody else's paper has
            yield reading.found(
                "placeholder-left",
                f"{said} was never filled in.",
                said,
                part=part,
                fix="Put the fact in its place, or take the sentence out.",
            )


CHECKS = (Check("placeholder-left", left),)
