"""The paper side of the story: statements, letters and forms, as PDF."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FONTS = ROOT / "borrower_desk" / "pdf" / "fonts"
Block = dict[str, object]

LAKESHORE_LINES = (
    "P.O. Box 9000, Columbus, OH 43216-9000\n"
    "1-800-555-0142 · Mon-Fri 8 a.m.-6 p.m. ET\n"
    "NMLS ID 0000214"
)
PINECREST_LINES = "P.O. Box 31150, Tampa, FL 33631-1150\n1-888-555-0163\nNMLS ID 0000877"
HOUSEHOLD = "MARIA LOPEZ\nDANIEL O'BRIEN-LOPEZ\n12 OAK STREET\nDAYTON OH 45402"
PROPERTY = "12 Oak Street, Dayton, OH 45402"


def p(text: str) -> Block:
    """A paragraph."""
    return {"t": "p", "text": text}


def h(text: str) -> Block:
    """A heading."""
    return {"t": "h", "text": text}


def small(text: str) -> Block:
    """Fine print."""
    return {"t": "small", "text": text}


def space(size: int = 8) -> Block:
    """Empty points."""
    return {"t": "space", "size": size}


def numbers(*items: str) -> Block:
    """A numbered list."""
    return {"t": "numbers", "items": list(items)}


def bullets(*items: str) -> Block:
    """A list."""
    return {"t": "list", "items": list(items)}


def pairs(*rows: tuple[str, str], width: float = 1.5) -> Block:
    """Labels and values."""
    return {"t": "kv", "rows": [list(row) for row in rows], "width": width}


def table(
    head: list[str],
    rows: list[list[str]],
    widths: list[float],
    right: list[int],
    total: list[str] | None = None,
    pad: float = 3.5,
) -> Block:
    """A table; `right` names the columns of numbers."""
    return {
        "t": "table",
        "head": head,
        "rows": rows,
        "widths": widths,
        "right": right,
        "total": total or [],
        "pad": pad,
    }


def panel(title: str, *blocks: Block) -> Block:
    """A titled box."""
    return {"t": "panel", "title": title, "blocks": list(blocks)}


def pair(left: list[Block], right: list[Block], ratio: tuple[float, float] = (1, 1)) -> Block:
    """Two columns."""
    return {"t": "pair", "left": left, "right": right, "ratio": list(ratio)}


def signed(close: str, hand: str, name: str) -> Block:
    """A close, a signature that looks written, and the name under it."""
    return {"t": "signed", "close": close, "hand": hand, "name": name}


def coupon(left: str, rows: list[tuple[str, str]], scan: str) -> Block:
    """The part of a statement that goes back with the check."""
    return {"t": "coupon", "left": left, "rows": [list(row) for row in rows], "scan": scan}


def printed(
    title: str,
    dated: date,
    blocks: list[Block],
    *,
    name: str = "Lakeshore Mortgage Servicing",
    lines: str = LAKESHORE_LINES,
    style: str = "bar",
    ink: str = "#0f4c75",
    font: str = "Libertinus Serif",
    size: float = 10.5,
    foot: str = "",
    lang: str = "en",
) -> bytes:
    """The PDF of one paper; the same bytes each time, as it is dated and carries its fonts."""
    import typst

    data = {
        "title": title,
        "date": [dated.year, dated.month, dated.day],
        "head": {"name": name, "lines": lines, "style": style},
        "ink": ink,
        "font": font,
        "size": size,
        "foot": foot,
        "lang": lang,
        "blocks": blocks,
    }
    stamp = datetime(dated.year, dated.month, dated.day, 12, tzinfo=UTC)
    return bytes(
        typst.compile(
            HERE / "paper.typ",
            root=HERE,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(stamp.timestamp()),
        )
    )
