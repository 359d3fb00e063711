"""A message that came again in other bytes says so where it is read."""

from __future__ import annotations

from datetime import date

from screen_steps import go, press, seen, settled

from borrower_desk.actions.desks import open_desk
from borrower_desk.actions.importing import Manner, bring_in_message

TODAY = date(2026, 11, 20)
ONCE = b"From: care@x.example\nSubject: Your fee\nMessage-ID: <1@x.example>\n\nWords.\n"


async def test_the_reader_names_the_other_exports_in_one_line(empty, app_of):
    """What `show --raw --copy` asks for, and where it came from."""
    with open_desk(empty.path, empty.ways) as store:
        bring_in_message(store, ONCE, Manner(), TODAY, "first.eml")
    async with app_of(empty).run_test(size=(140, 36)) as pilot:
        await go(pilot, "mail")
        await settled(pilot, 0.1)
        assert "Also as" not in seen(pilot)

        with open_desk(empty.path, empty.ways) as store:
            bring_in_message(store, b"X-UID: 1\n" + ONCE, Manner(), TODAY, "b\x1b[31m.eml")
            (form,) = store.originals(store.rows()[0].id)
        await press(pilot, "enter")
        await settled(pilot, 0.1)

        assert f"Also as  {form.sha256[:12]} (b␛[31m.eml)" in seen(pilot)
