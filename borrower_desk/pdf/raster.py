"""Pictures, made ready to stand on a page at their full resolution.

A JPEG goes in as the bytes it came in, unless they are damaged; anything else is
unpacked once and packed again without loss, on white where it was transparent.
The EXIF orientation becomes a turn of the drawing, so no pixel is touched.  Knows
Pillow.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf.complaints import sound_jpeg
from borrower_desk.pdf.drawn import packed
from borrower_desk.pdf.pages import Picture

# 100 megapixels are 300 MB of samples, the most that one picture may cost.
MOST_PIXELS = 100_000_000
MOST_FRAMES = 200  # pages of a scanned TIFF
_READ = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP")
_SMALL = (400, 120)  # pixels: an inline picture within them is a logo or a tracker

# What damaged and hostile pictures make Pillow raise, by its own test suite's files.
_FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    EOFError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
)

# EXIF orientation as a matrix over the unit square (TIFF 6.0, tag 274).
_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def pictures(data: bytes) -> list[Picture]:
    """The picture in `data`, or each page of a many-paged scan; `PageUnreadable` says why not."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about metadata that we don't use
            image = Image.open(io.BytesIO(data), formats=_READ)
            return [_picture(image, frame, data) for frame in range(_frames(image))]
    except PageUnreadable:
        raise
    except (*_FAULTS, Image.DecompressionBombError) as why:
        said = " ".join(str(why).split())[:120] if "BytesIO" not in str(why) else "no picture in it"
        raise PageUnreadable(
            f"The picture is damaged or of a kind that cannot be read: {said}.",
            hint="Save it as JPEG or PNG, and import that too; the original is kept as it came.",
        ) from None


def inline_picture(data: bytes) -> tuple[bytes, str, float] | None:
    """A picture fit to stand among words: its bytes, their form, its width in points."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_READ)
            if image.width * image.height > 4_000_000:
                return None
            # Drawn anew, so that what a typesetter would stumble on is refused here.
            flat = _on_white(image)
            flat.thumbnail((900, 900))
            out = io.BytesIO()
            form = "jpg" if image.format == "JPEG" else "png"
            flat.save(out, "JPEG" if form == "jpg" else "PNG")
            return out.getvalue(), form, min(flat.width * 0.75, 420.0)
    except (*_FAULTS, Image.DecompressionBombError):
        return None


def frames(data: bytes) -> Iterator[Any]:
    """Each picture of the file, open in Pillow; `PageUnreadable` says why not."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_READ)
            for frame in range(_frames(image)):
                if frame:
                    image.seek(frame)
                if image.width * image.height > MOST_PIXELS:
                    raise _too_large(image)
                image.load()
                yield image
    except (*_FAULTS, Image.DecompressionBombError):
        raise PageUnreadable(
            "The picture is damaged or of a kind that cannot be read.",
            hint="Save it as JPEG or PNG, and import that too; the original is kept as it came.",
        ) from None


def _too_large(image: Any) -> PageUnreadable:
    return PageUnreadable(
        f"The picture is {image.width:,} × {image.height:,} pixels, too large to print.",
        hint="Save a smaller copy, and import that too.",
    )


def is_small(data: bytes) -> bool:
    """True for a logo or a tracking dot: at most 400 pixels across and 120 down."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_READ)
            return image.width <= _SMALL[0] and image.height <= _SMALL[1]
    except (*_FAULTS, Image.DecompressionBombError):
        return False


def _frames(image: Any) -> int:
    """How many pages a scanned TIFF has; of an animation, only the first picture counts."""
    frames = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if frames > MOST_FRAMES:
        raise PageUnreadable(
            f"The scan has {frames:,} pages; at most {MOST_FRAMES} are printed.",
            hint="Save it as a PDF, and import that too.",
        )
    return frames


def _picture(image: Any, frame: int, data: bytes) -> Picture:
    if frame:
        image.seek(frame)
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(image)
    turn = _TURNS.get(_orientation(image), _TURNS[1])
    dots = _dots_per_inch(image)
    if image.format == "JPEG" and image.mode in ("L", "RGB"):
        colours = 3 if image.mode == "RGB" else 1
        bare = _bare_jpeg(data)
        if sound_jpeg(bare):
            width, height = image.size
            return Picture(bare, "/DCTDecode", width, height, colours, turn, dots)
        # Drawn anew, as far as it can be; where rows are missing this raises.
        return replace(packed(image.convert("RGB")), turn=turn, dots_per_inch=dots, mended=True)
    flat = _on_white(image)
    colours = 3 if flat.mode == "RGB" else 1
    rows = zlib.compress(flat.tobytes(), 6)
    return Picture(rows, "/FlateDecode", flat.width, flat.height, colours, turn, dots)


# In scan data FF is followed by 00 or a restart; anything else is the next marker.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_KEPT_APPLICATION_DATA = (0xE0, 0xEE)  # JFIF; Adobe's, which says how colours are coded


def _bare_jpeg(data: bytes) -> bytes:
    """The same picture without where and on what it was taken.

    EXIF (with its place and thumbnail), XMP, comments and whatever follows the
    end of the image are left out; the picture's own bytes are untouched.
    """
    kept, at = [b"\xff\xd8"], 2
    while (found := _NEXT_MARKER.search(data, at)) is not None:
        marker, begin = data[found.end() - 1], found.end()
        if marker == 0xD9:
            break
        end = begin + int.from_bytes(data[begin : begin + 2], "big")
        dropped = marker == 0xFE or (
            0xE0 <= marker <= 0xEF and marker not in _KEPT_APPLICATION_DATA
        )
        if marker == 0xDA:  # the compressed rows run to the next marker
            after = _NEXT_MARKER.search(data, end)
            end = after.start() if after else len(data)
        if not dropped:
            kept.append(bytes((0xFF, marker)) + data[begin:end])
        at = end
    return b"".join(kept) + b"\xff\xd9"


def _on_white(image: Any) -> Any:
    """The picture in grey or RGB, laid on white where it is transparent."""
    from PIL import Image

    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode in ("I", "I;16", "I;16B", "F"):
        return (
            image.point(lambda value: value / 256).convert("L")
            if image.mode != "F"
            else image.convert("L")
        )
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return image.convert("RGB")


def _orientation(image: Any) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except (ValueError, TypeError, OSError, SyntaxError, KeyError):
        return 1


def _dots_per_inch(image: Any) -> float:
    """What the file says of its resolution, when that is believable; else 0."""
    try:
        dots = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 0.0
    return dots if 72 <= dots <= 2400 else 0.0
