"""However often a message comes, and in whatever bytes: each form of it can be read back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import message

from borrower_desk.actions import forms
from borrower_desk.actions.importing import Keeper, Manner, around, take
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import create
from borrower_desk.intake import parallel
from borrower_desk.intake.judging import read_and_judge
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import ImportReport, ImportStatus

TODAY = date(2027, 1, 29)
PLAIN = message(b"We received your letter about the late fee of the ninth of December.\n")
headers = st.tuples(
    st.sampled_from(["X-Mozilla-Status", "X-Gmail-Labels", "X-UID", "Status"]),
    st.text("abcXYZ 0189-", min_size=1, max_size=30),
)


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """The same message as some mail program writes it."""
    lines = PLAIN.split(b"\n")
    end = lines.index(b"")
    if draw(st.booleans()):
        first = lines.index(b"Subject: A subject")
        lines[first : first + 1] = [b"Subject: A", b" subject"]
        end += 1
    for name, value in draw(st.lists(headers, max_size=3)):
        lines.insert(draw(st.integers(0, 1)) * end, f"{name}: {value.strip() or 'x'}".encode())
        end += 1
    lines += [b""] * draw(st.integers(0, 2))
    written = draw(st.sampled_from([b"\n", b"\r\n"])).join(lines)
    return written.replace(b"From: ", b"FROM:\t") if draw(st.booleans()) else written


@contextmanager
def a_desk() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as home:
        store, _ = create(Path(home) / "t.desk", key_file=Path(home) / "k")
        with store:
            yield store


def bring_in(store: Store, variants: list[bytes]) -> ImportReport:
    items = [RawItem(f"{n}.eml", one, "mail", f"{n}.eml") for n, one in enumerate(variants)]
    return take(store, items, Manner(), TODAY)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(exports(), min_size=1, max_size=5), min_size=1, max_size=3))
def test_every_form_of_a_message_is_read_back(imports: list[list[bytes]]) -> None:
    """One message at the end; each form once; each import accounts for all it met."""
    with a_desk() as store:
        for variants in imports:
            report = bring_in(store, variants)
            assert [one.id for one in report.items] == ["C1"] * len(variants)
        every = {one for variants in imports for one in variants}

        assert store.count() == 1
        assert len(store.originals(report.items[0].id)) == len(every) - 1  # type: ignore[arg-type]
        for one in every:
            assert forms.form(store, "C1", sha256(one).hexdigest()) == one
        assert store.verify(full=True).ok


def test_a_form_that_is_known_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third import of a re-export neither parses nor writes."""
    other = PLAIN.replace(b"\n", b"\r\n")
    with a_desk() as store:
        bring_in(store, [PLAIN])
        bring_in(store, [other])
        before = store.contents()
        read: list[str] = []
        monkeypatch.setattr(parallel, "read_and_judge", lambda one, _: read.append(one.source))

        report = bring_in(store, [other, PLAIN])

        assert [one.status for one in report.items] == [ImportStatus.DUPLICATE] * 2
        assert read == []
        assert store.contents() == before


def test_a_new_message_costs_no_question_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is known in other bytes is asked about its forms."""
    with a_desk() as store:
        judged = [
            read_and_judge(
                RawItem(f"{n}", message(subject=f"Number {n}", message_id=f"<{n}@x.example>"),
                        "mail", f"{n}"),
                around(store, Manner()),
            )
            for n in range(3)
        ]  # fmt: skip
        asked: list[str] = []
        store._db.raw.set_trace_callback(asked.append)
        with store.change("import"):
            keeper = Keeper(store, Manner(), TODAY)
            for one in judged:
                assert keeper.keep(one).status is ImportStatus.IMPORTED
        store._db.raw.set_trace_callback(None)

        assert sum("originals" in one for one in asked) == 3, "the one look-up of known bytes"


def test_another_message_with_the_same_id_stays_a_message_of_its_own() -> None:
    """A Message-ID may be forged: what says something else is no form of it."""
    with a_desk() as store:
        report = bring_in(store, [PLAIN, PLAIN.replace(b"late fee", b"escrow")])

        assert [one.id for one in report.items] == ["C1", "C2"]
        assert store.originals(report.items[0].id) == []  # type: ignore[arg-type]
