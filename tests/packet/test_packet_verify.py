"""What `packet verify` notices: every changed byte, and every part out of its place."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packet_material import Cabinet, pdf

from borrower_desk.errors import PacketError
from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.manifest import NAME, ZEROS, digest_offset, seal
from borrower_desk.packet.verify import manifest, verify


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A packet of three exhibits, and what the desk would remember of it."""
    cabinet = Cabinet()
    cabinet.add("Mail", "words", files=(("s.pdf", "application/pdf", pdf(2)),))
    cabinet.add("Letter", on=date(2026, 3, 5), channel=Channel.DOCUMENT, data=pdf(1))
    cabinet.add("Notes", on=date(2026, 3, 6), channel=Channel.DOCUMENT, data=b"words\n")
    target = tmp_path_factory.mktemp("packet") / "p.pdf"
    return assemble(cabinet.plan(), target)


@pytest.fixture
def copy(made, tmp_path):
    """A file that a test may spoil."""
    path = tmp_path / "copy.pdf"
    path.write_bytes(made.path.read_bytes())
    return path


def failed(verification):
    return [one.name for one in verification.checks if not one.ok]


def rewrite(path: Path, change) -> None:
    """Change the packet and seal it again, as somebody would who knows how it is made."""
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        change(file)
        stream = file.Root.Names.EmbeddedFiles.Names[1].EF.F
        said = json.loads(stream.read_bytes())
        said["digest"] = ZEROS
        content = json.dumps(said, indent=1).encode()
        stream.write(content)
        out = io.BytesIO()
        file.save(out, compress_streams=False)
        seal(out, content)
    path.write_bytes(out.getvalue())


def test_a_whole_packet_is_ok(made):
    """Alone, and against the desk that remembers it."""
    originals = {one.source: one.sha256 for one in made.exhibits}
    alone = verify(made.path)
    known = verify(made.path, made.digest, originals)

    assert alone.ok
    assert known.ok
    assert [one.name for one in known.checks] == [
        "opens", "digest", "manifest", "bates", "exhibits", "bookmarks", "links",
        "desk-digest", "originals",
    ]  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_changed_byte_anywhere_is_noticed(made, tmp_path, where, flip):
    """Each byte of the file counts, the digest's own included."""
    content = bytearray(made.path.read_bytes())
    content[int(where * len(content))] ^= flip
    spoiled = tmp_path / "spoiled.pdf"
    spoiled.write_bytes(content)

    assert not verify(spoiled).ok


@pytest.mark.parametrize("digit", range(0, 64, 13))
def test_a_changed_digest_is_noticed(made, copy, digit):
    """The field that is read as zeros is compared all the same."""
    content = made.path.read_bytes()
    at = content.index(made.digest.encode()) + digit
    changed = b"0" if content[at : at + 1] != b"0" else b"1"
    copy.write_bytes(content[:at] + changed + content[at + 1 :])

    assert "digest" in failed(verify(copy))


@pytest.mark.parametrize("cut", [0, 1, 100, 5000])
def test_a_shortened_file_is_noticed(copy, cut):
    """Truncated in transit, or empty: an answer, not a crash."""
    copy.write_bytes(copy.read_bytes()[:-cut] if cut else b"")

    assert not verify(copy).ok


def test_bytes_added_behind_are_noticed(copy):
    """An incremental update would change what is shown; the digest covers it."""
    copy.write_bytes(copy.read_bytes() + b"\n% added\n")

    assert failed(verify(copy)) == ["digest"]


def test_swapped_pages_are_noticed_even_when_sealed_again(made, copy):
    """The pages' own numbers speak."""

    def swap(file):
        first, last = made.exhibits[0].pages[1], made.exhibits[1].pages[1]
        a, b = file.pages[first - 1], file.pages[last - 1]
        file.pages[first - 1], file.pages[last - 1] = pikepdf.Page(b), pikepdf.Page(a)

    rewrite(copy, swap)

    assert "bates" in failed(verify(copy))


def test_a_missing_page_is_noticed_even_when_sealed_again(made, copy):
    """A page taken out leaves a gap in the numbers."""

    def remove(file):
        del file.pages[made.exhibits[0].pages[1] - 1]

    rewrite(copy, remove)

    assert "manifest" in failed(verify(copy))
    assert "bates" in failed(verify(copy))


def test_a_missing_exhibit_is_noticed_even_when_sealed_again(made, copy):
    """An exhibit struck from the manifest, its pages left."""

    def strike(file):
        stream = file.Root.Names.EmbeddedFiles.Names[1].EF.F
        said = json.loads(stream.read_bytes())
        del said["exhibits"][1]
        stream.write(json.dumps(said).encode())

    rewrite(copy, strike)

    assert "manifest" in failed(verify(copy))


def test_an_altered_manifest_is_noticed_even_when_sealed_again(made, copy):
    """Another original's hash in the manifest does not agree with the slip sheet."""

    def alter(file):
        stream = file.Root.Names.EmbeddedFiles.Names[1].EF.F
        said = json.loads(stream.read_bytes())
        said["exhibits"][0]["original_sha256"] = "f" * 64
        stream.write(json.dumps(said).encode())

    rewrite(copy, alter)

    assert "exhibits" in failed(verify(copy))


def test_tampering_that_is_sealed_again_is_noticed_against_the_desk(made, copy):
    """Alone a digest shows accident; the desk remembers the true one."""
    rewrite(copy, lambda file: file.docinfo.__setitem__("/Author", "Somebody Else"))

    assert verify(copy).ok
    assert failed(verify(copy, made.digest)) == ["desk-digest"]
    assert failed(verify(copy, [made.digest, "0" * 64])) == ["desk-digest"]
    assert verify(made.path, ["0" * 64, made.digest]).ok


def test_a_changed_original_is_noticed_against_the_desk(made):
    """The desk's document is no longer what the exhibit was made from."""
    originals = {one.source: one.sha256 for one in made.exhibits}
    originals["C2"] = "0" * 64

    assert failed(verify(made.path, made.digest, originals)) == ["originals"]


def test_removed_bookmarks_and_links_are_noticed(made, copy):
    """The way through the packet is part of it."""

    def clear(file):
        del file.Root.Outlines
        for page in file.pages:
            if "/Annots" in page:
                del page.Annots

    rewrite(copy, clear)

    assert {"bookmarks", "links"} <= set(failed(verify(copy)))


def test_a_foreign_page_cannot_speak_for_ours(made, tmp_path):
    """Numbers printed on an exhibit's own pages are not taken for the stamp."""

    def lie(file):
        page = file.pages[0]
        page.Contents = file.make_stream(b"BT /F1 9 Tf 500 10 Td (page 1 of 1 DOE000001) Tj ET")

    cabinet = Cabinet()
    cabinet.add("Liar", channel=Channel.DOCUMENT, data=pdf(1, change=lie))
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)

    with pikepdf.open(target) as file:
        page = file.pages[result.exhibits[0].pages[1] - 1]
        page.Contents = page.Contents[0]  # the stamp is gone
        file.save(tmp_path / "q.pdf")

    assert "bates" in failed(verify(tmp_path / "q.pdf"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a pdf",
        b"%PDF-1.7\n%%EOF",
        pdf(1),
        b"%PDF-1.7\n" + b"1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9>>endobj trailer<</Root 1 0 R>>",
    ],
)
def test_any_other_file_is_answered_not_crashed_upon(tmp_path, content):
    """`packet verify` of whatever somebody was sent."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)

    assert not verify(path).ok
    assert manifest(path) is None


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b"[1]",
        b"null",
        b'{"version": 1, "digest": "' + b"0" * 64 + b'"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 1, "pages": "x", "bates": 3, "exhibits": {}, "digest": "' + b"0" * 64 + b'"}',
    ],
)
def test_a_manifest_of_another_shape_is_answered(copy, said):
    """Hostile JSON is no manifest."""
    with pikepdf.open(copy, allow_overwriting_input=True) as file:
        file.Root.Names.EmbeddedFiles.Names[1].EF.F.write(said)
        file.save(copy)

    assert failed(verify(copy)) == ["manifest"]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    """Only that: everything else is an answer."""
    with pytest.raises(PacketError):
        verify(tmp_path / "none.pdf")


def test_the_manifest_can_be_read_alone(made):
    """For the desk, which looks up what it remembers by it."""
    said = manifest(made.path)

    assert said is not None
    assert said["digest"] == made.digest


def test_the_digest_field_is_found_in_spite_of_hostile_titles(tmp_path):
    """A title that imitates the field is escaped JSON, and the last field counts."""
    cabinet = Cabinet()
    cabinet.add('x", "digest": "' + "0" * 64, "words")
    result = assemble(cabinet.plan(), tmp_path / "p.pdf")

    said = manifest(tmp_path / "p.pdf")
    assert verify(tmp_path / "p.pdf", result.digest).ok
    assert said is not None
    assert re.fullmatch(r"[0-9a-f]{64}", said["digest"])
    assert NAME == "manifest.json"
    assert digest_offset(b'{"digest": "') == 12
