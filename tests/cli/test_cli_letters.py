"""`letters`, `draft`, `edit`, `render`, `split`, `sent`, `delivered` on a real desk."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

FEE = {
    "fee_amount": "92.75",
    "fee_date": "2026-09-16",
    "payment_received": "2026-09-10",
    "payment_amount": "1855",
}
NUMBER = "9400 1112 0108 0805 4830 16"


def sets(fields: dict[str, str]) -> list[str]:
    return [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]


@pytest.fixture
def fee(desk):
    """A desk with a whole draft, D1, of a late-fee dispute."""
    made = desk("draft", "late-fee-dispute", "--matter", "M1", *sets(FEE), "--json")
    assert made.code == 0, made.err
    assert made.json["missing"] == []
    return desk


# ── answers ──────────────────────────────────────────────────────────────────


def test_answers_come_from_a_file_in_toml_s_own_types(desk, tmp_path):
    (tmp_path / "a.toml").write_text(
        "fee_amount = 92.75\nfee_date = 2026-09-16\npayment_received = '9/10/2026'\n"
        "payment_amount = 1855\ngrace_days = 15\nfacts = ['2026-09-20: I called.']\n"
        '[sender]\nname = "Maria J. Lopez"\n',
        encoding="utf-8",
    )
    made = desk("draft", "late-fee-dispute", "--matter", "M1", "--answers", "a.toml", "--json").json

    assert made["missing"] == []
    assert "late fee of $92.75" in made["body"]
    assert "September 20, 2026: I called." in made["body"]
    assert desk("me", "show", "--json").json["name"] == "Maria J. Lopez"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fee_amount = \n", "line 1"),
        ("fee_amount = 'much'\nfee_date = '2026-02-31'", "fee_amount: 'much' is not an amount"),
        ("fee_amount = 'much'\nfee_date = '2026-02-31'", "fee_date: '2026-02-31' is not a day"),
        ("fee_amuont = 1", "did you mean fee_amount?"),
        ("facts = [[1]]", "facts is neither"),
        ("[a.b]\nc = 1", "a.b"),
        ("\xff", "could not be read"),
    ],
)
def test_answers_that_are_not_right_say_where_and_store_nothing(desk, tmp_path, text, said):
    (tmp_path / "a.toml").write_bytes(text.encode("latin-1"))
    ran = desk("draft", "late-fee-dispute", "--matter", "M1", "--answers", "a.toml")

    assert ran.code == 2
    assert said in ran.err
    assert "a.toml" in ran.err
    assert desk("drafts", "--json").json == []


def test_answers_that_are_not_there_say_so(desk):
    ran = desk("draft", "late-fee-dispute", "--matter", "M1", "--answers", "none.toml")
    assert (ran.code, "No such file" in ran.err) == (2, True)


def test_without_a_terminal_what_is_missing_is_named_and_what_would_help(desk):
    made = desk("draft", "notice-of-error", "--matter", "M1", "--json").json
    assert [one["field"] for one in made["missing"]] == ["what_happened", "facts"]
    assert [one["field"] for one in made["helpful"]] == ["fee_date", "fee_reason"]
    assert any("Keep paying" in one for one in made["advice"])
    assert "Keep paying" not in made["body"]


def test_a_fact_of_the_record_is_set_on_the_record(desk):
    made = desk(
        "draft", "owner-identity", "--matter", "M1", "--set", "sender.name=Maria J. Lopez", "--json"
    ).json
    assert "Maria J. Lopez" in made["body"]
    assert made["fields"] == {}


def test_a_logged_call_fills_the_letter_that_confirms_it(desk):
    """The latest call of the matter: its day, with whom, what was said, the reference."""
    desk("log", "phone", "Tiffany said that the fee goes.\nShe will call back.", "--date",
         "2027-01-20", "--with", "Tiffany, ID 4471", "--reference", "000551",
         "--matter", "M1")  # fmt: skip
    made = desk("draft", "confirm-a-call", "--matter", "M1", "--set", "topic=the late fee",
                "--json").json  # fmt: skip
    assert made["missing"] == []
    assert "our call on January 20, 2027 about the late fee. I spoke with Tiffany, ID 4471" in (
        " ".join(made["body"].split())
    )
    assert "- She will call back." in made["body"]


def test_an_unfinished_draft_of_the_same_kind_is_named(desk):
    desk("draft", "notice-of-error", "--matter", "M1")
    again = desk("draft", "notice-of-error", "--matter", "M1")
    assert "borrower-desk edit D1 --ask" in again.err


def test_enclosures_are_taken_out_and_named_anew(desk, tmp_path):
    for name in ("scan.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    desk("draft", "owner-identity", "--matter", "M1", "--attach", "scan.pdf", "--attach", "b.pdf")
    made = desk(
        "edit", "D1", "--detach", "A", "--title", "B=Bank statement, May 2026", "--json"
    ).json
    assert "Enclosure A – Bank statement, May 2026" in made["body"]
    assert "Enclosure B" not in made["body"]
    assert desk("edit", "D1", "--detach", "C").code == 2


def test_a_letter_bears_the_day_that_it_is_given(fee):
    made = fee("edit", "D1", "--dated", "2027-01-20", "--json").json
    assert "January 20, 2027" in made["body"]
    later = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-21")
    assert "bears the date 2027-01-20; it left on 2027-01-21" in later.err


# ── renderings ───────────────────────────────────────────────────────────────


def test_every_rendering_of_a_draft_says_the_same(fee, tmp_path):
    import re
    from email import message_from_bytes, policy

    def flat(text: str) -> str:
        return "".join(w for w in re.sub(r"Page \d+ of \d+", "", text).split() if w.strip("–-•"))

    for form in ("pdf", "eml", "txt"):
        assert fee("render", "D1", "--to", form, "-o", f"x.{form}").code == 0
    text = (tmp_path / "x.txt").read_text(encoding="utf-8")
    pdf = "".join(
        one.extract_text() for one in PdfReader(BytesIO((tmp_path / "x.pdf").read_bytes())).pages
    )
    mail = message_from_bytes((tmp_path / "x.eml").read_bytes(), policy=policy.default)
    assert flat(mail.get_body(("plain",)).get_content()) == flat(text) == flat(pdf)
    assert "0001234567" in text
    assert max(map(len, text.split("\n"))) <= 72


def test_an_envelope_has_both_addresses_and_the_forms_fields(fee, tmp_path):
    assert fee("edit", "D1", "--set", f"tracking={NUMBER}").code == 0
    assert fee("render", "D1", "--to", "envelope", "-o", "e.pdf").code == 0

    envelope, forms = PdfReader(tmp_path / "e.pdf").pages

    assert [float(side) for side in envelope.mediabox[2:]] == [684, 297]
    text = envelope.extract_text()
    assert text.index("12 Oak Street") < text.index("Lakeshore Mortgage Servicing")
    assert "P.O. Box 9002" in text
    assert "CERTIFIED MAIL" in text
    told = forms.extract_text()
    for words in ("PS Form 3800", "PS Form 3811", NUMBER, "Maria Lopez", "Columbus, OH 43216"):
        assert words in told


def test_a_complaint_for_a_web_form_has_no_envelope(desk):
    desk("draft", "cfpb-complaint", "--matter", "M1", "--set", "problem=On May 1, 2026 you erred.",
         "--set", "wish=Correct it.")  # fmt: skip
    ran = desk("render", "D1", "--to", "envelope", "-o", "e.pdf")
    assert ran.code == 2
    assert "web form" in ran.err


def test_a_file_that_is_there_is_not_written_over_unasked(fee, tmp_path):
    (tmp_path / "x.txt").write_text("mine", encoding="utf-8")
    assert fee("render", "D1", "--to", "txt", "-o", "x.txt").code == 2
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "mine"


# ── Spanish ──────────────────────────────────────────────────────────────────


def test_a_spanish_draft_shows_the_copy_and_keeps_the_english_original(desk, tmp_path):
    made = desk(
        "draft", "late-fee-dispute", "--matter", "M1", *sets(FEE), "--lang", "es", "--json"
    ).json

    assert "Este es un aviso de error" in made["body"]
    assert "This is a notice of error" in made["original"]["body"]
    assert any("Siga pagando" in one for one in made["advice"])
    desk("render", "D1", "--to", "txt", "-o", "en.txt")
    desk("render", "D1", "--to", "txt", "-o", "es.txt", "--lang", "es")
    assert "This is a notice of error" in (tmp_path / "en.txt").read_text(encoding="utf-8")
    assert "Atentamente," in (tmp_path / "es.txt").read_text(encoding="utf-8")


def test_what_is_sent_of_a_spanish_draft_is_english(desk):
    desk("draft", "late-fee-dispute", "--matter", "M1", *sets(FEE), "--lang", "es")
    gone = desk("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20", "--json").json
    kept = desk("show", gone["correspondence"], "--json").json
    assert "This is a notice of error" in kept["text"]


def test_a_copy_is_no_message_and_no_envelope(desk):
    desk("draft", "late-fee-dispute", "--matter", "M1", *sets(FEE), "--lang", "es")
    for form in ("eml", "envelope"):
        ran = desk("render", "D1", "--to", form, "-o", "x", "--lang", "es")
        assert ran.code == 2
        assert "not what is sent" in ran.err


def test_a_language_without_a_file_is_refused_before_anything_is_kept(desk):
    assert desk("draft", "late-fee-dispute", "--matter", "M1", "--lang", "fr").code == 2
    assert desk("drafts", "--json").json == []


def test_the_questions_are_asked_in_spanish_too(desk):
    shown = desk("letters", "late-fee-dispute", "--lang", "es", "--json").json
    assert shown["title"] == "Disputa de un cargo por mora"
    assert shown["fields"][0]["question"] == "¿De cuánto fue el cargo por mora?"


# ── sent and delivered ───────────────────────────────────────────────────────


def test_sent_keeps_the_very_bytes_that_were_rendered(fee, tmp_path):
    """Rendered and sent in one: whatever the way it went, the kept letter is the rendered one."""
    fee("render", "D1", "--to", "pdf", "-o", "x.pdf")
    gone = fee("sent", "D1", "--via", "mail", "--on", "2027-01-20", "--json").json

    shown = fee("show", gone["correspondence"], "--json").json
    from hashlib import sha256

    assert shown["sha256"] == sha256((tmp_path / "x.pdf").read_bytes()).hexdigest()


def test_sent_says_what_a_strong_record_lacks(fee, tmp_path):
    gone = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20", "--tracking",
               "9400 1112 0108 0805 4830 17", "--json").json  # fmt: skip
    assert gone["tracking"] == {"number": "9400111201080805483017", "check": "wrong"}
    assert gone["still_missing"][0].startswith("a right tracking number")
    assert len(gone["still_missing"]) == 3


def test_a_whole_record_of_a_mailing_lacks_nothing(fee, tmp_path):
    for name in ("receipt.pdf", "card.pdf"):
        (tmp_path / name).write_bytes(f"%PDF-1.4 {name}".encode())
    gone = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20", "--tracking", NUMBER,
               "--proof", "receipt.pdf", "--json").json  # fmt: skip
    assert gone["tracking"]["check"] == "valid"
    came = fee("delivered", "D1", "--on", "2027-01-23", "--proof", "card.pdf", "--json").json
    assert came["still_missing"] == []
    assert [one["name"] for one in fee("show", gone["correspondence"], "--json").json["attachments"]
            ][-1] == "receipt.pdf"  # fmt: skip


def test_a_letter_with_an_error_does_not_go_out_unless_it_is_said_why(fee):
    fee("edit", "D1", "--set", "facts=2026-09-20: My SSN is 078-05-1120.")
    refused = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20")
    assert refused.code == 3
    assert "ssn" in refused.err
    unsaid = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20", "--despite", "ssn")
    assert unsaid.code == 2
    gone = fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20", "--despite", "ssn",
               "--reason", "They asked for it in writing")  # fmt: skip
    assert gone.code == 0, gone.err
    assert "They asked for it in writing" in json.dumps(fee("journal", "--json").json)


def test_a_sent_letter_never_changes(fee):
    fee("sent", "D1", "--via", "certified-mail", "--on", "2027-01-20")
    for words in (("edit", "D1", "--set", "fee_amount=1"), ("discard", "D1", "--yes"),
                  ("sent", "D1", "--via", "mail", "--on", "2027-01-20")):  # fmt: skip
        assert fee(*words).code == 1, words


# ── split, new kinds ─────────────────────────────────────────────────────────


def test_an_angry_letter_becomes_two_drafts(desk, tmp_path):
    (tmp_path / "angry.txt").write_text(
        "You crooks! On September 16, 2026 you charged me a late fee of $92.75. Remove the fee!"
        " Who owns my loan?",
        encoding="utf-8",
    )
    made = desk("split", "angry.txt", "--matter", "M1", "--json").json
    assert [one["kind"] for one in made["drafts"]] == ["notice-of-error", "request-for-information"]
    assert [one["place"] for one in made["parts"]] == [
        "left out", "error", "correction", "request",
    ]  # fmt: skip
    assert all(one["missing"] == [] for one in made["drafts"])


def test_a_letter_that_says_nothing_to_act_on_makes_no_draft(desk, tmp_path):
    (tmp_path / "a.txt").write_text("Shame on you!", encoding="utf-8")
    assert desk("split", "a.txt", "--matter", "M1").code == 2
    assert desk("drafts", "--json").json == []


def test_a_kind_of_one_s_own_is_made_tried_and_drafted(desk, tmp_path):
    made = desk("letters", "new", "insurance-question", "--json").json
    assert made["made"] is True
    assert Path(made["path"]) == tmp_path / "templates" / "insurance-question.en.md"
    assert (made["findings"], made["missing"], made["pages"]) == ([], [], 1)

    again = desk("letters", "new", "insurance-question", "--json").json
    assert again["made"] is False
    assert "insurance-question" in [one["kind"] for one in desk("letters", "--json").json]
    drafted = desk("draft", "insurance-question", "--matter", "M1", "--set", "topic=my statement",
                   "--set", "question_asked=Why?", "--json").json  # fmt: skip
    assert "I have a question about my statement: Why?" in drafted["body"]
    assert desk("matter", "open", "Own", "--loan", "L1", "--issue", "insurance-question").code == 0


def test_a_kind_of_one_s_own_that_is_wrong_says_what_to_correct(desk, tmp_path):
    desk("letters", "new", "my-own")
    path = tmp_path / "templates" / "my-own.en.md"
    path.write_text(path.read_text(encoding="utf-8").replace("{{ topic }}", "{{ tpoic }}"),
                    encoding="utf-8")  # fmt: skip
    ran = desk("letters", "new", "my-own")
    assert ran.code == 1
    assert "tpoic" in ran.err


def test_a_name_that_no_typeface_has_is_not_printed_as_boxes_without_a_word(desk):
    desk("me", "edit", "--name", "김민수 (Kim Min-su)")
    made = desk("draft", "payment-history", "--matter", "M1", "--json").json
    wanted = [word for one in made["missing"] for word in ("--set", f"{one['field']}=2026-01-02")]
    desk("edit", made["id"], *wanted)
    done = desk("render", made["id"], "--to", "pdf", "-o", "a.pdf")
    assert done.code == 0, done.err
    assert "김민수" in done.err
    assert "Latin letters" in done.err
    assert "No typeface" not in desk("render", made["id"], "--to", "txt", "-o", "a.txt").err
