"""Numbers that do not belong in a letter: a thief needs little more than these.

The loan's own number is never one of them, nor is a tracking, check or
reference number.  What is found is shown masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks import numbers
from borrower_desk.letters.checks.phrases import Phrase, later, phrases, words
from borrower_desk.letters.checks.reading import Check, Reading, compact
from borrower_desk.model import Finding

_MESES = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
_MONTH = "|".join((*MONTHS, *(one[:3] for one in MONTHS), "Sept")) + f"|{_MESES}"
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|thirtieth"
)
_OF_YEAR = r"(?:(?:19|20)\d\d|['‘]?\d\d)(?!\d|[:.,]\d)"
_FULL_DATE = (
    rf"(?:(?<![\d/.-])\d{{1,2}}[/.\-–‐ ]\d{{1,2}}[/.\-–‐ ]['‘]?\d{{2,4}}(?!\d)"
    rf"|(?<!\d)\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|\b(?:{_MONTH})\b\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:of |in )?){_OF_YEAR}"
    rf"|\b(?:{_ORDINAL})(?: day)? of (?:{_MONTH})\b,? (?:in )?{_OF_YEAR}"
    rf"|\b(?:{_MONTH}) (?:the )?(?:{_ORDINAL}),? (?:of |in )?{_OF_YEAR}"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?(?: of| day of| de|[- ])? ?(?:{_MONTH})\b\.?"
    rf"(?:[-, ]{{0,2}} ?|,? (?:of|de|del|in) (?:año )?){_OF_YEAR})"
)
_WHOSE = r"(?:(?:my|our|his|her|their|mi|su|nuestra)(?: [\w-]+'s?)?)"
_BIRTH = (
    r"(?:dates? of (?:my |our |his |her )?birth|birth[- ]?dates?|birthdays?"
    r"|d[./ ]{0,2}o[./ ]{0,2}b\b\.?"
    r"|fechas? de nacimiento|f(?:echa|\.)? ?(?:de )?nac\.|cumpleaños)"
)
# What any such date is called by; without one of these no date is looked at.
_BIRTH_WORD = Phrase(
    r"birth|born|d[./ ]{0,2}o[./ ]{0,2}b|nac[ií.]|came into th|cumple|[,(] ?b\.(?= ?\d)"
)
_BORN = later(
    rf"(?:\b{_BIRTH}(?! on\b)|\bborn\b|\bcame into th(?:e|is) world\b"
    r"|\bnac(?:í|i|ió|io|ido|ida|imos)\b"
    r"|[,(] ?b\.(?= ?\d))"
    r"(?:[\s:;,=()\[\]–-]|\b(?:is|was|are|were|es|on|the|of|el|día|d[ií]a|for|mm/dd/yy(?:yy)?)\b"
    rf"|\bin (?!\d)\w+(?:,? \w+){{0,2}}? (?=on\b)|\b{_WHOSE}\b){{0,8}}({_FULL_DATE})",
    re.IGNORECASE,
)
# "Date of birth for your check: 14.03.1971": whatever words lead to the colon.
_BORN_LISTED = later(
    rf"\b{_BIRTH}[^\d\n.;]{{1,40}}(?::|=|\b(?:is|was|es))\s?({_FULL_DATE})", re.IGNORECASE
)
_BORN_AFTER = later(
    rf"({_FULL_DATE})[\s,(=–-]{{0,3}}"
    r"(?:(?:is|was|as|being|which|that|es|the|day|date|on|when|in)\s){0,6}"
    rf"(?:(?:{_WHOSE}|[Iw]e?|he|she)(?: (?:late |dear |own )?\w+(?= was born\b))?\s"
    r"(?:was |were )?)?"
    rf"(?:actual |true |full )?(?:{_BIRTH}|born\b)",
    re.IGNORECASE,
)
_BIRTHS = (_BORN, _BORN_LISTED, _BORN_AFTER)
_PASSWORD = phrases("sensitive.password")
_NO_SECRET = words("sensitive.no_secret")
_USER = re.compile(r"\b(?:user ?(?:name|id)?|log-?in|logon)\b[^.;\n]*\Z", re.IGNORECASE)
# Words near which a made-up word is a key, and the words that hand it over.
_ACCESS = phrases("sensitive.access")
_GIVEN = re.compile(
    r"(?:\b(?:it's|its|it is|is|was|now|with|use|using|enter|type|try|to|as|and|called)\b"
    r"|[:=/(,–—-])"
    r"\s*(?P<secret>[\"'“‘`(]?[A-Za-z0-9!#$%^*+=~_?&@.'-]{6,40})(?![\w/])",
    re.IGNORECASE,
)
_PIN_GIVEN = re.compile(
    r"\b(?:PIN|pin|Pin|passcode|pass code|access code|security code)\b"
    r"(?! (?:changed|expired|failed|stopped|was (?:wrong|refused|rejected)))[^.;\n\d]{1,60}?"
    r"(?<!\bin )(?<!since )(?<!\bof )(?<!ending )(?<!ending in )"
    r"(?P<secret>\b(?!(?:19|20)\d\d\b)\d{4,8}\b)(?![,/-]\d|\.\d| (?:times|days|minutes|digits))",
)
_KNOWN_SHAPE = re.compile(
    r"@[\w-]+\.\w|^(?:www|https?)|\.(?:com|org|net|gov|example|pdf|jpe?g|png|docx?)\b|^\$|^#?\d+$"
    r"|^\d+(?:st|nd|rd|th|am|pm)\b|^(?:enclosure|exhibit|form|page|apt|unit|box)|^\d{1,2}:\d\d"
    r"|^[A-Z]{2,5}-?\d+(?:-\d+)*$|\d{4}-\d{2}-\d{2}|^\(?\d|^1024|^12CFR",
    re.IGNORECASE,
)
_PARCEL = re.compile(
    r"property index|parcel|property identification|tax (?:id|bill)|assessor", re.IGNORECASE
)


def _masked(text: str) -> str:
    """The text with all digits but the last four hidden."""
    keep = len(re.sub(r"\D", "", text)) - 4
    seen = 0
    shown = []
    for char in text:
        if char.isdigit():
            seen += 1
            shown.append("•" if seen <= keep else char)
        else:
            shown.append(char)
    return "".join(shown)


def _found(reading: Reading, code: str, what: str, part: str, text: str, fix: str) -> Finding:
    line = reading.line_of(text) if part == "body" else None
    reading.secrets[text] = _masked(text)
    made = reading.found(code, what, _masked(text), part=part, fix=fix)
    return made if line is None else replace(made, where=replace(made.where, line=line))


def _ours(reading: Reading, digits: str) -> bool:
    return any(digits == re.sub(r"\D", "", one) or digits in one for one in reading.own_numbers)


def _near(text: str, start: int, end: int, before: int = 60, after: int = 30) -> str:
    """The words around a place, on its own line."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return text[max(left, start - before) : min(right if right >= 0 else len(text), end + after)]


def _each(
    reading: Reading, find: Callable[[str], Iterator[tuple[int, int]]]
) -> Iterator[tuple[str, str]]:
    """The part and the words of each place that `find` gives, without the loan's own number."""
    for part, text in reading.texts():
        for start, end in find(text):
            if not _ours(reading, numbers.digits_of(text[start:end])):
                yield part, text[start:end]


def ssn(reading: Reading) -> Iterator[Finding]:
    """A full Social Security number, with its dashes or, where it is called one, without."""
    for part, text in reading.texts():
        for start, end in numbers.social_security_numbers(text, loose=part != "attachment"):
            if not _ours(reading, compact(text[start:end])):
                yield _found(
                    reading, "ssn", "This looks like a full Social Security number.", part,
                    text[start:end],
                    "Take it out; the last four digits are enough, if any are needed.",
                )  # fmt: skip


def card_number(reading: Reading) -> Iterator[Finding]:
    """A full payment card number: an issuer's prefix, its length, and the Luhn checksum."""
    if reading.draft.secure:
        return
    for part, text in _each(reading, numbers.card_numbers):
        yield _found(
            reading, "card-number", "This is a full card number.", part, text,
            "Take it out, or leave its last four digits.",
        )  # fmt: skip


def routing_number(reading: Reading) -> Iterator[Finding]:
    """A bank's routing number that passes its checksum and is called one."""
    if reading.draft.secure:
        return
    for part, text in _each(reading, numbers.routing_numbers):
        yield _found(
            reading, "routing-number", "This is a bank routing number.", part, text,
            "Take it out; name the bank, and give the number by a secure way if asked.",
        )  # fmt: skip


def bank_account(reading: Reading) -> Iterator[Finding]:
    """A full bank account number: a number called an account, among words about a bank."""
    if reading.draft.secure:
        return
    for part, text in _each(reading, numbers.bank_accounts):
        yield _found(
            reading, "bank-account", "This looks like a full bank account number.", part, text,
            "Leave its last four digits: account ending 1234.",
        )  # fmt: skip


def date_of_birth(reading: Reading) -> Iterator[Finding]:
    """A full date that is called a date of birth."""
    for part, text in reading.texts():
        if not _BIRTH_WORD.search(text):
            continue
        found = {one.span(1): one for form in _BIRTHS for one in form.finditer(text)}
        for one in found.values():
            yield _found(
                reading, "date-of-birth", "This is somebody's date of birth.", part, one.group(1),
                "Take it out; a servicer that needs it has it on file.",
            )  # fmt: skip


def online_password(reading: Reading) -> Iterator[Finding]:
    """A password, PIN or security answer, given away."""
    for part, text in reading.texts():
        yield from _in_passing(reading, part, text)
        for one in _PASSWORD.finditer(text):
            secret, link = one["secret"], (one["link"] or "").casefold()
            user = _USER.search(text[max(0, one.start() - 48) : one.start()])
            link = ":" if link[-1:] in (":", "=") else link or (":" if user else "")
            if _is_secret(one["label"], link, secret) and not _PARCEL.search(
                _near(text, one.start(), one.end())
            ):
                yield _given_away(reading, part, one, secret, one["label"])


def _in_passing(reading: Reading, part: str, text: str) -> Iterator[Finding]:
    """A secret that stands near talk of a password: "it's Marigold#19, in case you log in"."""
    if not _ACCESS.search(text):
        return
    for one in (*_GIVEN.finditer(text), *_PIN_GIVEN.finditer(text)):
        secret = one["secret"].strip("\"'“‘”’`()").rstrip(".,;:!?)")
        near = _near(text, one.start(), one.end(), 110, 60)
        if one.re is _GIVEN and not (_looks_secret(secret) and _ACCESS.search(near)):
            continue
        if _PARCEL.search(near) or secret in reading.secrets:
            continue
        yield _given_away(reading, part, one, secret, "")


def _given_away(
    reading: Reading, part: str, said: re.Match[str], secret: str, shown: str
) -> Finding:
    """The finding about a secret, which nothing that is printed shows from now on."""
    reading.secrets[secret] = "•" * 8
    made = reading.found(
        "online-password", "This gives a password or PIN away.", shown,
        part=part, fix="Take it out, and change it: nobody at a servicer needs it.",
    )  # fmt: skip
    line = reading.line_of(said.group()) if part == "body" else None
    return replace(made, where=replace(made.where, line=line)) if line else made


def _looks_secret(word: str) -> bool:
    """Is it a made-up word: letters with digits or signs among them, and no known shape?"""
    if len(word) < 6 or _KNOWN_SHAPE.search(word) or not re.search(r"[A-Za-z]", word):
        return False
    signs = re.search(r"[!#$%^*+=~_?&@]", word)
    digits = re.search(r"\d", word)
    mixed = re.search(r"[a-z][A-Z0-9]|[A-Z][a-z].*\d", word)
    return bool((signs and (digits or mixed)) or (digits and mixed))


def _is_secret(label: str, link: str, said: str) -> bool:
    """Are these words after "password" or "PIN" the thing itself, and not talk about it?"""
    quoted = said[0] in "\"'“‘`"
    secret = said.strip("\"'“‘”’`").rstrip(".,;!?)")
    digits = sum(char.isdigit() for char in secret)
    named = label.casefold()
    if not secret or re.fullmatch(r"[*•xX.#-]+", secret):
        return False
    if named.startswith("pin"):
        return bool(re.fullmatch(r"\d{4,8}", secret))
    if named.startswith("log"):
        return link in (":", "=") and digits > 0
    if link in (":", "="):
        return len(secret) > 2 and secret.casefold() not in _NO_SECRET
    return _reads_as_secret(secret, digits, link in ("is", "was") or quoted)


def _reads_as_secret(secret: str, digits: int, said_to_be: bool) -> bool:
    odd = digits > 0 or bool(re.search(r"[!@#$%^&*_+]", secret)) or re.search(r"[a-z][A-Z]", secret)
    if odd:
        return not re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?|\d{1,2}/\d.*|(?:19|20)\d\d|\$.*", secret)
    return said_to_be and len(secret) > 2 and not _plain(secret.casefold())


def _plain(word: str) -> bool:
    return word in _NO_SECRET or word.endswith(("ed", "ing", "able", "ible", "n't"))


CHECKS = (
    Check("ssn", ssn),
    Check("bank-account", bank_account),
    Check("card-number", card_number),
    Check("routing-number", routing_number),
    Check("date-of-birth", date_of_birth),
    Check("online-password", online_password),
)
