"""The checks as one types: all of them on a long letter, against one frame of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from time import process_time

from bench.row import Row, seconds
from borrower_desk.letters.checks import Checked, run
from borrower_desk.letters.templates import template
from borrower_desk.model import Loan, LoanId, ServicerId

_GOAL = 0.050  # seconds: what a person does not notice between two keys
_FACT = (
    "- November {day}, 2026: I called about my payment of $1,855.00 (check 000412), and you told me"
    " that the late fee of $71.61 of November 17, 2026 would be removed within two weeks.\n"
)
_PARAGRAPH = (
    "You received my payment on November 12, 2026, within the grace period of my note. A fee was"
    " charged all the same, and nobody has told me why. Please remove it, and write to me. "
)


def rows() -> Iterable[Row]:
    """A letter of two pages, and one of ten that a person would hardly write."""
    for facts, paragraphs in ((14, 4), (28, 40)):
        body = _letter(facts, paragraphs)
        draft = Checked(
            "Account Number 0001234567 – Notice of Error: Late Fee",
            body,
            kind="notice-of-error",
            template=template("notice-of-error"),
            loan=Loan(LoanId("L1"), "0001234567", ServicerId("S1"), "12 Elm Street, Springfield",
                      ("Maria Lopez",)),
            events=(),
            today=date(2026, 12, 15),
        )  # fmt: skip
        run(draft)  # the patterns are read and compiled once
        wall = seconds(lambda draft=draft: run(draft), 15)  # type: ignore[misc]
        took = min(_processor_seconds(draft) for _ in range(15))
        yield Row(
            f"all checks of a letter of {len(body.split()):,} words",
            "50 ms",
            "≤ 1.0×",
            f"{took / _GOAL:.2f}×",
            f"{took * 1000:.1f} ms of processor time, best of 15; {wall * 1000:.1f} ms by the"
            " clock, median, whatever else runs",
        )


def _processor_seconds(draft: Checked) -> float:
    began = process_time()
    run(draft)
    return process_time() - began


def _letter(facts: int, paragraphs: int) -> str:
    return (
        "Re: Account Number 0001234567\nProperty: 12 Elm Street, Springfield\n"
        "Borrower: Maria Lopez\n\nDear Sir or Madam:\n\nThis is a notice of error.\n\n"
        + "".join(_FACT.format(day=n) for n in range(1, facts + 1))
        + "\n"
        + "\n\n".join([_PARAGRAPH] * paragraphs)
        + "\n\nSincerely,\n\nMaria Lopez\n"
    )
