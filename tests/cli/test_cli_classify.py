"""`classify`, and what `show` says of a received message: the road from mail to clock."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

REFUSAL = (
    "We have completed our investigation of your notice of error and have determined that no"
    " error occurred, because your payment was received on September 18, 2026."
)
ODD = (
    "Ledger bulletin for member {n}. The cartographer finished tabulating row {n} of your"
    " parchment. Kindly retain this bulletin with the others in your walnut binder."
)


@pytest.fixture
def bring(desk, tmp_path: Path):
    """Import a message with these words; gives its id."""
    count = 0

    def bring_in(text: str, *more: str, **headers: str) -> str:
        nonlocal count
        count += 1
        made = EmailMessage()
        told = {
            "From": "Lakeshore Care <care@lakeshore-mortgage.example>",
            "To": "maria@fernmail.example",
            "Subject": f"Letter {count}",
            "Date": "Mon, 04 Jan 2027 10:00:00 -0500",
            "Message-ID": f"<{count}@lakeshore-mortgage.example>",
        } | {name.replace("_", "-").title(): value for name, value in headers.items()}
        for name, value in told.items():
            made[name] = value
        made.set_content(text)
        path = tmp_path / f"m{count}.eml"
        path.write_bytes(made.as_bytes())
        report = desk("import", path, "--json", *more).json
        return str(report["items"][0]["id"])

    return bring_in


def test_a_message_is_told_with_its_reasons_and_clocks(desk, bring):
    got = desk("classify", bring(REFUSAL), "--json").json

    assert got["kind"] == "refusal"
    assert got["confidence"] >= 0.6
    assert not got["ask"]
    assert all({"phrase", "where"} <= one.keys() for one in got["because"])
    assert "noe-respond" in got["stops"]


def test_what_an_answer_lacks_is_listed(desk, bring):
    """Reasons are there; the right to documents, how, and the telephone are not."""
    one = bring(REFUSAL)

    missing = desk("classify", one, "--json").json["answer"]["missing"]
    assert len(missing) == 3
    assert desk("show", one, "--json").json["answer"]["missing"] == missing
    assert "Missing from the answer" in desk("show", one).out


def test_a_guess_that_is_not_sure_asks(desk, bring):
    one = bring("Zxcv qwer.", subject="Zxcv")
    got = desk("classify", one)
    assert "Say what it is" in got.out


def test_the_users_word_stands_and_is_journalled(desk, bring):
    one = bring(REFUSAL)
    got = desk("classify", one, "--as", "response", "--json").json

    assert (got["kind"], got["confirmed"]) == ("response", True)
    assert desk("show", one, "--json").json["kind_confirmed"]
    assert any(row["act"] == "classify" for row in desk("journal", "--json").json)


def test_a_correction_is_learned_for_the_next_import(desk, bring):
    """The same servicer's next form letter comes in as what the user said of the last."""
    first = bring(ODD.format(n="one"))
    desk("classify", first, "--as", "periodic-statement")

    second = bring(ODD.format(n="two"))

    assert desk("show", second, "--json").json["kind"] == "periodic-statement"
    because = desk("classify", second, "--json").json["because"]
    assert because[0]["phrase"] == "you corrected 1 like this"


def test_a_correction_is_not_learned_for_another_sender(desk, bring):
    first = bring(ODD.format(n="one"))
    desk("classify", first, "--as", "periodic-statement")

    other = bring(ODD.format(n="two"), **{"from": "Bob <bob@neighbour.example>"})

    assert desk("show", other, "--json").json["kind"] != "periodic-statement"


def test_a_corrected_kind_takes_back_what_the_guess_proposed(desk, bring):
    """A machine's reply that was taken for an answer no longer proposes one."""
    one = bring(REFUSAL, "--matter", "M1")
    proposed = [e for e in desk("event", "list", "M1", "--json").json if e["kind"] == "responded"]
    assert len(proposed) == 1

    desk("classify", one, "--as", "automated-reply")

    still = [
        e for e in desk("event", "list", "M1", "--json").json
        if e["kind"] == "responded" and e["status"] == "proposed"
    ]  # fmt: skip
    assert still == []


@pytest.mark.parametrize(
    "headers",
    [
        {"from": "Lakeshore <care@lakeshore-mortgaqe.example>"},
        {"reply_to": "lakeshore.payments@outlook.com"},
        {"authentication_results": "mx.fernmail.example; dmarc=fail"},
    ],
)
def test_a_suspicious_message_starts_and_stops_no_clock(desk, bring, headers):
    """It is kept, shown with a banner, proposes nothing, and can be no event's source."""
    one = bring(REFUSAL, "--matter", "M1", **headers)

    shown = desk("show", one, "--json").json
    assert shown["authenticity"]["verdict"] == "suspicious"
    assert shown["kind"] == "suspected-phishing"
    assert "SUSPICIOUS" in desk("show", one).out
    got = desk("classify", one, "--json").json
    assert (got["starts"], got["stops"]) == ([], [])
    assert desk("event", "list", "M1", "--json").json == []
    refused = desk("event", "add", "M1", "responded", "2027-01-04", "--of", one, "--json")
    assert refused.code == 2
    assert "suspicious" in refused.error["message"]


def test_a_sender_put_on_record_later_is_judged_by_it(desk, bring):
    """The lookalike came before its servicer was on record."""
    one = bring(REFUSAL, **{"from": "Pine <care@pinecrest-horne.example>"})
    assert desk("show", one, "--json").json["authenticity"]["verdict"] == "unknown"

    desk("servicer", "add", "Pinecrest Home", "--domain", "pinecrest-home.example")

    assert desk("show", one, "--json").json["authenticity"]["verdict"] == "suspicious"
    filed = desk("file", one, "--matter", "M1", "--json").json
    assert filed["proposed"] == []


def test_a_court_paper_gets_one_line(desk, bring):
    one = bring("SUMMONS. You are hereby summoned to answer the complaint within 28 days.")
    line = "It has its own deadline, which the desk does not compute: call a lawyer today."

    assert line in desk("show", one).out.replace("\n", " ")
    assert line in desk("classify", one, "--json").json["warnings"][0]


def test_promises_and_numbers_are_picked_out(desk, bring):
    text = (
        "We will respond within 10 business days. Your case number is 000-551. I'll call by Friday"
    )
    found = desk("classify", bring(text), "--json").json["found"]

    assert [p["amount"] for p in found["promises"]] == [10, None]
    assert found["promises"][1]["by"] == "2027-01-08"
    assert found["references"][0]["number"] == "000-551"


def test_a_dkim_key_is_stored_and_a_bad_one_refused(desk, tmp_path):
    record = tmp_path / "key.txt"
    record.write_text('"v=DKIM1; k=rsa; " "p=MIGf"')
    name = "s1._domainkey.lakeshore-mortgage.example"

    assert desk("servicer", "dkim", name, record, "--json").json["keys"] == [name]
    assert desk("servicer", "dkim", "s1.lakeshore.example", record).code == 2


def test_a_letter_of_ours_has_no_such_kind(desk, bring):
    one = bring("My notice of error.", **{"from": "maria@fernmail.example"})
    assert desk("classify", one, "--as", "response").code == 2


def test_the_follow_up_takes_what_the_answer_left_open(desk, bring):
    """`draft response-incomplete` lists the missing elements; the user may change them."""
    bring(REFUSAL, "--matter", "M1")

    made = desk(
        "draft", "response-incomplete", "--matter", "M1", "--set", "letter=notice of error",
        "--set", "sent_on=2026-12-01", "--set", "answer_date=2027-01-04", "--json",
    ).json  # fmt: skip

    assert "You did not give a telephone number for further assistance." in made["body"]
    assert "open_points" not in made["missing"]


def test_an_unfiled_letter_says_where_it_seems_to_belong(desk, bring):
    told = desk("classify", bring("Loan 0001234567: the late fee stands."), "--json").json
    assert told["suggestion"]["matter"] == "M1"
    assert "0001234567" in told["suggestion"]["because"][0]
