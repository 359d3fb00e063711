"""Mending a wrong day: nothing is lost, and no letter leaves or arrives twice."""

from __future__ import annotations

import pytest

FEE = (
    "--set", "fee_amount=92.75", "--set", "fee_date=2026-09-16",
    "--set", "payment_received=2026-09-10", "--set", "payment_amount=1855",
)  # fmt: skip
NOTICE = ("event", "add", "M1", "sent", "2026-10-29", "--letter", "late-fee-dispute",
          "--via", "certified-mail")  # fmt: skip


@pytest.fixture
def mailed(desk):
    """A letter on record, C1 by event E1, said to have left on 27 January 2027."""
    written = desk("draft", "late-fee-dispute", "--matter", "M1", *FEE, "--json")
    assert written.code == 0, written.err
    gone = desk("sent", "D1", "--via", "certified-mail", "--on", "2027-01-27", "--json")
    assert gone.code == 0, gone.err
    return desk


@pytest.fixture
def noticed(desk):
    """A notice of error, delivered on 2 November 2026: acknowledgment due on the 9th."""
    desk(*NOTICE)
    desk("event", "add", "M1", "delivered", "2026-11-02", "--of", "E1")
    return desk


def events(desk):
    return {one["id"]: one for one in desk("event", "list", "M1", "--json").json}


def duties(desk, rule):
    owed = desk("due", "--all", "--matter", "M1", "--json").json
    return [one for one in owed if one["rule"] == rule]


# ── a correction inherits ────────────────────────────────────────────────────


def test_a_corrected_mailing_day_keeps_the_letter_and_its_clocks(mailed):
    before = {one["rule"] for one in mailed("due", "--all", "--json").json}
    made = mailed("event", "add", "M1", "sent", "2027-01-28", "--replaces", "E1", "--json").json
    old = events(mailed)["E1"]
    for fact in ("letter", "channel", "errors", "starts", "of", "params"):
        shown = {k: v for k, v in made["params"].items() if k != "letter_dated"}
        was = {k: v for k, v in old["params"].items() if k != "letter_dated"}
        assert (shown == was) if fact == "params" else made[fact] == old[fact], fact
    assert {one["rule"] for one in mailed("due", "--all", "--json").json} == before
    assert len(duties(mailed, "noe-acknowledge")) == 1


def test_what_is_said_anew_of_a_correction_is_taken(noticed):
    noticed("event", "add", "M1", "fee-charged", "2026-11-03", "--amount", "35", "--note", "Late",
            "--param", "a=1")  # fmt: skip
    made = noticed("event", "add", "M1", "fee-charged", "2026-11-03", "--amount", "36",
                   "--param", "b=2", "--replaces", "E3", "--json").json  # fmt: skip
    assert (made["amount"], made["note"]) == ("36.00", "Late")
    assert made["params"] == {"a": "1", "b": "2"}


def test_another_kind_of_letter_brings_its_own_clocks(noticed):
    made = noticed("event", "add", "M1", "sent", "2026-10-29", "--letter", "payoff-statement",
                   "--replaces", "E1", "--json").json  # fmt: skip
    assert made["errors"] == []
    assert "noe-acknowledge" not in made["starts"]


def test_the_corrected_event_counts_no_longer_and_shows_it(mailed):
    mailed("event", "add", "M1", "sent", "2027-01-28", "--replaces", "E1")
    assert events(mailed)["E1"]["replaced_by"] == "E2"
    assert "replaced by E2" in mailed("event", "list", "M1").out
    assert [one["date"] for one in mailed("timeline", "M1", "--json").json] == ["2027-01-28"]


def test_the_day_of_the_letter_follows_its_correction_and_its_undoing(mailed):
    mailed("event", "add", "M1", "sent", "2027-01-28", "--replaces", "E1")
    assert mailed("show", "C1", "--json").json["date"] == "2027-01-28"
    mailed("event", "undo", "E2")
    assert mailed("show", "C1", "--json").json["date"] == "2027-01-27"
    assert len(duties(mailed, "noe-acknowledge")) == 1


def test_undo_takes_a_whole_correction_back(mailed):
    mailed("event", "add", "M1", "sent", "2027-01-28", "--replaces", "E1")
    assert mailed("undo").code == 0
    assert mailed("show", "C1", "--json").json["date"] == "2027-01-27"
    assert events(mailed)["E1"]["replaced_by"] is None


def test_an_event_is_corrected_once_and_then_its_correction(noticed):
    noticed("event", "add", "M1", "sent", "2026-10-28", "--replaces", "E1")
    again = noticed("event", "add", "M1", "sent", "2026-10-27", "--replaces", "E1")
    assert again.code == 2
    assert "--replaces E3" in again.err
    assert noticed("event", "add", "M1", "sent", "2026-10-27", "--replaces", "E3").code == 0
    assert len(duties(noticed, "noe-acknowledge")) == 1


def test_a_replaced_event_is_not_undone_before_its_correction(noticed):
    """Else both would count: the first again, and the last."""
    noticed("event", "add", "M1", "sent", "2026-10-28", "--replaces", "E1")
    refused = noticed("event", "undo", "E1")
    assert refused.code == 2
    assert "event undo E3" in refused.err


def test_a_mended_mailing_day_lies_before_the_delivery(noticed):
    refused = noticed("event", "add", "M1", "sent", "2026-11-03", "--replaces", "E1")
    assert refused.code != 0
    assert "E2" in refused.err


def test_sent_again_says_how_the_day_is_mended_and_makes_no_second_letter(mailed):
    again = mailed("sent", "D1", "--via", "certified-mail", "--on", "2027-01-28")
    assert again.code == 1
    assert "event add M1 sent DATE --replaces E1" in again.err
    for of in ("C1", "D1"):
        second = mailed("event", "add", "M1", "sent", "2027-01-28", "--of", of, "--letter",
                        "late-fee-dispute")  # fmt: skip
        assert second.code == 2, of
        assert "--replaces E1" in second.err
    assert list(events(mailed)) == ["E1"]


def test_a_letter_arrives_after_its_day_was_mended(mailed):
    mailed("event", "add", "M1", "sent", "2027-01-28", "--replaces", "E1")
    came = mailed("delivered", "D1", "--on", "2027-01-29", "--json")
    assert came.json["of"] == "E2"
    early = mailed("delivered", "C1", "--on", "2027-01-27")
    assert early.code != 0


# ── one letter, one delivery ─────────────────────────────────────────────────


def test_a_second_day_of_delivery_replaces_the_first_and_says_so(mailed, tmp_path):
    (tmp_path / "card.txt").write_text("Return card")
    first = mailed("delivered", "D1", "--on", "2027-01-29", "--proof", "card.txt", "--json").json
    again = mailed("delivered", "D1", "--on", "2027-01-28")
    assert "E2 (delivered on 2027-01-29) counts no longer: E3 replaces it" in again.err
    both = events(mailed)
    assert (both["E2"]["replaced_by"], both["E3"]["replaces"]) == ("E3", "E2")
    assert both["E3"]["params"]["proof"] == first["params"]["proof"]
    (owed,) = duties(mailed, "noe-acknowledge")
    assert owed["trigger"]["date"] == "2027-01-28"


def test_event_add_delivered_replaces_the_former_delivery_too(noticed):
    again = noticed("event", "add", "M1", "delivered", "2026-11-04", "--of", "E1")
    assert "E3 replaces it" in again.err
    (owed,) = duties(noticed, "noe-acknowledge")
    assert owed["trigger"] == {"event": "delivered", "id": "E3", "date": "2026-11-04",
                               "estimated": False}  # fmt: skip


def test_mail_delivered_on_its_mailing_day_is_asked_about(mailed):
    came = mailed("delivered", "D1", "--on", "2027-01-27")
    assert came.code == 0
    assert "mailed and delivered on the same day" in came.err
    assert "same day" not in mailed("delivered", "D1", "--on", "2027-01-28").err


@pytest.mark.parametrize("of", ["E1", "C1", "D1"])
def test_a_letter_is_neither_delivered_nor_answered_before_it_left(mailed, of):
    for kind in ("delivered", "acknowledged", "responded"):
        refused = mailed("event", "add", "M1", kind, "2027-01-26", "--of", of)
        assert refused.code != 0, kind
        assert "2027-01-27" in refused.err, kind


def test_an_answer_dated_before_every_letter_is_asked_about(noticed):
    said = noticed("event", "add", "M1", "acknowledged", "2024-12-31")
    assert said.code == 0
    assert "before the first letter of this matter left" in said.err
    assert "--replaces E3" in said.err


# ── mailing on the last day is enough ────────────────────────────────────────


def test_an_answer_that_came_by_mail_after_the_last_day_is_not_flatly_late(noticed):
    said = noticed("event", "add", "M1", "acknowledged", "2026-11-12", "--of", "E1", "--via",
                   "mail")  # fmt: skip
    assert "done late" not in said.err
    assert "--replaces E3 --param mailed=DATE" in said.err
    (owed,) = duties(noticed, "noe-acknowledge")
    assert (owed["status"], owed["met_on"]) == ("met", "2026-11-12")
    assert "late only if it was mailed after 9 November 2026" in owed["uncertainty"]


@pytest.mark.parametrize(
    ("mailing", "status", "day"),
    [("2026-11-09", "met", "2026-11-09"), ("2026-11-10", "met-late", "2026-11-10")],
)
def test_the_postmark_decides(noticed, mailing, status, day):
    noticed("event", "add", "M1", "acknowledged", "2026-11-12", "--of", "E1", "--via", "mail")
    noticed("event", "add", "M1", "acknowledged", "2026-11-12", "--replaces", "E3", "--param",
            f"mailed={mailing}")  # fmt: skip
    (owed,) = duties(noticed, "noe-acknowledge")
    assert (owed["status"], owed["met_on"]) == (status, day)


@pytest.mark.parametrize("words", ["mailed=2026-11-13", "mailed=Monday", "mailed="])
def test_a_mailing_day_is_a_day_before_the_arrival(noticed, words):
    refused = noticed("event", "add", "M1", "acknowledged", "2026-11-12", "--of", "E1", "--param",
                      words)  # fmt: skip
    assert refused.code == 2


# ── a letter dated after it left ─────────────────────────────────────────────


def test_a_letter_dated_long_after_it_left_is_refused_unless_it_is_said_why(desk):
    desk("draft", "late-fee-dispute", "--matter", "M1", *FEE)
    words = ("sent", "D1", "--via", "certified-mail", "--on", "2026-11-01")
    refused = desk(*words)
    assert refused.code == 3
    assert "2027-01-29" in refused.err
    assert "--despite dated-after-sending" in refused.err
    assert desk(*words, "--despite", "dated-after-sending").code == 2
    gone = desk(*words, "--despite", "dated-after-sending", "--reason", "Copied from paper")
    assert gone.code == 0
    assert "Copied from paper" in desk("journal", "--json").out
    (line,) = desk("timeline", "M1", "--json").json
    assert "the letter bears the later date 2027-01-29" in line["what"]
    (owed,) = duties(desk, "noe-acknowledge")
    assert "Your letter bears the date" in owed["uncertainty"]


def test_a_letter_written_up_some_days_later_is_taken_and_shown(mailed):
    assert "later date 2027-01-29" in mailed("timeline", "M1", "--json").out


def test_a_mended_day_that_agrees_with_the_letter_leaves_no_mark(mailed):
    mailed("event", "add", "M1", "sent", "2027-01-29", "--replaces", "E1")
    assert "later date" not in mailed("timeline", "M1", "--json").out


def test_a_mended_day_long_before_the_letter_s_own_needs_a_reason(mailed):
    words = ("event", "add", "M1", "sent", "2026-11-01", "--replaces", "E1")
    assert mailed(*words).code == 3
    assert mailed(*words, "--param", "despite=The first copy was lost").code == 0


# ── transfers in their order ─────────────────────────────────────────────────


def test_a_transfer_before_the_last_one_is_refused(desk):
    for name in ("Oldco", "Newco"):
        desk("servicer", "add", name)
    desk("loan", "transfer", "L1", "--to", "S2", "--effective", "2026-10-01")
    for day in ("2025-10-01", "2026-10-01"):
        refused = desk("loan", "transfer", "L1", "--to", "S3", "--effective", day)
        assert refused.code != 0
        assert "2026-10-01" in refused.err
    assert desk("loan", "transfer", "L1", "--to", "S3", "--effective", "2026-12-01").code == 0


# ── paper that came into the desk ────────────────────────────────────────────


@pytest.fixture
def scanned(noticed, tmp_path):
    """Their acknowledgment on paper, filed in the matter, its event proposed and accepted."""

    def file_it(*days):
        (tmp_path / "ack.txt").write_text(
            "Lakeshore Mortgage Servicing\nLoan 0001234567\n"
            "We acknowledge receipt of your notice of error.\n"
        )
        kept = noticed("import", "ack.txt", "--via", "mail", "--matter", "M1", *days, "--json")
        assert kept.code == 0, kept.err
        noticed("classify", "C1", "--as", "acknowledgment")
        for one in noticed("event", "list", "M1", "--json").json:
            if one["status"] == "proposed":
                assert noticed("event", "confirm", one["id"], "--yes").code == 0
        (owed,) = duties(noticed, "noe-acknowledge")
        return owed

    return file_it


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (("--postmarked", "2026-11-10", "--received", "2026-11-12"), "met-late"),
        (("--postmarked", "2026-11-09", "--received", "2026-11-12"), "met"),
        (("--received", "2026-11-12"), "met"),
    ],
)
def test_paper_with_a_postmark_is_late_by_it_and_without_one_only_perhaps(scanned, days, status):
    owed = scanned(*days)
    assert owed["status"] == status
    assert ("late only if" in (owed["uncertainty"] or "")) is ("--postmarked" not in days)


def test_another_day_of_an_answer_takes_its_old_mailing_day_with_it(noticed):
    said = ("event", "add", "M1", "acknowledged")
    noticed(*said, "2026-11-10", "--of", "E1", "--via", "mail", "--param", "mailed=2026-11-10")
    made = noticed(*said, "2026-11-09", "--replaces", "E3", "--json").json
    assert made["params"] == {}
    assert duties(noticed, "noe-acknowledge")[0]["status"] == "met"


def test_a_proposal_that_was_corrected_is_asked_about_no_longer(noticed):
    noticed("event", "add", "M1", "acknowledged", "2026-11-06", "--of", "E1", "--proposed")
    noticed("event", "add", "M1", "acknowledged", "2026-11-05", "--replaces", "E3")
    assert "event confirm E3" not in noticed("event", "list", "M1").err
