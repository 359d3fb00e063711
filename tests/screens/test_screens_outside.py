"""An attachment in another program: after a yes only, from a private copy that goes away."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from screen_samples import Sample
from screen_steps import press, seen, settled

from borrower_desk.actions import reading
from borrower_desk.actions.desks import open_desk
from borrower_desk.actions.opening import PrivateCopies
from borrower_desk.errors import UsageError
from borrower_desk.screens.app import DeskApp

OpenApp = Callable[[Sample], DeskApp]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the system's opener was called with, a line a call."""
    told = tmp_path / "opened.txt"
    programs = tmp_path / "bin"
    programs.mkdir()
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >> {told}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return told


def with_attachment(sample: Sample) -> tuple[str, str]:
    """A message that has a document, and the document's id."""
    with open_desk(sample.path, sample.ways) as store:
        for row in store.rows(limit=100):
            message = store.correspondence(row.id)
            for file in message.attachments:
                if file.name.endswith((".pdf", ".png", ".jpg", ".txt")):
                    return message.id, file.id
    raise AssertionError("the samples have no attachment")


async def test_an_attachment_opens_after_a_yes_and_its_copy_goes_with_the_lock(
    full: Sample, app_of: OpenApp, opened: Path
):
    message, file = with_attachment(full)
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.open_message(message)
        await settled(pilot, 0.1)
        await press(pilot, "o")
        await press(pilot, "enter")
        assert "in another program?" in seen(pilot)
        assert not opened.exists()
        await press(pilot, "n")
        await settled(pilot)
        assert not opened.exists()
        await press(pilot, "o")
        await press(pilot, "enter")
        await press(pilot, "y")
        await settled(pilot, 0.1)
        for _ in range(100):
            if opened.exists() and opened.read_text():
                break
            time.sleep(0.02)
        copy = Path(opened.read_text().strip())
        assert file in copy.name
        assert stat.S_IMODE(copy.stat().st_mode) == 0o400
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
        with open_desk(full.path, full.ways) as store:
            assert copy.read_bytes() == reading.original(store, file)
        await press(pilot, "ctrl+l")
        await settled(pilot)

        assert not copy.parent.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("statement.pdf", b"PK\x03\x04 an archive that says it is a PDF"),
        ("statement.pdf.html", b"<!DOCTYPE html><html><script>x</script></html>"),
        ("pay.exe", b"MZ\x90\x00"),
        ("letter.docx", b"PK\x03\x04word/document.xml"),
        ("x.desktop", b"\x7fELF"),
    ],
)
def test_what_could_run_is_not_opened(full: Sample, tmp_path: Path, name, data, monkeypatch):
    """The kind is told by the bytes, not by the name."""
    monkeypatch.setattr(reading, "original", lambda store, identifier: data)
    copies = PrivateCopies()

    with open_desk(full.path, full.ways) as store, pytest.raises(UsageError, match="could run"):
        copies.of(store, "A1", name)


def test_a_hostile_name_stays_in_the_private_folder(full: Sample, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    _, file = with_attachment(full)
    copies = PrivateCopies()
    with open_desk(full.path, full.ways) as store:
        path = copies.of(store, file, "../../etc/\u202epasswd\x1b.exe")

    assert path.parent.parent == tmp_path
    assert path.suffix in (".pdf", ".png", ".jpg", ".txt")
    copies.clear()
    assert list(tmp_path.glob("borrower-desk-*")) == []
