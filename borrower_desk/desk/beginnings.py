"""The words of the index that begin as an unfinished one does.

Asked for `pa*`, FTS5 merges the lists of every word that begins so before it
gives a single row: 32 ms for "re" among 100,000 messages, and again for each
statement.  Named one by one, the words' lists are read side by side from the
newest on, and left when a page is full.  An index of beginnings would make an
import half as long again (`migrations.m0001_first`).
"""

from __future__ import annotations

import re
import unicodedata

from borrower_desk.desk.connection import Connection

MOST = 64  # words named one by one; each of them is one more list that is looked into
# What the tokenizer makes one word of, and folds as `_folded` does: a test tries each letter.
_PLAIN = re.compile(r"[0-9A-Za-zÀ-ž]+")
_MADE = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, instance)"
# Each step looks up the first word after the one before, and does not read where that one
# stands; U+0001 is in no word.
_WORDS = """
WITH RECURSIVE found(term) AS (
  SELECT * FROM (SELECT term FROM temp.vocabulary WHERE term>=?1 LIMIT 1)
  UNION ALL
  SELECT (SELECT v.term FROM temp.vocabulary v WHERE v.term>=found.term||char(1) LIMIT 1)
  FROM found WHERE found.term<?2)
SELECT term FROM found WHERE term<?2 LIMIT ?3
"""


def words(db: Connection, start: str) -> list[str] | None:
    """Every word of the index that begins with `start`, in order.

    None where FTS5 had better be asked by the beginning itself: there are more
    than `MOST`, or letters whose case and accents only the tokenizer knows.
    """
    if not _PLAIN.fullmatch(start):
        return None
    folded = _folded(start)
    if not folded.isascii():
        return None
    with db.lock:
        _make(db)
        found = [str(row[0]) for row in db.all(_WORDS, (folded, folded + "\U0010ffff", MOST + 1))]
    return found if len(found) <= MOST and all(map(str.isascii, found)) else None


def named(alternatives: list[str]) -> str:
    """The FTS5 string that asks for any of these words."""
    told = " OR ".join(f'"{one}"' for one in alternatives)
    return f"({told})"


def _folded(start: str) -> str:
    """As FTS5's `unicode61 remove_diacritics 2` keeps a word."""
    apart = unicodedata.normalize("NFD", start)
    return "".join(char for char in apart if not unicodedata.combining(char)).lower()


def _make(db: Connection) -> None:
    """The view of the index's words: this connection's own, in memory, no part of the file."""
    reading = db.one("PRAGMA query_only") == (1,)
    if reading:
        db.run("PRAGMA query_only = OFF")
    try:
        db.run(_MADE)
    finally:
        if reading:
            db.run("PRAGMA query_only = ON")
