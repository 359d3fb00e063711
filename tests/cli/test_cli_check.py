"""`check`, `--fix` and `--despite`, as a user runs them: exit codes, JSON, the journal."""

from __future__ import annotations

import io
import json

import pytest
from apt import needs
from PIL import Image, ImageDraw, ImageFont

FEE = (
    "--set", "fee_amount=71.61", "--set", "fee_date=2026-11-17",
    "--set", "payment_received=2026-11-12", "--set", "payment_amount=1855.00",
)  # fmt: skip


def codes(ran) -> set[str]:
    return {one["code"] for one in ran.json["findings"]}


def photo(text: str = "Bank record", *, place: bool = False, turn: int = 0) -> bytes:
    made = Image.new("RGB", (1300, 1700), "white")
    font = ImageFont.truetype("borrower_desk/pdf/fonts/DejaVuSans.ttf", 40)
    for n, line in enumerate([text, *["Paid on November 12, 2026 to the servicer"] * 3]):
        ImageDraw.Draw(made).text((120, 200 + 100 * n), line, font=font, fill="black")
    exif = Image.Exif()
    if place:
        exif[0x8825] = {1: "N", 2: (39.0, 47.0, 0.0)}
    out = io.BytesIO()
    made.rotate(turn, expand=True).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(
        "Subject: Account 000555123 - Late fee of November 17, 2026\n\n"
        "Hello,\n\nOn November 17, 2026 you charged a late fee of $71.61 on account 000555123."
        " Please remove it. The bank record shows the payment (Enclosure A).\n\n"
        "Sincerely,\n\nDana Whitfield\n\nEnclosures:\nEnclosure A – Bank record, November 2026\n"
    )
    return path


@pytest.fixture
def repository(monkeypatch, request):
    """The fonts lie in the repository; commands run elsewhere."""
    here = request.config.rootpath
    real = ImageFont.truetype
    monkeypatch.setattr(ImageFont, "truetype", lambda name, size: real(str(here / name), size))


def test_a_file_needs_no_desk_and_names_what_it_left_out(run, letter):
    ran = run("check", letter, "--json")
    assert ran.code == 3, "an enclosure is missing"
    assert codes(ran) == {"attachment-missing"}
    assert {one["code"] for one in ran.json["skipped"]} >= {"account-mismatch", "untimely"}


def test_a_file_without_an_error_is_0(run, letter, tmp_path, repository):
    path = tmp_path / "Bank record November 2026.jpg"
    path.write_bytes(photo())
    ran = run("check", letter, "--attach", path, "--json")
    assert (ran.code, codes(ran)) == (0, set())


def test_a_number_in_a_picture_is_found(run, letter, tmp_path, repository):
    needs({"tesseract": "tesseract-ocr"})
    path = tmp_path / "Bank record November 2026.jpg"
    path.write_bytes(photo("Social Security Number: 219-09-9999"))
    ran = run("check", letter, "--attach", path, "--json")
    assert codes(ran) == {"ssn"}
    assert "219-09" not in ran.out
    assert ran.json["findings"][0]["where"]["part"] == "attachment"


def test_without_tesseract_the_pictures_are_named_as_unread(
    run, letter, tmp_path, repository, monkeypatch
):
    from borrower_desk.pdf import ocr

    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.installed.cache_clear()
    path = tmp_path / "Bank record November 2026.jpg"
    path.write_bytes(photo("Social Security Number: 219-09-9998"))
    ran = run("check", letter, "--attach", path, "--json")
    ocr.installed.cache_clear()

    assert ran.code == 0
    unread = [one for one in ran.json["skipped"] if one["code"] == "ssn"]
    assert "tesseract" in unread[0]["why"]


def test_fix_mends_copies_and_leaves_the_originals(run, letter, tmp_path, repository):
    path = tmp_path / "IMG_0042.jpg"
    path.write_bytes(before := photo(place=True))

    ran = run("check", letter, "--attach", path, "--fix", tmp_path / "mended", "--json")

    assert (ran.code, codes(ran)) == (0, set())
    [fixed] = ran.json["fixed"]
    assert fixed["did"] == ["stripped", "renamed"]
    assert fixed["to"] == [str(tmp_path / "mended" / "Enclosure A - Bank record November 2026.jpg")]
    assert path.read_bytes() == before


def test_fix_converts_what_can_be(run, letter, tmp_path, repository):
    out = io.BytesIO()
    Image.open(io.BytesIO(photo())).save(out, "TIFF")
    path = tmp_path / "Bank record November 2026.tif"
    path.write_bytes(out.getvalue())
    assert codes(run("check", letter, "--attach", path, "--json")) == {"attachment-format"}

    ran = run("check", letter, "--attach", path, "--fix", tmp_path / "mended", "--json")

    assert (ran.code, codes(ran)) == (0, set())
    assert (tmp_path / "mended" / "Bank record November 2026.pdf").read_bytes()[:5] == b"%PDF-"


def test_fix_never_writes_over_a_file(run, letter, tmp_path, repository):
    folder = tmp_path / "mended"
    path = tmp_path / "Bank record November 2026.jpg"
    path.write_bytes(photo(place=True))
    run("check", letter, "--attach", path, "--fix", folder)
    run("check", letter, "--attach", path, "--fix", folder)
    assert sorted(one.name for one in folder.iterdir()) == [
        "Bank record November 2026 2.jpg",
        "Bank record November 2026.jpg",
    ]


def test_a_draft_takes_the_mended_copies(desk, tmp_path, repository):
    path = tmp_path / "Bank record November 2026.jpg"
    path.write_bytes(photo(place=True))
    made = desk("draft", "late-fee-dispute", "--matter", "M1", *FEE, "--attach", path, "--json")
    draft = made.json["id"]
    assert "attachment-metadata" in codes(desk("check", draft, "--json"))

    ran = desk("check", draft, "--fix", tmp_path / "mended", "--json")

    assert "attachment-metadata" not in codes(ran)
    assert "attachment-metadata" not in codes(desk("check", draft, "--json"))
    assert desk("journal", "--json").json[-1]["act"] == "mend enclosures"


@pytest.fixture
def rude(desk):
    """A draft with an error that stands: a Social Security number in its facts."""
    made = desk(
        "draft", "late-fee-dispute", "--matter", "M1", *FEE, "--via", "certified-mail",
        "--set", "facts=2026-11-20: I called; you asked for my SSN, 219-09-9999.", "--json",
    )  # fmt: skip
    assert "ssn" in {one["code"] for one in made.json["findings"]}
    return made.json["id"]


@pytest.mark.parametrize("act", ["render", "sent"])
def test_an_error_refuses_and_despite_is_journalled(desk, rude, act, tmp_path):
    words = {
        "render": ("render", rude, "--to", "pdf", "-o", tmp_path / "letter.pdf"),
        "sent": ("sent", rude, "--via", "certified-mail", "--on", "2027-01-20"),
    }[act]

    refused = desk(*words, "--json")
    assert refused.code == 3
    assert "ssn" in refused.error["message"]
    assert "--despite ssn --reason" in refused.error["hint"]
    assert not (tmp_path / "letter.pdf").exists()

    assert desk(*words, "--despite", "ssn", "--json").code == 2, "a reason is asked for"
    assert desk(*words, "--despite", "tone", "--reason", "x", "--json").code == 3
    done = desk(*words, "--despite", "ssn", "--reason", "They asked for it in writing.", "--json")
    assert done.code == 0

    rows = desk("journal", "--json").json
    waived = [one for one in rows if one["act"] == f"{act} despite ssn"]
    assert "They asked for it in writing." in json.dumps(waived)


def test_a_clean_draft_is_0(desk):
    made = desk(
        "draft", "late-fee-dispute", "--matter", "M1", *FEE, "--via", "certified-mail", "--json"
    )
    ran = desk("check", made.json["id"], "--json")
    errors = [one for one in ran.json["findings"] if one["severity"] == "error"]
    assert (ran.code, errors) == (0, [])
