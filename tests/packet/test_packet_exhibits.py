"""Which documents become exhibits, in which order, under which label."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from packet_material import Cabinet, duty, sha

from borrower_desk.errors import NothingSelected, UsageError
from borrower_desk.model import Channel, DutyStatus
from borrower_desk.packet.exhibits import Form, arrange
from borrower_desk.packet.plan import bates_number, bates_prefix
from borrower_desk.packet.texts import narrow, quoted_blocks
from borrower_desk.packet.wording import days_late


@pytest.fixture
def cabinet() -> Cabinet:
    made = Cabinet()
    made.add("Second", on=date(2026, 3, 9))
    made.add("First", on=date(2026, 3, 1))
    made.add("To counsel", on=date(2026, 3, 5), privileged=True)
    return made


def titles(exhibits):
    return [one.document.title for one in exhibits]


def test_exhibits_are_numbered_oldest_first(cabinet):
    """Exhibit 1 is the oldest document, whatever order they were given in."""
    exhibits = arrange(cabinet.documents)

    assert [one.label for one in exhibits] == ["Exhibit 1", "Exhibit 2"]
    assert titles(exhibits) == ["First", "Second"]


def test_on_one_day_the_clock_decides_and_then_the_id():
    """Two messages of one day stand in the order of their time, then of their ids."""
    made = Cabinet()
    made.add("Afternoon", at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    made.add("Morning", at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    made.add("Morning again", at=datetime(2026, 3, 2, 9, tzinfo=UTC))

    assert titles(arrange(made.documents)) == ["Morning", "Morning again", "Afternoon"]


def test_the_callers_order_comes_before_the_calendar(cabinet):
    """Documents named in `order` come first, as it says."""
    assert titles(arrange(cabinet.documents, order=["C1"])) == ["Second", "First"]


def test_attorney_client_material_is_in_only_when_named(cabinet):
    """What is marked privileged never slips in: `include` must name it (`privilege`)."""
    assert "To counsel" not in titles(arrange(cabinet.documents))
    assert titles(arrange(cabinet.documents, include=["C3"])) == ["To counsel"]


def test_excluded_documents_take_no_number(cabinet):
    """Numbers are unbroken after an exclusion."""
    exhibits = arrange(cabinet.documents, exclude=["C2"])

    assert [(one.number, one.document.source) for one in exhibits] == [(1, "C1")]


def test_a_supplement_goes_on_from_the_last_number(cabinet):
    """A packet once served keeps its numbers; later material runs on."""
    assert [one.label for one in arrange(cabinet.documents, first=13)] == [
        "Exhibit 13",
        "Exhibit 14",
    ]


@pytest.mark.parametrize("how", [{"include": ["C99"]}, {"exclude": ["C99"]}, {"order": ["C99"]}])
def test_an_unknown_id_is_named(cabinet, how):
    """A typing error in an id is a usage error that names it."""
    with pytest.raises(UsageError, match="C99"):
        arrange(cabinet.documents, **how)


def test_nothing_left_is_an_error_with_a_hint(cabinet):
    """A packet of no exhibits is not made."""
    with pytest.raises(NothingSelected) as caught:
        arrange(cabinet.documents, exclude=["C1", "C2", "C3"])
    assert caught.value.hint


def test_a_logged_call_is_a_memo_with_whom_it_was():
    """A call has no subject of its own: it is called by what it was and with whom."""
    made = Cabinet()
    call = made.add("They said it was", channel=Channel.PHONE)

    assert call.form is Form.LOG
    assert call.title == "Telephone call: Harbor Loan Care <help@harborloan.example>"


def test_an_imported_file_is_not_its_own_attachment():
    """A scan that was imported alone is shown once."""
    made = Cabinet()
    data = b"plain words"
    scan = made.add(
        "scan",
        channel=Channel.DOCUMENT,
        data=data,
        files=(("scan.txt", "text/plain", data), ("other.txt", "text/plain", b"other")),
    )

    assert [one.name for one in scan.attachments] == ["other.txt"]
    assert scan.name == "scan.txt"


def test_bytes_are_fetched_only_when_asked_for():
    """Arranging a packet reads no document: `data` is called later."""
    made = Cabinet()
    made.add("One", "words")
    made.bytes.clear()

    (one,) = arrange(made.documents)

    with pytest.raises(KeyError):
        one.document.data()
    assert one.document.sha256 == sha(b"Subject: One\n\nwords")


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("Jane Doe", "DOE"),
        ("José Núñez", "NUNEZ"),
        ("John Smith Jr.", "SMITH"),
        ("Doe, Jane", "DOE"),
        ("Anne O'Brien-Lee", "OBRIENLEE"),
        ("山田太郎", "BD"),
        ("", "BD"),
        ("Wolfeschlegelsteinhausen", "WOLFESCHLEGE"),
    ],
)
def test_the_bates_prefix_is_the_last_name_in_plain_capitals(name, prefix):
    """`DOE` for Jane Doe; letters that have no plain form fall back to BD."""
    assert bates_prefix(name) == prefix


def test_bates_numbers_have_six_digits_and_grow_past_a_million():
    """Numbers sort as text, and none is ever reused."""
    assert bates_number("DOE", 1) == "DOE000001"
    assert bates_number("DOE", 1_000_000) == "DOE1000000"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("one\n> two\n>> three\nfour", [0, 1, 2, 0]),
        ("one\n-----Original Message-----\nold", [0, 1]),
        ("one\n________________\nFrom: A\nSent: Monday\n> older", [0, 1, 2]),
        ("one\nFrom: A\nSent: Monday\nold", [0, 1]),
        ("one\nFrom: here on I write", [0]),
        ("", [0]),
    ],
)
def test_quoted_parts_are_told_by_their_marks(text, levels):
    """Signs of quotation, and the ways in which mail programs quote a whole message."""
    assert [block["level"] for block in quoted_blocks(text)] == levels


def test_a_narrow_cell_shows_the_name_and_breaks_an_address():
    """A column an inch wide cannot hold an address in one piece."""
    assert narrow("Mail Desk <care@lake.example> to Jane <j@d.example>") == "Mail Desk to Jane"
    assert "\u200b" in narrow("customercare@lakeshore-mortgage.example")


def test_a_duty_that_was_superseded_is_never_late():
    """Lateness is counted from the due date, once the later reading has passed too."""
    today = date(2026, 9, 14)

    assert days_late(duty(), today) == 147
    assert days_late(duty(status=DutyStatus.SUPERSEDED), today) == 0
    assert days_late(duty(late_after=date(2026, 4, 21), met_on=date(2026, 4, 21)), today) == 0
    assert days_late(duty(late_after=date(2026, 4, 21), met_on=date(2026, 4, 22)), today) == 2
    assert days_late(duty(due=None), today) == 0


def test_a_run_of_days_names_each_year_it_touches():
    from borrower_desk.packet.wording import run_of_days

    over = [date.fromordinal(date(2026, 12, 30).toordinal() + n) for n in range(4)]
    assert run_of_days(over) == "December 30, 2026–January 2, 2027"
    assert (
        run_of_days([date(2026, 12, 4), date(2027, 1, 4)]) == "December 4, 2026 and January 4, 2027"
    )
