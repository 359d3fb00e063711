"""The long check on awkward files: packets of every PDF and picture in the folders named.

`.venv/bin/python tests/packet/awkward_files.py FOLDER…` makes one packet of each twenty
files, checks each with qpdf and pdfinfo, and prints how many files were included, flattened
or refused, and why.  It needs collections that are not part of this repository: the test
suites of pdf.js, pypdf, pikepdf, qpdf and Pillow.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from packet.packet_material import Cabinet

from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.verify import verify

ENDINGS = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"}
BATCH = 20
SLOW = 20.0  # seconds for one file


def files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in ENDINGS and path.is_file() and path.stat().st_size
        if not path.read_bytes()[:40].startswith(b"version https://git-lfs")
    )


def packet_of(paths: list[Path], target: Path) -> tuple[list[str], str]:
    """The packet's notes, and what the checkers complained of."""
    cabinet = Cabinet()
    for path in paths:
        cabinet.add(path.name, channel=Channel.DOCUMENT, data=path.read_bytes())
    made = assemble(cabinet.plan(), target)
    complaints = []
    for tool in (["qpdf", "--check"], ["pdfinfo"]):
        ran = subprocess.run(
            [*tool, target], capture_output=True, text=True, errors="replace", check=False
        )
        if ran.returncode or ran.stderr.strip():
            complaints.append(f"{tool[0]}: {(ran.stderr or ran.stdout).strip()[:300]}")
    if not verify(target).ok:
        complaints.append("packet verify")
    return list(made.notes), "; ".join(complaints)


def main(folders: list[str]) -> int:
    bad = 0
    for folder in folders:
        paths, begun = files(Path(folder)), time.monotonic()
        refused: Counter[str] = Counter()
        said: Counter[str] = Counter()
        whole = Counter[str]()
        with tempfile.TemporaryDirectory() as room:
            for at in range(0, len(paths), BATCH):
                batch = paths[at : at + BATCH]
                began = time.monotonic()
                try:
                    notes, complaint = packet_of(batch, Path(room) / "p.pdf")
                except Exception as why:  # the very thing that is looked for
                    names = [one.name for one in batch]
                    sys.stdout.write(f"CRASH {type(why).__name__} {why}: {names}\n")
                    bad += 1
                    continue
                if complaint or time.monotonic() - began > SLOW * BATCH:
                    names = " ".join(one.name for one in batch)
                    sys.stdout.write(f"COMPLAINT {complaint} {names}\n")
                    bad += 1
                count(notes, refused, said, whole, len(batch))
        took = time.monotonic() - begun
        sys.stdout.write(f"{folder}: {len(paths)} files in {took:.0f} s: {dict(whole)}\n")
        for kind in (refused, said):
            for words, times in kind.most_common(25):
                sys.stdout.write(f"  {times:4} {words}\n")
        sys.stdout.flush()
    return 1 if bad else 0


def count(
    notes: list[str],
    refused: Counter[str],
    said: Counter[str],
    whole: Counter[str],
    of: int,
) -> None:
    labels: dict[str, str] = {}
    for note in notes:
        label, words = note.split(": ", 1)
        if " is not shown. " in words:
            labels[label] = "refused"
            refused[words.split(" is not shown. ")[1][:80]] += 1
        else:
            said[words[:90]] += 1
            flat = "Form fields" in words or "Notes and form" in words
            if labels.get(label) != "refused":
                labels[label] = "flattened" if flat else labels.get(label, "included with notes")
    whole.update(labels.values())
    whole["included whole"] += of - len(labels)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
