"""Correspondence and its attachments: kept whole, listed by page, joined into threads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from borrower_desk.desk import blobs, journal
from borrower_desk.desk.base import packed_words
from borrower_desk.desk.lists import Lists
from borrower_desk.desk.shapes import (
    Shape,
    choice,
    day,
    flag,
    instant,
    journalled,
    link,
    missing,
    packed,
    plain,
    row_of,
    unpacked_words,
    words,
)
from borrower_desk.desk.threads import subject_thread, thread_candidates
from borrower_desk.desk.trail import BESIDE, beside, people, preview
from borrower_desk.model import (
    Attachment,
    AttachmentId,
    Authenticity,
    Channel,
    Correspondence,
    CorrespondenceId,
    Direction,
    Incoming,
    IncomingFile,
    LoanId,
    MatterId,
    Sha256,
    Verdict,
)
from borrower_desk.text import safe_file_name, safe_line, safe_text

# What may change later: filing, tags, kind, dates; never what was said.
_FILING = (
    day("on", "on_day"),
    choice("direction", Direction),
    choice("channel", Channel),
    plain("kind"),
    flag("kind_confirmed"),
    link("loan", "L"),
    link("matter", "M"),
    words("tags"),
    day("dated"),
    day("postmarked"),
    day("received"),
    plain("reference"),
    flag("privileged"),
)
CORRESPONDENCE = Shape(
    Correspondence,
    "C",
    *_FILING,
    instant("at"),
    plain("sender"),
    words("to", "recipients"),
    words("cc"),
    plain("subject"),
    plain("message_id"),
    plain("in_reply_to"),
    words("references", "refs"),
    plain("source"),
    plain("sha256", "original"),
)
# Columns of the table that the model does not show as they are.
_BESIDE = ("preview", "files", "verdict", "reasons", "content", "thread")
_INSERT = CORRESPONDENCE.insert.replace(") VALUES (", f",{','.join(_BESIDE)}) VALUES (").replace(
    "?)", "?,?,?,?,?,?,?)"
)
_SETS = ",".join(f"{one.name}=?" for one in _FILING)
_UPDATE = " ".join(["UPDATE correspondence SET", _SETS, ",verdict=?,reasons=? WHERE id=?"])
_WHOLE = CORRESPONDENCE.select.replace(" FROM ", ",verdict,reasons,text,headers FROM ") + (
    " JOIN texts ON texts.correspondence=correspondence.id WHERE correspondence.id=?"
)
ATTACHMENTS = Shape(
    Attachment,
    "A",
    link("correspondence", "C"),
    plain("name"),
    plain("media_type"),
    plain("size"),
    plain("sha256"),
    flag("inline"),
    plain("content_id"),
    plain("text"),
)
_KNOWN = """
SELECT 'C'||min(id) FROM correspondence WHERE original=?
UNION ALL SELECT 'C'||min(correspondence) FROM originals WHERE sha256=?
UNION ALL SELECT 'Q'||min(id) FROM quarantine WHERE sha256=?
UNION ALL SELECT id FROM tombstones WHERE sha256=?
UNION ALL SELECT tombstone FROM tombstone_originals WHERE sha256=?
"""
_LONGEST = 2000  # of one line of a stranger's


class Mail(Lists):
    """Everything that was said, in every channel."""

    # ── keeping ──────────────────────────────────────────────────────────────

    def add_correspondence(
        self,
        incoming: Incoming,
        *,
        direction: Direction,
        channel: Channel,
        kind: str | None,
        kind_confirmed: bool,
        authenticity: Authenticity,
        on: date,
        loan: LoanId | None = None,
        matter: MatterId | None = None,
        received: date | None = None,
        dated: date | None = None,
        postmarked: date | None = None,
        reference: str = "",
    ) -> Correspondence:
        """Keep a message or document with its original bytes, and index what it says."""
        with self._mutation() as pen:
            original, _ = blobs.put(self._db, incoming.original)
            said = _said(incoming)
            given = Correspondence(
                id=CorrespondenceId(""),
                on=on,
                direction=direction,
                channel=channel,
                kind=kind,
                kind_confirmed=kind_confirmed,
                sha256=original,
                at=incoming.at,
                loan=self._loan_of(loan, matter),
                matter=matter,
                authenticity=authenticity,
                dated=dated,
                postmarked=postmarked,
                received=received,
                reference=safe_line(reference, _LONGEST),
                **said,
            )
            return self._insert(given, incoming, pen)

    def save_correspondence(self, c: Correspondence) -> Correspondence:
        """Change filing, tags, kind, dates, channel or privilege; never what was said."""
        with self._mutation():
            before = self.correspondence(c.id)
            number = row_of("C", c.id)
            filed = replace(c, loan=self._loan_of(c.loan, c.matter))
            values = [one.keep(getattr(filed, one.field)) for one in _FILING]
            judged = [c.authenticity.verdict.value, packed_words(c.authenticity.reasons)]
            self._db.run(_UPDATE, [*values, *judged, number])
            kept = self.correspondence(c.id)
            if kept != before:
                self._write(kept.id, before, kept)
        return kept

    def _insert(
        self, given: Correspondence, incoming: Incoming, pen: journal.Pen
    ) -> Correspondence:
        """The rows of a new piece: itself, its texts, files and notes, its index and journal."""
        thread, shown = self._thread_key(given), preview(given.text)
        number = self._db.run(
            _INSERT,
            [
                *CORRESPONDENCE.values(given),
                shown,
                len(incoming.files),
                given.authenticity.verdict.value,
                packed_words(given.authenticity.reasons),
                incoming.content_sha256,
                thread,
            ],
        )
        headers = packed([list(one) for one in given.headers])
        self._db.run(
            "INSERT INTO texts (correspondence,people,text,headers) VALUES (?,?,?,?)",
            (number, people(given), given.text, headers),
        )
        id = CorrespondenceId(f"C{number}")  # noqa: A001 - the model's word
        files = tuple(self._insert_file(id, one) for one in incoming.files)
        notes = list(dict.fromkeys(safe_line(one, _LONGEST) for one in incoming.notes))
        if notes:
            self._db.many(
                "INSERT INTO notes (correspondence,place,note) VALUES (?,?,?)",
                [(number, place, note) for place, note in enumerate(notes)],
            )
        self._index(number, given, files)
        kept = replace(given, id=id, attachments=files)
        told = beside(incoming.content_sha256, thread, shown, notes)
        pen.write(id, None, journalled(kept) | {BESIDE: told})
        return kept

    def _insert_file(self, owner: CorrespondenceId, file: IncomingFile) -> Attachment:
        name, _ = blobs.put(self._db, file.data)
        given = Attachment(
            AttachmentId(""),
            owner,
            safe_file_name(file.name),
            safe_line(file.media_type, 200),
            len(file.data),
            name,
            file.inline,
            safe_line(file.content_id, _LONGEST),
            safe_text(file.text),
        )
        number = self._db.run(ATTACHMENTS.insert, ATTACHMENTS.values(given))
        return replace(given, id=AttachmentId(f"A{number}"))

    def _index(self, number: int, given: Correspondence, files: Sequence[Attachment]) -> None:
        """The same words as the view `searched` gives, which `verify` compares.

        They wait for the end of the change: FTS5 writes out what it holds at each
        savepoint, and a segment a message costs an import more than all the rest.
        """
        told = "\n".join(f"{one.name}\n{one.text}" for one in files) if files else None
        self._waiting.append((number, given.subject, given.sender, people(given), given.text, told))

    def _index_now(self) -> None:
        """Put the waiting words into the index, as before it is asked within a change."""
        if self._waiting:
            self._db.many(
                "INSERT INTO search (rowid,subject,sender,recipients,body,files)"
                " VALUES (?,?,?,?,?,?)",
                self._waiting,
            )
            self._waiting.clear()

    def _before_commit(self) -> None:
        super()._before_commit()
        self._index_now()

    def _loan_of(self, loan: LoanId | None, matter: MatterId | None) -> LoanId | None:
        """The loan of a piece of correspondence: the one said, else its matter's."""
        if loan is not None:
            self._known_row("L", loan)
        if matter is None:
            return loan
        row = self._db.one("SELECT loan FROM matters WHERE id=?", (row_of("M", matter),))
        if row is None:
            raise missing("M", matter)
        return loan or LoanId(f"L{row[0]}")

    def _thread_key(self, given: Correspondence) -> str | None:
        """The root message id of the conversation, else its subject and counterpart."""
        for candidate in thread_candidates(given):
            row = self._db.one(
                "SELECT thread FROM correspondence WHERE message_id=? LIMIT 1", (candidate,)
            )
            if row and row[0]:
                key = str(row[0])
                break
        else:
            root = (*given.references, given.in_reply_to, given.message_id)
            key = next((one for one in root if one), None) or subject_thread(given) or ""
        if given.message_id and key != given.message_id:
            # Replies that came in before this one took it for their root.
            self._db.run(
                "UPDATE correspondence SET thread=? WHERE thread=?", (key, given.message_id)
            )
        return key or None

    # ── reading ──────────────────────────────────────────────────────────────

    def correspondence(self, id: CorrespondenceId) -> Correspondence:  # noqa: A002 - the API's word
        """One piece of correspondence, whole."""
        number = row_of("C", id)
        with self._db.lock:
            row = self._db.one(_WHOLE, (number,))
            if row is None:
                raise missing("C", id)
            files = self._db.all(
                f"{ATTACHMENTS.select} WHERE correspondence=? ORDER BY id", (number,)
            )
        *columns, verdict, reasons, text, headers = row
        return CORRESPONDENCE.build(
            columns,
            text=text,
            headers=tuple((name, value) for name, value in json.loads(headers)),
            attachments=tuple(ATTACHMENTS.build(one) for one in files),
            authenticity=Authenticity(Verdict(verdict), unpacked_words(reasons)),
        )

    def notes(self, id: CorrespondenceId) -> tuple[str, ...]:  # noqa: A002 - the API's word
        """What was odd about a piece as it came in, for the user."""
        rows = self._db.all(
            "SELECT note FROM notes WHERE correspondence=? ORDER BY place", (row_of("C", id),)
        )
        return tuple(str(row[0]) for row in rows)

    def with_message_id(self, message_id: str) -> list[CorrespondenceId]:
        """What is kept under this Message-ID, oldest first."""
        rows = self._db.all(
            "SELECT id FROM correspondence WHERE message_id=? ORDER BY id LIMIT 20",
            (safe_line(message_id, _LONGEST),),
        )
        return [CorrespondenceId(f"C{row[0]}") for row in rows]

    def thread(self, id: CorrespondenceId) -> list[CorrespondenceId]:  # noqa: A002 - the API's word
        """The conversation that a message belongs to, itself included, oldest first."""
        number = row_of("C", id)
        row = self._db.one("SELECT thread FROM correspondence WHERE id=?", (number,))
        if row is None:
            raise missing("C", id)
        if not row[0]:
            return [CorrespondenceId(f"C{number}")]
        found = self._db.all(
            "SELECT id FROM correspondence WHERE thread=? ORDER BY on_day, at, id", (row[0],)
        )
        return [CorrespondenceId(f"C{one[0]}") for one in found]

    def attachment(self, id: AttachmentId) -> Attachment:  # noqa: A002 - the API's word
        """One attachment; UsageError when there is none with this id."""
        return self._one(ATTACHMENTS, id)

    def attachments(self, matter: MatterId) -> list[Attachment]:
        """Every attachment of a matter's correspondence, oldest first."""
        sql = (
            f"{ATTACHMENTS.select} JOIN correspondence c ON c.id=attachments.correspondence"
            " WHERE c.matter=? ORDER BY c.on_day, c.id, attachments.id"
        )
        return [ATTACHMENTS.build(row) for row in self._db.all(sql, (row_of("M", matter),))]

    def known_bytes(self, sha256: Sha256) -> str | None:
        """Where these very bytes are kept, or were: correspondence, in whatever form it is
        kept, quarantine, a tombstone."""
        rows = self._db.all(_KNOWN, (sha256,) * _KNOWN.count("?"))
        return next((str(row[0]) for row in rows if row[0] is not None), None)

    def known_message(
        self, message_id: str | None, content_sha256: Sha256
    ) -> CorrespondenceId | None:
        """Where a message with this Message-ID that says the same is kept already."""
        if not message_id:
            return None
        row = self._db.one(
            "SELECT min(id) FROM correspondence WHERE message_id=? AND content=?",
            (safe_line(message_id, _LONGEST), content_sha256),
        )
        return CorrespondenceId(f"C{row[0]}") if row and row[0] is not None else None


def _said(incoming: Incoming) -> dict[str, Any]:
    """The parts of a message that its writer chose, each through the door for strangers."""
    return {
        "sender": safe_line(incoming.sender, _LONGEST),
        "to": _lines(incoming.to),
        "cc": _lines(incoming.cc),
        "subject": safe_line(incoming.subject, _LONGEST),
        "text": safe_text(incoming.text),
        "headers": tuple(
            (safe_line(name, 200), safe_line(value, 20_000)) for name, value in incoming.headers
        ),
        "message_id": _line(incoming.message_id),
        "in_reply_to": _line(incoming.in_reply_to),
        "references": _lines(incoming.references),
        "source": safe_line(incoming.source, _LONGEST),
    }


def _line(value: str | None) -> str | None:
    return safe_line(value, _LONGEST) or None if value else None


def _lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(safe_line(one, _LONGEST) for one in values)
