"""Form 1098 against the history, by day of receipt."""

from __future__ import annotations

from analysis_inputs import outcome

from borrower_desk.analysis import form_1098
from borrower_desk.model import Certainty

HISTORY = "Due,Received,Description,Amount,Principal,Interest,Principal balance\n" + "".join(
    f"2026-{month:02d}-01,2026-{month:02d}-05,Payment,1432.18,532.18,900.00,{240_000 - month}\n"
    for month in range(1, 13)
)


def test_a_right_form_has_no_finding() -> None:
    """Twelve times 900.00."""
    assert outcome(form_1098, ("h.csv", HISTORY), year=2026, box_1="10800.00").findings == ()


def test_interest_counts_when_it_is_received() -> None:
    """December's payment that came in January is next year's, January's that came early is not."""
    moved = HISTORY.replace("2026-12-01,2026-12-05", "2026-12-01,2027-01-02")
    early = moved + "2027-01-01,2026-12-30,Payment,1432.18,533.00,899.18,239000\n"
    found = outcome(form_1098, ("h.csv", early), year=2026, box_1="10800.00")
    (one,) = found.findings
    assert (one.recomputed, one.difference) == ("10799.18", "0.82")
    assert "1 of the payments was due in another year" in one.explanation


def test_a_reversed_payment_is_not_received() -> None:
    """What bounced is taken off."""
    bounced = HISTORY + ",2026-12-09,Payment reversal NSF,-1432.18,-532.18,-900.00,239988\n"
    found = outcome(form_1098, ("h.csv", bounced), year=2026, box_1="10800.00")
    assert [one.recomputed for one in found.findings] == ["9900.00"]


def test_two_forms_of_a_transfer_year() -> None:
    """Each servicer reports what it received: to May 31, and from June 1."""
    forms = "Lender,Box 1\nLakeshore,4500.00\nPinecrest,6000.00\n"
    found = outcome(form_1098, ("h.csv", HISTORY), ("f.csv", forms), year=2026,
                    transfer_date="2026-06-01")  # fmt: skip
    assert [(one.stated, one.recomputed) for one in found.findings] == [("6000.00", "6300.00")]
    assert "Pinecrest" in found.findings[0].explanation


def test_two_forms_without_a_day_are_added_up() -> None:
    """Together they must make the year."""
    forms = "Lender,Box 1\nLakeshore,4500.00\nPinecrest,6000.00\n"
    found = outcome(form_1098, ("h.csv", HISTORY), ("f.csv", forms), year=2026)
    assert [one.difference for one in found.findings] == ["300.00"]


def test_the_principal_on_the_first_of_january() -> None:
    """Box 2 of the next year's form."""
    found = outcome(form_1098, ("h.csv", HISTORY), year=2027, box_2="240,000.00", box_1="0")
    assert [(one.rule, one.recomputed) for one in found.findings] == [("box2", "239988.00")]


def test_a_short_history_makes_it_only_likely() -> None:
    """Eleven payments may not be the whole year."""
    short = "\n".join(HISTORY.split("\n")[:12]) + "\n"
    found = outcome(form_1098, ("h.csv", short), year=2026, box_1="10800.00")
    assert [one.certainty for one in found.findings] == [Certainty.LIKELY]


def test_what_is_missing_is_said() -> None:
    """No history, no judgement."""
    found = outcome(form_1098, year=2026, box_1="10800.00")
    assert found.findings == ()
    assert found.missing
