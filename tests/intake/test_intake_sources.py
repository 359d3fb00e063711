"""Every file met is one or more items, in a stable order, inside the tree it was given."""

from __future__ import annotations

import os
import zipfile

import pytest
from intake_samples import PLAIN, message, met, pdf, picture, sources_of

from borrower_desk.errors import SourceNotFound
from borrower_desk.intake.magic import recognise
from borrower_desk.intake.sources import RawItem, estimate
from borrower_desk.model import Unread


def test_a_path_that_is_not_there_is_an_error_with_a_hint(tmp_path):
    """A wrong path stops the verb: there is nothing to quarantine."""
    with pytest.raises(SourceNotFound) as caught:
        met(tmp_path / "nothing")

    assert caught.value.hint


def test_files_are_met_nested_and_in_natural_order(tmp_path):
    """The order is that of the names, numbers by value, whatever the disk says."""
    for name in ("b/msg_10.eml", "b/msg_2.eml", "a.eml", "c.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PLAIN)

    assert sources_of(tmp_path, tmp_path) == ["a.eml", "b/msg_2.eml", "b/msg_10.eml", "c.eml"]


def test_the_bytes_are_those_of_the_file(tmp_path):
    """The original is kept exactly, CRLF and all."""
    (tmp_path / "a.eml").write_bytes(PLAIN)

    [item] = met(tmp_path / "a.eml")

    assert isinstance(item, RawItem)
    assert (item.data, item.form) == (PLAIN, "mail")


def test_a_maildir_is_cur_and_new_and_its_folders(tmp_path):
    """`tmp` holds half-written mail; the server's own files are no letters."""
    for name in ("cur/1.host:2,S", "new/2.host", "tmp/3.host", ".Sent/cur/4.host:2,RS"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PLAIN)
    (tmp_path / ".Sent/new").mkdir()
    (tmp_path / ".Sent/tmp").mkdir()
    for name in ("dovecot.index.log", "dovecot-uidlist", "maildirfolder", "subscriptions"):
        (tmp_path / name).write_bytes(b"\1\2")

    assert sources_of(tmp_path, tmp_path) == [
        ".Sent/cur/4.host:2,RS",
        "cur/1.host:2,S",
        "new/2.host",
    ]
    assert {one.form for one in met(tmp_path)} == {"mail"}


def test_hidden_files_are_left_out_unless_named(tmp_path):
    """A `.DS_Store` is nobody's letter; what the user names is read."""
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (tmp_path / ".hidden.eml").write_bytes(PLAIN)

    assert met(tmp_path) == []
    assert len(met(tmp_path / ".hidden.eml")) == 1


def test_links_lead_neither_in_circles_nor_out_of_the_tree(tmp_path):
    """A symlink to a file inside is followed, one to a directory or outside is not."""
    outside = tmp_path / "outside.eml"
    outside.write_bytes(PLAIN)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "real.eml").write_bytes(PLAIN)
    (tree / "link.eml").symlink_to(tree / "real.eml")
    (tree / "out.eml").symlink_to(outside)
    (tree / "loop").symlink_to(tree)

    assert sources_of(tree, tree) == ["link.eml", "real.eml"]


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("scan", pdf(), "pdf"),
        ("a.txt", picture("PNG"), "png"),
        ("a.txt", picture("JPEG"), "jpeg"),
        ("a", picture("TIFF"), "tiff"),
        ("notes.txt", b"Called them on Monday. They said no.\n", "text"),
        ("letter", b"Dear Sir or Madam,\nplease: correct it.\n", "text"),
        ("a.html", b"<!DOCTYPE html><p>Hello", "html"),
        ("Inbox", b"From - Mon Dec 07 09:30:00 2026\n" + PLAIN, "mbox"),
        ("msg.txt", PLAIN, "mail"),
        ("x.eml", b"\1\2\3", "mail"),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "outlook"),
        ("blob", b"\0\1\2\3\4", "unknown"),
        ("zero", b"", "empty"),
        ("From the desk.txt", b"From the desk of Ana Lopez\n\nDear Lakeshore,\n", "text"),
    ],
)
def test_a_file_is_known_by_its_bytes(name, data, form):
    """The name is asked only where bytes cannot tell."""
    assert recognise(name, data) == form


def test_an_unknown_file_is_met_with_its_bytes_and_the_reason(tmp_path):
    """Nothing disappears: what the desk cannot read is quarantined, not skipped."""
    (tmp_path / "thing.bin").write_bytes(b"\0\1\2")

    [item] = met(tmp_path)

    assert isinstance(item, Unread)
    assert item.original == b"\0\1\2"
    assert "not a kind" in item.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_met_all_the_same(tmp_path):
    """A permission that is missing is a reason, not a crash."""
    (tmp_path / "a.eml").write_bytes(PLAIN)
    (tmp_path / "a.eml").chmod(0)

    [item] = met(tmp_path)

    assert isinstance(item, Unread)


def test_a_pipe_is_not_waited_for(tmp_path):
    """Opening a named pipe would hang for ever."""
    os.mkfifo(tmp_path / "pipe")

    [item] = met(tmp_path)

    assert isinstance(item, Unread)


def test_apple_mail_is_the_message_in_the_file(tmp_path):
    """An .emlx is a count of bytes, the message, and a property list."""
    (tmp_path / "1.emlx").write_bytes(b"%d\n%s<?xml version='1.0'?><plist/>" % (len(PLAIN), PLAIN))

    [item] = met(tmp_path)

    assert (item.form, item.data) == ("mail", PLAIN)


def test_the_estimate_counts_the_bytes_that_will_be_read(tmp_path):
    """The progress bar's end; what is not there counts nothing."""
    (tmp_path / "a.eml").write_bytes(PLAIN)
    (tmp_path / "b.eml").write_bytes(PLAIN)

    assert estimate([tmp_path, tmp_path / "a.eml", tmp_path / "none"]) == 3 * len(PLAIN)


# ── archives ─────────────────────────────────────────────────────────────────


def archive(path, files, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def test_a_zip_is_its_members(tmp_path):
    """Messages, documents and boxes in a ZIP are met under "archive.zip!name"."""
    box = b"From a@b.example Mon Dec  7 09:30:00 2026\n" + message() + b"\n"
    path = archive(
        tmp_path / "mail.zip",
        {"mail/a.eml": PLAIN, "scan.pdf": pdf(), "Takeout/All.mbox": box * 2, "__MACOSX/x": b"1"},
    )

    assert [(one.source.rpartition("/mail.zip!")[2], one.form) for one in met(path)] == [
        ("mail/a.eml", "mail"),
        ("scan.pdf", "document"),
        ("Takeout/All.mbox#1", "mail"),
        ("Takeout/All.mbox#2", "mail"),
    ]


def test_a_member_that_unpacks_to_far_too_much_is_not_unpacked(tmp_path):
    """A zip bomb costs nothing, and is named."""
    path = archive(tmp_path / "bomb.zip", {"zeros.txt": b"\0" * 50_000_000, "a.eml": PLAIN})

    bomb, letter = met(path)

    assert isinstance(bomb, Unread)
    assert "unpack" in bomb.reason
    assert isinstance(letter, RawItem)


def test_an_archive_that_lies_about_its_sizes_is_not_believed(tmp_path):
    """The size in the directory says 10 bytes; the member holds a thousand."""
    path = archive(tmp_path / "lie.zip", {"a.txt": b"x" * 1000})
    lie = path.read_bytes().replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(lie)

    [item] = met(path)

    assert isinstance(item, Unread)


def test_archives_in_archives_end_somewhere(tmp_path):
    """Three archives deep is read, a fourth is one unread item."""
    inner = archive(tmp_path / "0.zip", {"a.eml": PLAIN}).read_bytes()
    for depth in range(1, 5):
        inner = archive(tmp_path / f"{depth}.zip", {f"{depth - 1}.zip": inner}).read_bytes()

    assert [type(one) for one in met(tmp_path / "2.zip")] == [RawItem]
    [item] = met(tmp_path / "4.zip")
    assert isinstance(item, Unread)
    assert "nested" in item.reason


def test_a_damaged_archive_is_one_unread_item(tmp_path):
    """Its bytes are kept, all of them."""
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK\3\4" + b"junk" * 20)

    [item] = met(path)

    assert isinstance(item, Unread)
    assert item.original == path.read_bytes()


def test_a_member_s_name_leads_nowhere(tmp_path):
    """Nothing is written to disk, and control characters do not survive in the source."""
    path = archive(tmp_path / "evil.zip", {"../../\x1b[31mevil.eml": PLAIN})

    [item] = met(path)

    assert "\x1b" not in item.source
    assert item.name == "\x1b[31mevil.eml" or "\x1b" not in item.name


def test_an_office_file_is_no_archive_of_letters(tmp_path):
    """A .docx is a ZIP inside; unpacking it into XML helps nobody."""
    path = archive(
        tmp_path / "a.docx", {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}
    )

    [item] = met(path)

    assert isinstance(item, Unread)
    assert "PDF" in item.reason
