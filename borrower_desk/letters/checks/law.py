"""What the letter says of the law: a citation that `law.md` knows, the right number of days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from borrower_desk.letters.checks.phrases import phrases
from borrower_desk.letters.checks.reading import Check, Reading, sentences
from borrower_desk.model import Finding

_PARTS = frozenset({"1002", "1006", "1022", "1024", "1026"})
_CITED_CFR = phrases("law.cited_cfr")
_CITED_USC = phrases("law.cited_usc")
_BARE = re.compile(
    r"(?<![\d.$])(?P<section>10(?:02|06|22|24|26)\.\d+)(?P<rest>(?:\s?\([A-Za-z0-9]+\))*)"
)
_NOTICE_ERRORS = 11  # 1024.35(b)(1) to (11)

_NUMBERS = {
    "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "forty five": 45, "sixty": 60, "ninety": 90, "twenty-one": 21,
}  # fmt: skip
_DAYS = phrases("law.days")
_LAW_WORDS = phrases("law.law_words")
_OTHER_LAW = phrases("law.other_law")
_COUNTED = ("noe", "rfi", "qwr", "pay")


@cache
def _known() -> Mapping[str, Any]:
    text = (files("borrower_desk.letters.checks") / "citations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _topics() -> tuple[tuple[str, frozenset[int], re.Pattern[str]], ...]:
    """What a number of days can be about: name, the law's numbers, its words."""
    return tuple(
        (row["name"], frozenset(row["days"]), re.compile("|".join(row["find"]), re.IGNORECASE))
        for row in _known()["days"]
    )


def citations(reading: Reading) -> Iterator[Finding]:
    """A citation that `law.md` does not know."""
    text = f"{reading.subject}\n{reading.body}"
    spans = []
    for one in _CITED_CFR.finditer(text):
        spans.append(one.span())
        if not _known_cfr(one["title"], one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _CITED_USC.finditer(text):
        if not _known_usc(one["title"], one["section"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _BARE.finditer(text):
        inside = any(start <= one.start() < end for start, end in spans)
        if not inside and not _known_cfr("12", one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")


def _known_cfr(title: str, section: str, rest: str) -> bool:
    if section in _PARTS:
        return title == "12"
    known = _known()["cfr"].get(title, {})
    name = next((one for one in known if one.casefold() == section.casefold()), None)
    if name is None:
        return False
    parts = re.findall(r"\(([A-Za-z0-9]+)\)", rest)
    if parts and known[name] != "*" and parts[0].casefold() not in known[name]:
        return False
    number = parts[1] if len(parts) > 1 else ""
    if name == "1024.35" and parts and parts[0] == "b" and number.isdigit():
        return 1 <= int(number) <= _NOTICE_ERRORS
    return True


def _known_usc(title: str, section: str) -> bool:
    known = str(_known()["usc"].get(title, "")).casefold().split()
    return section.casefold() in known


def days(reading: Reading) -> Iterator[Finding]:
    """A wrong number of days for what is owed on a notice or a payoff request."""
    kind = reading.draft.template
    if kind is not None and not any(rule.startswith(_COUNTED) for rule in kind.starts):
        return
    if kind is None and not reading.legal and "payoff" not in reading.folded:
        return
    for paragraph in reading.prose:
        for sentence in sentences(paragraph):
            if not _LAW_WORDS.search(sentence) or _OTHER_LAW.search(sentence):
                continue
            context = (
                paragraph
                if re.search(
                    r"(?i)payoff|\(b\)\(6\)|who owns|1024\.36\(d\)\(2\)\(i\)\(A\)|relied", paragraph
                )
                else sentence
            )
            for one in _DAYS.finditer(sentence):
                why = _wrong_days(sentence, context, one)
                if why:
                    yield _wrong(reading, one.group(), why)


def _wrong_days(sentence: str, context: str, one: re.Match[str]) -> str:
    said = one["number"].casefold()
    number = int(said) if said.isdigit() else _NUMBERS[said]
    unit = re.search(r"business|calendar|working", one.group(), re.IGNORECASE)
    clause = re.split(
        r"[;]|, and |\band (?=(?:must|correct|answer|respond|act|tell))", sentence[: one.start()]
    )[-1]
    after = re.split(r"[;,.]", sentence[one.end() :])[0]
    topic = _topic(clause) or _topic(after)
    if topic is None:
        return ""
    name, allowed = topic
    if name == "answer":
        allowed = allowed | _shorter(context)
    if number not in allowed:
        usual = sorted(allowed)[0] if name != "answer" else 30
        return f"the law gives {usual} days for the {name}, not {number}"
    calendar = unit is not None and unit.group().casefold() == "calendar"
    if calendar and name != "credit reporting":
        return "these days leave out legal public holidays, Saturdays and Sundays"
    return "these are calendar days" if unit and not calendar and name == "credit reporting" else ""


def _shorter(context: str) -> frozenset[int]:
    """Other periods for an answer that the context calls for."""
    found = set()
    for number, pattern in (
        (7, r"payoff|\(b\)\(6\)|\(A\)"),
        (10, r"who owns|\bowner|assignee"),
        (15, r"relied|exten|documents"),
    ):
        if re.search(pattern, context, re.IGNORECASE):
            found.add(number)
    return frozenset(found)


def _topic(words: str) -> tuple[str, frozenset[int]] | None:
    """The topic whose words come last."""
    best: tuple[int, str, frozenset[int]] | None = None
    for name, allowed, pattern in _topics():
        for one in pattern.finditer(words):
            if best is None or one.start() >= best[0]:
                best = (one.start(), name, allowed)
    return None if best is None else (best[1], best[2])


def _wrong(reading: Reading, text: str, why: str) -> Finding:
    part = "body" if reading.line_of(text) else "subject"
    return reading.found(
        "law-wrong",
        f"“{text}”: {why}.",
        text,
        part=part,
        fix="Use the words of the template, or see `borrower-desk rules`.",
    )


def wrong(reading: Reading) -> Iterator[Finding]:
    """A citation that `law.md` does not know, or a wrong number of days."""
    yield from citations(reading)
    yield from days(reading)


CHECKS = (Check("law-wrong", wrong),)
