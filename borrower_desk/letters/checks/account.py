"""The account block: the servicer must be able to tell whose loan it is (12 CFR 1024.35(a))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.phrases import words
from borrower_desk.letters.checks.reading import Check, Reading, compact, fold
from borrower_desk.model import Finding, Loan

_STREET_WORDS = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "terrace": "ter", "circle": "cir", "highway": "hwy",
    "parkway": "pkwy", "square": "sq", "north": "n", "south": "s", "east": "e", "west": "w",
    "apartment": "apt", "suite": "ste", "unit": "apt", "trail": "trl", "northeast": "ne",
    "northwest": "nw", "southeast": "se", "southwest": "sw", "mount": "mt", "saint": "st",
}  # fmt: skip
_LABELLED_NUMBER = re.compile(
    r"(?P<before>(?<![\w'])[\w']{1,30}\s{1,3})?\b(?:loan|account|acct|mortgage)(?:\s+account)?"
    r"(?:\s+(?:number|no|num|id)\b\.?|\s*#)?\s*(?:is\b|:|#)?\s*"
    r"(?P<ending>(?:\(?\s*(?:ending|ends)(?:\s+(?:in|with))?\s+))?"
    r"(?P<number>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)\b",
    re.IGNORECASE,
)
_OTHER_ACCOUNTS = words("account.other_accounts")
_PROPERTY = re.compile(
    r"^[ \t]*(?:re:[ \t]*)?property(?: address)?[ \t]*:[ \t]*(?P<text>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_BORROWER = re.compile(
    r"^[ \t]*(?:co-?)?borrowers?(?:'?s?'? names?)?[ \t]*:[ \t]*(?P<text>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)


def _street(address: str) -> list[str]:
    """The words of an address's first line, with the usual short forms."""
    words = re.findall(r"[\w]+", fold(re.split(r"[,\n]", address.strip(), maxsplit=1)[0]))
    return [_STREET_WORDS.get(word, word) for word in words]


def _says_address(text: str, address: str) -> bool:
    wanted = " ".join(_street(address))
    said = " ".join(_STREET_WORDS.get(word, word) for word in re.findall(r"\w+", fold(text)))
    return bool(wanted) and f" {wanted} " in f" {said} "


def _says_name(text: str, name: str) -> bool:
    """Is the name there, with or without its middle names and initials?"""
    wanted = re.findall(r"\w+", fold(name))
    words = " ".join(re.findall(r"\w+", fold(text)))
    said = f" {words} "
    if not wanted or f" {' '.join(wanted)} " in said:
        return True
    first, last = re.escape(wanted[0]), re.escape(wanted[-1])
    return len(wanted) > 2 and bool(re.search(rf" {first} (?:\w+ )?{last} ", said))


def _says_number(reading: Reading) -> bool:
    squeezed = compact(reading.body)
    if any(number in squeezed for number in reading.loan_numbers):
        return True
    return reading.in_email and any(
        re.search(rf"(?<!\d){re.escape(number[-4:])}(?!\d)", reading.body)
        for number in reading.loan_numbers
    )


def incomplete(reading: Reading) -> Iterator[Finding]:
    """The loan number, the property's address or a borrower's name is not in the body."""
    loan = reading.draft.loan
    if loan is None:
        return
    lacking = []
    if loan.number.strip() and not _says_number(reading):
        lacking.append(f"the loan number {loan.number}")
    if loan.property_address.strip() and not _says_address(reading.body, loan.property_address):
        lacking.append(f"the property address {loan.property_address}".replace("\n", ", "))
    lacking += [
        name for name in loan.borrowers if name.strip() and not _says_name(reading.body, name)
    ]
    if lacking:
        yield reading.found(
            "account-block-incomplete",
            f"The body does not say {'; '.join(lacking)}.",
            fix="Put loan number, property address and every borrower's name below the subject.",
        )


def mismatch(reading: Reading) -> Iterator[Finding]:
    """A loan number, address or name that is another loan's."""
    loan = reading.draft.loan
    if loan is None:
        return
    for part, text in (("subject", reading.subject), ("body", reading.body)):
        for one in _LABELLED_NUMBER.finditer(text):
            if not _is_ours(one, reading.loan_numbers):
                yield reading.found(
                    "account-mismatch",
                    f"The number {one['number']} is not this loan's, {loan.number}.",
                    one["number"],
                    part=part,
                    fix=f"Write {loan.number}, or say whose number the other is.",
                )
    yield from _other_property(reading, loan)


def _is_ours(one: re.Match[str], numbers: frozenset[str]) -> bool:
    before = (one["before"] or "").strip().casefold().removesuffix("'s")
    said = compact(one["number"])
    digits = re.sub(r"\D", "", said)
    if before in _OTHER_ACCOUNTS or len(digits) < 4 or re.fullmatch(r"(19|20)\d\d", said):
        return True
    if one["ending"] or len(digits) == 4:
        return any(number.endswith(said) for number in numbers)
    return said in numbers


def _other_property(reading: Reading, loan: Loan) -> Iterator[Finding]:
    for one in _PROPERTY.finditer(reading.body):
        if loan.property_address.strip() and not _says_address(one["text"], loan.property_address):
            yield reading.found(
                "account-mismatch",
                "The property is not the one of this loan.",
                one["text"],
                fix=f"Write {loan.property_address}.".replace("\n", ", "),
            )
    for one in _BORROWER.finditer(reading.body):
        names = re.split(r"\s*(?:,|;|&|\band\b)\s*", one["text"])
        known = [name for name in loan.borrowers if name.strip()]
        for name in names:
            if known and len(name.split()) > 1 and "[" not in name and not _known_name(name, known):
                yield reading.found(
                    "account-mismatch",
                    f"{name} is not a borrower of this loan.",
                    name,
                    fix=f"The borrowers on record are {', '.join(known)}.",
                )


def _known_name(name: str, known: list[str]) -> bool:
    if re.fullmatch(r"(?i)(jr|sr|ii|iii|iv)\.?", name):
        return True
    return any(_says_name(name, one) or _says_name(one, name) for one in known)


CHECKS = (
    Check("account-block-incomplete", incomplete, ("loan",)),
    Check("account-mismatch", mismatch, ("loan",)),
)
