"""Search as people type it: words, "phrases", -without, and filters such as from:.

Any text is a query.  What a person types never reaches FTS5's own language but
as quoted strings, and never reaches SQL but as bound values.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import field
from datetime import date

from borrower_desk.desk import beginnings, snippets
from borrower_desk.desk.connection import Connection, Row
from borrower_desk.desk.lists import ROW_COLUMNS, listed
from borrower_desk.desk.shapes import row_of
from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
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
_RANKED = 500
_FILE = "EXISTS (SELECT 1 FROM attachments a WHERE a.correspondence=c.id AND {})"
_OF_A_ROW = re.compile(r"\bc\.(?!id\b)")  # a clause that needs more than a number
# A term whose last letters are yet to come, as `parsed` writes it.
_UNFINISHED = re.compile(r'(?P<column>\{\w+\} : )?"(?P<start>[^"]*)"\*')
_COLUMNS = {"from": "{sender}", "to": "{recipients}", "subject": "{subject}"}


@dataclass(slots=True)
class Query:
    """What a search asks for: FTS5 strings to find, to leave out, and clauses with values."""

    find: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # what of it a snippet shows
    leave_out: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    # What follows from the clauses and is quicker to see: it spares most rows' reading.
    narrower: list[str] = field(default_factory=list)
    narrower_values: list[object] = field(default_factory=list)

    def narrow(self, sql: str, *values: object) -> None:
        self.narrower.append(sql)
        self.narrower_values += values

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
    if name == "matter" and not without:
        query.narrow("+search.rowid IN (SELECT id FROM correspondence WHERE matter=?)", number)


def _by_day(query: Query, name: str, value: str, without: str) -> None:
    try:
        on = date.fromisoformat(value)
    except ValueError:
        raise UsageError(
            f"{name}:{value} is no date.", hint=f"Write {name}:2026-03-31 (year-month-day)."
        ) from None
    query.clause(f"c.on_day {'<' if name == 'before' else '>='} ?", on.isoformat(), without)
    # Mail comes in by and large in the order of its days.
    first = "<=(SELECT max(+id) FROM correspondence WHERE on_day<?)"
    last = ">=(SELECT min(+id) FROM correspondence WHERE on_day>=?)"
    query.narrow(
        f"search.rowid{first if (name == 'before') ^ bool(without) else last}", on.isoformat()
    )


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
    "attachment": (_FILE.format("a.correspondence>?"), 0),
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


class Searching:
    """One desk's search: the index, and the rows that a list shows."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def found(self, asked: Query, limit: int | None = None) -> list[CorrespondenceRow]:
        """What fits all the words, best first; by filters alone, newest first."""
        most = -1 if limit is None else limit
        if asked.find:
            with self._db.lock, self._db.part():  # all statements see one state of the desk
                return self._matching(asked, most)
        clauses, values = list(asked.clauses), list(asked.values)
        if asked.leave_out:
            clauses.append("c.id NOT IN (SELECT rowid FROM search WHERE search MATCH ?)")
            values.append(" OR ".join(asked.leave_out))
        sql = " ".join(
            [
                *("SELECT", ROW_COLUMNS, "FROM correspondence c"),
                *("WHERE", " AND ".join(clauses)),
                "ORDER BY c.on_day DESC, c.id DESC LIMIT ?",
            ]
        )
        return [listed(row) for row in self._db.all(sql, [*values, most])]

    def _matching(self, asked: Query, most: int) -> list[CorrespondenceRow]:
        """What the words find: the newest hundreds by how well they fit, then the rest."""
        match, terms = self._worded(asked)
        if match is None:
            return []
        newest = self._numbers(asked, match, _RANKED)
        order = self._by_rank if len(newest) < _RANKED else self._by_subject
        best = order(terms, newest, most) if len(newest) > 1 else newest
        if len(newest) == _RANKED and (most < 0 or len(best) < most):
            # Whoever asks for all of them gets the rest too, the newest first.
            best += self._numbers(asked, match, most if most < 0 else most - len(best), newest[-1])
        best = best if most < 0 else best[:most]
        rows = self._rows(ROW_COLUMNS, best)
        told = self._snippets(asked.words, best[:_SNIPPETS])
        return [listed(rows[number], told.get(number)) for number in best if number in rows]

    def _worded(self, asked: Query) -> tuple[str | None, list[str]]:
        """What to ask FTS5 for, and which of it tells what is best; None when nothing can fit.

        A beginning of more words than can be named tells little of what is best.
        """
        named = [self._named(term) for term in asked.find]
        find = [one for one in named if one is not None]
        if len(find) < len(named):
            return None, []
        match = " AND ".join(find)
        leave_out = [one for one in map(self._named, asked.leave_out) if one]
        if leave_out:
            match = f"({match}) NOT ({' OR '.join(leave_out)})"
        return match, [one for one in find if not one.endswith("*")]

    def _named(self, term: str) -> str | None:
        """A term with the words that its beginning stands for; None when there are none."""
        unfinished = _UNFINISHED.fullmatch(term)
        if unfinished is None:
            return term
        words = beginnings.words(self._db, unfinished["start"])
        if words is None:
            return term
        return f"{unfinished['column'] or ''}{beginnings.named(words)}" if words else None

    def _numbers(self, asked: Query, match: str, most: int, before: int | None = None) -> list[int]:
        """The ids of what fits, newest first: at most so many, and older than `before`."""
        clauses, values = ["search MATCH ?"], [match, *asked.values]
        joined = any(map(_OF_A_ROW.search, asked.clauses))
        clauses += [one if joined else one.replace("c.id", "search.rowid") for one in asked.clauses]
        clauses += asked.narrower
        values += asked.narrower_values
        if before is not None:
            clauses.append("search.rowid<?")
            values.append(before)
        sql = " ".join(
            [
                "SELECT search.rowid FROM search",
                "JOIN correspondence c ON c.id=search.rowid" if joined else "",
                *("WHERE", " AND ".join(clauses)),
                "ORDER BY search.rowid DESC LIMIT ?",
            ]
        )
        return [int(row[0]) for row in self._db.all(sql, [*values, most])]

    def _by_rank(self, terms: list[str], newest: list[int], most: int) -> list[int]:
        """By FTS5's rank; those that rank alike newest first.

        It counts for each term how many messages have it: for two words side by
        side, each in three of four of 100,000 messages, in 15 ms.
        """
        rank = dict.fromkeys(newest, 0.0)
        if terms:
            # The + keeps FTS5 from looking each of them up by itself.
            rank |= dict(
                self._db.all(
                    "SELECT search.rowid, search.rank FROM search WHERE search MATCH ?"
                    " AND search.rowid BETWEEN ? AND ?"
                    " AND +search.rowid IN (SELECT value FROM json_each(?))",
                    [" AND ".join(terms), newest[-1], newest[0], json.dumps(newest)],
                )
            )
        if 0 < most < len(newest):
            last = sorted(rank.values())[most - 1]
            newest = [number for number in newest if rank[number] <= last]
        return sorted(self._by_day(newest), key=rank.__getitem__)

    def _by_subject(self, terms: list[str], newest: list[int], most: int) -> list[int]:
        """Those with the most of the words in their subjects first, then the newest.

        What thousands of messages say tells them apart by little else.
        """
        words = Counter[int]()
        for term in terms:
            if not term.startswith("{"):  # a column that was asked for: all of them have it
                sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
                found = self._db.all(sql, [f"{{subject}} : {term}", newest[-1], newest[0]])
                words.update(row[0] for row in found)
        first = sorted(
            self._by_day([number for number in newest if words[number]]),
            key=lambda number: -words[number],
        )
        if 0 <= most <= len(first):
            return first
        rest = [number for number in newest if not words[number]]
        if most < 0:
            return first + self._by_day(rest)
        # By the index of the days: to read their rows would take 10 ms where they lie scattered.
        sql = (
            "SELECT id FROM correspondence WHERE +id IN (SELECT value FROM json_each(?))"
            " ORDER BY on_day DESC, id DESC LIMIT ?"
        )
        newest_days = self._db.all(sql, [json.dumps(rest), most - len(first)])
        return first + [int(row[0]) for row in newest_days]

    def _by_day(self, numbers: list[int]) -> list[int]:
        """These, the newest day first; of a day, what came in last."""
        day = self._rows("c.id, c.on_day", numbers)
        return sorted(day, key=lambda number: (day[number][1], number), reverse=True)

    def _rows(self, columns: str, numbers: list[int]) -> dict[int, Row]:
        """These rows, by their ids, the first of the columns."""
        sql = " ".join(
            [
                *("SELECT", columns, "FROM correspondence c"),
                "WHERE c.id IN (SELECT value FROM json_each(?))",
            ]
        )
        return {row[0]: row for row in self._db.all(sql, [json.dumps(numbers)])}

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
