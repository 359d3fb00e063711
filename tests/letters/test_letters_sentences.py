"""One sentence in a letter: it fires its code, or comes near and does not."""

from __future__ import annotations

from datetime import date

import pytest
from labelled_drafts import FOLDER
from letters_samples import LOAN, TODAY
from test_letters_checks import found

from borrower_desk.letters.checks import Checked, run
from borrower_desk.model import Event, EventId, EventKind, MatterId


def sentences() -> list[tuple[str, str, bool]]:
    """Each example with its code, and whether it fires."""
    read, code = [], ""
    for line in (FOLDER / "sentences.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            code = line[3:]
        elif line[:2] in ("+ ", "- "):
            read.append((code, line[2:], line[0] == "+"))
    return read


HAPPENED = (
    (EventKind.PAYMENT_MADE, date(2026, 11, 9), 185500),
    (EventKind.PAYMENT_RECEIVED, date(2026, 11, 12), None),
    (EventKind.FEE_CHARGED, date(2026, 11, 17), 7161),
    (EventKind.SENT, date(2026, 11, 20), None),
    (EventKind.DELIVERED, date(2026, 11, 24), None),
    (EventKind.ACKNOWLEDGED, date(2026, 12, 1), None),
    (EventKind.SALE_SCHEDULED, date(2027, 2, 9), None),
    (EventKind.PAYMENT_DUE, date(2026, 11, 1), None),
)
EVENTS = tuple(
    Event(EventId(f"E{n}"), MatterId("M1"), kind, on, amount=amount)
    for n, (kind, on, amount) in enumerate(HAPPENED, 1)
)


def codes(code: str, said: str) -> set[str]:
    if code == "issue-not-first":
        rest = "On November 17, 2026 you charged a late fee of $71.61. Please remove it."
        body = f"Dear Sir or Madam:\n\n{said}\n\n{rest}\n\nSincerely,\n\nMaria Lopez\n"
        draft = Checked("Account 0001234567 – Late fee", body, today=TODAY)
    elif code == "fact-contradicts-record":
        body = f"Dear Sir or Madam:\n\n{said}\n"
        draft = Checked("Account 0001234567", body, today=TODAY, loan=LOAN, events=EVENTS)
    elif code == "subject-vague":
        return found("", subject=said)
    else:
        return found(said)
    return {one.code for one in run(draft).findings}


@pytest.mark.parametrize(("code", "said", "fires"), sentences())
def test_a_sentence(code, said, fires):
    if code == "nothing":
        assert codes(code, said) == set()
    else:
        assert (code in codes(code, said)) is fires
