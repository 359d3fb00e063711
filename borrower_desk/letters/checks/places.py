"""Names and addresses as people write them, compared with those on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from borrower_desk.letters.checks.reading import fold

_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln",
    "court": "ct", "boulevard": "blvd", "place": "pl", "terrace": "ter", "circle": "cir",
    "highway": "hwy", "parkway": "pkwy", "square": "sq", "north": "n", "south": "s", "east": "e",
    "west": "w", "apartment": "apt", "suite": "ste", "unit": "apt", "trail": "trl", "way": "wy",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "str": "st", "mount": "mt",
    "saint": "st", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "miss", "sr", "jr", "ii", "iii", "iv", "esq"])
_NO_NAME = re.compile(
    r"\d|@|[:!?]|\b(?:street|avenue|road|drive|box|phone|tel|e-?mail|enclosure|borrowers?|account"
    r"|loan|d\.?o\.?b|born|birth|ssn|department|manager|owner|homeowner|customer|services?|inc|llc|signature|signed|sent"
    r"|from|dated?|all|both|copy|cc|your|my|the|of|for|as|to|with)\b",
    re.IGNORECASE,
)


def _words(text: str) -> list[str]:
    return [_SHORT.get(word, word) for word in re.findall(r"\w+", fold(text))]


def _street(address: str) -> list[str]:
    """The words of an address's first part: number and street."""
    return _words(re.split(r"[,\n]", address.strip(), maxsplit=1)[0])


def says_address(text: str, address: str) -> bool:
    """Does a text hold the number and the street of an address, in long or short forms?"""
    wanted = " ".join(_street(address))
    return bool(wanted) and f" {wanted} " in f" {' '.join(_words(text))} "


def same_place(said: str, address: str) -> bool:
    """Is this the address, as far as it says: street, and where both have one, the ZIP code?"""
    if not says_address(said, address):
        # "12 Elm" for "12 Elm Street", with no other word in its place
        short = _street(said)
        return len(short) > 1 and _street(address)[: len(short)] == short
    zips = [re.findall(r"(?<!\d)\d{5}(?!\d)", one.partition(" ")[2]) for one in (said, address)]
    return not (zips[0] and zips[1]) or zips[0][-1] == zips[1][-1]


@lru_cache(maxsize=4)  # several names are looked up in one body
def _spaced(text: str) -> str:
    """The folded words of a text between spaces, to look words up in."""
    return " ".join(["", *re.findall(r"[^\W_]+", fold(text)), ""])


def says_name(text: str, name: str) -> bool:
    """Is the name there, with or without its middle names, or the last name first?"""
    wanted = [word for word in re.findall(r"\w+", fold(name)) if word not in _TITLES]
    said = _spaced(text)
    if not wanted or f" {' '.join(wanted)} " in said:
        return True
    first, last = re.escape(wanted[0]), re.escape(wanted[-1])
    if len(wanted) > 1 and f" {' '.join([wanted[-1], *wanted[:-1]])} " in said:
        return True
    between = r"(?:\w+ ){0,2}" if len(wanted) > 2 else r"(?:\w )?"
    return len(wanted) > 1 and bool(re.search(rf" {first} {between}{last} ", said))


def surname_shared(text: str, name: str, borrowers: Iterable[str]) -> bool:
    """Is it there as in "Maria and Juan Lopez", the last name said once for both?"""
    given, surname = _parts(name)
    if not given:
        return False
    said = _spaced(text.replace("&", " and "))
    for one in borrowers:
        other, same = _parts(one)
        if one == name or not other or same != surname:
            continue
        first, second, last = map(re.escape, (given, other, surname))
        both = rf"{first} (?:\w )?(?:and )?{second}"
        if re.search(rf" (?:{both} (?:\w+ )?{last}|{last} {both}|{last}s {both}|{last} {second} "
                     rf"(?:\w )?and {first}|{last}s {second} and {first}) ", said):  # fmt: skip
            return True
    return False


def _parts(name: str) -> tuple[str, str]:
    """Given name and surname as folded words: "Mary-Kate O'Brien" is "mary kate", "o brien"."""
    said = [one for one in name.split() if one.strip(".,").casefold() not in _TITLES]
    if len(said) < 2:
        return "", ""
    given = re.findall(r"[^\W_]+", fold(said[0]))
    return " ".join(given), " ".join(re.findall(r"[^\W_]+", fold(said[-1])))


def other_numbers(text: str, address: str) -> list[str]:
    """Numbers that a text puts before this address's street in place of its own."""
    number, *street = _street(address)
    if not (number.isdigit() and street):
        return []
    said = " ".join(_words(text))
    return [
        one
        for one in re.findall(rf"(?<!\w)(\d{{1,6}}) {re.escape(' '.join(street))}(?!\w)", said)
        if one != number
    ]


def named(text: str) -> list[str]:
    """The persons' names in a line that lists them: two to four words, each with a capital."""
    found = []
    shared = re.fullmatch(r"(\w[\w'’-]+) (?:and|&) ([\w'’-]+ [\w'’-]+)", text.strip())
    parts = [shared[2]] if shared else re.split(r"\s*(?:,|;|&|/|\band\b|\(|\))\s*", text)
    for part in parts:
        words = part.split()
        if not 2 <= len(words) <= 4 or "[" in part or _NO_NAME.search(part):
            continue
        if all(
            word[:1].isupper() or word.casefold() in ("de", "la", "van", "von", "del")
            for word in words
        ):
            found.append(part)
    return found
