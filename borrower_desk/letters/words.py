"""What every letter says alike: the law's sentences, and the covered errors in its own words.

Source: 12 CFR 1024.35(b), (d), (e), (i); 1024.36(c), (d); 1026.36(c)(3), as
`law.md` has them.  The words are data in `words.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from borrower_desk.frozen import dataclass
from borrower_desk.letters.language import ENGLISH, words


@dataclass(frozen=True, slots=True)
class CoveredError:
    """One covered error of 12 CFR 1024.35(b).  `clock` is "general", "payoff" or "foreclosure"."""

    slug: str
    paragraph: str
    name: str
    text: str
    wish: str
    clock: str
    payment: bool = False
    rule: str = ""  # the duty that was broken, where the error's own words only point to it


@cache
def covered_errors(lang: str = ENGLISH) -> Mapping[str, CoveredError]:
    """The eleven covered errors by slug, in the order of the regulation."""
    found = {row["slug"]: CoveredError(**row) for row in words(ENGLISH)["error"]}
    if lang == ENGLISH:
        return found
    for row in words(lang)["error"]:
        found[row["slug"]] = replace(found[row["slug"]], **row)
    return found


def law_words(lang: str = ENGLISH) -> Mapping[str, str]:
    """The sentences about the law, by name."""
    law: Mapping[str, str] = words(lang)["law"]
    return law


def closing_words(lang: str = ENGLISH) -> str:
    """The courteous last paragraph of a letter to a servicer."""
    return str(words(lang)["close"]["servicer"])


def named(letter: str, lang: str = ENGLISH) -> str:
    """What one letter calls another: "notice of error" in the words of the language."""
    known: Mapping[str, str] = words(lang)["letter"]
    return known.get(letter.casefold(), letter)


def notice_law(slugs: Sequence[str], lang: str = ENGLISH) -> str:
    """What is owed for a notice that asserts these errors, by when, counted from receipt.

    Each error keeps its own clock (cmt. 35(e)(1)(i)-1), so mixed errors get a
    sentence each.
    """
    known = covered_errors(lang)
    errors = [known[slug] for slug in slugs if slug in known]
    law = law_words(lang)
    clocks = dict.fromkeys(one.clock for one in errors) or {"general": None}
    said = [
        law["noe"],
        *(one.rule for one in errors if one.rule),
        *(law[f"noe_{clock}"] for clock in clocks),
    ]
    if any(one.payment for one in errors):
        said.append(law["credit"])
    return " ".join([*said, law["noe_documents"]])


def notice_clocks(slugs: Sequence[str], starts: Sequence[str]) -> tuple[str, ...]:
    """Of the rules that a notice of error can start, those that these errors do start."""
    errors = [covered_errors()[slug] for slug in slugs if slug in covered_errors()]
    if not errors:
        return tuple(starts)
    wanted = {
        "noe-respond": any(one.clock == "general" for one in errors),
        "noe-extend": any(one.clock == "general" for one in errors),
        "noe-respond-payoff": any(one.clock == "payoff" for one in errors),
        "noe-respond-foreclosure": any(one.clock == "foreclosure" for one in errors),
        "noe-credit-reporting-bar": any(one.payment for one in errors),
    }
    return tuple(rule for rule in starts if wanted.get(rule, True))
