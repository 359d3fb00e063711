"""An application for help by keys: papers, the day they have it, what they say is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from journey_steps import SIZE, JourneyApp, by_palette, fill, flat, household, mail, paper, until
from screen_steps import press, settled
from textual.pilot import Pilot

from borrower_desk.actions import applications, clock, letters, matters
from borrower_desk.desk.store import Store
from borrower_desk.model import Channel, Draft, EventKind, EventStatus, Matter
from borrower_desk.screens.acts.application import ask_submitted

DAY = date(2026, 11, 20)
INCOMPLETE = """Dear Maria Lopez,

We received your loss mitigation application on November 20, 2026. Your application is incomplete.
Thank you for the pay stubs. The following documents are missing:

- Bank statements for the last two months, all pages
- Signed federal tax return for 2025

Please send them by December 24, 2026.

Lakeshore Mortgage Servicing, Loss Mitigation Department
"""


def incomplete(folder: Path) -> Path:
    """Their notice that papers are missing."""
    return mail(
        folder, "incomplete.eml", INCOMPLETE, Subject="Your mortgage assistance application",
        Date="Tue, 24 Nov 2026 10:00:00 -0500",
    )  # fmt: skip


async def filed(pilot: Pilot[None], path: Path) -> None:
    """The message, brought in by keys and filed in the one matter."""
    await press(pilot, "9")
    await fill(pilot, str(path))
    await press(pilot, "enter")
    await until(pilot, "imported")
    await press(pilot, "2")
    await settled(pilot)
    await press(pilot, "f")
    await until(pilot, "is in M1")


def application(store: Store) -> Matter:
    return matters.open_matter(
        store, "Loan modification", store.loans()[0], "modification-documents", date(2026, 11, 16)
    )


def sent_papers(store: Store, folder: Path) -> Draft:
    """An application that went by the portal with a pay stub and a bank statement."""
    matter = application(store)
    one = letters.draft(
        store,
        "modification-documents",
        DAY,
        matter=matter,
        fields={"documents": "Pay stub\nBank statement", "hardship": "My hours were cut."},
    )
    stub = paper(folder, "Pay stub.pdf", "Northwind Bakery\nPay date 10/02/2026\nGross $1,420.00")
    bank = paper(folder, "Bank statement October 2026.pdf", "Statement date October 31, 2026")
    letters.change(store, one.id, attach=[str(stub), str(bank)])
    gone = letters.sent(
        store, one.id, Channel.PORTAL, DAY, DAY,
        waiver=letters.Waiver(
            sending_errors(store, one.id), "they ask for it so"
        ),
    )  # fmt: skip
    return gone.draft


def sending_errors(store: Store, identifier: str) -> tuple[str, ...]:
    report = letters.check(store, store.draft(identifier), DAY, channel=Channel.PORTAL, look=True)  # type: ignore[arg-type]
    return tuple({one.code for one in report.findings if one.severity.value == "error"})


def test_a_pay_stub_of_october_2_usually_goes_stale_on_december_31(tmp_path: Path) -> None:
    store = household(tmp_path)
    (stub, bank) = applications.keeps(store, sent_papers(store, tmp_path), DAY)

    assert (stub.on, stub.until) == (date(2026, 10, 2), date(2026, 12, 31))
    assert (bank.on, bank.until) == (date(2026, 10, 31), date(2027, 1, 29))
    store.close()


def test_the_date_that_a_title_says_goes_before_the_one_that_is_read(tmp_path: Path) -> None:
    store = household(tmp_path)
    sent = sent_papers(store, tmp_path)
    first = sent.enclosures[0]
    dated = replace(sent, enclosures=(replace(first, title="Pay stub, November 13, 2026"),))
    (one,) = applications.keeps(store, dated, DAY)

    assert one.on == date(2026, 11, 13)
    store.close()


async def test_a_text_file_is_told_at_once_and_goes_in_as_a_pdf(tmp_path: Path) -> None:
    store = household(tmp_path)
    matter = application(store)
    one = letters.draft(store, "modification-documents", DAY, matter=matter)
    store.close()
    note = tmp_path / "hardship letter.txt"
    note.write_text("My hours were cut in September 2026.\n", encoding="utf-8")
    app = JourneyApp(tmp_path, DAY)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.open_draft(one.id)
        await until(pilot, "Send documents for a loan")
        await press(pilot, "ctrl+t")
        await until(pilot, "A file")
        await fill(pilot, str(note))
        await press(pilot, "ctrl+s")
        await until(pilot, "is no PDF, JPEG or PNG")
        await press(pilot, "enter")
        await until(pilot, "Enclosure A is in")
        (kept,) = app.kept.draft(one.id).enclosures

        assert kept.name == "hardship letter.pdf"
        assert app.kept.blob(kept.sha256).startswith(b"%PDF-")


async def test_half_a_date_in_a_field_bars_no_enclosure_and_is_said_by_its_question(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    matter = application(store)
    one = letters.draft(store, "modification-documents", DAY, matter=matter)
    letters.keep(store, one.id, {"sale_date": "pay stubs"})
    store.close()
    stub = paper(tmp_path, "Pay stub.pdf", "Pay date 10/02/2026")
    app = JourneyApp(tmp_path, DAY)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.open_draft(one.id)
        shown = flat(await until(pilot, "is not a day of the calendar"))
        assert "sale_date" not in shown
        assert "Is a foreclosure sale scheduled" in shown
        await press(pilot, "ctrl+t")
        await until(pilot, "A file")
        await fill(pilot, str(stub))
        await press(pilot, "ctrl+s")
        await until(pilot, "Enclosure A is in")

        assert len(app.kept.draft(one.id).enclosures) == 1
        assert app.kept.draft(one.id).fields["sale_date"] == "pay stubs"


async def test_sent_by_the_portal_it_goes_on_record_with_its_clock_and_reminders(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    draft = sent_papers(store, tmp_path)
    store.close()
    app = JourneyApp(tmp_path, DAY)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        ask_submitted(app, draft, DAY, Channel.PORTAL)
        await until(pilot, "put it on record?")
        await press(pilot, "y")
        await until(pilot, "the application is on record")
        kinds = [one.kind for one in app.kept.events() if one.kind is not EventKind.SENT]
        owed = clock.due(app.kept, DAY)
        due = {one.due: one.title for one in owed}

    assert kinds == [EventKind.APPLICATION_SUBMITTED]
    assert len([one for one in owed if one.due == date(2026, 11, 30)]) == 1, "one clock, not two"
    assert date(2026, 11, 30) in due, "five business days, without Thanksgiving"
    assert "Pay stub of 10/02 usually goes stale" in due[date(2026, 12, 31)]


async def test_marking_it_as_sent_in_the_letter_asks_for_the_application_at_once(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    matter = application(store)
    facts = {"documents": "Pay stub of October 2, 2026", "hardship": "My hours were cut."}
    one = letters.draft(store, "modification-documents", DAY, matter=matter, fields=facts)
    stub = paper(tmp_path, "Pay stub of October 2, 2026.pdf", "Pay date 10/02/2026")
    letters.change(store, one.id, attach=[str(stub)])
    store.close()
    app = JourneyApp(tmp_path, DAY)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.open_draft(one.id)
        await until(pilot, "usually goes stale on 2026-12-31")
        await press(pilot, "f9")
        await until(pilot, "as sent")
        await press(pilot, "ctrl+s")
        await until(pilot, "put it on record?")
        await press(pilot, "y")
        await until(pilot, "the application is on record")
        kinds = [event.kind for event in app.kept.events(matter.id)]

    assert kinds == [EventKind.SENT, EventKind.APPLICATION_SUBMITTED]


async def test_what_they_call_missing_is_held_against_what_was_sent(tmp_path: Path) -> None:
    store = household(tmp_path)
    sent_papers(store, tmp_path)
    notice = incomplete(tmp_path)
    store.close()
    app = JourneyApp(tmp_path, date(2026, 11, 25))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await filed(pilot, notice)
        await by_palette(pilot, "what they say is missing")
        shown = flat(await until(pilot, "What they say is missing"))
        assert "SENT 2026-11-20 as Enclosure B" in shown
        assert "not sent yet" in shown
        assert "lease" not in shown.replace("Please", ""), "a word within a word is no paper"
        assert "They want them by Thu, Dec 24, 2026" in shown
        await press(pilot, "d")
        await until(pilot, "Send documents for a loan")
        answer = app.kept.drafts()[-1]
        assert [one.label for one in answer.enclosures] == ["A"]
        assert "which I sent on November 20, 2026" in answer.body.replace("\n", " ")
        assert "tax return" not in answer.body
        assert "I sent papers before, on November 20, 2026" in answer.body.replace("\n", " ")


async def test_their_notice_that_it_is_incomplete_closes_the_five_days_once_confirmed(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    draft = sent_papers(store, tmp_path)
    matter = store.matters()[0]
    applications.submit(store, matter, draft, DAY, Channel.PORTAL, DAY)
    store.close()
    notice = incomplete(tmp_path)
    app = JourneyApp(tmp_path, date(2026, 11, 25))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await filed(pilot, notice)
        (event,) = [one for one in app.kept.events(matter.id) if one.params.get("by")]
        assert (event.kind, event.status) == (EventKind.ACKNOWLEDGED, EventStatus.PROPOSED)
        matters.confirm_event(app.kept, event.id)
        owed = clock.due(app.kept, app.day, everything=True)
        (five,) = [one for one in owed if one.due == date(2026, 11, 30)]

    assert five.met_on == date(2026, 11, 24)
