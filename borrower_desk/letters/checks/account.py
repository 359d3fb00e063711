"""The account block: the servicer must be able to tell whose loan it is (12 CFR 1024.35(a))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks import numbers
from borrower_desk.letters.checks.phrases import words
from borrower_desk.letters.checks.places import (
    named,
    other_numbers,
    same_place,
    says_address,
    says_name,
    surname_shared,
)
from borrower_desk.letters.checks.reading import Check, Reading, compact
from borrower_desk.model import Finding, Loan

_MASK = r"(?:[Xx*•#.…]{2,}[- ]?|[Xx*•#…](?=\d{4}\b))"
_LABELLED_NUMBER = re.compile(
    r"(?P<before>(?<![\w'])[\w']{1,30}\s{1,3})?\b"
    r"(?:loan|account|acct|a/c|mortgage)s?(?:\s+account)?"
    r"(?:\s+(?:numbers?|nos?|num|nbr|id|ref(?:erence)?)\b\.?|\s*#)?\.?"
    r"\s*(?:is\b|was\b|:|#|=|-|–)?\s*[#(]?"
    r"(?P<ending>(?:\(?\s*(?:ending|ends|last four(?: digits)?)"
    r"(?:\s+(?:in|with|on|is|are|of))?:?\s+)"
    rf"|{_MASK})?"
    r"(?P<number>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)*(?: \d{2,}(?: ?-?\d{2,})*)?)\b",
    re.IGNORECASE,
)
_LABEL_WORD = re.compile(r"\b(?:loan|account|acct|a/c|mortgage)", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?<![\w'])[\w']{1,30}\s{1,3}\Z")
_OTHER_ACCOUNTS = words("account.other_accounts")
# What a bank's account does, and a loan's does not: "debited from my account ending 9921".
_OF_A_BANK = re.compile(
    r"\b(?:debited|withdrawn|withdrew|drawn|cleared|cashed|transferred|wired"
    r"|paid (?:\$?[\d,.]+ )?(?:from|out of)|bank|credit union|checking|savings|check|cheque)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:former|prior|previous|old|earlier|past|last|original|first) (?:loan )?"
    r"(?:servicers?|lenders?|compan(?:y|ies)|banks?|owner)\b|\bsecond (?:mortgage|lien)\b"
    r"|\bhome equity\b|\bheloc\b|\b(?:car|auto|student|personal) loan\b"
    r"|\A (?:is|was|belongs to) my \w+'s\b|\banother (?:bank|lender|company|servicer)\b"
    r"|\b(?:formerly|previously)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r",? (?:with|at|under|from) ([A-Z][\w']+)")
_OWN = frozenset(
    ["borrower", "borrowers", "mortgagor", "homeowner", "customer", "owner", "co-borrower"]
)
_NUMBER_LINE = re.compile(r"(?<![\w$.,#/-])\d(?:[ -]?\d){5,17}(?![\w/]|[.,-]\d)")
_OTHER_NUMBER = re.compile(
    r"\b(?:confirmation|tracking|check|cheque|case|reference|ref|call|telephone|phone|fax|tel|cell"
    r"|transaction|article|certified|policy|invoice|parcel|routing|ticket|claim|trace|receipt|case"
    r"|docket|file|complaint|mobile|zip|prior|previous|former|old|bank|checking|savings|card|id)\b"
    r"[^\n]{0,30}\Z",
    re.IGNORECASE,
)
_PROPERTY = re.compile(
    r"^[ \t]*(?:re:[ \t]*)?(?:the |my |our )?(?:mortgaged |subject )?(?:property|premises|home)"
    r"(?: address| located(?: at)?)?[ \t]*:[ \t]*(?P<text>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_PROPERTY_SAID = re.compile(
    r"\b(?:property|home|house|premises)(?: address)?(?: (?:is|located|situated|known as))*"
    r"(?: at| is)? (?P<text>\d{1,6} (?!(?:days|years|months|percent|of|and|or|miles)\b)"
    r"[\w.' ]{3,40}"
    r"(?:,[\w.# ]{2,30}){0,4})",
    re.IGNORECASE,
)
_BORROWER = re.compile(
    r"^[ \t]*(?:(?:co-?)?borrower(?:\(s\)|s)?|mortgagors?|homeowners?|account holders?)"
    r"(?:'?s?'? names?)?[ \t]*:[ \t]*(?P<text>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_I_AM = re.compile(
    r"\b(?:My name is|I, |I am (?!the\b|a\b|an\b|not\b)|The borrowers? (?:is|are) |borrowers? )"
    r"\s?(?P<text>[A-Z][\w'’-]+(?: [A-Z]\.?)? (?:(?:and|&) [A-Z][\w'’-]+ )?[A-Z][\w'’-]+)"
)
_UNIT = re.compile(
    r"(?:\b(?:apartment|apt|unit|suite|ste)\b\.? ?|#)(?P<unit>\w{1,5}(?:-\w)?)\b", re.IGNORECASE
)
_NEIGHBOR = re.compile(
    r"\b(?:neighbou?rs?|next door|across the street|beside us|mailing address"
    r"|my (?:sister|brother|mother|father|son|daughter|parents|tenant|cousin)(?:'s)?)\b",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3}"
_BORROWERS_ARE = re.compile(
    r"\b(?:[Cc]o-?)?[Bb]orrowers?(?:(?:'s?)? names?)?(?:,| is| are| being|:)? "
    r"(?P<text>" + _NAME + r"(?:(?:, and |, | and | & |; |/| / )" + _NAME + r"){0,3})"
)
_LINE_OF_NAMES = 80  # characters; a longer line is prose
_NAMES_ALONE = re.compile(
    _NAME + r"(?:(?:, and |, | and | & |; ?|/| / |\+| \+ )" + _NAME + r"){1,3}[.,]?"
)
_FOR_ANOTHER = re.compile(
    r"attorney|lawyer|counsel|authoriz|on behalf|successor|executor|estate|agent|representative"
    r"|trustee|guardian|power of|heir|daughter|\bson\b|widow|spouse|divorce",
    re.IGNORECASE,
)
# Who signs for others says so beside the name.
_FOR_THEM = re.compile(
    r"paralegal|legal aid|clinic|counsell?or|counsell?ing|advocate|case ?worker|social worker"
    r"|realtor|accountant|interpreter|translator|^for [A-Z]|\bby:",
    re.IGNORECASE | re.MULTILINE,
)


def _says_number(reading: Reading) -> bool:
    squeezed = compact(reading.body)
    if any(number in squeezed for number in reading.known_numbers):
        return True
    return reading.in_email and any(
        re.search(rf"(?<!\d){re.escape(number[-4:])}(?!\d)", reading.body)
        for number in reading.known_numbers
    )


def incomplete(reading: Reading) -> Iterator[Finding]:
    """The loan number, the property's address or a borrower's name is not in the body."""
    loan = reading.draft.loan
    if loan is None:
        return
    lacking = []
    if loan.number.strip() and not _says_number(reading):
        lacking.append(f"the loan number {loan.number}")
    address = loan.property_address.strip()
    if address and not says_address(reading.body, address):
        lacking.append(f"the property address {loan.property_address}".replace("\n", ", "))
    lacking += [
        name
        for name in loan.borrowers
        if name.strip()
        and not says_name(reading.body, name)
        and not surname_shared(reading.body, name, loan.borrowers)
        and not _longer_name(reading.body, name)
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
    yield from _other_number(reading, loan)
    others = list(_other_property(reading, loan))
    yield from others or _other_house(reading, loan)
    yield from _other_name(reading, loan)


def _other_number(reading: Reading, loan: Loan) -> Iterator[Finding]:
    # Another servicer's number is none of this letter's, unless this one's own stands beside it.
    ours = reading.loan_numbers if _says_number(reading) else reading.known_numbers
    seen: set[str] = set()  # the same number again, in the subject and the body, is one mistake
    for part, text in (("body", reading.body), ("subject", reading.subject)):
        said = [
            one["number"]
            for one in _labelled_numbers(text)
            if not _is_ours(one, ours)
            and not _of_a_bank(one, text)
            and not _elsewhere(one, text, reading)
        ]
        said += [
            one.group()
            for one in _NUMBER_LINE.finditer(text)
            if one.group() not in said
            and not _OTHER_NUMBER.search(text[max(0, one.start() - 40) : one.start()])
            and _nearly_ours(compact(one.group()), reading.loan_numbers)
        ]
        others = _other_numbers_in(text) if said else frozenset()
        for number in said:
            if number in others or compact(number) in seen:
                continue
            seen.add(compact(number))
            yield reading.found(
                "account-mismatch",
                f"The number {number} is not this loan's, {loan.number}.",
                number,
                part=part,
                fix=f"Write {loan.number}, or say whose number the other is.",
            )


def _other_numbers_in(text: str) -> frozenset[str]:
    """Bank accounts and Social Security numbers, which have findings of their own."""
    return frozenset(
        text[start:end]
        for find in (numbers.bank_accounts, numbers.social_security_numbers)
        for start, end in find(text)
    )


def _labelled_numbers(text: str) -> Iterator[re.Match[str]]:
    """The numbers that a text calls a loan's or an account's, with the word before the label."""
    until = 0
    for label in _LABEL_WORD.finditer(text):
        if label.start() < until:
            continue
        before = _WORD_BEFORE.search(text, max(until, label.start() - 34), label.start())
        found = _LABELLED_NUMBER.match(text, before.start() if before else label.start())
        if found:
            until = found.end()
            yield found


def _of_a_bank(one: re.Match[str], text: str) -> bool:
    """A masked account that its own sentence gives to a bank; "loan ending" never is."""
    if not (one["ending"] and re.search(r"\b(?:account|acct|a/c)", one.group(), re.IGNORECASE)):
        return False
    if re.search(r"\b(?:loan|mortgage)", one.group(), re.IGNORECASE):
        return False
    # "It came out of our checking. The account no. ends in 4420": the sentence before counts.
    before = "".join(re.split(r"[;!?]\s|\n\n", text[max(0, one.start() - 80) : one.start()])[-1:])
    after = re.split(r"[.;!?]\s|\n\n", text[one.end() : one.end() + 60])[0]
    return _OF_A_BANK.search(f"{before}{one.group()}{after}") is not None


def _elsewhere(one: re.Match[str], text: str, reading: Reading) -> bool:
    """Is it the number of a loan that the letter itself gives to somebody else?

    A former servicer's, an investor's, a second mortgage's, a gas company's; or the
    number of a payment "to my account".
    """
    label = one.start() + len(one["before"] or "")
    if numbers.headed_by_another(text, label, text[label : one.start("number")]):
        return True
    before = re.split(r"[.;!?]\s|\n", text[max(0, one.start() - 90) : label])[-1]
    after = re.split(r"[.;!?](?:\s|\Z)|\n", text[one.end() : one.end() + 60])[0]
    owner = re.search(r"([\w-]+)'s (?:own )?\Z", before)
    if owner and owner[1].casefold() not in _OWN:
        return True
    if _OF_ANOTHER.search(before) or _OF_ANOTHER.search(after):
        return True
    with_whom = _WITH.match(after)
    ours = f"you your {reading.servicer.name if reading.servicer else ''}".casefold().split()
    return with_whom is not None and with_whom[1].casefold() not in ours


def _is_ours(one: re.Match[str], ours: frozenset[str]) -> bool:
    before = (one["before"] or "").strip().casefold().removesuffix("'s")
    said = compact(one["number"])
    digits = re.sub(r"\D", "", said)
    if before in _OTHER_ACCOUNTS or len(digits) < 4 or re.fullmatch(r"(19|20)\d\d", said):
        return True
    if re.fullmatch(r"[A-Za-z]+", one["number"].split("-")[0]) and len(digits) < 6:
        return True  # a case's or a form's name
    if one["ending"] or len(digits) == 4:
        return any(number.endswith(said) for number in ours)
    # The number may run on into a street's: "Loan 000123 12 Elm Street".
    return any(said == number or compact(one["number"].split(" ")[0]) == number for number in ours)


def _nearly_ours(said: str, ours: frozenset[str]) -> bool:
    """Is it the loan's number with a digit changed, or two changed about?"""
    return any(
        said != number
        and len(said) == len(number) >= 6
        and sum(a != b for a, b in zip(said, number, strict=True)) <= 2
        for number in ours
    )


def _slips(reading: Reading, loan: Loan) -> list[str]:
    """House numbers of the property's own street with a digit changed, or two changed about."""
    number = re.match(r"\d*", loan.property_address.strip())
    own = number.group() if number else ""
    found = []
    for line in reading.lines:
        if own and any(map(str.isdigit, line)) and not _NEIGHBOR.search(line):
            found += [
                one
                for one in other_numbers(line, loan.property_address)
                if sorted(one) == sorted(own)
                or _nearly_ours(one.rjust(8, "0"), frozenset({own.rjust(8, "0")}))
            ]
    return found + [one for line in reading.lines if (one := _other_unit(line, loan))]


def _other_unit(line: str, loan: Loan) -> str:
    """Another apartment's number after the property's own house and street."""
    own = _UNIT.search(loan.property_address)
    if own is None or _NEIGHBOR.search(line) or not says_address(line, loan.property_address):
        return ""
    said = list(_UNIT.finditer(line))
    right = compact(own["unit"])
    return said[0].group() if said and all(compact(one["unit"]) != right for one in said) else ""


def _longer_name(text: str, name: str) -> str:
    """The name as a text runs on with it: "Peter Nguyen-Tran" for "Peter Nguyen"."""
    one = re.search(rf"\b{re.escape(name)}-[A-Z][\w'-]+", text)
    return one.group() if one else ""


def _other_property(reading: Reading, loan: Loan) -> Iterator[Finding]:
    if not loan.property_address.strip():
        return
    labelled = [one["text"] for one in _PROPERTY.finditer(reading.body)]
    said = [one["text"] for text in reading.prose for one in _PROPERTY_SAID.finditer(text)]
    for text in dict.fromkeys(labelled + said):
        if "[" in text or _NEIGHBOR.search(text):
            continue
        if not same_place(text, loan.property_address):
            yield reading.found(
                "account-mismatch",
                "The property is not the one of this loan.",
                text,
                fix=f"Write {loan.property_address}.".replace("\n", ", "),
            )


def _other_house(reading: Reading, loan: Loan) -> Iterator[Finding]:
    for number in dict.fromkeys(_slips(reading, loan)):
        yield reading.found(
            "account-mismatch",
            f"{number} is not the house or unit of this loan's property.",
            number,
            fix=f"Write {loan.property_address}.".replace("\n", ", "),
        )


def _other_name(reading: Reading, loan: Loan) -> Iterator[Finding]:
    known = [name for name in loan.borrowers if name.strip()]
    if not known:
        return
    said = [
        name
        for pattern in (_BORROWER, _BORROWERS_ARE)
        for one in pattern.finditer(reading.body)
        for name in named(one["text"].rstrip("."))
    ]
    said += _named_beside(reading, known)
    said += _joined_by_and(reading, known)
    said += [longer for one in known if (longer := _longer_name(reading.body, one))]
    if not _FOR_ANOTHER.search(reading.body):
        said += [name for one in _I_AM.finditer(reading.told) for name in named(one["text"])]
        signed = reading.letter.signature[:3]
        if not _FOR_THEM.search("\n".join(signed)):
            said += [name for line in signed[:2] for name in named(line)]
        if reading.draft.sender and reading.draft.sender.name:
            known = [*known, reading.draft.sender.name]
    for name in dict.fromkeys(said):
        runs_on = any(name == _longer_name(name, one) for one in known)
        if runs_on or (
            not any(says_name(name, one) or says_name(one, name) for one in known)
            and not (any(surname_shared(name, one, loan.borrowers) for one in known))
        ):
            yield reading.found(
                "account-mismatch",
                f"{name} is not a borrower of this loan.",
                name,
                fix=f"The borrowers on record are {', '.join(loan.borrowers)}.",
            )


def _joined_by_and(reading: Reading, known: list[str]) -> list[str]:
    """Whoever is named beside a borrower with a borrower's surname."""
    surnames = "|".join({re.escape(one.split()[-1]) for one in known if len(one.split()) > 1})
    name = rf"([A-Z][\w'’-]+ (?:[A-Z]\.? )?(?:{surnames}))\b"
    found = []
    for one in known if surnames else ():
        join = r"(?:,? and |,? & | ?[,;/+] ?)"
        beside = rf"{re.escape(one)}{join}{name}|{name}{join}{re.escape(one)}"
        found += [a or b for a, b in re.findall(beside, reading.body)]
    return found


def _named_beside(reading: Reading, known: list[str]) -> list[str]:
    """All names in a line of names alone that has a borrower's: "Maria Lopez, Juan Perez"."""
    found = []
    for line in reading.lines:
        if 8 < len(line) < _LINE_OF_NAMES and _NAMES_ALONE.fullmatch(line.strip()):
            names = named(line.strip().rstrip(".,"))
            if any(says_name(one, name) for one in names for name in known):
                found += names
    return found


CHECKS = (
    Check("account-block-incomplete", incomplete, ("loan",)),
    Check("account-mismatch", mismatch, ("loan",)),
)
