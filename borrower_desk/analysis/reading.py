"""From an input's cells to an analysis's own fields; what could not be read is listed.

A table is found by its headings, in any order; a labelled figure by its label.
`mapping` is what the user said a servicer's headings mean, and wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from borrower_desk.analysis.days import read_day, read_month
from borrower_desk.analysis.material import Cell, Grid, Line, Material
from borrower_desk.analysis.money import read_money, read_number, read_rate
from borrower_desk.analysis.words import Vocabulary, normal, recognise
from borrower_desk.model import Cents
from borrower_desk.text import safe_line

T = TypeVar("T")
_AMOUNT = re.compile(r"\(?-?\$?\s?\d[\d,]*(?:\.\d+)?\)?%?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}")
_TOTAL = re.compile(r"(?i)^(?:grand |sub-?)?total")
_YES = {"yes", "y", "true", "1", "x", "on"}
_NO = {"no", "n", "false", "0", "off"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A row or a figure that could not be used, and why."""

    source: str
    place: str
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table by field; `table` is the grid's name, `total` marks a sum row."""

    source: str
    place: str
    table: str
    values: Mapping[str, str]
    number: int = 0
    total: bool = False
    fields: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """The place, with its file."""
        return f"{self.source}, {self.place}" if self.source else self.place


@dataclass(slots=True)
class Reading:
    """What all the inputs say, together.  A later figure never overrides an earlier one."""

    figures: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    # ── figures ──────────────────────────────────────────────────────────────

    def _get(self, name: str, read: Callable[[str], T | None], what: str) -> T | None:
        said = self.figures.get(name, "")
        if not said.strip() or said.strip().casefold() in ("null", "unknown", "?"):
            return None
        value = read(said)
        if value is None:
            place = self.places.get(name, "")
            wrong = Unread(place, name, f"{said!r} is not {what}", said)
            if wrong not in self.unread:
                self.unread.append(wrong)
        return value

    def money(self, name: str) -> Cents | None:
        return self._get(name, _leading_money, "an amount")

    def rate(self, name: str) -> Fraction | None:
        return self._get(name, read_rate, "a rate")

    def percent(self, name: str) -> Fraction | None:
        return self._get(name, _points, "a percentage")

    def count(self, name: str) -> int | None:
        return self._get(name, _whole, "a whole number")

    def day(self, name: str) -> date | None:
        return self._get(name, read_day, "a day")

    def flag(self, name: str) -> bool | None:
        return self._get(name, read_flag, "yes or no")

    def text(self, name: str) -> str:
        return self.figures.get(name, "").strip()

    def place(self, name: str) -> str:
        return self.places.get(name, "")

    def with_fields(self, *names: str) -> list[Row]:
        """The rows of tables that have all these columns, sum rows left out."""
        return [one for one in self.rows if not one.total and one.fields >= set(names)]

    def refuse(self, row: Row, why: str) -> None:
        """List a row that cannot be used."""
        text = "; ".join(value for value in row.values.values() if value)[:120]
        self.unread.append(Unread(row.source, row.place, why, text))


def read_flag(text: str) -> bool | None:
    """True or false from yes/no words; None for another word."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _leading_money(text: str) -> Cents | None:
    """An amount, perhaps followed by words: "$716.00, spread over 12 months"."""
    whole = read_money(text)
    if whole is not None:
        return whole
    found = _AMOUNT.match(text.strip())
    return read_money(found[0]) if found and not found[0].endswith("%") else None


def _whole(text: str) -> int | None:
    found = re.fullmatch(
        r"(\d{1,6})(?:\.0+)?(?:\s*(?:calendar\s+)?(?:days?|months?))?", text.strip()
    )
    return int(found[1]) if found else None


def _points(text: str) -> Fraction | None:
    return read_rate(text, annual=False)


def gather(
    materials: Iterable[Material],
    figures: Vocabulary,
    columns: Vocabulary,
    mapping: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Reading:
    """Everything that the inputs say in the words of one analysis; `settings` wins over them."""
    reading = Reading()
    said = {normal(key): value for key, value in (mapping or {}).items()}
    for name, value in (settings or {}).items():
        known = recognise(name, figures)
        if known:
            reading.figures[known] = value
            reading.places[known] = "as you set it"
        else:
            reading.unread.append(Unread("your settings", name, "no such figure", value))
    for one in materials:
        reading.sources.append(one.source)
        for label, value, place in one.figures:
            _figure(reading, figures, said, (label, value), f"{one.source}, {place}")
        for grid in one.grids:
            _Walk(reading, one, figures, columns, said).walk(grid)
    return reading


def _figure(
    reading: Reading,
    vocabulary: Vocabulary,
    mapping: Mapping[str, str],
    pair: tuple[str, str],
    place: str,
) -> bool:
    label, value = pair
    field_name = mapping.get(normal(label)) or recognise(label, vocabulary)
    if field_name is None:
        return False
    if field_name not in reading.figures:
        reading.figures[field_name] = value
        reading.places[field_name] = place
    return True


@dataclass(slots=True)
class _Heading:
    fields: list[str | None]
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Walk:
    """One walk through a grid: headings, rows under them, labelled figures between."""

    reading: Reading
    material: Material
    figures: Vocabulary
    columns: Vocabulary
    mapping: Mapping[str, str]

    def walk(self, grid: Grid) -> None:
        heading: _Heading | None = None
        for n, line in enumerate(grid.lines):
            found = self._heading(line)
            if found is not None:
                heading = found
                if line.cells[0].left is not None and n + 1 < len(grid.lines):
                    heading = self._continued(found, grid.lines[n + 1])
                continue
            if self.material.form == "pdf" and self._is_figure(line) and self._labelled(line):
                continue  # a page goes on after its table, and nothing says where that ends
            row = self._row(heading, line, grid.name) if heading is not None else None
            if row is not None and not (self.material.form == "pdf" and len(row.values) < 2):
                self.reading.rows.append(row)
            elif not self._labelled(line) and heading is None and self.material.form != "pdf":
                self._lost(line)

    def _is_figure(self, line: Line) -> bool:
        """True when a line begins with the label of a figure and not with a day or an amount."""
        first = line.cells[0].text
        found = re.search(r"\s*\(?-?\$", first)
        label = first[: found.start()] if found else first
        return not _is_value(first) and recognise(label.rstrip(" :="), self.figures) is not None

    def _heading(self, line: Line) -> _Heading | None:
        fields = [self._field(cell.text) for cell in line.cells]
        known = [one for one in fields if one]
        values = sum(bool(_AMOUNT.fullmatch(cell.text)) for cell in line.cells if cell.text)
        enough = 2 if len([c for c in line.cells if c.text]) > 1 else 1
        if len(set(known)) < min(enough, 2) or len(set(known)) < 2 or values:
            return None
        seen: set[str] = set()
        for n, one in enumerate(fields):
            if one in seen:
                fields[n] = None  # the first of two columns of a name is meant
            elif one:
                seen.add(one)
            elif line.cells[n].text:
                self._note(line.cells[n].text)
        return _Heading(fields, line.cells)

    def _note(self, heading: str) -> None:
        if heading not in self.reading.ignored:
            self.reading.ignored.append(heading)

    def _field(self, text: str) -> str | None:
        if not text or len(text) > 80:
            return None
        return self.mapping.get(normal(text)) or recognise(text, self.columns)

    def _continued(self, heading: _Heading, following: Line) -> _Heading:
        """A heading of two lines on a page: the second's words go to what stands over them."""
        if any(_AMOUNT.fullmatch(cell.text) or read_month(cell.text) for cell in following.cells):
            return heading
        cells = list(heading.cells)
        for below in following.cells:
            above = [n for n, one in enumerate(cells) if _overlap(one, below) > 0]
            if not above:
                return heading
            n = max(above, key=lambda place: _overlap(cells[place], below))
            cells[n] = replace(
                cells[n],
                text=f"{cells[n].text} {below.text}",
                left=min(cells[n].left or 0, below.left or 0),
                right=max(cells[n].right or 0, below.right or 0),
            )
        fields = [self._field(one.text) for one in cells]
        return _Heading(fields, tuple(cells))

    def _row(self, heading: _Heading, line: Line, table: str) -> Row | None:
        values: dict[str, str] = {}
        for n, cell in enumerate(line.cells):
            place = n if cell.left is None else _column(heading.cells, cell)
            name = heading.fields[place] if place < len(heading.fields) else None
            if name and cell.text:
                values[name] = f"{values[name]} {cell.text}" if name in values else cell.text
        if not values:
            return None
        first = next((cell.text for cell in line.cells if cell.text), "")
        return Row(
            self.material.source,
            line.place,
            table,
            values,
            line.number,
            total=bool(_TOTAL.match(first)) or normal(first) in ("total", "sum"),
            fields=frozenset(one for one in heading.fields if one),
        )

    def _labelled(self, line: Line) -> bool:
        """Take labelled figures off a line that belongs to no table."""
        place = f"{self.material.source}, {line.place}"
        texts = [cell.text for cell in line.cells if cell.text]
        taken = False
        for n, text in enumerate(texts):
            following = texts[n + 1] if n + 1 < len(texts) else ""
            # "Escrow  $422.82  $461.24" under "Current  New": the last is meant.
            ahead = n + 2
            while _is_value(following) and ahead < len(texts) and _is_value(texts[ahead]):
                following = texts[ahead]
                ahead += 1
            if following and not _is_value(text) and (_is_value(following) or n == 0):
                taken |= self._take(text.rstrip(" :"), following, place)
            elif n == 0 or not _is_value(text):
                taken |= self._in_words(text, place)
        return taken

    def _take(self, label: str, value: str, place: str) -> bool:
        return _figure(self.reading, self.figures, self.mapping, (label, value), place)

    def _in_words(self, text: str, place: str) -> bool:
        """A label and its value in one piece: "Required minimum balance $922.48 (two …)"."""
        label, colon, value = text.partition(":")
        if colon and _is_value(value.strip()):
            return self._take(label, value.strip(), place)
        found = _DAY.search(text) or re.search(r"\(?-?\$\s?\d[\d,]*\.\d\d\)?|\d+\.\d+%", text)
        if found is None or found.start() == 0 or found.start() > 80:
            return False
        return self._take(text[: found.start()].rstrip(" :="), found[0], place)

    def _lost(self, line: Line) -> None:
        texts = [cell.text for cell in line.cells if cell.text]
        if len(texts) > 1 and sum(map(_is_value, texts)) and len(self.reading.unread) < 200:
            self.reading.unread.append(
                Unread(self.material.source, line.place, "no heading says what it is",
                       safe_line("; ".join(texts), 120))
            )  # fmt: skip


def _is_value(text: str) -> bool:
    return bool(_AMOUNT.match(text) or _DAY.match(text)) or read_number(text) is not None


def _overlap(one: Cell, other: Cell) -> float:
    if one.left is None or one.right is None or other.left is None or other.right is None:
        return 0.0
    return min(one.right, other.right) - max(one.left, other.left)


def _column(heading: Sequence[Cell], cell: Cell) -> int:
    """The heading that a cell stands under: the one it overlaps most, else the nearest."""
    return max(range(len(heading)), key=lambda n: _overlap(heading[n], cell))
