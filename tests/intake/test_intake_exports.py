"""The exports that people really have: Takeout, Thunderbird, Apple Mail, the four mboxes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from intake_samples import PLAIN, message, met, sources_of
from outlook_samples import compound, outlook

from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Incoming

BODY = b"Dear Ana,\n\nFrom now on you pay us.\n>From the start we said so.\nLakeshore\n"


def texts(path: Path) -> list[str]:
    found = []
    for item in met(path):
        assert isinstance(item, RawItem), item
        got = read(item)
        assert isinstance(got, Incoming), got.reason
        assert got.original == item.data
        found.append(got.text)
    return found


def boxed(body: bytes, number: int, **headers: str) -> bytes:
    return message(body, message_id=f"<{number}@x.example>", **headers)


@pytest.mark.parametrize(
    ("dialect", "kept"),
    [
        # mboxo quotes only what begins with "From ": ">From " was there before or not.
        ("mboxo", "\nFrom now on you pay us.\nFrom the start we said so.\n"),
        ("mboxrd", "\nFrom now on you pay us.\n>From the start we said so.\n"),
        ("mboxcl", "\nFrom now on you pay us.\nFrom the start we said so.\n"),
        ("mboxcl2", "\nFrom now on you pay us.\nFrom the start we said so.\n"),
    ],
)
def test_each_dialect_of_mbox_comes_apart(tmp_path, dialect, kept):
    """Two messages, not three; what was quoted for the box is undone in the text."""
    quoted = {
        "mboxo": BODY.replace(b"\nFrom ", b"\n>From "),
        "mboxrd": BODY.replace(b"\n>From ", b"\n>>From ").replace(b"\nFrom ", b"\n>From "),
        "mboxcl": BODY.replace(b"\nFrom ", b"\n>From "),
        "mboxcl2": BODY,
    }[dialect]
    length = {"content_length": str(len(quoted))} if dialect.startswith("mboxcl") else {}
    box = b"".join(
        b"From care@lakeshore.example Mon Dec  7 09:30:00 2026\n"
        + boxed(quoted, n, **length)
        + b"\n"
        for n in range(2)
    )
    (tmp_path / "box").write_bytes(box)

    found = texts(tmp_path / "box")

    assert len(found) == 2
    assert all(kept in one for one in found)


def test_google_takeout_is_one_box_with_labels(tmp_path):
    """As it comes in the archive: odd separators, X-GM headers, a name with spaces."""
    box = b"".join(
        b"From 17%08d@xxx Mon Dec 07 15:30:00 +0000 2026\r\nX-GM-THRID: 17%d\r\n"
        b"X-Gmail-Labels: Inbox,=?UTF-8?Q?Pr=C3=A9stamo?=\r\n%b\r\n"
        % (n, n, boxed(b"Letter %d\n" % n, n).replace(b"\n", b"\r\n"))
        for n in range(3)
    )
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        archive.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", box)
        archive.writestr("Takeout/archive_browser.html", "<html><body>Takeout</body></html>")

    found = sources_of(tmp_path, tmp_path)

    name = "takeout.zip!Takeout/Mail/All mail Including Spam and Trash.mbox"
    assert [f"{name}#{n}" for n in (1, 2, 3)] == found[:3]
    assert texts(tmp_path)[:3] == ["Letter 0", "Letter 1", "Letter 2"]


def test_a_thunderbird_profile_s_mail_is_its_boxes(tmp_path):
    """Boxes without an ending, subfolders in .sbd, indexes and bookkeeping left out."""
    mail = tmp_path / "Mail" / "pop.home.example"
    (mail / "Inbox.sbd").mkdir(parents=True)
    line = b"From - Mon Dec  7 09:30:00 2026\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n"
    (mail / "Inbox").write_bytes(line + boxed(b"One\n", 1) + b"\n" + line + boxed(b"Two\n", 2))
    (mail / "Inbox.sbd" / "Lakeshore").write_bytes(line + boxed(b"Three\n", 3) + b"\n")
    for name in ("Inbox.msf", "Inbox.sbd/Lakeshore.msf", "popstate.dat", "msgFilterRules.dat"):
        (mail / name).write_bytes(b'// <!-- <mdb:mork:z v="1.4"/> -->')

    assert [one.split("/")[-1] for one in sources_of(mail, mail)] == [
        "Inbox#1", "Inbox#2", "Lakeshore#1",
    ]  # fmt: skip
    assert texts(mail) == ["One", "Two", "Three"]


def test_an_apple_mailbox_is_a_folder_of_files(tmp_path):
    """V10/…/INBOX.mbox/…/Messages/1.emlx, as Mail keeps them."""
    place = tmp_path / "INBOX.mbox" / "6F2C" / "Data" / "Messages"
    place.mkdir(parents=True)
    for number in (1, 2):
        told = boxed(b"Letter %d\n" % number, number)
        (place / f"{number}.emlx").write_bytes(
            b'%-10d\n%b<?xml version="1.0"?><plist><dict/></plist>\n' % (len(told), told)
        )
    (tmp_path / "INBOX.mbox" / "Info.plist").write_bytes(b"bplist00junk\x01\x02\xff\xfe\x00\x00")

    found = [one for one in met(tmp_path) if isinstance(one, RawItem)]

    assert [one.data for one in found] == [boxed(b"Letter %d\n" % n, n) for n in (1, 2)]


def test_a_zip_of_everything_is_all_of_it(tmp_path):
    """What a lawyer's office hands over: mail, Outlook, a box, a scan, one in another."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.eml", PLAIN)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mail/b.eml", boxed(b"B\n", 2))
        archive.writestr("mail/c.msg", compound(outlook()))
        archive.writestr("box", b"From x Mon Dec  7 09:30:00 2026\n" + boxed(b"D\n", 3))
        archive.write(inner, "inner.zip")
    inner.unlink()

    assert [one.partition("!")[2] for one in sources_of(tmp_path, tmp_path)] == [
        "mail/b.eml", "mail/c.msg", "box#1", "inner.zip!a.eml",
    ]  # fmt: skip
    assert len(texts(tmp_path)) == 4


def test_a_maildir_with_odd_flags_is_met_whole(tmp_path):
    """Every flag there is, none, unknown ones, names without an info part."""
    for one in ("cur", "new", "tmp"):
        (tmp_path / one).mkdir()
    names = [
        f"cur/{n}.host:2,{flags}"
        for n, flags in enumerate(["", "S", "RS", "DFPRST", "abcz", "S,x", "2,S"])
    ] + ["cur/8.host", "cur/9.host!2,S", "cur/10.host;2,S", "new/11.host", "tmp/12.host"]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(boxed(b"%d\n" % number, number))

    assert len(texts(tmp_path)) == 11, "only what lies in tmp is not delivered yet"
