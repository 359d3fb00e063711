"""Volumes under a portal's limits, supplements after a packet was served, the index alone."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from packet.packet_material import Cabinet, pdf
from pypdf import PdfReader

from borrower_desk.errors import PacketError, UsageError
from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.exhibits import arrange
from borrower_desk.packet.index import as_csv, as_pdf
from borrower_desk.packet.plan import Part
from borrower_desk.packet.profiles import PROFILES, profile
from borrower_desk.packet.supplement import relabelled
from borrower_desk.packet.verify import verify
from borrower_desk.packet.volumes import assemble_volumes


@pytest.fixture
def cabinet():
    made = Cabinet()
    for n in range(6):
        made.add(f"Paper {n}", channel=Channel.DOCUMENT, data=pdf(4, words=f"Paper {n}"),
                 on=date(2026, 3, 2 + n))  # fmt: skip
    return made


def text_of(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_volumes_stay_under_the_limit_and_their_numbers_run_on(cabinet, tmp_path):
    """Each is a packet by itself that verifies; no number is used twice or left out."""
    made = assemble_volumes(cabinet.plan(), tmp_path / "p.pdf", most_pages=18)

    assert [one.path.name for one in made] == [f"p-{n}.pdf" for n in range(1, len(made) + 1)]
    assert all(one.pages <= 18 and verify(one.path).ok for one in made)
    assert [one.label for each in made for one in each.exhibits] == [
        f"Exhibit {n}" for n in range(1, 7)
    ]
    numbers = [int(end[3:]) for one in made for end in one.bates]
    assert numbers[0] == 1
    assert all(numbers[n] + 1 == numbers[n + 1] for n in range(1, len(numbers) - 1, 2))


def test_the_first_volume_says_where_each_exhibit_is(cabinet, tmp_path):
    """The chronology is in the first volume alone, and names the others."""
    first, *_, last = assemble_volumes(cabinet.plan(), tmp_path / "p.pdf", most_pages=18)

    assert f"Exhibit 6, volume {last.path.stem[-1]}" in " ".join(text_of(first.path).split())
    assert "Chronology" not in text_of(last.path)
    assert "Volume" in text_of(last.path)


def test_a_limit_in_bytes_holds(tmp_path):
    made = Cabinet()
    for n in range(4):
        heavy = pdf(1, change=lambda file, n=n: file.attachments.__setitem__("x", b"x" * 10))
        made.add(f"Paper {n}", channel=Channel.DOCUMENT, data=heavy)
    volumes = assemble_volumes(made.plan(), tmp_path / "p.pdf", most_bytes=250_000)

    assert all(one.path.stat().st_size <= 250_000 for one in volumes)


def test_a_packet_under_the_limits_is_one_file(cabinet, tmp_path):
    made = assemble_volumes(cabinet.plan(), tmp_path / "p.pdf", most_pages=500)

    assert [one.path.name for one in made] == ["p.pdf"]
    assert sorted(tmp_path.iterdir()) == [tmp_path / "p.pdf"]


def test_an_exhibit_that_fits_no_volume_is_named(cabinet, tmp_path):
    """And no volume is left behind."""
    cabinet.add("Long", channel=Channel.DOCUMENT, data=pdf(30), on=date(2026, 3, 20))

    with pytest.raises(PacketError, match="Exhibit 7") as caught:
        assemble_volumes(cabinet.plan(), tmp_path / "p.pdf", most_pages=18)
    assert "--exclude C7" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_volume_that_is_there_already_is_not_replaced_unasked(cabinet, tmp_path):
    (tmp_path / "p-2.pdf").write_bytes(b"mine")

    with pytest.raises(UsageError):
        assemble_volumes(cabinet.plan(), tmp_path / "p.pdf", most_pages=18)
    assert (tmp_path / "p-2.pdf").read_bytes() == b"mine"
    assert not (tmp_path / "p-1.pdf").exists()


# ── supplements ──────────────────────────────────────────────────────────────


def labels(cabinet, served, on):
    """What new documents of these days are called beside the served ones."""
    old = list(cabinet.documents)
    new = [cabinet.add(f"New {n}", on=day) for n, day in enumerate(on)]
    return [one.label for one in relabelled(arrange(new), [*old, *new], served)]


SERVED = {f"C{n}": f"Exhibit {n}" for n in range(1, 7)}  # of 2 to 7 March


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([8, 9], ["Exhibit 7", "Exhibit 8"]),
        ([3], ["Exhibit 2A"]),
        ([3, 3, 5], ["Exhibit 2A", "Exhibit 2B", "Exhibit 4A"]),
        ([1], ["Exhibit 7"]),
        ([4, 12], ["Exhibit 3A", "Exhibit 7"]),
    ],
)
def test_a_supplement_leaves_served_numbers_alone(cabinet, days, expected):
    """Later ones go on; one that belongs between is lettered; an earlier one goes to the end."""
    assert labels(cabinet, SERVED, [date(2026, 3, day) for day in days]) == expected


def test_a_second_supplement_goes_on_after_the_first(cabinet):
    served = SERVED | {"C7": "Exhibit 2A"}
    cabinet.add("Of the first supplement", on=date(2026, 3, 3))

    assert labels(cabinet, served, [date(2026, 3, 3)]) == ["Exhibit 2B"]


def test_after_z_come_two_letters(cabinet):
    served = SERVED | {f"X{n}": f"Exhibit 2{chr(65 + n)}" for n in range(26)}

    assert labels(cabinet, served, [date(2026, 3, 3)]) == ["Exhibit 2AA"]


def test_a_supplement_is_a_packet_that_says_what_it_adds_to(cabinet, tmp_path):
    """Its chronology names the exhibits that were served before, without a link."""
    new = cabinet.add("Late answer", on=date(2026, 3, 3))
    exhibits = relabelled(arrange([new]), cabinet.documents, SERVED)
    plan = replace(
        cabinet.plan(),
        exhibits=exhibits,
        bates_prefix="DOE",
        bates_start=41,
        supplement_to="DOE000001 to DOE000040",
        elsewhere={source: f"{label}, served before" for source, label in SERVED.items()},
    )
    made = assemble(plan, tmp_path / "s.pdf")
    said = " ".join(text_of(made.path).split())

    assert made.bates[0] == "DOE000041"
    assert [one.label for one in made.exhibits] == ["Exhibit 2A"]
    assert "Exhibit 3, served before" in said
    assert "DOE000001 to DOE000040" in said
    assert verify(made.path).ok


# ── index, profiles, form ────────────────────────────────────────────────────


def test_the_index_as_csv_is_safe_in_a_spreadsheet(tmp_path):
    """No cell of a stranger's begins a formula (OWASP, CSV injection)."""
    made = Cabinet()
    made.add('=HYPERLINK("http://evil.example")', "x", sender="@SUM(A1)")
    plan = made.plan()
    placed = assemble(plan, tmp_path / "p.pdf").exhibits
    table = list(csv.reader(io.StringIO(as_csv(plan, placed).decode("utf-8-sig"))))

    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in table for cell in row)
    assert table[1][0] == "Exhibit 1"


def test_the_index_as_pdf_names_every_exhibit_and_page(cabinet, tmp_path):
    plan = cabinet.plan()
    packet = assemble(plan, tmp_path / "p.pdf")
    (tmp_path / "i.pdf").write_bytes(as_pdf(plan, packet.exhibits, packet.pages))
    said = text_of(tmp_path / "i.pdf")

    for one in packet.exhibits:
        assert one.label in said
        assert one.bates[0] in said
        assert f"{one.pages[0]}–{one.pages[1]}" in said


@pytest.mark.parametrize("name", ["self", "servicer", "regulator", "attorney", "public"])
def test_each_profile_says_what_it_removes(name, tmp_path):
    """The cover says for whom the copy is; what the profile removes is gone."""
    made = Cabinet()
    made.add("Numbers", "My SSN is 123-45-6789, loan 0001234567, call 555-555-0142.")
    whom = profile(name)
    plan = made.plan(redact=whom.redact, prepared_for=whom.words)
    said = text_of(assemble(plan, tmp_path / "p.pdf").path)

    assert whom.words.split(":")[0] in " ".join(said.split())
    assert ("123-45-6789" in said) is (name in ("self", "attorney"))
    assert ("0001234567" in said) is (name != "public")
    assert set(PROFILES) == {"self", "servicer", "regulator", "attorney", "public"}


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(UsageError) as caught:
        profile("judge")
    assert "regulator" in caught.value.hint


def test_a_regulator_s_form_has_each_part_under_its_limit(cabinet, tmp_path):
    parts = (Part("What happened?", "They charged a fee.", 10_000), Part("Account number", "0001"))
    said = text_of(assemble(cabinet.plan(complaint=parts), tmp_path / "p.pdf").path)

    assert "For the complaint form" in said
    assert "19 characters of at most 10,000" in said
