"""Domains that could be taken for another at a glance."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that look like others (Unicode TS 39, the pairs that swindlers use).
_LOOKS_LIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ѕ": "s",
        "ԁ": "d", "ӏ": "l", "ո": "n", "α": "a", "ο": "o", "ν": "v", "ι": "i", "κ": "k", "τ": "t",
        "0": "o", "1": "l", "3": "e", "5": "s", "8": "b", "ı": "i", "ɡ": "g",
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))
_EXTRA = frozenset(
    [
        "secure", "login", "online", "support", "service", "services", "account", "accounts",
        "pay", "payment", "payments", "mortgage", "loan", "loans", "home", "help", "my", "mail",
        "email", "verify", "customer", "care", "portal", "servicing", "alert", "alerts", "info",
        "update", "billing", "us", "usa", "team", "notice", "escrow", "dept", "center",
    ]
)  # fmt: skip
_TWO_LEVEL = frozenset(["co.uk", "org.uk", "com.au", "com.mx", "com.br", "co.nz", "us.com"])


def registrable(domain: str) -> str:
    """The part of a domain that somebody registered: `mail.acme.example` is `acme.example`."""
    labels = domain.casefold().strip(".").split(".")
    if ".".join(labels[-2:]) in _TWO_LEVEL:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def lookalike(domain: str, known: str) -> str:
    """Why `domain` could be taken for `known`; "" when it could not."""
    here, there = registrable(shown_domain(domain)), registrable(known)
    if here == there or not here or not there:
        return ""
    name, wanted = _label(here), _label(there)
    if name == wanted:
        return f"{domain} has the name of {known} under another ending"
    if skeleton(name) == skeleton(wanted):
        how = "that look alike" if name.isascii() else "of another alphabet"
        return f"{domain} imitates {known} with letters {how}"
    if name.replace("-", "") == wanted.replace("-", ""):
        return f"{domain} differs from {known} by a hyphen"
    allowed = 2 if len(wanted) >= 8 else 1
    if len(wanted) >= 5 and distance(name, wanted, allowed) <= allowed:
        return f"{domain} is a letter or two away from {known}"
    return _with_extra_words(domain, name, wanted, known)


def _with_extra_words(domain: str, name: str, wanted: str, known: str) -> str:
    inside = wanted in name or skeleton(wanted) in skeleton(name)
    if len(wanted) >= 4 and inside:
        left = [one for one in re.split(r"[-_]", name.replace(wanted, "-")) if one]
        if all(one in _EXTRA or len(one) <= 4 for one in left) or len(wanted) >= 8:
            return f"{domain} is {known} with words added"
    labels = shown_domain(domain).split(".")[:-2]
    if len(wanted) >= 5 and any(
        one == wanted or (len(wanted) >= 6 and wanted in one) for one in labels
    ):
        return f"{domain} carries the name of {known} in front of another domain"
    return ""


def distance(one: str, other: str, limit: int) -> int:
    """Edits (a swap of neighbours counts as one) between two names, or more than `limit`."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, start=1):
        current = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (char != wanted))
            if before and i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return row[-1]


def _label(domain: str) -> str:
    return domain.partition(".")[0]


def shown_domain(domain: str) -> str:
    """A domain as it is shown: punycode labels decoded."""
    labels = []
    for label in domain.casefold()[:255].split("."):
        if label.startswith("xn--"):
            try:
                label = label[4:].encode("ascii").decode("punycode")  # noqa: PLW2901 - decoded in place
            except (UnicodeError, ValueError):
                labels.append(label)
                continue
        labels.append(label)
    return ".".join(labels)


@lru_cache(maxsize=16_384)  # the same few names stand in every letter
def skeleton(label: str) -> str:
    """What a label looks like at a glance."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = plain.translate(_LOOKS_LIKE)
    for seen, meant in _PAIRS:
        plain = plain.replace(seen, meant)
    return plain


def skeleton_words(text: str) -> str:
    """What the words of a text look like at a glance."""
    return " ".join(skeleton(word) for word in text.casefold().split())
