"""An mbox is split into its messages, whoever wrote it, and no byte is lost."""

from __future__ import annotations

import mailbox

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import PLAIN, mail, message, met

from borrower_desk.intake import mbox
from borrower_desk.intake.sources import RawItem

SEPARATOR = b"From care@lakeshore.example Mon Dec  7 09:30:00 2026\n"


def box(tmp_path, *messages, name="box", separator=SEPARATOR):
    path = tmp_path / name
    path.write_bytes(b"".join(separator + one + b"\n" for one in messages))
    return path


def test_each_message_is_what_lies_between_the_separators(tmp_path):
    """The From_ line and the one empty line after a message are the box's, the rest its own."""
    first, second = message(b"One.\n"), message(b"Two.\n\n\n")

    found = met(box(tmp_path, first, second))

    assert [one.data for one in found] == [first, second]
    assert [one.source.rpartition("/")[2] for one in found] == ["box#1", "box#2"]


@pytest.mark.parametrize(
    "separator",
    [
        b"From - Mon Dec 07 09:30:00 2026\n",  # Thunderbird
        b"From 1784@xxx Mon Dec 07 15:30:00 +0000 2026\n",  # Google Takeout
        b"From MAILER-DAEMON Mon Dec  7 09:30:00 2026\n",
        b"From \n",  # newer Thunderbird
        b"From care@lakeshore.example Mon Dec  7 09:30:00 2026 remote from x\n",
    ],
)
def test_every_program_s_separator_is_known(tmp_path, separator):
    """A box is recognised by its content, whatever it is called."""
    found = met(box(tmp_path, message(), message(), separator=separator))

    assert len(found) == 2


def test_a_body_line_that_begins_with_from_does_not_split(tmp_path):
    """Some writers quote nothing: "From now on" is no separator."""
    body = b"Hello.\n\nFrom now on, send payments here.\n\nFrom: not a header either\n"

    assert [one.data for one in met(box(tmp_path, message(body), message()))] == [
        message(body),
        message(),
    ]


def test_quoted_from_lines_stay_in_the_original_and_are_undone_in_the_text(tmp_path):
    """mboxrd: the bytes are evidence, the text is for reading."""
    one = message(b"He wrote:\n\n>From here it is late.\n>>From there too.\n")

    [first, _] = met(box(tmp_path, one, message()))

    assert first.data == one
    assert (
        mail(first.data, boxed=first.boxed).text
        == "He wrote:\n\nFrom here it is late.\n>From there too."
    )


def test_a_length_that_is_right_is_believed(tmp_path):
    """mboxcl2 quotes nothing and says where the body ends."""
    body = b"Forwarded:\n\nFrom a@b.example Mon Dec  7 09:30:00 2026\nSubject: inner\n\nx\n"
    one = message(body, content_length=str(len(body)))

    assert [item.data for item in met(box(tmp_path, one, message()))] == [one, message()]


def test_a_length_that_is_wrong_is_not_believed(tmp_path):
    """A tool edited the message and left the old length."""
    one = message(b"Short.\n", content_length="4000")

    assert [item.data for item in met(box(tmp_path, one, message()))] == [one, message()]


def test_line_ends_of_windows_are_kept(tmp_path):
    """CRLF boxes split the same way."""
    path = tmp_path / "box"
    path.write_bytes((SEPARATOR.replace(b"\n", b"\r\n") + PLAIN + b"\r\n") * 3)

    assert [one.data for one in met(path)] == [PLAIN] * 3


def test_a_lone_message_with_a_from_line_is_the_whole_file(tmp_path):
    """procmail leaves a From_ line on top of an .eml: the file is the original."""
    (tmp_path / "a.eml").write_bytes(SEPARATOR + PLAIN)

    [item] = met(tmp_path / "a.eml")

    assert (item.data, item.source) == (SEPARATOR + PLAIN, str(tmp_path / "a.eml"))
    assert mail(item.data).subject == "Your late fee"


def test_the_standard_library_s_boxes_come_apart_the_same(tmp_path):
    """The same messages as `mailbox.mbox` finds, byte for byte."""
    path = tmp_path / "made"
    made = mailbox.mbox(path)
    for number in range(20):
        made.add(message(f"Number {number}.\n\nFrom me\n".encode() * (number % 3)))
    made.close()

    read_back = mailbox.mbox(path)
    assert [one.data for one in met(path)] == [
        read_back.get_bytes(key) for key in read_back.iterkeys()
    ]
    read_back.close()


def test_a_box_larger_than_a_chunk_is_read_in_pieces(tmp_path, monkeypatch):
    """Separators across the edge of a chunk are found."""
    monkeypatch.setattr(mbox, "_CHUNK", 57)
    monkeypatch.setattr(mbox, "_AHEAD", 200)
    wanted = [message(f"{number} {'word ' * number}\n".encode()) for number in range(40)]

    assert [one.data for one in met(box(tmp_path, *wanted))] == wanted


def test_a_message_too_large_is_named_and_the_next_one_is_read(tmp_path, monkeypatch):
    """Memory stays flat: of a giant only the beginning is kept."""
    monkeypatch.setattr(mbox, "MAX_ITEM", 10_000)
    monkeypatch.setattr(mbox, "_CHUNK", 4_096)
    monkeypatch.setattr(mbox, "KEPT_OF_LARGER", 500)
    giant = message(b"x" * 60 + b"\n" * 100_000)

    found = met(box(tmp_path, message(), giant, message(b"After.\n")))

    assert [type(one).__name__ for one in found] == ["RawItem", "Unread", "RawItem"]
    assert found[1].original == giant[:500]
    assert found[2].data == message(b"After.\n")


BODIES = st.lists(
    st.sampled_from(
        [
            b"Words here.\n",
            b"\n",
            b">From me\n",
            b"> quoted\n",
            b"a: b\n",
            b"\r\n",
            b"\xff\xe9\n",
            b"--x\n",
        ]
    ),
    max_size=12,
).map(b"".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=6))
def test_no_byte_is_lost(tmp_path_factory, bodies):
    """From_ lines, messages and the empty lines between them make the file again."""
    path = tmp_path_factory.mktemp("box") / "box"
    wanted = [message(b"Begin.\n" + one) for one in bodies]
    path.write_bytes(b"".join(SEPARATOR + one + b"\n" for one in wanted))

    found = met(path)

    assert all(isinstance(one, RawItem) for one in found)
    assert [one.data for one in found] == wanted
