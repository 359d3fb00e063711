"""What private things look like in a text: numbers, dates, addresses, and their labels.

A miss harms more than a box too many, so each shape is wide: any dash or space
between digits, full-width and Arabic digits, zero-width characters in between.
Pure functions of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

KINDS = (
    "ssn", "bank-account", "card-number", "date-of-birth", "account-number", "phone", "email",
)  # fmt: skip


# ── the shape of a text, made plain ──────────────────────────────────────────

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c")
_QUICK = re.compile(r"[\x20-\x7e]*\Z")


def plain(text: str) -> tuple[str, Callable[[int], int]]:
    """The text as the rules read it, and from a place in it the place in the original."""
    if _QUICK.match(text):
        return text, lambda at: at
    if text.isascii():
        return re.sub(r"[\x00-\x1f\x7f]", " ", text), lambda at: at
    made: list[str] = []
    places: list[int] = []
    for n, char in enumerate(text):
        for one in _plain(char):
            made.append(one)
            places.append(n)
    places.append(len(text))
    return "".join(made), lambda at: places[at]


def _plain(char: str) -> str:
    if char in _DROPPED:
        return ""
    if char.isascii():
        return char if char.isprintable() else " "
    if char.isspace() or unicodedata.category(char) in ("Zl", "Zp"):
        return " "
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", char.translate(_DASHES))


_SPREAD = re.compile(r"(?<!\S)(?:(?:\S{1,3} ){3,}\S{1,3}|(?:\S {2}){3,}\S)(?!\S)")


def closed_up(read: str) -> tuple[str, list[int] | None]:
    """The text with runs of very short words joined; and where each character stood."""
    runs = [one.span() for one in _SPREAD.finditer(read)]
    if not runs:
        return read, None
    places: list[int] = []
    at = 0
    for start, end in runs:
        places += range(at, start)
        places += [n for n in range(start, end) if read[n] != " "]
        at = end
    places += range(at, len(read))
    return "".join(read[n] for n in places), places


# ── the rules ────────────────────────────────────────────────────────────────

# People write what comes to hand: a slash, a line, a point of any kind.
_GAP = r"(?: {0,3}[-./_\\|:;,*~+=#\u00b7\u2022\u2044\u2215] {0,3}| {1,3})"
_SSN = re.compile(
    rf"(?<![\d$])(?<!\d[-.,])\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{4}}"
    r"(?![\d]|[-.,]\d)|(?<![\d$])(?:\d ){3}- ?(?:\d ){2}- ?(?:\d ){3}\d(?!\d)"
    # OCR, and haste, lose one of the two gaps.
    r"|(?<![\d$])(?<!\d[-.,])(?:\d{5} {1,3}\d{4}|\d{3} {1,3}\d{6})(?!\d|[-.,]\d)"
)
BOXED_SSN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_SSN_LABEL = re.compile(
    r"\b(?:ssn|s\.s\.n\.?|ss ?#|soc(?:ial)?\.? ?sec(?:urity)?|seguro social|itin"
    r"|tax(?:payer)? ?(?:id|identification))",
    re.IGNORECASE,
)
_NINE = re.compile(r"(?<!\d)(?<!\d[-.,])\d(?:[ ./_-]{0,3}\d){8}(?!\d|[-.,]\d)")
_CARD = re.compile(r"(?<![\d.$])\d(?:[ -]{0,3}\d){12,}")
_CARD_PREFIX = re.compile(r"[2-6]")
_BANK = re.compile(
    r"\b(?:account|acct|a/c|checking|savings|deposit|debit|cuenta)\b\.?,?"
    r"(?P<gap>[^\d\n$]{0,40}?)(?P<number>(?<![\d$.,])\d(?:[ -]?\d){5,16})(?!\d|[.,]\d\d?\b(?!\d))",
    re.IGNORECASE,
)
_ROUTING = re.compile(r"(?<![\d-])\d{9}(?![\d-])|(?<![\d-])\d{4}[ -]\d{4}[ -]\d(?![\d-])")
_ROUTING_LABEL = re.compile(r"\b(?:routing|aba|rtn|transit)\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_ACCOUNT = re.compile(
    r"\b(?:loan|account|acct|mortgage|pr[eé]stamo|cuenta)\b\.?"
    r"(?: ?(?:number|no\b\.?|num\b\.?|#|id|n[uú]mero))?"
    r"(?:[:;,#. -]|\b(?:is|was|ending|of|in)\b){0,8}"
    r"(?P<number>(?<![\d$.,])[A-Z]{0,3}-?\d(?:[ -]?\d){4,17})(?!\d|[.,]\d\d?\b(?!\d))",
    re.IGNORECASE,
)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{2,4}}|\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|{_MONTH}\.? {{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,? {{1,2}}\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {{1,2}}{_MONTH}\.?,? {{1,2}}\d{{4}})"
)
_BORN = re.compile(
    r"\b(?:date of birth|birth ?date|birthday|birth|d ?\.? ?o ?\.? ?b\b\.?|born"
    r"|fecha de nacimiento|nacid[oa])"
    rf"[^\d\n]{{0,30}}?(?P<number>{_DATE})",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    rf"(?P<number>{_DATE}) ?[(,]? ?(?:dob|date of birth|birth ?date)\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\d.-])(?:\+?1[ .-]{0,2})?(?:\(\d{3}\) {0,3}|\d{3}[ .-]{1,3})"
    r"\d{3}[ .-]{1,3}\d{4}(?!\d|-\d)"
    r"|(?<![\w$.,-])\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}(?!\d)"
    r"|(?<![\d$.,/-])(?<!\d )[2-9]\d{2}[-.]\d{4}(?!\d|-\d)"
)
_PHONE_LABEL = re.compile(
    r"\b(?:phone|telephone|tel|cell|mobile|fax|call|text|tel[eé]fono)\b[^\d\n]{0,20}"
    r"(?P<number>(?:1[ .-]?)?\d{10})(?!\d)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+%'&=~-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")


def digits_of(text: str) -> str:
    """Its digits alone."""
    return "".join(char for char in text if char.isdigit())


def _near(text: str, start: int, end: int, before: int, after: int) -> str:
    return text[max(0, start - before) : min(len(text), end + after)]


def _ssn(text: str) -> Iterator[tuple[int, int]]:
    for one in _SSN.finditer(text):
        yield one.span()
    for one in _NINE.finditer(text):
        if _SSN_LABEL.search(_near(text, one.start(), one.end(), 60, 30)):
            yield one.span()


def _luhn(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card(text: str) -> Iterator[tuple[int, int]]:
    """Runs of digits, each stretch of 13 to 19 tried: a number may follow on the next line."""
    for run in _CARD.finditer(text):
        places = [at for at in range(*run.span()) if text[at].isdigit()]
        begin = 0
        while begin <= len(places) - 13:
            length = next((n for n in range(19, 12, -1) if _is_card(text, places, begin, n)), 0)
            if length:
                yield places[begin], places[begin + length - 1] + 1
            begin += length or 1


def _is_card(text: str, places: list[int], begin: int, length: int) -> bool:
    if begin + length > len(places):
        return False
    chosen = places[begin : begin + length]
    starts = begin == 0 or places[begin] - places[begin - 1] > 1
    ends = begin + length == len(places) or places[begin + length] - chosen[-1] > 1
    if not (starts and ends and _grouped_as_card(chosen)):
        return False
    digits = "".join(text[at] for at in chosen)
    return bool(_CARD_PREFIX.match(digits)) and _luhn(digits)


def _grouped_as_card(places: list[int]) -> bool:
    """Unbroken, by fours, as American Express does, or wide: a ZIP and a phone are no card."""
    groups = [1]
    for n in range(1, len(places)):
        if places[n] - places[n - 1] == 1:
            groups[-1] += 1
        else:
            groups.append(1)
    by_fours = all(size % 4 == 0 for size in groups[:-1])
    return by_fours or set(groups) == {1} or groups in ([4, 6, 5], [4, 6, 4], [10, 5], [4, 11])


def _bank(text: str) -> Iterator[tuple[int, int]]:
    for one in _BANK.finditer(text):
        yield one.span("number")
    for one in _ROUTING.finditer(text):
        if _ROUTING_LABEL.search(_near(text, one.start(), one.end(), 45, 25)):
            yield one.span()
    for one in _IBAN.finditer(text):
        squeezed = one.group().replace(" ", "")
        turned = squeezed[4:] + squeezed[:4]
        if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1:
            yield one.span()


def _born(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_BORN, _BORN_AFTER):
        for one in pattern.finditer(text):
            yield one.span("number")


def _account(text: str) -> Iterator[tuple[int, int]]:
    for one in _ACCOUNT.finditer(text):
        yield one.span("number")


def _phone(text: str) -> Iterator[tuple[int, int]]:
    for one in _PHONE.finditer(text):
        yield one.span()
    for one in _PHONE_LABEL.finditer(text):
        yield one.span("number")


def _email(text: str) -> Iterator[tuple[int, int]]:
    for one in _EMAIL.finditer(text):
        yield one.span()


FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "ssn": _ssn,
    "bank-account": _bank,
    "card-number": _card,
    "date-of-birth": _born,
    "account-number": _account,
    "phone": _phone,
    "email": _email,
}
