"""Which of a loan's servicers a letter goes to, where the user said so."""

from __future__ import annotations

from typing import Any


def migrate(db: Any) -> None:
    """A column of the drafts; empty where the record tells."""
    db.execute("ALTER TABLE drafts ADD COLUMN servicer INTEGER REFERENCES servicers(id)")
