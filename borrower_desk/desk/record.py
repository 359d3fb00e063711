"""What happened and what is planned: events, drafts, promises, reminders, quarantine.

Events are only added.  That one was confirmed or undone later is a mark beside
it, so E2 stays E2 and the history stays whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from borrower_desk.desk import blobs
from borrower_desk.desk.base import Base
from borrower_desk.desk.shapes import (
    KINDS,
    Shape,
    choice,
    day,
    flag,
    instant,
    link,
    missing,
    pairs,
    plain,
    records,
    row_of,
    words,
)
from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    Draft,
    DraftId,
    DraftStatus,
    Enclosure,
    Event,
    EventId,
    EventKind,
    EventStatus,
    MatterId,
    MissingFact,
    Promise,
    Quarantined,
    QuarantineId,
    Receipt,
    Reminder,
    Sha256,
    Unread,
)
from borrower_desk.text import safe_line

EVENTS = Shape(
    Event,
    "E",
    link("matter", "M"),
    choice("kind", EventKind),
    day("on", "on_day"),
    plain("of"),
    choice("status", EventStatus),
    link("replaces", "E"),
    plain("letter"),
    words("errors"),
    words("starts"),
    plain("amount"),
    choice("channel", Channel),
    choice("receipt", Receipt),
    plain("note"),
    pairs("params"),
    instant("recorded"),
)
DRAFTS = Shape(
    Draft,
    "D",
    plain("kind"),
    link("loan", "L"),
    link("matter", "M"),
    plain("subject"),
    plain("body"),
    pairs("fields"),
    records("enclosures", Enclosure),
    records("missing", MissingFact),
    choice("status", DraftStatus),
    choice("channel", Channel),
    plain("lang"),
    day("written"),
    flag("edited"),
    link("sent_as", "C"),
    link("to_servicer", "S", "servicer"),
)
PROMISES = Shape(
    Promise, "P", plain("text"), day("by", "by_day"), link("matter", "M"), day("kept_on")
)
REMINDERS = Shape(
    Reminder, "R", plain("text"), day("on", "on_day"), link("matter", "M"), flag("done")
)
QUARANTINE = Shape(
    Quarantined,
    "Q",
    plain("source"),
    plain("reason"),
    plain("size"),
    plain("sha256"),
    day("on", "on_day"),
)
_MARKED = EVENTS.select.replace(
    " FROM ",
    ",(SELECT group_concat(mark) FROM event_marks WHERE event=events.id) FROM ",
)
_LONGEST_SOURCE = 1000
_AT_ONCE = 500  # values in one statement


class Record(Base):
    """The facts of each matter, and what is still to be done."""

    # ── events ───────────────────────────────────────────────────────────────

    def events(self, matter: MatterId | None = None) -> list[Event]:
        """All events, first recorded first; undone and replaced ones too, with their flags."""
        if matter is None:
            rows = self._db.all(f"{_MARKED} ORDER BY id")
        else:
            rows = self._db.all(f"{_MARKED} WHERE matter=? ORDER BY id", (row_of("M", matter),))
        return [_event(row) for row in rows]

    def events_among(self, matters: Collection[MatterId]) -> list[Event]:
        """The events of these matters alone, first recorded first."""
        numbers = sorted(row_of("M", one) for one in matters)
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found += self._db.all(f"{_MARKED} WHERE matter IN ({marks})", some)
        return [_event(row) for row in sorted(found, key=lambda row: int(row[0]))]

    def event(self, id: EventId) -> Event:  # noqa: A002 - the API's word
        """One event; UsageError when there is none with this id."""
        row = self._db.one(f"{_MARKED} WHERE id=?", (row_of("E", id),))
        if row is None:
            raise missing("E", id)
        return _event(row)

    def add_event(self, event: Event) -> Event:
        """Keep a new event, recorded now; one that it `replaces` must be of the same matter."""
        with self._mutation():
            self._known_row("M", event.matter)
            if event.of is not None:
                event = replace(event, of=self._reference(event.of))
            if event.replaces is not None and self.event(event.replaces).matter != event.matter:
                raise UsageError(
                    f"{event.replaces} belongs to another matter.",
                    hint="A correction stays in the matter of what it corrects.",
                )
            now = self._now().astimezone(UTC)
            number = self._db.run(EVENTS.insert, EVENTS.values(replace(event, recorded=now)))
            kept = self.event(EventId(f"E{number}"))
            self._write(kept.id, None, kept)
        return kept

    def confirm_event(self, id: EventId) -> Event:  # noqa: A002 - the API's word
        """A proposed event is true: from now on it moves clocks."""
        return self._mark(id, "confirmed")

    def undo_event(self, id: EventId) -> Event:  # noqa: A002 - the API's word
        """An event was recorded wrongly: it stays, and no longer counts."""
        return self._mark(id, "undone")

    def _mark(self, asked: EventId, mark: str) -> Event:
        with self._mutation() as pen:
            before = self.event(asked)
            done = before.undone if mark == "undone" else before.status is EventStatus.CONFIRMED
            if done:
                raise UsageError(f"{before.id} is {mark} already.", hint="Nothing more is to do.")
            self._db.run(
                "INSERT INTO event_marks (event,mark,at) VALUES (?,?,?)",
                (row_of("E", asked), mark, pen.at),
            )
            kept = self.event(asked)
            self._write(kept.id, before, kept)
        return kept

    def _reference(self, asked: str) -> str:
        """The id of something that is there, of any kind, as ids are written."""
        prefix = asked.strip()[:1].upper()
        if prefix not in KINDS:
            raise UsageError(f"There is nothing called {asked}.", hint="Give an id such as E2.")
        return f"{prefix}{self._known_row(prefix, asked)}"

    # ── drafts ───────────────────────────────────────────────────────────────

    def drafts(
        self, *, status: DraftStatus | None = None, matter: MatterId | None = None
    ) -> list[Draft]:
        """Drafts, first written first."""
        wanted: list[tuple[str, object]] = []
        if status is not None:
            wanted.append(("status=?", status.value))
        if matter is not None:
            wanted.append(("matter=?", row_of("M", matter)))
        where = "WHERE " + " AND ".join(one for one, _ in wanted) if wanted else ""
        return self._listed(DRAFTS, where, tuple(value for _, value in wanted))

    def draft(self, id: DraftId) -> Draft:  # noqa: A002 - the API's word
        """One draft; UsageError when there is none with this id."""
        return self._one(DRAFTS, id)

    def add_draft(self, draft: Draft) -> Draft:
        """Keep a new draft; gives it back with its id."""
        self._check_draft(draft)
        return self._add(DRAFTS, draft)

    def save_draft(self, draft: Draft) -> Draft:
        """Change a draft that is there."""
        self._check_draft(draft)
        return self._save(DRAFTS, draft)

    def _check_draft(self, draft: Draft) -> None:
        self._known_row("L", draft.loan)
        if draft.matter is not None:
            self._known_row("M", draft.matter)
        if draft.sent_as is not None:
            self._known_row("C", draft.sent_as)
        if draft.to_servicer is not None:
            self._known_row("S", draft.to_servicer)

    # ── promises and reminders ───────────────────────────────────────────────

    def promises(self, matter: MatterId | None = None) -> list[Promise]:
        """What the servicer said it would do."""
        if matter is None:
            return self._listed(PROMISES)
        return self._listed(PROMISES, "WHERE matter=?", (row_of("M", matter),))

    def promise(self, id: str) -> Promise:  # noqa: A002 - the API's word
        """One promise; UsageError when there is none with this id."""
        return self._one(PROMISES, id)

    def add_promise(self, promise: Promise) -> Promise:
        """Keep a new promise; gives it back with its id."""
        self._known_row("M", promise.matter)
        return self._add(PROMISES, promise)

    def save_promise(self, promise: Promise) -> Promise:
        """Change a promise that is there, as when it was kept."""
        self._known_row("M", promise.matter)
        return self._save(PROMISES, promise)

    def reminders(self) -> list[Reminder]:
        """The borrower's own notes, done ones too."""
        return self._listed(REMINDERS)

    def reminder(self, id: str) -> Reminder:  # noqa: A002 - the API's word
        """One reminder; UsageError when there is none with this id."""
        return self._one(REMINDERS, id)

    def add_reminder(self, reminder: Reminder) -> Reminder:
        """Keep a new reminder; gives it back with its id."""
        if reminder.matter is not None:
            self._known_row("M", reminder.matter)
        return self._add(REMINDERS, reminder)

    def save_reminder(self, reminder: Reminder) -> Reminder:
        """Change a reminder that is there, as when it is done."""
        if reminder.matter is not None:
            self._known_row("M", reminder.matter)
        return self._save(REMINDERS, reminder)

    # ── quarantine ───────────────────────────────────────────────────────────

    def quarantined(self) -> list[Quarantined]:
        """What could not be read, first met first."""
        return self._listed(QUARANTINE)

    def quarantined_item(self, id: QuarantineId) -> Quarantined:  # noqa: A002 - the API's word
        """One quarantined item; UsageError when there is none with this id."""
        return self._one(QUARANTINE, id)

    def known_quarantined(self, sha256: Sha256) -> QuarantineId | None:
        """Where these bytes are in quarantine already."""
        row = self._db.one("SELECT min(id) FROM quarantine WHERE sha256=?", (sha256,))
        return QuarantineId(f"Q{row[0]}") if row and row[0] else None

    def is_quarantined(self, unread: Unread) -> bool:
        """Is this very item in quarantine: the same bytes under the same name, for the same?"""
        named = (safe_line(one, _LONGEST_SOURCE) for one in (unread.source, unread.reason))
        digest = hashlib.sha256(unread.original).hexdigest()
        sql = "SELECT 1 FROM quarantine WHERE sha256=? AND source=? AND reason=?"
        return self._db.one(sql, (digest, *named)) is not None

    def add_quarantined(self, unread: Unread, on: date) -> Quarantined:
        """Keep what could not be read, byte for byte, with the reason."""
        with self._mutation():
            name, _ = blobs.put(self._db, unread.original)
            return self._add(
                QUARANTINE,
                Quarantined(
                    QuarantineId(""),
                    safe_line(unread.source, _LONGEST_SOURCE),
                    safe_line(unread.reason, _LONGEST_SOURCE),
                    len(unread.original),
                    name,
                    on,
                ),
            )

    def remove_quarantined(self, id: QuarantineId) -> None:  # noqa: A002 - the API's word
        """Take an item out of quarantine, as when it could be read after all; its bytes stay."""
        with self._mutation():
            before = self.quarantined_item(id)
            self._db.run("DELETE FROM quarantine WHERE id=?", (row_of("Q", id),))
            self._write(before.id, before, None)


def _event(row: tuple[Any, ...]) -> Event:
    marks = (row[-1] or "").split(",")
    event = EVENTS.build(row[:-1], undone="undone" in marks)
    return replace(event, status=EventStatus.CONFIRMED) if "confirmed" in marks else event
