"""Copies of a file that can go out: of a type that opens, upright, light, hiding nothing.

Bytes in, bytes out; the original is never touched.  Knows Pillow and pikepdf, and
tesseract for which way a page lies.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import PageUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000
_MOST_FRAMES = 200
_LETTER = (8.5, 11.0)  # inches
_LONGEST_SIDE = 2200  # pixels of a compressed page: 200 dots per inch on letter paper
_QUALITY = 70  # of a compressed JPEG; print on a scanned page stays sharp
_ORIENTATION = 0x0112


def to_pdf(data: bytes) -> bytes:
    """A TIFF, GIF, BMP, WebP or HEIC picture as a PDF, each of its pages on one."""
    pages = [_on_white(frame) for frame in _frames(data)]
    short, long = sorted(pages[0].size)
    # A page of letter size at most, whatever the picture says of itself.
    dots = max(short / _LETTER[0], long / _LETTER[1], 1.0)
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dots, save_all=True, append_images=pages[1:], quality=90)
    return out.getvalue()


def _frames(data: bytes) -> Iterator[Image]:
    from PIL import Image, ImageOps

    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > _MOST_PIXELS:
                raise PageUnreadable("The picture is too large.", hint="Save a smaller copy.")
            many = picture.format == "TIFF"
            for n in range(min(getattr(picture, "n_frames", 1), _MOST_FRAMES) if many else 1):
                picture.seek(n)
                yield ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise PageUnreadable(
            "The picture is damaged or of a kind that cannot be read.",
            hint="Open it where you made it, and save it as JPEG or PDF.",
        ) from None


def _on_white(picture: Image) -> Image:
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


# ── what a file hides ────────────────────────────────────────────────────────


def bare_jpeg(data: bytes) -> bytes:
    """The same JPEG without its details: EXIF, XMP, comments; no pixel is touched."""
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the picture itself runs to the end
            break
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker not in (0xE2, 0xEE))):
            kept.append(data[at:end])
        at = end
    return b"".join(kept) + data[at:]


def bare_png(data: bytes) -> bytes:
    """The same picture without the words and details that a PNG can carry."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
        picture.load()
        picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
        picture.save(out, "PNG", exif=b"")
    return out.getvalue()


def bare_pdf(data: bytes) -> bytes:
    """The same pages without author, details of their pictures, and notes to open."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as made:
        if "/Info" in made.trailer:
            del made.trailer["/Info"]
        if "/Metadata" in made.Root:
            del made.Root["/Metadata"]
        made.flatten_annotations("screen")  # what is seen stays, what opens goes
        for page in made.pages:
            if "/Annots" in page:
                page.Annots = pikepdf.Array(
                    [one for one in page.Annots if str(one.get("/Subtype", "")) == "/Link"]
                )
        for stream in _pictures(made):
            raw = stream.read_raw_bytes()
            if stream.get("/Filter") == pikepdf.Name.DCTDecode and b"Exif\0\0" in raw[:65536]:
                stream.write(bare_jpeg(raw), filter=pikepdf.Name.DCTDecode)
        return _saved(made)


def _pictures(made: Any) -> Iterator[Any]:
    import pikepdf

    for thing in made.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
            yield thing


def _saved(made: Any) -> bytes:
    import pikepdf

    out = io.BytesIO()
    made.remove_unreferenced_resources()
    made.save(
        out,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
    )
    return out.getvalue()


# ── which way it lies ────────────────────────────────────────────────────────


def upright_picture(data: bytes) -> bytes:
    """The picture as it is to be seen: turned by what it says of itself, else by its words."""
    from PIL import Image, ImageOps

    from borrower_desk.pdf import ocr

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        form = str(picture.format)
        turned = ImageOps.exif_transpose(picture)
        if picture.getexif().get(_ORIENTATION, 1) in (0, 1):
            turned = picture.rotate(-ocr.turn_of(picture), expand=True)
        out = io.BytesIO()
        turned.save(out, form, exif=b"", **({"quality": 92} if form == "JPEG" else {}))
    return out.getvalue()


def upright_pdf(data: bytes) -> bytes:
    """The pages with each turned to where its words can be read."""
    import pikepdf
    import pypdfium2

    from borrower_desk.pdf import ocr

    with pypdfium2.PdfDocument(data) as seen, pikepdf.open(io.BytesIO(data)) as made:
        for drawn, page in zip(seen, made.pages, strict=True):
            turn = ocr.turn_of(drawn.render(scale=150 / 72).to_pil())
            if turn:
                page.rotate(turn, relative=True)
        return _saved(made)


# ── how large it is ──────────────────────────────────────────────────────────


def light_picture(data: bytes) -> bytes:
    """The picture as a JPEG of at most 200 dots per inch on a letter page."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        seen = _on_white(ImageOps.exif_transpose(picture))
        seen.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        out = io.BytesIO()
        seen.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def light_pdf(data: bytes) -> bytes:
    """The pages with their pictures at 200 dots per inch at most; words stay words."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as made:
        for stream in _pictures(made):
            with suppress(pikepdf.PdfError, NotImplementedError, OSError, ValueError, TypeError):
                _lighten(stream)
        return _saved(made)


def _lighten(stream: Any) -> None:
    import pikepdf

    before = len(stream.read_raw_bytes())
    if before < 50_000 or "/SMask" in stream or "/Mask" in stream:
        return
    seen = _on_white(pikepdf.PdfImage(stream).as_pil_image())
    seen.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=_QUALITY, optimize=True)
    if len(out.getvalue()) >= before:
        return
    stream.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = *seen.size, 8
    grey = seen.mode == "L"
    stream.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    for key in ("/Decode", "/DecodeParms"):
        if key in stream:
            del stream[key]


def parts_of_pdf(data: bytes, most: int) -> list[bytes]:
    """The pages in as few files as hold at most so many bytes each; a page is never cut."""
    import pikepdf

    parts: list[bytes] = []
    with pikepdf.open(io.BytesIO(data)) as made:
        first = 0
        while first < len(made.pages):
            count, best = 1, _some_pages(made, first, 1)
            while first + count < len(made.pages):
                larger = _some_pages(made, first, count + 1)
                if len(larger) > most:
                    break
                count, best = count + 1, larger
            parts.append(best)
            first += count
    return parts


def _some_pages(made: Any, first: int, count: int) -> bytes:
    import pikepdf

    with pikepdf.new() as part:
        part.pages.extend(made.pages[first : first + count])
        return _saved(part)
