"""What an input holds: labelled figures and grids of cells, each with its place.

From CSV, XLSX, TOML, JSON, a PDF's text layer or plain text to the same plain
values.  Pure functions of bytes, with limits; what they mean is `reading`'s.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from borrower_desk.errors import UnreadableSource, UnsupportedKind
from borrower_desk.text import safe_line, safe_text

LARGEST = 32 * 1024 * 1024  # bytes of one input
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 400
_QUICK = 100_000  # bytes that are read in less than a few seconds whatever they are


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text; `left` and `right` are its place on a PDF page, else None."""

    text: str
    left: float | None = None
    right: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells and where it stands: "row 7", "page 1, line 12"."""

    place: str
    cells: tuple[Cell, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that may hold a table; `name` is the sheet's, the key's or "" """

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One input as it was read.  `figures` are labelled single values in their order."""

    source: str
    figures: tuple[tuple[str, str, str], ...] = ()  # label, value, place
    grids: tuple[Grid, ...] = ()
    pages: tuple[str, ...] = ()
    form: str = ""


def read(name: str, data: bytes) -> Material:
    """An input by what its bytes are, then by its name's ending."""
    source = safe_line(name, 120)
    if len(data) > LARGEST:
        raise UnreadableSource(
            f"{source} is larger than {LARGEST // 1024 // 1024} MB.",
            hint="Keep only the sheet or the pages with the figures.",
        )
    if b"%PDF-" in data[:1024]:
        return _apart(_pdf, source, data)
    if data.startswith(b"PK\x03\x04"):
        return _apart(_workbook, source, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnsupportedKind(
            f"{source} is an old Excel workbook (.xls).", hint="Save it as .xlsx or .csv."
        )
    return _words(source, name.rpartition(".")[2].casefold(), data)


def _apart(reader: Callable[[str, bytes], Material], source: str, data: bytes) -> Material:
    """What a reader of native code, or of packed data, finds: in a process with limits."""
    from borrower_desk.limits import OutOfBoundsError, apart

    try:
        return apart(reader, source, data)
    except (OutOfBoundsError, ValueError) as why:
        raise UnreadableSource(
            f"{source} cannot be read: {why}.", hint="Save it as CSV, or type its figures."
        ) from None


def _words(source: str, ending: str, data: bytes) -> Material:
    """An input that is text of some kind."""
    if ending in ("toml", "json"):
        # Its reader's time can grow with the square of its length.
        reader = _from_toml if ending == "toml" else _from_json
        return reader(source, data) if len(data) < _QUICK else _apart(reader, source, data)
    text = _decoded(source, data)
    if ending in ("txt", "md", "eml", "htm", "html"):
        return Material(source, pages=(text,), grids=_grids_of(text), form="text")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _structured(source, _json(source, data), "json")
        except UnreadableSource:
            pass
    return Material(source, grids=_grids_of(text), form="csv")


def _decoded(source: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise UnsupportedKind(
            f"{source} is no file of a kind that can be analyzed.",
            hint="Give a CSV, XLSX, TOML or JSON file, or a PDF with a text layer.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


_THROUGH = re.compile(
    r"\bgood (?:through|thru|until)\s+(?P<day>[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
)


def letter(source: str, text: str) -> Material:
    """The words of a message or a letter: its labelled figures are read line by line.

    A comma parts thousands there, not columns; columns stand two blanks apart.
    """
    lines = []
    for n, words in enumerate(text.splitlines()[:MOST_ROWS], start=1):
        cells = _cells(re.split(r"\t+|\s{2,}", words.strip()))
        if any(cell.text for cell in cells):
            lines.append(Line(f"line {n}", cells, n))
    through = _THROUGH.search(text)
    told = (("good through", through["day"], "its words"),) if through else ()
    return Material(source, told, (Grid("", tuple(lines)),), (text,), "text")


def _grids_of(text: str) -> tuple[Grid, ...]:
    """A delimited text as one grid; the delimiter is the one that splits the most lines."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = [line for line in clean.split("\n")[:60] if line.strip()]
    mark = max(",;\t|", key=lambda one: (sum(one in line for line in first), one == ","))
    lines = []
    try:
        for n, row in enumerate(csv.reader(io.StringIO(clean), delimiter=mark), start=1):
            if n > MOST_ROWS:
                raise UnreadableSource(
                    f"The table has more than {MOST_ROWS:,} rows.", hint="Split it by year."
                )
            if any(cell.strip() for cell in row):
                lines.append(Line(f"row {n}", _cells(row), n))
    except csv.Error as why:
        raise UnreadableSource(
            f"The table could not be read: {why}.", hint="Save it as CSV again."
        ) from None
    return (Grid("", tuple(lines)),)


def _cells(row: Iterable[object]) -> tuple[Cell, ...]:
    cells = []
    for n, one in enumerate(row):
        if n >= MOST_COLUMNS:
            break
        cells.append(Cell(safe_line(_spelled(one), LONGEST_CELL)))
    return tuple(cells)


def _spelled(value: object) -> str:
    """A cell's value as text: days in ISO, numbers without a float's dust."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 10**15 else repr(value)
    return str(value)


# What openpyxl raises on a workbook that somebody damaged.
_BREAKS = (
    KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError, IndexError,
    ArithmeticError, RecursionError, EOFError,
)  # fmt: skip


# ── workbooks ────────────────────────────────────────────────────────────────


def _workbook(source: str, data: bytes) -> Material:
    """The sheets of an .xlsx: values only, no formula is run; percent cells keep their sign."""
    import warnings
    import zipfile

    import openpyxl

    try:
        _check_archive(source, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            grids = [Grid(safe_line(one.title, 60), _sheet(one)) for one in book.worksheets[:40]]
            book.close()
    except (zipfile.BadZipFile, *_BREAKS) as why:
        raise UnreadableSource(
            f"{source} is a workbook that cannot be read ({type(why).__name__}).",
            hint="Save it as CSV, or as .xlsx again.",
        ) from None
    return Material(source, grids=tuple(grids), form="xlsx")


def _check_archive(source: str, data: bytes) -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(one.file_size for one in archive.infolist()) > 8 * LARGEST:
            raise UnreadableSource(
                f"{source} unpacks to more than {8 * LARGEST // 1024 // 1024} MB.",
                hint="Keep only the sheet with the figures.",
            )


def _sheet(sheet: Any) -> tuple[Line, ...]:
    lines = []
    for n, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), start=1):
        values = [
            f"{_spelled(round(one.value * 100, 8))}%"
            if isinstance(one.value, (int, float)) and "%" in str(one.number_format or "")
            else one.value
            for one in row
        ]
        if any(value not in (None, "") for value in values):
            lines.append(Line(f"row {n}", _cells(values), n))
    return tuple(lines)


# ── TOML and JSON ────────────────────────────────────────────────────────────


def _from_toml(source: str, data: bytes) -> Material:
    return _structured(source, _toml(source, data), "toml")


def _from_json(source: str, data: bytes) -> Material:
    return _structured(source, _json(source, data), "json")


def _toml(source: str, data: bytes) -> Any:
    try:
        return tomllib.loads(_decoded(source, data), parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as why:
        raise UnreadableSource(
            f"{source} is not TOML: {why}.", hint='Write lines such as: rate = "4.5"'
        ) from None


def _json(source: str, data: bytes) -> Any:
    try:
        return json.loads(_decoded(source, data), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as why:
        raise UnreadableSource(
            f"{source} is not JSON: {why}.", hint="Check its brackets."
        ) from None


# A table of these holds one thing a line: {"recording fee" = 45, "fax fee" = 35}.
_LISTS = ("fees", "charges", "disbursements", "bills", "anticipated_disbursements", "escrow_items")


@dataclass(slots=True)
class _Flat:
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


def _structured(source: str, value: Any, form: str) -> Material:
    flat = _Flat()
    if isinstance(value, list):
        _list(flat, "", value)
    elif isinstance(value, Mapping):
        _mapping(flat, "", value, 0)
    else:
        raise UnreadableSource(f"{source} holds no figures.", hint="Write NAME = VALUE lines.")
    return Material(source, tuple(flat.figures), tuple(flat.grids), form=form)


def _mapping(flat: _Flat, path: str, value: Mapping[str, Any], depth: int) -> None:
    from borrower_desk.analysis.days import read_month

    scalars = {k: v for k, v in value.items() if not isinstance(v, (Mapping, list))}
    if scalars and len(scalars) == len(value) and all(read_month(str(key)) for key in value):
        rows = [[str(key), _spelled(one)] for key, one in value.items()]
        flat.grids.append(_grid(path, ["month", "amount"], rows))
        return
    if scalars and len(scalars) == len(value) and path.casefold() in _LISTS:
        rows = [[str(key), _spelled(one)] for key, one in value.items()]
        flat.grids.append(_grid(path, ["item", "amount"], rows))
        return
    for key, one in value.items():
        name = safe_line(str(key), 80)
        if isinstance(one, Mapping):
            if depth < 6:
                _mapping(flat, name, one, depth + 1)
        elif isinstance(one, list):
            _list(flat, name, one)
        elif one is not None:
            said = safe_line(_spelled(one), LONGEST_CELL)
            flat.figures.append((name, said, name))
            if path:
                flat.figures.append((f"{path} {name}", said, f"{path}.{name}"))


def _list(flat: _Flat, name: str, value: Sequence[Any]) -> None:
    records = [one for one in value[:MOST_ROWS] if isinstance(one, Mapping)]
    if records:
        headers = list(dict.fromkeys(str(key) for one in records for key in one))
        rows = [[_flat_cell(one.get(key)) for key in headers] for one in records]
        flat.grids.append(_grid(name, headers, rows))
    elif value and all(isinstance(one, list) for one in value):
        lines = [Line(f"{name} {n}", _cells(one), n) for n, one in enumerate(value[:MOST_ROWS], 1)]
        flat.grids.append(Grid(name, tuple(lines)))
    else:
        rows = [[str(n), _spelled(one)] for n, one in enumerate(value[:MOST_ROWS], 1)]
        flat.grids.append(_grid(name, ["position", "amount"], rows))


def _flat_cell(value: Any) -> str:
    return "" if isinstance(value, (Mapping, list)) else _spelled(value)


def _grid(name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
    head = Line(name or "the keys", _cells(headers), 0)
    return Grid(
        name,
        (head, *(Line(f"{name} {n}".strip(), _cells(row), n) for n, row in enumerate(rows, 1))),
    )


# ── PDF ──────────────────────────────────────────────────────────────────────


def _pdf(source: str, data: bytes) -> Material:
    from borrower_desk.pdf.cells import pages_of

    pages = pages_of(data)
    if not any(pages):
        raise UnreadableSource(
            f"{source} has no text layer: it is a scan.",
            hint="Type its figures in a TOML or CSV file; `analyze KIND --help` shows one.",
        )
    lines = [
        Line(
            f"page {number}, line {n}",
            tuple(Cell(safe_line(p.text, LONGEST_CELL), p.left, p.right) for p in line),
            n,
        )
        for number, page in enumerate(pages, start=1)
        for n, line in enumerate(page, start=1)
    ]
    texts = tuple(
        "\n".join("  ".join(safe_text(p.text) for p in line) for line in page) for page in pages
    )
    return Material(source, grids=(Grid("", tuple(lines[:MOST_ROWS])),), pages=texts, form="pdf")
