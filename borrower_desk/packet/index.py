"""The index alone: which exhibits a packet holds and where, as a PDF or a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from borrower_desk.packet.plan import PacketPlan, PlacedExhibit
from borrower_desk.packet.removal import Remover
from borrower_desk.packet.texts import line, narrow
from borrower_desk.packet.wording import channel_words, long_day
from borrower_desk.pdf.typeset import typeset
from borrower_desk.text import safe_cell

HEADS = (
    "Exhibit", "Title", "Date", "From", "To", "Channel", "Source", "First page", "Last page",
    "First Bates number", "Last Bates number", "SHA-256 of the original",
)  # fmt: skip


def rows(plan: PacketPlan, placed: Sequence[PlacedExhibit]) -> list[list[str]]:
    """One row an exhibit, as `HEADS` has it."""
    clean = Remover(plan.redact, plan.accounts).clean if plan.redact else str
    return [
        [
            one.label,
            one.title,
            exhibit.document.on.isoformat(),
            clean(exhibit.document.sender),
            clean(exhibit.document.recipient),
            channel_words(exhibit.document.channel),
            one.source,
            str(one.pages[0]),
            str(one.pages[1]),
            one.bates[0],
            one.bates[1],
            one.sha256,
        ]
        for exhibit, one in zip(plan.exhibits, placed, strict=True)
    ]


def as_csv(plan: PacketPlan, placed: Sequence[PlacedExhibit]) -> bytes:
    """The rows for a spreadsheet; no cell of a stranger's is taken for a formula."""
    return table_as_csv(HEADS, rows(plan, placed))


def table_as_csv(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> bytes:
    """Any table, safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in cells)
    return out.getvalue().encode("utf-8-sig")


def as_pdf(plan: PacketPlan, placed: Sequence[PlacedExhibit], pages: int) -> bytes:
    """The rows as a tagged, titled PDF."""
    clean = Remover(plan.redact, plan.accounts).clean if plan.redact else str
    facts = [
        ["Matter", f"{plan.matter.title} ({plan.matter.id})"],
        ["Borrower", plan.borrower],
        ["Servicer", plan.servicer.name],
        ["Loan number", plan.loan.number],
        ["Packet", f"{pages:,} pages, {plan.bates(1)} to {plan.bates(pages)}"],
        ["State of the record", long_day(plan.created.date())],
        ["Redacted", "; ".join(plan.redact.names())],
    ]
    data = {
        "title": line(clean(f"Index of exhibits: {plan.matter.title}"), 200),
        "paper": "a4" if plan.paper == "a4" else "us-letter",
        "facts": [[name, line(clean(value), 300)] for name, value in facts if value.strip()],
        "rows": [
            {
                "label": row[0],
                "title": line(row[1], 200),
                "date": row[2],
                "who": f"{narrow(row[3]) or 'not recorded'} to {narrow(row[4]) or 'not recorded'}",
                "pages": f"{row[7]}–{row[8]}",
                "bates": row[9],
                "sha256": row[11],
            }
            for row in rows(plan, placed)
        ],
    }
    return typeset("packet-index", data, dated=plan.created)


def pages_of(content: bytes) -> int:
    """How many pages a PDF has that we just made."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)
