"""What a stranger wrote, made fit for a terminal, a page, a file name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from borrower_desk.text import safe_cell, safe_drawn, safe_file_name, safe_line, safe_text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[31mRED\x1b[0m", "␛[31mRED␛[0m"),
        ("\x1b]0;title\x07bell", "␛]0;titlebell"),
        ("pay\u202etxt.exe", "paytxt.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("null\x00byte", "nullbyte"),
        ("C1 \x9b31m", "C1 31m"),
        ("María O'Brien-López", "María O'Brien-López"),
        ("שלום محمد 王", "שלום محمد 王"),
    ],
)
def test_control_and_hidden_characters_do_not_reach_the_terminal(written, shown):
    assert safe_text(written) == shown


def test_a_line_has_no_line_breaks_and_is_cut_with_a_sign():
    assert safe_line("one\ntwo\t three", limit=9) == "one two…"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("statement.tar.gz", "statement.tar.gz"),
        ("CON.pdf", "_CON.pdf"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ('a<b>c:"d|e?.pdf', "a_b_c__d_e_.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_a_file_name_stays_in_its_folder(written, named):
    assert safe_file_name(written) == named


def test_a_long_file_name_keeps_its_ending():
    name = safe_file_name("é" * 300 + ".pdf")

    assert len(name.encode()) <= 120
    assert name.endswith(".pdf")


@pytest.mark.parametrize("cell", ["=cmd()", "+1", "-1", "@sum"])
def test_a_cell_is_no_formula(cell):
    assert safe_cell(cell) == "'" + cell


@given(st.text())
def test_whatever_is_written_no_control_byte_is_left(written):
    shown = safe_text(written)

    assert all(char in "\n\t" or (char.isprintable() or char.isspace()) for char in shown)
    assert "\x1b" not in shown
    assert safe_text(shown) == shown


@given(st.text())
def test_whatever_is_written_a_file_name_is_one_name(written):
    name = safe_file_name(written)

    assert name not in ("", ".", "..")
    assert "/" not in name
    assert "\\" not in name
    assert len(name.encode()) <= 130


def test_a_drawn_piece_is_as_wide_without_what_is_dropped():
    """Else the frame beside a field moves."""
    for piece in ("a\u00adb", "a\u115fb", "a\u202eb", "a\x1bb", "plain", "李 é"):
        assert cell_len(safe_drawn(piece)) == cell_len(piece)
        assert safe_drawn(piece).isprintable()
