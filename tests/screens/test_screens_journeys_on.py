"""The journeys of a homeowner, J8 to J15 (product, section 5): by keys alone, at 80x24."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from pathlib import Path

from journey_steps import (
    SIZE,
    JourneyApp,
    by_palette,
    disputed,
    fill,
    flat,
    household,
    late_fee,
    lookalike,
    mail,
    paper,
    pick,
    until,
)
from screen_steps import press, seen, settled

from borrower_desk.actions import clock, matters
from borrower_desk.model import EventKind, Kind, Verdict
from borrower_desk.screens.compose import ComposeScreen

ESCROW = """analysis_date = 2026-11-09
first_month = "2027-04"
start_balance = "1250.00"
cushion = "1400.00"
shortage = "1710.00"
lump_sum = true
disbursements = {"Jul 2027" = "1920.00", "Sep 2027" = "2400.00", "Dec 2027" = "1920.00"}
"""
QUOTE = """principal = "198450.22"
rate = "4.375"
interest_from = "2026-11-01"
good_through = "2026-12-10"
per_diem = "23.79"
total = "199412.91"
"""


async def test_j8_an_escrow_shock_becomes_a_notice_with_its_dollars(tmp_path: Path) -> None:
    """The twelve months and what is wrong in them; kept, and a notice of error of it."""
    store = household(tmp_path)
    late_fee(store)
    store.close()
    (tmp_path / "escrow.toml").write_text(ESCROW, encoding="utf-8")
    app = JourneyApp(tmp_path, date(2026, 12, 1))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "A")
        await until(pilot, "Check which arithmetic?")
        await press(pilot, "enter", "home", "enter", "tab")
        await fill(pilot, str(tmp_path / "escrow.toml"))
        await press(pilot, "ctrl+s")
        shown = await until(pilot, "Escrow cushion over the limit: 360.00")
        assert "Shortage demanded faster than the law allows" in flat(shown)
        assert "Apr 2027" in shown
        assert not [one for one in shown.splitlines() if one.strip("│▊ ").startswith("██")], (
            "a bar stands in its own line at 80 columns"
        )
        await press(pilot, "pagedown")
        assert "Apr 2027" not in seen(pilot), "the answer scrolls while what if has the focus"
        await press(pilot, "ctrl+s")
        await until(pilot, "Kept: F1, F2, F3")
        await press(pilot, "left_square_bracket", "left_square_bracket", "enter")
        await until(pilot, "F1 Escrow cushion over the limit")
        await press(pilot, "d")
        await until(pilot, "Nothing to mend")
        assert isinstance(app.screen, ComposeScreen)
        body = app.kept.drafts()[-1].body
        for amount in ("$1,400.00", "$1,040.00", "$360.00"):
            assert amount in body


async def test_j9_a_payoff_asked_for_and_its_quote_checked(tmp_path: Path) -> None:
    """Seven business days that cannot be extended; of the quote 35.00 stay unexplained."""
    store = household(tmp_path)
    late_fee(store)
    store.close()
    (tmp_path / "quote.toml").write_text(QUOTE, encoding="utf-8")
    app = JourneyApp(tmp_path, date(2026, 11, 20))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "n")
        await pick(pilot, "payoff")
        await until(pilot, "good")
        await fill(pilot, "2026-12-10")
        await until(pilot, "Nothing to mend")
        await press(pilot, "f2")
        follows = flat(await until(pilot, "What would follow"))
        assert "payoff" in follows.lower()
        await press(pilot, "escape", "ctrl+s", "f9")
        await until(pilot, "Mark D1 as sent")
        await press(pilot, "ctrl+s")
        await until(pilot, "is kept as C1")
        await press(pilot, "d", "ctrl+s")
        await until(pilot, "delivered on 2026-11-20")
        duty = next(one for one in clock.due(app.kept, app.day) if "payoff" in one.id)
        assert duty.due == date(2026, 12, 2), "seven business days, Thanksgiving not counted"
        assert "extend" not in duty.uncertainty

        await press(pilot, "A", "enter", "down", "enter", "tab")
        await fill(pilot, str(tmp_path / "quote.toml"))
        await press(pilot, "ctrl+s")
        await until(pilot, "Part of the payoff amount is unexplained: 35.00")
        app.clear_notifications()  # they go by themselves, after seconds
        await until(pilot, "a year of 365 days")


async def test_j10_the_loan_goes_to_another_servicer(tmp_path: Path) -> None:
    """The goodbye letter is seen for one; recorded, the sixty days end on 2027-03-01."""
    store = household(tmp_path)
    matter, _ = disputed(store)
    store.close()
    letter = mail(
        tmp_path,
        "goodbye.eml",
        "The servicing of your mortgage loan will be transferred to Harborview Loan Care,"
        " effective January 1, 2027. Lakeshore Mortgage Servicing will stop accepting payments"
        " after December 31, 2026. Send all payments due on or after January 1, 2027 to"
        " Harborview Loan Care, P.O. Box 77, Toledo, OH 43604. During the 60-day period following"
        " the effective date of the transfer, a payment received by your old servicer before its"
        " due date may not be treated as late.",
        Subject="Notice of servicing transfer",
        Date="Tue, 15 Dec 2026 10:00:00 -0500",
    )
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9")
        await fill(pilot, str(letter))
        await press(pilot, "enter")
        await until(pilot, "1 met: 1 imported")
        await press(pilot, "enter")
        await until(pilot, "transfer notice (a guess")
        assert app.kept.rows()[0].kind == Kind.TRANSFER_NOTICE.value
        await press(pilot, "f")
        await until(pilot, "It proposes")
        await press(pilot, "1")
        await until(pilot, "say if it counts")
        while "transferred" not in str(getattr(app.screen.query_one("#day").current, "state", "")):
            await press(pilot, "j")
        await press(pilot, "enter", "enter")
        await until(pilot, "counts from now on")
        events = [one for one in app.kept.events(matter.id) if one.kind is EventKind.TRANSFERRED]
        assert [one.on for one in events] == [date(2027, 1, 1)]

        await by_palette(pilot, "Add a servicer")
        await fill(pilot, "Harborview Loan Care")
        await press(pilot, "ctrl+s")
        await until(pilot, "S2: Harborview Loan Care is kept")
        await by_palette(pilot, "Transfer a loan")
        await until(pilot, "Which loan has a new servicer?")
        await press(pilot, "enter")
        await until(pilot, "The loan has a new servicer")
        await press(pilot, "tab")
        await fill(pilot, "2027-01-01", "0009876543")
        await press(pilot, "ctrl+s")
        await until(pilot, "The transfer is on record")
        assert app.kept.loans()[0].servicer == "S2"

        due = clock.due(app.kept, app.day, everything=True)
        sixty = [one for one in due if one.due == date(2027, 3, 1)]
        assert sixty, "the sixty days, the effective date being the first"
        answer = next(one for one in due if one.title == "Answer to your notice of error")
        assert answer.due == date(2027, 1, 21), "the old servicer still owes its answer"


async def test_j11_a_loan_modification_packet_and_its_clock(tmp_path: Path) -> None:
    """The papers with the letter; five business days for the notice of what is missing."""
    store = household(tmp_path)
    matter = matters.open_matter(
        store, "Loan modification", store.loans()[0], "modification-documents", date(2026, 11, 16)
    )
    store.close()
    stub = paper(tmp_path, "pay-stub.pdf", "Pay stub of October 2, 2026")
    app = JourneyApp(tmp_path, date(2026, 11, 20))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "n")
        await pick(pilot, "documents for a loan modification")
        await until(pilot, "Send documents for a loan modification")
        await press(pilot, "ctrl+t")
        await fill(pilot, str(stub))
        await press(pilot, "ctrl+s")
        await until(pilot, "Enclosure A is in")
        await press(pilot, "escape")
        await until(pilot, "Timeline")
        await press(pilot, "e")
        await until(pilot, "What happened in M1?")
        await press(pilot, "enter")
        await write_choice(pilot, "application-submitted")
        await press(pilot, "ctrl+s")
        await until(pilot, "is on record")
        kinds = [one.kind for one in app.kept.events(matter.id)]
        assert kinds == [EventKind.APPLICATION_SUBMITTED]
        due = {one.id.partition(":")[0]: one.due for one in clock.due(app.kept, app.day)}
        assert date(2026, 11, 30) in due.values(), (
            "five business days from November 20, without Thanksgiving"
        )


async def write_choice(pilot, value: str) -> None:
    """In an open list of choices: down until the value is taken."""
    from textual.widgets import Select

    field = pilot.app.screen.query_one("#blank-kind", Select)
    values = [one for _, one in field._options]
    here = values.index(field.value)
    there = values.index(value)
    await press(pilot, *["down" if there > here else "up"] * abs(there - here), "enter")
    assert field.value == value


async def test_j12_a_call_with_a_promise_and_the_letter_that_confirms_it(tmp_path: Path) -> None:
    """l in the matter: who, number, what they promised; it is a deadline, and a letter."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 16))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l")
        await until(pilot, "Put a contact on record")
        await press(pilot, "tab", "tab")
        await fill(pilot, "Ana, ID 4471", "LM-00991", "The fee will be reversed in seven days.")
        await press(pilot, "tab")
        await fill(pilot, "reverse the late fee of $71.61", "2026-12-23")
        await press(pilot, "ctrl+s")
        await until(pilot, "Draft the letter that confirms the call?")
        promised = [one for one in clock.due(app.kept, app.day) if one.due == date(2026, 12, 23)]
        assert ["reverse the late fee" in one.title.lower() for one in promised] == [True]
        await press(pilot, "n")
        await press(pilot, "right_square_bracket")
        assert "2026-12-23" in seen(pilot)
        await press(pilot, "n")
        await pick(pilot, "confirm a telephone")
        await until(pilot, "Confirm a telephone call")
        await press(pilot, "f6")
        await until(pilot, "Subject:")
        body = app.kept.drafts()[-1].body
        assert "Ana" in body
        assert "December 16, 2026" in body
        assert "about late fee, September 2026" in body.replace("\n", " ")
        assert "LM-00991" in body
        promise = "You promised to reverse the late fee of $71.61 by December 23, 2026"
        assert promise in body.replace("\n", " ")


async def test_j13_the_packet_is_made_and_found_whole(tmp_path: Path) -> None:
    """p, ctrl+s; pages and hash are said; V finds it as it was written."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2027, 1, 29))
    target = tmp_path / "packet.pdf"
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "p")
        await until(pilot, "Packet")
        app.screen.query_one("#packet-path").focus()
        await press(pilot, "end", *["backspace"] * 120)
        await fill(pilot, str(target))
        await press(pilot, "ctrl+s")
        said = flat(await until(pilot, "Wrote"))
        assert "page" in said
        assert "SHA-256" in said
        assert target.read_bytes().startswith(b"%PDF-")
        await press(pilot, "V")
        await until(pilot, "as it was written")


async def test_j14_handed_over_and_checked_without_the_program(tmp_path: Path) -> None:
    """h in the matter; on another machine `sha256sum -c SHA256SUMS` passes."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2027, 1, 29))
    target = tmp_path / "d1.zip"
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "h")
        await until(pilot, "Hand off M1")
        await press(pilot, "end", *["backspace"] * 160)
        await fill(pilot, str(target))
        await press(pilot, "ctrl+s")
        said = flat(await until(pilot, "The hand-off of M1"))
        assert "sha256sum -c SHA256SUMS" in said
    elsewhere = tmp_path / "elsewhere"
    with zipfile.ZipFile(target) as archive:
        archive.extractall(elsewhere)
        names = archive.namelist()
    sums = next(one for one in names if one.endswith("SHA256SUMS"))
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=(elsewhere / sums).parent,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert any("packet" in one for one in names)
    assert any("timeline" in one for one in names)


async def test_j15_something_looks_wrong(tmp_path: Path) -> None:
    """A lookalike that wants a wire: said in a word and a sign, with its reasons."""
    store = household(tmp_path)
    late_fee(store)
    store.close()
    bad = lookalike(tmp_path)
    app = JourneyApp(tmp_path, date(2026, 12, 16))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9")
        await fill(pilot, str(bad))
        await press(pilot, "enter")
        await until(pilot, "1 met: 1 imported")
        await press(pilot, "enter")
        shown = flat(await until(pilot, "SUSPICIOUS"))
        assert "suspected phishing" in shown
        assert "lakeshore-m0rtgage-pay.example" in shown
        kept = app.kept.correspondence(app.kept.rows()[0].id)
        assert kept.authenticity.verdict is Verdict.SUSPICIOUS
        assert len(kept.authenticity.reasons) >= 3
        await press(pilot, "escape", "2")
        await settled(pilot, 0.1)
        row = next(one for one in seen(pilot).splitlines() if "URGENT" in one or "Lakeshore" in one)
        assert "!" in row, "the list marks it without colour"
        await press(pilot, "f")
        await settled(pilot, 0.1)
        assert not [one for one in app.kept.events() if one.params.get("by") == kept.id]
