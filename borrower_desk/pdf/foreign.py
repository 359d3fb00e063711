"""What is seen of one page of somebody else's PDF, and what is left behind.

Knows the PDF format through pikepdf: boxes, rotation, resources, forms, notes,
actions.  Everything here must stand whatever the file says of itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf.complaints import sound_jpeg, stray_name

LARGEST_SIDE = 14_400.0  # points; PDF 32000-1 annex C: 200 inches
MOST_CONTENT = 64 * 1024 * 1024  # decoded bytes of one page's drawing commands
LETTER = (0.0, 0.0, 612.0, 792.0)  # what a viewer assumes when a page says nothing
_NEVER_COPIED = (
    "/StructParent",
    "/StructParents",
    "/AF",
    "/Metadata",
    "/PieceInfo",
    "/OPI",
    "/Ref",
    "/LastModified",
    "/Alternates",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One foreign page or picture, as the eye sees it: its size in points."""

    width: float
    height: float
    picture: bool = False
    fault: str = ""  # why this page cannot be shown; then no drawing stands for it


# ── one foreign page ─────────────────────────────────────────────────────────


def page_form(source: Any, page: Any) -> tuple[Any, Sheet]:
    """A page as a drawing of the unit square, or None and the fault that stands for it."""
    import pikepdf

    box = _visible_box(page)
    across, up = box[2] - box[0], box[3] - box[1]
    turned = _rotation(page)
    unit = _number(page.get("/UserUnit"), 1.0)
    unit = unit if 0 < unit <= 1000 else 1.0
    width, height = (up, across) if turned in (90, 270) else (across, up)
    size = (min(width * unit, LARGEST_SIDE), min(height * unit, LARGEST_SIDE))
    try:
        form = _content_as_form(source, page)
    except (pikepdf.PdfError, PageUnreadable, ValueError, TypeError) as why:
        return None, Sheet(*size, fault=f"This page of the file is damaged: {plain_words(why)}.")
    form.BBox = numbers(box)
    form.Matrix = numbers(to_unit_square(box, turned))
    return form, Sheet(*size)


def to_unit_square(
    box: tuple[float, float, float, float], turned: int
) -> tuple[float, float, float, float, float, float]:
    """The matrix from page space to the unit square, `turned` degrees clockwise (/Rotate)."""
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    return {
        0: (1 / w, 0, 0, 1 / h, -x0 / w, -y0 / h),
        90: (0, -1 / w, 1 / h, 0, -y0 / h, x1 / w),
        180: (-1 / w, 0, 0, -1 / h, x1 / w, y1 / h),
        270: (0, 1 / w, -1 / h, 0, y1 / h, -x0 / w),
    }[turned]


def _content_as_form(source: Any, page: Any) -> Any:
    """The page's drawing commands as a form XObject; the stream itself where it is but one."""
    from pikepdf import Array, Dictionary, Name, Stream

    contents = page.get("/Contents")
    parts = (
        [one for one in contents if isinstance(one, Stream)]
        if isinstance(contents, Array)
        else [contents]
        if isinstance(contents, Stream)
        else []
    )
    # A lone stream becomes the drawing itself, so that its bytes are copied as
    # they are, undecoded; one that an earlier page has used is copied instead.
    if len(parts) == 1 and "/BBox" not in parts[0] and "/F" not in parts[0] and _readable(parts[0]):
        form = parts[0]
        for key in list(form.keys()):
            if key not in ("/Length", "/Filter", "/DecodeParms"):
                del form[key]
    else:
        form = _joined(source, parts)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.Resources = _clean_resources(_inherited(page, "/Resources") or Dictionary())
    group = page.get("/Group")
    if isinstance(group, Dictionary) and group.get("/S") == "/Transparency":
        form.Group = group
    return form


def _joined(source: Any, parts: Iterable[Any]) -> Any:
    from pikepdf import Name

    whole, size = [], 0
    for part in parts:
        data = _decoded(part)
        size += len(data)
        if size > MOST_CONTENT:
            raise PageUnreadable(
                "A page of the PDF unpacks to more than 64 MB of drawing commands.",
                hint="Print it to a new PDF, and import that too.",
            )
        whole.append(data)
    return source.make_stream(zlib.compress(b"\n".join(whole), 6), Filter=Name.FlateDecode)


def _decoded(part: Any) -> bytes:
    """The stream's commands, decoded, but never more than `MOST_CONTENT` and a byte."""
    plain_flate = part.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in part
    if not plain_flate:
        return bytes(part.read_bytes())
    inflate = zlib.decompressobj()
    with suppress(zlib.error):
        return inflate.decompress(part.read_raw_bytes(), MOST_CONTENT + 1)
    return bytes(part.read_bytes())


def _readable(part: Any) -> bool:
    import pikepdf

    try:
        _decoded(part)
    except (pikepdf.PdfError, ValueError):
        return False
    return True


_PICTURE_CODES = ("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/Crypt")


def undecodable(form: Any, known: dict[tuple[int, int], bool]) -> bool:
    """True when what the drawing needs can't be unpacked or named; `known` spares a second look.

    Such a page is shown as far as a reader can draw it, but as it is it would
    make every checker complain of the packet.
    """
    from pikepdf import Array, Dictionary, Stream

    waiting: list[Any] = [form.get("/Resources")]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < 20_000:
        node = waiting.pop()
        if isinstance(node, (Dictionary, Array, Stream)):
            place = tuple(node.objgen)
            if place != (0, 0):
                if place in seen:
                    continue
                seen.add((int(place[0]), int(place[1])))
            if stray_name(node):
                return True
            if isinstance(node, Stream) and _broken(node, known):
                return True
            children = node if isinstance(node, Array) else node.values()
            waiting += [one for one in children if isinstance(one, (Dictionary, Array, Stream))]
    return False


def _broken(stream: Any, known: dict[tuple[int, int], bool]) -> bool:
    place = (int(stream.objgen[0]), int(stream.objgen[1]))
    if place not in known:
        known[place] = not _unpacks(stream)
    return known[place]


def _unpacks(stream: Any) -> bool:
    import pikepdf

    said = stream.get("/Filter")
    codes = [str(one) for one in said] if isinstance(said, pikepdf.Array) else [str(said or "")]
    try:
        if codes[-1:] == ["/DCTDecode"] and (len(codes) == 1 or "/DecodeParms" not in stream):
            return sound_jpeg(bytes(stream.read_raw_bytes()), codes[:-1])
        if not any(code in _PICTURE_CODES for code in codes):
            stream.read_bytes()
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        return False
    return True


def _clean_resources(resources: Any) -> Any:
    """The resources without links to the file's structure, attachments and metadata."""
    seen: set[tuple[int, int]] = set()
    queue = [resources]
    while queue and len(seen) < 10_000:
        for stream in _streams_of(queue.pop()):
            if stream.objgen in seen:
                continue
            seen.add(stream.objgen)
            for key in _NEVER_COPIED:
                if key in stream:
                    del stream[key]
            inner = stream.get("/Resources")
            if inner is not None:
                queue.append(inner)
    return resources


def _streams_of(resources: Any) -> Iterator[Any]:
    from pikepdf import Dictionary, Stream

    for family in ("/XObject", "/Pattern"):
        group = resources.get(family) if isinstance(resources, Dictionary) else None
        if isinstance(group, Dictionary):
            yield from (one for one in group.values() if isinstance(one, Stream))


# ── what a page says of itself ───────────────────────────────────────────────


def _inherited(page: Any, key: str) -> Any:
    """The page's own value, or that of the nearest node above it (PDF 32000-1, 7.7.3.4)."""
    node, depth = page, 0
    while node is not None and depth < 64:
        value = node.get(key)
        if value is not None:
            return value
        node, depth = node.get("/Parent"), depth + 1
    return None


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """The crop box within the media box; US letter where neither makes sense."""
    media = _box(_inherited(page, "/MediaBox")) or LETTER
    crop = _box(_inherited(page, "/CropBox")) or media
    seen = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return seen if seen[2] - seen[0] >= 1 and seen[3] - seen[1] >= 1 else media


def _box(value: Any) -> tuple[float, float, float, float] | None:
    try:
        a, b, c, d = (float(n) for n in value)
    except (TypeError, ValueError):
        return None
    box = (min(a, c), min(b, d), max(a, c), max(b, d))
    usable = all(abs(n) < 1e7 for n in box) and box[2] - box[0] >= 1 and box[3] - box[1] >= 1
    return box if usable else None


def _rotation(page: Any) -> int:
    turned = int(_number(_inherited(page, "/Rotate"), 0.0)) % 360
    return turned if turned % 90 == 0 else 0


def _number(value: Any, otherwise: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise


def numbers(values: Iterable[float]) -> Any:
    """The values as a PDF array, in decimals that are the same on every machine."""
    from decimal import Decimal

    from pikepdf import Array

    return Array([Decimal(f"{n:.10f}".rstrip("0").rstrip(".") or "0") for n in values])


# ── what stays behind ────────────────────────────────────────────────────────


def flatten(source: Any) -> list[str]:
    """Draw form fields and notes into their pages; the notes say what could not be."""
    import pikepdf

    form = source.Root.get("/AcroForm")
    annotated = form is not None or any("/Annots" in page.obj for page in source.pages)
    if not annotated:
        return []
    notes = []
    try:
        if form is not None and form.get("/NeedAppearances", False):
            source.generate_appearance_streams()
        source.flatten_annotations("screen")
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        notes.append("Notes and form fields laid over the pages could not be drawn.")
    if form is not None:
        notes.append("Form fields are shown as they were filled in; they can no longer be changed.")
        if "/XFA" in form:
            notes.append("The form is of a kind (XFA) that only some readers fill in.")
    return notes


def flattened(data: bytes) -> bytes:
    """The file with its fields and notes drawn into its pages, and nothing laid over them.

    `PageUnreadable` when it can't be opened.
    """
    import io

    import pikepdf

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as source:
            flatten(source)
            for page in source.pages:
                if "/Annots" in page.obj:
                    del page.obj.Annots
            source.save(out, encryption=False)
    except pikepdf.PasswordError:
        raise PageUnreadable(
            "The PDF is encrypted and cannot be opened without its password.",
            hint="Save a copy without the password in a PDF reader, and use that.",
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as why:
        raise PageUnreadable(
            f"The PDF is damaged: {plain_words(why)}.",
            hint="Print it to a new PDF, and use that.",
        ) from None
    return out.getvalue()


def left_behind(source: Any) -> list[str]:
    """What the copy leaves out, in plain words."""
    root = source.Root
    notes = []
    names = root.get("/Names", {})
    if "/OpenAction" in root or "/AA" in root or "/JavaScript" in names or _acts(source):
        notes.append("Actions and scripts in the file are left out of this copy.")
    with suppress(Exception):  # a broken names tree only costs the count
        embedded = len(source.attachments)
        if embedded:
            files = "1 embedded file is" if embedded == 1 else f"{embedded} embedded files are"
            notes.append(f"{files} left out of this copy.")
    if source.is_encrypted:
        notes.append("The file is encrypted with an empty password; this copy is not.")
    return notes


def _acts(source: Any) -> bool:
    """True when a page or a note on it starts something other than a plain link."""
    from pikepdf import Array, Dictionary

    for page in source.pages:
        if "/AA" in page.obj:
            return True
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            action = note.get("/A") if isinstance(note, Dictionary) else None
            if isinstance(note, Dictionary) and "/AA" in note:
                return True
            if isinstance(action, Dictionary) and action.get("/S") not in ("/URI", "/GoTo", None):
                return True
    return False


def plain_words(why: Exception) -> str:
    """The library's words, without the file name it puts in front."""
    words = str(why).split(": ", 1)[-1].strip().rstrip(".")
    return " ".join(words.split())[:160] or type(why).__name__
