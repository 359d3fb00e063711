"""Mend enclosures in copies: convert, turn, strip, compress, split, name; originals stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions.files import write_new
from borrower_desk.errors import DeskError
from borrower_desk.model import CheckReport, Draft
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.checks import CheckedFile

_MESSAGE = 10 * 1024 * 1024 * 3 // 4  # bytes of files in a message of 10 MB, before base64
_PART = 7 * 1024 * 1024
_ENDINGS = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one file: the copies that replace it, and what was done to them."""

    original: str
    files: tuple[CheckedFile, ...]
    did: tuple[str, ...]  # "converted", "stripped" and so on; empty when it stays as it is
    paths: tuple[Path, ...] = ()


def mend(
    files: Sequence[CheckedFile], report: CheckReport, listed: Sequence[str] = ()
) -> list[Mended]:
    """Each file, mended where the report's findings on attachments can be mended by a copy.

    `listed` are the lines of the letter's list of enclosures, which name the files
    that have no name of their own.
    """
    found = {(one.code, one.where.text) for one in report.findings}
    whole = any(code == "attachment-large" for code, _ in found)
    done = []
    for n, one in enumerate(files):
        codes = {code for code, where in found if where == safe_line(one.name, 120)}
        done.append(_mended(one, codes, listed[n] if n < len(listed) else "", light=whole))
    total = sum(len(file.data or b"") for one in done for file in one.files)
    return [_split(one) for one in done] if whole and total > _MESSAGE else done


def mend_into(
    folder: Path, files: Sequence[CheckedFile], report: CheckReport, listed: Sequence[str] = ()
) -> list[Mended]:
    """As `mend`, with the mended copies written into a folder; nothing there is replaced."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise DeskError(
            f"{folder} cannot be used: {why.strerror}.", hint="Name a folder of your own."
        ) from None
    kept = []
    for one in mend(files, report, listed):
        paths = tuple(_written(folder, file) for file in one.files) if one.did else ()
        kept.append(replace(one, paths=paths))
    return kept


def mend_draft(store: Store, one: Draft, report: CheckReport, folder: Path) -> list[Mended]:
    """A draft's enclosures mended: it takes the copies, which also lie in the folder."""
    from borrower_desk.actions import enclosing, letters
    from borrower_desk.letters.anatomy import parse
    from borrower_desk.model import Enclosure

    files = [letters.enclosed(store, each) for each in one.enclosures]
    done = mend_into(folder, files, report, parse(one.body).enclosures)
    new: list[Enclosure] = []
    with store.change("mend enclosures"):
        for old, mended in zip(one.enclosures, done, strict=True):
            if not mended.did:
                new.append(replace(old, label=enclosing.label_of(len(new))))
                continue
            for file in mended.files:
                made = enclosing.enclosure_of(store, file.name, file.data or b"", len(new))
                new.append(replace(made, title=old.title if len(mended.files) == 1 else made.title))
        letters.take_enclosures(store, one, tuple(new))
    return done


def _mended(one: CheckedFile, codes: set[str], listed: str, *, light: bool) -> Mended:
    from borrower_desk.letters.checks import inside

    file = one
    did: list[str] = []
    for name, applies, act in _acts(codes, light=light):
        kind = inside.kind_of(file)
        if file.data and applies(file, kind):
            made = _apart(act, kind, file.data)
            if made is not None and made != file.data:
                file, did = _as(file, made), [*did, name]
    if "attachment-unlabelled" in codes and _title(listed):
        ending = file.name.rpartition(".")[2]
        file = replace(file, name=safe_file_name(f"{_title(listed)}.{ending}"), title="")
        did.append("renamed")
    return Mended(one.name, (file,), tuple(did))


_Applies = Callable[["CheckedFile", str], bool]
_Act = Callable[[str, bytes], "bytes | None"]


def _acts(codes: set[str], *, light: bool) -> list[tuple[str, _Applies, _Act]]:
    """What to try, in order: a file is converted before it is turned and stripped."""
    from borrower_desk.letters.checks import inside

    def turned(file: CheckedFile, kind: str) -> bool:
        return "attachment-illegible" in codes and "side" in inside.legibility(file, look=True)

    return [
        (
            "converted",
            lambda file, kind: "attachment-format" in codes and kind in inside.CONVERTIBLE,
            _to_pdf,
        ),
        ("turned", turned, _upright),
        (
            "stripped",
            lambda file, kind: "attachment-metadata" in codes and kind in inside.TAKEN,
            _bare,
        ),
        ("compressed", lambda file, kind: light and kind in inside.TAKEN, _lighter),
    ]


def _apart(act: _Act, kind: str, data: bytes) -> bytes | None:
    """What a way of mending makes of a file, in a process with limits; None where it breaks."""
    from borrower_desk.limits import OutOfBoundsError, apart

    with suppress(OutOfBoundsError, ValueError):
        return apart(act, kind, data)
    return None


def _to_pdf(kind: str, data: bytes) -> bytes | None:
    from borrower_desk.pdf import mending

    return mending.to_pdf(data)


def _upright(kind: str, data: bytes) -> bytes | None:
    from borrower_desk.pdf import mending

    return mending.upright_pdf(data) if kind == "pdf" else mending.upright_picture(data)


def _bare(kind: str, data: bytes) -> bytes | None:
    from borrower_desk.pdf import mending

    ways = {"pdf": mending.bare_pdf, "jpeg": mending.bare_jpeg, "png": mending.bare_png}
    return ways[kind](data)


def _lighter(kind: str, data: bytes) -> bytes | None:
    from borrower_desk.pdf import mending

    made = mending.light_pdf(data) if kind == "pdf" else mending.light_picture(data)
    return made if len(made) < len(data) else None


def _as(file: CheckedFile, data: bytes) -> CheckedFile:
    """The file with new bytes, and the ending that says what they are."""
    from borrower_desk.letters.checks import inside

    new = replace(file, data=data, media_type="")
    ending = _ENDINGS.get(inside.kind_of(new), "pdf")
    stem, dot, old = file.name.rpartition(".")
    same = old.casefold() in (ending, "jpeg" if ending == "jpg" else ending)
    return new if dot and same else replace(new, name=f"{stem if dot else file.name}.{ending}")


def _split(one: Mended) -> Mended:
    from borrower_desk.letters.checks import inside
    from borrower_desk.limits import OutOfBoundsError, apart
    from borrower_desk.pdf import mending

    file = one.files[0]
    if not file.data or len(file.data) <= _PART or inside.kind_of(file) != "pdf":
        return one
    try:
        parts = apart(mending.parts_of_pdf, file.data, _PART)
    except (OutOfBoundsError, ValueError):
        return one
    if len(parts) < 2:
        return one
    stem = file.name.rpartition(".")[0]
    files = tuple(
        replace(file, name=f"{stem} (part {n} of {len(parts)}).pdf", data=part, label="", title="")
        for n, part in enumerate(parts, 1)
    )
    return replace(one, files=files, did=(*one.did, "split"))


def _title(listed: str) -> str:
    """What a line such as "Enclosure A – Bank statement, 3 May 2026 (2 pages)" names a file."""
    bare = re.sub(r"\s*\(\d+ pages?\)\s*\Z", "", listed).replace("–", "-").replace(",", "")
    return safe_line(bare, 90) if re.search(r"[^\W\d_]{4}", bare) else ""


def _written(folder: Path, file: CheckedFile) -> Path:
    name = safe_file_name(file.name)
    stem, _, ending = name.rpartition(".")
    path, n = folder / name, 2
    while path.exists():
        path, n = folder / f"{stem} {n}.{ending}", n + 1
    write_new(path, file.data or b"")
    return path
