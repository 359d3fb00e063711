"""Import directories of awkward mail or documents, and count: `python -m tools.try_corpus DIR...`.

For each: how much was met, imported, known, quarantined; whether the three add
up; how long it took, and the memory at its height.  Nothing is kept.

*exact*: of everything met, duplicates included, the bytes that `show --raw` gives
back (with `--copy` where the same message came in other bytes before) are those
that were found.  *forms*: how many further forms of a message were kept.  *same
by another road*: how many of the bytes found are what Python's own `zipfile` and
a plain reading of the file give; in an mbox, that nothing lies between the
messages but `From ` lines and the empty lines that belong to the box.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path

from borrower_desk.actions import forms, reading
from borrower_desk.actions.importing import Manner, bring_in
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import create
from borrower_desk.errors import DeskError
from borrower_desk.intake.sources import RawItem, items
from borrower_desk.model import CorrespondenceId, ImportItem, ImportStatus, Unread

COLUMNS = (
    *("corpus", "files", "met", "imported", "duplicates", "quarantined", "exact", "forms"),
    *("same by another road", "s", "MB"),
)
_BETWEEN = re.compile(rb"(?:\r?\n)?(?:From [^\n]*\n)?")


def main(places: list[str]) -> int:
    """Print a row for each place; 1 when something does not add up."""
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * len(COLUMNS))
    why: Counter[str] = Counter()
    bad = sum(not tried(Path(place), why) for place in places)
    for reason, count in why.most_common():
        print(f"{count:5} {reason}")
    return min(bad, 1)


def tried(place: Path, why: Counter[str]) -> bool:
    """Import one place into a desk of its own and print its row; false when it does not add up."""
    with tempfile.TemporaryDirectory() as home:
        store, _ = create(Path(home) / "t.desk", key_file=Path(home) / "k")
        with store:
            began = time.perf_counter()
            report = bring_in(store, [place], Manner(), date(2027, 1, 29))
            took = time.perf_counter() - began
            met = exact = same = 0
            pieces: set[str] = set()
            for source, found in groupby(zip(items(place), report.items, strict=True), file_of):
                box = list(found)
                met += len(box)
                exact += sum(comes_back(store, bytes_of(raw), told) for raw, told in box)
                same += found_again(source, [raw for raw, _ in box])
                pieces |= {str(told.id) for _, told in box}
                why.update(told.reason or "" for _, told in box if is_odd(told))
            further = sum(
                len(store.originals(CorrespondenceId(one))) for one in pieces if one[0] == "C"
            )
            counts = [report.count(one) for one in ImportStatus]
            files = sum(1 for one in place.rglob("*") if one.is_file()) or 1
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            row = [place.name, files, met, *counts, f"{exact}/{met}", further, f"{same}/{met}"]
            print("| " + " | ".join(map(str, [*row, f"{took:.1f}", peak])) + " |", flush=True)
            return sum(counts) == met == exact == same and store.verify(full=True).ok


Met = tuple[RawItem | Unread, ImportItem]


def is_odd(told: ImportItem) -> bool:
    """True for what went to quarantine."""
    return told.status is ImportStatus.QUARANTINED


def bytes_of(raw: RawItem | Unread) -> bytes:
    """What was found in the corpus."""
    return raw.data if isinstance(raw, RawItem) else raw.original


def comes_back(store: Store, data: bytes, told: ImportItem) -> bool:
    """Whether the desk gives back these very bytes, by the road of `show --raw`."""
    identifier = str(told.id)
    if told.status is not ImportStatus.DUPLICATE or not identifier.startswith("C"):
        return reading.original(store, identifier) == data
    try:
        return forms.form(store, identifier, sha256(data).hexdigest()) == data
    except DeskError:
        return False


def file_of(met: Met) -> Path:
    """The file on the disk in which an item lay, which its source names first."""
    source = met[0].source
    if Path(source).is_file() or not re.search("[#!]", source):
        return Path(source)
    cuts = [one.start() for one in re.finditer("[#!]", source)]
    return next((Path(source[:cut]) for cut in cuts if Path(source[:cut]).is_file()), Path(source))


def found_again(file: Path, box: list[RawItem | Unread]) -> int:
    """How many of a file's items have the bytes that another reading of it finds."""
    if not file.is_file():
        return len(box)  # a pipe, a socket: nothing can be read
    whole = file.read_bytes()
    if len(box) == 1 and _is_of(whole, box[0], file):
        return 1
    if not zipfile.is_zipfile(file):
        return _in_turn(whole, [bytes_of(one) for one in box])
    inside = list(_unpacked(whole))
    return sum(
        isinstance(one, Unread) or any(one.data == each or one.data in each for each in inside)
        for one in box
    )


def _is_of(whole: bytes, one: RawItem | Unread, file: Path) -> bool:
    """The file itself; of one that is too large its beginning; what Apple Mail's wraps."""
    if isinstance(one, Unread):
        return whole.startswith(one.original)
    return one.data == whole or (file.suffix == ".emlx" and one.data in whole)


def _in_turn(whole: bytes, found: list[bytes]) -> int:
    """Items that follow each other in a file, with nothing of anybody's lost between them."""
    at = good = 0
    for data in found:
        begin = whole.find(data, at)
        good += begin >= 0 and _BETWEEN.fullmatch(whole, at, begin) is not None
        at = max(at, begin + len(data))
    good -= _BETWEEN.fullmatch(whole, at) is None
    return good


def _unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """What Python's own reader finds in an archive, archives in it included."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.file_size > 300_000_000:
                continue
            try:
                inner = archive.read(entry)
            except (zipfile.BadZipFile, RuntimeError, OSError, ValueError):
                continue
            yield inner
            if depth < 4 and zipfile.is_zipfile(BytesIO(inner)):
                yield from _unpacked(inner, depth + 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
