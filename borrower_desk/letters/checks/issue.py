"""The issue: stated first, precise, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks import placeholders
from borrower_desk.letters.checks.phrases import phrases, words
from borrower_desk.letters.checks.reading import Check, Reading, compact, sentences
from borrower_desk.model import Finding

_VERB = re.compile(
    r"\b(?:I|we|you|is|are|was|were|have|has|had|do|does|did|will|would|could|can|please|need|want"
    r"|send|give|stop|ask|request|dispute|why|what|how|not|never)\b|\?",
    re.IGNORECASE,
)
_WITHIN = 3  # sentences in which issue and wish must show (letters.md, anatomy 4)
_STATED = phrases("issue.stated")
_TOLD = phrases("issue.told")
_EMPTY = phrases("issue.empty")
_NOUN = phrases("issue.noun")
_AMISS = phrases("issue.amiss")
_BOAST = phrases("issue.boast")
_MONEY = re.compile(r"\$\s?\d|\b\d[\d,]*(?:\.\d\d)? dollars\b", re.IGNORECASE)
_OF_ONE_EVENT = words("issue.of_one_event")
_OF_A_DAY = words("issue.of_a_day")
_OF_A_PERIOD = words("issue.of_a_period")
DATE = phrases("issue.date")
_TRANSACTION = re.compile(
    r"\b(?:confirmation|confirmaci[oó]n|transacci[oó]n|transaction|check|cheque|reference"
    r"|referencia|tracking|receipt|trace|case|payment)\s*"
    r"(?:number|n[uú]mero|no\.?|id|#)?\s*(?:is|was|:|#)?\s*(?=[A-Z0-9-]*\d{2})[A-Z0-9-]{3,}",
    re.IGNORECASE,
)
_ABOUT_MONEY = re.compile(
    r"late (?:fee|charge)|\bfees?\b.{0,40}\b(?:charged|wrong|remove|dispute)|charged (?:me|us|a|my)"
    r"|payment.{0,60}(?:not|never|late|wrong|misappl|returned|refused)|overcharg",
    re.IGNORECASE,
)


def not_first(reading: Reading) -> Iterator[Finding]:
    """The first paragraph does not state the issue."""
    first = _first(reading)
    if not first:
        return
    opening = [one for one in sentences(first)[:_WITHIN] if not _is_empty(one)]
    if any(_states(one) for one in opening) or "[" in first:
        return
    yield reading.found(
        "issue-not-first",
        "The first paragraph does not say what is wrong and what you want.",
        first[:120],
        fix="Begin with the issue and the wish in at most three sentences, with the date and the"
        " amount. The history can follow.",
    )


def _first(reading: Reading) -> str:
    """The first paragraph that is more than a line of the loan's number, property and names."""
    for block in reading.letter.blocks:
        if block.form == "paragraph" and not (
            any(number in compact(block.text) for number in reading.loan_numbers)
            and not _VERB.search(block.text)
            and not _states(block.text)
        ):
            return block.text
    return reading.letter.first_paragraph


def _states(sentence: str) -> bool:
    """Does a sentence say what is wrong with the account, or what is wanted?"""
    said = _BOAST.sub(" ", sentence)
    noun = _NOUN.search(said)
    amiss = noun and (_AMISS.search(said) or _MONEY.search(said))
    return bool(_STATED.stands_in(said) or _TOLD.search(said) or amiss)


def _is_empty(sentence: str) -> bool:
    empty = _EMPTY.search(sentence)
    return bool(empty) and not _states(_EMPTY.sub(" ", sentence))


def imprecise(reading: Reading) -> Iterator[Finding]:
    """No date, no amount or no transaction number where the kind needs one."""
    told = reading.told
    lacking = _lacking(reading, told)
    if lacking and "[" not in told and not placeholders.unfilled(told):
        names = " and no ".join(lacking)
        yield reading.found(
            "issue-imprecise",
            f"The letter gives no {names}, so the servicer must guess which entry is meant.",
            reading.letter.first_paragraph[:120],
            fix="Say the day, the amount, and the check or confirmation number.",
        )


def _lacking(reading: Reading, told: str) -> list[str]:
    """What a letter about one event does not give: its day; its amount or number."""
    kind = reading.draft.template
    about_money = _ABOUT_MONEY.search(told) is not None
    dated = DATE.search(told) is not None
    figured = _MONEY.search(told) is not None or _TRANSACTION.search(told) is not None
    name = kind.kind if kind is not None else ""
    lacking = [] if dated else ["date"]
    lacking += [] if figured else ["amount or number of a transaction"]
    if name in _OF_ONE_EVENT or (name in ("", "notice-of-error") and about_money):
        return lacking
    if name in _OF_A_DAY or (not name and reading.legal and "error" in told.casefold()):
        return lacking[: not dated]
    # A whole year's escrow may be told without a day or without a sum, not without both.
    return lacking if name in _OF_A_PERIOD and len(lacking) > 1 else []


CHECKS = (
    Check("issue-not-first", not_first),
    Check("issue-imprecise", imprecise),
)
