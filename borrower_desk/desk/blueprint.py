"""What a desk's file is made of: every table, index, view and trigger as its program made it.

A trigger that somebody with the key planted would change what is written from
then on, and the journal would tell the changed value.  So what the file is made
of is compared with what the migrations make: at each opening by a digest, which
costs half a millisecond, and by name once that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from borrower_desk.desk import schema
from borrower_desk.desk.connection import Connection
from borrower_desk.desk.migrations import FORMS
from borrower_desk.errors import DeskAltered
from borrower_desk.text import safe_line

Part = tuple[str, str, str, str]  # type, name, table, and the SQL that made it
# One statement, so that another window's migration is seen whole or not at all.
_SELECT = (
    "SELECT user_version,type,name,tbl_name,coalesce(sql,'')"
    " FROM pragma_user_version, sqlite_master"
)
# SQLite's own notes on its indices, which ANALYZE makes.  By their SQL as well:
# it is the SQL that SQLite goes by, whatever a row calls itself.
_NOTES = {
    ("table", name, name, f"CREATE TABLE {name}({columns})")
    for name, columns in (
        ("sqlite_stat1", "tbl,idx,stat"),
        ("sqlite_stat4", "tbl,idx,neq,nlt,ndlt,sample"),
    )
}
_QUOTES = str.maketrans("", "", '"[]`')
_NAMED = 5


def digest(parts: Iterable[Part]) -> str:
    """The SHA-256 over all parts, in whatever order they lie."""
    return sha256(repr(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def parts(db: Connection) -> tuple[int, list[Part]]:
    """The schema's number, and all that the file is made of."""
    rows = db.all(_SELECT)
    found = [_plain(*row[1:]) for row in rows]
    return (int(rows[0][0]) if rows else 0), [one for one in found if one not in _NOTES]


def trouble(db: Connection) -> str | None:
    """What is foreign, missing or altered, by name; None when nothing is."""
    number, found = parts(db)
    if FORMS.get(number) == digest(found):
        return None
    told = list(_differences(found, made(number)))
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return f"{'; '.join(told[:_NAMED])}{more}" if told else "it is made in another way"


def check(path: Path, db: Connection) -> None:
    """DeskAltered for a file that is not made as this program makes it."""
    why = trouble(db)
    if why:
        raise DeskAltered(
            f"The desk {path} is not made as Borrower Desk makes it: {why}.",
            hint="Somebody with its key changed what happens when something is written; nothing in "
            "it is shown. Restore a backup from before: borrower-desk restore FILE --desk NEW. "
            "Without one, borrower-desk export DIR --format sqlite takes the rows out, and "
            "borrower-desk restore DIR --desk NEW makes a clean desk of them: look at each date.",
        )


def made(number: int) -> list[Part]:
    """What the migrations up to `number` make."""
    from sqlcipher3 import dbapi2

    db = Connection(Path(":memory:"), dbapi2.connect(":memory:", isolation_level=None))
    try:
        schema.migrate(db, to=number)
        return parts(db)[1]
    finally:
        db.close()


def _plain(kind: str, name: str, table: str, sql: str) -> Part:
    """A part without what differs by who wrote the SQL: spaces, and quotes round plain names."""
    told = " ".join(sql.split())
    return kind, name, table, told.translate(_QUOTES) if kind == "index" else told


def _differences(found: list[Part], wanted: list[Part]) -> Iterator[str]:
    """In words, what is there and should not be, or the other way round."""
    there, here = (
        sorted(one, key=lambda part: (part[0] == "index", part))  # what goes with a table last
        for one in (set(found) - set(wanted), set(wanted) - set(found))
    )
    names = {one[:2] for one in there} & {one[:2] for one in here}
    for kind, name, table, _ in there:
        word = "was altered" if (kind, name) in names else f"on {table} is foreign"
        yield safe_line(f"the {kind} {name} {word}", 200)
    for kind, name, table, _ in here:
        if (kind, name) not in names:
            yield f"the {kind} {name} on {table} is missing"
    if len(found) != len(set(found)):
        yield "something is there twice"
