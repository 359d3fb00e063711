"""What the headers of a message say: instants, people, message ids.

Dates are RFC 5322 with its obsolete forms, and what senders write instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from ipaddress import ip_address

from borrower_desk.intake.charsets import decode, decode_header
from borrower_desk.intake.lookalikes import registrable
from borrower_desk.text import safe_line

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun",
                "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
# RFC 5322, 4.3: the North American zones have these offsets; other letters mean
# nothing certain and count as UTC.
_ZONES = {
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
_DAY = re.compile(
    r"(?:^|\D)(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*\.?,?[\s-]+(\d{4}|\d{2,3})(?!\d)"
    r"|\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?(?!\d|:)"
    r"|(\d{4})-(\d{2})-(\d{2})"
)
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp][Mm]\b)?")
_YEAR_AFTER = re.compile(r"(?<![\d+-])(19\d\d|20\d\d)(?!\d)")
_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})(?!\d)|\b([A-Z]{1,5})\b")
# E-mail of homeowners begins about here; what says 1970 is a clock that was never set.
FIRST_YEAR, LAST_YEAR = 1990, 2049
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,128}@[^\s<>()\[\],;:\"]{1,255}")
_HOSTS = re.compile(r"localhost|[0-9a-f]*:[0-9a-f:.]{2,}|[\w-]+(?:\.[\w-]+)+")
_FETCHED = re.compile(r"\bwith\s+(?:pop|imap)|fetchmail|getmail", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,300})>")
MAX_PEOPLE = 500


def parse_instant(value: str) -> datetime | None:
    """The instant that a Date header names, with its offset; None when it names none.

    A missing or unknown zone counts as UTC.  Years outside 1990 to 2049 are no
    date: a clock was wrong.
    """
    text = re.sub(r"\([^()]*\)", " ", value[:300])
    found = _DAY.search(text)
    if found is None:
        return None
    day = _calendar_day(found, text)
    if day is None:
        return None
    year, month, number = day
    clock = _TIME.search(text)
    hour, minute, second = _clock(clock)
    rest = text[clock.end() :] if clock else ""
    try:
        return datetime(year, month, number, hour, minute, second, tzinfo=_zone(rest))
    except (ValueError, OverflowError):
        return None


def day_of(at: datetime) -> date:
    """The day on which a message was written, as its reader and its writer would say.

    Programs write UTC, which is nobody's day: there, the day of the American East
    is taken, else what went out at half past ten in the evening on the last day
    would be late.  Any other offset is the writer's own.
    """
    if at.utcoffset():
        return at.date()
    from dateutil.tz import tzstr

    try:
        return at.astimezone(tzstr("EST5EDT,M3.2.0,M11.1.0")).date()
    except (OverflowError, ValueError):
        return at.date()


def arrival(received: Sequence[str]) -> datetime | None:
    """When the reader's own mail house took a message in, by its Received lines (RFC 5321, 4.4).

    `received` is in the order of the header, the last hop first.  Below the line
    that names an outside sender everything is the sender's own tale.  A program
    that fetched the message from another mailbox says when it fetched.
    """
    taken = None
    for line in received:
        if _FETCHED.search(line):
            continue
        taken = parse_instant(line.rpartition(";")[2]) or taken
        if _from_outside(line):
            break
    return taken


def _from_outside(line: str) -> bool:
    """Does a Received line name a sender that is not known to be a server of the same house?"""
    came, by, rest = line.casefold().partition(" by ")
    if not by or not came.strip().startswith("from "):
        return False
    house = registrable((rest.split() or [""])[0].strip("();"))
    named = _HOSTS.findall(came)
    return not named or not all(_is_inside(one, house) for one in named)


def _is_inside(host: str, house: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or registrable(host) == house


def _calendar_day(found: re.Match[str], text: str) -> tuple[int, int, int] | None:
    if found[1]:
        number, name, written = found[1], found[2], found[3]
    elif found[4]:
        number, name, written = found[5], found[4], found[6] or ""
        if not written:
            later = _YEAR_AFTER.search(text, found.end())
            written = later[1] if later else ""
    else:
        number, name, written = found[9], "", found[7]
    month = int(found[8]) if found[8] else _MONTHS.get(name.casefold(), 0)
    if not written or not month:
        return None
    year = int(written)
    if len(written) < 4:  # RFC 5322, 4.3
        year += 2000 if len(written) == 2 and year < 50 else 1900
    return (year, month, int(number)) if FIRST_YEAR <= year <= LAST_YEAR else None


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    if found is None:
        return 0, 0, 0
    hour = int(found[1])
    half = (found[4] or "").casefold()
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return hour, int(found[2]), min(int(found[3] or 0), 59)  # a leap second is :60


def _zone(rest: str) -> timezone:
    found = _ZONE.search(rest)
    if found is None:
        return UTC
    if found[1]:
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return (
            timezone(-offset if found[1] == "-" else offset)
            if offset < timedelta(hours=24)
            else UTC
        )
    return timezone(timedelta(hours=_ZONES.get(found[4].casefold(), 0)))


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an address header names; `address` is lower case in its domain, "" if none."""

    name: str
    address: str

    def __str__(self) -> str:
        if not self.address:
            return self.name
        return f"{self.name} <{self.address}>" if self.name else self.address


def people(raw: bytes) -> list[Person]:
    """The people of an address header, decoded and safe to show, at most 500."""
    text = decode(raw)[0]
    found = (_person(one) for one in _split(text))
    return [one for one in found if one is not None][:MAX_PEOPLE]


def person(text: str) -> Person:
    """Who a shown sender is: the inverse of `str(Person)`."""
    return _person(text) or Person(safe_line(text, 300), "")


def domain_of(address: str) -> str:
    """The domain of an address, lower case; "" when it has none."""
    return address.rpartition("@")[2].casefold().strip(". ") if "@" in address else ""


def _split(text: str) -> list[str]:
    """Split at commas and semicolons that stand outside quotes, comments and brackets."""
    out: list[str] = []
    begin = depth = 0
    quoted = angle = escaped = False
    for position, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char in "<>" and not depth:
            angle = char == "<"
        elif char in ",;" and not depth and not angle:
            out.append(text[begin:position])
            begin = position + 1
            if len(out) > 2 * MAX_PEOPLE:
                return out
    out.append(text[begin:])
    return out


def _person(piece: str) -> Person | None:
    text = piece.strip()
    before, angle, after = text.rpartition("<")
    if angle:
        address, _, rest = after.partition(">")
        name = before.strip() or rest.strip()
    else:
        found = _ADDRESS.search(text)
        address = found[0] if found else ""
        comment = re.search(r"\(([^()]{1,200})\)", text)
        name = comment[1] if comment and address else ("" if address else text)
    name = _name(name)
    address = _canonical(safe_line(decode_header(address.encode("utf-8", "replace")), 320))
    if not address and (not name or name.endswith(":")):
        return None
    return Person(name, address)


def _name(raw: str) -> str:
    text = raw.strip()
    group, colon, rest = text.partition(":")
    if colon and '"' not in group and "=?" not in group and "@" not in group and not rest.strip():
        return ""
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    return safe_line(decode_header(text.encode("utf-8", "replace")).strip(" \"'"), 200)


def _canonical(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    return f"{local}@{domain.casefold()}" if at else address.strip()


def message_ids(raw: bytes | None) -> tuple[str, ...]:
    """The message ids in a header, `<…>` and all, in order, at most 200.

    Of a longer chain the first (the thread's root) and the last are kept.
    """
    if not raw:
        return ()
    text = decode(raw)[0]
    found = [safe_line(f"<{one}>") for one in _MESSAGE_ID.findall(text)]
    if not found:
        bare = safe_line(text, 300)
        found = [f"<{bare}>"] if "@" in bare and " " not in bare else []
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= 200 else [unique[0], *unique[-199:]])
