"""The packet as a file: whole, readable by others, the same each time, or not there at all."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import subprocess
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from apt import needs
from packet_material import FINDING, Cabinet, duty, encrypted_pdf, pdf, picture, plan, sha
from pypdf import PdfReader

from borrower_desk.errors import DeskError, DocumentMissing, PacketError, UsageError
from borrower_desk.model import Channel, DutyStatus, EventKind, Receipt, Trigger
from borrower_desk.packet import writing
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.evidence import Evidence
from borrower_desk.packet.exhibits import arrange
from borrower_desk.packet.verify import verify

PAPER = Channel.DOCUMENT


@pytest.fixture
def cabinet() -> Cabinet:
    """A message with a PDF and a picture, a letter, a call, a text."""
    made = Cabinet()
    made.add(
        "Your late fee",
        "Dear Ms. Doe,\n\nWe charged a fee.\n\n> I mailed it\n>> Where is it?",
        files=(
            ("statement.pdf", "application/pdf", pdf(2)),
            ("check.jpg", "image/jpeg", picture("JPEG")),
        ),
    )
    made.add("Notice of error", on=date(2026, 3, 5), channel=PAPER, data=pdf(1, words="Notice"))
    made.add("x", "They said yes.", on=date(2026, 3, 6), channel=Channel.PHONE)
    made.add("notes", on=date(2026, 3, 7), channel=PAPER, data=b"ledger line\n")
    return made


def pages_of(path):
    return [page.extract_text() for page in PdfReader(path).pages]


def one(tmp_path, data, **more):
    """A packet of one document made of `data`."""
    made = Cabinet()
    made.add("Thing", channel=PAPER, data=data, **more)
    target = tmp_path / "one.pdf"
    return assemble(made.plan(), target), target


# ── the file ─────────────────────────────────────────────────────────────────


def test_the_manifest_is_the_contract(cabinet, tmp_path):
    """The embedded manifest.json has the keys and values of `packet.md`."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)

    said = json.loads(PdfReader(target).attachments["manifest.json"][0])

    assert list(said) == [
        "version", "matter", "created", "pages", "bates", "exhibits", "journal_head", "digest",
    ]  # fmt: skip
    assert (said["version"], said["matter"]) == (1, "M1")
    assert said["created"] == "2026-09-14T15:04:05+00:00"
    assert said["pages"] == result.pages == len(PdfReader(target).pages)
    assert said["bates"] == {
        "prefix": "DOE", "first": "DOE000001", "last": f"DOE{result.pages:06d}",
    }  # fmt: skip
    assert said["journal_head"] == sha(b"journal")
    assert [entry["source"] for entry in said["exhibits"]] == ["C1", "C2", "C3", "C4"]
    first = said["exhibits"][0]
    assert list(first) == [
        "label", "source", "title", "pages", "bates", "original_sha256", "redacted",
    ]  # fmt: skip
    assert first["original_sha256"] == cabinet.documents[0].sha256
    assert first["redacted"] is False


def test_the_digest_is_of_the_file_with_the_field_zeroed(cabinet, tmp_path):
    """Anybody can check it with a hash program and an editor."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)

    content = target.read_bytes()
    field = b'"digest": "' + result.digest.encode()
    assert content.count(field) == 1
    zeroed = content.replace(field, b'"digest": "' + b"0" * 64)
    assert hashlib.sha256(zeroed).hexdigest() == result.digest
    assert hashlib.sha256(content).hexdigest() == result.sha256


def test_the_same_inputs_give_the_same_bytes(cabinet, tmp_path):
    """Two people can compare hashes."""
    first = assemble(cabinet.plan(findings=(FINDING,)), tmp_path / "a.pdf")
    second = assemble(cabinet.plan(findings=(FINDING,)), tmp_path / "b.pdf")

    assert first.sha256 == second.sha256
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("checker", [("qpdf", "--check"), ("pdfinfo",)])
def test_other_programs_have_no_complaint(cabinet, tmp_path, checker):
    """qpdf and poppler open the packet without a word of warning."""
    needs({"qpdf": "qpdf", "pdfinfo": "poppler-utils"})
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(), target)

    said = subprocess.run([*checker, str(target)], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert said.stderr == ""


def test_it_is_titled_tagged_and_in_a_language(cabinet, tmp_path):
    """A screen reader knows what it reads; each foreign page is a figure with words for it."""
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(), target)

    with pikepdf.open(target) as made:
        assert made.Root.Lang == "en"
        assert bool(made.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in made.Root
        assert str(made.docinfo.Title) == "Dispute packet: Late fee of March 2026"
        words = [str(one.get("/Alt", "")) for one in made.Root.StructTreeRoot.K[0].K]
    assert "Page 1 of 2 of statement.pdf, as it was received" in words


def test_our_own_pages_and_pictures_claim_pdf_a(tmp_path):
    """With no foreign page in it the packet is PDF/A-3a; with one, the certificate says why not."""
    made = Cabinet()
    made.add("Mail", "words", files=(("a.png", "image/png", picture("PNG", mode="RGBA")),))
    clean = assemble(made.plan(), tmp_path / "clean.pdf")
    mixed, target = one(tmp_path, pdf(1))

    assert clean.archival
    with pikepdf.open(tmp_path / "clean.pdf") as file, file.open_metadata() as data:
        assert (data["pdfaid:part"], data["pdfaid:conformance"]) == ("3", "A")
    assert not mixed.archival
    assert "Not PDF/A" in pages_of(target)[-1].replace("\n", " ")


def test_pictures_in_an_archival_packet_say_what_their_colours_mean(tmp_path):
    """PDF/A knows no bare device colour: pictures take typst's own profile."""
    made = Cabinet()
    made.add("Mail", files=(("a.jpg", "image/jpeg", picture("JPEG")),))
    made.add("Grey", files=(("b.png", "image/png", picture("PNG", mode="L")),))
    assemble(made.plan(), tmp_path / "p.pdf")

    with pikepdf.open(tmp_path / "p.pdf") as file:
        pictures = [
            thing
            for thing in file.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        assert [str(one.ColorSpace[0]) for one in pictures] == ["/ICCBased", "/ICCBased"]
        assert sorted(int(one.ColorSpace[1].N) for one in pictures) == [1, 3]


# ── numbers, links, bookmarks ────────────────────────────────────────────────


def test_every_page_says_which_it_is(cabinet, tmp_path):
    """`page n of N` and an unbroken Bates number stand on every page, slip sheets included."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(bates_prefix="LF", bates_start=41), target)

    for n, text in enumerate(pages_of(target), 1):
        assert f"page {n} of {result.pages}" in text
        assert f"LF{40 + n:06d}" in text
    assert result.bates == ("LF000041", f"LF{40 + result.pages:06d}")


def test_bookmarks_mirror_the_contents_and_land_right(cabinet, tmp_path):
    """What the contents list, the bookmarks list, in the same order, on the same pages."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)
    reader = PdfReader(target)

    def flat(nodes):
        for node in nodes:
            if isinstance(node, list):
                yield from flat(node)
            else:
                yield node.title, reader.get_destination_page_number(node) + 1

    marks = list(flat(reader.outline))
    assert [title for title, _ in marks] == [
        "Contents",
        "Chronology",
        "Deadlines",
        "Exhibits",
        "Exhibit 1 — Your late fee",
        "Attachment: statement.pdf",
        "Attachment: check.jpg",
        "Exhibit 2 — Notice of error",
        "Exhibit 3 — Telephone call: Harbor Loan Care <help@harborloan.example>",
        "Exhibit 4 — notes",
        "Certificate of records",
    ]
    contents = " ".join(reader.pages[1].extract_text().split())
    for title, page in marks:
        assert f"{title} {page} DOE{page:06d}" in contents
    exhibits = [page for title, page in marks if title.startswith("Exhibit ")]
    assert exhibits == [one.pages[0] for one in result.exhibits]


def test_links_land_on_the_page_that_their_words_name(cabinet, tmp_path):
    """Contents and chronology: the link on a line goes to the page printed on that line."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)
    reader = PdfReader(target)
    number = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}

    def links(page):
        found = []
        for note in (ref.get_object() for ref in reader.pages[page - 1]["/Annots"]):
            place = note.get("/Dest") or note["/A"]["/D"]
            found.append(number[place[0].idnum])
        return found

    starts = [one.pages[0] for one in result.exhibits]
    assert set(starts) <= set(links(2))
    assert sorted(set(links(3))) == starts


def test_proof_of_an_event_links_to_the_document_that_proves_it(cabinet, tmp_path):
    """`evidence` names the record that is kept: its exhibit stands beside the deadline."""
    kept = Evidence(EventKind.DELIVERED, date(2026, 3, 9), "C2")
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(evidence={"E2": kept}), target)

    deadlines = " ".join(pages_of(target)[3].split())
    assert "proved by the delivery record kept as Exhibit 2" in deadlines
    assert "Proof of start Exhibit 2" in deadlines


@pytest.mark.parametrize(
    ("tracking", "checks", "said"),
    [
        ("", False, "as the borrower recorded; no proof kept"),
        ("12", False, "as the borrower recorded; no proof kept, and 12 is no tracking number"),
        ("EA123456785US", True, "tracking EA123456785US, as the borrower recorded; no record kept"),
    ],
)
def test_a_typed_day_of_delivery_is_nowhere_called_proved(
    cabinet, tmp_path, tracking, checks, said
):
    """Without a kept record there is the borrower's word, and a number that checks or doesn't."""
    kept = Evidence(EventKind.DELIVERED, date(2026, 3, 9), "", tracking, checks)
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(evidence={"E2": kept}, proofs={"E2": "C2"}), target)

    deadlines = " ".join(pages_of(target)[3].split())
    assert said in deadlines
    assert "Proof of start None kept" in deadlines
    assert "proved by" not in deadlines


def test_a_presumed_receipt_is_not_called_the_day_of_sending(cabinet, tmp_path):
    """The day of mailing and the day presumed for receipt are both named; the cover marks it."""
    guessed = duty(
        trigger=Trigger(EventKind.SENT, "E1", date(2026, 3, 9), True), receipt=Receipt.PRESUMED
    )
    sent = Evidence(EventKind.SENT, date(2026, 3, 2))
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(duties=(guessed,), evidence={"E1": sent}), target)

    pages = [" ".join(text.split()) for text in pages_of(target)]
    assert "Sent on Monday, March 2, 2026; receipt presumed on Monday, March 9, 2026" in pages[3]
    assert "April 20, 2026 (estimated)" in pages[0]


def test_tabs_keep_columns_apart(tmp_path):
    """A statement copied from a spreadsheet reads as its writer set it out."""
    made = Cabinet()
    made.add("Statement", "Fee\t92\t75\nTotal\t$1\t855.00")
    target = tmp_path / "p.pdf"
    result = assemble(made.plan(), target)

    words = pages_of(target)[result.exhibits[0].pages[0]].split()
    assert {"Fee", "92", "75", "$1", "855.00"} <= set(words)


def test_a_message_without_a_date_is_given_none(tmp_path):
    """The day on which it was kept is called so, and is no header of the message."""
    made = Cabinet()
    made.add("Undated", "x", source="m.eml", headers=(("Subject", "Undated"),))
    target = tmp_path / "p.pdf"
    result = assemble(made.plan(), target)

    pages = [" ".join(text.split()) for text in pages_of(target)]
    first = result.exhibits[0].pages[0]
    assert "No date of its own; kept on March 2, 2026" in pages[first - 1]
    assert "Date: (none)" in pages[first]
    assert "No date; kept Mar 2, 2026" in pages[2]


def test_what_was_purged_from_the_matter_is_named(cabinet, tmp_path):
    """By number, day and SHA-256."""
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(removed=(("C9", date(2026, 4, 1), "ab" * 32),)), target)

    said = " ".join(" ".join(pages_of(target)[-2:]).split())
    assert "C9 was removed on April 1, 2026" in said


def test_after_a_transfer_each_duty_names_its_servicer(cabinet, tmp_path):
    """What the old servicer owed is not laid at the new one's door."""
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(owed_by={"noe-respond:E2": "Oldco Servicing"}), target)

    assert "Owed by Oldco Servicing" in " ".join(pages_of(target)[3].split())


def test_exhibits_stand_behind_their_slip_sheets(cabinet, tmp_path):
    """The slip sheet names label, title, sender, recipient, source, sha256 and pages."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)
    pages = pages_of(target)

    for placed in result.exhibits:
        slip = " ".join(pages[placed.pages[0] - 1].split())
        for said in (
            placed.label,
            f"Source {placed.source}",
            placed.sha256,
            f"{placed.pages[0]} to {placed.pages[1]} of this packet",
            f"{placed.bates[0]} to {placed.bates[1]}",
        ):
            assert said in slip
    assert result.exhibits[0].pages[1] + 1 == result.exhibits[1].pages[0]


# ── what the pages say ───────────────────────────────────────────────────────


def test_an_e_mail_reads_like_e_mail(cabinet, tmp_path):
    """Header block, attachments by name, the body with its quotations, unmarked by signs."""
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)

    text = pages_of(target)[result.exhibits[0].pages[0]]
    for said in ("From:", "To:", "Date:", "Subject:", "Message-ID:", "Mon, 02 Mar 2026 09:14:00"):
        assert said in text
    assert "statement.pdf" in text
    assert "I mailed it" in text
    assert ">>" not in text


@pytest.mark.parametrize("mark", ["[cid:logo@mail]", "[image: inline.png]", "[inline.png]"])
def test_a_picture_in_a_message_stands_where_it_stood(tmp_path, mark):
    """Between the words before it and those after, with words for who can't see it."""
    from packet_material import picture

    made = Cabinet()
    made.add(
        "Hello", f"Before it.\n{mark}\nAfter it.", files=(("inline.png", "image/png", picture()),)
    )
    document = made.documents[0]
    message = replace(
        document.message,
        attachments=tuple(
            replace(one, content_id="<logo@mail>") for one in document.message.attachments
        ),
    )
    plan = made.plan()
    exhibit = replace(plan.exhibits[0], document=replace(document, message=message))
    packet = assemble(replace(plan, exhibits=(exhibit,)), tmp_path / "p.pdf")

    with pikepdf.open(packet.path) as file:
        kinds = [(str(one.S), str(one.get("/Alt", ""))) for one in file.Root.StructTreeRoot.K[0].K]
    assert ("/Figure", "Picture in the text: inline.png") in kinds
    assert mark not in PdfReader(packet.path).pages[packet.exhibits[0].pages[0]].extract_text()
    assert packet.archival


def test_a_deadline_can_be_counted_again_by_its_reader(cabinet, tmp_path):
    """Rule, citation, trigger and proof, counted days, skipped holidays, what happened."""
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(), target)

    said = " ".join(pages_of(target)[3].split())
    for words in (
        "noe-respond · 12 CFR 1024.35(e)(3)(i)(C)",
        "Delivered on Monday, March 9, 2026; as the borrower recorded; no proof kept",
        "Due Monday, April 20, 2026",
        "30 business days: March 10–13, 16–20, 23–27, 30–April 3, 6–10, 13–17 and 20, 2026",
        "May 25, 2026 (Memorial Day); 2 weekend days",
        "Missed: 147 days late and nothing on record",
    ):
        assert words in said


def test_an_estimate_says_so(cabinet, tmp_path):
    """A receipt that nobody proved makes an estimated deadline, and the page says it."""
    guessed = duty(
        trigger=Trigger(EventKind.SENT, "E1", date(2026, 3, 9), True),
        receipt=Receipt.PRESUMED,
        status=DutyStatus.PERHAPS_LATE,
    )
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(duties=(guessed,)), target)

    said = " ".join(pages_of(target)[3].split())
    assert "estimated" in said
    assert "presumed, not proved. This day is an estimate." in said


def test_findings_have_a_section_only_when_there_are_any(cabinet, tmp_path):
    """A finding is shown with its working."""
    assemble(cabinet.plan(), tmp_path / "without.pdf")
    assemble(cabinet.plan(findings=(FINDING,)), tmp_path / "with.pdf")

    assert not any("Recomputed" in text for text in pages_of(tmp_path / "without.pdf"))
    assert any("5% × $1,432.18 = $71.61" in text for text in pages_of(tmp_path / "with.pdf"))


def test_the_certificate_lists_every_original(cabinet, tmp_path):
    """Journal head, program, and the sha256 of each exhibit and attachment."""
    target = tmp_path / "p.pdf"
    assemble(cabinet.plan(), target)

    said = "".join(pages_of(target)[-1].split())
    assert sha(b"journal") in said
    for key in cabinet.bytes:
        assert key in said


def test_a_strangers_text_is_data(tmp_path):
    """Markup and escapes are shown or dropped, never obeyed; the world's scripts show."""
    made = Cabinet()
    hostile = '#import "/etc/passwd" #sys.inputs $x$ \\ * _ ` <a> @b [c] \x1b[31m \u202eexe \x00'
    made.add(
        f"مرحبا שלום 山田太郎 {hostile}",
        hostile + "\n" + "w" * 500 + "\n🏠 ไทย\ud800",
        sender=f"山田 {hostile} <x@y.example>",
        files=((f"../../{hostile}.txt", f"text/{hostile}", b"\xff\xfe"),),
        headers=(("Date", hostile),),
    )
    target = tmp_path / "p.pdf"
    base = made.plan()
    result = assemble(
        replace(
            base,
            matter=replace(base.matter, title=hostile),
            sender=replace(base.sender, name="Jane Doe", address=hostile),
        ),
        target,
    )

    text = "".join(pages_of(target))
    assert "山田太郎" in text
    assert '#import "/etc/passwd"' in text
    assert "\x1b" not in text
    assert any("typeface" in note for note in result.notes)
    assert verify(target, result.digest).ok


def test_an_empty_record_still_makes_a_packet(tmp_path):
    """No sender, no events, no duties: what is not known is said, or left out."""
    made = Cabinet()
    made.add("", "")
    base = made.plan(chronology=(), duties=())
    bare = replace(
        base,
        sender=replace(base.sender, name="", address=""),
        loan=replace(base.loan, borrowers=(), property_address=""),
    )

    result = assemble(bare, tmp_path / "p.pdf")

    assert result.bates[0] == "BORROWER000001"
    assert verify(tmp_path / "p.pdf").ok


# ── foreign material ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rotate", "shown"), [(0, (612, 792)), (90, (792, 612)), (180, (612, 792)), (270, (792, 612))]
)
def test_a_turned_page_keeps_the_shape_that_the_eye_sees(tmp_path, rotate, shown):
    """/Rotate is obeyed: the packet's page has the size of the page as it is shown."""
    result, target = one(tmp_path, pdf(1, rotate=rotate))

    page = PdfReader(target).pages[result.exhibits[0].pages[1] - 1]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == shown


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_stamp_covers_nothing(tmp_path, rotate):
    """The foreign page is drawn above the strip in which the stamp stands."""
    import pypdfium2

    result, target = one(tmp_path, pdf(1, rotate=rotate))

    with pypdfium2.PdfDocument(target) as file:
        page = file[result.exhibits[0].pages[1] - 1]
        words = page.get_textpage().get_text_bounded(top=32)
        strip = page.render(scale=1).to_pil().convert("L")
    assert words.startswith("page ")
    assert "Statement" not in words
    # Between the drawing's edge and the stamp nothing is inked.
    rows = [min(strip.crop((0, y, strip.width, y + 1)).tobytes()) for y in range(strip.height)]
    assert min(rows[-31:-25]) > 200, rows[-34:]


def test_crop_boxes_are_kept(tmp_path):
    """What a reader does not show of a page, the packet does not show either."""

    def crop(file):
        file.pages[0].CropBox = pikepdf.Array([50, 400, 562, 792])

    result, target = one(tmp_path, pdf(1, change=crop))

    page = PdfReader(target).pages[result.exhibits[0].pages[1] - 1]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (512, 392)


@pytest.mark.parametrize("size", [(20, 20), (160, 240), (3000, 2000), (14400, 14400), (612, 1008)])
def test_odd_sizes_have_room_for_their_stamp(tmp_path, size):
    """Small pages are extended, large ones stamped larger; every one carries its number."""
    result, target = one(tmp_path, pdf(1, size=size))

    assert verify(target, result.digest).ok


def test_inherited_and_broken_boxes_are_read_as_a_viewer_would(tmp_path):
    """Resources, boxes and rotation may stand on the page tree; nonsense means US letter."""

    def shuffle(file):
        page = file.pages[0].obj
        file.Root.Pages.Resources = page.Resources
        file.Root.Pages.MediaBox = pikepdf.Array([0, 0, 300, 400])
        file.Root.Pages.Rotate = 90
        del page.Resources
        del page.MediaBox
        file.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 0, 0])

    result, target = one(tmp_path, pdf(2, change=shuffle))
    first, second = (PdfReader(target).pages[n] for n in (-3, -2))

    assert (float(first.mediabox.width), float(first.mediabox.height)) == (400, 300)
    assert "Statement 1" in first.extract_text()
    assert float(second.mediabox.width) == 792
    assert verify(target, result.digest).ok


def test_scripts_actions_and_embedded_files_stay_behind(tmp_path):
    """The copy holds what is seen and nothing that acts; the slip sheet says what was left out."""

    def arm(file):
        page = file.pages[0]
        file.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('CANARY-JS')")
        )
        page.AA = pikepdf.Dictionary(
            O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("CANARY-LAUNCH"))
        )
        page.Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=pikepdf.Array([0, 0, 100, 100]),
                    A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("CANARY-RUN")),
                )
            ]
        )
        file.attachments["x.txt"] = b"CANARY-FILE"
        file.docinfo.Title = "CANARY-TITLE"

    result, target = one(tmp_path, pdf(1, change=arm))

    with pikepdf.open(target) as made:
        out = io.BytesIO()
        made.save(out, qdf=True)
        assert list(made.attachments) == ["manifest.json"]
    for canary in (b"CANARY", b"/JavaScript", b"/Launch"):
        assert canary not in out.getvalue()
    assert any("scripts" in note for note in result.notes)
    assert any("1 embedded file" in note for note in result.notes)


def test_forms_keep_what_was_filled_in(tmp_path):
    """A field's appearance is drawn into the page, and can no longer be changed."""

    def fill(file):
        page = file.pages[0]
        look = file.make_stream(b"BT 0 g /F1 14 Tf 4 6 Td (FILLED IN) Tj ET")
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = pikepdf.Array([0, 0, 200, 24])
        look.Resources = page.Resources
        field = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("a"),
                F=4,
                Rect=pikepdf.Array([100, 500, 300, 524]),
                AP=pikepdf.Dictionary(N=look),
            )
        )
        page.Annots = pikepdf.Array([field])
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    result, target = one(tmp_path, pdf(1, change=fill))

    assert "FILLED IN" in PdfReader(target).pages[result.exhibits[0].pages[1] - 1].extract_text()
    assert "/AcroForm" not in PdfReader(target).trailer["/Root"]
    assert any("filled in" in note for note in result.notes)


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (encrypted_pdf(), "encrypted"),
        (b"%PDF-1.7\n" + b"nonsense" * 50, "damaged"),
        (pdf(1)[:200], "damaged"),
        (b"%PDF-1.4\ntrailer<</Root 1 0 R>>", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged"),
        (picture("JPEG")[:600], "damaged"),
        (b"PK\x03\x04\0\0\0", "cannot be printed"),
        (b"\0\1\2\3", "cannot be printed"),
    ],
)
def test_what_cannot_be_shown_becomes_a_page_that_says_so(tmp_path, data, because):
    """Never a silent gap, never a crash: the reason and the sha256 stand in its place."""
    result, target = one(tmp_path, data)

    said = pages_of(target)[result.exhibits[0].pages[1] - 1]
    assert "This file is not shown here" in said
    assert because in " ".join(said.split())
    assert sha(data) in "".join(said.split())
    assert any(because in note for note in result.notes)


def test_an_empty_password_opens_a_file(tmp_path):
    """A file locked only against changes is shown; the packet says that it was encrypted."""
    data = pdf(1, encryption=pikepdf.Encryption(owner="secret", user=""))
    result, target = one(tmp_path, data)

    assert "Statement 1" in PdfReader(target).pages[-2].extract_text()
    assert any("empty password" in note for note in result.notes)


def test_one_damaged_page_does_not_cost_the_others(tmp_path):
    """The page that cannot be read says so in its place; its neighbours are shown."""

    def hurt(file):
        page = file.pages[1]
        page.Contents = file.make_stream(b"not lzw", Filter=pikepdf.Name.LZWDecode)
        page.Contents = pikepdf.Array([page.Contents, page.Contents])

    result, target = one(tmp_path, pdf(3, change=hurt))

    assert result.exhibits[0].pages[1] - result.exhibits[0].pages[0] == 3
    assert verify(target, result.digest).ok
    assert "Statement 3" in PdfReader(target).pages[-2].extract_text()


def test_pages_that_share_a_stream_are_all_shown(tmp_path):
    """Two pages may draw with one stream: neither loses it."""

    def share(file):
        file.pages[1].obj.Contents = file.pages[0].obj.Contents

    _, target = one(tmp_path, pdf(2, change=share))

    pages = PdfReader(target).pages
    assert "Statement 1" in pages[-3].extract_text()
    assert "Statement 1" in pages[-2].extract_text()


def test_two_documents_with_the_same_bytes_are_two_exhibits(tmp_path):
    """A letter sent twice is shown twice."""
    made = Cabinet()
    made.add("One", channel=PAPER, data=pdf(1))
    made.add("Two", channel=PAPER, data=pdf(1))

    result = assemble(made.plan(), tmp_path / "p.pdf")

    assert len(result.exhibits) == 2


def test_long_packets_spool_to_disk_and_say_the_same(cabinet, tmp_path, monkeypatch):
    """Memory stays flat: batches go to nameless files, and no byte of the packet changes."""
    direct = assemble(cabinet.plan(), tmp_path / "a.pdf")

    monkeypatch.setattr("borrower_desk.pdf.pages.KEPT_IN_MEMORY", 1)
    spooled = assemble(cabinet.plan(), tmp_path / "b.pdf")

    assert verify(tmp_path / "b.pdf", spooled.digest).ok
    assert spooled.pages == direct.pages
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


# ── nothing half done ────────────────────────────────────────────────────────


def test_an_interrupted_export_leaves_nothing(cabinet, tmp_path):
    """Whatever stops it, the folder is as it was; an older packet stays."""
    target = tmp_path / "p.pdf"
    target.write_bytes(b"older")

    class StopError(Exception):
        pass

    def at(words):
        def tell(done, total, what):
            if what.startswith(words):
                raise StopError

        return tell

    for words in ("Reading Exhibit 2", "Setting", "Binding", "Writing", "Reading it"):
        with pytest.raises(StopError):
            assemble(cabinet.plan(), target, at(words))
        assert [one.name for one in tmp_path.iterdir()] == ["p.pdf"]
        assert target.read_bytes() == b"older"


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize(
    ("number", "hint"), [(errno.ENOSPC, "room"), (errno.EIO, "another folder")]
)
def test_a_failing_disk_is_said_and_leaves_nothing(
    cabinet, tmp_path, monkeypatch, number, hint, nameless
):
    """A full or failing disk: one clear message, what to do, and no file."""
    if not nameless:
        monkeypatch.setattr(writing, "_nameless", lambda folder: None)

    def fail(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PacketError) as caught:
        assemble(cabinet.plan(), tmp_path / "p.pdf")

    assert hint in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_where_there_are_no_nameless_files_a_temporary_name_serves(cabinet, tmp_path, monkeypatch):
    """The same bytes, by the way that works everywhere."""
    monkeypatch.setattr(writing, "_nameless", lambda folder: None)

    result = assemble(cabinet.plan(), tmp_path / "p.pdf")

    assert verify(tmp_path / "p.pdf", result.digest).ok
    assert [one.name for one in tmp_path.iterdir()] == ["p.pdf"]


def test_the_packet_is_its_owners_alone(cabinet, tmp_path):
    """It holds somebody's papers: nobody else on the machine can read it."""
    assemble(cabinet.plan(), tmp_path / "p.pdf")

    assert (tmp_path / "p.pdf").stat().st_mode & 0o077 == 0


def test_changed_bytes_in_the_desk_stop_the_packet(cabinet, tmp_path):
    """An exhibit is made from the very bytes that were kept, or not at all."""
    key = cabinet.documents[1].sha256
    cabinet.bytes[key] += b"x"

    with pytest.raises(DocumentMissing, match="C2"):
        assemble(cabinet.plan(), tmp_path / "p.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"exhibits": ()}, DeskError),
        ({"paper": "legal"}, UsageError),
        ({"bates_prefix": "D E/1"}, UsageError),
        ({"bates_start": 0}, UsageError),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(cabinet, tmp_path, change, kind):
    """Nothing is written, above all no unredacted packet where a redacted one was asked for."""
    with pytest.raises(kind) as caught:
        assemble(replace(cabinet.plan(), **change), tmp_path / "p.pdf")

    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_is_refused(cabinet, tmp_path):
    """A directory, or a folder that is not there."""
    for target in (tmp_path, tmp_path / "none" / "p.pdf"):
        with pytest.raises(PacketError):
            assemble(cabinet.plan(), target)


def test_progress_counts_up_to_the_end(cabinet, tmp_path):
    """A progress bar can be drawn: steps never go back, and the last says that all is done."""
    heard = []
    assemble(cabinet.plan(), tmp_path / "p.pdf", lambda *said: heard.append(said))

    steps = [done for done, _, _ in heard]
    assert steps == sorted(steps)
    assert heard[-1] == (8, 8, "Done")


def test_a4_paper_is_taken(cabinet, tmp_path):
    """`--paper a4`."""
    assemble(cabinet.plan(paper="a4"), tmp_path / "p.pdf")

    assert round(float(PdfReader(tmp_path / "p.pdf").pages[0].mediabox.height)) == 842


def test_the_plan_of_arranged_exhibits_is_all_it_needs(cabinet, tmp_path):
    """A supplement: exhibits and Bates numbers run on from the packet before."""
    exhibits = arrange(cabinet.documents, include=["C4"], first=5)

    result = assemble(plan(exhibits, bates_start=100), tmp_path / "p.pdf")

    assert result.exhibits[0].label == "Exhibit 5"
    assert result.bates[0] == "DOE000100"
    assert verify(tmp_path / "p.pdf").ok
