"""The story: its dates fit the law, its amounts agree, its keys lead somewhere."""

from __future__ import annotations

import io
import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest
from demo_story_values import PLACE, story

from borrower_desk.law.deadlines import deadline
from borrower_desk.model import Direction, DutyStatus, EventKind, Kind

TOOLS = Path(__file__).parents[2] / "tools"


def pdf_text(name: str) -> str:
    from pypdf import PdfReader

    data = (PLACE / "papers" / name).read_bytes()
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_every_key_leads_somewhere() -> None:
    """`of`, `by`, `proof` and enclosures name an event, a letter, a mail or a paper."""
    told = story()
    kept = {one.key for one in told.mail} | {one.source for one in told.papers}
    named = {str(one.id) for one in told.events} | {one.key for one in told.letters}

    assert {one.of for one in told.events if one.of} <= kept | named
    assert set(told.event_by.values()) <= kept
    for letter in told.letters:
        assert {letter.proof, *(source for source, _ in letter.enclosures)} <= kept
    for paper in told.papers:
        assert paper.path.is_file()
    assert not named & kept, "a key means one thing"


def test_every_matter_that_is_named_is_opened() -> None:
    told = story()
    matters = {str(one.id) for one in told.matters}
    named = [*told.mail, *told.papers, *told.letters, *told.calls, *told.promises, *told.duties]

    assert {one.matter for one in named if one.matter} <= matters
    assert {str(one.matter) for one in told.events} == matters


def test_received_kinds_are_kinds_of_the_contract() -> None:
    """cli.md lists them; a sent paper has a letter kind or none."""
    known = {one.value for one in Kind}
    told = story()

    received = [one for one in (*told.mail, *told.papers) if one.direction is Direction.RECEIVED]
    assert {one.kind for one in received if one.kind} <= known


def test_the_story_takes_eight_months_and_ends_before_today() -> None:
    """Nothing in it happens after the day on which it is told."""
    told = story()
    days = [one.on for one in told.mail] + [one.dated for one in told.papers]
    days += [one.on for one in told.events] + [one.on for one in told.calls]

    assert max(days) <= told.as_of
    assert timedelta(days=225) < told.as_of - min(days) < timedelta(days=245)


def test_events_are_in_the_order_of_their_matter() -> None:
    """So that whoever follows the list never answers a letter before it was sent."""
    for matter in story().matters:
        days = [one.on for one in story().events if one.matter == matter.id]
        assert days == sorted(days), matter.title


@pytest.mark.parametrize(
    ("rule", "start", "params", "due"),
    [
        ("noe-acknowledge", date(2026, 11, 2), {}, date(2026, 11, 9)),
        ("noe-respond", date(2026, 11, 2), {}, date(2026, 12, 16)),
        (
            "noe-respond",
            date(2026, 11, 2),
            {"extension_noticed_on": date(2026, 12, 14)},
            date(2027, 1, 8),
        ),
        ("noe-acknowledge", date(2026, 11, 20), {}, date(2026, 11, 30)),
        ("noe-respond", date(2026, 11, 20), {}, date(2027, 1, 6)),
        ("noe-documents", date(2027, 1, 4), {}, date(2027, 1, 26)),
        ("payoff-statement", date(2026, 12, 1), {}, date(2026, 12, 10)),
        ("transfer-payment-grace", date(2027, 1, 1), {}, date(2027, 3, 1)),
    ],
)
def test_the_dates_of_the_story_are_the_dates_of_the_law(
    rule: str, start: date, params: dict[str, object], due: date
) -> None:
    """12 CFR 1024.35, 1024.33 and 1026.36: what the letters promise is what the law asks."""
    assert deadline(rule, start, params).due == due
    expected = [one.due for one in story().duties if one.rule == rule]
    assert due in expected or (rule == "noe-respond" and not params)


def test_the_extension_is_in_time_and_its_day_has_passed() -> None:
    """In writing, with reasons, before day 30; and no answer by January 8."""
    extended = next(one for one in story().events if one.kind is EventKind.EXTENDED)

    assert extended.on <= date(2026, 12, 16)
    assert "no later than January 8, 2027" in pdf_text("2026-12-14 extension notice.pdf")
    overdue = [one for one in story().duties if one.status is DutyStatus.OVERDUE]
    assert [one.due for one in overdue] == [date(2027, 1, 8)]


def test_both_transfer_notices_are_in_time() -> None:
    """12 CFR 1024.33(b)(3): fifteen days before from the old, fifteen after from the new."""
    transfer = story().transfers[0]

    assert date(2026, 12, 15) <= deadline("transfer-notice-old", transfer.effective).due  # type: ignore[operator]  # the rule always owes a day
    assert date(2027, 1, 7) <= deadline("transfer-notice-new", transfer.effective).due  # type: ignore[operator]  # as above


def test_the_fee_is_wrong_and_everything_else_adds_up() -> None:
    """5 % of 1,855.00 is 92.75; the note allows 5 % of principal and interest, 71.61."""
    figures = runpy.run_path(str(TOOLS / "demo_samples" / "figures.py"))

    assert figures["FEE_CHARGED"] == 9275
    assert figures["FEE_ALLOWED"] == 7161
    rows = figures["payments"]()
    assert [(rows[n].interest, rows[n].principal) for n in (6, 7, 8)] == [
        (90714, 52504),
        (90517, 52701),
        (90319, 52899),
    ]
    wrong = figures["escrow_year"](figures["INSURANCE_WRONG"], 160668)
    true = figures["escrow_year"](figures["INSURANCE_TRUE"], 190668)
    assert (wrong.monthly, wrong.shortage, wrong.per_month) == (46124, 71600, 5967)
    assert (true.monthly, true.shortage, true.per_month) == (43624, 39100, 3258)


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        ("2026-06-18 mortgage statement.pdf", ["$1,855.00", "$241,378.13", "P.O. Box 9002"]),
        ("2026-09-18 mortgage statement.pdf", ["$92.75", "$1,947.75", "$239,791.16", "$1,727.40"]),
        ("2026-09-30 bank statement.pdf", ["Check 1187", "09/14", "1,855.00"]),
        ("2026-11-06 acknowledgment.pdf", ["November 2, 2026", "thirty (30)", "ER-26-118840"]),
        ("2026-11-09 escrow analysis.pdf", ["$716.00", "$59.67", "$1,953.09", "$206.48"]),
        ("2026-11-17 notice of error escrow.pdf", ["$391.00", "$1,901.00"]),
        ("2026-12-18 response escrow.pdf", ["no error occurred", "1-800-555-0142"]),
        ("2026-12-15 transfer notice Lakeshore.pdf", ["January 1, 2027", "60-day period"]),
        ("2027-01-07 transfer notice Pinecrest.pdf", ["0007718290", "0001234567"]),
        ("2027-01-19 Pinecrest statement.pdf", ["$71.61", "$3,879.70", "$1,483.86"]),
    ],
)
def test_the_papers_say_what_the_story_says(paper: str, says: list[str]) -> None:
    """One set of numbers runs through every paper."""
    text = pdf_text(paper)

    assert [one for one in says if one not in text] == []
