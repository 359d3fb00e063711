"""Received mail proposes what it would move; nothing moves until the user says so."""

from __future__ import annotations

import pytest

SERVICER = "help@lakeshore-mortgage.example"


def letter(tmp_path, name, subject, body, on="Tue, 12 Jan 2027 09:00:00 -0600"):
    file = tmp_path / f"{name}.eml"
    file.write_text(
        f"From: Lakeshore <{SERVICER}>\nTo: maria@fernmail.example\nDate: {on}\n"
        f"Message-ID: <{name}@lakeshore-mortgage.example>\nSubject: {subject}\n\n{body}\n",
        encoding="utf-8",
    )
    return file


EXTENSION = (
    "Dear Ms. Lopez,\nWe need additional time to respond to your notice of error. We are extending"
    " the time for our response by 15 business days because we are waiting for records from the"
    " prior servicer. This extension is permitted by 12 CFR 1024.35(e)(3)(ii)."
)


@pytest.fixture
def notice(desk):
    """A notice of error, delivered on 7 December 2026: the answer is due on 21 January."""
    desk("event", "add", "M1", "delivered", "2026-12-07", "--letter", "notice-of-error")
    return desk


def respond_due(desk):
    found = desk("due", "--all", "--json", "--as-of", "2027-01-13").json
    return next(one for one in found if one["rule"] == "noe-respond")


def test_an_extension_notice_says_what_it_would_move_and_waits(notice, tmp_path):
    file = letter(tmp_path, "more-time", "Your notice of error: extension of time", EXTENSION)
    ran = notice("import", file, "--matter", "M1", "--as-of", "2027-01-13")
    assert ran.code == 0, ran.err
    assert respond_due(notice)["due"] == "2027-01-21"
    proposed = notice("event", "list", "M1", "--json").json[-1]
    assert (proposed["kind"], proposed["status"]) == ("extended", "proposed")
    asks = notice("event", "list", "M1", "--as-of", "2027-01-13").err
    assert "looks like an extension notice" in asks
    assert "moves from 21 January 2027 to 11 February 2027. Accept?" in asks
    assert "moves from 21 January 2027" in notice("brief", "--as-of", "2027-01-13").out


def test_accepting_it_moves_the_date_and_undoing_moves_it_back(notice, tmp_path):
    file = letter(tmp_path, "more-time", "Your notice of error: extension of time", EXTENSION)
    notice("import", file, "--matter", "M1", "--as-of", "2027-01-13")
    event = notice("event", "list", "M1", "--json").json[-1]["id"]
    said = notice("event", "confirm", event, "--as-of", "2027-01-13").err
    assert "moves from 21 January 2027 to 11 February 2027" in said
    assert respond_due(notice)["due"] == "2027-02-11"
    said = notice("event", "undo", event, "--as-of", "2027-01-13").err
    assert "moves from 11 February 2027 to 21 January 2027" in said
    assert respond_due(notice)["due"] == "2027-01-21"


def test_a_payoff_statement_answers_the_request_for_it_and_not_the_notice(notice, tmp_path):
    notice("event", "add", "M1", "delivered", "2026-12-01", "--letter", "payoff-statement")
    body = (
        "Payoff statement. The total amount to pay off your loan in full is $198,450.22, good"
        " through January 31, 2027. Per diem interest: $23.79."
    )
    notice("import", letter(tmp_path, "payoff", "Payoff statement", body), "--matter", "M1")
    proposed = notice("event", "list", "M1", "--json").json[-1]
    assert (proposed["kind"], proposed["of"]) == ("responded", "E2")


def test_a_notice_of_sale_proposes_the_day_of_the_sale(desk, tmp_path):
    body = (
        "NOTICE OF TRUSTEE'S SALE. You are in default under a deed of trust. Unless you take action"
        " to protect your property, it may be sold at a public sale. The foreclosure sale will be"
        " held on March 15, 2027 at 10:00 a.m. at the courthouse."
    )
    desk("import", letter(tmp_path, "sale", "Notice of trustee's sale", body), "--matter", "M1")
    proposed = desk("event", "list", "M1", "--json").json[-1]
    assert (proposed["kind"], proposed["date"]) == ("sale-scheduled", "2027-03-15")


CORRECTED = (
    "We have completed our investigation of your notice of error. We have corrected the error and"
    " removed the late fee of $92.75 from your account."
)


@pytest.fixture
def from_stranger(notice, tmp_path):
    """A letter as the servicer would write it, from a house that is on nobody's record."""
    file = letter(tmp_path, "corrected", "Your notice of error", CORRECTED)
    file.write_text(
        file.read_text(encoding="utf-8").replace(f"Lakeshore <{SERVICER}>", "x@evil.example"),
        encoding="utf-8",
    )
    notice("import", file, "--matter", "M1")
    return notice


def test_a_proposal_names_the_sender_whom_nothing_proves(from_stranger):
    asks = from_stranger("event", "list", "M1").err
    assert "looks like a correction" in asks
    assert "from x@evil.example, and nothing proves that it is the servicer's" in asks
    assert "evil.example is no domain on record" in asks
    assert "x@evil.example" in from_stranger("brief").out


def test_a_senders_chosen_name_neither_hides_nor_dresses_up_the_address(notice, tmp_path):
    file = letter(tmp_path, "corrected", "Your notice of error", CORRECTED)
    name = f'"Proved by your mail server {"x" * 300}" <x@evil.example>'
    text = file.read_text(encoding="utf-8").replace(f"Lakeshore <{SERVICER}>", name)
    file.write_text(text, encoding="utf-8")
    notice("import", file, "--matter", "M1")

    asks = notice("event", "list", "M1").err
    assert "It came from x@evil.example, and nothing proves" in asks
    assert "Proved by" not in asks


def test_a_proposal_from_the_servicers_own_domain_says_nothing_of_it(notice, tmp_path):
    notice("import", letter(tmp_path, "corrected", "Notice", CORRECTED), "--matter", "M1")
    asks = notice("event", "list", "M1").err
    assert "looks like a correction" in asks
    assert "proves" not in asks
    assert notice("event", "confirm", "E2").code == 0
    assert "origin not proved" not in notice("timeline", "M1").out


def test_a_strangers_letter_meets_a_duty_only_when_the_user_says_so_twice(from_stranger):
    """The servicer's own answer may come from a house that is not on record yet."""
    refused = from_stranger("event", "confirm", "E2")
    assert refused.code == 2
    assert "evil.example is no domain on record. Does it count all the same?" in refused.err
    assert respond_due(from_stranger)["met_on"] is None

    assert from_stranger("--yes", "event", "confirm", "E2").code == 0
    assert respond_due(from_stranger)["met_on"] == "2027-01-12"


def test_what_rests_on_a_message_that_nothing_proves_says_so_for_ever(from_stranger):
    from_stranger("--yes", "event", "confirm", "E2")

    assert "rests on C1. It came from x@evil.example" in respond_due(from_stranger)["uncertainty"]
    (row,) = [one for one in from_stranger("timeline", "M1", "--json").json if one["id"] == "C1"]
    assert row["proof"] == "origin not proved"


def test_a_stranger_is_none_once_the_domain_is_on_record(from_stranger):
    from_stranger("servicer", "edit", "S1", "--domain", "evil.example")
    assert "proves" not in from_stranger("event", "list", "M1").err
    assert from_stranger("event", "confirm", "E2").code == 0


def test_where_no_servicers_domain_is_on_record_everybody_is_told_of_and_nobody_is_a_stranger(
    run, tmp_path
):
    run("init", "--key-file", tmp_path / "desk.key")
    run("servicer", "add", "Lakeshore Mortgage Servicing")
    run("loan", "add", "0004417823", "--servicer", "S1")
    run("matter", "open", "Late fee", "--loan", "L1", "--issue", "fee-without-basis")
    run("event", "add", "M1", "delivered", "2026-12-07", "--letter", "notice-of-error")
    run("import", letter(tmp_path, "corrected", "Notice", CORRECTED), "--matter", "M1")

    asks = run("event", "list", "M1").err
    assert "no servicer's domain is on record to compare with" in asks
    assert run("event", "confirm", "E2").code == 0


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (("--dated", "2027-01-08", "--received", "2027-02-10"), "33 days later"),
        (("--dated", "2027-01-08", "--received", "2027-01-18"), ""),
        (("--dated", "2027-01-08", "--received", "2027-02-10", "--postmarked", "2027-02-08"), ""),
    ],
)
def test_paper_that_bears_a_day_long_before_it_came_says_so(notice, tmp_path, days, says):
    """The servicer prints the day itself; the answer was due before the letter came."""
    (tmp_path / "paper.txt").write_text(CORRECTED, encoding="utf-8")
    notice("import", "paper.txt", *days, "--matter", "M1", "--as-of", "2027-02-11")

    asks = notice("event", "list", "M1", "--as-of", "2027-02-11").err
    assert "looks like a correction" in asks
    assert ("postmark" in asks, says in asks) == (bool(says), True)
    if says:
        notice("event", "confirm", "E2", "--as-of", "2027-02-11")
        assert "33 days later" in respond_due(notice)["uncertainty"]
        assert "its date not proved" in notice("timeline", "M1", "--json").out


def test_an_automatic_reply_proposes_nothing(notice, tmp_path):
    file = letter(
        tmp_path, "auto", "Automatic reply: we got your message",
        "This is an automated response. Do not reply. We answer within 72 business hours.",
    )  # fmt: skip
    notice("import", file, "--matter", "M1")
    assert [one["kind"] for one in notice("event", "list", "M1", "--json").json] == ["delivered"]


def test_an_answer_in_the_same_conversation_names_the_letter_that_it_answers(desk, tmp_path):
    ours = tmp_path / "ours.eml"
    ours.write_text(
        f"From: maria@fernmail.example\nTo: {SERVICER}\nMessage-ID: <ours@fernmail.example>\n"
        "Date: Mon, 7 Dec 2026 09:00:00 -0500\nSubject: Notice of error\n\nNotice of error.\n",
        encoding="utf-8",
    )
    sent = desk("import", ours, "--matter", "M1", "--json").json["items"][0]["id"]
    desk("event", "add", "M1", "sent", "2026-12-07", "--letter", "notice-of-error", "--of", sent)
    desk("event", "add", "M1", "sent", "2026-12-09", "--letter", "request-for-information")
    reply = letter(
        tmp_path, "ack", "Re: Notice of error",
        "We have received your notice of error on December 8, 2026 and are reviewing it. This"
        " letter acknowledges receipt of your correspondence.",
        "Thu, 10 Dec 2026 09:00:00 -0600",
    )  # fmt: skip
    text = reply.read_text(encoding="utf-8")
    reply.write_text(
        text.replace("Subject:", "In-Reply-To: <ours@fernmail.example>\nSubject:", 1),
        encoding="utf-8",
    )
    desk("import", reply, "--matter", "M1")
    proposed = desk("event", "list", "M1", "--json").json[-1]
    assert (proposed["kind"], proposed["of"]) == ("acknowledged", "E1")
    assert proposed["params"]["received_on"] == "2026-12-08"


def test_a_closed_day_is_journalled_and_says_what_it_moves(desk):
    desk("event", "add", "M1", "delivered", "2026-11-18", "--letter", "payoff-statement")
    ran = desk("servicer", "edit", "S1", "--closed-on", "2026-11-27", "--closed-why", "holiday")
    assert "moves from 30 November 2026 to 1 December 2026" in ran.err
    kept = desk("servicer", "show", "S1", "--json").json
    assert kept["closures"] == [{"date": "2026-11-27", "why": "holiday"}]
    last = desk("journal", "--json").json[-1]
    assert last["act"] == "servicer edit"
    assert last["after"]["closures"] == [{"on": "2026-11-27", "why": "holiday"}]
    ran = desk("servicer", "edit", "S1", "--open-on", "2026-11-27")
    assert "moves from 1 December 2026 to 30 November 2026" in ran.err


def test_undo_opens_a_closed_day_again(desk):
    desk("servicer", "edit", "S1", "--closed-on", "2026-11-27", "--closed-why", "holiday")
    desk("servicer", "edit", "S1", "--closed-on", "2026-12-24")
    assert desk("undo").code == 0
    kept = desk("servicer", "show", "S1", "--json").json
    assert kept["closures"] == [{"date": "2026-11-27", "why": "holiday"}]
    assert desk("undo").code == 0
    assert desk("servicer", "show", "S1", "--json").json["closures"] == []


def test_a_message_that_is_purged_while_its_proposal_waits_breaks_no_list(from_stranger):
    assert from_stranger("--yes", "purge", "C1", "--reason", "kept by mistake").code == 0

    for words in (("event", "list", "M1"), ("timeline", "M1"), ("brief",), ("due", "--all")):
        ran = from_stranger(*words)
        assert ran.code == 0, ran.err


def test_of_a_message_that_is_marked_as_a_lawyers_nothing_is_told_in_a_list(from_stranger):
    from_stranger("--yes", "event", "confirm", "E2")
    from_stranger("privilege", "C1")
    assert "evil.example" not in str(respond_due(from_stranger))


def test_a_forged_name_of_the_servicer_is_told_with_what_contradicts_it(notice, tmp_path):
    """Its own domain stands in From, and failures of delivery would go elsewhere."""
    file = letter(tmp_path, "corrected", "Your notice of error", CORRECTED)
    text = file.read_text(encoding="utf-8")
    file.write_text(f"Return-Path: <x@evil.example>\n{text}", encoding="utf-8")
    notice("import", file, "--matter", "M1")

    asks = notice("event", "list", "M1").err
    assert f"It came from {SERVICER}, and nothing proves" in asks
    assert "its return path is at evil.example" in asks
    notice("event", "confirm", "E2")
    assert "its return path is at evil.example" in respond_due(notice)["uncertainty"]


def test_an_extension_by_a_message_that_nothing_proves_says_so_where_the_day_moved(
    notice, tmp_path
):
    file = letter(tmp_path, "more-time", "Your notice of error: extension of time", EXTENSION)
    text = file.read_text(encoding="utf-8")
    file.write_text(f"Return-Path: <x@evil.example>\n{text}", encoding="utf-8")
    notice("import", file, "--matter", "M1", "--as-of", "2027-01-13")
    notice("event", "confirm", "E2")

    found = respond_due(notice)
    assert (found["due"], found["extended"]) == ("2027-02-11", True)
    assert "It rests on C1." in found["uncertainty"]
