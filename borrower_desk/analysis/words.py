"""What servicers call things: a heading or a label, recognised whatever it is called.

A vocabulary gives each field of an analysis its names; a name is compared
without case, punctuation, filler words and abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

Vocabulary = Mapping[str, tuple[str, ...]]
_ABBREVIATIONS = {
    "amt": "amount", "amts": "amount", "amounts": "amount", "pmt": "payment", "pymt": "payment",
    "pmts": "payment", "payments": "payment", "paymt": "payment", "prin": "principal",
    "princ": "principal", "prncpl": "principal", "int": "interest", "esc": "escrow",
    "escr": "escrow", "dt": "date", "bal": "balance", "bals": "balance", "recd": "received",
    "rcvd": "received", "rec": "received", "receipt": "received", "trans": "transaction",
    "txn": "transaction", "tran": "transaction", "desc": "description", "descr": "description",
    "no": "number", "num": "number", "fees": "fee", "chg": "charge", "chgs": "charge",
    "charges": "charge", "yr": "year", "mo": "month", "mos": "months", "monthly": "month",
    "ins": "insurance", "disb": "disbursement", "disbursements": "disbursement",
    "disbursed": "disbursement", "proj": "projected", "projection": "projected",
    "curr": "current", "orig": "original", "eff": "effective", "upb": "unpaid principal balance",
    "pi": "principal and interest", "p i": "principal and interest", "apr": "rate",
    "pct": "percent", "percentage": "percent", "cap": "cap", "adj": "adjustment",
    "dates": "date", "suspence": "suspense", "unappl": "unapplied", "mthly": "month",
    "lc": "late charge", "thru": "through", "taxes": "tax", "beg": "beginning", "st": "start",
    "req": "required", "min": "minimum", "max": "maximum", "yrly": "annual", "yearly": "annual",
}  # fmt: skip
_FILLER = frozenset(
    ("the", "a", "an", "of", "your", "our", "my", "is", "was", "usd", "in", "per", "for")
)


@lru_cache(maxsize=4096)
def normal(label: str) -> str:
    """A label as it is compared: "Prin. & Int." is "principal and interest"."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", label[:120])
    text = text.casefold().replace("&", " and ").replace("%", " percent ").replace("#", " number ")
    text = text.replace("_", " ")
    text = re.sub(r"\bp\s*(?:and|/|\+)?\s*i\b", "pi", text)
    words = re.findall(r"[a-z0-9]+", text.replace("'", ""))
    spelled = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    kept = [word for word in spelled.split() if word not in _FILLER]
    return " ".join(kept)


@lru_cache(maxsize=64)
def _index(names: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    index: dict[str, str] = {}
    for field, synonyms in names:
        for one in (field.replace("_", " "), *synonyms):
            index.setdefault(normal(one), field)
    return index


def recognise(label: str, vocabulary: Vocabulary) -> str | None:
    """The field that a label names, or None; an exact name first, its words in any order
    next ("escrow monthly"), else the longest one in it.

    A label may have at most two words more than the name found in it, so that a
    sentence is not taken for a heading.
    """
    index = _index(tuple(vocabulary.items()))
    asked = normal(label)
    if not asked:
        return None
    if asked in index:
        return index[asked]
    words = asked.split()
    turned = " ".join(sorted(words))
    for name, field in index.items():
        if " " in name and " ".join(sorted(name.split())) == turned:
            return field
    best: tuple[int, str] | None = None
    for name, field in index.items():
        parts = name.split()
        near = len(words) - len(parts) <= 2
        if len(parts) > 1 and near and _inside(parts, words) and (not best or len(parts) > best[0]):
            best = (len(parts), field)
    return best[1] if best else None


def _inside(parts: list[str], words: list[str]) -> bool:
    """True when the parts stand together, in order, among the words."""
    return any(words[n : n + len(parts)] == parts for n in range(len(words) - len(parts) + 1))
