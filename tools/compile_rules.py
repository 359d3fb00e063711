"""Keep the rule files as JSON too: `python tools/compile_rules.py`, after they changed.

Without it everything works, and every command that needs the law starts some
fifteen milliseconds later; a test says when it is stale.
"""

from __future__ import annotations

from pathlib import Path

from borrower_desk.law.compiled import COPY, compiled
from borrower_desk.law.rules import checked_rules

FOLDER = Path(COPY).with_name("rules")


if __name__ == "__main__":
    checked_rules()  # whoever reads the copy checks nothing again
    COPY.write_text(compiled(FOLDER), encoding="utf-8")
    print(f"{COPY}: {COPY.stat().st_size:,} bytes")
