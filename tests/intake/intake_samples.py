"""Made-up messages and boxes for the tests of the intake."""

from __future__ import annotations

from pathlib import Path

from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem, items
from borrower_desk.model import Incoming, Unread

PLAIN = (
    b"From: Lakeshore Mortgage Servicing <care@lakeshore.example>\r\n"
    b"To: Ana Lopez <ana@home.example>\r\n"
    b"Subject: Your late fee\r\n"
    b"Date: Mon, 7 Dec 2026 09:30:00 -0600\r\n"
    b"Message-ID: <m1@lakeshore.example>\r\n"
    b"\r\n"
    b"We received your letter.\r\n"
)


def message(body: bytes = b"Words.\n", **headers: str) -> bytes:
    """A message with these headers (`content_type` is Content-Type) over sensible ones."""
    told = {
        "From": "Lakeshore <care@lakeshore.example>",
        "To": "ana@home.example",
        "Subject": "A subject",
        "Date": "Mon, 7 Dec 2026 09:30:00 -0600",
        "Message-ID": "<m1@lakeshore.example>",
    }
    told |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in told.items() if value != "-"]
    return "\n".join(lines).encode() + b"\n\n" + body


def mail(data: bytes, *, boxed: bool = False) -> Incoming:
    """The message read, which must be readable."""
    got = read(RawItem("a.eml", data, "mail", "a.eml", boxed=boxed))
    assert isinstance(got, Incoming), got.reason
    return got


def document(name: str, data: bytes) -> Incoming | Unread:
    return read(RawItem(name, data, "document", name))


def met(path: Path) -> list[RawItem | Unread]:
    return list(items(path))


def sources_of(path: Path, root: Path) -> list[str]:
    """What was met, with names relative to `root`."""
    return [one.source.removeprefix(f"{root}/") for one in items(path)]


def pdf(text: str = "Escrow analysis", title: str = "A letter") -> bytes:
    """A PDF of one page that says `text`."""
    stream = f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def picture(form: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return out.getvalue()
