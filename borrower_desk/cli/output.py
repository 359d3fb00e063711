"""Printing: one JSON document, or words for a person; data on stdout, talk on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from borrower_desk.cli import context
from borrower_desk.speech import spoken, tr
from borrower_desk.text import safe_line, safe_text


def emit(shape: Any, words: Callable[[], None]) -> None:
    """Print `shape` as JSON when JSON was asked for; else let `words` speak."""
    if context.current.json:
        sys.stdout.write(json_text(shape, indent=2) + "\n")
    else:
        words()


def json_text(shape: Any, indent: int | None = None) -> str:
    """JSON in which what a terminal would obey is escaped: the same value to who parses it.

    Names of files come as they are, and `json` lets C1 controls, bidirectional
    controls and halves of characters through.
    """
    told = json.dumps(shape, ensure_ascii=False, indent=indent)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def say(*lines: str) -> None:
    """Lines of data on stdout, fit for a terminal; the program's own words went through `tr`."""
    for line in lines:
        sys.stdout.write(safe_text(line) + "\n")


def write_bytes(data: bytes) -> None:
    """A stranger's bytes, exactly; on a terminal their text, without what it would obey."""
    if sys.stdout.isatty():
        sys.stdout.write(safe_text(data.decode("utf-8", "replace")).rstrip("\n") + "\n")
        talk(tr("Shown as text; into a file or a pipe the exact bytes go: … --raw > FILE"))
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def talk(*lines: str) -> None:
    """Sentences beside the data, on stderr, as the user speaks; silent under `--json`."""
    if not context.current.json:
        for line in lines:
            sys.stderr.write(safe_text(spoken(line)) + "\n")


def table(headers: Sequence[str], rows: Iterable[Sequence[str | None]], empty: str = "") -> None:
    """A table: drawn on a terminal, aligned columns elsewhere; `empty` says what to do first."""
    headers = [tr(header) for header in headers]
    cells = [[safe_line(cell or "") for cell in row] for row in rows]
    if not cells:
        talk(tr(empty))
        return
    if context.fancy():
        _drawn(headers, cells)
        return
    if context.current.plain and sys.stdout.isatty():
        _told(headers, cells)
        return
    widths = [
        min(max(len(row[n]) for row in [list(headers), *cells]), 60) for n in range(len(headers))
    ]
    for row in [list(headers), *cells]:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _told(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """The rows one after the other, one fact a line: for a screen reader."""
    for number, row in enumerate(cells, 1):
        say(tr("{} of {}.", number, len(cells)))
        say(*(f"  {name}: {cell}" for name, cell in zip(headers, row, strict=True) if cell))


def facts(pairs: Iterable[tuple[str, str | None]]) -> None:
    """Name and value, one fact a line; empty values are left out."""
    for name, value in pairs:
        if value:
            first, *rest = safe_text(value).split("\n")
            say(f"{tr(name) + ':':<14} {first}", *(f"{'':<14} {line}" for line in rest))


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[int, str], None]]:
    """A bar on stderr with rate and time left; nothing when stderr is no terminal."""
    if context.current.json or context.current.plain or not sys.stderr.isatty():
        yield lambda done, now: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(tr(what), total=total or None)

        def advance(done: int, now: str) -> None:
            bar.update(task, completed=done, description=safe_line(now, limit=30))

        yield advance


def _drawn(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        drawn.add_column(header, overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)
