"""Made-up material for packets: real PDFs, pictures and messages, small and quick to make."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
from PIL import Image, ImageDraw

from borrower_desk.model import (
    Address,
    Attachment,
    AttachmentId,
    Bound,
    Channel,
    Correspondence,
    CorrespondenceId,
    Deadline,
    Direction,
    Duty,
    DutyStatus,
    EventKind,
    HolidayMode,
    Loan,
    LoanId,
    Matter,
    MatterId,
    Purpose,
    Receipt,
    Sender,
    Servicer,
    ServicerId,
    Sha256,
    SkippedDay,
    TimelineRow,
    Trigger,
)
from borrower_desk.packet.exhibits import Document, Exhibit, arrange, from_correspondence
from borrower_desk.packet.plan import Discrepancy, PacketPlan

CREATED = datetime(2026, 9, 14, 15, 4, 5, tzinfo=UTC)


def sha(data: bytes) -> Sha256:
    return Sha256(hashlib.sha256(data).hexdigest())


def pdf(
    pages: int = 1,
    *,
    size: tuple[float, float] = (612, 792),
    words: str = "Statement",
    rotate: int = 0,
    change: Callable[[pikepdf.Pdf], None] | None = None,
    **save: object,
) -> bytes:
    """A PDF whose pages say `words` and their number, with a frame at their edge."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for n in range(1, pages + 1):
        page = made.add_blank_page(page_size=size)
        w, h = size
        drawing = (
            f"q 2 w 1 1 {w - 2} {h - 2} re S Q "
            f"BT /F1 {min(w, h) / 18:.1f} Tf {w * 0.1:.1f} {h * 0.85:.1f} Td ({words} {n}) Tj ET "
            f"BT /F1 9 Tf 4 4 Td (bottom edge of {words} {n}) Tj ET"
        )
        page.Contents = made.make_stream(drawing.encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        if rotate:
            page.Rotate = rotate
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out, static_id=True, **save)
    return out.getvalue()


def encrypted_pdf(password: str = "secret") -> bytes:
    return pdf(words="Hidden", encryption=pikepdf.Encryption(owner=password, user=password))


def picture(
    form: str = "PNG",
    size: tuple[int, int] = (300, 200),
    *,
    mode: str = "RGB",
    orientation: int = 1,
) -> bytes:
    """A picture with an arrow that points up when it is shown the way it should be."""
    image = Image.new(mode, size, (235, 240, 250, 120)[: len(mode)] if mode != "L" else 235)
    pen = ImageDraw.Draw(image)
    w, h = size
    ink = (20, 40, 120, 255)[: len(mode)] if mode != "L" else 20
    pen.line([(w / 2, h * 0.9), (w / 2, h * 0.1)], fill=ink, width=max(2, w // 40))
    pen.polygon([(w / 2, 0), (w * 0.4, h * 0.25), (w * 0.6, h * 0.25)], fill=ink)
    out = io.BytesIO()
    extra: dict[str, object] = {}
    if orientation != 1:
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010E] = "EXIF-CANARY"
        extra["exif"] = exif
    image.save(out, form, **extra)
    return out.getvalue()


class Cabinet:
    """A desk's worth of bytes by sha256, and the messages that name them."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytes] = {}
        self.documents: list[Document] = []

    def blob(self, sha256: Sha256) -> bytes:
        return self.bytes[sha256]

    def keep(self, data: bytes) -> Sha256:
        self.bytes[sha(data)] = data
        return sha(data)

    def add(
        self,
        subject: str,
        text: str = "",
        *,
        on: date = date(2026, 3, 2),
        channel: Channel = Channel.EMAIL,
        data: bytes | None = None,
        files: tuple[tuple[str, str, bytes], ...] = (),
        sent: bool = False,
        **more: object,
    ) -> Document:
        number = len(self.documents) + 1
        raw = data if data is not None else f"Subject: {subject}\n\n{text}".encode(errors="replace")
        key = self.keep(raw)
        kept = tuple(
            Attachment(
                id=AttachmentId(f"A{number}{n}"),
                correspondence=CorrespondenceId(f"C{number}"),
                name=name,
                media_type=media_type,
                size=len(content),
                sha256=self.keep(content),
                inline=name.startswith("inline"),
            )
            for n, (name, media_type, content) in enumerate(files)
        )
        them, us = "Harbor Loan Care <help@harborloan.example>", "Jane Doe <jane@doe.example>"
        email = channel is Channel.EMAIL
        message = Correspondence(
            id=CorrespondenceId(f"C{number}"),
            on=on,
            direction=Direction.SENT if sent else Direction.RECEIVED,
            channel=channel,
            kind=None,
            kind_confirmed=False,
            sender=us if sent else them,
            to=(them if sent else us,),
            subject=subject,
            text=text,
            sha256=key,
            message_id=f"<m{number}@mail.example>" if email else None,
            headers=(("Date", f"{on:%a, %d %b %Y} 09:14:00 -0500"),) if email else (),
            attachments=kept,
        )
        document = from_correspondence(replace(message, **more), self.blob)
        self.documents.append(document)
        return document

    def plan(self, **more: object) -> PacketPlan:
        return plan(arrange(self.documents), **more)


def duty(**more: object) -> Duty:
    base = Duty(
        id="noe-respond:E2",
        matter=MatterId("M1"),
        loan=LoanId("L1"),
        rule="noe-respond",
        title="Answer the notice of error: correct it, or explain after an investigation",
        bound=Bound.SERVICER,
        trigger=Trigger(EventKind.DELIVERED, "E2", date(2026, 3, 9), False),
        due=date(2026, 4, 20),
        due_at=None,
        late_after=date(2026, 4, 20),
        status=DutyStatus.OVERDUE,
        receipt=Receipt.PROVED,
        followed_up="no",
        met_on=None,
        met_by=None,
        days_left=-147,
        extended=False,
        citation="12 CFR 1024.35(e)(3)(i)(C)",
        explanation="Thirty business days after receipt, without Saturdays, Sundays and holidays.",
        uncertainty="",
        deadline=Deadline(
            rule="noe-respond",
            start="2026-03-09",
            due=date(2026, 4, 20),
            due_at=None,
            status=None,
            late_after=date(2026, 4, 20),
            amount=30,
            unit="business-days",
            direction="after",
            counted=tuple(
                day
                for n in range(1, 43)
                if (day := date.fromordinal(date(2026, 3, 9).toordinal() + n)).weekday() < 5
            ),
            skipped=(
                SkippedDay(date(2026, 3, 14), "Saturday"),
                SkippedDay(date(2026, 3, 15), "Sunday"),
                SkippedDay(date(2026, 5, 25), "Memorial Day"),
            ),
            holidays=HolidayMode.OBSERVED,
            alternative_due=date(2026, 4, 17),
            citation="12 CFR 1024.35(e)(3)(i)(C)",
            explanation="",
        ),
    )
    return replace(base, **more)


def plan(exhibits: tuple[Exhibit, ...], **more: object) -> PacketPlan:
    base = PacketPlan(
        matter=Matter(MatterId("M1"), "Late fee of March 2026", LoanId("L1"), "fee-without-basis"),
        loan=Loan(
            LoanId("L1"),
            "0001234567",
            ServicerId("S1"),
            property_address="12 Elm Street, Springfield, IL 62701",
            borrowers=("Jane Doe", "John Doe"),
        ),
        servicer=Servicer(
            ServicerId("S1"),
            "Harbor Loan Care, LLC",
            addresses=(
                Address(Purpose.NOTICE, "PO Box 100, Anytown, TX 75001"),
                Address(Purpose.PAYMENT, "PO Box 200, Anytown, TX 75002"),
            ),
        ),
        sender=Sender("Jane Doe", "12 Elm Street, Springfield, IL 62701"),
        exhibits=exhibits,
        created=CREATED,
        journal_head=sha(b"journal"),
        chronology=tuple(
            TimelineRow(
                one.document.on,
                one.document.title,
                "Jane Doe to Harbor Loan Care",
                one.document.channel.value,
                "",
                one.document.source,
            )
            for one in exhibits
        ),
        duties=(duty(),),
    )
    return replace(base, **more)


FINDING = Discrepancy(
    id="F1",
    title="Late fee above what the note allows",
    stated="$98.40",
    recomputed="$71.61",
    difference="$26.79",
    explanation="The note allows 5% of the overdue payment of principal and interest.",
    working=("5% × $1,432.18 = $71.61", "$98.40 − $71.61 = $26.79"),
    citation="Note, section 6(A)",
)
