"""A bomb ends in seconds with words of what happened; nothing half-written is left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from fuzz import bombs
from packet.packet_material import Cabinet, pdf

from borrower_desk import limits
from borrower_desk.analysis import material
from borrower_desk.errors import DeskError, PacketError
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.letters.checks import inside
from borrower_desk.letters.checks.reading import CheckedFile
from borrower_desk.model import Channel, Incoming, Unread
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.beside import Binder, redact_document
from borrower_desk.packet.removal import USUAL, Remover, Rules, parse
from borrower_desk.packet.verify import verify

MANY, LITTLE = 4.0, 400 << 20  # seconds and bytes, so that the tests are quick


@cache
def bomb(name: str) -> bytes:
    return {**bombs.PAPERS, **bombs.MAIL, **bombs.TABLES}[name]()


@pytest.fixture(autouse=True)
def small_worker() -> Iterator[None]:
    """The one worker of this process, with less time and memory than it has by itself."""
    before = limits._Here.worker
    limits._Here.worker, limits._Here.owner = limits.Worker(MANY, LITTLE), os.getpid()
    yield
    limits._Here.worker.close()
    limits._Here.worker = before


@pytest.mark.parametrize("name", list(bombs.MAIL))
def test_a_message_that_is_a_bomb_is_read_or_kept_with_its_reason(name: str) -> None:
    """In this process, by bounds of depth, parts, headers and length."""
    found = read(RawItem(name, bomb(name), "outlook" if name.endswith("msg") else "mail", name))
    assert isinstance(found, Incoming) or found.reason


@pytest.mark.parametrize("name", list(bombs.PAPERS))
def test_a_paper_that_is_a_bomb_is_kept(name: str) -> None:
    """With what could be read of it, or the reason; with OCR too."""
    found = read(RawItem(name, bomb(name), "document", name), ocr=True)
    assert isinstance(found, Unread | Incoming)
    if name == "forms in forms.pdf":
        assert isinstance(found, Unread)


@pytest.mark.parametrize("name", ["forms in forms.pdf", "swelling page.pdf", "huge.png"])
def test_an_enclosure_that_is_a_bomb_is_a_finding(name: str) -> None:
    """It is asked once; every other question of the same file is then answered at once."""
    one = CheckedFile(name=name, media_type="", data=bomb(name))
    assert inside.trouble(one)
    assert inside.text_of(one, look=True) == ""
    assert inside.hidden(one) == ""
    assert inside.legibility(one) == ""


@pytest.mark.parametrize("name", ["swelling.xlsx", "laughing.xlsx", "forms in forms.pdf"])
def test_a_table_that_is_a_bomb_cannot_be_analyzed(name: str) -> None:
    """It says which file, and what to do."""
    with pytest.raises(DeskError, match="cannot be read") as told:
        material.read(name, bomb(name))
    assert told.value.hint


@pytest.mark.parametrize("name", ["looping tables.pdf", "million pages.pdf", "swelling page.pdf"])
def test_no_packet_is_a_bomb_to_verify(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(bomb(name))
    assert not verify(path).ok


def test_a_packet_shows_a_page_in_the_place_of_a_bomb(tmp_path: Path) -> None:
    """The other exhibits are there; the page and the notes say why that one is not."""
    made = Cabinet()
    made.add("Statement", channel=Channel.DOCUMENT, data=pdf(2))
    made.add("Photograph", channel=Channel.DOCUMENT, data=bomb("forms in forms.pdf"))
    made.add("Letter", files=(("huge.png", "image/png", bomb("huge.png")),))
    plan = replace(made.plan(), redact=parse("ssn"))

    with Binder(limits.Worker(MANY, LITTLE)) as binder:
        told = assemble(plan, tmp_path / "p.pdf", None, binder.assemble_into)

    assert verify(tmp_path / "p.pdf").ok
    assert [one for one in told.notes if "Photograph" in one and "broke on it" in one]
    assert [path.name for path in tmp_path.iterdir()] == ["p.pdf"]


def test_a_packet_made_beside_is_the_same_to_the_byte(tmp_path: Path) -> None:
    made = Cabinet()
    made.add("Statement", channel=Channel.DOCUMENT, data=pdf(2))
    made.add("Letter", "Late fee of $45.00")

    here = assemble(made.plan(), tmp_path / "a.pdf")
    with Binder() as binder:
        beside = assemble(made.plan(), tmp_path / "b.pdf", None, binder.assemble_into)

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert replace(here, path=beside.path) == beside


def test_stopping_a_packet_ends_its_worker_and_leaves_nothing(tmp_path: Path) -> None:
    made = Cabinet()
    made.add("Letter", "Late fee of $45.00")

    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with Binder() as binder, pytest.raises(KeyboardInterrupt):
        assemble(made.plan(), tmp_path / "a.pdf", stop, binder.assemble_into)

    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_the_disk_s_fault_in_a_worker_too(tmp_path: Path) -> None:
    """What the parent meets in writing comes back as it is, not as a broken worker."""
    made = Cabinet()
    made.add("Letter", "Late fee of $45.00")

    class Full:
        def __getattr__(self, name: str) -> object:
            raise OSError(28, "No space left on device")

    with Binder() as binder, pytest.raises(OSError, match="No space left"):
        binder.assemble_into(made.plan(), tmp_path / "a.pdf", Full())  # type: ignore[arg-type]


def test_a_bomb_is_not_redacted_and_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("borrower_desk.packet.beside.Worker", lambda: limits.Worker(MANY, LITTLE))
    with pytest.raises(PacketError, match="could not be redacted"):
        redact_document(bomb("forms in forms.pdf"), Remover(Rules(USUAL)), {}, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
