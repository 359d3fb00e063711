"""Which of a loan's servicers a letter goes to, once the loan has moved.

The law: each servicer answers for its own acts (12 CFR 1024.35(g)(1)(iii)), and what
reached the old one is owed by the old one.  In this desk Lakeshore (S1, loan number
0001234567) hands the loan to Pinecrest (S2, number 0009876543).
"""

from __future__ import annotations

import pytest

FEE = ("--set", "fee_amount=92.75", "--set", "fee_date=2026-09-16",
       "--set", "payment_received=2026-09-10", "--set", "payment_amount=1855")  # fmt: skip
OLD_BOX, NEW_BOX = "P.O. Box 9002", "P.O. Box 44"


@pytest.fixture
def disputed(desk):
    """Lakeshore got a notice of error on 7 December 2026, and has not answered it."""
    desk("draft", "late-fee-dispute", "--matter", "M1", *FEE, "--as-of", "2026-12-01")
    left = desk("sent", "D1", "--via", "certified-mail", "--on", "2026-12-02",
                "--as-of", "2026-12-02", "--json")  # fmt: skip
    assert left.code == 0, left.err
    desk("delivered", "D1", "--on", "2026-12-07")
    desk("servicer", "add", "Pinecrest Home Loans", "--notice-address",
         "P.O. Box 44; Toledo, OH 43604", "--address-checked", "2027-01-20")  # fmt: skip
    return desk


def move(desk, effective="2027-01-01"):
    moved = desk("loan", "transfer", "L1", "--to", "S2", "--effective", effective,
                 "--number", "0009876543")  # fmt: skip
    assert moved.code == 0, moved.err


def drafted(desk, kind, *words):
    made = desk("draft", kind, "--matter", "M1", *words, "--json")
    assert made.code == 0, made.err
    return made.json


# ── what the old servicer owes ───────────────────────────────────────────────


@pytest.mark.parametrize(
    "kind", ["response-overdue", "acknowledgment-overdue", "escalate-supervisor"]
)
def test_a_letter_that_follows_one_up_goes_to_the_servicer_that_got_it(disputed, kind):
    move(disputed)
    made = drafted(disputed, kind)

    assert made["to_servicer"] == "S1"
    assert OLD_BOX in made["body"]
    assert NEW_BOX not in made["body"]


def test_it_bears_the_number_that_the_loan_had_there(disputed):
    move(disputed)
    made = drafted(disputed, "response-overdue")

    assert "0001234567" in made["subject"]
    assert "0009876543" not in made["subject"] + made["body"]


def test_it_says_to_the_borrower_why_and_how_to_send_it_elsewhere(disputed):
    move(disputed)
    advice = " ".join(drafted(disputed, "response-overdue")["advice"])

    assert "It goes to Lakeshore Mortgage Servicing, which got the letter" in advice
    assert "--to-servicer S2" in advice


def test_a_second_notice_in_the_matter_goes_to_whom_owes_the_answer(disputed):
    move(disputed)
    assert drafted(disputed, "notice-of-error")["to_servicer"] == "S1"


def test_a_new_notice_goes_to_the_servicer_of_today_once_nothing_is_owed(disputed):
    move(disputed)
    disputed("event", "add", "M1", "responded", "2027-01-11")
    disputed("event", "add", "M1", "acknowledged", "2026-12-10")
    made = drafted(disputed, "notice-of-error")

    assert made["to_servicer"] == "S2"
    assert NEW_BOX in made["body"]
    assert "must answer a letter that it gets by 2028-01-01" in " ".join(made["advice"])


def test_a_new_notice_goes_to_today_s_servicer_when_a_year_has_passed(disputed):
    move(disputed)
    late = drafted(disputed, "notice-of-error", "--as-of", "2028-01-02")
    assert late["to_servicer"] == "S2"


@pytest.mark.parametrize(
    "kind", ["foreclosure-hold", "loss-mitigation-appeal", "payoff-statement", "pmi-cancellation"]
)
def test_what_is_asked_of_today_s_servicer_goes_to_it_whatever_is_open(disputed, kind):
    """Who holds the loan can stop a sale, decide an appeal, say a payoff; the old one cannot."""
    move(disputed)
    assert drafted(disputed, kind)["to_servicer"] == "S2"


def test_a_call_is_confirmed_to_the_company_that_was_called(disputed):
    move(disputed)
    disputed("log", "phone", "They will look into it.", "--date", "2026-12-20", "--matter", "M1")
    assert drafted(disputed, "confirm-a-call")["to_servicer"] == "S1"
    disputed("log", "phone", "They know of nothing.", "--date", "2027-01-05", "--matter", "M1")
    assert drafted(disputed, "confirm-a-call")["to_servicer"] == "S2"


def test_a_tax_form_is_asked_of_who_held_the_loan_at_the_end_of_its_year(disputed):
    move(disputed)
    made = drafted(disputed, "form-1098", "--set", "tax_year=2026", "--set", "problem=missing")
    assert made["to_servicer"] == "S1"


# ── before the day ───────────────────────────────────────────────────────────


def test_until_the_day_of_the_transfer_a_letter_goes_to_the_servicer_of_that_day(disputed):
    move(disputed, "2027-02-15")
    made = drafted(disputed, "request-for-information")

    assert made["to_servicer"] == "S1"
    assert "0001234567" in made["subject"]
    assert "from 2027-02-15 on Pinecrest Home Loans does" in " ".join(made["advice"])


def test_from_the_day_itself_it_goes_to_the_new_one(disputed):
    move(disputed, "2027-02-15")
    made = drafted(disputed, "payment-history", "--as-of", "2027-02-15")
    assert (made["to_servicer"], "0009876543" in made["subject"]) == ("S2", True)
    assert "Prior servicer's loan number: 0001234567" in made["body"]


# ── what the user says ───────────────────────────────────────────────────────


def test_the_user_says_which_servicer_and_may_say_it_again(disputed):
    move(disputed)
    made = drafted(disputed, "response-overdue", "--to-servicer", "Pinecrest")
    assert (made["to_servicer"], NEW_BOX in made["body"]) == ("S2", True)

    again = disputed("edit", made["id"], "--to-servicer", "S1", "--json").json
    assert (again["to_servicer"], OLD_BOX in again["body"]) == ("S1", True)


def test_a_servicer_that_never_had_the_loan_is_refused(disputed):
    move(disputed)
    disputed("servicer", "add", "Third Federal")
    ran = disputed("draft", "response-overdue", "--matter", "M1", "--to-servicer", "S3")

    assert ran.code == 2
    assert "never serviced L1" in ran.err


# ── the record ───────────────────────────────────────────────────────────────


def answered_by_old(desk):
    """A request to Lakeshore that leaves after the transfer."""
    facts = ("--set", "topic=the late fee", "--set", "requests=The ledger of September")
    made = drafted(desk, "request-for-information", "--to-servicer", "S1", *facts)
    sent = desk("sent", made["id"], "--via", "certified-mail", "--on", "2027-01-29", "--json")
    assert sent.code == 0, sent.err
    return made, sent.json


def test_the_sending_and_the_kept_letter_name_who_it_went_to(disputed):
    move(disputed)
    _, sent = answered_by_old(disputed)

    assert sent["params"]["servicer"] == "S1"
    kept = disputed("show", sent["correspondence"], "--json").json
    assert kept["to"] == ["Lakeshore Mortgage Servicing"]
    assert OLD_BOX in kept["text"]


def test_what_it_starts_is_owed_by_the_one_that_it_went_to(disputed):
    move(disputed)
    _, sent = answered_by_old(disputed)
    disputed("delivered", sent["draft"], "--on", "2027-02-01", "--as-of", "2027-02-02")
    cards = {
        card["servicer"]: card
        for card in disputed("scorecard", "--json", "--as-of", "2027-06-01").json
    }
    assert cards["Pinecrest Home Loans"]["obligations"] == 0
    assert cards["Lakeshore Mortgage Servicing"]["missed"] == 4  # two of each letter


def test_a_letter_that_left_before_and_arrived_after_the_transfer_stays_the_old_one_s(desk):
    desk("draft", "late-fee-dispute", "--matter", "M1", *FEE, "--as-of", "2026-12-29")
    desk("sent", "D1", "--via", "certified-mail", "--on", "2026-12-30", "--as-of", "2026-12-30")
    desk("servicer", "add", "Pinecrest Home Loans")
    move(desk)
    desk("delivered", "D1", "--on", "2027-01-04")

    owed = {one["rule"]: one["servicer"] for one in desk("due", "--all", "--json").json}
    assert owed["noe-respond"] == "S1"


def test_a_letter_that_was_sent_stays_one_to_the_servicer_that_it_went_to(disputed):
    """The draft of December is read again after the transfer."""
    move(disputed)
    shown = next(one for one in disputed("list", "--json").json if one["kind"])
    assert shown["to"] == ["Lakeshore Mortgage Servicing"]
    mended = disputed("event", "add", "M1", "sent", "2026-12-03", "--replaces", "E1", "--json").json
    assert mended["params"]["servicer"] == "S1"


def test_a_transfer_s_own_duties_fall_on_the_one_and_the_other(disputed):
    move(disputed)
    rules = [word for name in ("notice-old", "notice-new", "escrow-statement-old", "payment-grace")
             for word in ("--starts", f"transfer-{name}")]  # fmt: skip
    disputed(
        "event", "add", "M1", "transferred", "2027-01-01", *rules, "--starts", "noe-time-limit"
    )
    owed = {one["rule"]: one["servicer"] for one in disputed("due", "--all", "--json").json}

    assert owed["transfer-notice-old"] == owed["transfer-escrow-statement-old"] == "S1"
    assert owed["transfer-notice-new"] == owed["transfer-payment-grace"] == "S2"
    assert owed["noe-time-limit"] == "S1"


# ── what a letter says of the other one ──────────────────────────────────────


def test_a_letter_to_the_new_servicer_says_of_the_old_one_what_the_old_one_did(disputed):
    move(disputed)
    disputed("event", "add", "M1", "acknowledged", "2026-12-10", "--of", "E1")
    body = " ".join(drafted(disputed, "escalate-supervisor", "--to-servicer", "S2")["body"].split())

    assert "to Lakeshore Mortgage Servicing" in body
    assert "Lakeshore Mortgage Servicing acknowledged receipt" in body
    assert "You acknowledged" not in body


def test_that_the_old_one_corrected_an_error_is_not_said_to_the_new_one(disputed):
    disputed("event", "add", "M1", "corrected", "2026-12-20", "--of", "E1")
    move(disputed)
    to_old = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1")["body"]
    to_new = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S2")["body"]

    assert "December 20, 2026" in to_old
    assert "December 20, 2026" not in to_new


# ── the checks ───────────────────────────────────────────────────────────────


def codes(found):
    return {one["code"] for one in found["findings"]}


def test_the_checks_judge_by_the_servicer_that_the_letter_goes_to(disputed):
    move(disputed)
    made = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1")
    assert not codes(made) & {"wrong-address", "account-mismatch", "untimely",
                              "account-block-incomplete", "subject-no-account"}  # fmt: skip


def test_a_notice_to_the_old_servicer_is_untimely_a_year_after_it_handed_over(disputed):
    move(disputed)
    in_time = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1",
                      "--as-of", "2028-01-01")  # fmt: skip
    late = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1",
                   "--as-of", "2028-01-02")  # fmt: skip
    to_new = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S2",
                     "--as-of", "2028-01-02")  # fmt: skip
    assert "untimely" not in codes(in_time)
    assert "untimely" in codes(late)
    assert "untimely" not in codes(to_new)


def test_an_old_servicer_s_address_is_too_old_or_not_by_its_own_day(disputed):
    """Lakeshore's was looked at on 2026-12-01, Pinecrest's on 2027-01-20."""
    move(disputed)
    day = ("--as-of", "2027-06-20")
    old = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1", *day)
    new = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S2", *day)
    assert "address-unverified" in codes(old)
    assert "address-unverified" not in codes(new)


def by_hand(desk, draft, tmp_path, monkeypatch, find, put):
    """The letter with some of its words changed in an editor."""
    from borrower_desk.cli import context

    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\nsed -i 's/{find}/{put}/g' \"$1\"\n")
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr(context, "at_terminal", lambda: True)
    return desk("edit", draft, "--json").json


def test_the_new_number_alone_tells_the_old_servicer_nothing(disputed, tmp_path, monkeypatch):
    move(disputed)
    made = drafted(disputed, "response-overdue")
    found = by_hand(disputed, made["id"], tmp_path, monkeypatch, "0001234567", "0009876543")

    assert {"account-mismatch", "account-block-incomplete", "subject-no-account"} <= codes(found)


def test_the_same_error_may_be_put_to_the_new_servicer_that_never_answered_it(disputed):
    """12 CFR 1024.35(g)(1)(i): duplicative is what this servicer has answered."""
    disputed("event", "add", "M1", "responded", "2026-12-20", "--of", "E1")
    move(disputed)
    to_old = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1")
    to_new = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S2")

    assert "duplicative" in codes(to_old)
    assert "duplicative" not in codes(to_new)


def test_what_would_follow_is_reckoned_for_the_servicer_that_it_would_go_to(disputed):
    move(disputed)
    found = disputed("whatif", "--kind", "notice-of-error", "--on", "2027-01-29",
                     "--via", "certified-mail", "--matter", "M1", "--json").json  # fmt: skip
    assert {one["servicer"] for one in found} == {"S1"}


# ── one servicer ─────────────────────────────────────────────────────────────


def test_a_loan_that_never_moved_says_nothing_of_it(desk):
    made = drafted(desk, "late-fee-dispute", *FEE)
    assert made["to_servicer"] == "S1"
    assert not any("It goes to" in one for one in made["advice"])


# ── what the attack of 2026-11-25 found ──────────────────────────────────────


def test_a_letter_of_what_the_new_servicer_did_goes_to_it_whatever_the_old_one_owes(disputed):
    move(disputed)
    fee = ("--set", "fee_amount=92.75", "--set", "fee_date=2027-01-16",
           "--set", "payment_received=2027-01-10", "--set", "payment_amount=1855")  # fmt: skip
    assert drafted(disputed, "late-fee-dispute", *fee)["to_servicer"] == "S2"
    assert drafted(disputed, "late-fee-dispute", *FEE)["to_servicer"] == "S1"


def test_a_sending_that_names_nobody_went_to_whom_the_kept_letter_names(disputed, tmp_path):
    """Made before sendings named their servicer: it left before the transfer was known of."""
    letter = tmp_path / "sent.eml"
    letter.write_bytes(
        b"From: Maria Lopez <maria@fernmail.example>\r\n"
        b"To: Notices <notices@mail.lakeshore-mortgage.example>\r\n"
        b"Subject: Request for information, loan 0001234567\r\n"
        b"Date: Tue, 05 Jan 2027 10:00:00 -0500\r\nMessage-ID: <1@fernmail.example>\r\n\r\n"
        b"Please send me the ledger of September.\r\n"
    )
    kept = disputed("import", letter, "--matter", "M1", "--json").json["items"][0]["id"]
    sent = disputed("event", "add", "M1", "sent", "2027-01-05", "--of", kept,
                    "--letter", "request-for-information", "--starts", "rfi-respond",
                    "--json")  # fmt: skip
    assert sent.code == 0, sent.err
    move(disputed)

    owed = {one["id"]: one["servicer"] for one in disputed("due", "--all", "--json").json}
    assert owed[f"rfi-respond:{sent.json['id']}"] == "S1"
    assert disputed("verify", "--full").code == 0


def test_a_loan_that_came_back_is_no_reason_to_call_a_notice_untimely(disputed):
    move(disputed)
    back = disputed("loan", "transfer", "L1", "--to", "S1", "--effective", "2027-03-01")
    assert back.code == 0, back.err
    made = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S1",
                   "--as-of", "2028-06-01")  # fmt: skip
    assert made["to_servicer"] == "S1"
    assert "untimely" not in codes(made)


def test_the_new_servicer_cannot_call_a_letter_untimely_for_the_transfer_that_brought_it(disputed):
    """It owes an answer as long as it services the loan, and no year runs for it."""
    move(disputed)
    made = drafted(disputed, "late-fee-dispute", *FEE, "--to-servicer", "S2",
                   "--as-of", "2028-02-01")  # fmt: skip
    disputed("sent", made["id"], "--via", "certified-mail", "--on", "2028-02-01",
             "--as-of", "2028-02-01", "--despite", "address-unverified",
             "--reason", "checked")  # fmt: skip
    came = disputed(
        "delivered", made["id"], "--on", "2028-02-04", "--as-of", "2028-02-05", "--json"
    )
    assert came.code == 0, came.err
    said = disputed("event", "add", "M1", "refused", "2028-02-10", "--of", came.json["id"],
                    "--note", "Not required: untimely", "--as-of", "2028-02-11")  # fmt: skip
    assert said.code == 0, said.err
    owed = {one["id"]: one for one in
            disputed("due", "--all", "--json", "--as-of", "2028-02-12").json}  # fmt: skip
    assert owed[f"noe-respond:{came.json['id']}"]["status"] != "superseded"


def test_a_letter_begun_before_a_transfer_came_on_record_does_not_go_out_as_one_to_the_new(desk):
    """The loan kept its number: nothing else in the letter tells."""
    made = drafted(desk, "payment-history", "--set", "from_date=2026-01-01",
                   "--set", "to_date=2026-12-31")  # fmt: skip
    desk("servicer", "add", "Pinecrest Home Loans", "--notice-address",
         "P.O. Box 44; Toledo, OH 43604")  # fmt: skip
    desk("loan", "transfer", "L1", "--to", "S2", "--effective", "2027-01-15")
    found = desk("check", made["id"], "--json")
    left = desk("sent", made["id"], "--via", "certified-mail", "--on", "2027-01-29")

    assert "wrong-address" in codes(found.json)
    assert left.code == 3
    anew = desk("edit", made["id"], "--to-servicer", "S2", "--json").json
    assert "wrong-address" not in codes(anew)
    assert NEW_BOX in anew["body"]


def test_such_a_letter_can_go_where_its_head_says(desk):
    made = drafted(desk, "payment-history", "--set", "from_date=2026-01-01",
                   "--set", "to_date=2026-12-31")  # fmt: skip
    desk("servicer", "add", "Pinecrest Home Loans")
    desk("loan", "transfer", "L1", "--to", "S2", "--effective", "2027-01-15")
    kept = desk("edit", made["id"], "--to-servicer", "S1", "--json").json

    assert "wrong-address" not in codes(kept)
    assert OLD_BOX in kept["body"]
