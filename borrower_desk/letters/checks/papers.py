"""What papers are called: does a letter speak of the paper that a file's name names?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_IS_MONTH = re.compile(
    r"(?:january|february|march|april|june|july|august|september|october|november|december|sept"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\Z"
).match


def stem(word: str) -> str:
    """A word without the ending that it is counted or dated by."""
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "es", "ed",
                   "s", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _like(word: str) -> frozenset[str]:
    """The stems that mean the same paper."""
    return next((same for same in _SYNONYMS if word in same), frozenset({word}))


def _stems(said: str) -> frozenset[str]:
    return frozenset(map(stem, said.split()))


# Words for one kind of paper, with their Spanish ones.
_SYNONYMS = tuple(
    _stems(one)
    for one in (
        "bill statement invoice factura estado account",
        "photo picture photograph image foto snapshot",
        "stub payslip paystub wage paycheck salary earnings talon",
        "receipt recibo comprobante proof confirmation slip",
        "letter carta correspondence",
        "notice aviso notification",
        "check cheque",
        "screenshot captura screen print",
        "declarations policy poliza binder",
        "analysis análisis analisis",
        "denial denied deny refusal rejection decision",
        "layoff termination severance unemployment",
        "record registro log history ledger",
        "note promissory pagare",
        "death deceased",
        "authorization consent permission",
    )
)
_PAPERS = _stems(
    "bill statement invoice factura estado account photo picture image foto receipt recibo proof"
    " confirmation letter carta notice aviso check screenshot record copy form page paper document"
    " note bank mortgage loan payment report"
)


def told(named: Iterable[str], said: Collection[str]) -> bool:
    """Do the stems of a letter name a file by half of its words, one of them a telling one?

    A month is no such word; and where all that agree are words of any paper (a bill, a
    letter), two thirds must.
    """
    words = list(dict.fromkeys(stem(word) for word in named if not _IS_MONTH(word)))
    there = [word for word in words if not _like(word).isdisjoint(said)]
    if any(word not in _PAPERS for word in there):
        return len(there) * 2 >= len(words)
    return bool(words) and len(there) * 3 > len(words) * 2
