"""Mailing on the last day is enough (12 CFR 1024.11): when an answer that came later is late."""

from __future__ import annotations

from datetime import date

import pytest
from matters_record import happened, notice, owed

from borrower_desk.model import Channel

# Received on Monday, 7 December 2026: acknowledgment due on the 14th, answer on 21 January 2027.
RECEIVED = (
    notice(1, "sent", "2026-12-04", channel=Channel.CERTIFIED_MAIL),
    notice(2, "delivered", "2026-12-07", of="E1"),
)
LAST = date(2026, 12, 14)
FLOAT_ENDS = "2026-12-21"  # five business days after the last day


def acknowledged(on, **facts):
    came = happened(3, "acknowledged", on, of="E1", **facts)
    return owed([*RECEIVED, came], "2027-01-10")["noe-acknowledge:E2"]


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.CERTIFIED_MAIL])
@pytest.mark.parametrize("on", ["2026-12-15", FLOAT_ENDS])
def test_what_came_by_mail_within_the_mail_s_time_may_have_been_mailed_in_time(channel, on):
    one = acknowledged(on, channel=channel)
    assert (one.due, one.status, str(one.met_on)) == (LAST, "met", on)
    assert "late only if it was mailed after 14 December 2026" in one.uncertainty


def test_what_came_by_mail_later_than_that_was_late():
    assert acknowledged("2026-12-22", channel=Channel.MAIL).status == "met-late"


@pytest.mark.parametrize("channel", [None, Channel.EMAIL, Channel.FAX, Channel.PORTAL])
def test_what_takes_no_time_to_come_is_late_on_the_next_day(channel):
    one = acknowledged("2026-12-15", channel=channel)
    assert (one.status, one.uncertainty) == ("met-late", "")


@pytest.mark.parametrize("said", ["mailed", "postmarked", "dated"])
@pytest.mark.parametrize(("day", "status"), [("2026-12-14", "met"), ("2026-12-15", "met-late")])
def test_a_mailing_day_on_record_decides(said, day, status):
    one = acknowledged("2026-12-17", channel=Channel.MAIL, params={said: day})
    assert (one.status, str(one.met_on), one.uncertainty) == (status, day, "")


def test_the_mailing_day_that_the_user_says_counts_before_the_letter_s_own_date():
    one = acknowledged(
        "2026-12-17", channel=Channel.MAIL, params={"mailed": "2026-12-15", "dated": "2026-12-10"}
    )
    assert one.status == "met-late"


def test_an_answer_by_mail_in_place_of_the_acknowledgment_has_the_same_time():
    came = happened(3, "responded", "2026-12-16", of="E1", channel=Channel.MAIL)
    one = owed([*RECEIVED, came], "2027-01-10")["noe-acknowledge:E2"]
    assert one.status == "met"
    assert "late only if it was mailed after" in one.uncertainty


@pytest.mark.parametrize(("day", "extended"), [("2027-01-21", True), ("2027-01-22", False)])
def test_an_extension_counts_from_its_mailing(day, extended):
    asked = happened(3, "extended", "2027-01-26", of="E1", params={"mailed": day})
    assert owed([*RECEIVED, asked], "2027-01-27")["noe-respond:E2"].extended is extended


def test_a_letter_dated_after_it_left_is_said_of_every_duty_that_it_starts():
    sent = notice(1, "sent", "2026-12-04", params={"letter_dated": "2026-12-20"})
    found = owed([sent, RECEIVED[1]], "2026-12-10")
    for rule in ("noe-acknowledge:E2", "noe-respond:E2"):
        assert "Your letter bears the date 20 December 2026" in found[rule].uncertainty
