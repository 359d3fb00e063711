"""The first schema: everything that `architecture.md` says is stored.

AUTOINCREMENT, which sqlite-utils cannot ask for, keeps ids from being used
twice, so the tables are written out; sqlite-utils makes the indices.
"""

from __future__ import annotations

from typing import Any

_TABLES = (
    "settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "blobs (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE,"
    " size INTEGER NOT NULL)",
    "blob_chunks (id INTEGER PRIMARY KEY, blob INTEGER NOT NULL REFERENCES blobs(id),"
    " data BLOB NOT NULL)",
    "servicers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, domains TEXT NOT NULL,"
    " emails TEXT NOT NULL, portal TEXT NOT NULL, phone TEXT NOT NULL, small INTEGER NOT NULL,"
    " sla_hours INTEGER, business_hours TEXT NOT NULL)",
    "addresses (id INTEGER PRIMARY KEY, servicer INTEGER NOT NULL REFERENCES servicers(id),"
    " purpose TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, checked TEXT)",
    "loans (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL,"
    " servicer INTEGER NOT NULL REFERENCES servicers(id), property_address TEXT NOT NULL,"
    " borrowers TEXT NOT NULL, type TEXT NOT NULL, arm INTEGER NOT NULL,"
    " principal_residence INTEGER, in_default_at_transfer INTEGER NOT NULL,"
    " bankruptcy INTEGER NOT NULL, first_payment TEXT, late_fee TEXT NOT NULL)",
    "servicing_periods (id INTEGER PRIMARY KEY, loan INTEGER NOT NULL REFERENCES loans(id),"
    " servicer INTEGER NOT NULL REFERENCES servicers(id), number TEXT NOT NULL,"
    " began TEXT, ended TEXT)",
    "matters (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,"
    " loan INTEGER NOT NULL REFERENCES loans(id), issue TEXT NOT NULL, status TEXT NOT NULL,"
    " opened TEXT, closed TEXT, notes TEXT NOT NULL)",
    # Rows stay short, so that lists read few pages: what was said is in `texts`.
    "correspondence (id INTEGER PRIMARY KEY AUTOINCREMENT, on_day TEXT NOT NULL, at TEXT,"
    " direction TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT, kind_confirmed INTEGER NOT NULL,"
    " sender TEXT NOT NULL, recipients TEXT NOT NULL, cc TEXT NOT NULL, subject TEXT NOT NULL,"
    " preview TEXT NOT NULL, loan INTEGER REFERENCES loans(id),"
    " matter INTEGER REFERENCES matters(id), tags TEXT NOT NULL, files INTEGER NOT NULL,"
    " message_id TEXT, in_reply_to TEXT, refs TEXT NOT NULL, thread TEXT, verdict TEXT NOT NULL,"
    " reasons TEXT NOT NULL, dated TEXT, postmarked TEXT, received TEXT, source TEXT NOT NULL,"
    " reference TEXT NOT NULL, privileged INTEGER NOT NULL,"
    " original TEXT NOT NULL REFERENCES blobs(sha256), content TEXT NOT NULL)",
    "texts (correspondence INTEGER PRIMARY KEY REFERENCES correspondence(id),"
    " people TEXT NOT NULL, text TEXT NOT NULL, headers TEXT NOT NULL)",
    "attachments (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " correspondence INTEGER REFERENCES correspondence(id), name TEXT NOT NULL,"
    " media_type TEXT NOT NULL, size INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL REFERENCES blobs(sha256), inline INTEGER NOT NULL,"
    " content_id TEXT NOT NULL, text TEXT NOT NULL)",
    "events (id INTEGER PRIMARY KEY AUTOINCREMENT, matter INTEGER NOT NULL REFERENCES matters(id),"
    " kind TEXT NOT NULL, on_day TEXT NOT NULL, of TEXT, status TEXT NOT NULL,"
    " replaces INTEGER REFERENCES events(id), letter TEXT, errors TEXT NOT NULL,"
    " starts TEXT NOT NULL, amount INTEGER, channel TEXT, receipt TEXT, note TEXT NOT NULL,"
    " params TEXT NOT NULL, recorded TEXT NOT NULL)",
    # What became of an event is added beside it: the event itself never changes.
    "event_marks (event INTEGER NOT NULL REFERENCES events(id),"
    " mark TEXT NOT NULL CHECK (mark IN ('confirmed', 'undone')), at TEXT NOT NULL,"
    " PRIMARY KEY (event, mark))",
    "drafts (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
    " loan INTEGER NOT NULL REFERENCES loans(id), matter INTEGER REFERENCES matters(id),"
    " subject TEXT NOT NULL, body TEXT NOT NULL, fields TEXT NOT NULL, enclosures TEXT NOT NULL,"
    " missing TEXT NOT NULL, status TEXT NOT NULL, channel TEXT, lang TEXT NOT NULL, written TEXT,"
    " edited INTEGER NOT NULL, sent_as INTEGER REFERENCES correspondence(id))",
    "quarantine (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, reason TEXT NOT NULL,"
    " size INTEGER NOT NULL, sha256 TEXT NOT NULL REFERENCES blobs(sha256), on_day TEXT NOT NULL)",
    "promises (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, by_day TEXT NOT NULL,"
    " matter INTEGER NOT NULL REFERENCES matters(id), kept_on TEXT)",
    "reminders (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, on_day TEXT NOT NULL,"
    " matter INTEGER REFERENCES matters(id), done INTEGER NOT NULL)",
    "journal (n INTEGER PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,"
    " before TEXT, after TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL)",
    "journal_matters (matter TEXT NOT NULL, n INTEGER NOT NULL REFERENCES journal(n),"
    " PRIMARY KEY (matter, n))",
)

_INDICES = (
    ("blob_chunks", "blob"),
    ("addresses", "servicer"),
    ("servicing_periods", "loan"),
    ("correspondence", "on_day", "id"),
    ("correspondence", "matter", "on_day", "id"),
    ("correspondence", "loan", "on_day", "id"),
    ("correspondence", "original"),
    ("correspondence", "message_id"),
    ("correspondence", "thread"),
    ("attachments", "correspondence"),
    ("events", "matter"),
    ("drafts", "status"),
    ("quarantine", "sha256"),
    ("journal", "subject"),
)

_APPEND_ONLY = ("journal", "journal_matters", "events", "event_marks")

# What the search index is over; the index itself holds no second copy of it.
SEARCHED = """
CREATE VIEW searched AS
SELECT c.id AS id, c.subject AS subject, c.sender AS sender,
  t.people AS recipients, t.text AS body,
  (SELECT group_concat(a.name || char(10) || a.text, char(10) ORDER BY a.id)
     FROM attachments a WHERE a.correspondence = c.id) AS files
FROM correspondence c JOIN texts t ON t.correspondence = c.id
"""
# No prefix index: among 20,000 messages it made "pa*" 0.4 ms instead of 1.6 ms,
# and every import half as long again (13.2 s instead of 8.8 s).
INDEX = """
CREATE VIRTUAL TABLE search USING fts5(
  subject, sender, recipients, body, files, content='searched', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2')
"""


def migrate(db: Any) -> None:
    """Make every table, index and trigger of an empty desk."""
    for table in _TABLES:
        db.execute(f"CREATE TABLE {table} STRICT")
    for table, *columns in _INDICES:
        db[table].create_index(columns)
    # Only what nobody has filed yet: small, and asked for on every Today.
    db.execute("CREATE INDEX unfiled ON correspondence (on_day, id) WHERE matter IS NULL")
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
            )
    db.execute(SEARCHED)
    db.execute(INDEX)
