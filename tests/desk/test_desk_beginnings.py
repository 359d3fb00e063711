"""The words that begin as an unfinished one does: the same that FTS5 finds by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from borrower_desk.desk import beginnings
from borrower_desk.desk.connection import Connection
from borrower_desk.desk.migrations.m0001_first import INDEX
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk
from borrower_desk.model import IncomingFile, Matter

LETTERS = "abcxyzABÅåéÑñüßøæ012文ж'-."


def index(*texts: str) -> Connection:
    """A desk's index over nothing but these texts."""
    raw = dbapi2.connect(":memory:", isolation_level=None)
    raw.execute("CREATE TABLE searched (id, subject, sender, recipients, body, files)")
    raw.execute(INDEX)
    raw.executemany("INSERT INTO search (rowid, body) VALUES (?,?)", enumerate(texts, 1))
    return Connection(Path(":memory:"), raw)


def test_every_letter_that_may_be_looked_up_is_folded_as_the_index_folds_it() -> None:
    """Else a word would be looked for under another spelling, and not be found."""
    letters = [chr(code) for code in range(0x250) if beginnings._PLAIN.fullmatch(chr(code))]
    db = index(*letters)

    assert len(letters) > 180
    for number, letter in enumerate(letters, 1):
        if beginnings._folded(letter).isascii():
            found = db.all("SELECT rowid FROM search WHERE search MATCH ?",
                           (f'"{beginnings._folded(letter)}"',))  # fmt: skip
            assert (number,) in found, letter


@given(
    texts=st.lists(st.text(alphabet=f"{LETTERS} ", max_size=30), max_size=8),
    start=st.text(alphabet=LETTERS, min_size=1, max_size=3),
)
@settings(deadline=None, max_examples=300)
def test_the_words_named_find_what_the_beginning_finds(texts: list[str], start: str) -> None:
    """Whatever stands in the texts, and whatever was typed."""
    db = index(*texts)
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
    words = beginnings.words(db, start)

    if words is not None:
        by_name = db.all(sql, (beginnings.named(words),)) if words else []
        assert by_name == db.all(sql, (f'"{start}"*',))


@pytest.mark.parametrize(
    ("start", "because"),
    [("", "nothing"), ("a-b", "two words"), ("文", "no letter of ours"), ("ßa", "nor this")],
)
def test_what_only_the_tokenizer_knows_is_left_to_it(start: str, because: str) -> None:
    """There FTS5 is asked by the beginning itself."""
    assert beginnings.words(index("abc"), start) is None, because


def test_more_words_than_can_be_named_are_left_to_fts5() -> None:
    """Each word is one more list to look into."""
    db = index(" ".join(f"co{number}" for number in range(beginnings.MOST)))
    assert len(beginnings.words(db, "co") or ()) == beginnings.MOST

    db.run("INSERT INTO search (rowid, body) VALUES (9, 'columbus')")
    assert beginnings.words(db, "co") is None


def test_a_beginning_of_very_many_words_finds_them_all(store: Store) -> None:
    """With other words and alone."""
    with store.change("import"):
        for number in range(beginnings.MOST + 6):
            keep(store, message(number, text=f"late cost{number}"))

    assert len(store.search("cos")) == beginnings.MOST + 6
    assert len(store.search("late cos")) == beginnings.MOST + 6
    assert store.search("early cos") == []


def test_looking_leaves_nothing_in_the_file(store: Store, desk_path: Path, unlock: Unlock) -> None:
    """Neither is a desk that is only read written to, nor does it hold a table more."""
    with store.change("import"):
        keep(store, message(1, text="payoff"))
    store.close()

    for read_only in (True, False):
        with open_desk(desk_path, unlock, read_only=read_only) as again:
            assert [one.id for one in again.search("pay")] == ["C1"]
            assert again.verify(full=True).ok
            assert again._db.one("PRAGMA query_only") == (int(read_only),)


@given(data=st.data())
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_filters_find_the_same_whatever_is_looked_at_first(
    store: Store, matter: Matter, data: st.DataObject
) -> None:
    """Against each message by itself, with days in no order of their ids."""
    days = (9, 2, 7, 7, 1, 5, 3, 8)
    pdf = IncomingFile("a.pdf", "application/pdf", b"%PDF")
    if store.count() == 0:
        with store.change("import"):
            for number, day in enumerate(days):
                keep(
                    store,
                    message(number, text="late fee" if number % 3 else "late",
                            files=(pdf,) * (number % 2)),
                    on=date(2026, 3, day),
                    matter=matter.id if number % 4 == 1 else None,
                )  # fmt: skip
    fits = {
        "late": lambda number: True,
        "fe": lambda number: number % 3 > 0,
        "-fee": lambda number: number % 3 == 0,
        "before:2026-03-07": lambda number: days[number] < 7,
        "-before:2026-03-07": lambda number: days[number] >= 7,
        "after:2026-03-03": lambda number: days[number] >= 3,
        "-after:2026-03-03": lambda number: days[number] < 3,
        "has:attachment": lambda number: number % 2 == 1,
        "-has:attachment": lambda number: number % 2 == 0,
        "matter:M1": lambda number: number % 4 == 1,
        "-matter:M1": lambda number: number % 4 != 1,
        "from:oak": lambda number: True,
    }
    asked = data.draw(st.lists(st.sampled_from(sorted(fits)), min_size=1, max_size=4, unique=True))
    asked.sort(key="fe".__eq__)  # only the last word may be unfinished

    found = {one.id for one in store.search(" ".join(asked))}

    assert found == {
        f"C{number + 1}" for number in range(len(days)) if all(fits[one](number) for one in asked)
    }
