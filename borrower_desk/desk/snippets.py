"""The words around what was found: of a text, those that a list shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from borrower_desk.text import safe_line

_BEFORE, _AFTER = 40, 110  # characters
# The index folds accents, so the eye must be led to the accented word too.
_ALIKE = {
    "a": "aáàâäãåā", "c": "cçćč", "e": "eéèêëē", "i": "iíìîïī", "n": "nñń", "o": "oóòôöõøō",
    "s": "sšś", "u": "uúùûüū", "y": "yýÿ", "z": "zžź",
}  # fmt: skip
_PLAIN = {char: plain for plain, alike in _ALIKE.items() for char in alike}


def pattern(terms: Sequence[str]) -> re.Pattern[str] | None:
    """What finds any of the terms at the start of a word, accents or not."""
    alternatives = [
        r"\W+".join("".join(map(_folded, word)) for word in words)
        for words in (re.findall(r"\w+", term) for term in terms)
        if words
    ]
    if not alternatives:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})", re.IGNORECASE)


def _folded(char: str) -> str:
    plain = _PLAIN.get(char.casefold(), char.casefold())
    return f"[{_ALIKE[plain]}]" if plain in _ALIKE else re.escape(char)


def around(text: str, sought: re.Pattern[str]) -> str | None:
    """One line of `text` around the first hit; None when nothing of it is there."""
    found = sought.search(text)
    if found is None:
        return None
    start, end = max(0, found.start() - _BEFORE), found.start() + _AFTER
    if start:
        space = text.find(" ", start, found.start())
        start = space + 1 if space >= 0 else found.start()
    if end < len(text):
        space = text.rfind(" ", found.end(), end)
        end = space if space >= 0 else end
    line = safe_line(text[start:end])
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"
