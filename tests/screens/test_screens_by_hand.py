"""What stumbled when the journeys were walked by hand at 80x24: each stumble stays mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import (
    SIZE,
    JourneyApp,
    brought,
    disputed,
    flat,
    household,
    late_fee,
    lookalike,
    mail,
    until,
)
from screen_steps import press, seen, settled

from borrower_desk.actions import clock, matters
from borrower_desk.model import Channel, EventKind, Purpose
from borrower_desk.screens.compose import ComposeScreen

GOODBYE = (
    "The servicing of your mortgage loan will be transferred to Harborview Loan Care, effective"
    " January 1, 2027. Lakeshore Mortgage Servicing will stop accepting payments after December"
    " 31, 2026. Your new loan number will be 0009876543. Send all payments due on or after January"
    " 1, 2027 to Harborview Loan Care, P.O. Box 77, Toledo, OH 43604. You can reach Harborview Loan"
    " Care at 800-555-0177, and us at 800-555-0142."
)
ANSWER = (
    "January 15, 2027\n\nWe have completed our review of your notice of error. We have determined"
    " that no error occurred. The reason is that your payment was credited on September 17, 2026,"
    " after the grace period. You have the right to request the documents that we relied on."
)
QUOTE = """Here is the payoff statement that you asked for, good through December 10, 2026.

Unpaid principal balance: $198,450.22
Interest rate: 4.375%
Interest paid to: November 1, 2026
Per diem: $23.79
Total payoff amount: $199,412.91
"""


def goodbye(folder: Path) -> Path:
    return mail(
        folder, "goodbye.eml", GOODBYE, Subject="Notice of servicing transfer",
        Date="Tue, 15 Dec 2026 10:00:00 -0500",
    )  # fmt: skip


async def test_a_filed_message_says_where_it_went_and_that_u_takes_it_back(tmp_path: Path) -> None:
    store = household(tmp_path)
    late_fee(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, goodbye(tmp_path))
        await press(pilot, "f")
        await until(pilot, "C1 is in M1, Late fee, September 2026; u takes it back.")


async def test_e_offers_what_the_mail_proposes_with_the_day_that_it_states(tmp_path: Path) -> None:
    store = household(tmp_path)
    matter, _ = disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, goodbye(tmp_path))
        await press(pilot, "f")
        await until(pilot, "It proposes")
        await press(pilot, "3", "e")
        shown = flat(await until(pilot, "What happened in M1?"))
        assert "transferred on 2027-01-01" in shown
        assert "C2 looks like a transfer notice" in shown
        await press(pilot, "enter")
        await until(pilot, "The loan has a new servicer")
        told = [one for one in app.kept.events(matter.id) if one.kind is EventKind.TRANSFERRED]
        assert [one.on for one in told] == [date(2027, 1, 1)]


async def test_an_event_of_a_proposed_kind_takes_its_day_in_the_form_too(tmp_path: Path) -> None:
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, goodbye(tmp_path))
        await press(pilot, "f")
        await until(pilot, "It proposes")
        await press(pilot, "3", "e", "down", "enter")
        await until(pilot, "About which letter")
        app.screen.query_one("#blank-kind").value = "transferred"  # type: ignore[attr-defined]
        await until(pilot, "The day is from")
        assert app.screen.query_one("#blank-on").value == "2027-01-01"  # type: ignore[attr-defined]


async def test_a_transfer_s_notice_fills_in_the_new_servicer_and_what_is_to_do(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, goodbye(tmp_path))
        await press(pilot, "f")
        await until(pilot, "It proposes")
        await press(pilot, "3", "e", "enter")
        await until(pilot, "From C2: look at each one")
        await press(pilot, "ctrl+s")
        shown = flat(await until(pilot, "Harborview Loan Care has it from"))
        assert "2027-01-16" in shown, "the new servicer's own letter"
        assert "2027-03-01" in shown, "the last of the sixty days"
        assert "Autopay" in shown
        assert "mortgagee clause" in shown
        loan = app.kept.loans()[0]
        new = app.kept.servicer(loan.servicer)
        pay = new.address(Purpose.PAYMENT)
        assert (loan.number, new.name, new.phone) == (
            "0009876543", "Harborview Loan Care", "800-555-0177",
        )  # fmt: skip
        assert pay is not None
        assert pay.text == "Harborview Loan Care\nP.O. Box 77\nToledo, OH 43604"

        await press(pilot, "d")
        await until(pilot, "Request for information, M1")
        copy = app.kept.drafts()[-1]
        assert "December 4, 2026" in copy.body
        assert [one.title for one in copy.enclosures] == ["My notice of error of December 4, 2026"]
        answer = next(
            one
            for one in clock.due(app.kept, app.day)
            if one.title == "Answer to your notice of error"
        )
        assert answer.due == date(2027, 1, 21), "the old servicer still owes its answer"


async def test_a_reminder_is_ticked_off_on_today(tmp_path: Path) -> None:
    store = household(tmp_path)
    matter = late_fee(store)
    clock.remind(store, "Autopay to the new servicer", date(2026, 12, 20), matter)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await until(pilot, "Autopay to the new servicer")
        while "Autopay" not in str(getattr(app.screen.query_one("#day").current, "what", "")):  # type: ignore[attr-defined]
            await press(pilot, "j")
        await press(pilot, "enter", "enter")
        await until(pilot, "R1 is done.")
        assert app.kept.reminders()[0].done


async def test_an_answer_shows_what_it_must_hold_and_what_is_missing(tmp_path: Path) -> None:
    store = household(tmp_path)
    disputed(store)
    store.close()
    path = mail(
        tmp_path, "a.eml", ANSWER, Subject="Our answer", Date="Fri, 15 Jan 2027 10:00:00 -0500"
    )
    app = JourneyApp(tmp_path, date(2027, 1, 20))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, path)
        shown = flat(await until(pilot, "What the answer must hold"))
        assert "✓ reasons: it is there" in shown
        assert "✓ right to documents: it is there" in shown
        assert "✗ telephone: missing" in shown


async def test_a_reply_asks_its_matter_and_takes_the_days_of_both_letters(tmp_path: Path) -> None:
    store = household(tmp_path)
    disputed(store)
    store.close()
    path = mail(
        tmp_path, "a.eml", ANSWER, Subject="Our answer", Date="Fri, 15 Jan 2027 10:00:00 -0500"
    )
    app = JourneyApp(tmp_path, date(2027, 1, 20))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, path)
        await until(pilot, "refusal (a guess")
        await press(pilot, "r")
        asked = flat(await until(pilot, "A letter about C2 in which matter?"))
        assert "open a new matter" in asked
        await press(pilot, "enter")
        await until(pilot, "Which letter for M1")
        await press(pilot, "enter")
        await until(pilot, "LACKS")
        draft = app.kept.drafts()[-1]
        assert draft.kind == "documents-relied-on", "what fits a refusal stands first"
        assert draft.fields["answer_date"] == "2027-01-15"
        assert draft.fields["notice_date"] == "2026-12-04"
        assert [one.field for one in draft.missing] == ["finding"]


async def test_a_payoff_quote_s_own_figures_are_checked_from_the_message(tmp_path: Path) -> None:
    store = household(tmp_path)
    late_fee(store)
    store.close()
    path = mail(
        tmp_path, "q.eml", QUOTE, Subject="Payoff statement", Date="Mon, 30 Nov 2026 10:00:00 -0500"
    )
    app = JourneyApp(tmp_path, date(2026, 11, 30))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, path)
        await until(pilot, "payoff statement (a guess")
        await press(pilot, "f")
        await until(pilot, "C1 is in M1")
        await press(pilot, "A")
        await until(pilot, "C1 states these figures")
        assert "good_through = December 10, 2026" in seen(pilot)
        await press(pilot, "ctrl+s")
        shown = flat(await until(pilot, "Part of the payoff amount is unexplained: 35.00"))
        assert "By phone: “What is $35.00 in my payoff for" in shown
        await press(pilot, "ctrl+s")
        await until(pilot, "Kept: F1")
        assert "2026-11-30" in app.kept.findings()[0].facts[0]


async def test_one_key_asks_the_servicer_itself_whether_a_message_is_its_own(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    late_fee(store)
    store.close()
    bad = lookalike(tmp_path)
    app = JourneyApp(tmp_path, date(2026, 12, 16))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await brought(pilot, bad)
        await until(pilot, "SUSPICIOUS")
        await press(pilot, "r")
        await until(pilot, "Nothing to mend")
        assert isinstance(app.screen, ComposeScreen)
        await press(pilot, "f6")
        shown = flat(await until(pilot, "P.O. Box 9002"))
        assert "Columbus, OH 43216" in shown
        body = app.kept.drafts()[-1].body
        assert "whether a message of December 16, 2026 that bears your name is yours" in " ".join(
            body.split()
        )
        assert "payoffs@" not in body
        assert "quickwire" not in body
        assert app.kept.rows()[-1].matter is None, "the message itself is filed nowhere"


async def test_a_toast_never_lies_on_a_form_and_is_told_after_it(tmp_path: Path) -> None:
    store = household(tmp_path)
    late_fee(store)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 15))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3")
        app.say("Said before the form.")
        await press(pilot, "e")
        await until(pilot, "What happened in M1?")
        app.say("Said over the form.")
        await pilot.pause(0.2)
        shown = seen(pilot)
        assert "Said" not in shown
        assert "Record it (ctrl+s)" in shown
        await press(pilot, "escape")
        await pilot.pause(0.2)
        assert "Said over the form." in seen(pilot)


async def test_a_corrected_event_says_what_counts_now(tmp_path: Path) -> None:
    store = household(tmp_path)
    _, draft = disputed(store)
    from borrower_desk.actions import letters

    letters.delivered(store, draft.id, date(2026, 12, 8), date(2026, 12, 9))
    store.close()
    app = JourneyApp(tmp_path, date(2026, 12, 9))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", *["right_square_bracket"] * 4)
        shown = await until(pilot, "now E3")
        old = next(one for one in shown.splitlines() if " E2 " in one)
        assert "now E3" in old


async def test_what_a_correction_leaves_open_is_asked_in_the_app(tmp_path: Path) -> None:
    store = household(tmp_path)
    matter = late_fee(store)
    from journey_steps import LATE_FEE, SENT

    from borrower_desk.actions import letters

    made = letters.draft(store, "late-fee-dispute", SENT, matter=matter, fields=LATE_FEE)
    letters.sent(store, made.id, Channel.CERTIFIED_MAIL, SENT, SENT)
    store.close()
    app = JourneyApp(tmp_path, SENT)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "d")
        await until(pilot, "has arrived")
        await press(pilot, "ctrl+s")
        shown = flat(await until(pilot, "Look at this again"))
        assert "mailed and delivered on the same day" in shown
        assert "borrower-desk delivered" not in shown
        assert matters.timeline(app.kept, matter)
