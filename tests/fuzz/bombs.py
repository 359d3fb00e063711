"""Small files that would take hours, or all the memory, if their reader let them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable


def _pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first with number 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % at)


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>"


def forms_in_forms(deep: int = 12, wide: int = 10) -> bytes:
    """A page that draws a form ten times, which draws another ten times, and so on."""
    objects = [_CATALOG, _PAGES, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R"
               b"/Resources<</XObject<</F 5 0 R>>>>>>", _stream(b"/F Do")]  # fmt: skip
    for n in range(deep):
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]"
        if n < deep - 1:
            more += b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + n)
            objects.append(_stream(b"/F Do " * wide, more))
        else:
            objects.append(_stream(b"0 0 600 700 re f " * wide, more))
    return _pdf(*objects)


def swelling_page(megabytes: int = 400) -> bytes:
    """A page whose drawing commands unpack to more than memory holds."""
    packer = zlib.compressobj(9)
    packed = bytearray()
    piece = b"0 0 m 9 9 l S\n" * 75_000
    for _ in range(megabytes):
        packed += packer.compress(piece)
    packed += packer.flush()
    twice = zlib.compress(bytes(packed), 9)
    return _pdf(
        _CATALOG, _PAGES, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>",
        _stream(twice, b"/Filter[/FlateDecode/FlateDecode]"),
    )  # fmt: skip


def huge_picture_in_a_page(side: int = 60_000) -> bytes:
    """A page with a picture of 3.6 billion pixels, in a few kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(side)
    packed = b"".join(packer.compress(row) for _ in range(600)) + packer.flush()
    picture = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Filter/FlateDecode" % (side, side)
    )
    return _pdf(
        _CATALOG, _PAGES, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R"
        b"/Resources<</XObject<</P 5 0 R>>>>>>", _stream(b"612 0 0 792 0 0 cm /P Do"),
        _stream(packed, picture),
    )  # fmt: skip


def looping_tables() -> bytes:
    """A cross-reference table whose predecessor is itself, and pages that are their own kids."""
    looped = _pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 2 0 R>>",
                  b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources 3 0 R>>")  # fmt: skip
    at = looped.index(b"xref\n")
    return looped.replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev %d>>" % at)


def million_pages() -> bytes:
    """A page tree that says the same page again and again: ten to the power of eight times."""
    kids = b"[" + b" ".join([b"%d 0 R"] * 100) + b"]"
    objects = [_CATALOG]
    for n in range(4):
        below = 3 + n
        objects.append(
            b"<</Type/Pages/Kids" + kids % ((below,) * 100) + b"/Count %d" % 100 ** (4 - n)
            + b"/MediaBox[0 0 612 792]>>"
        )  # fmt: skip
    objects.append(b"<</Type/Page/Parent 5 0 R/Resources<<>>>>")
    return _pdf(*objects)


def deep_arrays(deep: int = 200_000) -> bytes:
    """A page with an array in an array in an array."""
    return _pdf(
        _CATALOG, _PAGES, b"<</Type/Page/Parent 2 0 R/Resources<<>>/Annots " + b"[" * deep
        + b"]" * deep + b">>",
    )  # fmt: skip


def huge_png(side: int = 60_000) -> bytes:
    """A picture of 3.6 billion pixels that are all the same."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", packed) + part(b"IEND", b"")


def swelling_workbook(megabytes: int = 250) -> bytes:
    """A workbook of a quarter of a megabyte with a sheet of a quarter of a gigabyte."""
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    cells = b'<row><c t="inlineStr"><is><t>' + b"9" * 1000 + b"</t></is></c></row>"
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    made = io.BytesIO()
    with (
        zipfile.ZipFile(out) as good,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, True, 9) as bad,
    ):
        for one in good.infolist():
            if one.filename != "xl/worksheets/sheet1.xml":
                bad.writestr(one, good.read(one))
        with bad.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(sheet)
            for _ in range(megabytes):
                file.write(cells * 960)
            file.write(b"</sheetData></worksheet>")
    return made.getvalue()


def laughing_workbook() -> bytes:
    """A workbook whose shared strings are entities of entities of entities."""
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "fee">' for n in range(12)
    )
    laugh = (
        f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        '<c t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(out) as good, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad:
        for one in good.infolist():
            sheet = one.filename == "xl/worksheets/sheet1.xml"
            bad.writestr(one.filename, laugh.encode() if sheet else good.read(one))
    return made.getvalue()


def deep_mail(deep: int = 5_000) -> bytes:
    """A message in a message in a message."""
    return b"Content-Type: message/rfc822\n\n" * deep + b"Subject: x\n\nx\n"


def many_parts(parts: int = 200_000) -> bytes:
    """A message of two hundred thousand parts."""
    return (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\ny\n" * parts + b"--x--\n"
    )  # fmt: skip


def encoded_header(words: int = 100_000) -> bytes:
    """A subject of a hundred thousand encoded words, and as many names in From."""
    word = b"=?utf-8?q?a?= "
    return b"Subject: " + word * words + b"\nFrom: " + b"a <a@b.example>, " * words + b"\n\nx\n"


def nested_page(deep: int = 200_000) -> bytes:
    """An HTML message of two hundred thousand tables in tables."""
    return b"From: a@b.example\nContent-Type: text/html\n\n" + b"<table><tr><td>" * deep + b"fee\n"


def page_of_digits(size: int = 5_000_000) -> bytes:
    """Five million digits: what a careless expression reads anew from each of them."""
    return b"From: a@b.example\nSubject: x\n\n" + b"1" * size + b"\n"


def looping_outlook() -> bytes:
    """A compound file whose sectors follow each other in a circle."""
    from intake.outlook_samples import compound, outlook

    data = bytearray(compound(outlook({0x0037: "x" * 6000, 0x1000: "y" * 6000})))
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<128I", data, table, *[(n + 1) % 8 for n in range(128)])
    return bytes(data)


PAPERS: dict[str, Callable[[], bytes]] = {
    "forms in forms.pdf": forms_in_forms,
    "swelling page.pdf": swelling_page,
    "huge picture.pdf": huge_picture_in_a_page,
    "looping tables.pdf": looping_tables,
    "million pages.pdf": million_pages,
    "deep arrays.pdf": deep_arrays,
    "huge.png": huge_png,
}
MAIL: dict[str, Callable[[], bytes]] = {
    "deep.eml": deep_mail,
    "many parts.eml": many_parts,
    "encoded.eml": encoded_header,
    "nested.eml": nested_page,
    "digits.eml": page_of_digits,
    "looping.msg": looping_outlook,
}
TABLES: dict[str, Callable[[], bytes]] = {
    "swelling.xlsx": swelling_workbook,
    "laughing.xlsx": laughing_workbook,
}
