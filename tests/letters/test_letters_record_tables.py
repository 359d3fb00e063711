"""The codes that hang on the record or on a file, eight of both; and a count of all tables."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
import test_letters_files as files
from labelled_drafts import drafts
from letters_samples import LOAN, SENDER, SERVICER, TODAY
from PIL import Image, ImageDraw, ImageFilter
from test_letters_checks import (
    ADDRESSES,
    BLOCKS,
    FIRST,
    IMPRECISE,
    SAID,
    SEVERAL,
    SUBJECTS,
    found,
)
from test_letters_numbers import TABLES
from test_letters_sentences import sentences

from borrower_desk.letters.checks import SEVERITY, Checked, CheckedFile, run
from borrower_desk.letters.templates import template
from borrower_desk.model import (
    Channel,
    Event,
    EventId,
    EventKind,
    MatterId,
    ServicerId,
    ServicingPeriod,
)

NOTICE = "This is a notice of error (12 CFR 1024.35(b)(5)). Please remove the fee of $71.61."
MINE = ("fee-without-basis",)
SENT = Event(EventId("E1"), MatterId("M1"), EventKind.SENT, date(2026, 6, 1), errors=MINE)
ANSWER = Event(EventId("E2"), MatterId("M1"), EventKind.RESPONDED, date(2026, 7, 1), of="E1")


def codes(body: str = NOTICE, **told: object) -> set[str]:
    told.setdefault("today", TODAY)
    return {
        one.code for one in run(Checked("Account 0001234567", body, loan=LOAN, **told)).findings
    }


@pytest.mark.parametrize("days", [181, 182, 190, 200, 365, 366, 700, 4000])
@pytest.mark.parametrize("over", [True, False])
def test_an_address_is_looked_up_again_after_180_days(days, over):
    seen = TODAY - timedelta(days=days if over else days % 181)
    notice = replace(SERVICER.addresses[0], checked=seen)
    servicer = replace(SERVICER, addresses=(notice, *SERVICER.addresses[1:]))
    assert ("address-unverified" in codes(servicer=servicer)) is over


LEFT = [
    date(2025, 12, 14),
    date(2025, 12, 1),
    date(2025, 6, 1),
    date(2024, 2, 29),
    date(2020, 1, 1),
    date(2024, 12, 15),
    date(2023, 12, 31),
    date(2015, 5, 5),
]
NOT_LONG = [
    date(2025, 12, 15),
    date(2025, 12, 16),
    date(2026, 1, 1),
    date(2026, 6, 1),
    date(2026, 12, 1),
    date(2026, 12, 14),
    date(2026, 2, 28),
    date(2026, 12, 15),
]


@pytest.mark.parametrize(
    ("day", "fires"), [(one, True) for one in LEFT] + [(one, False) for one in NOT_LONG]
)
@pytest.mark.parametrize("how", ["period", "transferred", "paid-off"])
def test_a_notice_comes_within_a_year(day, fires, how):
    """12 CFR 1024.35(g)(1)(iii): of the transfer away, or of the discharge."""
    loan, events = LOAN, ()
    if how == "period":
        period = ServicingPeriod(SERVICER.id, "0001", None, day)
        loan = replace(LOAN, servicer=ServicerId("S2"), periods=(period,))
    else:
        events = (Event(EventId("E1"), MatterId("M1"), EventKind(how), day),)
    draft = Checked("x", NOTICE, loan=loan, servicer=SERVICER, events=events, today=TODAY)
    assert ("untimely" in {one.code for one in run(draft).findings}) is fires


def test_a_transfer_to_this_servicer_starts_no_year():
    """The loan came to it two years ago, and never left."""
    began = date(2024, 3, 1)
    came = Event(EventId("E1"), MatterId("M1"), EventKind.TRANSFERRED, began)
    loan = replace(LOAN, periods=(ServicingPeriod(SERVICER.id, LOAN.number, began, None),))
    draft = Checked("x", NOTICE, loan=loan, servicer=SERVICER, events=(came,), today=TODAY)
    assert "untimely" not in {one.code for one in run(draft).findings}


def test_a_notice_to_the_earlier_servicer_counts_from_its_own_end():
    old = replace(SERVICER, id=ServicerId("S0"), name="Old Harbor Servicing")
    periods = (
        ServicingPeriod(old.id, "77", None, date(2025, 3, 1)),
        ServicingPeriod(SERVICER.id, LOAN.number, date(2025, 3, 1), None),
    )
    new = replace(SERVICER, name="Sample Home Servicing", addresses=())
    told = {
        "loan": replace(LOAN, periods=periods), "servicer": new, "earlier_servicers": (old,),
        "events": (), "today": TODAY,
    }  # fmt: skip
    to_old = Checked("x", NOTICE, to_address="Old Harbor Servicing, P.O. Box 100, Dallas", **told)
    to_new = Checked("x", NOTICE, to_address="Sample Home Servicing", **told)
    assert "untimely" in {one.code for one in run(to_old).findings}
    assert "untimely" not in {one.code for one in run(to_new).findings}


REPEATED = [
    (SENT, ANSWER),
    (SENT, replace(ANSWER, kind=EventKind.REFUSED)),
    (SENT, replace(ANSWER, kind=EventKind.CORRECTED)),
    (SENT, replace(ANSWER, of=None)),
    (SENT, replace(ANSWER, of="C9")),
    (replace(SENT, errors=(), letter="late-fee-dispute"), ANSWER),
    (replace(SENT, errors=("payment-misapplied", *MINE)), ANSWER),
    (replace(SENT, of="D1"), replace(ANSWER, of="D1")),
]
NEW = [
    (),
    (SENT,),
    (ANSWER,),
    (SENT, replace(ANSWER, undone=True)),
    (SENT, replace(ANSWER, on=date(2026, 5, 1), of=None)),
    (replace(SENT, errors=("payment-misapplied",)), ANSWER),
    (replace(SENT, errors=(), letter="payoff-statement"), ANSWER),
    (SENT, replace(ANSWER, kind=EventKind.ACKNOWLEDGED)),
]


@pytest.mark.parametrize(
    ("events", "fires"), [(one, True) for one in REPEATED] + [(one, False) for one in NEW]
)
def test_an_answered_error_is_not_asserted_again_with_nothing_new(events, fires):
    """12 CFR 1024.35(g)(1)(i)."""
    assert ("duplicative" in codes(events=events)) is fires


KINDS = [
    "notice-of-error",
    "late-fee-dispute",
    "payment-delay",
    "qualified-written-request",
    "request-for-information",
    "owner-identity",
    "escrow-refund",
    "foreclosure-hold",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("channel", "fires"),
    [(Channel.MAIL, True), (Channel.EMAIL, True), (Channel.CERTIFIED_MAIL, False),
     (Channel.PORTAL, False)],
)  # fmt: skip
def test_certified_mail_is_advised(kind, channel, fires):
    told = {"kind": kind, "template": template(kind), "channel": channel}
    assert ("proof-of-mailing" in codes(**told)) is fires


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("named", [True, False])
def test_a_legal_notice_says_what_it_is(kind, named):
    made = template(kind)
    said = f"This is a {made.names_itself}." if named else "I write about the fee of $71.61."
    assert ("legal-name-missing" not in codes(said, kind=kind, template=made)) is named


@cache
def sheet(width: int, height: int) -> Image.Image:
    made = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(made)
    for y in range(height // 20, height - height // 20, height // 55):
        for n, x in enumerate(range(width // 17, width - width // 8, width // 19)):
            pen.rectangle((x, y, x + width // (26 + n % 5 + y % 7), y + height // 160), fill=0)
    return made


def saved(picture: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(sheet(1700, 2200), exif=exif)


def blurred(radius: int) -> bytes:
    return saved(sheet(1700, 2200).filter(ImageFilter.GaussianBlur(radius)))


FAINT = [
    saved(sheet(640, 828)), saved(sheet(1200, 1500), "PNG"),
    saved(sheet(800, 1000), "PDF", resolution=95),
    blurred(8), blurred(25), saved(Image.new("L", (1700, 2200), 250)), turned(6), turned(3),
    saved(sheet(1700, 2200).rotate(90, expand=True)),
]  # fmt: skip
CLEAR = [
    saved(sheet(1700, 2200)), saved(sheet(1275, 1650)), saved(sheet(2550, 3300), "PNG"),
    saved(sheet(1700, 2200), "PDF", resolution=200), saved(sheet(750, 1800), dpi=(300, 300)),
    saved(sheet(1700, 2200).convert("RGB"), quality=60), turned(1), blurred(1),
    saved(sheet(2200, 1700)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "fires"), [(one, True) for one in FAINT] + [(one, False) for one in CLEAR]
)
def test_a_page_can_be_read(data, fires):
    file = CheckedFile("Bank record.jpg", data=data)
    got = codes("The bank record is enclosed.", enclosures=(file,))
    assert ("attachment-illegible" in got) is fires


def tagged(**tags: object) -> bytes:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[int(tag.removeprefix("x"), 16)] = value
    return saved(sheet(1700, 2200), exif=exif)


def lettered(**said: str) -> bytes:
    return saved(sheet(1700, 2200), "PDF", resolution=200, **said)


def tracked(inside: str) -> bytes:
    from zipfile import ZipFile

    out = io.BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", f"<w:p>{inside}</w:p>")
    return out.getvalue()


GPS = {1: "N", 2: (39.0, 47.0, 0.0), 3: "W", 4: (89.0, 38.0, 0.0)}
TELLING = [
    tagged(x8825=GPS), tagged(x013B="Casey Clerk"), tagged(x9C9D="Casey Clerk".encode("utf-16-le")),
    lettered(author="Casey Clerk"), lettered(author="J. Roe, Esq."),
    tracked('<w:ins w:author="C">x</w:ins>'),
    tracked('<w:del w:author="C">x</w:del>'), tagged(x8825=GPS, x013B="Casey Clerk"),
]  # fmt: skip
SILENT = [
    saved(sheet(1700, 2200)), saved(sheet(1700, 2200), "PNG"), lettered(),
    lettered(author="(anonymous)"),
    lettered(author="unknown"), lettered(author="Maria Lopez"), lettered(title="Bank record"),
    tracked("<w:r>x</w:r>"), tagged(x0110="A camera"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "fires"), [(one, True) for one in TELLING] + [(one, False) for one in SILENT]
)
def test_nothing_is_hidden_inside(data, fires):
    file = CheckedFile("Bank record.jpg", data=data)
    got = codes("The bank record is enclosed.", enclosures=(file,), sender=SENDER)
    assert ("attachment-metadata" in got) is fires


# What is sent over the net grows by a third on its way; on paper the files count as they are,
# for they go by e-mail or portal sooner or later.
LARGE = [
    (channel, megabytes, megabytes >= least)
    for channel, least in (
        (Channel.EMAIL, 7.6), (Channel.PORTAL, 7.6), (Channel.FAX, 7.6),
        (Channel.CERTIFIED_MAIL, 10), (Channel.MAIL, 10),
    )
    for megabytes in (0.1, 1, 3, 5, 6, 7, 7.6, 8, 9, 10, 12, 15, 20, 25)
]  # fmt: skip


@pytest.mark.parametrize(("channel", "megabytes", "fires"), LARGE)
def test_a_message_over_ten_megabytes(channel, megabytes, fires):
    files = tuple(
        CheckedFile(f"Bank record {n}.pdf", data=b"%PDF-" + bytes(int(megabytes * 524288)))
        for n in (1, 2)
    )
    assert ("attachment-large" in codes(enclosures=files, channel=channel)) is fires


HARD = "Notwithstanding aforementioned considerations, remittances necessitate determinations"
PLAIN = "You charged a fee. I paid on time. Please take it off"


@pytest.mark.parametrize("times", range(8, 16))
@pytest.mark.parametrize(("text", "fires"), [(HARD, True), (PLAIN, False)])
def test_a_letter_reads_easily(times, text, fires):
    assert ("reading-level" in codes(". ".join([text] * times) + ".")) is fires


def test_each_code_has_eight_examples_that_fire_and_eight_that_do_not():
    """Over the tables of this folder and the labelled drafts."""
    fires, quiet = Counter(), Counter()
    for table in (SAID, SUBJECTS, TABLES):
        for code, (bad, good) in table.items():
            fires[code] += len(bad)
            quiet[code] += len(good)
    for code, _, does in sentences():
        (fires if does else quiet)[code] += 1
    for code, both in (
        ("issue-not-first", FIRST), ("several-issues", SEVERAL), ("issue-imprecise", IMPRECISE),
        ("account-block-incomplete", BLOCKS), ("wrong-address", ADDRESSES),
    ):  # fmt: skip
        fires[code] += len(both[True])
        quiet[code] += len(both[False])
    for code, bad, good in (
        ("address-unverified", range(8), range(8)), ("untimely", LEFT, NOT_LONG),
        ("duplicative", REPEATED, NEW), ("proof-of-mailing", KINDS, KINDS),
        ("legal-name-missing", KINDS, KINDS), ("attachment-illegible", FAINT, CLEAR),
        ("attachment-metadata", TELLING, SILENT), ("attachment-large", range(16), range(8)),
        ("reading-level", range(8), range(8)),
    ):  # fmt: skip
        fires[code] += len(bad)
        quiet[code] += len(good)
    for code, test in (
        ("attachment-unlabelled", files.test_a_name_says_what_the_file_is),
        ("attachment-unmentioned", files.test_an_enclosure_is_mentioned),
        ("attachment-unreadable", files.test_a_file_opens),
        ("attachment-format", files.test_the_type_is_told_by_content),
    ):
        for *_, does in test.pytestmark[0].args[1]:
            (fires if does else quiet)[code] += 1
    for one in drafts():
        fires.update(one.codes)
        quiet.update(set(SEVERITY) - one.codes)

    assert {code: fires[code] for code in SEVERITY if fires[code] < 8} == {}
    assert {code: quiet[code] for code in SEVERITY if quiet[code] < 8} == {}
    assert found("") == set()


def test_a_letter_that_names_nobody_goes_to_the_servicer_of_its_days():
    """Its one fact lies before the present servicer's time, and over a year ago."""
    old = replace(SERVICER, id=ServicerId("S0"), name="Old Harbor Servicing")
    periods = (
        ServicingPeriod(old.id, "77", None, date(2025, 3, 1)),
        ServicingPeriod(SERVICER.id, LOAN.number, date(2025, 3, 1), None),
    )
    told = {
        "loan": replace(LOAN, periods=periods), "servicer": replace(SERVICER, addresses=()),
        "earlier_servicers": (old,), "events": (), "today": TODAY,
    }  # fmt: skip
    for day, fires in (("January 9, 2025", True), ("November 9, 2026", False)):
        said = f"This is a notice of error. On {day} you charged a fee of $30.00."
        codes = {one.code for one in run(Checked("x", said, **told)).findings}
        assert ("untimely" in codes) is fires
