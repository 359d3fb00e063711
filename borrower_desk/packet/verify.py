"""Is this packet whole: by itself, and against the desk that made it?

Reads the file with a library that did not write it.  What is wrong comes back
as named checks; only a file that is not there at all is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from borrower_desk.errors import PacketError, PageUnreadable
from borrower_desk.limits import SECONDS, OutOfBoundsError, apart
from borrower_desk.model import Check, Sha256, Verification
from borrower_desk.packet.manifest import NAME, digest_offset, recomputed_digest
from borrower_desk.packet.plan import PlacedExhibit, bates_number
from borrower_desk.pdf.reading import Reading

_STAMP = re.compile(r"page\s+(\d+)\s+of\s+(\d+)")


def manifest(path: Path) -> dict[str, Any] | None:
    """The manifest inside the packet at `path`; None when there is none that can be read."""
    try:
        with _opened(path):
            return apart(_manifest_in, str(path.absolute()), seconds=_seconds(path))
    except (OutOfBoundsError, ValueError):
        return None


def _manifest_in(path: str) -> dict[str, Any] | None:
    with _opened(Path(path)) as file:
        try:
            return _parsed(Reading(file).enclosed(NAME))
        except PageUnreadable:
            return None


def verify(
    path: Path,
    remembered: Sha256 | Collection[Sha256] | None = None,
    originals: Mapping[str, Sha256] | None = None,
) -> Verification:
    """What can be checked of the packet at `path`, each check by its name.

    `remembered` is the digest that the desk kept when it made this packet, or
    every digest that it kept for this matter: a file that bears none of them is
    not what the desk made.  `originals` maps source ids to the SHA-256 of what
    the desk holds now.  Without them the file alone is checked, which shows
    accident, not tampering.
    """
    if isinstance(remembered, str):
        remembered = (remembered,)
    known = None if remembered is None else tuple(remembered)
    held = None if originals is None else dict(originals)
    try:
        with _opened(path):
            return apart(_verified, str(path.absolute()), known, held, seconds=_seconds(path))
    except (OutOfBoundsError, ValueError) as why:
        return Verification((Check("opens", False, f"The PDF cannot be read: {why}."),))


def _verified(
    path: str, remembered: tuple[Sha256, ...] | None, originals: dict[str, Sha256] | None
) -> Verification:
    """In a process with limits: anyone may have made this file."""
    with _opened(Path(path)) as file:
        return Verification(tuple(_checks(file, remembered, originals)))


def _seconds(path: Path) -> float:
    """What reading it may take: a packet of 2,000 pages, 11 MB, takes three."""
    with suppress(OSError):
        return min(10 * SECONDS, SECONDS + path.stat().st_size / 1_000_000)
    return SECONDS


def _opened(path: Path) -> IO[bytes]:
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise PacketError(f"{path} is no file.", hint="Give the PDF itself.")
        return path.open("rb")
    except OSError as why:
        raise PacketError(
            f"{path} could not be read: {why.strerror}.",
            hint="Check the path, and that it is yours.",
        ) from None


def check_written(file: IO[bytes], placed: Sequence[PlacedExhibit], digest: Sha256) -> None:
    """Read a new packet back before it gets its name; `PacketError` when anything is amiss."""
    checks = list(_checks(file, (digest,), {one.source: one.sha256 for one in placed}))
    for one in checks:
        if not one.ok:
            raise PacketError(
                f"The packet did not read back right ({one.name}: {one.detail}).",
                hint="No file was left. This is a fault of Borrower Desk: please report it.",
            )


def _checks(
    file: IO[bytes], remembered: Collection[Sha256] | None, originals: Mapping[str, Sha256] | None
) -> Iterator[Check]:
    try:
        reading = Reading(file)
        content = reading.enclosed(NAME)
    except PageUnreadable as why:
        yield Check("opens", False, why.message)
        return
    yield Check("opens", True, f"{reading.pages} pages")
    said = _parsed(content)
    if said is None or content is None:
        yield Check("manifest", False, "there is no readable manifest.json inside")
        return
    yield _digest_check(file, content, said)
    for name, check in (
        ("manifest", _manifest_check),
        ("bates", _bates_check),
        ("exhibits", _exhibit_check),
        ("bookmarks", _bookmark_check),
        ("links", _link_check),
    ):
        try:
            fault, detail = check(reading, said)
        except PageUnreadable as why:
            fault, detail = why.message, ""
        yield Check(name, not fault, fault or detail)
    if remembered is not None:
        same = said["digest"] in remembered
        yield Check("desk-digest", same, "" if same else "not the packet that the desk remembers")
    if originals is not None:
        yield _originals_check(said, originals)


def _digest_check(file: IO[bytes], content: bytes, said: Mapping[str, Any]) -> Check:
    found = recomputed_digest(file, content)
    if found is None:
        return Check("digest", False, "the manifest does not stand in the file exactly once")
    same = found == said["digest"]
    return Check("digest", same, found if same else "the file is not as it was written")


def _parsed(content: bytes | None) -> dict[str, Any] | None:
    """The manifest, when it has the shape of `packet.md`."""
    if content is None:
        return None
    try:
        said = json.loads(content)
        digest_offset(content)
        int(said["pages"]), str(said["bates"]["prefix"]), str(said["journal_head"])
        first = str(said["bates"]["first"])
        well = said["version"] == 1 and re.fullmatch(r"[0-9a-f]{64}", said["digest"])
        well = well and first.startswith(said["bates"]["prefix"]) and said["exhibits"]
        int(first[len(said["bates"]["prefix"]) :])
        for one in said["exhibits"]:
            (a, b), (c, d) = one["pages"], one["bates"]
            well = well and isinstance(a + b, int) and isinstance(c + d, str)
            well = well and all(isinstance(one[k], str) for k in ("label", "source", "title"))
            well = well and isinstance(one["original_sha256"], str)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return said if well else None


Found = tuple[str, str]  # what is wrong ("" when nothing is), and what was seen


def _start(said: Mapping[str, Any]) -> int:
    return int(str(said["bates"]["first"])[len(said["bates"]["prefix"]) :])


def _manifest_check(reading: Reading, said: Mapping[str, Any]) -> Found:
    if said["pages"] != reading.pages:
        return f"it says {said['pages']} pages, the file has {reading.pages}", ""
    prefix, start = said["bates"]["prefix"], _start(said)
    if said["bates"]["last"] != bates_number(prefix, start + reading.pages - 1):
        return "its last Bates number does not fit its pages", ""
    before = None
    for one in said["exhibits"]:
        first, last = one["pages"]
        if not 1 <= first <= last <= reading.pages:
            return f"{one['label']} lies outside the file", ""
        if before is not None and first != before + 1:
            return f"{one['label']} does not follow the exhibit before it", ""
        if one["bates"] != [bates_number(prefix, start + n - 1) for n in (first, last)]:
            return f"the Bates numbers of {one['label']} do not fit its pages", ""
        before = last
    return "", f"{len(said['exhibits'])} exhibits"


def _bates_check(reading: Reading, said: Mapping[str, Any]) -> Found:
    """Each page's own foot says `page 3 of 9` and the Bates number that goes with it."""
    prefix, start = said["bates"]["prefix"], _start(said)
    for page in range(1, reading.pages + 1):
        foot = reading.footer(page)
        stamps = _STAMP.findall(foot)
        if (str(page), str(reading.pages)) not in stamps:
            return f"page {page} does not say that it is", ""
        if bates_number(prefix, start + page - 1) not in foot:
            return f"page {page} does not carry {bates_number(prefix, start + page - 1)}", ""
    return "", f"{said['bates']['first']} to {said['bates']['last']}"


def _exhibit_check(reading: Reading, said: Mapping[str, Any]) -> Found:
    """Each exhibit begins with its own slip sheet, which names it and its original."""
    for one in said["exhibits"]:
        slip = "".join(reading.text(one["pages"][0]).split())
        if one["label"].replace(" ", "") not in slip or one["original_sha256"] not in slip:
            return f"page {one['pages'][0]} is not the slip sheet of {one['label']}", ""
    return "", f"{len(said['exhibits'])} slip sheets"


def _bookmark_check(reading: Reading, said: Mapping[str, Any]) -> Found:
    marks = reading.bookmarks()
    if any(page is None for _, page in marks):
        return "a bookmark leads nowhere", ""
    for one in said["exhibits"]:
        lands = [page for title, page in marks if title.startswith(one["label"] + " ")]
        if one["pages"][0] not in lands:
            return f"no bookmark leads to {one['label']}", ""
    return "", f"{len(marks)} bookmarks"


def _link_check(reading: Reading, said: Mapping[str, Any]) -> Found:
    links = reading.links()
    if any(page is None for _, page in links):
        return "a link leads nowhere", ""
    landed = {page for _, page in links}
    for one in said["exhibits"]:
        if one["pages"][0] not in landed:
            return f"no link leads to {one['label']}", ""
    return "", f"{len(links)} links"


def _originals_check(said: Mapping[str, Any], originals: Mapping[str, Sha256]) -> Check:
    for one in said["exhibits"]:
        if originals.get(one["source"]) != one["original_sha256"]:
            return Check(
                "originals",
                False,
                f"the desk's {one['source']} is not the original of {one['label']}",
            )
    return Check("originals", True, f"{len(said['exhibits'])} originals")
