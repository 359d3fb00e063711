"""Is anything left in a finished PDF that should be gone?

Two readers that did not write the file extract its words; its raw bytes, every
decoded stream and every string in it are searched as well.  Knows pypdf, pdfium
and pikepdf; what to look for, its caller says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

# What a picture's samples or a font's outlines hold is no text, and any short run
# of digits stands in them by chance (every JPEG's Huffman table holds 456789).
_NO_TEXT = ("/Image",)
SHORTEST_IN_BYTES = 7
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

Holds = Callable[[str], str]  # the reason why a text may not stand there, or ""


def residue(file: IO[bytes], holds: Holds, needles: Sequence[str]) -> str:
    """Where something was found that should be gone; "" when nothing was.

    `holds` judges a text; `needles` are looked for in bytes, in each way that
    text is stored.
    """
    file.seek(0)
    data = file.read()
    for where, text in _texts(data):
        reason = holds(_HASH.sub(" ", text))
        if reason:
            return f"{reason} in {where}"
    byte_needles = _stored(needles)
    if any(one in data for one in byte_needles):
        return "the file's bytes"
    return _in_objects(data, holds, byte_needles)


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    yield from _by_pdfium(data)
    yield from _by_pypdf(data)


def _by_pdfium(data: bytes) -> Iterator[tuple[str, str]]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(pdf)):
            said = pdf[number].get_textpage().get_text_range(errors="replace")
            yield f"the words of page {number + 1}", said
        for key, value in pdf.get_metadata_dict().items():
            yield f"the file's {key}", value
    finally:
        pdf.close()


def _by_pypdf(data: bytes) -> Iterator[tuple[str, str]]:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pdf = PdfReader(io.BytesIO(data), strict=False)
    for number, page in enumerate(pdf.pages, 1):
        yield f"the words of page {number}", page.extract_text()
    for title in _titles(pdf.outline):
        yield "a bookmark", title
    for name in pdf.attachments:
        yield "an enclosed file's name", str(name)
        for content in pdf.attachments[name]:
            yield "an enclosed file", content.decode("utf-8", "replace")


def _titles(nodes: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, list):
            yield from _titles(node)
        else:
            yield str(node.title)


def _in_objects(data: bytes, holds: Holds, needles: Sequence[bytes]) -> str:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, one in enumerate(pdf.objects, 1):
            if isinstance(one, pikepdf.Stream):
                if one.get("/Subtype") in _NO_TEXT:
                    continue
                with suppress(pikepdf.PdfError):
                    decoded = one.read_bytes()
                    if any(needle in decoded for needle in needles):
                        return f"the decoded stream {number}"
            for text in _strings(one):
                reason = holds(_HASH.sub(" ", text))
                if reason:
                    return f"{reason} in a string of object {number}"
    return ""


def _strings(node: Any, depth: int = 0) -> Iterator[str]:
    """Every string of one object; what it refers to is an object of its own."""
    import pikepdf

    if depth > 40:
        return
    if isinstance(node, pikepdf.String):
        yield str(node)
    elif isinstance(node, pikepdf.Array):
        for n in range(len(node)):
            child = node[n]
            if not getattr(child, "is_indirect", False):
                yield from _strings(child, depth + 1)
    elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in node.keys():  # noqa: SIM118 - a pikepdf stream is no mapping
            child = node[key]
            if not getattr(child, "is_indirect", False):
                yield from _strings(child, depth + 1)


def _stored(needles: Sequence[str]) -> list[bytes]:
    """Each needle that is long enough to be no chance, in the ways that a file stores text."""
    found: dict[bytes, None] = {}
    for one in needles:
        if sum(char.isalnum() for char in one) < SHORTEST_IN_BYTES:
            continue
        for written in (one.encode("utf-8"), one.encode("utf-16-be"), one.encode("utf-16-le")):
            found[written] = None
            if len(written) >= 12:
                found[written.hex().encode()] = None
                found[written.hex().upper().encode()] = None
    return list(found)
