"""What an Outlook file says: people, day, words, files, messages inside; damage is told."""

from __future__ import annotations

import random
from datetime import date

import pytest
from intake_samples import pdf
from outlook_samples import compound, file, outlook, person, storage, within

from borrower_desk.intake.read import read
from borrower_desk.intake.rtf import text_of, unpacked
from borrower_desk.intake.sources import RawItem, items
from borrower_desk.model import Incoming, Unread


def read_as(data: bytes) -> Incoming | Unread:
    got = read(RawItem("a.msg", data, "outlook", "a.msg"))
    assert got.original == data
    return got


def said(data: bytes) -> Incoming:
    got = read_as(data)
    assert isinstance(got, Incoming), got.reason
    return got


def test_a_message_without_its_headers_is_read_from_its_properties():
    """As Outlook saves what never went through the Internet."""
    got = said(compound(outlook(people=[
        person("Ana Lopez", "ana@home.example"),
        person("A 'Q' \"R\"", "q@home.example", 2),
    ])))  # fmt: skip

    assert got.sender == "Lakeshore Mortgage <care@lakeshore.example>"
    assert got.to == ("Ana Lopez <ana@home.example>",)
    assert got.cc == ("A 'Q' R <q@home.example>",)
    assert (got.subject, got.on) == ("Your late fee", date(2026, 12, 7))
    assert got.text == "We received your letter."


def test_the_headers_it_travelled_with_count_first():
    """They are what authenticity and threads are judged by."""
    headers = (
        "Received: by mx.example; Mon, 7 Dec 2026 09:31:00 -0600\r\n"
        "From: Other <o@x.example>\r\nMessage-ID: <1@x.example>\r\nReferences: <0@x.example>\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n"
    )
    got = said(compound(outlook({0x0037: "S", 0x1000: "B", 0x0C1A: "Name", 0x007D: headers})))

    assert (got.sender, got.message_id) == ("Other <o@x.example>", "<1@x.example>")
    assert got.references == ("<0@x.example>",)
    assert got.subject == "S"


def test_files_come_with_their_names_and_bytes():
    """A kind that is not said is asked of the bytes."""
    letter = pdf("Escrow analysis")
    got = said(compound(outlook(files=[
        file("../Bogotá.pdf", letter), file("a.txt", b"words", kind="text/plain"),
        file("big.bin", bytes(range(256)) * 40), storage(8),
    ])))  # fmt: skip

    assert [(one.name, one.media_type) for one in got.files] == [
        ("Bogotá.pdf", "application/pdf"),
        ("a.txt", "text/plain"),
        ("big.bin", "application/octet-stream"),
        ("attachment-4.bin", "application/octet-stream"),
    ]
    assert [one.data for one in got.files[:3]] == [letter, b"words", bytes(range(256)) * 40]
    assert "Escrow analysis" in got.files[0].text


def test_a_message_inside_is_a_message_and_its_files_come_too():
    """As with a forwarded one in a mail."""
    inner = outlook({0x0037: "Inner", 0x1000: "Inner words"}, begin=24, files=[file("i.txt", b"i")])
    got = said(compound(outlook(files=[within("Inner", inner)])))

    assert [(one.name, one.media_type) for one in got.files] == [
        ("Inner.eml", "message/rfc822"),
        ("i.txt", "application/octet-stream"),
    ]
    assert "Inner words" in got.files[0].text
    assert b"Subject: Inner\r\n" in got.files[0].data


def test_html_is_read_when_there_is_no_plain_text():
    """Bytes in the code page that the message names."""
    got = said(compound(outlook(
        {0x0037: "S"}, binaries={0x1013: "<p>Añadió</p><p hidden>x</p>".encode("cp1252")},
        numbers={0x3FDE: 1252},
    )))  # fmt: skip

    assert got.text == "Añadió"
    assert "1 hidden element was left out" in got.notes


def test_narrow_texts_are_read_in_their_code_page():
    """Older Outlook wrote eight bits a character."""
    got = said(
        compound(
            outlook({0x0037: "Тема", 0x1000: "Слова"}, narrow="cp1251", numbers={0x3FDE: 1251})
        )
    )

    assert (got.subject, got.text) == ("Тема", "Слова")


def test_rich_text_is_the_last_resort():
    """Packed as Outlook packs it, or not packed at all."""
    rtf = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\x y}A\'f1o\par \u8212?two\~x\line}"
    bare = len(rtf).to_bytes(4, "little") * 2 + b"MELA" + b"\0" * 4 + rtf
    got = said(compound(outlook({0x0037: "S"}, binaries={0x1009: bare})))

    assert got.text == "Año\n—two x"


def test_packed_rich_text_is_unpacked():
    """The worked example of MS-OXRTFCP, 3.1.1.1 and 3.1.1.2."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423"
        "20af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert text_of(unpacked(packed)) == "hello world"
    again = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(again) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (compound({"WordDocument": b"x" * 100}), "an old Office file"),
        (compound(outlook())[:900], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (compound(outlook({})), "it has headers and says nothing"),
    ],
)
def test_what_is_no_message_is_kept_with_the_reason(data, reason):
    """An Excel sheet of 1999 is not taken for a letter."""
    got = read_as(data)

    assert isinstance(got, Unread)
    assert reason in got.reason


def test_messages_nested_without_end_are_refused():
    """Eleven deep is no letter."""
    inner = outlook(begin=24)
    for _ in range(12):
        inner = outlook(begin=24, files=[within("x", inner)])
    got = read_as(compound(outlook(files=[within("x", inner)])))

    assert isinstance(got, Unread)
    assert "nested" in got.reason


def test_a_file_that_claims_more_than_it_holds_is_refused():
    """A thousand entries may point at the same megabyte."""
    data = bytearray(compound(outlook(files=[file("a.bin", b"a" * 5_000)])))
    name = "__substg1.0_37010102".encode("utf-16-le")
    place = data.index(name) + 120
    data[place : place + 4] = (2_000_000_000).to_bytes(4, "little")

    got = read_as(bytes(data))

    assert isinstance(got, Unread)
    assert "far more" in got.reason


def test_damage_anywhere_is_read_or_kept():
    """Bytes flipped in the tables, the names and the texts."""
    whole = compound(outlook(files=[file("a.pdf", pdf())], people=[person("A", "a@b.example")]))
    chance = random.Random(3)
    outcomes = set()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        outcomes.add(type(read_as(bytes(data[: chance.choice([len(data), len(data) // 2])]))))

    assert outcomes == {Incoming, Unread}


def test_an_outlook_file_is_met_by_what_it_holds(tmp_path):
    """Whatever it is called."""
    (tmp_path / "letter").write_bytes(compound(outlook()))

    (met,) = items(tmp_path)

    assert isinstance(met, RawItem)
    assert met.form == "outlook"
