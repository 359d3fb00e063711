"""What the journeys share: the household, its papers, and hands that only press keys."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import typst
from screen_steps import press, seen, settled, write
from textual.pilot import Pilot

from borrower_desk.actions import letters, people
from borrower_desk.actions.desks import Ways, make_desk, open_desk
from borrower_desk.desk.store import Store
from borrower_desk.model import Channel, Draft, LoanType, Matter
from borrower_desk.screens.app import DeskApp

SIZE = (80, 24)
PATIENCE = 120  # looks at the screen, each after the desk has answered
TRACKING = "9407111899223197428490"
SENT, DELIVERED = date(2026, 12, 4), date(2026, 12, 7)
LATE_FEE = {
    "fee_amount": "$71.61",
    "fee_date": "2026-09-18",
    "payment_received": "2026-09-12",
    "payment_amount": "$1,855.00",
}


class JourneyApp(DeskApp):
    """The app on a day that the journey moves on."""

    def __init__(self, folder: Path, day: date) -> None:
        self.day = day
        self.told: list[str] = []  # a loaded machine outlives a toast's four seconds
        ways = Ways(key_file=folder / "desk.key", keyring=False)
        super().__init__(folder / "home.desk", ways, lambda: self.day)

    def notify(self, message: str, **words: Any) -> None:
        """What the toasts said, kept beside what they show."""
        self.told.append(message)
        super().notify(message, **words)

    @property
    def kept(self) -> Store:
        """The open desk, to look at what the keys did."""
        assert self.store is not None
        return self.store


def paper(folder: Path, name: str, words: str) -> Path:
    """A letter as a PDF with words in it."""
    source = folder / "paper.typ"
    source.write_text("\\\n".join(words.replace("$", "\\$").splitlines()), encoding="utf-8")
    path = folder / name
    path.write_bytes(typst.compile(str(source)))
    source.unlink()
    return path


def mail(folder: Path, name: str, words: str, **headers: str) -> Path:
    """A saved message; headers with _ for -."""
    one = EmailMessage()
    given = {"From": "Lakeshore Mortgage Servicing <customercare@lakeshore-mortgage.example>"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    given.setdefault("To", "Maria Lopez <maria.lopez@fernmail.example>")
    given.setdefault("Message-ID", f"<{name}@lakeshore-mortgage.example>")
    for header, value in given.items():
        one[header] = value
    one.set_content(words)
    path = folder / name
    path.write_bytes(one.as_bytes())
    return path


def household(folder: Path) -> Store:
    """A new encrypted desk with the borrower, her servicer and her loan; close it."""
    ways = Ways(key_file=folder / "desk.key", keyring=False)
    make_desk(folder / "home.desk", ways, None)
    store = open_desk(folder / "home.desk", ways)
    people.edit_sender(
        store,
        name="Maria Lopez",
        address="12 Oak Street\nDayton, OH 45402",
        phone="937-555-0118",
        emails=["maria.lopez@fernmail.example"],
    )
    servicer = people.add_servicer(
        store,
        people.ServicerFacts(
            name="Lakeshore Mortgage Servicing",
            notice_address="Lakeshore Mortgage Servicing\nP.O. Box 9002\nColumbus, OH 43216",
            address_checked=date(2026, 10, 26),
            domains=["lakeshore-mortgage.example"],
            phone="800-555-0142",
        ),
    )
    people.add_loan(
        store,
        servicer,
        people.LoanFacts(
            number="0001234567",
            property_address="12 Oak Street, Dayton, OH 45402",
            borrowers=["Maria Lopez"],
            type=LoanType.CLOSED_END,
            principal_residence=True,
        ),
    )
    return store


def late_fee(store: Store) -> Matter:
    """The matter that most journeys are about."""
    from borrower_desk.actions import matters

    loan = store.loans()[0]
    return matters.open_matter(
        store, "Late fee, September 2026", loan, "fee-without-basis", date(2026, 12, 1)
    )


def disputed(store: Store) -> tuple[Matter, Draft]:
    """The late fee disputed: sent on December 4 by certified mail, delivered on the 7th."""
    matter = late_fee(store)
    draft = letters.draft(store, "late-fee-dispute", SENT, matter=matter, fields=LATE_FEE)
    letters.sent(store, draft.id, Channel.CERTIFIED_MAIL, SENT, SENT, tracking=TRACKING)
    letters.delivered(store, draft.id, DELIVERED, DELIVERED)
    return matter, draft


async def fill(pilot: Pilot[None], *words: str | None) -> None:
    """Type into the fields from the one with the focus on, tab between; None passes one by."""
    for n, one in enumerate(words):
        if n:
            await pilot.press("tab")
        if one is not None:
            await write(pilot, one)
    await settled(pilot)


async def matter_about(pilot: Pilot[None], title: str, issue: str = "fee without a basis") -> None:
    """Fill the form of a new matter: its title, what went wrong; and open it."""
    await fill(pilot, title)
    await press(pilot, "tab", issue[0])
    await pick(pilot, issue[1:])
    await press(pilot, "ctrl+s")


async def until(pilot: Pilot[None], words: str) -> str:
    """Wait until the screen shows these words; what it then shows."""
    for _ in range(PATIENCE):
        await settled(pilot)
        shown = seen(pilot)
        if words in flat(shown):
            return shown
        if isinstance(pilot.app, JourneyApp) and words in flat(" ".join(pilot.app.told)):
            return shown
        await pilot.pause(0.02)
    raise AssertionError(f"never seen: {words!r} in\n{seen(pilot)}")


def flat(shown: str) -> str:
    """What is shown as one line: words that were wrapped stand together again."""
    return " ".join(shown.replace("│", " ").replace("▊", " ").replace("▌", " ").split())


async def pick(pilot: Pilot[None], words: str) -> None:
    """In a list to choose from: type what narrows it, and take the first."""
    await settled(pilot)
    await write(pilot, words)
    await press(pilot, "enter")


async def choose(pilot: Pilot[None], *, down: int) -> None:
    """In the field of choices that has the focus: open it, go down, take it."""
    await press(pilot, "enter", *["down"] * down, "enter")


async def by_palette(pilot: Pilot[None], words: str) -> None:
    """ctrl+p, some words, enter."""
    await press(pilot, "ctrl+p")
    await write(pilot, words)
    await pilot.pause(0.2)
    await settled(pilot)
    await pilot.pause(0.2)
    await press(pilot, "enter")


def lookalike(folder: Path) -> Path:
    """A message that only looks like the servicer's and wants a wire."""
    return mail(
        folder,
        "wire.eml",
        "Our bank account has changed. Wire your payoff to the new account below today.",
        From="Lakeshore Mortgage Servicing <payoffs@lakeshore-m0rtgage-pay.example>",
        Reply_To="desk@quickwire.example",
        Subject="URGENT: new wire instructions",
        Date="Wed, 16 Dec 2026 10:00:00 -0500",
        Authentication_Results="mx.fernmail.example; dkim=none; spf=fail",
    )


async def brought(pilot: Pilot[None], path: Path) -> None:
    """The file, brought in by keys and opened to read."""
    await press(pilot, "9")
    await fill(pilot, str(path))
    await press(pilot, "enter")
    await until(pilot, "1 met: 1 imported")
    await press(pilot, "enter")
