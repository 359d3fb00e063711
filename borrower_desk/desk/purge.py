"""Taking out what was kept by mistake: the content goes, a tombstone with its hash stays.

The journal is append-only, so it still says that something with this id, day,
sender, subject and hash was kept; text, headers, files, index and bytes are gone.
"""

from __future__ import annotations

from datetime import date

from borrower_desk.desk import journal
from borrower_desk.desk.links import Links
from borrower_desk.desk.originals import Originals
from borrower_desk.desk.record import Record
from borrower_desk.desk.shapes import row_of
from borrower_desk.errors import UsageError
from borrower_desk.model import CorrespondenceId, QuarantineId, Sha256, Tombstone
from borrower_desk.text import safe_line

# What hangs on a piece of correspondence and goes with it.
_OWN = {"texts", "attachments", "links", "notes", "originals"}


class Purge(Links, Originals, Record):
    """Removal that is real, and told."""

    def purge(self, id: CorrespondenceId, reason: str, on: date) -> Tombstone:  # noqa: A002
        """Remove a piece with its files; UsageError when something rests on it."""
        number = row_of("C", id)
        with self._mutation():
            gone = self.correspondence(id)
            self._refuse_if_used(number, gone.id)
            digests = {gone.sha256, *(one.sha256 for one in gone.attachments)}
            for proposal in self.events():
                if proposal.params.get("by") == gone.id and not proposal.undone:
                    self.undo_event(proposal.id)
            forms = self._remove_originals(number)
            self._forget_words(number)
            for table, column in (
                ("links", "one"), ("links", "other"), ("notes", "correspondence"),
                ("attachments", "correspondence"),
                ("texts", "correspondence"), ("correspondence", "id"),
            ):  # fmt: skip
                self._db.run(" ".join(["DELETE FROM", table, f"WHERE {column}=?"]), (number,))
            self._drop_unused(digests | forms)
            why = safe_line(reason, 500)
            return self._bury(Tombstone(gone.id, gone.sha256, why, on, tuple(sorted(forms))))

    def purge_quarantined(self, id: QuarantineId, reason: str, on: date) -> Tombstone:  # noqa: A002
        """Remove a quarantined item and its bytes."""
        with self._mutation():
            gone = self.quarantined_item(id)
            self._db.run("DELETE FROM quarantine WHERE id=?", (row_of("Q", id),))
            self._drop_unused({gone.sha256})
            return self._bury(Tombstone(gone.id, gone.sha256, safe_line(reason, 500), on))

    def tombstones(self) -> list[Tombstone]:
        """What was purged, oldest first."""
        return self._stones("ORDER BY on_day,id")

    def tombstone_of(self, sha256: Sha256) -> Tombstone | None:
        """The tombstone of these bytes, if they were purged, in whatever form of a piece."""
        found = self._stones(
            "WHERE sha256=? OR id IN (SELECT tombstone FROM tombstone_originals WHERE sha256=?)"
            " LIMIT 1",
            (sha256, sha256),
        )
        return found[0] if found else None

    def tombstone(self, id: str) -> Tombstone | None:  # noqa: A002 - the API's word
        """The tombstone with this id, if something was purged."""
        found = self._stones("WHERE id=?", (id,))
        return found[0] if found else None

    def _stones(self, where: str, values: tuple[object, ...] = ()) -> list[Tombstone]:
        return [
            Tombstone(id_, Sha256(name), reason, date.fromisoformat(on), self._buried_with(id_))
            for id_, name, reason, on in self._db.all(
                f"SELECT id,sha256,reason,on_day FROM tombstones {where}",  # noqa: S608,RUF100 - our own words
                values,
            )
        ]

    def _buried_with(self, id: str) -> tuple[Sha256, ...]:  # noqa: A002 - the API's word
        rows = self._db.all(
            "SELECT sha256 FROM tombstone_originals WHERE tombstone=? ORDER BY sha256", (id,)
        )
        return tuple(Sha256(row[0]) for row in rows)

    def _refuse_if_used(self, number: int, id: str) -> None:  # noqa: A002 - the API's word
        draft = self._db.one("SELECT id FROM drafts WHERE sent_as=?", (number,))
        if draft:
            raise UsageError(
                f"{id} is the letter D{draft[0]} as it was sent: part of the record.",
                hint="What was really sent is never purged.",
            )
        for event in self.events():
            if event.undone or (event.status.value == "proposed" and event.of != id):
                continue
            if id in (event.of, event.params.get("by")):
                raise UsageError(
                    f"{event.id} ({event.kind.value} on {event.on}) rests on {id}.",
                    hint=f"If that is wrong too: borrower-desk event undo {event.id}, then purge.",
                )
        files = {row[0] for row in self._db.all(
            "SELECT id FROM attachments WHERE correspondence=?", (number,)
        )}  # fmt: skip
        for table, column, parent in self._references(("correspondence", "attachments")):
            wanted = {number} if parent == "correspondence" else files
            if table in _OWN or not wanted:
                continue
            marks = ",".join("?" * len(wanted))
            sql = " ".join(["SELECT count(*) FROM", table, f"WHERE {column} IN ({marks})"])
            found = self._db.one(sql, tuple(wanted))
            if found and found[0] and table != "drafts":
                raise UsageError(
                    f"{id} is used by {table}, and cannot be purged.",
                    hint="Remove what uses it first.",
                )
        for draft_id, enclosures in self._db.all("SELECT id,enclosures FROM drafts"):
            if any(f'"A{one}"' in enclosures for one in files):
                raise UsageError(
                    f"A file of {id} is enclosed with D{draft_id}.",
                    hint="Take the enclosure out, or discard the draft, first.",
                )

    def _references(self, parents: tuple[str, ...]) -> list[tuple[str, str, str]]:
        """Every table and column that names a row of `parents`, later tables included."""
        tables = self._db.all("SELECT name FROM sqlite_master WHERE type='table'")
        return [
            (table, row[3], row[2])
            for (table,) in tables
            for row in self._db.all("SELECT * FROM pragma_foreign_key_list(?)", (table,))
            if row[2] in parents
        ]

    def _forget_words(self, number: int) -> None:
        """Take the words out of the search index, while they are still known."""
        self._index_now()
        # With secure-delete FTS5 removes a row's terms now, not at the next merge.
        self._db.run("INSERT INTO search (search,rank) VALUES ('secure-delete',1)")
        self._db.run(
            "INSERT INTO search (search,rowid,subject,sender,recipients,body,files)"
            " SELECT 'delete',id,subject,sender,recipients,body,files FROM searched WHERE id=?",
            (number,),
        )
        self._db.run("INSERT INTO search (search,rank) VALUES ('secure-delete',0)")

    def _drop_unused(self, digests: set[Sha256]) -> None:
        """Delete the bytes that nothing else in the desk names."""
        users = self._references(("blobs",))
        for digest in digests:
            used = any(
                self._db.one(
                    " ".join(["SELECT 1 FROM", table, f"WHERE {column}=? LIMIT 1"]), (digest,)
                )
                for table, column, parent in users
                if table != "blob_chunks" and parent == "blobs"
            )
            enclosed = self._db.one(
                "SELECT 1 FROM drafts WHERE instr(enclosures,?) LIMIT 1", (digest,)
            )
            if used or enclosed:
                continue
            self._db.run(
                "DELETE FROM blob_chunks WHERE blob=(SELECT id FROM blobs WHERE sha256=?)",
                (digest,),
            )
            self._db.run("DELETE FROM blobs WHERE sha256=?", (digest,))

    def _bury(self, stone: Tombstone) -> Tombstone:
        self._db.run(
            "INSERT INTO tombstones (id,sha256,reason,on_day) VALUES (?,?,?,?)",
            (stone.id, stone.sha256, stone.reason, stone.on.isoformat()),
        )
        self._db.many(
            "INSERT INTO tombstone_originals (tombstone,sha256) VALUES (?,?)",
            [(stone.id, one) for one in stone.originals],
        )
        told: journal.Told = {"id": stone.id, "sha256": stone.sha256}
        if stone.originals:
            told["originals"] = list(stone.originals)
        self._write_told(stone.id, told, None)
        self._write_told(
            "desk",
            None,
            {"purged": stone.id, "reason": stone.reason} | told | {"on": stone.on.isoformat()},
        )
        return stone

    def _write_told(
        self, subject: str, before: journal.Told | None, after: journal.Told | None
    ) -> None:
        assert self._pen is not None  # noqa: S101 - only mutations call this
        self._pen.write(subject, before, after)
