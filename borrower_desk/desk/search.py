"""Search as people type it: words, "phrases", -without, and filters such as from:.

Any text is a query.  What a person types never reaches FTS5's own language but
as quoted strings, and never reaches SQL but as bound values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from borrower_desk.desk import snippets
from borrower_desk.desk.lists import ROW_COLUMNS, listed
from borrower_desk.desk.mail import Mail
from borrower_desk.desk.shapes import row_of
from borrower_desk.errors import UsageError
from borrower_desk.model import OCR_MARK, CorrespondenceRow
from borrower_desk.text import safe_line

_TERM = re.compile(
    r"""(?P<without>-?)(?P<filter>[A-Za-z]+):(?P<value>"[^"]*"?|\S*)
      | (?P<minus>-?)(?P<word>"[^"]*"?|[^\s"]+)""",
    re.VERBOSE,
)
_LONGEST = 2000
_MOST_TERMS = 60
_SNIPPETS = 60  # of so many results, as many as are seen at once: each reads a text again
_RANKED = 2_000
_FILE = "EXISTS (SELECT 1 FROM attachments a WHERE a.correspondence=c.id AND {})"
_COLUMNS = {"from": "{sender}", "to": "{recipients}", "subject": "{subject}"}


@dataclass(slots=True)
class Query:
    """What a search asks for: FTS5 strings to find, to leave out, and clauses with values."""

    find: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # what of it a snippet shows
    leave_out: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def clause(self, sql: str, value: object, without: str) -> None:
        self.clauses.append(f"NOT ({sql})" if without else sql)
        self.values.append(value)

    @property
    def empty(self) -> bool:
        return not (self.find or self.leave_out or self.clauses)


def parsed(text: str) -> Query:
    """The query in a text; UsageError for a filter whose value makes no sense."""
    query = Query()
    last = ""
    for found in list(_TERM.finditer(safe_line(text, _LONGEST)))[:_MOST_TERMS]:
        last = ""
        name = (found["filter"] or "").casefold()
        if name in _FILTERS:
            _FILTERS[name](query, name, _bare(found["value"]), found["without"])
            continue
        word = found["word"] or f"{found['filter']}:{found['value']}"
        minus = found["minus"] or found["without"]
        if not any(char.isalnum() for char in word):
            continue
        term = _quoted(_bare(word))
        if minus:
            query.leave_out.append(term)
        else:
            query.find.append(term)
            query.words.append(_bare(word))
            last = "" if word.startswith('"') else term
    if last:
        query.find[-1] = f"{last}*"  # still being typed
    return query


def _bare(value: str) -> str:
    return value.strip('"')


def _quoted(words: str) -> str:
    """A string of FTS5's: nothing in it is an operator."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _in_column(query: Query, name: str, value: str, without: str) -> None:
    if not any(char.isalnum() for char in value):
        raise UsageError(f"{name}: needs a word after it.", hint=f"For example {name}:service")
    term = f"{_COLUMNS[name]} : {_quoted(value)}*"
    (query.leave_out if without else query.find).append(term)


def _by_id(query: Query, name: str, value: str, without: str) -> None:
    if value.casefold() == "none":
        query.clauses.append(f"c.{name} IS {'NOT ' if without else ''}NULL")
        return
    prefix = {"matter": "M", "loan": "L"}[name]
    try:
        number = row_of(prefix, value)
    except UsageError:
        raise UsageError(
            f"{name}:{value} names no {name}.", hint=f"Write {name}:{prefix}1, or {name}:none."
        ) from None
    query.clause(f"c.{name} IS ?", number, without)


def _by_day(query: Query, name: str, value: str, without: str) -> None:
    try:
        on = date.fromisoformat(value)
    except ValueError:
        raise UsageError(
            f"{name}:{value} is no date.", hint=f"Write {name}:2026-03-31 (year-month-day)."
        ) from None
    query.clause(f"c.on_day {'<' if name == 'before' else '>='} ?", on.isoformat(), without)


def _by_word(query: Query, name: str, value: str, without: str) -> None:
    if not value:
        raise UsageError(f"{name}: needs a word after it.", hint=f"For example {name}:response")
    if name == "kind":
        query.clause("coalesce(c.kind,'')=?", value.casefold(), without)
    else:
        # Tags are kept in lower case.
        sql = "EXISTS (SELECT 1 FROM json_each(c.tags) WHERE value=?)"
        query.clause(sql, value.casefold(), without)


_HAS = {
    "attachment": ("c.files>?", 0),
    "ocr": (_FILE.format("instr(a.text,?)"), OCR_MARK),
    "pdf": (_FILE.format("a.media_type=?"), "application/pdf"),
    "picture": (_FILE.format("a.media_type LIKE ? AND NOT a.inline"), "image/%"),
    "recording": (_FILE.format("a.media_type LIKE ?"), "audio/%"),
    "invitation": (_FILE.format("a.media_type=?"), "text/calendar"),
}
_ALSO = {"file": "attachment", "image": "picture", "photo": "picture", "audio": "recording"}


def _by_what_it_has(query: Query, name: str, value: str, without: str) -> None:
    asked = value.casefold().removesuffix("s")
    asked = _ALSO.get(asked, asked)
    if asked not in _HAS:
        known = ", ".join(f"has:{one}" for one in _HAS)
        raise UsageError(f"{name}:{value} is not known.", hint=f"There are: {known}.")
    query.clause(*_HAS[asked], without)


_FILTERS: dict[str, Callable[[Query, str, str, str], None]] = {
    "from": _in_column,
    "to": _in_column,
    "subject": _in_column,
    "matter": _by_id,
    "loan": _by_id,
    "before": _by_day,
    "after": _by_day,
    "kind": _by_word,
    "tag": _by_word,
    "has": _by_what_it_has,
}


class Search(Mail):
    """The full-text index over what was said and sent along."""

    def search(self, query: str, *, limit: int | None = None) -> list[CorrespondenceRow]:
        """What fits all the words, best first; by filters alone, newest first.

        Words are joined by "and", the last one may be unfinished, "quoted
        words" stay together, -word leaves out.  Filters: from: to: subject:
        matter: loan: kind: tag: has: before: (that day is out) after: (that
        day is in).  UsageError for a filter whose value makes no sense.
        """
        asked = parsed(query)
        if asked.empty:
            return []
        self._index_now()
        clauses, values = list(asked.clauses), list(asked.values)
        if asked.leave_out:
            clauses.append("c.id NOT IN (SELECT rowid FROM search WHERE search MATCH ?)")
            values.append(" OR ".join(asked.leave_out))
        most = -1 if limit is None else limit
        if asked.find:
            return self._matching(asked, clauses, values, most)
        sql = " ".join(
            [
                *("SELECT", ROW_COLUMNS, "FROM correspondence c"),
                *("WHERE", " AND ".join(clauses)),
                "ORDER BY c.on_day DESC, c.id DESC LIMIT ?",
            ]
        )
        return [listed(row) for row in self._db.all(sql, [*values, most])]

    def _matching(
        self, asked: Query, clauses: list[str], values: list[object], most: int
    ) -> list[CorrespondenceRow]:
        match, terms = " AND ".join(asked.find), asked.words
        oldest = self._oldest_ranked(match, clauses, values)
        where = " AND ".join(["search MATCH ?", "search.rowid>=?", *clauses])
        sql = " ".join(
            [
                *("SELECT", ROW_COLUMNS, "FROM search JOIN correspondence c"),
                *("ON c.id=search.rowid WHERE", where),
                "ORDER BY search.rank, c.on_day DESC LIMIT ?",
            ]
        )
        found = self._db.all(sql, [match, oldest, *values, most])
        if oldest and (most < 0 or len(found) < most):
            # Whoever asks for all of them gets the rest too, the newest first.
            rest = sql.replace("search.rowid>=?", "search.rowid<?").replace(
                "ORDER BY search.rank, c.on_day DESC", "ORDER BY search.rowid DESC"
            )
            found += self._db.all(rest, [match, oldest, *values, most - len(found)])
        told = self._snippets(terms, [int(row[0]) for row in found[:_SNIPPETS]])
        return [listed(row, told.get(row[0])) for row in found]

    def _oldest_ranked(self, match: str, clauses: list[str], values: list[object]) -> int:
        """The id from which on matches are ranked: the newest few thousand of them.

        To rank a match its length is looked up; a word that stands in every
        letter would cost 0.2 s among 100,000.
        """
        join = "JOIN correspondence c ON c.id=search.rowid" if clauses else ""
        sql = " ".join(
            [
                *("SELECT search.rowid FROM search", join),
                *("WHERE", " AND ".join(["search MATCH ?", *clauses])),
                "ORDER BY search.rowid DESC LIMIT 1 OFFSET ?",
            ]
        )
        row = self._db.one(sql, [match, *values, _RANKED - 1])
        return int(row[0]) if row else 0

    def _snippets(self, terms: list[str], numbers: list[int]) -> dict[int, str]:
        """The words around the first hit in each of these: in its text, else in its files'."""
        sought = snippets.pattern(terms)
        if sought is None or not numbers:
            return {}
        marks = ",".join("?" * len(numbers))
        told: dict[int, str] = {}
        for table, column in (("texts", "text"), ("attachments", "text")):
            sql = " ".join(
                [
                    "SELECT correspondence,",
                    column,
                    "FROM",
                    table,
                    f"WHERE correspondence IN ({marks})",
                ]
            )
            for number, text in self._db.all(sql, numbers):
                if number not in told and (line := snippets.around(text, sought)):
                    told[number] = line
        return told
