"""Is the desk what was written?  Quick, or in full."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from borrower_desk.desk import blobs, blueprint, columns, journal, marks, schema, trail
from borrower_desk.desk.connection import Row, code_of
from borrower_desk.desk.findings import Findings
from borrower_desk.desk.mailboxes import Mailboxes
from borrower_desk.desk.originals import Originals
from borrower_desk.desk.people import People
from borrower_desk.desk.record import Record
from borrower_desk.desk.shapes import agrees, journalled, packed
from borrower_desk.errors import DeskDamaged, DeskError
from borrower_desk.model import (
    NOT_LOOKED_AT,
    Check,
    Correspondence,
    CorrespondenceId,
    Direction,
    DraftStatus,
    Sha256,
    Verification,
)
from borrower_desk.text import safe_line, safe_text

_READONLY = 8  # SQLite's code for a file that cannot be written
_RESTORE = "keep this file and restore your latest backup: borrower-desk restore FILE --desk NEW"


class Checks(People, Originals, Record, Mailboxes, Findings):
    """Tells damage and tampering by name; made by the Store when it is asked to verify."""

    def verify(
        self, full: bool = False, tell: Callable[[int, int, str], None] | None = None
    ) -> Verification:
        """Each check with what it found; `full` reads every page and every document.

        `tell` hears how many are done, of how many, and which is next; what it raises stops them.
        """
        tests: list[tuple[str, Callable[[], str | None]]] = [
            ("schema", self._schema_trouble),
            ("pages", self._page_trouble),
            ("references", self._reference_trouble),
            ("journal", self._journal_trouble),
            ("age", self._age_trouble),
        ]
        if full:
            tests += [
                ("signatures", self._signature_trouble),
                ("documents", self._document_trouble),
                ("letters", self._letter_trouble),
                ("search index", self._index_trouble),
                ("history", self._history_trouble),
            ]
        found = []
        with self._db.lock:
            for n, (name, test) in enumerate(tests):
                go_on = tell and partial(tell, n, len(tests), name)
                with self._db.minding(go_on):
                    found.append(self._checked(name, test))
        return Verification(tuple(found))

    def _checked(self, name: str, trouble: Callable[[], str | None]) -> Check:
        """One check made; what cannot even be read is found by table, row and column."""
        try:
            found = trouble()
        except _NotLookedAtError as why:
            return Check(name, True, f"{NOT_LOOKED_AT}: {why}")
        except DeskDamaged as why:
            found = f"{columns.trouble(self._db) or why.message}; {_RESTORE}"
        except DeskError as why:
            found = why.message
        except Exception as why:
            said = safe_line(f"{type(why).__name__}: {why}", 200)
            found = f"{columns.trouble(self._db) or said}; {_RESTORE}"
        return Check(name, found is None, found or "")

    def _schema_trouble(self) -> str | None:
        found = schema.version(self._db)
        if found == schema.SCHEMA:
            why = blueprint.trouble(self._db)
            return why and f"{why}; what was written since may be wrong; {_RESTORE}"
        return f"schema {found}, not {schema.SCHEMA}; open the desk with the program that made it"

    def _page_trouble(self) -> str | None:
        found = [str(row[0]) for row in self._db.all("PRAGMA quick_check(5)")]
        return None if found == ["ok"] else f"{'; '.join(found)}; {_RESTORE}"

    def _reference_trouble(self) -> str | None:
        found = self._db.all("PRAGMA foreign_key_check")
        if not found:
            return None
        table, row, other, _ = found[0]
        return f"{len(found)} rows point nowhere, first {table} {row} to {other}; {_RESTORE}"

    def _journal_trouble(self) -> str | None:
        broken = journal.broken_at(self._db.lines(f"{journal.SELECT} ORDER BY n"))
        return broken and f"{broken}: what came after it proves nothing; {_RESTORE}"

    def _age_trouble(self) -> str | None:
        why = marks.absent(self.path, self._key)
        if why:
            raise _NotLookedAtError(why)
        older = marks.trouble(self.path, self._key, self._db)
        return older and f"{older}: an older copy took its place; look for the newer one"

    def _signature_trouble(self) -> str | None:
        # It reads the file alone: a page that a crash left half written there, and
        # whole in the write-ahead log, is no damage once the log was folded in.
        with suppress(DeskError):
            self._db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        found = [str(row[0]) for row in self._db.all("PRAGMA cipher_integrity_check")]
        return f"{'; '.join(found[:5])}; {_RESTORE}" if found else None

    def _document_trouble(self) -> str | None:
        bad = []
        for name, size in self._db.all("SELECT sha256,size FROM blobs ORDER BY id"):
            try:
                found = sum(len(part) for part in blobs.stream(self._db, Sha256(name)))
            except DeskDamaged:
                found = -1
            if found != size:
                bad.append(f"{name[:12]}… of {self._holders(name)}")
        if not bad:
            return None
        return f"{len(bad)} are not what was kept: {', '.join(bad[:5])}; {_RESTORE}"

    def _holders(self, name: str) -> str:
        """What has these bytes: messages, attachments, what could not be read."""
        found = self._db.all(
            "SELECT 'C'||id FROM correspondence WHERE original=? UNION ALL"
            " SELECT 'C'||correspondence FROM originals WHERE sha256=? UNION ALL"
            " SELECT 'A'||id FROM attachments WHERE sha256=? UNION ALL"
            " SELECT 'Q'||id FROM quarantine WHERE sha256=? LIMIT 4",
            (name,) * 4,
        )
        return " and ".join(str(one) for (one,) in found) or "nothing"

    def _letter_trouble(self) -> str | None:
        """Each letter that was sent is kept as it was drafted, with its own bytes beside it."""
        for draft in self.drafts(status=DraftStatus.SENT):
            if draft.sent_as is None:
                return f"{draft.id} was sent, and what was sent is not named; {_RESTORE}"
            kept = self.correspondence(draft.sent_as)
            same = kept.text == safe_text(draft.body) and kept.direction is Direction.SENT
            if not same or kept.sha256 not in {one.sha256 for one in kept.attachments}:
                return f"{kept.id} is not the letter that {draft.id} was when sent; {_RESTORE}"
        return None

    def _index_trouble(self) -> str | None:
        # The question is put as an INSERT, which changes nothing.
        reading = self._db.one("PRAGMA query_only") == (1,)
        self._db.run("PRAGMA query_only = OFF")
        try:
            self._db.run("INSERT INTO search (search,rank) VALUES ('integrity-check',1)")
        except DeskDamaged:
            return (
                "it does not fit the texts, so a search may miss something;"
                " borrower-desk verify --repair makes it again"
            )
        except DeskError as why:
            if self._db.raw.in_transaction or not _is_read_only(why):
                raise
            raise _NotLookedAtError("the disk cannot be written") from None
        finally:
            self._db.run(f"PRAGMA query_only = {int(reading)}")
        return None

    def repair(self) -> None:
        """Make again what can be made again: the search index, from the texts."""
        blueprint.check(self.path, self._db)  # to write would fire what was planted
        with self._db.transaction():
            self._db.run("INSERT INTO search (search) VALUES ('rebuild')")

    def _history_trouble(self) -> str | None:
        """What the tables say is what the journal last said of each thing."""
        unread = columns.trouble(self._db)
        if unread:
            return f"{unread}; {_RESTORE}"
        said, settings = _last_said(self._db.lines(f"{journal.SELECT} ORDER BY n"))
        followed = trail.Trail()
        followed.follow(self._db.lines(f"{journal.SELECT} ORDER BY n"))
        for thing in self._all_things():
            told = journalled(thing)
            kept = said.pop(str(told["id"]), None)
            if kept != packed(told) and not (kept and _agrees(told, kept)):
                return f"{told['id']} is not what the journal says of it"
            if isinstance(thing, Correspondence):
                why = trail.piece_trouble(self._db, followed, thing)
                if why:
                    return why
        if said:
            return f"{next(iter(said))} is in the journal and not in the desk"
        there = {(str(key), value) for key, value in self._db.all("SELECT key,value FROM settings")}
        changed = {key for key, _ in there ^ set(settings.items())}
        if changed:
            return f"the setting {min(changed)} is not what the journal says"
        return self._original_trouble() or followed.trouble(self._db)

    def _all_things(self) -> Iterator[object]:
        """Everything that has an id, as the model has it now."""
        whole: tuple[Iterable[object], ...] = (
            *(self.servicers(), self.loans(), self.matters()),
            *(self.events_as_kept(), self.drafts(), self.promises(), self.reminders()),
            self.quarantined(),
            self.mailboxes(),
            self.findings(),
        )
        for things in whole:
            yield from things
        for (number,) in self._db.all("SELECT id FROM correspondence ORDER BY id"):
            yield self.correspondence(CorrespondenceId(f"C{number}"))


def _last_said(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, object]]:
    """What the journal last said of each thing that is there, and of each setting."""
    said: dict[str, str] = {}
    settings: dict[str, object] = {}
    for _, _, _, subject, _, after, _, _ in rows:
        if subject != "desk":
            said[subject] = after
        elif after and len(told := json.loads(after)) == 1:  # a kept blob tells its size too
            settings |= told
    return {subject: after for subject, after in said.items() if after is not None}, settings


def _agrees(told: journal.Told, kept: str) -> bool:
    said = json.loads(kept)
    said.pop(trail.BESIDE, None)  # a new piece's row tells more than the model has
    return agrees(told, said)


class _NotLookedAtError(Exception):
    """A check that could not be made, which is no bad news."""


def _is_read_only(why: DeskError) -> bool:
    return why.__cause__ is not None and code_of(why.__cause__) == _READONLY
