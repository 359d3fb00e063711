"""What reaches the terminal: nothing that it obeys; ASCII alone where it has no Unicode."""

from __future__ import annotations

import locale
import os
import sys
import unicodedata

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from borrower_desk.text import safe_drawn

_DRAWN = {
    "─": "-", "━": "-", "│": "|", "┃": "|", "▏": "|", "▎": "|", "▍": "|", "▌": "|", "▊": "|",
    "█": "#", "▓": "#", "▒": ":", "░": ".", "▁": "_", "▂": "_", "▔": "-", "▄": "_", "▀": "-",
    "●": "*", "○": "o", "•": "*", "·": ".", "✓": "v", "✔": "v", "⚠": "!", "→": ">", "←": "<",
    "↑": "^", "↓": "v", "…": "~", "—": "-", "–": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "\u00a0": " ", "▼": "v", "▶": ">", "▲": "^", "◀": "<", "€": "E",
}  # fmt: skip


def needed() -> bool:
    """True when the locale can show no Unicode, or BORROWER_DESK_ASCII asks for none."""
    if "web_driver" in os.environ.get("TEXTUAL_DRIVER", ""):
        return False  # a browser can
    said = os.environ.get("BORROWER_DESK_ASCII")
    if said is not None:
        return said not in ("", "0")
    if os.environ.get("TERM") == "linux":
        return True  # the console's font has 256 or 512 glyphs
    coding = (locale.getpreferredencoding(False) or sys.getdefaultencoding()).lower()
    return not coding.replace("-", "").startswith("utf")


def in_ascii(text: str) -> str:
    """The text in ASCII and as wide as it was: letters lose their accents, the rest is drawn."""
    return text if text.isascii() else "".join(_one(char) for char in text)


def _one(char: str) -> str:
    if char.isascii():
        return char
    drawn = _DRAWN.get(char)
    if drawn is None:
        if unicodedata.category(char) == "So" and "\u2500" <= char <= "\u257f":
            drawn = "+"
        else:
            drawn = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()[:1]
    width = cell_len(char)
    return (drawn or "?").ljust(width, "?")[:width]


class Plain(LineFilter):
    """The last door before the terminal: fields too show only text, and no link of a stranger.

    Lists and readers are made of safe words; a field holds what it was given, a
    pasted escape as well.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isprintable() and not (segment.style and segment.style.link)
            else Segment(
                safe_drawn(segment.text),
                segment.style.update_link(None) if segment.style else None,
                segment.control,
            )
            for segment in segments
        ]


class Ascii(LineFilter):
    """The filter that the app puts over every line it draws."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii()
            else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]
