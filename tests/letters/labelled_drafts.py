"""The labelled drafts of `labelled/`: read, with their records and their made-up files.

Those of `apart.txt` were written when the checks were done, and scored before
anything was mended by them; the checks were tuned on the others.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from letters_samples import LOAN, SENDER, SERVICER, TODAY
from PIL import Image, ImageDraw, ImageFilter

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.letters.templates import template
from borrower_desk.model import (
    Address,
    Channel,
    Event,
    EventId,
    EventKind,
    Loan,
    LoanId,
    Matter,
    MatterId,
    Purpose,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
)

FOLDER = Path(__file__).with_name("labelled")
SENSITIVE = frozenset({"ssn", "bank-account", "card-number"})


@dataclass(frozen=True, eq=False)
class Labelled:
    name: str
    checked: Checked
    codes: frozenset[str]
    apart: bool


def _event(n: int, kind: EventKind, on: date, **said: object) -> Event:
    return Event(EventId(f"E{n}"), MatterId("M1"), kind, on, **said)  # type: ignore[arg-type]


def _servicer(name: str, notice: str, payment: str, seen: date) -> Servicer:
    return Servicer(
        ServicerId("S1"),
        name,
        (Address(Purpose.NOTICE, notice, checked=seen), Address(Purpose.PAYMENT, payment)),
    )


@dataclass(frozen=True)
class Record:
    loan: Loan
    servicer: Servicer
    events: tuple[Event, ...]
    sender: Sender
    issue: str = "other-servicing-error"


RECORDS = {
    "lopez": Record(
        LOAN,
        SERVICER,
        (
            _event(1, EventKind.PAYMENT_MADE, date(2026, 11, 9), amount=185500),
            _event(2, EventKind.PAYMENT_RECEIVED, date(2026, 11, 12)),
            _event(3, EventKind.FEE_CHARGED, date(2026, 11, 17), amount=7161),
        ),
        SENDER,
        "fee-without-basis",
    ),
    "okafor": Record(
        Loan(
            LoanId("L1"),
            "000-482-7715",
            ServicerId("S1"),
            "8 Linden Court, Apt 3B, Dayton, OH 45402",
            ("Ngozi Okafor",),
        ),
        _servicer(
            "Harborlight Mortgage Servicing",
            "P.O. Box 4410, Tampa, FL 33601",
            "P.O. Box 7, Tampa, FL 33622",
            date(2026, 10, 2),
        ),
        (
            _event(
                1,
                EventKind.SENT,
                date(2026, 6, 1),
                letter="notice-of-error",
                errors=("payment-misapplied",),
            ),
            _event(2, EventKind.RESPONDED, date(2026, 7, 10), of="E1"),
        ),
        Sender("Ngozi Okafor"),
        "payment-misapplied",
    ),
    "nguyen": Record(
        Loan(
            LoanId("L1"),
            "0007710045",
            ServicerId("S1"),
            "1610 Cedar Ridge Road, Nampa, ID 83651",
            ("Linh Nguyen", "Peter Nguyen"),
            periods=(
                ServicingPeriod(ServicerId("S0"), "8800123", None, date(2026, 4, 1)),
                ServicingPeriod(ServicerId("S1"), "0007710045", date(2026, 4, 1)),
            ),
        ),
        _servicer(
            "Redwood Mortgage Services",
            "Attn: Written Inquiries\n500 Corporate Way, Suite 210\nBoise, ID 83702",
            "P.O. Box 60, Boise, ID 83701",
            date(2026, 11, 20),
        ),
        (
            _event(1, EventKind.TRANSFERRED, date(2026, 4, 1)),
            _event(2, EventKind.PAYMENT_DUE, date(2026, 10, 20)),
        ),
        Sender("Linh Nguyen"),
        "escrow-bill-late-or-refund-missing",
    ),
    "obrien": Record(
        Loan(
            LoanId("L1"),
            "0009988776",
            ServicerId("S1"),
            "2200 N 5th Street, Fargo, ND 58102",
            ("Seán O'Brien", "Mary-Kate O'Brien"),
        ),
        _servicer(
            "Prairie Loan Servicing",
            "P.O. Box 61, Bismarck, ND 58501",
            "P.O. Box 900, Bismarck, ND 58502",
            date(2026, 3, 1),
        ),
        (_event(1, EventKind.TRANSFERRED, date(2025, 3, 1)),),
        Sender("Seán O'Brien"),
        "fee-without-basis",
    ),
}


def drafts() -> list[Labelled]:
    """All labelled drafts, in the order of the files."""
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        texts = dict(_sections(file.read_text(encoding="utf-8")))
        found += [_labelled(name, texts, apart=file.stem.startswith("apart")) for name in texts]
    return found


def _sections(text: str) -> Iterator[tuple[str, tuple[str, dict[str, str], list[str], str]]]:
    for part in text.split("\n== ")[1:]:
        title, _, rest = part.partition("\n")
        name, _, base = title.partition(" < ")
        heads, swaps = {}, []
        while rest and not rest.startswith("Subject:"):
            line, _, rest = rest.partition("\n")
            key, _, value = line.partition(":")
            if key == "swap":
                swaps.append(value[1:])
            elif key.strip():
                heads[key.strip()] = value.strip()
        yield name.strip(), (base.strip(), heads, swaps, rest)


def _labelled(
    name: str, texts: dict[str, tuple[str, dict[str, str], list[str], str]], *, apart: bool
) -> Labelled:
    base, heads, swaps, text = texts[name]
    if base:
        _, old, none, text = texts[base]
        assert not none, f"{name} swaps in a draft that swaps"
        heads = {**old, **heads}
    for swap in swaps:
        before, arrow, after = swap.replace("\\n", "\n").partition(" => ")
        assert arrow, f"{name}: not a swap: {swap}"
        assert before in text, f"{name}: not in {base}: {before}"
        text = text.replace(before, after)
    first, _, body = text.partition("\n")
    draft = Checked(
        first.removeprefix("Subject:").strip(),
        body.lstrip("\n"),
        kind=heads.get("kind"),
        template=template(heads["kind"]) if "kind" in heads else None,
        channel=Channel(heads["via"]) if "via" in heads else None,
        to_address=heads.get("to"),
        secure="secure" in heads,
        enclosures=tuple(_files(heads.get("attach", ""))),
        today=TODAY,
    )
    if record := RECORDS.get(heads.get("matter", "")):
        draft = replace(
            draft,
            loan=record.loan,
            servicer=record.servicer,
            events=record.events,
            sender=record.sender,
            matter=Matter(MatterId("M1"), "A matter", record.loan.id, record.issue),
        )
    return Labelled(name, draft, frozenset(heads["codes"].split()) - {"-"}, apart)


def _files(said: str) -> Iterator[CheckedFile]:
    for one in filter(None, (part.strip() for part in said.split(";"))):
        name, _, made = one.partition("=")
        yield CheckedFile(name, "", _made(made))


@cache
def _made(what: str) -> bytes:
    form, _, how = what.partition("-")
    if form == "photo":
        return _photo(how)
    if form in ("pdf", "locked", "damaged", "scan", "big"):
        return _pdf(what)
    return {
        "docx": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml word/document.xml",
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "tiff": _photo("tiff"),
        "empty": b"",
    }[what]


def _page(width: int, height: int) -> Image.Image:
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    for y in range(height // 20, height - height // 20, height // 55):
        for x in range(width // 17, width - width // 8, width // 19):
            draw.rectangle((x, y, x + width // 28, y + height // 160), fill=0)
    return picture


def _photo(how: str) -> bytes:
    picture = _page(640, 828) if how == "small" else _page(1700, 2200)
    if how == "blurred":
        picture = picture.filter(ImageFilter.GaussianBlur(30))
    exif = Image.Exif()
    if how == "gps":
        exif[0x8825] = {1: "N", 2: (39.0, 47.0, 0.0)}
    if how == "rotated":
        exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "TIFF" if how == "tiff" else "JPEG", exif=exif)
    return out.getvalue()


def _pdf(what: str) -> bytes:
    import pikepdf

    said = {
        "pdf-ssn": "Tax form. SSN 219-09-9999",
        "pdf-card": "Paid with card 5555 5555 5555 4444",
    }.get(what, "Statement of account, November 2026")
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(612, 792))
        if what != "scan-blank":
            content = f"BT /F1 12 Tf 72 700 Td ({said}) Tj ET".encode()
            made.pages[-1].Contents = made.make_stream(content)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            made.pages[-1].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        if what == "big":
            made.Root.Noise = made.make_stream(random.Random(7).randbytes(5 * 1024 * 1024))
        if what == "pdf-author":
            made.docinfo["/Author"] = "Casey Clerk"
        locked = pikepdf.Encryption(user="secret", owner="owner") if what == "locked" else None
        made.save(out, encryption=locked or False)
    return out.getvalue()[:300] if what == "damaged" else out.getvalue()


@dataclass(frozen=True)
class Score:
    """What was found against what should have been, over some drafts."""

    right: int
    missed: tuple[tuple[str, str], ...]  # draft, code
    wrong: tuple[tuple[str, str], ...]

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))


@cache
def _found(one: Labelled) -> frozenset[str]:
    return frozenset(finding.code for finding in run(one.checked).findings)


def score(some: list[Labelled], codes: frozenset[str] | None = None) -> Score:
    """The score of the checks over some drafts, of all codes or of these."""
    right, missed, wrong = 0, [], []
    for one in some:
        found = set(_found(one))
        wanted = one.codes
        if codes is not None:
            found, wanted = found & codes, wanted & codes
        right += len(found & wanted)
        missed += [(one.name, code) for code in sorted(wanted - found)]
        wrong += [(one.name, code) for code in sorted(found - wanted)]
    return Score(right, tuple(missed), tuple(wrong))
