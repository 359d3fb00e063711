"""Documents with made-up secrets hidden in every place where a PDF or picture can hold them.

By itself it is the long check: `.venv/bin/python tests/packet/canary_documents.py 500`
redacts so many documents and looks for what should be gone, by two text readers, in raw
and decoded bytes, and by OCR of the finished pages.  The tests run a few of the same.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from borrower_desk.errors import DeskError
from borrower_desk.packet.removal import Remover, parse
from borrower_desk.packet.single import redact_document
from borrower_desk.pdf.typeset import FONTS

PLACES = (
    "text", "kerned-text", "spread-text", "two-lines", "turned-page", "image", "image-mask",
    "docinfo", "xmp", "note", "free-text-note", "form-field", "outline", "attachment",
    "attachment-name", "invisible-text", "white-text", "hidden-layer", "under-a-picture",
    "off-the-page", "actual-text", "javascript", "link", "page-label", "old-revision",
)  # fmt: skip
RULES = "ssn,card-number,phone,email,CANARY-\\d+"


@dataclass
class Hidden:
    """A document and the secrets in it."""

    name: str
    data: bytes
    secrets: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def secret(dice: random.Random) -> str:
    """A number or word of one of the kinds that RULES removes; digits that no JPEG table holds."""
    tail = f"{dice.randrange(1, 9999):04}"
    return dice.choice(
        (
            f"{dice.randrange(100, 665)}-{dice.randrange(10, 99)}-{tail}",
            f"{dice.randrange(100, 665)} {dice.randrange(10, 99)} {tail}",
            f"({dice.randrange(201, 989)}) 555-01{tail[:2]}",
            _card(dice),
            f"maria{tail}@fern{dice.randrange(100)}mail.example",
            f"CANARY-{dice.randrange(10**6, 10**7)}",
        )
    )


def _card(dice: random.Random) -> str:
    digits = "4" + "".join(str(dice.randrange(10)) for _ in range(14))
    for last in "0123456789":
        whole = digits + last
        total = sum(
            int(d) if n % 2 == 0 else sum(divmod(2 * int(d), 10))
            for n, d in enumerate(reversed(whole))
        )
        if total % 10 == 0:
            return " ".join(whole[n : n + 4] for n in range(0, 16, 4))
    raise AssertionError("one digit of ten fits")


def hidden(number: int) -> Hidden:
    """Document `number`, always the same: a PDF, and every eighth a picture."""
    dice = random.Random(number)
    if number % 8 == 7:
        return _picture(number, dice)
    made = _Maker(dice)
    wanted = [PLACES[number % len(PLACES)], *dice.sample(PLACES, 3)]
    for place in dict.fromkeys(wanted):
        made.hide(place)
    return Hidden(f"{number}.pdf", made.finished(), made.secrets, list(dict.fromkeys(wanted)))


def _picture(number: int, dice: random.Random) -> Hidden:
    shown, noted = secret(dice), secret(dice)
    image = painted(shown)
    out = io.BytesIO()
    if dice.random() < 0.5:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", noted)
        image.save(out, "PNG", pnginfo=notes)
        return Hidden(f"{number}.png", out.getvalue(), [shown, noted], ["image", "png-text"])
    exif = Image.Exif()
    exif[0x010E] = noted
    image.save(out, "JPEG", quality=90, exif=exif, comment=noted.encode())
    return Hidden(f"{number}.jpg", out.getvalue(), [shown, noted], ["image", "exif"])


def painted(words: str) -> Image.Image:
    """A scan of one line."""
    face = ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), 40)
    image = Image.new("RGB", (1100, 220), "white")
    ImageDraw.Draw(image).text((50, 80), words, fill=(20, 20, 40), font=face)
    return image


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.secrets: list[str] = []
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=(420, 320)).obj
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        self.font = self.pdf.make_indirect(font)
        self.page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F=self.font), XObject=pikepdf.Dictionary()
        )
        self.y = 285
        self.drawn = [b"BT /F 12 Tf 20 300 Td (A letter of the servicer) Tj ET"]
        self.old: bytes | None = None

    def hide(self, place: str) -> None:
        """Put a new secret in this place."""
        words = secret(self.dice)
        self.secrets.append(words)
        getattr(self, "_" + place.replace("-", "_"))(words)
        self.y -= 34

    def finished(self) -> bytes:
        self.page.Contents = self.pdf.make_stream(b"\n".join(self.drawn))
        out = io.BytesIO()
        self.pdf.save(out, compress_streams=self.dice.random() < 0.7)
        return out.getvalue() + (self.old or b"")

    def _show(self, drawing: str) -> None:
        self.drawn.append(drawing.encode())

    def _text(self, words: str) -> None:
        self._show(f"BT /F 11 Tf 20 {self.y} Td (It is {_escaped(words)} so.) Tj ET")

    def _kerned_text(self, words: str) -> None:
        parts = " ".join(f"({_escaped(one)}) {self.dice.randrange(-40, 40)}" for one in words)
        self._show(f"BT /F 11 Tf 20 {self.y} Td [{parts}] TJ ET")

    def _spread_text(self, words: str) -> None:
        x = 20
        for one in words:
            self._show(f"BT /F 11 Tf 1 0 0 1 {x} {self.y} Tm ({_escaped(one)}) Tj ET")
            x += 9

    def _two_lines(self, words: str) -> None:
        cut = max(words.find("-"), words.find(" "), words.find("@"), 1)
        first, rest = words[: cut + 1], words[cut + 1 :]
        if words[cut] == "@" or words.startswith("CANARY"):
            first, rest = words, "and so on"
        self._show(f"BT /F 11 Tf 20 {self.y} Td ({_escaped(first)}) Tj ET")
        self._show(f"BT /F 11 Tf 20 {self.y - 13} Td ({_escaped(rest)}) Tj ET")

    def _turned_page(self, words: str) -> None:
        self.page.Rotate = self.dice.choice((90, 180, 270))
        self._text(words)

    def _image(self, words: str) -> None:
        self._place(painted(words), "Im")

    def _image_mask(self, words: str) -> None:
        image = painted(words).convert("L").point(lambda v: 255 if v > 128 else 0).convert("1")
        stream = self.pdf.make_stream(
            image.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
            Width=image.width, Height=image.height, BitsPerComponent=1, ImageMask=True,
        )  # fmt: skip
        self.page.Resources.XObject.Mask = stream
        self._show(f"q 300 0 0 60 20 {self.y - 20} cm /Mask Do Q")

    def _place(self, image: Image.Image, name: str) -> None:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=88)
        stream = self.pdf.make_stream(
            out.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
            Width=image.width, Height=image.height, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        self.page.Resources.XObject["/" + name] = stream
        self._show(f"q 300 0 0 60 20 {self.y - 20} cm /{name} Do Q")

    def _docinfo(self, words: str) -> None:
        self.pdf.docinfo["/Subject"] = f"About {words}"

    def _xmp(self, words: str) -> None:
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as said:
            said["dc:description"] = words

    def _annotate(self, note: pikepdf.Dictionary) -> None:
        if "/Annots" not in self.page:
            self.page.Annots = pikepdf.Array()
        self.page.Annots.append(self.pdf.make_indirect(note))

    def _note(self, words: str) -> None:
        self._annotate(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=pikepdf.String(words),
                Rect=pikepdf.Array([380, self.y, 400, self.y + 20]), T=pikepdf.String(words),
            )
        )  # fmt: skip

    def _appearance(self, words: str) -> pikepdf.Stream:
        return self.pdf.make_stream(
            f"BT /F 11 Tf 2 5 Td ({_escaped(words)}) Tj ET".encode(),
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 300, 20]),
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=self.font)),
        )  # fmt: skip

    def _free_text_note(self, words: str) -> None:
        self._annotate(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, F=4,
                Contents=pikepdf.String(words), DA=pikepdf.String("/F 11 Tf"),
                Rect=pikepdf.Array([20, self.y, 320, self.y + 20]),
                AP=pikepdf.Dictionary(N=self._appearance(words)),
            )
        )  # fmt: skip

    def _form_field(self, words: str) -> None:
        widget = self.pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, F=4,
                T=pikepdf.String("ssn"), V=pikepdf.String(words), DA=pikepdf.String("/F 11 Tf"),
                Rect=pikepdf.Array([20, self.y, 320, self.y + 20]),
                AP=pikepdf.Dictionary(N=self._appearance(words)),
            )
        )  # fmt: skip
        self._annotate(widget)
        self.pdf.Root.AcroForm = self.pdf.make_indirect(
            pikepdf.Dictionary(
                Fields=pikepdf.Array([widget]),
                DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=self.font)),
            )
        )

    def _outline(self, words: str) -> None:
        with self.pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"About {words}", 0))

    def _attachment(self, words: str) -> None:
        self.pdf.attachments["notes.txt"] = f"My number is {words}".encode()

    def _attachment_name(self, words: str) -> None:
        self.pdf.attachments[f"{words}.txt"] = b"nothing"

    def _invisible_text(self, words: str) -> None:
        self._show(f"BT 3 Tr /F 11 Tf 20 {self.y} Td ({_escaped(words)}) Tj 0 Tr ET")

    def _white_text(self, words: str) -> None:
        self._show(f"q 1 g BT /F 11 Tf 20 {self.y} Td ({_escaped(words)}) Tj ET Q")

    def _hidden_layer(self, words: str) -> None:
        layer = self.pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(f"Layer {words}"))
        )
        self.pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]),
            D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer])),
        )
        self.page.Resources.Properties = pikepdf.Dictionary(L=layer)
        self._show(f"/OC /L BDC BT /F 11 Tf 20 {self.y} Td ({_escaped(words)}) Tj ET EMC")

    def _under_a_picture(self, words: str) -> None:
        self._text(words)
        self._place(Image.new("RGB", (60, 12), (200, 210, 230)), "Over")

    def _off_the_page(self, words: str) -> None:
        self._show(f"BT /F 11 Tf -900 {self.y} Td ({_escaped(words)}) Tj ET")

    def _actual_text(self, words: str) -> None:
        self._show(
            f"/Span <</ActualText ({_escaped(words)})>> BDC"
            f" BT /F 11 Tf 20 {self.y} Td (shown) Tj ET EMC"
        )

    def _javascript(self, words: str) -> None:
        self.pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{words}')")
        )

    def _link(self, words: str) -> None:
        self._annotate(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array([20, self.y, 120, self.y + 12]),
                A=pikepdf.Dictionary(
                    S=pikepdf.Name.URI, URI=pikepdf.String(f"https://lake.example/?id={words}")
                ),
            )
        )  # fmt: skip

    def _page_label(self, words: str) -> None:
        self.pdf.Root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array([0, pikepdf.Dictionary(P=pikepdf.String(words))])
        )

    def _old_revision(self, words: str) -> None:
        self.old = f"\n% {words}\n".encode()


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


# ── what is left ─────────────────────────────────────────────────────────────


def left_in(path: Path, secrets: list[str], *, by_ocr: bool = True) -> list[str]:
    """Where any of the secrets is still found in the file at `path`."""
    found = []
    data = path.read_bytes()
    for where, content in _bytes_of(path, data):
        found += [f"{one} in {where}" for one in secrets if _in_bytes(one, content)]
    for where, text in _texts_of(path, by_ocr=by_ocr):
        read = _squeezed(text)
        found += [f"{one} in {where}" for one in secrets if _squeezed(one) in read]
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"[\s.()\-]", "", text).casefold()


def _in_bytes(words: str, content: bytes) -> bool:
    ways = {words, re.sub(r"[\s.()\-]", "", words)}
    return any(
        form in content
        for way in ways
        for form in (
            way.encode(), way.encode("utf-16-be"), way.encode("utf-16-le"),
            way.encode().hex().encode(),
        )
    )  # fmt: skip


def _bytes_of(path: Path, data: bytes):
    yield "its raw bytes", data
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            for n, one in enumerate(pdf.objects, 1):
                if isinstance(one, pikepdf.Stream):
                    try:
                        yield f"stream {n}", one.read_bytes()
                    except pikepdf.PdfError:
                        yield f"stream {n}", one.read_raw_bytes()
                else:
                    yield f"object {n}", one.unparse()


def _texts_of(path: Path, *, by_ocr: bool):
    if path.suffix != ".pdf":
        if by_ocr:
            yield "its pixels", _ocr(path)
        return
    from pypdf import PdfReader

    reader = PdfReader(path)
    for page in reader.pages:
        yield "pypdf's text", page.extract_text()
    ran = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    yield "poppler's text", ran.stdout.decode("utf-8", "replace")
    if by_ocr:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-r", "200", "-png", path, f"{folder}/p"], check=True)
            # The last page is the log, which is typeset text.
            for picture in sorted(Path(folder).iterdir())[: len(reader.pages) - 1]:
                yield "its pixels", _ocr(picture)


def _ocr(picture: Path) -> str:
    ran = subprocess.run(
        ["tesseract", picture, "stdout", "--psm", "11"], capture_output=True, check=True,
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return ran.stdout.decode("utf-8", "replace")


def check(number: int, folder: Path, *, by_ocr: bool = True) -> tuple[Hidden, list[str], str]:
    """Redact document `number`; gives it, what was still found, and why it was refused."""
    made = hidden(number)
    target = folder / f"out{Path(made.name).suffix}"
    target.unlink(missing_ok=True)
    try:
        redact_document(made.data, Remover(parse(RULES)), {}, target)
    except DeskError as why:
        return made, ["a file was left"] if target.exists() else [], why.message
    return made, left_in(target, made.secrets, by_ocr=by_ocr), ""


def say(*words: object, sep: str = " ") -> None:
    """A line of the report."""
    sys.stdout.write(sep.join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(count: int, first: int) -> int:
    if not shutil.which("tesseract"):
        sys.exit("tesseract-ocr is not installed")
    places: Counter[str] = Counter()
    leaks: list[str] = []
    refused: list[str] = []
    secrets = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            made, found, why = check(number, Path(folder))
            places.update(made.places)
            secrets += len(made.secrets)
            leaks += [f"{made.name}: {one}" for one in found]
            refused += [f"{made.name}: {why}"] if why else []
            if (number - first + 1) % 25 == 0:
                say(
                    number - first + 1,
                    "done;",
                    len(leaks),
                    "leaks;",
                    len(refused),
                    "refused",
                )
    say(*leaks, *refused, sep="\n")
    say(f"{count} documents, {secrets} secrets: {len(leaks)} found, {len(refused)} refused")
    say(dict(places))
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
