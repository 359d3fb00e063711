"""The one door for a stranger's text: what may reach a terminal, a PDF, a file name, a query.

Mail headers, file names, bodies and PDF text come from people who may wish us
ill.  Nothing of theirs is printed, typeset, stored as a name or searched for
before it went through one of these functions.
"""

from __future__ import annotations

import re
import unicodedata

# Bidirectional controls can make text read as something it is not (Unicode
# TR9; CVE-2021-42574): embeddings, overrides, isolates and the marks.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Zero-width and tag characters hide words from the eye; ZWJ and ZWNJ stay, as
# several scripts need them.
_INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_DROPPED = frozenset(_BIDI + _INVISIBLE)
_WIDE_YET_DROPPED = {"\u00ad": 1, "\u115f": 2}  # columns; the others take none
_SPACES = {ord(char): " " for char in "\n\t\u00a0\u2002\u2003\u2009\u202f\u3000"}
_OBEYED = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}]")  # by a terminal
_SEEN_AS_NOTHING = re.compile(f"[{_BIDI}{_INVISIBLE}]")  # some count as printable
# What nearly every letter is written with: found in one pass, in C.
_UNUSUAL = re.compile(
    "[^\n\t\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_PLAIN = re.compile("[\x21-\x7e]+(?: [\x21-\x7e]+)*")  # most headers: nothing to fold
_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"com{n}" for n in range(1, 10)]
    + [f"lpt{n}" for n in range(1, 10)]
)


def _kept(char: str) -> str:
    if char in _DROPPED or 0xE0000 <= ord(char) <= 0xE0FFF:
        return ""
    category = unicodedata.category(char)
    if category == "Cc":
        return "\N{SYMBOL FOR ESCAPE}" if char == "\x1b" else ""
    if category in ("Cs", "Co", "Cn"):
        return "\N{REPLACEMENT CHARACTER}"
    if category in ("Zl", "Zp"):
        return " "
    return char


def safe_text(value: str) -> str:
    """Many lines of a stranger's text, fit to show: newlines and tabs stay.

    Control characters, bidirectional controls and invisible characters go; an
    escape becomes a visible sign, so that what was tried can be seen.
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    if not _UNUSUAL.search(unified):
        return unified
    # Other scripts pass here: the walk below costs 0.4 µs a character.
    if unified.translate(_SPACES).isprintable() and not _SEEN_AS_NOTHING.search(unified):
        return unified
    return "".join(char if char in "\n\t" else _kept(char) for char in unified)


def safe_line(value: str, limit: int = 0) -> str:
    """One line of a stranger's text: as `safe_text`, white space folded, cut to `limit`."""
    line = value if _PLAIN.fullmatch(value) else " ".join(safe_text(value).split())
    if limit and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def safe_drawn(value: str) -> str:
    """A piece of a drawn line without what a terminal obeys; as wide as before in cells.

    For fields that hold what is being written: their own value stays as it is.  What
    `safe_line` would drop takes no column there, or is a blank where it takes some.
    """
    return value if value.isprintable() else _OBEYED.sub(_as_wide, value)


def _as_wide(found: re.Match[str]) -> str:
    return " " * _WIDE_YET_DROPPED.get(found[0], 0)


def safe_file_name(value: str, fallback: str = "unnamed") -> str:
    """A name that is safe on every file system: no path, no control, at most 120 bytes.

    The ending survives when there is one; reserved DOS names and leading dots do not.
    """
    last = re.split(r"[/\\]", safe_line(value))[-1]
    cleaned = re.sub(r'[<>:"|?*]', "_", last).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = cleaned, "", ""
    if stem.casefold() in _RESERVED_NAMES:
        stem = f"_{stem}"
    room = 120 - len((dot + ending).encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip(" .")
    return (stem + dot + ending) if stem else fallback + dot + ending


def safe_cell(value: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    line = safe_line(value)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@", "\t") else line


def is_within(host: str, domain: str) -> bool:
    """Is a host the domain itself or below it?  Both in small letters."""
    return host == domain or host.endswith(f".{domain}")
