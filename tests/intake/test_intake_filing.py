"""Where a letter that nobody has filed seems to belong, with the reason."""

from __future__ import annotations

from intake_samples import mail, message

from borrower_desk.intake.filing import Suggestion, suggest
from borrower_desk.model import Incoming, Loan, LoanId, Matter, MatterId, MatterStatus, ServicerId

LOAN = Loan(LoanId("L1"), "0001234567", ServicerId("S1"))
OTHER = Loan(LoanId("L2"), "0009876543", ServicerId("S2"))
FEE = Matter(MatterId("M1"), "Late fee of September", LoanId("L1"), "fee-without-basis")
ESCROW = Matter(
    MatterId("M2"), "Escrow shortage", LoanId("L1"), "escrow-bill-late-or-refund-missing"
)


def letter(text: str) -> Incoming:
    return mail(message(text.encode(), subject="Your loan"))


def test_the_thread_comes_first():
    got = suggest(letter("Yes."), [LOAN], [FEE, ESCROW], [("C4", MatterId("M2"))])
    assert got == Suggestion(LoanId("L1"), MatterId("M2"), ("it is in the thread of C4",))


def test_a_case_number_tells_the_matter():
    got = suggest(
        letter("Re: case 000-551-X."), [LOAN], [FEE, ESCROW], numbers={"000-551-X": MatterId("M1")}
    )
    assert got.matter == "M1"
    assert "000-551-X" in got.because[0]


def test_part_of_a_longer_number_is_not_it():
    got = suggest(
        letter("Re: 9000-5512."), [LOAN], [FEE, ESCROW], numbers={"000-551": MatterId("M1")}
    )
    assert got.matter is None


def test_the_loan_number_tells_the_loan_and_the_words_the_matter():
    text = "Loan 0001234567. Your escrow account: the tax was paid, and a refund follows."
    got = suggest(letter(text), [LOAN, OTHER], [FEE, ESCROW])
    assert (got.loan, got.matter) == ("L1", "M2")


def test_the_last_four_digits_tell_the_loan():
    got = suggest(letter("Your loan ending in 6543."), [LOAN, OTHER], [FEE, ESCROW])
    assert (got.loan, got.matter) == ("L2", None)


def test_the_servicer_tells_its_only_loan():
    assert suggest(letter("Hello."), [LOAN, OTHER], [], source="S2").loan == "L2"


def test_the_only_open_matter_is_suggested():
    closed = Matter(
        MatterId("M2"), "Escrow", LoanId("L1"), "fee-without-basis", MatterStatus.CLOSED
    )
    assert suggest(letter("Loan 0001234567."), [LOAN], [FEE, closed]).matter == "M1"


def test_nothing_known_suggests_nothing():
    assert suggest(letter("See you on Sunday."), [LOAN, OTHER], [FEE]) == Suggestion()
