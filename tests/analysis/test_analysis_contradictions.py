"""Facts of letters and statements, and the pairs that cannot both be right."""

from __future__ import annotations

from pathlib import Path

import pytest

import borrower_desk.demo
from borrower_desk.analysis import contradictions
from borrower_desk.analysis.facts import facts
from borrower_desk.analysis.finding import Outcome
from borrower_desk.analysis.material import Material, read

DEMO = Path(borrower_desk.demo.__file__).parent


def letter(on: str, *sentences: str) -> Material:
    """A letter of that day."""
    return Material(f"letter of {on}", pages=("\n\n".join(sentences),), form="text")


def compared(*letters: Material) -> Outcome:
    return contradictions.analyze(letters)


@pytest.mark.parametrize(
    ("sentence", "key", "value"),
    [
        ("Your escrow account has a shortage of $1,350.00.", "shortage", "$1,350.00"),
        ("Escrow shortage  $716.00, spread over 12 months", "shortage", "$716.00"),
        ("The late fee of $71.61 stands.", "late fee", "$71.61"),
        ("Your interest rate is 4.500%.", "interest rate", "4.500%"),
        ("We received your payment on September 14, 2026.", "payment received", "2026-09-14"),
        ("The payment of $1,855.00 was received on 9/16/2026.", "payment received", "2026-09-16"),
        ("The owner of your loan is Birch Street Trust 2019-1.", "owner",
         "Birch Street Trust 2019-1"),
        ("The per diem is $23.79.", "interest per day", "$23.79"),
    ],
)  # fmt: skip
def test_what_a_sentence_states(sentence: str, key: str, value: str) -> None:
    """The usual ways of saying it."""
    assert [(one.key, one.value) for one in facts(letter("2026-10-02", sentence))] == [(key, value)]


@pytest.mark.parametrize(
    "sentence",
    [
        "You stated that the shortage is $1,350.00.",
        "If you pay late, a late fee of $71.61 would be charged.",
        "The shortage was corrected to $1,350.00.",
        "The previous shortage was $1,710.00.",
        "The shortage is $1,350.00, not a shortage of $1,710.00.",
        "> The escrow shortage is $1,710.00.",
        "Thank you.\nOn Oct 2, 2026, Maria Lopez wrote:\nThe late fee of $92.75 is wrong.",
        "From: Maria Lopez\nSent: Friday\nThe late fee of $92.75 is wrong.",
    ],
)
def test_what_states_nothing(sentence: str) -> None:
    """Quotations, possibilities, corrections and comparisons are no facts of the letter."""
    assert facts(letter("2026-10-02", sentence)) == []


def test_a_fact_has_its_page_and_line() -> None:
    """The place can be found again."""
    two = Material("a.pdf", pages=("Dear you.", "Hello.\n\nThe late fee of $71.61 stands."))
    (one,) = facts(two)
    assert (one.page, one.place, one.quote) == (2, 3, "The late fee of $71.61 stands.")


def test_two_shortages_of_one_season_contradict() -> None:
    """The finding asks which is right, and quotes both."""
    (one,) = compared(
        letter("2026-10-02", "The escrow shortage is $1,710.00."),
        letter("2026-11-20", "The escrow shortage is $1,350.00."),
    ).findings
    assert one.difference == "360.00"
    assert one.certainty.value == "question"
    assert all("“" in line for line in one.working)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # other times
        ("The escrow shortage is $1,710.00.", "The escrow shortage is $1,350.00."),
        # other days of the same figure
        ("As of May 1, 2026 the principal balance is $241,000.00.",
         "As of June 1, 2026 the principal balance is $240,500.00."),
        ("The payoff amount good through 12/10/2026 is $199,412.91.",
         "The payoff amount good through 12/20/2026 is $199,650.78."),
        # payments of two months
        ("The payment of $1,855.00 was received on September 14, 2026.",
         "The payment of $1,855.00 was received on October 12, 2026."),
        # the same said twice
        ("Your interest rate is 4.5%.", "Your interest rate is 4.500%."),
        ("The owner of your loan is Birch Street Trust.",
         "The owner of your loan is Birch Street Trust 2019-1."),
    ],
)  # fmt: skip
def test_figures_that_may_both_be_right(first: str, second: str) -> None:
    """Different days, payments or years are no contradiction."""
    assert compared(letter("2025-11-10", first), letter("2026-11-12", second)).findings == ()


def test_more_money_comes_first() -> None:
    """Pairs are ranked by what they are about."""
    found = compared(
        letter("2026-10-02", "The late fee of $92.75 stands.", "The shortage is $1,710.00."),
        letter("2026-10-20", "The late fee of $71.61 stands.", "The shortage is $1,350.00."),
    ).findings
    assert [one.difference for one in found] == ["360.00", "21.14"]


def test_thirty_real_letters_have_no_false_pair() -> None:
    """The sample desk's papers, and a year of ordinary letters that agree with each other."""
    papers = [read(one.name, one.read_bytes()) for one in sorted((DEMO / "papers").glob("*.pdf"))]
    papers = [one for one in papers if "Pinecrest" not in one.source]  # another servicer's terms
    year = [
        letter(
            f"2026-{month:02d}-20",
            f"Statement date {month:02d}/20/2026.",
            f"As of {month:02d}/20/2026 the unpaid principal is ${241_000 - 530 * month:,}.00.",
            f"We received your payment of $1,855.00 on {month:02d}/{5 + month % 7:02d}/2026.",
            "Your interest rate is 4.500%.",
            "A late charge of $92.75 applies after 15 days.",
            f"The escrow balance as of {month:02d}/20/2026 is ${400 + 422 * month:,}.00.",
        )
        for month in range(1, 13)
    ]
    answers = [
        letter(
            f"2026-{month:02d}-25",
            "We have received your letter and will answer within 30 business days.",
            f"We received your payment of $1,855.00 on {month:02d}/{5 + month % 7:02d}/2026.",
        )
        for month in range(1, 13)
    ]
    assert len(papers) + len(year) + len(answers) >= 30
    assert compared(*papers, *year, *answers).findings == ()


def test_a_table_of_facts_is_compared_by_name() -> None:
    """Facts that somebody typed: key, value, day, document."""
    told = read(
        "facts.csv",
        b"Fact,Value,As of,Document,Page\n"
        b'Principal balance,"$242,410.55",2026-10-31,statement,2\n'
        b'Unpaid principal balance,"$241,903.17",10/31/2026,letter,1\n',
    )
    (one,) = compared(told).findings
    assert one.difference == "507.38"
    assert "statement, page 2" in one.explanation
