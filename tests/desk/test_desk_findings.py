"""Findings of `analyze` in the desk: kept, listed by matter, set aside, verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from borrower_desk.desk.store import Store
from borrower_desk.errors import UsageError
from borrower_desk.model import ArithmeticFinding, Certainty, FindingId, Matter, MatterId

FOUND = ArithmeticFinding(
    kind="escrow", title="Cushion of O'Brien's account \u202ex", stated="1400.00",
    recomputed="1040.00", difference="360.00", error_slug="other-servicing-error",
    explanation="Too high.", working=("6,240.00 × 2/12", "= 1,040.00"), citation="12 CFR 1024.17",
    rule="cushion_over", certainty=Certainty.LIKELY, amount=360_00, on=date(2024, 2, 29),
    happened="You ask too much.", facts=("2024-02-29: Your analysis.",),
    correction=("Correct it.",), transaction="", assumptions=("months: 2",), sources=("e.csv",),
    found_on=date(2026, 1, 1),
)  # fmt: skip


def test_a_finding_comes_back_as_it_was(store: Store, matter: Matter) -> None:
    """Every field, with an id and its matter."""
    with store.change("analyze"):
        kept = store.add_finding(replace(FOUND, matter=matter.id))

    assert kept == replace(FOUND, id=FindingId("F1"), matter=matter.id)
    assert store.finding(FindingId("F1")) == kept
    assert store.findings(matter.id) == store.findings() == [kept]


def test_a_finding_belongs_to_a_matter_that_is_there(store: Store) -> None:
    """Nothing is kept for a matter that nobody opened."""
    with pytest.raises(UsageError), store.change("analyze"):
        store.add_finding(replace(FOUND, matter=MatterId("M9")))
    assert store.findings() == []


def test_setting_aside_is_on_record(store: Store, matter: Matter) -> None:
    """The journal has both states, and the desk stays whole."""
    with store.change("analyze"):
        kept = store.add_finding(replace(FOUND, matter=matter.id))
    with store.change("finding aside"):
        store.save_finding(replace(kept, dropped=True))

    last = store.journal()[-1]
    assert (last.act, last.subject) == ("finding aside", "F1")
    assert last.after is not None
    assert last.after["dropped"] is True
    assert store.verify(full=True).ok
    moved = store.last_change(matter.id)
    assert moved is not None
    assert moved.n == last.n, "a packet made before is older than this"
