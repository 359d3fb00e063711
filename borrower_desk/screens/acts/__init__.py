"""What the user can do, act by act; each names the commands that do the same."""

from __future__ import annotations

from borrower_desk.screens.acts.act import asker, with_matter
from borrower_desk.screens.acts.events import (
    add_event,
    confirm_event,
    promise,
    remind,
    reminder_done,
)
from borrower_desk.screens.acts.letters import begin_letter, discard, mark_delivered, new_letter
from borrower_desk.screens.acts.mail import log_contact
from borrower_desk.screens.acts.matters import ISSUES, close_matter, new_matter, note
from borrower_desk.screens.acts.people import (
    add_loan,
    add_servicer,
    edit_me,
    loan_blanks,
    loan_facts,
    servicer_facts,
    transfer_loan,
)
from borrower_desk.screens.acts.transfers import after_transfer

__all__ = [
    "ISSUES", "add_event", "add_loan", "add_servicer", "after_transfer", "asker", "begin_letter", "close_matter",
    "confirm_event", "discard", "edit_me", "loan_blanks", "loan_facts", "log_contact", "mark_delivered",
    "new_letter", "new_matter", "note", "promise", "remind", "reminder_done", "servicer_facts", "transfer_loan",
    "with_matter",
]  # fmt: skip
