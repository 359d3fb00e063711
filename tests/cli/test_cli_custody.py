"""`redact`, `privilege`, `handoff`, and the packet's options, on a desk with papers filed."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile

import pytest
from packet.packet_material import pdf
from pypdf import PdfReader


@pytest.fixture
def filed(desk, tmp_path):
    """C1 a call, C2 a scanned letter with a number, C3 a note to counsel."""
    (tmp_path / "letter.pdf").write_bytes(pdf(2, words="SSN 123-45-6789 of"))
    desk("log", "phone", "They said the fee stays. My SSN is 123-45-6789.", "--date", "2026-10-05",
         "--with", "Tiffany, ID 4471", "--matter", "M1")  # fmt: skip
    desk("import", tmp_path / "letter.pdf", "--matter", "M1", "--received", "2026-10-09",
         "--direction", "received", "--via", "mail")  # fmt: skip
    desk("log", "phone", "SECRETCOUNSEL says wait.", "--date", "2026-10-12", "--with",
         "Counsel SECRETNAME", "--matter", "M1")  # fmt: skip
    return desk


def text_of(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_file_is_redacted_without_a_desk(run, tmp_path):
    (tmp_path / "in.pdf").write_bytes(pdf(words="SSN 123-45-6789 of"))
    made = run("redact", "in.pdf", "-o", "out.pdf", "--json").json

    assert made["redactions"] == 2
    assert made["pages"] == 1
    assert "6789" not in text_of(tmp_path / "out.pdf")


def test_what_the_desk_holds_is_redacted_by_its_id(filed, tmp_path):
    made = filed("redact", "C2", "-o", "out.pdf", "--pattern", "ssn", "--json").json

    assert made["redactions"] == 4
    assert "6789" not in text_of(tmp_path / "out.pdf")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("redact", "none.pdf", "-o", "o.pdf"), 1),
        (("redact", "in.pdf", "-o", "o.pdf", "--box", "1,2"), 2),
        (("redact", "in.pdf", "-o", "o.pdf", "--pattern", "snn"), 2),
        (("redact", "in.pdf", "-o", "o.pdf", "--pattern", "Redactions"), 1),
        (("redact", "in.pdf", "-o", "no/o.pdf"), 1),
    ],
)
def test_a_redaction_that_fails_leaves_no_file(run, tmp_path, words, code):
    (tmp_path / "in.pdf").write_bytes(pdf(words="Redactions 123-45-6789"))
    ran = run(*words, "--json")

    assert ran.code == code
    assert ran.error["message"]
    assert not (tmp_path / "o.pdf").exists()


def test_attorney_client_material_is_nowhere_unless_named(filed, tmp_path):
    """Not as an exhibit, not in the chronology, not in the index or the hand-off."""
    assert filed("privilege", "C3", "--json").json == {"id": "C3", "privileged": True}

    made = filed("packet", "M1", "-o", "p.pdf", "--json").json
    filed("packet", "M1", "-o", "i.csv", "--index-only")
    filed("handoff", "M1", "-o", "h.zip")
    folder = zipfile.ZipFile(tmp_path / "h.zip")
    everything = (
        text_of(tmp_path / "p.pdf")
        + (tmp_path / "i.csv").read_text()
        + "".join(folder.read(name).decode("utf-8", "replace") for name in folder.namelist())
    )

    assert [one["source"] for one in made["exhibits"]] == ["C1", "C2"]
    assert "SECRET" not in everything
    assert "originals/C3.txt" not in folder.namelist()

    named = filed("packet", "M1", "-o", "q.pdf", "--include", "C3", "--json").json
    assert [one["source"] for one in named["exhibits"]] == ["C1", "C2", "C3"]

    filed("privilege", "C3", "--off")
    assert "SECRETNAME" in text_of(tmp_path / filed(
        "packet", "M1", "-o", "r.pdf", "--json").json["path"])  # fmt: skip


def test_a_packet_for_a_profile_is_redacted(filed, tmp_path):
    made = filed("packet", "M1", "-o", "p.pdf", "--profile", "servicer", "--json").json

    assert made["redactions"] >= 5
    assert "123-45-6789" not in text_of(tmp_path / "p.pdf")
    assert filed("packet", "verify", "p.pdf").code == 0


def test_a_regulator_s_packet_has_the_form_s_parts(filed, tmp_path):
    filed("packet", "M1", "-o", "p.pdf", "--profile", "regulator")

    assert "What would be a fair resolution" in text_of(tmp_path / "p.pdf")


def test_volumes_are_each_remembered(filed):
    made = filed("packet", "M1", "-o", "p.pdf", "--max-pages", "10", "--json").json

    assert len(made["volumes"]) > 1
    assert made["pages"] == sum(one["pages"] for one in made["volumes"])
    for one in made["volumes"]:
        names = filed("packet", "verify", one["path"], "--json").json["checks"]
        assert all(each["ok"] for each in names)
        assert "desk-digest" in [each["name"] for each in names]


def test_a_served_packet_keeps_its_numbers(filed):
    """Then the next is a supplement, or goes under other numbers."""
    first = filed("packet", "M1", "-o", "p.pdf", "--json").json
    assert filed("packet", "served", "p.pdf", "--json").json["bates"] == first["bates"]
    filed("log", "phone", "Later call.", "--date", "2026-11-05", "--with", "Ana", "--matter", "M1")

    again = filed("packet", "M1", "-o", "q.pdf", "--json")
    assert again.code == 2
    assert "--supplement" in again.error["hint"]

    added = filed("packet", "M1", "-o", "s.pdf", "--supplement", "--json").json
    assert [one["label"] for one in added["exhibits"]] == ["Exhibit 4"]
    assert int(added["bates"]["first"][-6:]) == int(first["bates"]["last"][-6:]) + 1
    assert filed("packet", "verify", "s.pdf").code == 0


def test_a_supplement_to_nothing_says_what_to_do(filed):
    ran = filed("packet", "M1", "-o", "s.pdf", "--supplement")

    assert ran.code == 2
    assert "borrower-desk packet M1" in ran.err


def test_the_hand_off_is_checked_without_this_program(filed, tmp_path):
    """`sha256sum -c` alone; a changed byte is named; the originals are the bytes that came."""
    made = filed("handoff", "M1", "-o", "h.zip", "--json").json
    folder = tmp_path / "out"
    zipfile.ZipFile(tmp_path / "h.zip").extractall(folder)
    check = ["sha256sum", "-c", "--quiet", "SHA256SUMS"]

    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    assert (folder / "originals/C2.pdf").read_bytes() == (tmp_path / "letter.pdf").read_bytes()
    assert {"packet.pdf", "timeline.csv", "deadlines.json", "journal.csv", "rules/used.json"} <= {
        one["name"] for one in made["files"]
    }

    (folder / "timeline.csv").write_bytes(b"changed")
    ran = subprocess.run(check, cwd=folder, check=False, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "timeline.csv" in ran.stdout


def test_the_same_matter_gives_the_same_hand_off(filed):
    first, second = (filed("handoff", "M1", "-o", f"{n}.zip", "--json").json for n in "ab")

    assert first["sha256"] == second["sha256"]


def test_the_index_is_a_table_of_the_packet(filed, tmp_path):
    made = filed("packet", "M1", "-o", "i.csv", "--index-only", "--json").json
    table = list(csv.DictReader(io.StringIO((tmp_path / "i.csv").read_text("utf-8-sig"))))

    assert [row["Source"] for row in table] == [one["source"] for one in made["exhibits"]]
    assert made["indexed_pages"] > made["pages"]


def test_the_chronology_names_people(filed, tmp_path):
    """Not "borrower" and "servicer" where the record knows their names."""
    filed("event", "add", "M1", "sent", "2026-10-02", "--letter", "notice-of-error")
    filed("packet", "M1", "-o", "p.pdf")
    said = text_of(tmp_path / "p.pdf").split("Chronology")[2]

    assert "Maria Lopez" in said
