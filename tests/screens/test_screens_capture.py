"""Mail in the app: fetched from a server, suggested a place, and never an order to the screen."""

from __future__ import annotations

from datetime import date

import dovecot
from dovecot import PASSWORD, USER
from hostile_words import escapes, message, payloads
from screen_steps import go, press, seen, settled, write

from borrower_desk.actions import mailboxes, matters
from borrower_desk.actions.desks import open_desk
from borrower_desk.actions.importing import Manner, bring_in, bring_in_message
from borrower_desk.model import Direction, Mailbox, MailboxId
from borrower_desk.screens.choosing import Choose
from borrower_desk.screens.search import SearchScreen
from borrower_desk.screens.widgets.reader import Reader

TODAY = date(2026, 11, 20)


async def test_without_a_mailbox_the_import_screen_says_how_to_add_one(empty, app_of):
    """An act that can't be done says what to do first."""
    async with app_of(empty).run_test(size=(120, 36)) as pilot:
        await go(pilot, "import")
        await press(pilot, "escape", "S")

        assert "There is no mailbox yet" in seen(pilot)
        assert "Press M to add one" in seen(pilot)


async def test_mail_is_fetched_from_the_import_screen(empty, app_of, tmp_path):
    """From a real server; the account is given, and what failed stands in the banner."""
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    with dovecot.running() as server:
        server.deliver([b"From: care@x.example\nSubject: Your fee\n\nWords.\n"])
        with open_desk(empty.path, empty.ways) as store:
            mailboxes.add(
                store,
                Mailbox(MailboxId(""), "home", "localhost", USER, server.port, str(secret),
                        ca_file=str(server.ca_file), everything=True),
            )  # fmt: skip
        async with app_of(empty).run_test(size=(120, 36)) as pilot:
            await go(pilot, "import")
            await press(pilot, "escape", "S")
            await settled(pilot, 0.2)
            assert "1 met: 1 imported" in seen(pilot)

            secret.write_text("wrong")
            await press(pilot, "S")
            await settled(pilot, 0.2)
            assert "did not accept" in seen(pilot)


async def test_an_unfiled_piece_is_offered_its_matter_with_the_reason(full, app_of):
    """The one that fits stands on top; nothing is filed by itself."""
    with open_desk(full.path, full.ways) as store:
        loan = store.loans()[0]
        other = matters.open_matter(
            store, "Escrow shortage of 2026", loan, "fee-without-basis", TODAY
        )
        bring_in_message(
            store,
            f"From: x@y.example\nSubject: Your escrow shortage\n\nLoan {loan.number}.\n".encode(),
            Manner(), TODAY,
        )  # fmt: skip
        kept = store.rows(unfiled=True)[0]
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        await go(pilot, "mail")
        pilot.app.screen.only("unfiled")
        await settled(pilot, 0.1)
        pilot.app.screen.rows.select_key(kept.id)
        await press(pilot, "f")

        assert isinstance(pilot.app.screen, Choose)
        assert pilot.app.screen.choices[0].value == other.id
        assert f"Perhaps {other.id}: it names the loan" in seen(pilot)


async def test_hostile_mail_is_shown_as_text_on_every_screen(full, app_of, tmp_path):
    """300 subjects, names and file names: no control, no turned line, no markup taken for ours."""
    place = tmp_path / "in"
    place.mkdir()
    for number, payload in enumerate(payloads()):
        (place / f"{number}.eml").write_bytes(message(number, payload))
    (place / "\x1b[2Jscreen\u202e[bold]x.bin").write_bytes(b"\0junk")
    with open_desk(full.path, full.ways) as store:
        report = bring_in(store, [place], Manner(direction=Direction.RECEIVED), TODAY)
        assert len(report.items) == 301
        ids = [one.id for one in report.items if one.id and one.id.startswith("C")]
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        for mode in ("today", "mail", "matter", "journal", "import"):
            await go(pilot, mode)
            assert escapes(seen(pilot)) == [], mode
        await go(pilot, "mail")
        for identifier in ids[:60:2]:
            pilot.app.screen.open(identifier)
            await settled(pilot)
            assert pilot.app.screen.query_one(Reader).message.id == identifier
            assert escapes(seen(pilot)) == [], identifier
        await press(pilot, "H")
        assert escapes(seen(pilot)) == []
        await press(pilot, "escape")
        await go(pilot, "search")
        assert isinstance(pilot.app.screen, SearchScreen)
        await write(pilot, "evil29")
        await settled(pilot, 0.4)
        assert escapes(seen(pilot)) == []
        assert "[bold red]x[/]" in seen(pilot), "markup is shown as it was written"
