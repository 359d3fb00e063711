"""Numbers that open doors, found in text: Social Security, bank, routing and card numbers.

Pure functions from a text to the places in it.  Whether such a number may stand
where it was found (a secure channel, the loan's own number) is for the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.phrases import Phrase, later, phrases

_DASHES = r"\-‐‑‒–—−⁃"
_GAP = rf"(?:[ ]?[{_DASHES}.·_/][ ]?\n?|[ \t]{{1,3}}|[ ]?\n)"
_SSN_SHAPE = re.compile(rf"(?<!\d)\d{{3}}(?P<first>{_GAP})\d{{2}}(?P<second>{_GAP})\d{{4}}(?!\d)")
_NINE = re.compile(
    rf"(?<![\d$])(?<!\d[.,{_DASHES}])\d(?:[ .{_DASHES}]?\d){{8}}(?![\d]|[.,{_DASHES}]\d)"
)
_SSN_LABEL = phrases("sensitive.ssn_label")
_SSN_AFTER = later(
    rf"\W{{0,3}}(?:(?:is|was|my|our|his|her|the|as|a|full|\w+'s) ){{0,4}}(?:{_SSN_LABEL.pattern}"
    r"|social\b(?! (?:media|worker|services?|clubs?|programs?|events?|work|life)))",
    re.IGNORECASE,
)
_OTHER_LABEL = phrases("sensitive.other_label")
_PERSONAL = re.compile(
    r"\b(?:my|our|his|her|personal|national|government|federal|tax|taxpayer) \Z", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"[$€£]\s?(?:\d[\d,]*)?\Z")
_OF_WHAT = re.compile(
    r"\W{0,2}(?:numbers?|no\.?|#)? ?(?:\w+ ){0,2}?(?:on|for|of|under|in|to|with|behind) "
    r"(?:(?:the|this|my|our|that) )?",
    re.IGNORECASE,
)
_NO_AREA = "000"  # never issued; and the made-up loan numbers of an example begin so

_CARD_GROUPS = (
    r"\d{13,19}",
    r"\d{4}(?P<a>[ .\-‐‑–—]{1,3}|[ ]?\n)\d{4}(?P=a)\d{4}(?P=a)\d{4}(?:(?P=a)\d{3})?",
    r"\d{4}(?P<b>[ .\-‐‑–—]{1,3}|[ ]?\n)\d{6}(?P=b)\d{4,5}",
    r"\d{8}[ .\-‐‑–—]\d{8}",
    r"\d{4}[ .\-‐‑–—]{1,3}\d{4}[ .\-‐‑–—\n]{1,3}\d{4}[ .\-‐‑–—]{1,3}\d{4}",
)
_CARDS = tuple(re.compile(rf"(?<!\d)(?=(?P<number>{one})(?!\d))") for one in _CARD_GROUPS)
_ISSUERS = re.compile(
    r"(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d|09)\d{11,16}|6(?:011|4[4-9]\d|5\d\d)\d{12}(?:\d{3})?"
    r"|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?|62\d{14,17}|5[06-9]\d{14}|6[37]\d{14})\Z"
)
_CARD_WORD = re.compile(
    r"\bcards?\b|\bvisa\b|master ?card|\bamex\b|american express|discover|\bdebit\b|\bcredit\b",
    re.IGNORECASE,
)
_TRACKED = re.compile(
    r"\b(?:tracking|trk|certified(?: mail)?|article|usps|ups|fedex|parcel|return receipt"
    r"|registered(?: mail)?|label|shipment)\b(?:[^\n.;]|no\.){0,30}\Z",
    re.IGNORECASE,
)
_LONGER = re.compile(r"(?:7\d{3}|9\d{3}|420\d|82)[ ]\Z")  # a postal number began before it

_ROUTING = re.compile(
    rf"(?<!\d)(?<!\d[{_DASHES}])(?:\d{{9}}|\d(?:[ .{_DASHES}]?\d){{8}})(?!\d|[ {_DASHES}]\d)"
)
_ROUTING_LABEL = phrases("sensitive.routing_label")

_ACCOUNT = re.compile(
    r"(?P<before>(?<![\w'-])[\w'-]{1,30}[ \t]{1,3})?\b(?P<what>account|acct|acc|a/c|checking"
    r"|savings|cuenta(?: (?:bancaria|corriente|de (?:cheques|ahorros?|banco)))?)\b\.?"
    r"(?P<gap>[^\d\n$]{0,40}?\n?[^\d\n$]{0,3}?)(?P<number>\d(?:[ \-‐‑–]?\d){4,18})(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_ACCOUNT_AFTER = re.compile(
    r"(?<![\d.$-])(?P<number>\d(?:[ \-‐‑–]?\d){5,18})"
    r"(?P<gap>[ \t,(]{1,3}(?:(?:is|was|,|which is|the"
    r"|my|our|number|no\.?|of|for) ){0,5})"
    r"(?P<what>(?:bank |checking |savings |chequing )+(?:account|acct))\b",
    re.IGNORECASE,
)
_BANK = phrases("sensitive.bank")
_NOT_BANK = phrases("sensitive.not_bank")
_NOT_BEFORE = phrases("sensitive.not_bank_before")
_WHOLE = 8  # digits: what a mask leaves is shorter
_HEADED = re.compile(
    r"\b(?:confirmation|trace|tracking|invoice|article|order|item|document|instrument|reference|transaction|case|ticket|check|cheque|receipt|claim"
    r"|complaint|parcel|policy|mers|min|fha|va|approval|authorization|call) "
    r"(?:case )?(?:numbers?|nos?\.|id|code)[^.;:,\d\n]{1,60}\Z",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"(?:19|20)\d\d[ -]?(?:0?[1-9]|1[0-2])[ -]?\d{1,2}\Z|\d{1,2}-\d{1,2}-(?:19|20)\d\d\Z"
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)])[.;!?] +(?=[A-Z])(?!No\b)|\A[.;!?] (?=[A-Z])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def digits_of(text: str) -> str:
    """The digits of a text, as ASCII, whatever script they are written in."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def social_security_numbers(text: str, *, loose: bool = True) -> Iterator[tuple[int, int]]:
    """Where a full Social Security number stands.

    With its dashes it is one by its shape, unless another name stands before it;
    nine plain digits are one where they are called one.  `loose` takes spaces for
    dashes too, which in the columns of a statement are mere columns.
    """
    taken: list[tuple[int, int]] = []
    for one in _SSN_SHAPE.finditer(text):
        if _is_ssn_shape(text, one, loose=loose):
            taken.append(one.span())
            yield one.span()
    for one in _NINE.finditer(text):
        overlaps = any(one.start() < end and start < one.end() for start, end in taken)
        if not overlaps and _called_ssn(text, one):
            yield one.span()


def _is_ssn_shape(text: str, one: re.Match[str], *, loose: bool) -> bool:
    said = one.group()
    before = text[max(0, one.start() - 48) : one.start()]
    called = bool(_SSN_LABEL.search(before)) and not _ends_with_other(before)
    if called or _ssn_follows(text, one.end()):
        return True
    first, second = one["first"].strip(" \t\n"), one["second"].strip(" \t\n")
    if bool(first) != bool(second) or _MONEY_BEFORE.search(before):
        return False
    if first in "./" and first != second:
        return False
    if not first and (not loose or "\n" in said):
        return False
    if said.startswith(_NO_AREA) or _ends_with_other(before):
        return False
    # Part of a longer number with the same signs between its groups?
    sign = re.escape(first or " ")
    return not (
        re.search(rf"\d{sign}\Z", before) or re.match(rf"{sign}\d", text[one.end() : one.end() + 2])
    )


def _ends_with_other(before: str) -> bool:
    """Does another kind of number's name stand right before?"""
    label = _last(_OTHER_LABEL, before)
    if label is None or len(before) - label.end() > 4:
        return False
    if label.group()[:2].casefold() == "id" and _PERSONAL.search(before[: label.start()]):
        return False
    if _SSN_LABEL.search(before[max(0, label.start() - 14) :]):
        return False
    # "the Social Security number on the loan is": the label is the first one
    named = _last(_SSN_LABEL, before[: label.start()])
    return named is None or not _OF_WHAT.fullmatch(before[named.end() : label.start()])


def _last(pattern: Phrase, text: str) -> re.Match[str] | None:
    """The last place of a pattern in a short text."""
    return next(reversed(list(pattern.finditer(text))), None)


def _called_ssn(text: str, one: re.Match[str]) -> bool:
    before = text[max(0, one.start() - 60) : one.start()]
    if _ends_with_other(before) or _MONEY_BEFORE.search(before):
        return False
    label = _last(_SSN_LABEL, before)
    if label is not None:
        between = before[label.end() :]
        if "\n\n" not in between and not re.search(r"\d{4}|[.;]\s+(?!No\b)[A-Z]", between):
            return True
    return _ssn_follows(text, one.end())


def _ssn_follows(text: str, end: int) -> bool:
    """Is a number called a Social Security number right after it: "… is my SSN"?"""
    return bool(_SSN_AFTER.match(re.split(r"[.;\n]", text[end : end + 48])[0]))


def luhn(digits: str) -> bool:
    """Does the checksum of a payment card hold (ISO/IEC 7812-1)?"""
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where a full card number stands: an issuer's prefix, its length, and the checksum."""
    taken: list[tuple[int, int]] = []
    for pattern in _CARDS:
        for one in pattern.finditer(text):
            start, end = one.span("number")
            digits = digits_of(one["number"])
            if any(start < later and first < end for first, later in taken):
                continue
            if not (_ISSUERS.match(digits) and luhn(digits)):
                continue
            before = text[max(0, start - 40) : start]
            tracked = _TRACKED.search(before)
            if tracked and not _CARD_WORD.search(tracked.group()):
                continue
            if _LONGER.search(before) and not _CARD_WORD.search(before):
                continue
            taken.append((start, end))
            yield start, end


def aba(digits: str) -> bool:
    """Does the checksum of an ABA routing number hold, and is its district one?"""
    area = int(digits[:2])
    known = area <= 12 or 21 <= area <= 32 or 61 <= area <= 72 or area == 80
    weights = (3, 7, 1) * 3
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return known and total > 0 and total % 10 == 0


def routing_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where a bank's routing number stands that passes its checksum and is called one."""
    for one in _ROUTING.finditer(text):
        before = text[max(0, one.start() - 60) : one.start()]
        after = text[one.end() : one.end() + 40]
        called = _ROUTING_LABEL.search(before) or _ROUTING_LABEL.search(
            re.split(r"[.;]\s", after)[0]
        )
        if called and not _ends_with_other_than_routing(before) and aba(digits_of(one.group())):
            yield one.span()


def _ends_with_other_than_routing(before: str) -> bool:
    label = _last(_OTHER_LABEL, before)
    if label is None or len(before) - label.end() > 4:
        return False
    return not _ROUTING_LABEL.search(before[label.start() :])


# "4471883200 (checking)"
_ACCOUNT_TOLD = re.compile(
    r"(?<![\d$.,/-])(?P<number>\d(?:[ -]?\d){6,16}) ?[(\[]?(?:my |our |the )?"
    r"(?:checking|chequing|savings)\b",
    re.IGNORECASE,
)


def bank_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where a full bank account number stands: called an account, among words about a bank."""
    taken: list[tuple[int, int]] = []
    for pattern in (_ACCOUNT, _ACCOUNT_AFTER):
        for one in pattern.finditer(text):
            span = one.span("number")
            if _is_bank_account(text, one) and span not in taken:
                taken.append(span)
                yield span
    for one in _ACCOUNT_TOLD.finditer(text):
        if one.span("number") not in taken:
            yield one.span("number")
    for one in _IBAN.finditer(text):
        if _iban(one.group()):
            yield one.span()


def _is_bank_account(text: str, one: re.Match[str]) -> bool:
    before = one.groupdict().get("before") or ""
    digits = digits_of(one["number"])
    other = _NOT_BANK.search(one["gap"])
    if other and not other.group().strip("xX*•#.… ") and len(digits) >= _WHOLE:
        other = None  # dots that lead to a whole number mask nothing
    if _NOT_BEFORE.search(before) or other or len(digits) > 17:
        return False
    if _DATE_LIKE.match(one["number"]) or headed_by_another(text, one.start(), one["gap"]):
        return False
    named = f"{before}{one['what']}"
    strong = bool(
        re.search(
            r"(?i)\b(?:bank|checking|chequing|savings|deposit|union|bancaria|corriente|cheques|ahorros?|banco)\b",
            named,
        )
    )
    if len(digits) < (5 if strong else 6):
        return False
    return strong or bool(_BANK.search(_around(text, one.start(), one.end())))


def headed_by_another(text: str, start: int, link: str = " is ") -> bool:
    """Is the number in "the trace number for the payment to my account is 12" that of the trace?

    `start` is where the account's name begins, `link` what stands between it and the number.
    """
    said = re.search(r"\b(?:is|was|:|=)", link)
    return bool(said) and bool(_HEADED.search(text[max(0, start - 90) : start]))


def _around(text: str, start: int, end: int) -> str:
    """The sentence of a place, with the lines above and below it where they are labels."""
    left = text.rfind("\n", 0, max(0, text.rfind("\n", 0, start))) + 1
    right = text.find("\n", end)
    right = text.find("\n", right + 1) if right >= 0 else -1
    before = text[max(left, start - 110) : start]
    after = text[end : min(right if right >= 0 else len(text), end + 90)]
    return _SENTENCE_END.split(before)[-1] + text[start:end] + _SENTENCE_END.split(after)[0]


def _iban(text: str) -> bool:
    squeezed = re.sub(r"\s", "", text)
    turned = squeezed[4:] + squeezed[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
