"""A template of the user's own: made beside the desk, and tried out at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import CheckReport

if TYPE_CHECKING:
    from borrower_desk.letters.compose import Letter
    from borrower_desk.letters.templates import Template


@dataclass(frozen=True, slots=True)
class Trial:
    """A template tried out on made-up people: the letter that it makes, and its findings."""

    path: Path
    made: bool  # the file is new
    template: Template
    letter: Letter
    report: CheckReport
    pages: int


def replaced(desk: Path, kind: str) -> str:
    """What a new template of this name would take the place of, in words; "" for nothing."""
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters import own
    from borrower_desk.letters.templates import is_shipped, template

    if not is_shipped(kind) or own.make(own_templates(desk), kind)[0].exists():
        return ""
    return (
        f"{kind} is a letter that comes with Borrower Desk ({template(kind).title})."
        " A template of yours with that name takes its place in every draft."
    )


def new_kind(
    desk: Path, kind: str, today: date, like: str | None = None, *, replacing: bool = False
) -> Trial:
    """A new template in the folder beside the desk, or the one that is there, tried out.

    An existing file is never written over, and a shipped kind is replaced only on
    purpose (`replacing`).  TemplateInvalid says what is wrong with it.
    """
    from borrower_desk.actions.files import write_new
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters import own

    folder = own_templates(desk)
    path, text = own.make(folder, kind, like)
    is_new = not path.exists()
    if is_new and not replacing and (why := replaced(desk, kind)):
        raise UsageError(
            why, hint=f"Give yours another name, as in my-{kind}; it can begin from that one."
        )
    if is_new:
        _make(folder)
        write_new(path, text.encode())
    return _tried(path, kind, folder, today, made=is_new)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise UsageError(
            f"The folder {folder} could not be made: {why.strerror}.",
            hint="Your own letters live there, beside the desk: make room for it.",
        ) from None


def _tried(path: Path, kind: str, folder: Path, today: date, *, made: bool) -> Trial:
    """Compose, check and typeset the letter from the template's own examples."""
    from io import BytesIO

    from borrower_desk.letters.checks import Checked, run
    from borrower_desk.letters.compose import Facts, compose
    from borrower_desk.letters.render import to_eml, to_pdf
    from borrower_desk.letters.templates import template
    from borrower_desk.model import Address, Loan, LoanId, Purpose, Sender, Servicer, ServicerId
    from borrower_desk.pdf.reading import Reading

    servicer = Servicer(
        ServicerId("S1"),
        "Sample Home Servicing",
        addresses=(
            Address(Purpose.NOTICE, "P.O. Box 100\nDallas, TX 75001", checked=today),
            Address(Purpose.CORRESPONDENCE, "P.O. Box 200\nDallas, TX 75002", checked=today),
        ),
        emails=("help@sample.example",),
    )
    home = "12 Elm Street, Springfield, IL 62701"
    loan = Loan(LoanId("L1"), "0001234567", servicer.id, home, ("Maria Lopez", "Juan Lopez"))
    sender = Sender("Maria Lopez", home, "555-0101", ("maria@lopez.example",))
    one = template(kind, folder=folder)
    examples = {field.name: field.example for field in one.fields if field.example}
    facts = Facts(loan, servicer, sender, fields=examples, written=today)
    compose(one, Facts(loan, servicer, sender, written=today))  # with nothing said, it must hold
    letter = compose(one, facts)
    report = run(
        Checked(
            letter.subject,
            letter.body,
            kind=kind,
            channel=letter.channel,
            to_address=letter.address_to,
            loan=loan,
            servicer=servicer,
            sender=sender,
            events=(),
            today=today,
            template=one,
        )
    )
    to_eml(letter, facts)
    return Trial(path, made, one, letter, report, Reading(BytesIO(to_pdf(letter))).pages)
