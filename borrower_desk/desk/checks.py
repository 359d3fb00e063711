"""Is the desk what was written?  Quick, or in full."""

from __future__ import annotations

from collections.abc import Callable

from borrower_desk.desk import blobs, journal, schema
from borrower_desk.desk.base import Base
from borrower_desk.errors import DeskDamaged, DeskError
from borrower_desk.model import Check, Sha256, Verification


class Checks(Base):
    """Tells damage and tampering by name."""

    def verify(self, full: bool = False) -> Verification:
        """Each check with what it found; `full` reads every page and every document."""
        tests: list[tuple[str, Callable[[], str | None]]] = [
            ("schema", self._schema_trouble),
            ("pages", self._page_trouble),
            ("references", self._reference_trouble),
            ("journal", self._journal_trouble),
        ]
        if full:
            tests += [
                ("signatures", self._signature_trouble),
                ("documents", self._document_trouble),
                ("search index", self._index_trouble),
            ]
        self._flush()
        with self._db.lock:
            return Verification(tuple(_checked(name, test) for name, test in tests))

    def _schema_trouble(self) -> str | None:
        found = schema.version(self._db)
        return None if found == schema.SCHEMA else f"schema {found}, not {schema.SCHEMA}"

    def _page_trouble(self) -> str | None:
        found = [str(row[0]) for row in self._db.all("PRAGMA quick_check(5)")]
        return None if found == ["ok"] else "; ".join(found)

    def _reference_trouble(self) -> str | None:
        found = self._db.all("PRAGMA foreign_key_check")
        if not found:
            return None
        table, row, other, _ = found[0]
        return f"{len(found)} rows point nowhere, first {table} {row} to {other}"

    def _journal_trouble(self) -> str | None:
        return journal.broken_at(self._db.lines(f"{journal.SELECT} ORDER BY n"))

    def _signature_trouble(self) -> str | None:
        found = [str(row[0]) for row in self._db.all("PRAGMA cipher_integrity_check")]
        return "; ".join(found[:5]) or None

    def _document_trouble(self) -> str | None:
        bad = []
        for name, size in self._db.all("SELECT sha256,size FROM blobs ORDER BY id"):
            try:
                found = sum(len(part) for part in blobs.stream(self._db, Sha256(name)))
            except DeskDamaged:
                found = -1
            if found != size:
                bad.append(name[:12])
        return f"{len(bad)} are not what was kept: {', '.join(bad[:5])}" if bad else None

    def _index_trouble(self) -> str | None:
        try:
            self._db.run("INSERT INTO search (search,rank) VALUES ('integrity-check',1)")
        except DeskDamaged:
            return "it does not fit the texts; verify --repair makes it again"
        return None


def _checked(name: str, trouble: Callable[[], str | None]) -> Check:
    try:
        found = trouble()
    except DeskError as why:
        found = why.message
    return Check(name, found is None, found or "")
