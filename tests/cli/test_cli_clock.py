"""From an event to what is owed: `event`, `due`, `brief`, `promise`, `remind`, `whatif`."""

from __future__ import annotations

from datetime import date

import pytest

from borrower_desk.actions import desks
from borrower_desk.model import (
    Event,
    EventId,
    EventKind,
    EventStatus,
    MatterId,
    Promise,
    Reminder,
)


@pytest.fixture
def noticed(desk):
    """A notice of error about a fee, delivered on Monday, 2 November 2026."""
    desk(
        "event", "add", "M1", "sent", "2026-10-29", "--letter", "late-fee-dispute",
        "--via", "certified-mail",
    )  # fmt: skip
    desk("event", "add", "M1", "delivered", "2026-11-02", "--of", "E1")
    return desk


def duty(ran, rule):
    return next(one for one in ran.json if one["rule"] == rule)


def test_a_delivered_notice_of_error_is_owed_an_acknowledgment_and_an_answer(noticed):
    found = noticed("due", "--as-of", "2026-11-03", "--json")

    acknowledgment = duty(found, "noe-acknowledge")
    assert acknowledgment["due"] == "2026-11-09"
    assert acknowledgment["id"] == "noe-acknowledge:E2"
    assert acknowledgment["bound"] == "servicer"
    assert acknowledgment["trigger"] == {
        "event": "delivered", "id": "E2", "date": "2026-11-02", "estimated": False,
    }  # fmt: skip
    assert acknowledgment["receipt"] == "proved"
    assert acknowledgment["days_left"] == 6
    assert duty(found, "noe-respond")["due"] == "2026-12-16"


def test_what_is_owed_comes_soonest_first(noticed):
    days = [one["due"] for one in noticed("due", "--as-of", "2026-11-03", "--json").json]

    assert days == sorted(days)


def test_an_acknowledgment_meets_its_duty_and_leaves_the_list(noticed):
    noticed("event", "add", "M1", "acknowledged", "2026-11-06", "--of", "E2")

    assert "noe-acknowledge" not in [one["rule"] for one in noticed("due", "--json").json]
    met = duty(noticed("due", "--all", "--json"), "noe-acknowledge")
    assert met["status"] == "met"
    assert met["met_on"] == "2026-11-06"


def test_a_proposed_event_moves_nothing_until_it_is_confirmed(noticed):
    before = noticed("due", "--json").json
    proposed = noticed(
        "event", "add", "M1", "responded", "2026-12-01", "--of", "E2", "--proposed", "--json"
    ).json

    assert proposed["status"] == "proposed"
    assert noticed("due", "--json").json == before
    noticed("event", "confirm", proposed["id"])
    assert duty(noticed("due", "--all", "--json"), "noe-respond")["status"] == "met"


def test_an_undone_event_stays_on_record_and_moves_nothing(noticed):
    before = noticed("due", "--json").json
    noticed("event", "add", "M1", "responded", "2026-12-01", "--of", "E2")

    noticed("event", "undo", "E3")

    assert noticed("due", "--json").json == before
    assert [one["status"] for one in noticed("event", "list", "M1", "--json").json] == [
        "confirmed", "confirmed", "undone",
    ]  # fmt: skip


def test_a_correction_takes_the_place_of_the_event_that_it_names(noticed):
    noticed("event", "add", "M1", "delivered", "2026-11-03", "--of", "E1", "--replaces", "E2")

    found = noticed("due", "--as-of", "2026-11-04", "--json")

    assert duty(found, "noe-acknowledge")["due"] == "2026-11-10"


def test_a_letter_without_proof_of_delivery_is_estimated_and_never_overdue(desk):
    desk("event", "add", "M1", "sent", "2026-10-29", "--letter", "late-fee-dispute")

    found = duty(desk("due", "--json"), "noe-acknowledge")

    assert found["trigger"]["estimated"] is True
    assert found["receipt"] == "presumed"
    assert found["status"] == "perhaps-late"


def test_due_can_tell_a_script_that_something_is_overdue(noticed):
    assert noticed("due", "--exit-code").code == 3
    assert noticed("due", "--exit-code", "--as-of", "2026-11-03").code == 0


def test_due_looks_ahead_only_so_far_and_at_one_side(noticed):
    at = ("--as-of", "2026-11-03", "--json")

    assert [d["rule"] for d in noticed("due", "--within", "7", *at).json] == ["noe-acknowledge"]
    assert {d["bound"] for d in noticed("due", "--bound", "servicer", *at).json} == {"servicer"}


def test_the_day_that_counts_as_today_changes_nothing_that_is_kept(noticed):
    later = noticed("due", "--as-of", "2026-12-30", "--json").json

    assert duty(noticed("due", "--as-of", "2026-12-30", "--json"), "noe-respond")["status"] == (
        "overdue"
    )
    noticed("due", "--as-of", "2030-01-01")
    assert noticed("due", "--as-of", "2026-12-30", "--json").json == later


def test_a_promise_is_shown_as_a_promise_and_not_as_law(desk):
    made = desk("promise", "Reverse the fee", "--by", "2027-02-01", "--matter", "M1", "--json").json

    found = duty(desk("due", "--json"), "promise")

    assert made["id"] == "P1"
    assert found["title"] == "Reverse the fee"
    assert "not law" in found["citation"]
    assert found["status"] == "due-soon"


def test_a_reminder_is_the_borrowers_own(desk):
    desk("remind", "Look at the statement", "--on", "2027-02-10")

    found = duty(desk("due", "--json"), "reminder")

    assert (found["bound"], found["due"]) == ("borrower", "2027-02-10")


def test_brief_has_at_most_fifteen_lines(noticed):
    for n in range(12):
        noticed("remind", f"Number {n}", "--on", "2027-01-30")

    lines = noticed("brief").out.splitlines()

    assert 1 <= len(lines) <= 15


def test_whatif_shows_every_date_and_keeps_nothing(desk):
    before = desk("event", "list", "M1", "--json").json

    found = desk(
        "whatif", "--kind", "late-fee-dispute", "--on", "2026-12-24", "--via", "certified-mail",
        "--matter", "M1", "--json",
    )  # fmt: skip

    assert duty(found, "noe-acknowledge")["due"] == "2027-01-11"
    assert duty(found, "noe-respond")["due"] == "2027-02-17"
    assert all(one["trigger"]["estimated"] for one in found.json)
    assert desk("event", "list", "M1", "--json").json == before


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("event", "add", "M1", "delivered", "2026-10-01", "--of", "E1"), "before it was sent"),
        (("event", "add", "M1", "sent", "2026-10-01", "--error", "no-such-error"), "unknown slug"),
        (("event", "add", "M1", "sent", "2026-10-01", "--starts", "no-such-rule"), "unknown rule"),
        (("event", "add", "M9", "sent", "2026-10-01"), "unknown matter"),
        (("event", "add", "M1", "delivered", "2026-11-02", "--of", "E99"), "unknown event"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_nothing_is_kept(noticed, words, because):
    before = noticed("event", "list", "M1", "--json").json

    ran = noticed(*words)

    assert ran.code in (1, 2), because
    assert ran.err
    assert noticed("event", "list", "M1", "--json").json == before


def test_what_began_with_the_old_servicer_stays_on_its_scorecard(desk):
    """A transfer moves the loan, not the record of who answered and who did not."""
    desk("event", "add", "M1", "delivered", "2026-09-01", "--letter", "notice-of-error",
         "--error", "fee-without-basis")  # fmt: skip
    desk("servicer", "add", "Pinecrest Home Loans")
    desk("loan", "transfer", "L1", "--to", "S2", "--effective", "2027-01-01")

    cards = {card["servicer"]: card for card in desk("scorecard", "--json").json}

    assert cards["Lakeshore Mortgage Servicing"]["missed"] == 2
    assert cards["Pinecrest Home Loans"]["obligations"] == 0


def test_brief_puts_the_matter_of_a_sale_first_and_tells_why(desk):
    desk("matter", "open", "Sale", "--loan", "L1", "--issue", "foreclosure-hold")
    desk("event", "add", "M1", "delivered", "2026-12-01", "--letter", "notice-of-error")
    desk("event", "add", "M2", "sale-scheduled", "2027-02-10")
    now = desk("brief", "--json").json
    assert now["next"][0].startswith("M2: a foreclosure sale is set for 2027-02-10, in 12 days.")
    first = now["soon"][0]
    assert first["matter"] == "M2"
    assert "a sale on 10 February 2027" in first["urgency"]["because"][0]
    assert now["overdue"][0]["next"] == "Remind them."


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        ("2026-12-08", "Wait for it until 14 December 2026."),
        ("2026-12-14", "They may still send it today."),
        ("2026-12-16", "Not sure yet: wait, and look at the postmark when it comes."),
        ("2026-12-22", "Remind them."),
    ],
)
def test_each_state_says_what_happens_next(desk, as_of, says):
    desk("event", "add", "M1", "delivered", "2026-12-07", "--letter", "notice-of-error")
    found = desk("due", "--json", "--as-of", as_of).json
    one = next(one for one in found if one["rule"] == "noe-acknowledge")
    assert one["next"] == says


def test_a_closed_matter_is_not_counted_before_it_was_closed(desk):
    desk("event", "add", "M1", "delivered", "2026-12-07", "--letter", "notice-of-error")
    desk("matter", "close", "M1")
    assert desk("due", "--json").json == []
    assert desk("due", "--json", "--as-of", "2027-01-28").json != []


def test_brief_calls_nothing_overdue_that_is_only_perhaps_late(desk):
    desk("event", "add", "M1", "delivered", "2026-12-07", "--letter", "notice-of-error")
    now = desk("brief", "--json", "--as-of", "2026-12-16").json
    assert now["overdue"] == []
    assert [one["status"] for one in now["soon"]] == ["perhaps-late"]
    line = desk("brief", "--as-of", "2026-12-16").out.splitlines()[0]
    assert line.startswith("late? 2026-12-14 (2 days ago)")


def test_on_a_presumed_receipt_the_next_step_is_a_proof(desk):
    desk("event", "add", "M1", "sent", "2026-12-01", "--letter", "notice-of-error")
    found = desk("due", "--json").json
    one = next(one for one in found if one["rule"] == "noe-acknowledge")
    assert (one["status"], one["receipt"]) == ("perhaps-late", "presumed")
    assert one["next"] == "Probably late: get proof of the day they got your letter."


@pytest.mark.parametrize("day", ["0001-01-01", "1971-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "words",
    [
        ("promise", "They will call", "--matter", "M1", "--by"),
        ("remind", "Call them", "--on"),
        ("log", "phone", "They called.", "--date"),
        ("event", "add", "M1", "sale-scheduled"),
        ("whatif", "--kind", "notice-of-error", "--on"),
        ("loan", "transfer", "L1", "--to", "S2", "--effective"),
        ("loan", "edit", "L1", "--first-payment"),
        ("servicer", "edit", "S1", "--closed-on"),
        ("servicer", "edit", "S1", "--address-checked"),
        ("import", "letter.txt", "--dated"),
        ("import", "letter.txt", "--received"),
        ("import", "letter.txt", "--postmarked"),
    ],
)
def test_no_day_is_put_on_record_from_which_nothing_can_be_counted(desk, tmp_path, words, day):
    """A slip of the pen in a year would break every list of what is due."""
    (tmp_path / "letter.txt").write_text("Dear Ms. Lopez", encoding="utf-8")
    desk("servicer", "add", "Harbor Light Servicing")

    done = desk(*words, day)

    assert done.code == 2
    assert f"{day} lies beyond the calendar" in done.err
    assert "1972 to 2099" in done.err
    assert desk("list", "--json").json == desk("event", "list", "M1", "--json").json == []
    assert desk("due", "--json").json == []


@pytest.mark.parametrize("days", ["73000", "2147483647", "999999999999"])
def test_a_look_ahead_of_any_length_shows_everything(noticed, days):
    assert noticed("due", "--within", days, "--json").json == noticed("due", "--json").json != []


def test_a_call_is_put_on_record_when_it_was_made_and_not_before(desk):
    """It is evidence: nobody knows today what will be said tomorrow."""
    done = desk("log", "phone", "They called.", "--date", "2027-01-30")
    assert done.code == 2
    assert "2027-01-30 has not come yet" in done.err
    assert desk("log", "phone", "They called.", "--date", "2027-01-29").code == 0


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_what_was_kept_before_such_days_were_refused_breaks_nothing(noticed, tmp_path, day):
    """An older version took them without a word."""
    usual = noticed("due", "--json").json
    ways = desks.Ways(key_file=tmp_path / "desk.key")
    with desks.open_desk(tmp_path / "home.desk", ways) as store, store.change("test"):
        store.add_promise(Promise("", "They will call", day, MatterId("M1")))
        store.add_reminder(Reminder("", "Call them", day, None))
        store.add_event(
            Event(EventId(""), MatterId("M1"), EventKind.SALE_SCHEDULED, day,
                  status=EventStatus.CONFIRMED)
        )  # fmt: skip

    found = noticed("due", "--json").json
    assert [one for one in found if one["rule"] not in ("promise", "reminder")] == usual
    assert noticed("brief").code == noticed("due", "--within", "9").code == 0
    ran = noticed("due", "--ics", tmp_path / "x.ics")
    assert ran.code == 0, ran.err
    assert b"BEGIN:VEVENT" in (tmp_path / "x.ics").read_bytes()
    assert noticed("timeline", "M1").code == noticed("scorecard").code == 0


@pytest.mark.parametrize("day", ["0001-01-01", "1971-06-01", "2100-01-01", "9999-12-31"])
def test_a_day_outside_the_laws_calendar_is_refused(desk, day):
    done = desk("--as-of", day, "brief")
    assert done.code == 2
    assert "1972 to 2099" in done.err


@pytest.mark.parametrize(("day", "rows"), [("0001-01-01", True), ("9999-12-31", False)])
def test_a_list_may_be_asked_for_from_any_day(noticed, day, rows):
    """`--since` filters: whatever day it names puts nothing on record."""
    for words in (("journal", "--since", day), ("list", "--since", day), ("list", "--until", day)):
        ran = noticed(*words, "--json")
        assert ran.code == 0, ran.err
    assert bool(noticed("journal", "--since", day, "--json").json) is rows


def test_whatif_refuses_an_error_that_is_none(run):
    """A typing mistake would give thirty days where seven run."""
    done = run(
        "whatif", "--kind", "notice-of-error", "--on", "2027-01-29", "--error", "payof-wrong"
    )
    assert done.code == 2
    assert "payoff-wrong-or-missing" in done.err
