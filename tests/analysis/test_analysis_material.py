"""Inputs of every form: headings in any order, days and amounts as servicers write them."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from analysis_inputs import outcome, reading
from hypothesis import given
from hypothesis import strategies as st

import borrower_desk.demo
from borrower_desk.analysis import escrow_audit, late_fee, payments, payoff
from borrower_desk.analysis.days import read_day, read_month
from borrower_desk.analysis.finding import Outcome
from borrower_desk.analysis.material import read
from borrower_desk.analysis.money import plain, read_money, read_rate, round_cents
from borrower_desk.analysis.reading import gather
from borrower_desk.analysis.words import normal, recognise
from borrower_desk.errors import DeskError

PAPERS = Path(borrower_desk.demo.__file__).parent / "papers"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.56", 123456), ("1234.5", 123450), ("(12.00)", -1200), ("12.00-", -1200),
        ("-12", -1200), ("-", 0), ("–", 0), ("$ 7", 700), ("12.00 CR", -1200), ("0.005", 1),
        ("1,855", 185500), ("USD 12.30", 1230), (".50", 50), ("1e-05", 0), ("\u22125.00", -500),
        ("", None), ("twelve", None), ("1.2.3", None), ("12,34.00", None), ("1" * 50, None),
    ],
)  # fmt: skip
def test_amounts(text: str, cents: int | None) -> None:
    """As they stand on statements and in spreadsheets."""
    assert read_money(text) == cents


@given(st.integers(-(10**11), 10**11))
def test_an_amount_comes_back_as_it_was(cents: int) -> None:
    """What we write we read."""
    assert read_money(plain(cents)) == cents


@given(st.fractions(min_value=-(10**6), max_value=10**6))
def test_rounding_is_to_the_nearest_cent_half_away_from_zero(value: Fraction) -> None:
    """Never more than half a cent off; a half goes up."""
    off = abs(round_cents(value) - value)
    assert off <= Fraction(1, 2)
    if off == Fraction(1, 2):
        assert abs(round_cents(value)) > abs(value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-16", date(2026, 9, 16)), ("9/16/2026", date(2026, 9, 16)),
        ("09/16/26", date(2026, 9, 16)), ("Sep 16, 2026", date(2026, 9, 16)),
        ("September 16, 2026", date(2026, 9, 16)), ("16-Sep-2026", date(2026, 9, 16)),
        ("20260916", date(2026, 9, 16)), ("2026-09-16T10:00:00Z", date(2026, 9, 16)),
        ("2/29/2028", date(2028, 2, 29)), ("2/29/2027", None), ("13/13/2026", None), ("x", None),
    ],
)  # fmt: skip
def test_days(text: str, day: date | None) -> None:
    """ISO, US order, names of months; a day that is none is none."""
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [("Feb 2027", (2027, 2)), ("2027-02", (2027, 2)), ("02/2027", (2027, 2)), ("Sept", (None, 9)),
     ("Feb-27", (2027, 2)), ("Total", None), ("marble", None)],
)  # fmt: skip
def test_months(text: str, month: tuple[int | None, int] | None) -> None:
    """A month, with its year or without."""
    assert read_month(text) == month


@pytest.mark.parametrize(
    ("text", "rate"), [("4.5%", "4.5"), ("4.5", "4.5"), ("0.045", "4.5"), ("0.125%", "0.125")]
)
def test_annual_rates(text: str, rate: str) -> None:
    """Percent, or a fraction of one."""
    assert read_rate(text) == Fraction(rate)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Prin. Amt", "principal"), ("INTEREST PAID", "interest"), ("Esc Pmt", "escrow"),
        ("Late Chgs", "fees"), ("Unapplied Funds", "suspense"), ("UPB", "balance"),
        ("Trans Date", "posted"), ("Date Rec'd", "received"), ("dueDate", "due"),
        ("Total Amount Received ($)", "amount"), ("Txn Desc", "what"), ("favourite colour", None),
    ],
)  # fmt: skip
def test_headings(heading: str, field: str | None) -> None:
    """Abbreviated, in capitals, run together."""
    assert recognise(heading, payments.COLUMNS) == field


def test_no_two_fields_of_one_analysis_share_a_name() -> None:
    """A name that stood for two fields would mean whichever came first."""
    for module in (escrow_audit, late_fee, payments, payoff):
        for vocabulary in (module.FIGURES, getattr(module, "COLUMNS", {})):
            owner: dict[str, str] = {}
            for name, words in vocabulary.items():
                for one in (name.replace("_", " "), *words):
                    assert owner.setdefault(normal(one), name) == name, (module.KIND, one)


# ── whole inputs ─────────────────────────────────────────────────────────────


def _late(told: Outcome) -> list[str]:
    return [one.difference for one in told.findings]


def test_a_csv_with_semicolons_in_windows_encoding() -> None:
    """As a spreadsheet in another country saves it."""
    data = "Fällig;Due date;Grace days;Received;Late fee\nx;9/1/2026;15;9/11/2026;$71.61\n"
    assert _late(outcome(late_fee, ("l.csv", data.encode("cp1252")))) == ["71.61"]


def test_a_workbook_with_days_percents_and_formulas() -> None:
    """Values only; a percent cell keeps its meaning; binary dust is no cent."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Due date", "Grace days", "Received", "Late fee", "Late fee percent", "P&I"])
    sheet.append([date(2026, 9, 1), 15, date(2026, 9, 20), 92.75, 0.05, 1432.1800000000001])
    sheet["E2"].number_format = "0.00%"
    data = io.BytesIO()
    book.save(data)
    assert _late(outcome(late_fee, ("l.xlsx", data.getvalue()))) == ["21.14"]


def test_labelled_lines_above_a_table() -> None:
    """A note's terms over the history, as an export has them."""
    told = reading(
        payments,
        ("h.csv", "Loan 000,x\nInterest rate,4.5%\nP&I,\"1,432.18\"\n\n"
                  "Date,Amount,Principal,Interest\n1/5/2026,1432.18,525.04,907.14\n"),
    )  # fmt: skip
    assert told.rate("rate") == Fraction("4.5")
    assert told.money("payment") == 143218
    assert len(told.rows) == 1


def test_a_pdf_table_is_read_by_where_its_words_stand() -> None:
    """The escrow analysis of the sample desk, heading of two lines and all."""
    name = "2026-11-09 escrow analysis.pdf"
    told = outcome(escrow_audit, (name, (PAPERS / name).read_bytes()))
    assert told.findings == ()
    assert told.summary["shortage"] == "716.00"
    assert told.summary["cushion"] == {"max": "922.48", "stated": "922.48", "over": "0.00"}
    assert [one.balance for one in told.months] == [one.stated for one in told.months]


def test_what_the_user_sets_wins_over_the_file() -> None:
    """`--set`: a what-if on the same input."""
    name = "2026-11-09 escrow analysis.pdf"
    told = outcome(escrow_audit, (name, (PAPERS / name).read_bytes()), cushion_months=1)
    assert [one.rule for one in told.findings if not one.follows] == ["cushion_over"]
    assert told.summary["shortage"] == "254.76"


def test_a_heading_is_what_the_user_says_it_is() -> None:
    """`--map`: a servicer's own word."""
    data = read("h.csv", b"Wann,Was kam,Kapital,Zins\n1/5/2026,1432.18,525.04,907.14\n")
    said = {"Wann": "received", "Was kam": "amount", "Kapital": "principal", "Zins": "interest"}
    told = gather([data], payments.FIGURES, payments.COLUMNS, said)
    assert told.rows[0].values["interest"] == "907.14"


def test_columns_that_nobody_knows_are_named() -> None:
    """So that they can be mapped."""
    told = reading(late_fee, ("l.csv", "Due date,Late fee,Zins\n9/1/2026,71.61,3\n"))
    assert told.ignored == ["Zins"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.toml", b"x = ["), ("a.json", b"{"), ("a.json", b"7"), ("a.xlsx", b"PK\x03\x04broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("a.pdf", b"%PDF-1.7 broken"),
        ("a.bin", b"\0\1\2\3"), ("deep.json", b"[" * 100_000), ("a.csv", b"a,b\n" * 20_001),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(name: str, data: bytes) -> None:
    """A DeskError with a hint, whatever the bytes."""
    with pytest.raises(DeskError) as why:
        read(name, data)
    assert why.value.hint


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.toml", "a.json", "a.txt", "a.xlsx"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    """Never another exception."""
    try:
        material = read(name, data)
    except DeskError:
        return
    for module in (late_fee, payments, escrow_audit, payoff):
        module.analyze(
            gather([material], module.FIGURES, getattr(module, "COLUMNS", module.FIGURES))
        )


def test_escape_codes_of_an_input_reach_nothing() -> None:
    """A stranger's file is a stranger's text."""
    told = outcome(payments, ("\x1b[31mh.csv", "Date,Amount,Principal,Interest\n\x1b[2J,x,1,2\n"))
    assert "\x1b" not in repr((told.unread, told.sources))
