"""What has no id of its own, held against the journal: links, notes, tombstones, marks, threads.

What has an id is told by the journal whole (`checks`).  The rest follows from
the journal's rows taken one after the other; here they are, and what they lead to
is compared with the tables.  Rows that an older version wrote say less: what they
leave out is not compared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from borrower_desk.desk import journal
from borrower_desk.desk.connection import Connection, Row
from borrower_desk.desk.shapes import KINDS, digest, packed
from borrower_desk.frozen import dataclass
from borrower_desk.model import Correspondence
from borrower_desk.text import safe_line

PREVIEW = 160
BESIDE = "beside"  # where a new piece's row in the journal tells what its other tables have
_ID = re.compile(r"([A-Z])([0-9]+)")
# An older version took a mark's instant anew, a moment after its journal row's.
_A_MOMENT = timedelta(minutes=1)
_ANY = None  # not told by an older version


def preview(text: str) -> str:
    """The beginning of a text, as lists show it."""
    return safe_line(text[: 4 * PREVIEW], PREVIEW)


def people(given: Correspondence) -> str:
    """Everyone a message went to, as the search index has them."""
    return " ".join((*given.to, *given.cc))


def beside(content: str, thread: str | None, shown: str, notes: Iterable[str]) -> journal.Told:
    """What a new piece's row in the journal says of what the model does not show as it is."""
    told: journal.Told = {"content": content, "thread": thread, "preview_sha256": digest(shown)}
    if noted := list(notes):
        told["notes_sha256"] = digest(packed(noted))
    return told


@dataclass(slots=True)
class Trail:
    """What the journal's rows, one after the other, lead to."""

    matters: list[tuple[str, int]] = field(default_factory=list)
    links: dict[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)
    stones: dict[str, tuple[str, str, str | None, tuple[str, ...]]] = field(default_factory=dict)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    beside: dict[str, journal.Told] = field(default_factory=dict)
    threads: dict[str, str | None] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)  # the highest number of each letter
    _in_thread: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def follow(self, rows: Iterable[Row]) -> None:
        """Take the journal's rows in their order."""
        for n, at, _, subject, before, after, _, _ in rows:
            old = json.loads(before) if before is not None else None
            new = json.loads(after) if after is not None else None
            self.matters += [(one, n) for one in sorted(journal.matters(subject, old, new))]
            if subject == "desk":
                self._desk(old, new or {})
                continue
            self._number(subject)
            if new is None:
                continue
            if subject.startswith("E"):
                self._event(subject, at, old, new)
            elif subject.startswith("C"):
                self._piece(subject, new)

    def _desk(self, old: Any, new: dict[str, Any]) -> None:
        if "purged" in new:
            gone = new["purged"]
            forms = tuple(new.get("originals", ()))
            self.stones[gone] = (new["sha256"], new["reason"], new.get("on"), forms)
            self.links = {pair: how for pair, how in self.links.items() if gone not in pair}
            self.beside.pop(gone, None)
            self._in_thread[self.threads.pop(gone, None) or ""].discard(gone)
        elif "link" in new:
            one, other = new["link"]
            self.links[one, other] = new["relation"], new.get("because")
        elif old and "link" in old:
            self.links.pop(tuple(old["link"]), None)

    def _number(self, subject: str) -> None:
        found = _ID.fullmatch(subject)
        if found and found[1] in KINDS:
            self.last[found[1]] = max(self.last.get(found[1], 0), int(found[2]))

    def _event(self, subject: str, at: str, old: Any, new: dict[str, Any]) -> None:
        if old is None:
            return
        if new["status"] == "confirmed" != old["status"]:
            self.marks[subject, "confirmed"] = at
        if new.get("undone") and not old.get("undone"):
            self.marks[subject, "undone"] = at

    def _piece(self, subject: str, new: dict[str, Any]) -> None:
        for file in new.get("attachments", ()):
            self._number(file["id"])
        told = new.get(BESIDE)
        if told is None:
            return
        self.beside[subject] = told
        thread, name = told["thread"], new.get("message_id")
        if name and thread != name and (joined := self._in_thread.pop(name, None)):
            # Replies that came in before this one took it for their root.
            self._in_thread[thread or ""] |= joined
            self.threads |= dict.fromkeys(joined, thread)
        self.threads[subject] = thread
        self._in_thread[thread or ""].add(subject)

    # ── what the tables say ──────────────────────────────────────────────────

    def trouble(self, db: Connection) -> str | None:
        """What in the tables is not where the journal leads, by name."""
        looks = (self._matters_of, self._links_of, self._stones_of, self._marks_of, self._last_of)
        return next((why for look in looks if (why := look(db))), None)

    def _matters_of(self, db: Connection) -> str | None:
        there = {(str(one), int(n)) for one, n in db.all("SELECT matter,n FROM journal_matters")}
        wrong = there ^ set(self.matters)
        if not wrong:
            return None
        matter, n = min(wrong, key=lambda one: (one[1], one[0]))
        return _not_said(f"journal_matters: whether row {n} touches {matter}")

    def _links_of(self, db: Connection) -> str | None:
        there = {
            (f"C{one}", f"C{other}"): (how, why)
            for one, other, how, why in db.all("SELECT one,other,relation,because FROM links")
        }
        for pair in sorted(there.keys() ^ self.links.keys()):
            return _not_said(f"links: whether {pair[0]} and {pair[1]} are joined")
        for pair, said in sorted(self.links.items()):
            if not _agree(there[pair], said):
                return _not_said(f"links: how {pair[0]} and {pair[1]} are joined, or why,")
        return None

    def _stones_of(self, db: Connection) -> str | None:
        forms = defaultdict(list)
        for stone, name in db.all("SELECT tombstone,sha256 FROM tombstone_originals ORDER BY 1,2"):
            forms[stone].append(name)
        there = {
            stone: (name, reason, on, tuple(forms.pop(stone, ())))
            for stone, name, reason, on in db.all("SELECT id,sha256,reason,on_day FROM tombstones")
        }
        for stone in sorted(there.keys() ^ self.stones.keys()):
            return _not_said(f"tombstones: whether {stone} was purged")
        for stone, said in sorted(self.stones.items()):
            if not _agree(there[stone], said):
                return _not_said(f"tombstones: what was purged as {stone}, why or when,")
        return _not_said(f"tombstone_originals: {min(forms)}") if forms else None

    def _marks_of(self, db: Connection) -> str | None:
        there = {(f"E{event}", mark): at for event, mark, at in
                 db.all("SELECT event,mark,at FROM event_marks")}  # fmt: skip
        for event, mark in sorted(there.keys() ^ self.marks.keys()):
            return _not_said(f"event_marks: whether {event} was {mark}")
        for (event, mark), at in sorted(self.marks.items()):
            apart = datetime.fromisoformat(there[event, mark]) - datetime.fromisoformat(at)
            if abs(apart) > _A_MOMENT:
                return _not_said(f"event_marks: when {event} was {mark}")
        return None

    def _last_of(self, db: Connection) -> str | None:
        """An id is never given twice, as it would be if SQLite's note of the last were lowered."""
        last = {
            str(name): number for name, number in db.all("SELECT name,seq FROM sqlite_sequence")
        }
        for letter, number in self.last.items():
            table = KINDS[letter][0]
            if not isinstance(last.get(table), int) or last[table] < number:
                return f"sqlite_sequence: {letter}{number} of {table} was given, and would be again"
        return None


def piece_trouble(db: Connection, trail: Trail, kept: Correspondence) -> str | None:
    """What of a piece's columns beside the model's is not what follows or what was told."""
    number = int(kept.id[1:])
    row = db.one(
        "SELECT preview,files,content,thread,people FROM correspondence"
        " JOIN texts ON texts.correspondence=correspondence.id WHERE id=?",
        (number,),
    )
    noted = db.all("SELECT place,note FROM notes WHERE correspondence=? ORDER BY place", (number,))
    notes = [str(note) for _, note in noted]
    shown, files, content, thread, to = row or (None,) * 5
    told = trail.beside.get(kept.id)
    said = told or {"content": content, "preview_sha256": digest(preview(kept.text))}
    wrong = {
        "correspondence.files": files != len(kept.attachments),
        "correspondence.preview": digest(str(shown)) != said["preview_sha256"],
        "correspondence.content": content != said["content"],
        "texts.people": to != people(kept),
    }
    if told:
        wrong["correspondence.thread"] = thread != trail.threads[kept.id]
        wrong["notes"] = (digest(packed(notes)) if notes else None) != told.get("notes_sha256") or [
            place for place, _ in noted
        ] != list(range(len(notes)))
    return next((_not_said(f"{name} of {kept.id}") for name, bad in wrong.items() if bad), None)


def _agree(there: Iterable[object], said: Iterable[object]) -> bool:
    return all(two is _ANY or one == two for one, two in zip(there, said, strict=True))


def _not_said(what: str) -> str:
    return f"{what} is not what the journal says"
