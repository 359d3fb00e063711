"""Before a packet is written: what goes, what stays, what proves less; nothing is written yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import disputed, household

from borrower_desk.actions import reading
from borrower_desk.actions.packet_plan import Wishes
from borrower_desk.actions.preflight import Preflight, preflight
from borrower_desk.model import Channel
from borrower_desk.screens.packet_more import before_writing

DAY = date(2027, 1, 29)


def looked(folder: Path, said: str, wishes: Wishes, channel: Channel = Channel.PHONE) -> Preflight:
    store = household(folder)
    matter, _ = disputed(store)
    reading.log(store, channel, said, date(2026, 12, 16), matter=matter, today=DAY)
    found = preflight(store, matter, DAY, wishes)
    store.close()
    return found


def test_a_letter_with_the_loans_own_numbers_has_nothing_to_say(tmp_path: Path) -> None:
    assert looked(tmp_path, "They have tracking 9407111899223197428490.", Wishes()).calm


def test_what_stays_in_is_named_by_its_kind(tmp_path: Path) -> None:
    found = looked(tmp_path, "She read out my SSN 900-12-3456.", Wishes())

    assert found.left == {"Social Security number": 1}
    assert "NOT removed: 1 × Social Security number" in before_writing(found).detail


def test_what_goes_is_counted_and_no_longer_stays(tmp_path: Path) -> None:
    found = looked(tmp_path, "She read out my SSN 900-12-3456.", Wishes(profile="regulator"))

    assert (found.removed, found.left) == ({"Social Security number": 1}, {})


def test_an_email_of_which_only_words_are_kept_is_flagged(tmp_path: Path) -> None:
    found = looked(tmp_path, "Your fee is under review.", Wishes(), Channel.EMAIL)

    assert len(found.bare) == 1
    assert "E-mails without headers" in before_writing(found).detail
