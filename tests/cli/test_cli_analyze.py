"""`analyze`: the contract's JSON, findings kept, letters and packets made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from borrower_desk.actions.analysis import KINDS, example, fields

FOUND = {"id", "title", "stated", "recomputed", "difference", "error_slug", "explanation",
         "working", "citation"}  # fmt: skip
# What each shipped example holds; the docs show the same files.
EXAMPLES = {
    "escrow": ["360.00", "360.00", "30.00"],
    "payments": ["1855.00"],
    "late-fee": ["92.75", "21.14"],
    "payoff": ["35.00"],
    "arm": ["0.129", "0.125", "18.46"],
    "form-1098": None,
    "contradictions": ["360.00"],
}


def saved(tmp_path: Path, kind: str) -> Path:
    """The example of a kind, as a file."""
    text = example(kind)
    ending = "csv" if "," in text.split("\n")[-2] and "=" not in text else "toml"
    path = tmp_path / f"{kind}.{ending}"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_is_the_contract_s_and_exit_3_is_bad_news(run, tmp_path: Path, kind: str) -> None:
    """No desk is needed; every finding has the keys of cli.md."""
    done = run("analyze", kind, saved(tmp_path, kind), "--json")

    assert done.code == 3, done.err
    assert done.json["kind"] == kind
    assert all(set(one).issuperset(FOUND) for one in done.json["findings"])
    assert [one["id"] for one in done.json["findings"]] == [
        f"F{n}" for n in range(1, len(done.json["findings"]) + 1)
    ]
    expected = EXAMPLES[kind]
    if expected is not None:
        assert [one["difference"] for one in done.json["findings"]] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_of_a_kind_lists_its_fields(run, kind: str) -> None:
    """A field and its names, the accepted forms, and where an example is."""
    done = run("analyze", kind, "--help")

    assert done.code == 0, done.err
    for name in fields(kind):
        assert f"{name}:" in done.out
    assert "--example" in done.out


def test_the_document_lists_every_field() -> None:
    """docs/analyze.md names each field of each analysis."""
    text = (Path(__file__).parents[2] / "docs" / "analyze.md").read_text(encoding="utf-8")
    for kind in KINDS:
        part = text.split(f"\n## {kind}\n", 1)[1].split("\n## ", 1)[0]
        assert [name for name in fields(kind) if f"`{name}`" not in part] == []


def test_an_example_can_be_printed(run) -> None:
    """To begin from."""
    assert "principal_and_interest" in run("analyze", "late-fee", "--example").out


def test_nothing_to_analyze_is_said(run) -> None:
    """Without an input and without a matter."""
    done = run("analyze", "escrow", "--json")
    assert done.code == 1 or done.code == 2
    assert "nothing to analyze" in done.error["message"]


def test_an_unknown_setting_is_listed(run) -> None:
    """It is not silently dropped."""
    done = run("analyze", "late-fee", "--set", "colour=red", "--set", "due=2026-09-01", "--json")
    assert done.json["unread"][0]["place"] == "colour"


def test_findings_are_kept_once_and_a_letter_is_made_of_one(desk, tmp_path: Path) -> None:
    """`--matter` keeps; running again keeps no second; `draft --from-finding` fills in."""
    file = saved(tmp_path, "late-fee")
    first = desk("analyze", "late-fee", file, "--matter", "M1", "--json")
    again = desk("analyze", "late-fee", file, "--matter", "M1", "--json")

    assert [one["id"] for one in again.json["findings"]] == ["F1", "F2"]
    assert first.json["kept"] is True
    draft = desk("draft", "notice-of-error", "--from-finding", "F1", "--json").json
    assert draft["missing"] == []
    assert draft["matter"] == "M1"
    for words in ("$92.75", "September 11, 2026", "September 17, 2026", "check 1187",
                  "lacks a reasonable basis"):  # fmt: skip
        assert words in draft["body"]


def test_the_escrow_letter_has_the_design_s_numbers(desk, tmp_path: Path) -> None:
    """product.md moonshot 1: 1,040.00, 360.00, 2,600.00, 1,350.00 and 112.50."""
    desk("analyze", "escrow", saved(tmp_path, "escrow"), "--matter", "M1")
    body = desk("draft", "notice-of-error", "--from-finding", "F1", "--json").json["body"]

    for amount in ("$1,040.00", "$360.00", "$2,600.00", "$1,350.00", "$112.50"):
        assert amount in body


def test_what_is_said_with_set_stays_over_the_finding(desk, tmp_path: Path) -> None:
    """The borrower's own words win."""
    desk("analyze", "late-fee", saved(tmp_path, "late-fee"), "--matter", "M1")
    draft = desk("draft", "notice-of-error", "--from-finding", "F1",
                 "--set", "transaction=check 1188", "--json").json  # fmt: skip
    assert "check 1188" in draft["body"]


def test_what_if_keeps_nothing(desk, tmp_path: Path) -> None:
    """Another assumption tried on the same file."""
    done = desk("analyze", "late-fee", saved(tmp_path, "late-fee"), "--matter", "M1", "--what-if",
                "--set", "grace_days=5", "--json")  # fmt: skip
    assert [one["rule"] for one in done.json["findings"]] == ["fee_over_cap"]
    assert done.json["kept"] is False
    assert desk("draft", "notice-of-error", "--from-finding", "F1").code == 2


def test_the_matter_s_own_record_fills_in_the_rest(desk) -> None:
    """Events and the loan's late fee clause; only the payment's parts are typed."""
    desk("loan", "edit", "L1", "--late-fee", "5% of principal and interest, after 15 days")
    for kind, day, amount in (
        ("payment-due", "2026-09-01", "1855.00"), ("payment-received", "2026-09-11", "1855.00"),
        ("fee-charged", "2026-09-17", "92.75"),
    ):  # fmt: skip
        assert desk("event", "add", "M1", kind, day, "--amount", amount).code == 0
    done = desk("analyze", "late-fee", "--matter", "M1", "--set", "p&i=1432.18", "--json")
    assert [one["difference"] for one in done.json["findings"]] == ["92.75", "21.14"]


def test_headings_are_remembered_for_the_servicer(desk, tmp_path: Path) -> None:
    """Mapped once; the next table of the same servicer needs no map."""
    file = tmp_path / "h.csv"
    file.write_text("Fällig,Eingang,Gebühr\n2026-09-01,2026-09-11,71.61\n", encoding="utf-8")
    said = ["--map", "Fällig=due", "--map", "Eingang=received", "--map", "Gebühr=fee"]
    desk("analyze", "late-fee", file, "--matter", "M1", "--set", "grace_days=15", *said)
    done = desk("analyze", "late-fee", file, "--matter", "M1", "--set", "grace_days=15", "--json")
    assert [one["difference"] for one in done.json["findings"]] == ["71.61"]


def test_a_heading_mapped_to_no_field_is_refused(run, tmp_path: Path) -> None:
    """With the fields there are."""
    done = run("analyze", "late-fee", saved(tmp_path, "late-fee"), "--map", "a=nonsense", "--json")
    assert done.code == 2
    assert "grace_days" in done.error["hint"]


def test_the_packet_shows_findings_with_their_working(desk, tmp_path: Path) -> None:
    """packet.md section 5."""
    desk("log", "phone", "Asked about the late fee", "--date", "2026-10-05", "--matter", "M1")
    desk("analyze", "late-fee", saved(tmp_path, "late-fee"), "--matter", "M1")
    assert desk("packet", "M1", "-o", tmp_path / "p.pdf").code == 0
    pages = [page.extract_text() for page in PdfReader(tmp_path / "p.pdf").pages]
    text = " ".join("\n".join(pages).split())
    assert "F1: Late fee for a payment that was received in time" in text
    assert "$92.75 − $71.61 = $21.14" in text


def test_a_finding_set_aside_is_left_out(desk, tmp_path: Path) -> None:
    """Neither a letter nor the packet uses it, until it is taken up again."""
    desk("analyze", "late-fee", saved(tmp_path, "late-fee"), "--matter", "M1")
    assert desk("analyze", "set-aside", "F2").code == 0
    assert [one["set_aside"] for one in desk("analyze", "kept", "M1", "--json").json] == [
        False, True,
    ]  # fmt: skip
    refused = desk("draft", "notice-of-error", "--from-finding", "F2", "--json")
    assert (refused.code, "set aside" in refused.error["message"]) == (2, True)
    desk("analyze", "set-aside", "F2", "--back")
    assert desk("draft", "notice-of-error", "--from-finding", "F2").code == 0


def test_late_fees_of_a_history_are_judged_in_it(run, tmp_path: Path) -> None:
    """The same table that `analyze payments` reads."""
    file = tmp_path / "h.csv"
    file.write_text(
        "Due,Received,Posted,Description,Amount,Principal,Interest,Escrow,Balance\n"
        "2026-09-01,2026-09-11,2026-09-18,Payment,1855,530.97,901.21,422.82,239791.16\n"
        "2026-09-01,,2026-09-17,Late charge assessed,92.75,0,0,0,239791.16\n"
    )
    done = run("analyze", "late-fee", file, "--set", "grace_days=15", "--set", "late fee percent=5",
               "--json")  # fmt: skip
    assert [one["difference"] for one in done.json["findings"]] == ["92.75", "21.14"]


def test_the_desk_is_whole_with_findings(desk, tmp_path: Path) -> None:
    """They are in the journal and held against it."""
    desk("analyze", "late-fee", saved(tmp_path, "late-fee"), "--matter", "M1")
    assert desk("verify", "--full", "--json").json["ok"] is True
    acts = [one["act"] for one in desk("journal", "--json").json]
    assert "analyze" in acts


def test_plain_words_have_every_figure(run, tmp_path: Path) -> None:
    """Without colour or boxes; a balance below zero says so."""
    done = run("--plain", "analyze", "escrow", saved(tmp_path, "escrow"))
    assert "below zero" in done.out
    assert "stated 1400.00, recomputed 1040.00, difference 360.00" in done.out
    assert "\x1b" not in done.out
    assert json.dumps(done.out).count("\\u001b") == 0
