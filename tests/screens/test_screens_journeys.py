"""The journeys of a homeowner, J1 to J7 (product, section 5): by keys alone, at 80x24.

Each was done by hand in a terminal first; what it stumbled on then is asserted here too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import (
    DELIVERED,
    SENT,
    SIZE,
    TRACKING,
    JourneyApp,
    disputed,
    fill,
    flat,
    household,
    late_fee,
    mail,
    matter_about,
    paper,
    pick,
    until,
)
from screen_steps import press, seen, settled

from borrower_desk.actions import clock, letters
from borrower_desk.model import DraftStatus, DutyStatus, EventKind, Kind
from borrower_desk.screens.compose import ComposeScreen
from borrower_desk.screens.matter import MatterScreen
from borrower_desk.screens.onboarding import OnboardingScreen
from borrower_desk.screens.today import TodayScreen


async def test_j1_a_first_letter_in_three_minutes(tmp_path: Path) -> None:
    """From no desk to a checked letter; the recovery code is shown once and no key loses it."""
    app = JourneyApp(tmp_path, SENT)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+s")
        code = await until(pilot, "recovery code")
        await press(pilot, "1", "slash", "ctrl+p", "ctrl+l")
        assert isinstance(app.screen, OnboardingScreen)
        assert seen(pilot) == code, "no key but the one that goes on leaves the code"
        await press(pilot, "ctrl+s")
        assert "Go on (ctrl+s)" in seen(pilot), "the buttons stay in sight at 24 rows"
        await fill(pilot, "Maria Lopez", "12 Oak Street", "maria.lopez@fernmail.example")
        await fill(pilot, None, "Lakeshore Mortgage Servicing", None, "lakeshore-mortgage.example")
        await press(pilot, "ctrl+s")
        await fill(pilot, "0001234567", None, "12 Oak St, Dayton, OH 45402", "Maria Lopez")
        await press(pilot, "ctrl+s")
        await press(pilot, "ctrl+n")
        assert isinstance(app.screen, TodayScreen)

        await press(pilot, "n")
        await matter_about(pilot, "Late fee, September 2026")
        await pick(pilot, "dispute of a late")
        await settled(pilot, 0.1)
        assert isinstance(app.screen, ComposeScreen), "after the matter the letter goes on"
        await fill(pilot, "$71.61", "2026-09-18", "2026-09-12", "$1,855.00")
        found = flat(await until(pilot, "press 7"))
        assert "designated notice address? It stands on the statement." in found
        assert "ERROR" not in found, "one lack is said once"
        await press(pilot, "ctrl+s", "f6")
        letter = await until(pilot, "Subject:")
        assert "0001234567" in letter
        draft = app.kept.drafts()[0]
        assert "September 18, 2026" in draft.body
        assert "$71.61" in draft.body
        report = letters.check(app.kept, draft, SENT)
        wrong = [one for one in report.findings if one.severity.value == "error"]
        assert ["SERVICER ADDRESS" in one.message for one in wrong] == [True] * len(wrong)


async def test_j2_a_letter_from_a_new_matter_and_out_again(tmp_path: Path) -> None:
    """n, the kind by its name, the questions with tab, a file, the letter; q asks nothing."""
    household(tmp_path).close()
    bank = paper(tmp_path, "bank.pdf", "September 10, 2026: payment of $1,855.00, 000412")
    app = JourneyApp(tmp_path, SENT)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "n")
        await matter_about(pilot, "Late fee, September 2026")
        await pick(pilot, "late")
        await settled(pilot, 0.1)
        lacking = await until(pilot, "LACKS")
        assert "(needed) (empty" not in flat(lacking), "what is not on record is not said to be"
        await fill(pilot, "$71.61", "2026-09-18", "2026-09-12", "$1,855.00")
        await until(pilot, "Nothing to mend")
        await press(pilot, "ctrl+t")
        await fill(pilot, str(bank))
        await press(pilot, "ctrl+s")
        await until(pilot, "Enclosure A is in")
        await press(pilot, "f6")
        await until(pilot, "Subject:")
        await press(pilot, "q")
        await settled(pilot)

        assert app.return_code == 0
        assert not app.is_running


async def test_j3_sent_and_delivered_the_clocks_start(tmp_path: Path) -> None:
    """Until it is delivered every day is an estimate; from then on they are the law's days."""
    store = household(tmp_path)
    matter = late_fee(store)
    letters.draft(
        store, "late-fee-dispute", SENT, matter=matter,
        fields={"fee_amount": "$71.61", "fee_date": "2026-09-18", "payment_received": "2026-09-12",
                "payment_amount": "$1,855.00"},
    )  # fmt: skip
    store.close()
    card = paper(tmp_path, "card.pdf", "Delivered December 7, 2026")
    app = JourneyApp(tmp_path, SENT)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "j", "enter")
        await until(pilot, "Nothing to mend")
        await press(pilot, "f9")
        form = await until(pilot, "Mark D1 as sent")
        assert "It is sent (ctrl+s)" in form
        await press(pilot, "tab", "tab")
        await fill(pilot, TRACKING)
        await press(pilot, "ctrl+s")
        await until(pilot, "Its days are estimates")
        assert isinstance(app.screen, MatterScreen)
        await press(pilot, "right_square_bracket")
        assert "estimated" in seen(pilot)
        assert app.kept.drafts()[0].status is DraftStatus.SENT

        app.day = DELIVERED
        await press(pilot, "d")
        await press(pilot, "tab")
        await fill(pilot, str(card))
        await press(pilot, "ctrl+s")
        await until(pilot, "delivered on 2026-12-07")
        shown = await until(pilot, "2026-12-14")
        assert "2027-01-21" in shown
        assert "estimated" not in shown
        await press(pilot, "j", "enter")
        why = flat(await until(pilot, "not counted"))
        for skipped in ("2026-12-25 Christmas Day", "2027-01-01 New Year", "2027-01-18 Birthday"):
            assert skipped in why
        await press(pilot, "G")
        await until(pilot, "It becomes 11 February 2027 if they write by 21 January 2027")


async def test_j4_an_automated_reply_closes_nothing(tmp_path: Path) -> None:
    """Brought in, it is seen for what it is, with the reason; no deadline moves."""
    store = household(tmp_path)
    disputed(store)
    before = [(one.id, one.due, one.status) for one in clock.due(store, DELIVERED)]
    store.close()
    reply = mail(
        tmp_path,
        "reply.eml",
        "This is an automated message; please do not reply. Your case number is CASE-00123.",
        Subject="We received your message",
        Date="Mon, 07 Dec 2026 10:00:00 -0500",
        Auto_Submitted="auto-replied",
    )
    app = JourneyApp(tmp_path, DELIVERED)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9")
        await fill(pilot, str(reply))
        await press(pilot, "enter")
        await until(pilot, "1 met: 1 imported")
        await press(pilot, "enter")
        await until(pilot, "automated reply (a guess: c corrects it)")
        await press(pilot, "c")
        why = flat(await until(pilot, "a machine's answer: stops no clock"))
        assert "Auto-Submitted: auto-replied" in why
        await press(pilot, "enter")
        await until(pilot, "C2 is: automated reply")
        shown = flat(await until(pilot, "Kind automated reply Matter"))
        assert "(a guess" not in shown, "the reader shows what was just said"
        await press(pilot, "f")
        await until(pilot, "Matter M1")

        after = [(one.id, one.due, one.status) for one in clock.due(app.kept, DELIVERED)]
        assert after == before
        await press(pilot, "3", "enter", "right_square_bracket", "enter")
        await press(pilot, "G")
        await until(pilot, "An automatic reply that only says")


async def test_j5_the_acknowledgment_on_paper_counts_from_its_own_date(tmp_path: Path) -> None:
    """Dated the 11th, here on the 15th: in time, not late; one can say so afterwards too."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    ack = paper(
        tmp_path,
        "ack.pdf",
        "December 11, 2026\n\nWe received your notice of error on December 7, 2026. We are looking"
        " into your concerns. You will receive a written response within 30 business days."
        " Your reference number is LM-00991.",
    )
    today = date(2026, 12, 15)
    app = JourneyApp(tmp_path, today)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9", "escape", "P")
        await fill(pilot, str(ack), None, "2026-12-11", None, "2026-12-15", None, None, None)
        await press(pilot, "enter", "down", "enter")  # the one matter
        await press(pilot, "ctrl+s")
        await until(pilot, "1 met: 1 imported")
        assert app.kept.rows()[0].kind == Kind.ACKNOWLEDGMENT.value
        await press(pilot, "escape", "1")
        await until(pilot, "say if it counts")
        await press(pilot, "j", "enter")
        asked = flat(await until(pilot, "does this count?"))
        assert "Acknowledgment of your notice of error: done on 11 December 2026" in asked
        await press(pilot, "enter")
        shown = await until(pilot, "done in time")
        assert "2026-12-11" in shown
        duty = next(one for one in clock.due(app.kept, today, everything=True) if one.met_on)
        assert (duty.status, duty.met_on) == (DutyStatus.MET, date(2026, 12, 11))


async def test_j5_a_letter_brought_in_without_its_date_can_still_count_on_it(
    tmp_path: Path,
) -> None:
    """The proposal is on the day it came; another day is asked for, and undo brings it back."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    ack = paper(tmp_path, "ack.pdf", "We received your notice of error on December 7, 2026.")
    today = date(2026, 12, 15)
    app = JourneyApp(tmp_path, today)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9")
        await fill(pilot, str(ack))
        await press(pilot, "enter")
        await until(pilot, "1 met: 1 imported")
        await press(pilot, "enter")
        await until(pilot, "Matter none yet")
        await press(pilot, "f")
        await until(pilot, "It proposes")
        await press(pilot, "1")
        await until(pilot, "say if it counts")
        await press(pilot, "j", "enter")
        await pick(pilot, "another day")
        await press(pilot, "end", *["backspace"] * 10)
        await fill(pilot, "2026-12-11")
        await press(pilot, "ctrl+s")
        await until(pilot, "done in time")
        await press(pilot, "u", "y")
        shown = await until(pilot, "say if it counts")
        assert "done in time" not in shown
        kinds = [one.kind for one in app.kept.events() if not one.undone]
        assert kinds.count(EventKind.ACKNOWLEDGED) == 1


async def test_j6_silence_ends_in_a_follow_up_that_says_every_day(tmp_path: Path) -> None:
    """Past the last day and the mail's float it is overdue; enter, d: the letter is there."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2027, 1, 29))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        shown = await until(pilot, "what can follow")
        assert "OVERDUE" in shown
        assert "2027-01-21" in shown
        await press(pilot, "j", "enter")
        ladder = flat(await until(pilot, "What can follow in M1"))
        await press(pilot, "G")
        ladder += flat(seen(pilot))
        assert "regulator: " in ladder
        assert "was due 21 January 2027" in ladder
        await press(pilot, "d")
        await until(pilot, "Nothing to mend")
        await press(pilot, "f6")
        await until(pilot, "Subject:")
        body = " ".join(app.kept.drafts()[-1].body.split())
        assert "December 4, 2026" in body
        assert "December 7, 2026" in body
        assert TRACKING in body
        assert "The answer was due by January 21, 2027" in body


async def test_j7_no_error_they_say_ask_for_what_they_relied_on(tmp_path: Path) -> None:
    """The answer is seen as a refusal; r drafts the request, f2 shows its fifteen days."""
    store = household(tmp_path)
    disputed(store)
    store.close()
    answer = paper(
        tmp_path,
        "answer.pdf",
        "January 15, 2027\n\nWe have completed our review of your notice of error. We have"
        " determined that no error occurred. The reason is that your payment was credited on"
        " September 17, 2026, after the grace period. You may request the documents we relied on"
        " in reaching this determination. Questions: 800-555-0142.",
    )
    app = JourneyApp(tmp_path, date(2027, 1, 20))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "9", "escape", "P")
        await fill(pilot, str(answer), None, "2027-01-15", None, "2027-01-19", None, None, None)
        await press(pilot, "enter", "down", "enter")
        await press(pilot, "ctrl+s")
        await until(pilot, "1 met: 1 imported")
        await press(pilot, "d")
        await until(pilot, "refusal (a guess")
        await press(pilot, "r")
        await pick(pilot, "relied")
        await until(pilot, "LACKS")
        await press(pilot, "f2")
        shown = await until(pilot, "What would follow")
        assert "2027-02-18" in shown
        assert "Copies of the documents they relied on" in flat(shown)
